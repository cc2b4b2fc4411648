"""The project check `plain_secret`."""

import re
from collections.abc import Iterator

from lambdatest.model import Location
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject
from lambdatest.readers.location import Dummy

_NAME = re.compile(r"(.*_)?(PASSWORD|PASSWD|PASSPHRASE|SECRET_?KEY|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CLIENT_?SECRET|JWT_?SECRET|AUTH_?TOKEN"
                   r"|ACCESS_?TOKEN|BOT_?TOKEN|SIGNING_?SECRET|ENCRYPTION_?KEY)", re.IGNORECASE)
_KEY = re.compile(r"AKIA[0-9A-Z]{16}|-----BEGIN [A-Z ]*PRIVATE KEY-----|sk_live_\w{10,}|xox[bap]-\w{10,}|ghp_\w{30,}")
_PLACEHOLDER = re.compile(r"dummy|example|change.?me|placeholder|your[-_ ]|<.*>|\*{3}|x{4}|todo|fixme", re.IGNORECASE)
_REFERENCE = re.compile(r"arn:|\{\{resolve:|https?://|/|\$\{|.*(secret|ssm|parameter)[-_/]?(name|id|arn|path)", re.IGNORECASE)


@registered("warning")
def plain_secret(subject: Subject) -> Iterator[Flaw]:
    """No secret is written out in the environment of a function.

    It stands in the repository, in the template, and in the console for everybody who may read the function's configuration.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html

    Left alone: values that come from elsewhere (another stack, SSM, the shell, a parameter), ARNs, addresses and paths, names that tell
    where the secret is, and placeholders.  What has the form of a real key is a failure.
    """
    for name, value, place, function in subject.variables():
        if isinstance(value, Dummy) or not isinstance(value, str) or not value:
            continue
        if _KEY.search(value):
            yield _flaw(place, name, function, "failure")
        elif _NAME.fullmatch(name) and not _REFERENCE.match(value) and not value.isdecimal() and not _PLACEHOLDER.search(value):
            yield _flaw(place, name, function, None)


def _flaw(place: Location, name: str, function: str, severity: str | None) -> Flaw:
    message = f"the value of {name} is written out in the file"
    return Flaw(place, message, "keep it in Secrets Manager or SSM, and have the function read it there", function, severity)
