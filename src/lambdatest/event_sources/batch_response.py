"""What Lambda reads out of the answer to a batch of a queue or stream.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from lambdatest.model import Trigger

FAILURES, IDENTIFIER = "batchItemFailures", "itemIdentifier"
_FAIL = re.compile("fail|error|retry", re.IGNORECASE)


def batch_error(trigger: Trigger, result: Any, identifiers: Collection[str]) -> str | None:
    """What is wrong with *result* as the answer to records with those *identifiers*.

    Each rule was recorded on AWS: no answer, ``[]``, ``{}``, and no or an empty ``batchItemFailures`` are success; an identifier
    that is empty, null, spelt with another key or not in the batch makes the whole batch fail.
    """
    failures = result.get(FAILURES) if isinstance(result, Mapping) else None
    if not trigger.options.get("reports"):
        return _ignored(failures)
    if failures is None:
        return _misnamed(result, identifiers) if isinstance(result, Mapping) else None
    whole = "Lambda retries the whole batch"
    if not isinstance(failures, list):
        return f"{whole}: {FAILURES} {_shown(failures)} is not a list"
    for failure in failures:
        if not isinstance(failure, Mapping) or IDENTIFIER not in failure:
            return f"{whole}: {_shown(failure)} in {FAILURES} has no {IDENTIFIER}"
        identifier = failure[IDENTIFIER]
        if not identifier:
            return f"{whole}: the {IDENTIFIER} {_shown(identifier)} names no record"
        if identifier not in identifiers:
            return f"{whole}: the {IDENTIFIER} {_shown(identifier)} is none of a record in this batch"
    return None


def _ignored(failures: Any) -> str | None:
    if not isinstance(failures, list) or not failures:
        return None
    return (
        f"Lambda ignores {FAILURES} and takes the batch for done: declare ReportBatchItemFailures, or the {len(failures)} failed "
        f"record{'s' if len(failures) > 1 else ''} will be lost"
    )


def _misnamed(result: Mapping[str, Any], identifiers: Collection[str]) -> str | None:
    """An answer that names failed records under another key than the one that Lambda reads."""
    for name, members in result.items():
        if not _FAIL.search(str(name)) or not isinstance(members, list):
            continue
        named = [text for member in members for text in (member.values() if isinstance(member, Mapping) else [member])]
        if any(isinstance(text, str) and text in identifiers for text in named):
            return f"Lambda reads {FAILURES}, not {name!r}: it takes the batch for done, and the failed records are lost"
    return None


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
