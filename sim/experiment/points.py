"""The points of a plan: a few as they are, many by columns, made one by one when they are asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, overload

import numpy as np

from sim.experiment.design import Experiment, Point, Value
from sim.results.design_file import NAME, Columns, column, to_bytes

MANY = 10_000  # points; beyond, they are kept by columns and in a file of their own


class Points(Sequence[Point]):
    """Points that are held by columns, all of them or a stretch."""

    __slots__ = ("_columns", "_count", "_start")

    def __init__(self, columns: Columns, start: int = 0, count: int | None = None) -> None:
        self._columns, self._start = columns, start
        self._count = len(columns.histories) - start if count is None else count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Point: ...

    @overload
    def __getitem__(self, place: slice) -> Points: ...

    def __getitem__(self, place: int | slice) -> Point | Points:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._count)
            if step != 1:
                raise ValueError("points are taken in stretches")
            return Points(self._columns, self._start + start, max(0, stop - start))
        if not -self._count <= place < self._count:
            raise IndexError(place)
        return self._made(self._start + place % self._count)

    def __iter__(self) -> Iterator[Point]:
        return map(self._made, range(self._start, self._start + self._count))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return Points, (self.columns(),)

    def columns(self) -> Columns:
        """Return the columns of these points and no others."""
        whole, end = self._columns, self._start + self._count
        first, last = max(0, self._start - whole.plain), max(0, end - whole.plain)
        plain = max(0, min(whole.plain, end) - self._start)
        values = tuple(values[first:last] for values in whole.values)
        return Columns(whole.first + self._start, whole.histories[self._start : end], whole.names, values, plain)

    @property
    def histories(self) -> np.ndarray:
        """Histories of each point, ndarray (points,)."""
        return self._columns.histories[self._start : self._start + self._count]

    def _made(self, place: int) -> Point:
        whole, row = self._columns, place - self._columns.plain
        cells = ((name, values[row]) for name, values in zip(whole.names, whole.values, strict=True)) if row >= 0 else ()
        values: dict[str, Value] = {name: cell.item() if isinstance(cell, np.generic) else cell for name, cell in cells}
        return Point(whole.first + place, int(whole.histories[place]), values)


def points_of(experiment: Experiment) -> Sequence[Point]:
    """Return the points of an experiment (see `Experiment.points`)."""
    if experiment.design.count(experiment.factors) <= MANY:
        return experiment.points()
    names, rows = [factor.name for factor in experiment.factors], experiment.rows()
    plain = 1 if experiment.default_replicates else 0
    histories = np.full(plain + len(rows), experiment.replicates, np.int64)
    histories[:plain] = experiment.default_replicates
    values = tuple(column([row[place] for row in rows]) for place in range(len(names)))
    return Points(Columns(1 - plain, histories, tuple(names), values, plain))


def of_manifest(given: Any) -> Sequence[Point]:
    """Return the points of a manifest as read: a list of mappings, or columns where they are in a file."""
    return Points(given) if isinstance(given, Columns) else tuple(Point(one["point"], one["histories"], one["values"]) for one in given)


def facts(points: Sequence[Point]) -> Any:
    """Return points as JSON values for a manifest: each, or what is known of their file."""
    if isinstance(points, Points):
        return {"file": NAME, "count": len(points), "sha256": hashlib.sha256(to_bytes(points.columns())).hexdigest()}
    return [_facts(point) for point in points]


def files(points: Sequence[Point]) -> dict[str, bytes]:
    """Return the file of points that belongs to a manifest, if any, by its name."""
    return {NAME: to_bytes(points.columns())} if isinstance(points, Points) else {}


def json_parts(points: Sequence[Point]) -> Iterator[str]:
    """Yield in pieces the JSON text of all points, as it would be in a manifest of few, names sorted and without blanks."""
    one_by_one, comma = iter(points), "["
    while piece := [_facts(point) for point in islice(one_by_one, 1000)]:
        yield comma + json.dumps(piece, sort_keys=True, separators=(",", ":"), allow_nan=False)[1:-1]
        comma = ","
    yield "]" if comma == "," else "[]"


def counts(points: Sequence[Point]) -> list[int]:
    """Return the histories of each point."""
    return points.histories.tolist() if isinstance(points, Points) else [point.histories for point in points]


def grown(points: Sequence[Point], histories: Mapping[int, int]) -> Sequence[Point]:
    """Return points with other numbers of histories, those that are named by number."""
    if not isinstance(points, Points):
        return tuple(replace(point, histories=histories[point.number]) if point.number in histories else point for point in points)
    columns = points.columns()
    changed = columns.histories.copy()
    for number, count in histories.items():
        changed[number - columns.first] = count
    return Points(replace(columns, histories=changed))


def words(points: Sequence[Point]) -> dict[str, list[str]]:
    """Return the texts that each factor takes at any point, in order of first use."""
    found: dict[str, dict[str, None]] = {}
    if isinstance(points, Points):
        columns = points.columns()
        pairs = ((name, value) for name, values in zip(columns.names, columns.values, strict=True) if isinstance(values, list) for value in values)
    else:
        pairs = ((name, value) for point in points for name, value in point.values.items())
    for name, value in pairs:
        if isinstance(value, str):
            found.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in found.items()}


def _facts(point: Point) -> dict[str, Any]:
    return {"point": point.number, "histories": point.histories, "values": dict(point.values)}
