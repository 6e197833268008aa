"""Typed document -> canonical text: everything that defines a world, defaults and inlined files included, in one order and one spelling.

The text is a scenario file itself: loading it gives the same world, and its canonical text is the same text. Comments, positions and the
spelling of numbers are gone; run ids are made from it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.quantity import Quantity
from sim.scenario.scalars import in_a_file, resolve, shortest
from sim.scenario.schema import SCENARIO, Document
from sim.scenario.words import Section

_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]*\Z")


def canonical(document: Document, sources: Mapping[str, Mapping[str, str]]) -> str:
    """Return the canonical text of a document; `sources` are the entries of the bibliography it uses."""
    parts = dict(_fields(document)) | {"schema": SCENARIO, "sources": {key: dict(entry) for key, entry in sources.items()}}
    return "\n".join(_lines(parts, 0)) + "\n"


def _fields(section: Section) -> Iterator[tuple[str, object]]:
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        if value is not None:
            yield info.alias or name, value


def _lines(group: Mapping[Any, Any], depth: int) -> Iterator[str]:
    for name, value in group.items():
        head = "  " * depth + _word(str(name), is_name=True) + ":"
        below = dict(_fields(value)) if isinstance(value, Section) else value
        if isinstance(below, Mapping) and below:
            yield head
            yield from _lines(below, depth + 1)
        elif isinstance(below, list) and any(isinstance(item, Section | Mapping) for item in below):
            yield head
            yield from ("  " * (depth + 1) + "- " + _flow(item) for item in below)
        else:
            yield head + " " + _flow(below)


def _flow(value: object) -> str:
    if isinstance(value, Quantity):
        return _quantity(value)
    if isinstance(value, Section):
        return _flow(dict(_fields(value)))
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(str(name), is_name=True)}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return in_a_file(value) if isinstance(value, bool | int | float) else _word(str(value))


def _quantity(quantity: Quantity) -> str:
    said: dict[str, object] = {"value": quantity.value}
    if quantity.range is not None:
        said |= {"range": quantity.range, "scale": quantity.scale}
    said |= {name: text for name in ("unit", "source", "assumption") if (text := getattr(quantity, name))}
    return shortest(quantity.value) if len(said) == 1 else _flow(said)


def _word(text: str, is_name: bool = False) -> str:
    """Return text bare where the reader would take it for the same text, in double quotes otherwise; whole numbers are bare as names."""
    value = resolve(text)
    plain = value == text or (is_name and isinstance(value, int) and not isinstance(value, bool) and str(value) == text)
    return text if plain and _BARE.match(text) else json.dumps(text, ensure_ascii=False)
