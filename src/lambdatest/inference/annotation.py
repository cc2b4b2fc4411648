"""Type annotations and data models (dataclasses, pydantic, TypedDict, marshmallow): what they say of a place."""

import ast
from collections.abc import Iterator

from lambdatest.inference.pattern import SHAPES
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Run, Scope
from lambdatest.inference.schema import apply_schema, is_schema, plain
from lambdatest.inference.value import Class, Constant, External, Value, texts

_MODELS = frozenset("BaseModel TypedDict NamedTuple BaseSettings SQLModel Struct Schema".split())
_TYPES = {
    "int": "integer", "float": "number", "Decimal": "number", "str": "string", "bool": "boolean", "list": "array", "List": "array",
    "Sequence": "array", "Iterable": "array", "set": "array", "Set": "array", "tuple": "array", "Tuple": "array", "dict": "object",
    "Dict": "object", "Mapping": "object", "datetime": "date", "date": "date", "UUID": "string", "EmailStr": "string",
    "HttpUrl": "string", "AnyUrl": "string", "PositiveInt": "integer", "NonNegativeInt": "integer", "conint": "integer",
    "StrictInt": "integer", "StrictStr": "string", "constr": "string", "StrictBool": "boolean", "StrictFloat": "number",
    "PositiveFloat": "number", "NonNegativeFloat": "number", "confloat": "number", "condecimal": "number", "conlist": "array",
    "None": "null", "NoneType": "null", "bytes": "string",
}  # fmt: skip
_MARSHMALLOW = {
    "Str": "string", "String": "string", "Int": "integer", "Integer": "integer", "Float": "number", "Decimal": "number",
    "Number": "number", "Bool": "boolean", "Boolean": "boolean", "List": "array", "Dict": "object", "Nested": "object",
    "DateTime": "date", "Date": "date", "Email": "string", "Url": "string", "URL": "string", "UUID": "string",
}  # fmt: skip
_WRAPPERS = frozenset("Optional Union Annotated Required NotRequired ReadOnly Final ClassVar".split())
MAX_NESTING = 8


def type_named(name: str) -> str | None:
    """The JSON type of the Python type of that *name*."""
    return _TYPES.get(name)


def ancestry(owner: Class, depth: int = 0) -> Iterator[Class | External]:
    """A class and its bases, the class itself first."""
    yield owner
    for base in owner.bases if depth < MAX_NESTING else ():
        if isinstance(base, Class):
            yield from ancestry(base, depth + 1)
        elif isinstance(base, External):
            yield base


def is_model(owner: Class) -> bool:
    """Whether the annotations (or marshmallow fields) of *owner*'s body are its data's keys."""
    outside = {base.last for base in ancestry(owner) if isinstance(base, External)}
    decorated = any("dataclass" in ast.unparse(d) or ast.unparse(d).endswith("define") for d in owner.definition.decorator_list)
    return decorated or bool(outside & _MODELS)


def is_enum(owner: Class) -> bool:
    """Whether *owner* is an Enum."""
    return any(base.last in ("Enum", "StrEnum", "IntEnum") for base in ancestry(owner) if isinstance(base, External))


def enum_constants(owner: Class) -> list[str | int]:
    """The values of an Enum's members."""
    values = [atom.value for value in owner.scope.names.values() for atom in value if isinstance(atom, Constant)]
    return [value for value in values if isinstance(value, str | int)]


def enum_members(owner: Class) -> list[str]:
    """The names of an Enum's members, in their order."""
    found: list[ast.expr] = []
    for statement in owner.definition.body:
        if isinstance(statement, ast.Assign):
            found += statement.targets
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            found.append(statement.target)
    return [target.id for target in found if isinstance(target, ast.Name) and not target.id.startswith("_")]


def apply_model(run: Run, place: Place, owner: Class, depth: int = 0) -> None:
    """Note at *place* the keys that the data model *owner* asks for."""
    place.types.add("object")
    for model in reversed([c for c in ancestry(owner) if isinstance(c, Class)]):
        total = not any(k.arg == "total" and ast.unparse(k.value) == "False" for k in model.definition.keywords)
        for statement in model.definition.body:
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                _apply_field(run, place, statement, model, total, depth)
            elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
                _apply_marshmallow(run, place, statement, model, depth)


