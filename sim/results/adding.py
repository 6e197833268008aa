"""From shards to the sums of a result and its canonical table, point by point: no more in memory than one point needs, whatever the plan.

The canonical table and the sums are those of `tables.canonical_text` and `tables.totals` over all rows at once, byte for byte.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice, pairwise
from pathlib import Path
from typing import IO, Any

import numpy as np

from sim.errors import ResultsError
from sim.results.exact import ExactSum, column_sums
from sim.results.files import whole_file
from sim.results.tables import ROWS, SCORES, WEIGHTS, Layout, csv_rows
from sim.results.totals import Key, Totals

Table = Mapping[str, Any]  # column name -> ndarray (rows,)
Tables = Callable[[], Iterable[Table]]  # each call reads all of them once more
HELD = 1 << 18  # rows of a point that are held before they are added up
SPOOL = 1 << 20  # characters of a variant's lines held before they go to a temporary file


def sums_of(layout: Layout, tables: Iterable[Table]) -> Totals:
    """Return the exact sums over blocks, as `tables.totals` would of all rows at once.

    Parameters
    ----------
    tables : in ascending order of points
    """
    found = Totals(len(layout.sums))
    for point, parts in _by_point(tables):
        sums = PointSums(layout)
        for part in parts:
            sums.add(part)
        found.append(point, sums.values())
    return found


class PointSums:
    """The sums of one point, of which parts are added one after the other."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._places: dict[Key, int] = {}
        self._held: list[tuple[np.ndarray, np.ndarray]] = []  # place of the key of each row, sums
        self._rows = 0
        self._folded: dict[int, list[ExactSum]] = {}

    def add(self, part: Table) -> None:
        """Add rows."""
        keys = zip(*(part[name].tolist() for name in self._layout.keys[1:]), strict=True)
        places = np.array([self._places.setdefault(key, len(self._places)) for key in keys], np.int64)
        self._held.append((places, np.stack([np.asarray(part[name], float) for name in self._layout.sums], axis=1)))
        self._rows += len(places)
        if self._rows > HELD:
            self._fold()

    def values(self) -> dict[Key, list[float]]:
        """Return the sums of each key."""
        names = list(self._places)
        if self._folded:
            self._fold()
            return {names[place]: [one.value() for one in sums] for place, sums in self._folded.items()}
        return {names[place]: column_sums(rows) for place, rows in self._grouped()}

    def _fold(self) -> None:
        for place, rows in self._grouped():
            sums = self._folded.setdefault(place, [ExactSum() for _ in self._layout.sums])
            for one, column in zip(sums, rows.T, strict=True):
                one.add(column)
        self._held, self._rows = [], 0

    def _grouped(self) -> Iterator[tuple[int, np.ndarray]]:
        """Yield (place of a key, its rows)."""
        if not self._held:
            return
        places, rows = (np.concatenate(arrays) for arrays in zip(*self._held, strict=True))
        order = np.argsort(places, kind="stable")
        places, rows = places[order], rows[order]
        starts = [0, *(np.flatnonzero(np.diff(places)) + 1).tolist(), len(places)]
        for start, end in pairwise(starts):
            yield int(places[start]), rows[start:end]


def canonical_table(tables: Tables, variants: int, into: Path | None = None) -> tuple[str, Totals]:
    """Return the digest of the canonical table, and the sums; with `into` the table is written there too, whole or not at all.

    Parameters
    ----------
    tables : gives the rows of measures in ascending order of points, and for each point of blocks
    variants : how many the plan has
    """
    with ExitStack() as open_files:
        file = open_files.enter_context(whole_file(into)) if into else None
        try:
            return _written(tables(), _measures(islice(tables(), 1)), variants, file)
        except _MoreMeasures:  # not every point has the same
            if file:
                file.seek(0)
                file.truncate()
            return _written(tables(), _measures(tables()), variants, file)


class _MoreMeasures(Exception):
    """A measure came up that is not in the first line."""


def _measures(tables: Iterable[Table]) -> list[str]:
    return sorted({name for table in tables for name in table["measure"].tolist()})


def _written(tables: Iterable[Table], measures: Sequence[str], variants: int, file: IO[bytes] | None) -> tuple[str, Totals]:
    checksum, found = hashlib.sha256(), Totals(len(ROWS.sums))

    def write(text: str) -> None:
        data = text.encode()
        checksum.update(data)
        if file:
            file.write(data)

    write(csv_rows([["point", "variant", "block", *WEIGHTS, *(f"{measure}.{name}" for measure in measures for name in SCORES)]]))
    columns = {measure: 3 + len(WEIGHTS) + place * len(SCORES) for place, measure in enumerate(measures)}
    for point, parts in _by_point(tables):
        sums = PointSums(ROWS)
        with ExitStack() as spools:
            waiting: dict[str, IO[str]] = {}
            for part in parts:
                sums.add(part)
                for variant, text in _lines(part, columns):
                    if variants == 1:
                        write(text)
                        continue
                    if variant not in waiting:
                        waiting[variant] = spools.enter_context(tempfile.SpooledTemporaryFile(SPOOL, "w+", encoding="utf-8", newline=""))
                    waiting[variant].write(text)
            for variant in sorted(waiting):
                waiting[variant].seek(0)
                while text := waiting[variant].read(SPOOL):
                    write(text)
        found.append(point, sums.values())
    return "sha256:" + checksum.hexdigest(), found


def _lines(part: Table, columns: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield (variant, its lines by block) of some blocks of a point."""
    point = int(part["point"][0]) if len(part["point"]) else 0
    width = 3 + len(WEIGHTS) + len(columns) * len(SCORES)
    lines: dict[str, dict[int, list[Any]]] = {}
    names = ("block", "variant", "measure", *WEIGHTS, *SCORES)
    for block, variant, measure, histories, w, ww, *scores in zip(*(part[name].tolist() for name in names), strict=True):
        if measure not in columns:
            raise _MoreMeasures
        blocks = lines.setdefault(variant, {})
        if block not in blocks:
            blocks[block] = [point, variant, block, *[""] * (width - 3)]
        line, place = blocks[block], columns[measure]
        line[3:6] = int(histories), repr(float(w)), repr(float(ww))
        line[place : place + len(SCORES)] = [repr(float(value)) for value in scores]
    for variant, blocks in sorted(lines.items()):
        yield variant, csv_rows(blocks[block] for block in sorted(blocks))


def _by_point(tables: Iterable[Table]) -> Iterator[tuple[int, Iterator[Table]]]:
    """Yield (point, its parts, table by table) in ascending order; the parts of a point are to be taken before the next point is.

    Raises
    ------
    ResultsError                   where points do not come in ascending order
    """
    pieces = _pieces(tables)
    waiting = next(pieces, None)

    def parts(point: int) -> Iterator[Table]:
        nonlocal waiting
        while waiting is not None and waiting[0] == point:
            yield waiting[1]
            waiting = next(pieces, None)

    last = None
    while waiting is not None:
        if last is not None and waiting[0] <= last:
            raise ResultsError(f"rows of point {waiting[0]} lie behind those of point {last}; see redline verify")
        last = waiting[0]
        yield last, parts(last)


def _pieces(tables: Iterable[Table]) -> Iterator[tuple[int, Table]]:
    """Yield (point, rows of it) for each point of each table."""
    for table in tables:
        points = np.asarray(table["point"])
        if not len(points):
            continue
        if (points[0] == points).all():
            yield int(points[0]), table
            continue
        for point in np.unique(points).tolist():
            chosen = points == point
            yield point, {name: values[chosen] for name, values in table.items()}
