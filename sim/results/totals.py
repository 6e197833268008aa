"""Sums by key for many points, held in arrays: a mapping like any other, at eight bytes a number."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Key = tuple[Any, ...]  # point first
Sums = tuple[float, ...]


class Totals(Mapping[Key, Sums]):
    """Key (point, ...) -> sums, sorted by key. Points come in ascending order; those with the same keys share the list of them."""

    __slots__ = ("_data", "_keys", "_kind", "_kinds", "_points", "_rows", "_starts", "width")

    def __init__(self, width: int) -> None:
        self.width = width  # sums a key
        self._points, self._starts, self._kind = array("q"), array("q"), array("q")
        self._data = array("d")
        self._rows = 0
        self._kinds: list[tuple[list[Key], dict[Key, int]]] = []  # keys without the point, and their places
        self._keys: dict[tuple[Key, ...], int] = {}

    def append(self, point: int, found: Mapping[Key, Sequence[float]]) -> None:
        """Add the sums of the next point, by key without the point."""
        if self._points and point <= self._points[-1]:
            raise ValueError(f"point {point} comes after point {self._points[-1]}")
        keys = tuple(sorted(found))
        kind = self._keys.setdefault(keys, len(self._kinds))
        if kind == len(self._kinds):
            self._kinds.append((list(keys), {key: place for place, key in enumerate(keys)}))
        self._points.append(point)
        self._starts.append(self._rows)
        self._kind.append(kind)
        self._rows += len(keys)
        for key in keys:
            self._data.extend(found[key])

    def __getitem__(self, key: Key) -> Sums:
        place = bisect_left(self._points, key[0])
        if place == len(self._points) or self._points[place] != key[0]:
            raise KeyError(key)
        return self._row(self._starts[place] + self._kinds[self._kind[place]][1][key[1:]])

    def __iter__(self) -> Iterator[Key]:
        for point, kind in zip(self._points, self._kind, strict=True):
            for key in self._kinds[kind][0]:
                yield (point, *key)

    def __len__(self) -> int:
        return self._rows

    def _row(self, row: int) -> Sums:
        return tuple(self._data[row * self.width : (row + 1) * self.width])
