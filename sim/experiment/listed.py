"""Points that a CSV file lists: columns named as factors, cells read like plain words of an experiment file, each mistake at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Problem, ScenarioError, quoted
from sim.experiment.design import Value
from sim.experiment.schema import MOST_POINTS
from sim.scenario.nodes import Mark
from sim.scenario.scalars import Refused, resolve
from sim.scenario.suggest import hint

BYTES = 1 << 28
_CELL = re.compile(r' *(?:"((?:[^"]|"")*)"|([^",]*)) *(,|\Z)')


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one factor, with the line of each in its file."""

    values: tuple[Value, ...]
    lines: tuple[int, ...]


def read_columns(path: Path, name: str, factors: Sequence[str]) -> tuple[dict[str, Column], list[Problem]]:
    """Return the column of each factor of a CSV file, and every mistake in it; the columns are complete where there is none.

    Raises
    ------
    ScenarioError                  where the file is none, or is no text
    """
    lines = _lines(path, name)
    header, problems = _cells(lines[0] if lines else "", Mark(name, 1))
    titles = [str(value) for value, _ in header] if lines and lines[0].strip() else []
    for number, title in enumerate(titles):
        if title not in factors:
            problems.append(
                header[number][1].problem(f"no factor {quoted(title)} in this design{hint(title, [f for f in factors if f not in titles])}")
            )
        elif title in titles[:number]:
            problems.append(header[number][1].problem(f"the column {quoted(title)} is given twice"))
    missing = [factor for factor in factors if factor not in titles]
    if missing:
        problems.append(Mark(name, 1, 1).problem(f"the first line names the columns, and {', '.join(map(quoted, missing))} is not among them"))
    rows = [(number, line) for number, line in enumerate(lines[1:], 2) if line.strip()]
    if len(rows) > MOST_POINTS:
        problems.append(Mark(name, rows[MOST_POINTS][0], 1).problem(f"more than {MOST_POINTS:,} points"))
        rows = []
    elif not rows:
        problems.append(Mark(name, 1, 1).problem("no points: a line for each follows the names of the columns"))
    values: list[list[Value]] = []
    for number, line in rows:
        cells, bad = _cells(line, Mark(name, number))
        problems += bad
        if len(cells) != len(titles) and not bad:
            problems.append(Mark(name, number, 1).problem(f"{len(cells)} cells where the first line names {len(titles)} columns"))
        values.append([value for value, _ in cells])
    if problems:
        return {}, problems

    stand = tuple(number for number, _ in rows)
    return {title: Column(tuple(row[at] for row in values), stand) for at, title in enumerate(titles)}, []


def places(path: Path, line: int) -> dict[str, Mark]:
    """Return the place of each cell of a line, by the name of its column; for a file that was read before."""
    lines = _lines(path, str(path))
    titles = [str(value) for value, _ in _cells(lines[0], Mark(str(path), 1))[0]]
    return dict(zip(titles, (mark for _, mark in _cells(lines[line - 1], Mark(str(path), line))[0]), strict=False))


def _lines(path: Path, name: str) -> list[str]:
    try:
        with path.open("rb") as stream:
            data = stream.read(BYTES + 1)
        if len(data) > BYTES:
            raise ScenarioError([Problem(name, 0, 0, f"larger than {BYTES >> 20} MiB")])
        return data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except OSError as error:
        raise ScenarioError([Problem(name, 0, 0, f"cannot be read ({(error.strerror or 'no such file').lower()})")]) from None
    except UnicodeDecodeError:
        raise ScenarioError([Problem(name, 0, 0, "not UTF-8 text; save the file as UTF-8")]) from None


def _cells(line: str, at: Mark) -> tuple[list[tuple[Value, Mark]], list[Problem]]:
    """Return the cells of a line with their places, and what is wrong with any; a cell in quotes is text."""
    cells: list[tuple[Value, Mark]] = []
    problems: list[Problem] = []
    for start, quotes, plain in _split(line):
        mark = Mark(at.file, at.line, start + 1)
        if plain is None and quotes is None:
            problems.append(mark.problem("quotes that do not close, or text beside them"))
            break
        value = quotes.replace('""', '"') if quotes is not None else resolve((plain or "").strip())
        if isinstance(value, Refused):
            problems.append(mark.problem("an empty cell; every factor has a value at every point" if not (plain or "").strip() else value.message))
            value = ""
        elif isinstance(value, str) and not value.isprintable():
            problems.append(mark.problem(f"{quoted(value)} holds characters that cannot be printed"))
        cells.append((value, mark))
    return cells, problems


def _split(line: str) -> Iterator[tuple[int, str | None, str | None]]:
    """Yield (column from 0, text in quotes or None, plain text or None) of each cell; both None where the line cannot be read on."""
    end = 0
    while True:
        match = _CELL.match(line, end)
        if match is None:
            yield end, None, None
            return
        yield end + len(match[0]) - len(match[0].lstrip(" ")), match[1], match[2]
        if not match[3]:
            return
        end = match.end()
