"""The verbs as Python functions with what they return, as Markdown: read from signatures and docstrings."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from sim.notebook import FUNCTIONS, function
from tests.reference.words import code, row, table


def page() -> list[str]:
    """Return the page."""
    lines = [
        (
            "`import sim` finds these functions; each is loaded when it is first asked for. Tables are pandas frames where pandas is "
            "installed (`pip install 'redline[notebook]'`). [A first hour](../tutorial/first-hour.ipynb) shows them at work."
        )
    ]
    for name in FUNCTIONS:
        one = function(name)
        lines += ["", f"## sim.{name}", "", "```python", _signature(name, one), "```", "", *_told(inspect.getdoc(one) or "")]
    lines += ["", "## What they return"]
    for kind in _kinds():
        lines += ["", f"### {kind.__name__}", "", *_told(inspect.getdoc(kind) or ""), "", *table(["member", "what it is"], list(_members(kind)))]
    return lines


def _signature(name: str, one: Any) -> str:
    parameters = inspect.signature(one).parameters.values()
    if len(parameters) < 4:
        return f"sim.{name}({', '.join(map(_plain, parameters))})"
    lines, starred = [], False
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            lines, starred = [*lines, "    *,"], True
        lines.append(f"    {_plain(parameter)},")
    return "\n".join([f"sim.{name}(", *lines, ")"])


def _plain(parameter: inspect.Parameter) -> str:
    head, equals, unsaid = str(parameter).partition(" = ")
    return head.replace("'", "").replace("asking.", "") + equals + unsaid


def _told(text: str) -> Iterator[str]:
    """Yield a docstring, its sections as lists."""
    head, *sections = re.split(r"\n(?=\w+\n-{3,}\n)", text)
    yield from head.strip().splitlines()
    for section in sections:
        title, _, rest = section.partition("\n")
        rows = [line.strip() for line in rest.splitlines()[1:] if line.strip()]
        yield from ("", f"**{title}**", "")
        for line in rows:
            name, _, what = line.partition(" : ")
            what = what or ""
            if not what and re.match(r"[A-Z]\w+Error\s{2,}", line):
                name, what = re.split(r"\s{2,}", line, maxsplit=1)
            yield f"* `{name}`: {what}" if what else f"* {line}"


def _kinds() -> list[type]:
    """Return the classes of the notebook floor that have something to look at, in the order of the functions."""
    found: dict[type, None] = {}
    for module in dict.fromkeys(FUNCTIONS.values()):
        whole = importlib.import_module(f"sim.notebook.{module}")
        found |= {one: None for one in vars(whole).values() if inspect.isclass(one) and one.__module__ == whole.__name__ and list(_members(one))}
    return list(found)


def _members(kind: type) -> Iterator[tuple[str, ...]]:
    for name, one in vars(kind).items():
        if name.startswith("_"):
            continue
        if isinstance(one, property | cached_property):
            yield row(code(name), " ".join((inspect.getdoc(one) or "").split()))
        elif inspect.isfunction(one):
            parameters = list(inspect.signature(one).parameters.values())[1:]
            yield row(
                code(f"{name}({', '.join(parameter.name for parameter in parameters)})"),
                " ".join((inspect.getdoc(one) or "").split("\n\n")[0].split()),
            )
