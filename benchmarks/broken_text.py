"""Ways to break a text, whatever it says: of every syntax, and of one alone."""

from random import Random

DEPTH, DIGITS = 5_000, 5_000
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01"
_SPLICES = ("\x00", "\x07", "\ufeff", "\u2028", "\t", "{", "}", "[", "]", '"', "'", ":", ",", "${", "}}", "<<", "\\", "#", "\r", "\x85")
_YAML_BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
_MERGE_BOMB = "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{x{n}: *a{n - 1}, y{n}: *a{n - 1}}}\n" for n in range(1, 40))


def breaks_of(syntax: str, text: str) -> dict[str, str | bytes]:
    """Every break of *text*, a document of that *syntax* (``yaml``, ``json`` or ``hcl``), by what it is."""
    own = {"yaml": _yaml, "json": _json, "hcl": _hcl}[syntax]
    return {**_of_bytes(text.encode()), **_of_text(text), **own(text)}


def _of_bytes(data: bytes) -> dict[str, str | bytes]:
    random = Random(1)
    found: dict[str, str | bytes] = {
        "empty": b"", "blanks": b" \n\t\n", "a picture": PNG + data, "in UTF-16": data.decode().encode("utf-16"),
        "random": random.randbytes(3000),
        "nulls": bytes(3000), "a byte order mark twice": b"\xef\xbb\xbf\xef\xbb\xbf" + data, "too large": data + b"\n" * 3_000_000,
    }
    found |= {f"cut at {part}/10": data[: len(data) * part // 10] for part in range(1, 10)}
    for number in range(12):
        position = random.randrange(len(data))
        found[f"byte {number} is not UTF-8"] = data[:position] + bytes([random.choice((0xE9, 0xFF, 0xC0, 0x80))]) + data[position + 1 :]
        start = random.randrange(len(data))
        found[f"piece {number} is missing"] = data[:start] + data[start + random.randrange(1, 60) :]
        found[f"piece {number} stands twice"] = data[: start + 40] + data[start:]
    return found


def _of_text(text: str) -> dict[str, str | bytes]:
    random = Random(2)
    lines = text.splitlines(keepends=True)
    found: dict[str, str | bytes] = {}
    for splice in _SPLICES:
        position = random.randrange(len(text))
        found[f"{splice!r} at {position}"] = text[:position] + splice + text[position:]
    for _ in range(10):
        number = random.randrange(len(lines))
        found[f"line {number + 1} is missing"] = "".join(lines[:number] + lines[number + 1 :])
        found[f"line {number + 1} stands twice"] = "".join(lines[: number + 1] + lines[number:])
        found[f"line {number + 1} is indented"] = "".join([*lines[:number], "  " + lines[number], *lines[number + 1 :]])
    found["no line ends"] = text.replace("\n", " ")
    found["twice"] = text + text
    return found


def _yaml(text: str) -> dict[str, str | bytes]:
    return {
        "aliases that multiply": _YAML_BOMB + text, "mappings that double": _MERGE_BOMB + text,
        "lists in lists": text + "x: " + "[" * DEPTH,
        "mappings in mappings": text + "x: " + "{a: " * DEPTH, "dashes in dashes": text + "x:\n  " + "- " * DEPTH,
        "indents in indents": text + "x:\n" + "".join(" " * n + "a:\n" for n in range(1, 1500)),
        "an alias of itself": text + "x: &x [*x]\n",
        "an alias of nothing": text + "x: *nothing\n", "a tag of Python": text + "x: !!python/object/apply:os.system [ls]\n",
        "a tag of nobody": text + "x: !Nobody 3\n", "a merge of a number": text + "x: {<<: 3}\n",
        "a key that is a list": text + "? [a]\n: b\n",
        "many digits": text + f"x: {'9' * DIGITS}\n", "many digits in hexadecimal": text + f"x: 0x{'f' * DIGITS}\n",
        "many digits after a point": text + f"x: 0.{'1' * DIGITS}\n", "infinity": text + "x: .inf\n",
        "a huge exponent": text + "x: 1e99999\n",
        "a version of many digits": f"%YAML {'9' * DIGITS}.1\n---\n" + text, "two documents": text + "---\n" + text,
        "an escape beyond Unicode": text + 'x: "\\U99999999"\n', "half of a pair": text + 'x: "\\ud800"\n',
        "a colon too many": text + "x: b: c\n",
        "an open quote": text + "x: 'abc\n", "a block without an indent": text + "x: |\n9\n", "many anchors": text + "".join(
            f"k{n}: &k{n} 1\n" for n in range(3000)), "many keys": text + "".join(f"k{n}: {n}\n" for n in range(110_000)),
        "a long scalar": text + f"x: {'a' * 1_900_000}\n", "a long key": text + f"? {'a' * 100_000}\n: 1\n",
    }


def _json(text: str) -> dict[str, str | bytes]:
    body = text.rstrip().removesuffix("}")
    return {
        "lists in lists": body + ', "x": ' + "[" * DEPTH + "]" * DEPTH + "}",
        "objects in objects": body + ', "x": ' + '{"a":' * DEPTH + "1",
        "open lists": "[" * 100_000, "many digits": body + f', "x": {"9" * DIGITS}}}', "not a number": body + ', "x": NaN}',
        "infinity": body + ', "x": -Infinity}', "a huge exponent": body + ', "x": 1e99999}', "half of a pair": body + ', "x": "\\ud800"}',
        "a key twice": body + ', "x": 1, "x": 2}', "a comma too many": body + ", }", "a comment": "// what\n" + text, "a list": f"[{text}]",
        "a text": '"text"', "a number": "5", "nothing": "null", "a control character": body + ', "x": "a\nb"}',
        "single quotes": text.replace('"', "'"),
        "an escaped null": body + ', "x": "\\u0000"}',
    }


def _hcl(text: str) -> dict[str, str | bytes]:
    return {
        "lists in lists": text + "locals { x = " + "[" * DEPTH + "]" * DEPTH + " }\n",
        "blocks in blocks": text + "a {\n" * DEPTH + "}\n" * DEPTH,
        "brackets in brackets": text + "locals { x = " + "(" * DEPTH + "1" + ")" * DEPTH + " }\n",
        "open brackets": text + "locals { x = " + "(" * DEPTH,
        "signs before signs": text + "locals { x = " + "!" * DEPTH + "true }\n", "many digits": text + f"locals {{ x = {'9' * DIGITS} }}\n",
        "locals that double": text + "locals {\n  a0 = \"x\"\n" + "".join(
            f'  a{n} = "${{local.a{n - 1}}}${{local.a{n - 1}}}"\n' for n in range(1, 31)) + "}\n",
        "lists that double": text + "locals {\n  b0 = [1]\n" + "".join(
            f"  b{n} = [local.b{n - 1}, local.b{n - 1}]\n" for n in range(1, 31)) + "}\n",
        "locals in a circle": text + "locals {\n  c = local.d\n  d = local.c\n}\n",
        "a module of itself": text + 'module "m" {\n  source = "./"\n}\n',
        "a module that is not there": text + 'module "m" {\n  source = "./none"\n}\n', "an open quote": text + 'locals { x = "a\n',
        "an open heredoc": text + "locals {\n  x = <<EOT\nabc\n", "an open template": text + 'locals { x = "${" }\n',
        "a huge count": text + 'resource "aws_sqs_queue" "many" {\n  count = 1000000000\n}\n',
        "a huge range": text + "locals { x = range(1000000000) }\n",
        "a negative count": text + 'resource "aws_sqs_queue" "q" {\n  count = -1\n}\n',
    }
