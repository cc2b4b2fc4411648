"""What two runs left behind, compared without what changes from one run to the next: times, UUIDs, counters of attempts, logs.

What changes is known by its look, and by a run of the same history at another time with other random numbers.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from lambdatest.model import Table, parse_json
from lambdatest.results import Frame, Outcome, State, Transcript
from lambdatest.runtime.legality import ENTRIES, reads

TIME, IDENTITY = "<time>", "<id>"
_TIMES = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?"  # ISO 8601
    r"|\d{8}T\d{6}Z?"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? \d\d? ?[A-Z][a-z]{2}[a-z]* \d{4} \d\d:\d\d(?::\d\d)?(?: GMT| UTC| [+-]\d{4})?"
    r"|(?<![\d.])[12]\d{9}(?:\d{3}){0,3}(?:\.\d+)?(?!\d)"  # since 1970, in seconds or less
)
_IDS = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_SIGNATURE = re.compile(r"(?:X-Amz-Date|X-Amz-Signature|Signature)=[^&\"\\]+")
_ASIDE = re.compile(r"log(s|ging)?|metrics?|audits?|traces?|telemetry|analytics|statistics|stats|cache[sd]?|monitor(ing)?", re.IGNORECASE)
_OF_ATTEMPTS = re.compile(
    r"attempts?|retr(y|ies)|deliver(y|ies)|receives?|received|version|revision|rev|etag|seen|touched|accessed"
    r"|runs?|batch(es)?|invocations?|executions?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HELD = frozenset({"dynamodb", "s3", "sqs", "sns"})
_OBSERVING = frozenset({"cloudwatch", "logs", "xray", "ssm", "secretsmanager", "sts", "kms"})

Leaf = tuple[str, str]
Element = tuple[Leaf, ...]
"""The leaves of an item, object or message, sorted."""
Contents = Mapping[str, Counter[Element]]


def masked(text: str) -> str:
    """*text* with a sign in the place of every time and UUID."""
    return _IDS.sub(IDENTITY, _TIMES.sub(TIME, _SIGNATURE.sub(TIME, text)))


def is_identity(text: str) -> bool:
    """Whether *text* is a UUID and nothing else."""
    return _IDS.fullmatch(text) is not None


def times(text: str) -> set[str]:
    """Every time in *text*, as it is written there."""
    return set(_TIMES.findall(text))


def aside(resource: str) -> bool:
    """Whether a table, bucket, queue or topic of that name is for observers: logs, metrics, caches."""
    return any(_ASIDE.fullmatch(word) for word in _WORD.findall(resource))


def of_attempts(path: str) -> bool:
    """Whether an attribute counts attempts or versions, which change with every delivery by design."""
    return any(_OF_ATTEMPTS.fullmatch(word) for word in _WORD.findall(path))


def leaves(value: Any, path: str = "", told: Collection[str] = ()) -> Iterator[Leaf]:
    """Every scalar inside plain data, with its path; the members of a list share theirs, so that their order does not matter.

    A time or UUID that is one of *told* is not masked.
    """
    parsed = parse_json(value) if isinstance(value, str) and value[:1] in ("{", "[") else None
    value = value if parsed is None else parsed
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from leaves(member, f"{path}.{name}", told)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from leaves(member, f"{path}[]", told)
    else:
        yield path, str(value) if str(value) in told else masked(str(value))


@dataclass(frozen=True, slots=True)
class Lens:
    """How contents are looked at: *volatile* are paths by resource whose values are masked whole; *told* are texts that never are."""

    volatile: frozenset[tuple[str, str]] = frozenset()
    told: frozenset[str] = frozenset()

    def contents(self, state: State, services: Collection[str] = ("", "s3", "sqs", "sns")) -> Contents:
        """The elements of each resource of *services* (empty for tables) with what changes masked; without logs and the like."""
        return {
            name: Counter(self._element(name, member) for member in members)
            for name, members in state.items()
            if (name.partition(":")[0] if ":" in name else "") in services and not aside(name)
        }

    def sent(self, outcomes: Collection[Outcome]) -> Contents:
        """What was handed to services whose contents the account does not show: one element a call, or an entry of a batch."""
        found: defaultdict[str, Counter[Element]] = defaultdict(Counter)
        for call in (call for outcome in outcomes for call in outcome.calls):
            if call.service in _HELD | _OBSERVING or call.error is not None or reads(call.operation):
                continue
            entries = call.parameters.get(ENTRIES.get(call.name, "")) or [call.parameters]
            kept = [entry for place, entry in enumerate(entries) if place not in call.refused]
            found[call.name].update(self._element(call.name, entry) for entry in kept)
        return found

    def _element(self, resource: str, member: Any) -> Element:
        found = (leaf for leaf in leaves(member, told=self.told) if leaf[1] in self.told or not of_attempts(leaf[0]))
        return tuple(sorted((path, "~" if (resource, path) in self.volatile else text) for path, text in found))


def lens(transcript: Transcript, elsewhen: Transcript | None) -> Lens:
    """The lens that masks what differs between a run and the same one at another time, if that was made."""
    if elsewhen is None:
        return Lens()
    one, other = (_values(found.outcomes[-1].after, found.outcomes) for found in (transcript, elsewhen))
    return Lens(frozenset(place for place in one.keys() | other.keys() if one.get(place) != other.get(place)))


def _values(state: State, outcomes: Collection[Outcome]) -> dict[tuple[str, str], Counter[str]]:
    """How often each value stands at each path of each resource."""
    plain = Lens()
    found: dict[tuple[str, str], Counter[str]] = {}
    for contents in (plain.contents(state), plain.sent(outcomes)):
        for resource, elements in contents.items():
            for element, count in elements.items():
                for path, text in element:
                    found.setdefault((resource, path), Counter())[text] += count
    return found


@dataclass(frozen=True, slots=True)
class Loss:
    """What one run made and another did not: *resources* that lack it, of all that were *changed*."""

    resources: tuple[str, ...]
    changed: frozenset[str] = field(default_factory=frozenset)


def lost(before: Contents, wanted: Contents, found: Contents, tables: Collection[Table] = ()) -> Loss | None:
    """What stands in *wanted*, not in *before*, and not in *found*: an element that was not made, not changed or not deleted.

    Nothing is lost where *found* has other elements instead: the handler kept it elsewhere, or in another way.  A number that moved
    less, and a list that is shorter, are no other way.
    """
    keys = {table.name: [f".{name}." for name in table.keys] for table in tables}
    lacking: list[str] = []
    changed: set[str] = set()
    for name in wanted:
        old, new, now = (contents.get(name, Counter()) for contents in (before, wanted, found))
        changed |= {name} if new != old else set()
        missing, extra = (new - old) - (now - old), (now - old) - (new - old)
        kept = (old - new) & (now - new)  # what looks alike once ids are masked may have stayed for good
        if extra and not _less(old, missing, extra, keys.get(name, [])):
            return None
        if missing or kept:
            lacking.append(name)
    others = found.keys() - wanted.keys()
    if not lacking or any(found[name] != before.get(name, Counter()) for name in others):
        return None
    return Loss(tuple(lacking), frozenset(changed))


def _less(old: Counter[Element], missing: Counter[Element], extra: Counter[Element], keys: list[str]) -> bool:
    """Whether every element of *extra* is one of *missing* with numbers that moved less, or with fewer members of its lists."""
    return all(any(_is_less(_of(old, one, keys), whole, one) for whole in missing if _key(whole, keys) == _key(one, keys)) for one in extra)


def _key(element: Element, keys: list[str]) -> Element:
    return tuple(leaf for leaf in element if any(leaf[0].startswith(key) for key in keys))


def _of(elements: Counter[Element], like: Element, keys: list[str]) -> Element:
    return next((one for one in elements if keys and _key(one, keys) == _key(like, keys)), ())


def _is_less(old: Element, whole: Element, part: Element) -> bool:
    got, full = Counter(part), Counter(whole)
    if got < full:
        return True
    one, other, start = dict((got - full).keys()), dict((full - got).keys()), dict(old)
    return one.keys() == other.keys() and all(moved_less(start.get(path, "0"), one[path], other[path]) for path in one)


def is_part(missing: Element, extra: Element) -> bool:
    """Whether what is *extra* are numbers that are less than those *missing* at their place: a total, where elements are missing."""
    whole = dict(missing)
    return bool(missing) and all(path in whole and moved_less("0", text, whole[path]) for path, text in extra)


def moved_less(start: str, part: str, whole: str) -> bool:
    """Whether *part* and *whole* are numbers, and *part* is nearer to *start*, on the same side of it."""
    try:
        begun, got, full = Decimal(start), Decimal(part), Decimal(whole)
    except InvalidOperation:
        return False
    return abs(got - begun) < abs(full - begun) and (got - begun) * (full - begun) >= 0


def differing(one: Contents, other: Contents) -> list[str]:
    """The resources that do not hold the same."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name, Counter()) != other.get(name, Counter()))


def shown_resource(name: str) -> str:
    """``the table orders``, ``the queue in``."""
    service, _, rest = name.rpartition(":")
    nouns = {"": "the table", "s3": "the bucket", "sqs": "the queue", "sns": "the topic"}
    return f"{nouns[service]} {rest}" if service in nouns else name


def writer(outcome: Outcome) -> Frame | None:
    """The line of the invocation's last write to a table or bucket, or to anything."""
    found = [call for call in outcome.calls if call.error is None and not reads(call.operation)]
    held = [call for call in found if call.service in ("dynamodb", "s3")]
    return next((call.frame for call in reversed(held or found)), None)
