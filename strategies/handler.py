"""Random small handlers, each with the vocabulary that it was made from."""

from dataclasses import dataclass

from hypothesis import strategies as st

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa", "lambda_", "sigma")
"""Names of keys that suggest no type."""

PARSERS = (
    'body = json.loads(event["body"])',
    'body = json.loads(event.get("body") or "{}")',
    "body = parse(event)",
    "body = Request(event).body",
    'if (body := json.loads(event["body"] or "{}")) is None:\n        return None',
    'text = event["body"]\n    if event.get("isBase64Encoded"):\n        text = base64.b64decode(text)\n    body = json.loads(text)',
)
"""Ways to get at the body."""

HEAD = '''import base64
import json


def parse(event):
    return json.loads(event.get("body") or "{}")


class Request:
    def __init__(self, event):
        self.body = json.loads(event["body"])


def need(data, *names):
    for name in names:
        if name not in data:
            raise ValueError(name)


'''


@dataclass(frozen=True)
class Read:
    """A way to read key ``@``, and what it says: *types* is empty where it tells nothing of the type."""

    code: str
    required: bool
    types: frozenset[str] = frozenset()
    constants: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Handler:
    """A handler's *source* (the function is ``handler``), and by key of the body how it is read."""

    source: str
    keys: dict[str, Read]


def _read(code: str, required: bool, types: str = "", constants: tuple[str, ...] = (), fields: tuple[str, ...] = ()) -> Read:
    return Read(code, required, frozenset(types.split()), constants, fields)


READS = (
    _read('print(body["@"])', True),
    _read('print(body.get("@"))', False),
    _read('print(body["@"] if "@" in body else None)', False),
    _read('x = body.pop("@", None)', False),
    _read('need(body, "@")', True),
    _read('if "@" not in body:\n        return {"statusCode": 400}', True),
    _read('value = body.get("@")\n    if not value:\n        raise ValueError("@ is missing")', True),
    _read('try:\n        x = body["@"]\n    except KeyError:\n        x = None', False),
    _read('x = int(body["@"])', True, "integer"),
    _read('x = float(body["@"]) * 2', True, "number"),
    _read('x = body["@"].strip().lower()', True, "string"),
    _read('x = body.get("@", False)', False, "boolean"),
    _read('x = body.get("@", "none")', False, "string"),
    _read('if body.get("@") == "on":\n        print("on")', False, "string", ("on",)),
    _read('if body["@"] not in ("red", "blue"):\n        return {"statusCode": 422}', True, "string", ("red", "blue")),
    _read('for element in body["@"]:\n        print(element["inner"])', True, "array", (), ("inner",)),
    _read('x = [element.get("inner") for element in body.get("@", [])]', False, "array", (), ("inner",)),
    _read('x = body["@"]["inner"]', True, "object", (), ("inner",)),
)
"""Ways to read one key."""


@st.composite
def handlers(draw: st.DrawFn) -> Handler:
    """Handlers that read one to eight keys of a JSON body, each in one of many spellings."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8, unique=True))
    keys = {name: draw(st.sampled_from(READS)) for name in names}
    lines = [draw(st.sampled_from(PARSERS)), *(read.code.replace("@", name) for name, read in keys.items()), 'return {"statusCode": 200}']
    return Handler(HEAD + "def handler(event, context):\n" + "".join(f"    {line}\n" for line in lines), keys)