def _apply_field(run: Run, place: Place, field: ast.AnnAssign, owner: Class, total: bool, depth: int) -> None:
    assert isinstance(field.target, ast.Name)
    if field.target.id.startswith("_") or field.target.id == "model_config" or "ClassVar" in ast.unparse(field.annotation):
        return
    required, name, call = total and field.value is None, field.target.id, field.value
    if isinstance(call, ast.Call):
        settings = {k.arg: k.value for k in call.keywords}
        first = call.args[0] if call.args else settings.get("default")
        ellipsis = isinstance(first, ast.Constant) and first.value is Ellipsis
        required = ellipsis or (first is None and "default_factory" not in settings)
        alias = settings.get("validation_alias", settings.get("alias"))
        if isinstance(alias, ast.Constant) and isinstance(alias.value, str):
            name = alias.value
    elif isinstance(call, ast.Constant) and call.value is Ellipsis:
        required = True
    if isinstance(field.annotation, ast.Subscript):
        wrapper = ast.unparse(field.annotation.value).rpartition(".")[2]
        required = wrapper == "Required" or required and wrapper != "NotRequired"
    key = place.child(name)
    key.required |= required
    key.optional |= not required
    annotate(run, key, field.annotation, owner.scope, depth + 1)
    if isinstance(call, ast.Call):
        _apply_pattern(run, key, call, owner.scope)


def _apply_pattern(run: Run, place: Place, call: ast.Call, scope: Scope) -> None:
    """``Field(pattern=...)``, ``constr(pattern=...)``, ``StringConstraints(pattern=...)``."""
    for keyword in call.keywords:
        if keyword.arg in ("pattern", "regex"):
            place.patterns += texts(run.evaluate(keyword.value, scope))


def _apply_marshmallow(run: Run, place: Place, field: ast.Assign, owner: Class, depth: int) -> None:
    call = field.value
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and isinstance(field.targets[0], ast.Name)):
        return
    if call.func.attr not in _MARSHMALLOW or "fields" not in ast.unparse(call.func.value):
        return
    settings = {k.arg: run.evaluate(k.value, owner.scope) for k in call.keywords}
    names = texts(settings.get("data_key", ()))
    key = place.child(names[0] if names else field.targets[0].id)
    required = any(isinstance(atom, Constant) and atom.value is True for atom in settings.get("required", ()))
    key.required |= required
    key.optional |= not required
    key.types.add(_MARSHMALLOW[call.func.attr])
    for atom in (atom for argument in call.args[:1] for atom in run.evaluate(argument, owner.scope)):
        if isinstance(atom, Class) and depth < MAX_NESTING:
            apply_model(run, key if call.func.attr == "Nested" else key.member(), atom, depth + 1)


def annotate(run: Run, place: Place, node: ast.expr, scope: Scope, depth: int = 0) -> None:
    """Note at *place* what the annotation *node* says of its type."""
    if depth > MAX_NESTING:
        return
    match node:
        case ast.Constant(value=None):
            place.types.add("null")
        case ast.Constant(value=str() as text):
            quoted = _parsed(text)
            if quoted is not None:
                annotate(run, place, quoted, scope, depth + 1)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            annotate(run, place, left, scope, depth + 1)
            annotate(run, place, right, scope, depth + 1)
        case ast.Subscript():
            _annotate_generic(run, place, node, scope, depth)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in _TYPES:
            place.types.add(_TYPES[name])
            _apply_pattern(run, place, node, scope)
        case ast.Name() | ast.Attribute():
            annotate_with(run, place, run.evaluate(node, scope), depth)


def annotate_with(run: Run, place: Place, kinds: Value, depth: int = 0) -> None:
    """Note at *place* that its value is of one of the types that *kinds* names."""
    for atom in kinds:
        if isinstance(atom, External):
            if atom.last in _TYPES:
                place.types.add(_TYPES[atom.last])
                place.patterns += [SHAPES[atom.last]] if atom.last in SHAPES else []
            schema = plain(atom.payload)
            if is_schema(schema):
                apply_schema(place, schema)
        elif isinstance(atom, Class) and is_enum(atom):
            for value in enum_constants(atom):
                place.add_constant(value)
        elif isinstance(atom, Class) and is_model(atom):
            apply_model(run, place, atom, depth + 1)


def _annotate_generic(run: Run, place: Place, node: ast.Subscript, scope: Scope, depth: int) -> None:
    name = ast.unparse(node.value).rpartition(".")[2]
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Literal":
        for member in inner:
            if isinstance(member, ast.Constant) and isinstance(member.value, str | int | float | bool):
                place.add_constant(member.value)
    elif name == "Json":
        annotate(run, place.loaded(), inner[0], scope, depth + 1)
    elif name in _WRAPPERS:
        for member in inner[:1] if name == "Annotated" else inner:
            annotate(run, place, member, scope, depth + 1)
        for call in (one for one in inner[1:] if name == "Annotated" and isinstance(one, ast.Call)):
            _apply_pattern(run, place, call, scope)
        if name == "Optional":
            place.types.add("null")
    elif _TYPES.get(name) == "array":
        place.types.add("array")
        annotate(run, place.member(), inner[0], scope, depth + 1)
    elif name in _TYPES:
        place.types.add(_TYPES[name])


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # a string in an annotation need not be a type: Annotated's metadata, for one
