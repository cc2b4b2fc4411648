"""The ids that a project's tables have, as requests name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lambdatest.engine.registered import NOTHING, Registered
from lambdatest.model import Table
from lambdatest.strategies.pattern import fits, matching
from lambdatest.vocabulary import Vocabulary

TEXT_IDS = ("a", "b", "c")
NUMBER_IDS = ("1", "2", "3")
EMAIL_IDS = ("a@example.com", "b@example.com", "c@example.com")
"""The ids of a key that is called after e-mail: the first is also what the caller's claims say."""
FRESH_EMAIL = "zz@example.com"
FRESH = {"S": "zz", "N": "98", "B": "enp6"}
MOST_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Pool:
    """The ids of a project's tables: *ids* by the name of a key attribute, existing ones first; *fresh* names one that does not exist."""

    ids: Mapping[str, tuple[str, ...]]
    types: Mapping[str, str]
    fresh: Mapping[str, str] = field(default_factory=dict)

    def named(self, name: str, hash_keys: Sequence[str]) -> tuple[str, ...]:
        """The values that a parameter or body key called *name* should take; none where it names no key."""
        folded = _fold(name)
        for key in self.ids:
            if _fold(key) in (folded, folded.removesuffix("s")):
                return self.with_fresh(key)
        if not folded.removesuffix("s").endswith(("id", "key", "slug", "uuid")) or not hash_keys:
            return ()
        return self.with_fresh(hash_keys[0])

    def of_key(self, key: str, first: int = 0) -> tuple[str, ...]:
        """The ids of a key attribute of a table or an index, beginning with the one at *first*, then one that exists nowhere."""
        *found, fresh = self.with_fresh(key) if key in self.ids else (*TEXT_IDS, FRESH["S"])
        n = first % max(1, len(found))
        return (*found[n:], *found[:n], fresh)

    def with_fresh(self, key: str) -> tuple[str, ...]:
        """The ids of a key attribute, then one that exists nowhere."""
        return (*self.ids[key], self.fresh.get(key, FRESH[self.types[key]]))

    def of_type(self, name: str, kind: str) -> tuple[str, ...]:
        """The ids of the key attribute *name* of a table where it has the type *kind*: another table of that name may have another."""
        return self.ids[name] if self.types[name] == kind else usual(kind)


def _is_email(name: str, table: Table) -> bool:
    return table.types[name] == "S" and _fold(name).endswith(("email", "emailaddress", "mail"))


def renamed(ids: Pool, text: str) -> Pool:
    """The pool with *text* as the one id of every key that holds text, and not only digits."""
    only = dict.fromkeys(_free(ids), text)
    return replace(_only(ids, only), fresh={**ids.fresh, **only})


def single(ids: Pool) -> Pool:
    """The pool with the first id of every key alone."""
    first = {name: known[0] for name, known in ids.ids.items()}
    return replace(_only(ids, first), fresh=first)


def missing(ids: Pool) -> Pool:
    """The pool with the id that exists nowhere as the one id of every key that `renamed` would rename."""
    return _only(ids, {name: ids.fresh.get(name, FRESH["S"]) for name in _free(ids)})


def _free(ids: Pool) -> list[str]:
    return [name for name, known in ids.ids.items() if ids.types[name] == "S" and not all(map(str.isdigit, known))]


def _only(ids: Pool, texts: Mapping[str, str]) -> Pool:
    return replace(ids, ids={name: (texts[name],) if name in texts else known for name, known in ids.ids.items()})


def _usual_of(name: str, table: Table, vocabulary: Vocabulary) -> tuple[tuple[str, ...], str | None]:
    """The ids of the key attribute *name* that its name or the code suggests, and one that exists nowhere, where that is no usual one."""
    if name in vocabulary.digit_attributes:
        return NUMBER_IDS, FRESH["N"]
    if _is_email(name, table):
        return EMAIL_IDS, FRESH_EMAIL
    patterns = next((key.patterns for key in vocabulary.attributes if key.name == name and table.types[name] == "S"), ())
    texts = (*TEXT_IDS, FRESH["S"])
    shaped = matching(patterns, texts) if not all(fits(text, patterns) for text in texts) else ()
    return (shaped[:MOST_ITEMS], shaped[MOST_ITEMS]) if len(shaped) > MOST_ITEMS else (usual(table.types[name]), None)


def usual(kind: str) -> tuple[str, ...]:
    """The ids of a key of that type."""
    return NUMBER_IDS if kind == "N" else TEXT_IDS


def _fold(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def pool(tables: Sequence[Table], vocabulary: Vocabulary, registered: Registered = NOTHING) -> Pool:
    """The ids of *tables*; a constant that the code names as a key comes first.  Registered ids stand in the place of all others."""
    constants = {key.name: [str(value) for value in key.constants] for key in vocabulary.attributes if key.constants}
    ids: dict[str, tuple[str, ...]] = {}
    types: dict[str, str] = {}
    fresh: dict[str, str] = {}
    for table in tables:
        given = registered.attributes(table)
        for name in table.keys:
            if name in given and name not in ids:
                found = list(dict.fromkeys(str(next(iter(sample.values()))) for sample in given[name].samples))
                ids[name], types[name] = tuple(found[:MOST_ITEMS]), table.types[name]
                fresh |= {name: found[MOST_ITEMS]} if len(found) > MOST_ITEMS else {}
            known, other = _usual_of(name, table, vocabulary)
            fresh |= {name: other} if name not in given and other else {}
            own = [value for value in constants.get(name, ()) if value and (table.types[name] != "N" or value.lstrip("-").isdigit())]
            ids.setdefault(name, tuple(dict.fromkeys((*own, *known))))
            types.setdefault(name, table.types[name])
    return Pool(ids, types, fresh)
