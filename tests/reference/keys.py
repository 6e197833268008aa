"""Every key of every kind of file, as Markdown: read from the schemas by which files are checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from pydantic import BaseModel, WithJsonSchema

from sim.scenario.quantity import Quantity
from sim.scenario.schema import for_editors
from sim.scenario.shape import fields, is_model, kinds
from sim.scenario.words import ID_PATTERN
from tests.reference.units import UNITS
from tests.reference.words import code, row, table

NAME, DOTTED = f"^{ID_PATTERN}$", r"^[^.=\s]+(\.[^.=\s]+)*$"
BEYOND = 1e300  # a bound that says no more than "finite"
Schema = Mapping[str, Any]


def sections(root: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Return every section below a file's own, the file first: name -> model, in the order in which a reader of the file meets them."""
    found: dict[str, type[BaseModel]] = {}
    waiting: list[Any] = [root]
    while waiting:
        kind = waiting.pop(0)
        if is_model(kind) and kind is not Quantity and kind.__name__ not in found:
            found[kind.__name__] = kind
            waiting = [part for annotation in fields(kind).values() for part in _parts(annotation)] + waiting
    return found


def _parts(annotation: Any) -> Iterator[Any]:
    for kind in kinds(annotation):
        if get_origin(kind) in (dict, list):
            for part in get_args(kind):
                yield from _parts(part)
        else:
            yield kind


def places(root: type[BaseModel]) -> dict[str, list[str]]:
    """Return the dotted paths at which each section stands, <name> for a name of your own, sorted by length."""
    found: dict[str, list[str]] = {}

    def visit(kind: Any, path: tuple[str, ...]) -> None:
        if get_origin(kind) is dict:
            for part in kinds(get_args(kind)[1]):
                visit(part, (*path, "<rung>" if _is_rung(get_args(kind)[0]) else "<name>"))
        elif get_origin(kind) is list:
            for part in kinds(get_args(kind)[0]):
                visit(part, (*path, "<n>"))
        elif is_model(kind) and kind is not Quantity:
            found.setdefault(kind.__name__, []).append(".".join(path))
            for name, annotation in fields(kind).items():
                for part in kinds(annotation):
                    visit(part, (*path, name))

    visit(root, ())
    return found


def _is_rung(annotation: Any) -> bool:
    return any(isinstance(part, WithJsonSchema) and (part.json_schema or {}).get("type") == "integer" for part in get_args(annotation)[1:])


def allowed(schema: Schema, rung_keys: bool = False) -> str:
    """Return in words what may stand at a key, from its JSON Schema.

    >>> allowed({"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"$ref": "#/$defs/Quantity"}]})
    'number, 0 to 1'
    >>> allowed({"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "integer", "minimum": 0}})
    'list of 2: whole number, 0 or more'
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return "number" if name == "Quantity" else f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        choices = [choice for choice in schema["anyOf"] if choice.get("$ref", "").rpartition("/")[2] != "Quantity"]
        return " or ".join(dict.fromkeys(allowed(choice, rung_keys) for choice in choices)) or "number"
    if "const" in schema:
        return code(schema["const"])
    if "enum" in schema:
        listed = schema["enum"]
        if all(isinstance(value, int) for value in listed[:-1]) and len(listed) > 3:
            return f"whole number, {listed[0]} to {listed[-2]}, or {code(listed[-1])}"
        return ", ".join(code(value) for value in listed)
    kind = schema.get("type")
    if kind in ("number", "integer"):
        return _number(schema)
    if kind == "array":
        exact = schema.get("minItems") == schema.get("maxItems")
        size = f" of {schema['minItems']}" if exact and "minItems" in schema else ""
        return f"list{size}: {allowed(schema.get('items', {}), rung_keys)}"
    if kind == "object":
        values = next(iter(schema.get("patternProperties", {}).values()), schema.get("additionalProperties"))
        key = "rung" if rung_keys else "dotted path" if DOTTED in schema.get("patternProperties", {}) else "name"
        return f"by {key}: {allowed(values)}" if isinstance(values, Mapping) else "group"
    if kind == "string":
        return {NAME: "name", DOTTED: "dotted path"}.get(schema.get("pattern", ""), "date" if schema.get("format") == "date" else "text")
    return "true or false" if kind == "boolean" else "text"


def _number(schema: Schema) -> str:
    word = "whole number" if schema["type"] == "integer" else "number"
    low, high = (schema.get(one, schema.get(f"exclusive{one.capitalize()}")) for one in ("minimum", "maximum"))
    if low is not None and high is not None and high < BEYOND:
        outside = [f"{end:g}" for end, name in ((low, "exclusiveMinimum"), (high, "exclusiveMaximum")) if name in schema]
        return f"{word}, {_plain(low)} to {_plain(high)}" + (f" ({' and '.join(outside)} excluded)" if outside else "")
    if low is not None:
        return f"{word} above {_plain(low)}" if "exclusiveMinimum" in schema else f"{word}, {_plain(low)} or more"
    return word


def _plain(number: float) -> str:
    return f"{number:,.0f}" if number == int(number) and abs(number) < 1e16 else f"{number:g}"


def quantities(root: type[BaseModel]) -> list[str]:
    """Return every key that holds one number or several: Section.key."""
    found = []
    for name, section in sections(root).items():
        if name == "Document":  # settings, whose unit is that of what they set
            continue
        for field, schema in _schema(section)["properties"].items():
            if any(word in json.dumps(schema) for word in ('"number"', "#/$defs/Quantity")):
                found.append(f"{name}.{field}")
    return found


def properties(section: type[BaseModel]) -> dict[str, Any]:
    """Return the keys of a section with their JSON Schema."""
    found: dict[str, Any] = _schema(section)["properties"]
    return found


def _schema(section: type[BaseModel]) -> dict[str, Any]:
    whole = section.model_json_schema(by_alias=True)
    required = set(whole.get("required", ()))
    found: dict[str, Any] = for_editors(whole)
    return found | {"required": required}


def described(root: type[BaseModel], level: str = "##") -> list[str]:
    """Return the sections of a kind of file as Markdown: where each stands, and a table of its keys."""
    lines: list[str] = []
    where = places(root)
    for name, section in sections(root).items():
        schema = _schema(section)
        paths = [path for path in where[name] if path]
        with_units = any(f"{name}.{field}" in UNITS for field in schema["properties"])
        heads = ["key", "what may stand there", *(["unit"] if with_units else []), "where unsaid", "meaning"]
        rows = []
        for field, facts in schema["properties"].items():
            rung_keys = any(get_origin(kind) is dict and _is_rung(get_args(kind)[0]) for kind in kinds(fields(section)[field]))
            unsaid = "**required**" if field in schema["required"] else code(facts["default"]) if facts.get("default") not in (None, "") else ""
            unit = [UNITS.get(f"{name}.{field}", "")] if with_units else []
            rows.append(row(code(field), allowed(facts, rung_keys), *unit, unsaid, facts.get("description", "")))
        told = " ".join((section.__doc__ or "").split())
        lines += ["", f"{level} {name}" if paths else f"{level} The file itself", "", told, ""]
        if paths:
            lines += ["At " + ", ".join(code(path) for path in paths[:6]) + (" and further places" if len(paths) > 6 else "") + ".", ""]
        lines += table(heads, rows)
    return lines
