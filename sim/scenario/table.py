"""A history file (CSV) as nodes: the rows of past crossings, every cell with its line and column.

The first eight columns are id, date, owner, dimension, exposure, front, answered, rung; what follows is for readers. One row a line;
cells may stand in double quotes, with "" for a quotation mark.
"""

from __future__ import annotations

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario.nodes import Items, Mark, Names, Scalar
from sim.scenario.scalars import Refused, resolve
from sim.scenario.text import decode

COLUMNS = ("id", "date", "owner", "dimension", "exposure", "front", "answered", "rung")
ROWS = 2000  # of a history, at most; more is not read
_TEXTS = ("id", "date", "owner", "dimension")
Cells = list[tuple[str, int]]


def read_rows(data: bytes, name: str) -> Items:
    """Return the rows of a history file as a list of groups of names; ScenarioError lists every line that is not a row."""
    lines = decode(data, name).split("\n")
    header = _cells(lines[0])
    if header is None or [cell for cell, _ in header[: len(COLUMNS)]] != list(COLUMNS):
        raise ScenarioError([_header_problem(header, name)])
    rows, problems = Items(Mark(name, 1, 1)), list[Problem]()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        if len(rows.items) + len(problems) >= ROWS:
            problems.append(Problem(name, number, 1, f"more than {ROWS:,} rows"))
            break
        cells = _cells(line)
        if cells is None:
            problems.append(Problem(name, number, 1, "a quotation mark is not closed, or stands inside a cell; one row a line"))
        elif len(cells) != len(header):
            problems.append(Problem(name, number, 1, f"{len(cells)} cells where the heading has {len(header)}; quote cells with commas"))
        else:
            row, found = _row(cells, name, number)
            rows.items.append(row)
            problems += found
    if problems:
        raise ScenarioError(problems)
    return rows


def read_column(data: bytes, name: str, column: str) -> dict[str, str]:
    """Return id -> cell of a column for readers; nothing where there is no such column, or where a line is not a row."""
    lines = [_cells(line) for line in decode(data, name).split("\n") if line.strip()]
    header = [cell for cell, _ in (lines[0] if lines else None) or ()]
    if column not in header or header[0] != COLUMNS[0]:
        return {}
    at = header.index(column)
    return {cells[0][0]: cells[at][0] for cells in lines[1:] if cells is not None and len(cells) == len(header)}


def _header_problem(header: Cells | None, name: str) -> Problem:
    if header is None:
        return Problem(name, 1, 1, f"the first line must name the columns {', '.join(COLUMNS)}")
    for wanted, (cell, column) in zip(COLUMNS, [*header, *[("", 1)] * len(COLUMNS)], strict=False):
        if cell != wanted:
            return Problem(name, 1, column, f"column {quoted(wanted)} expected here, got {quoted(cell)}; the first columns are {', '.join(COLUMNS)}")
    return Problem(name, 1, 1, "empty heading")


def _row(cells: Cells, name: str, number: int) -> tuple[Names, list[Problem]]:
    row, problems = Names(Mark(name, number, 1)), []
    for column, (cell, start) in zip(COLUMNS, cells, strict=False):
        mark = Mark(name, number, start)
        value = cell if column in _TEXTS and cell else resolve(cell)
        if isinstance(value, Refused):
            problems.append(mark.problem(f"{column}: {value.message}"))
            continue
        row.entries[column] = Scalar(mark, value)
        row.keys[column] = mark
    return row, problems


def _cells(line: str) -> Cells | None:
    """Return the cells of one line with the column each starts at, or None where quotation marks do not pair."""
    cells: Cells = []
    at = 0
    while True:
        start = at
        if line[at : at + 1] == '"':
            text, at = "", at + 1
            while True:
                end = line.find('"', at)
                if end < 0:
                    return None
                text += line[at:end]
                at = end + 1
                if line[at : at + 1] != '"':
                    break
                text, at = text + '"', at + 1
        else:
            end = line.find(",", at)
            end = len(line) if end < 0 else end
            text, at = line[at:end], end
            if '"' in text:
                return None
        cells.append((text, start + 1))
        if at == len(line):
            return cells
        if line[at] != ",":
            return None
        at += 1
