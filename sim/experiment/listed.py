"""Points that a CSV file lists: columns named as factors, cells read like plain words of an experiment file, each mistake at its cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

from sim.errors import Problem, ScenarioError, quoted
from sim.experiment.design import Value
from sim.experiment.schema import MOST_POINTS
from sim.scenario.nodes import Mark
from sim.scenario.scalars import Refused, resolve
from sim.scenario.suggest import hint

BYTES = 1 << 28
LONGEST_LINE = 1 << 16  # characters
PROBLEMS = 500  # reading stops here: the file is something else
_CELL = re.compile(r' *+(?:"((?:[^"]++|"")*+)"|([^",]*+)) *+(,|\Z)')  # nothing is tried twice: a line of blanks would take hours


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
    _, first = next(lines, (1, ""))
    header, problems = _cells(first, Mark(name, 1))
    titles = [str(value) for value, _ in header] if first.strip() else []
    for number, title in enumerate(titles):
        if len(problems) > PROBLEMS:
            break
        if title not in factors:
            problems.append(
                header[number][1].problem(f"no factor {quoted(title)} in this design{hint(title, [f for f in factors if f not in titles])}")
            )
        elif title in titles[:number]:
            problems.append(header[number][1].problem(f"the column {quoted(title)} is given twice"))
    missing = [factor for factor in factors if factor not in titles]
    if missing:
        problems.append(Mark(name, 1, 1).problem(f"the first line names the columns, and {', '.join(map(quoted, missing))} is not among them"))
    values: list[list[Value]] = []
    stand: list[int] = []
    for number, line in lines:
        if number > 2 * MOST_POINTS:
            problems.append(Mark(name, number, 1).problem("more than half of the lines are blank"))
            break
        if not line.strip():
            continue
        if len(values) == MOST_POINTS or len(problems) > PROBLEMS:
            more = f"more than {MOST_POINTS:,} points" if len(values) == MOST_POINTS else "there is more that is wrong; the rest was not read"
            problems.append(Mark(name, number, 1).problem(more))
            break
        cells, bad = _cells(line, Mark(name, number))
        problems += bad
        if len(cells) != len(titles) and not bad:
            problems.append(Mark(name, number, 1).problem(f"{len(cells)} cells where the first line names {len(titles)} columns"))
        values.append([value for value, _ in cells])
        stand.append(number)
    if not stand and not problems:
        problems.append(Mark(name, 1, 1).problem("no points: a line for each follows the names of the columns"))
    if problems:
        return {}, problems

    where = tuple(stand)
    return {title: Column(tuple(row[at] for row in values), where) for at, title in enumerate(titles)}, []


def places(path: Path, line: int) -> dict[str, Mark]:
    """Return the place of each cell of a line, by the name of its column; for a file that was read before."""
    lines = {number: text for number, text in islice(_lines(path, str(path)), line) if number in (1, line)}
    titles = [str(value) for value, _ in _cells(lines[1], Mark(str(path), 1))[0]]
    return dict(zip(titles, (mark for _, mark in _cells(lines[line], Mark(str(path), line))[0]), strict=False))


def _lines(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """Yield (number, line) of a file, which is never in memory as a whole."""
    try:
        if path.stat().st_size > BYTES:
            raise ScenarioError([Problem(name, 0, 0, f"larger than {BYTES >> 20} MiB")])
        with path.open(encoding="utf-8-sig", newline="\n") as stream:
            for number in count(1):
                line = stream.readline(LONGEST_LINE + 1)
                if len(line) > LONGEST_LINE:
                    raise ScenarioError([Problem(name, number, 1, f"a line of more than {LONGEST_LINE:,} characters")])
                if not line:
                    return
                yield number, line.removesuffix("\n").removesuffix("\r")
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
