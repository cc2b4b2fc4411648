"""The check `safe_method`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import WRITES
from lambdatest.results import Hit, Outcome, Step


@registered("warning")
def safe_method(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """GET and HEAD leave the account as it was.

    Browsers, caches and crawlers repeat and prefetch them at will.
    https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods

    Only where the contents changed; a write that changes nothing is left alone.  A warning: view counters are made on purpose.
    """
    if step.method not in ("GET", "HEAD") or outcome.before == outcome.after:
        return
    changed = next((name for name in sorted({*outcome.before, *outcome.after}) if outcome.before.get(name) != outcome.after.get(name)), "")
    reads = ("Get", "List", "Describe", "Query", "Scan")
    call = next((call for call in outcome.calls if call.operation in WRITES or not call.operation.startswith(reads)), None)
    by = f" through {call.operation}" if call else ""
    yield Hit(f"{step.method} changed {changed}{by}", changed, frame=call.frame if call else None)
