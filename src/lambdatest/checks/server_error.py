"""The check `server_error`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.crash import answers_server_error, guessed_body, malformed, server_error_hit
from lambdatest.checks.unknown_value import doubted
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def server_error(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A well-formed request is never answered with a status from 500 on.

    Nothing has failed: the account is whole and every AWS call was answered.  A handler that catches its own bug and answers 500
    has the bug all the same; the exception is told, and tells one defect from another.
    https://www.rfc-editor.org/rfc/rfc9110#name-server-error-5xx

    501 and 503 are left alone: they say something about the service, not about the request.  A warning where the account holds data
    of types that the code is not known to store, for a body of which the code does not tell what it should hold, and where the
    exception speaks of a value in the environment which only the deployment knows, and for which a text of ours stands in.
    Malformed requests are `malformed_input`.
    """
    if answers_server_error(step, outcome) and not malformed(step):
        doubtful = step.stored or guessed_body(step)
        yield doubted(server_error_hit(outcome, "warning" if doubtful else "failure"), outcome.caught, step)
