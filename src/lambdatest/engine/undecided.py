"""Invocations of which nothing can be said, since they met something that is not mocked: neither a finding nor a pass."""

from lambdatest.checks.guard_network import chosen
from lambdatest.checks.guard_process import commanded
from lambdatest.results import FOREIGN, Outcome, Step
from lambdatest.runtime.account import Account

UNBUILT = frozenset({"cognito-idp", "firehose", "glue", "lambda", "opensearch", "scheduler"})
"""Services of which the account may lack what a handler calls: the file declares it elsewhere, or its type is not built."""
ABSENT = frozenset({"NotFoundException", "ResourceNotFoundException"})


def undecided(step: Step, outcome: Outcome, account: Account) -> tuple[str, str] | None:
    """What the invocation met that *account* does not mock, and the remedy; None where it can be judged."""
    return _refused(step, outcome) or _unheard(step, outcome) or _missing(step, outcome, account)


def _refused(step: Step, outcome: Outcome) -> tuple[str, str] | None:
    """What the guard refused, unless that is a finding of a check's own."""
    for violation in outcome.violations:
        if violation.kind == "aws":
            return violation.what, "mock it in a test of your own; lambdatest never calls AWS"
        if violation.kind == "file" and FOREIGN in violation.what:
            return violation.what, "remove the file; another program, or another run of this one, left it there"
        if (violation.kind == "network" and not chosen(step, violation)) or (violation.kind == "process" and not commanded(violation)):
            return violation.what, "lambdatest lets nothing leave the process: patch that call in a test of your own"
    return None


def _unheard(step: Step, outcome: Outcome) -> tuple[str, str] | None:
    """Why the answer of a custom resource did not reach our server, which stands at a port and with a certificate of its own."""
    if step.case.kind != "custom_resource" or outcome.received:
        return None
    text = outcome.log + (outcome.raised.traceback + outcome.raised.message if outcome.raised else "")
    said = next((said for said in ("Connection refused", "CERTIFICATE_VERIFY_FAILED", "WRONG_VERSION_NUMBER") if said in text), None)
    remedy = "it leaves the URL's port out, or trusts no certificate but its own: patch that call in a test of your own"
    return (f"{step.function.name} could not send to its ResponseURL: {said}", remedy) if said else None


def _missing(step: Step, outcome: Outcome, account: Account) -> tuple[str, str] | None:
    """What the handler calls and the account does not have."""
    missing = next((call for call in outcome.calls if call.error == "ResourceNotFoundException" and call.service == "dynamodb"), None)
    if missing and (name := str(missing.parameters.get("TableName", ""))):
        return _missing_table(step, name, account)
    unbuilt = next((call for call in outcome.calls if call.error in ABSENT and call.service in UNBUILT), None)
    if unbuilt is None:
        return None
    what = f"{step.function.name} calls {unbuilt.service}:{unbuilt.operation}, whose resources the mocked account does not have"
    return what, "declare them in the IaC file, or make them in a test of your own"


def _missing_table(step: Step, name: str, account: Account) -> tuple[str, str]:
    if name in account.tables:
        what = f"{step.function.name} looks for the table {name!r} in another region than {account.region}"
        return what, "give the region with --region, or in the environment that names it"
    what = f"{step.function.name} uses the table {name!r}, which the account does not have"
    return what, f"declare it in {step.function.location.file}, or the environment variable that names it"
