"""Sets of whole numbers that come in long stretches: units done, units missing. Memory and time go with the stretches, not with the numbers."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from typing import Any

Range = tuple[int, int]  # first, last (included)


class Ranges(Set[int]):
    """A set of whole numbers, held as ranges (first, last) that neither touch nor overlap, in ascending order.

    Examples
    --------
    >>> found = Ranges([(0, 3), (4, 9), (20, 20)])
    >>> found, len(found), 7 in found, found - Ranges([(2, 5)]), found == {*range(10), 20}
    (Ranges([(0, 9), (20, 20)]), 11, True, Ranges([(0, 1), (6, 9), (20, 20)]), True)
    """

    __slots__ = ("_firsts", "pairs")

    def __init__(self, pairs: Iterable[Range] = ()) -> None:
        merged: list[Range] = []
        for first, last in sorted(pairs):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = merged[-1][0], max(merged[-1][1], last)
            else:
                merged.append((first, last))
        self.pairs = tuple(merged)
        self._firsts = [first for first, _ in merged]

    @classmethod
    def _from_iterable(cls, it: Iterable[Any]) -> Ranges:  # type: ignore[override]  # of whole numbers only
        return cls((number, number) for number in it)

    def __repr__(self) -> str:
        return f"Ranges({list(self.pairs)})"

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.pairs)

    def __iter__(self) -> Iterator[int]:
        for first, last in self.pairs:
            yield from range(first, last + 1)

    def __contains__(self, number: object) -> bool:
        place = bisect_right(self._firsts, number) - 1 if isinstance(number, int) else -1
        return place >= 0 and number <= self.pairs[place][1]  # type: ignore[operator]

    def __and__(self, other: Iterable[Any]) -> Ranges:
        both: list[Range] = []
        theirs = _ranges(other).pairs
        place = 0
        for first, last in self.pairs:
            while place < len(theirs) and theirs[place][1] < first:
                place += 1
            at = place
            while at < len(theirs) and theirs[at][0] <= last:
                both.append((max(first, theirs[at][0]), min(last, theirs[at][1])))
                at += 1
        return Ranges(both)

    def __sub__(self, other: Iterable[Any]) -> Ranges:
        left: list[Range] = []
        taken = (self & other).pairs
        place = 0
        for first, last in self.pairs:
            start = first
            while place < len(taken) and taken[place][0] <= last:
                if taken[place][0] > start:
                    left.append((start, taken[place][0] - 1))
                start = taken[place][1] + 1
                place += 1
            if start <= last:
                left.append((start, last))
        return Ranges(left)

    def __le__(self, other: Any) -> bool:
        return not self - other if isinstance(other, Set) else NotImplemented

    def isdisjoint(self, other: Iterable[Any]) -> bool:
        """Return whether no number is in both."""
        return not (self & other).pairs

    def __or__(self, other: Iterable[Any]) -> Ranges:
        return Ranges((*self.pairs, *_ranges(other).pairs))

    def part(self, first: int, last: int) -> list[Range]:
        """Return what lies from `first` to `last`, included, in ranges."""
        start = max(0, bisect_right(self._firsts, first) - 1)
        stop = bisect_right(self._firsts, last)
        return [(max(first, low), min(last, high)) for low, high in self.pairs[start:stop] if high >= first]

    def cut(self, size: int) -> list[Range]:
        """Return the ranges in order, cut from the front into pieces of at most `size` numbers."""
        return [(start, min(start + size - 1, last)) for first, last in self.pairs for start in range(first, last + 1, size)]


def _ranges(given: Iterable[Any]) -> Ranges:
    return given if isinstance(given, Ranges) else Ranges._from_iterable(given)
