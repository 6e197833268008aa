"""Markdown of the generated reference: code, table rows, tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def code(value: Any) -> str:
    """Return a value as it would stand in a file, as code.

    >>> code(True), code(0.5), code("a | b")
    ('`true`', '`0.5`', '`a \\\\| b`')
    """
    text = str(value).lower() if isinstance(value, bool) else f"{value:.15g}" if isinstance(value, float) else str(value)
    return "`" + text.replace("|", "\\|") + "`"


def plain(text: str) -> str:
    """Return running text on one line, safe in a cell of a table: nothing in it is taken for markup of a page."""
    flat = " ".join(text.split())
    parts = flat.split("`")
    for place in range(0, len(parts), 2):  # outside of code
        parts[place] = parts[place].replace("<", "&lt;").replace("*", "\\*")
    return "`".join(parts).replace("|", "\\|")


def row(*cells: str) -> tuple[str, ...]:
    """Return the cells of one row; the last one is running text."""
    return (*cells[:-1], plain(cells[-1]))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a table as lines of Markdown."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return lines + ["| " + " | ".join(cells) + " |" for cells in rows]
