"""The relation `warm_cold`."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lambdatest.event_sources.claim import claims, names_a_person
from lambdatest.relations.identity import of_somebody_else
from lambdatest.relations.namesake import namesake
from lambdatest.relations.neighbour import neighbour, stranger
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Hit, Transcript

DAY = 24 * 3600.0
_CHANGING = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"  # ISO 8601
    r"|(?<![\d.])1[5-9]\d{8}(?:\d{3})?(?:\.\d+)?(?!\d)"  # seconds or milliseconds since 1970
    r"|(?:X-Amz-Date|X-Amz-Signature|Signature)=[^&\"\\]+"  # a presigned URL
    r"|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"  # a UUID
)


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last case in an environment that has served requests, and in a new one, where modules or /tmp hold anything new at all.

    What was served before are the cases of the history.  Where there are none, the event comes twice, and once before and once after
    one about somebody else's things, or an object of S3 that has the same file name.  Where the request says who calls, somebody else
    also sends the same one after it.
    """
    step, outcome = transcript.last
    if outcome.timed_out or not step.plain or not (transcript.warmed or outcome.left):
        return ()
    history = transcript.history
    if len([case for case in history.cases if case.function == step.function.name]) > 1:
        return (Run(history, cold=True),)
    last, made = history.cases[-1], (find(step, history.seeds) for find in (neighbour, stranger))
    other, unknown = (None if event is None else replace(last, event=event) for event in made)
    pairs = [(last, last), *([(other, last)] if other else []), *([(last, unknown)] if unknown else [])]
    if step.http and any(isinstance(value, str) and value and names_a_person(name) for name, value in claims(step.event).items()):
        pairs.append((last, replace(last, event=of_somebody_else(step.event))))
    served = [history.ending(*pair) for pair in pairs]
    like = namesake(step, history.seeds)
    served += [replace(history.ending(replace(last, event=like[0]), last), seeds=like[1])] if like else []
    return tuple(Run(one, cold=cold) for one in served for cold in (True, False))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An answer does not depend on which requests the same environment served before.

    Lambda keeps a process for many invocations, and starts another at any time: what a module keeps between them, or a file in /tmp,
    is seen by some callers and not by others, and may be somebody else's.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    Both runs have the same account, clock and random numbers; only the module is imported anew, with an empty /tmp, before the last
    request.  The request before it is the same, or one of another caller about other items, or about the same, or an object of S3 in
    another folder that is called the same.  Where the new one took longer, because it fetched its configuration first, times and UUIDs
    in its answers are left alone; and so is what was changed since it was read, where the environment knows of it a day later: a cache
    with a time limit.
    """
    wanted = len(runs(transcript))
    if len(others) > wanted and not _differ(*others[wanted:]):
        return
    pairs = zip(others[:wanted:2], others[1:wanted:2], strict=True) if wanted > 1 else [(others[0], transcript)]
    for cold, warm in pairs:
        if _differ(cold, warm):
            after = "" if warm.history.seeds == transcript.history.seeds else ", after an object of the same file name"
            who = "" if warm.history.cases[-1] == transcript.history.cases[-1] else " to somebody else"
            yield Hit(f"a warm environment answers {shown(warm)}{who}{after}, a new one {shown(cold)}{_what(cold, warm)}")
            return


def _doubts(transcript: Transcript) -> tuple[Run, ...]:
    """The same a day later, where an earlier case changed what the last one reads."""
    if len(transcript.outcomes) < 2 or all(outcome.before == outcome.after for outcome in transcript.outcomes[:-1]):
        return ()
    return Run(transcript.history, cold=True, later=DAY), Run(transcript.history, later=DAY)


def _differ(cold: Transcript, warm: Transcript) -> bool:
    if _seen(warm) == _seen(cold):
        return False
    slower = warm.outcomes[-1].elapsed != cold.outcomes[-1].elapsed
    return not (slower and _lasting(_seen(warm)) == _lasting(_seen(cold)))


def _what(cold: Transcript, warm: Transcript) -> str:
    """Where the difference is, unless the answers that are shown tell."""
    if shown(cold) != shown(warm):
        return ""
    one, other = (_envelope(found) for found in (cold, warm))
    names = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    return f" (they differ in {', '.join(names)})" if names else " (they differ in what they store, or in the rest of the answer)"


def _seen(transcript: Transcript) -> Any:
    return (answer(transcript), _envelope(transcript), transcript.outcomes[-1].after)


def _envelope(transcript: Transcript) -> dict[str, Any]:
    """What an HTTP answer holds besides its status and body: headers by their lower-case names, cookies."""
    step, outcome = transcript.last
    if not step.http or not isinstance(outcome.result, dict):
        return {}
    rest = {name: member for name, member in outcome.result.items() if name in ("multiValueHeaders", "cookies")}
    return {**{f"the header {name}": text for name, text in outcome.headers.items()}, **rest}


def _lasting(seen: Any) -> str:
    return _CHANGING.sub("~", json.dumps(seen, default=repr, sort_keys=True))


RELATIONS.add("warm_cold", Relation("warm_cold", "warning", runs, compare, _doubts))
