"""The numbered units of a plan, each a block of a point, without a list of them: found by their numbers, counted by ranges of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from sim.experiment.design import Point
from sim.experiment.points import counts
from sim.results.ranges import Ranges

ROOM = 1 << 20  # numbers of units that each point of a growing plan has for its blocks


class Units(Mapping[int, tuple[Point, int]]):
    """Unit number -> (point, block), in ascending order.

    Parameters
    ----------
    points : numbered one after the other
    block : histories a block
    growing : leave room after each point for blocks that it may come to need
    """

    __slots__ = ("_before", "_block", "_points", "_starts")

    def __init__(self, points: Sequence[Point], block: int, growing: bool = False) -> None:
        self._points, self._block = points, block
        self._before: list[int] | None = None  # histories of all points before each
        self._starts: Sequence[int] = (
            range(0, (len(points) + 1) * ROOM, ROOM) if growing else list(accumulate((-(-count // block) for count in counts(points)), initial=0))
        )

    def __getitem__(self, unit: int) -> tuple[Point, int]:
        place = min(bisect_right(self._starts, unit), len(self._points)) - 1
        if place >= 0:
            point, block = self._points[place], unit - self._starts[place]
            if block < _blocks(point, self._block):
                return point, block
        raise KeyError(unit)

    @property
    def numbers(self) -> Ranges:
        """The numbers of all units."""
        if isinstance(self._starts, list):  # without room between points
            return Ranges([(0, len(self) - 1)] if len(self) else [])
        ends = zip(self._starts, counts(self._points), strict=False)
        return Ranges((start, start - (-count // self._block) - 1) for start, count in ends if count)

    def __iter__(self) -> Iterator[int]:
        return iter(self.numbers)

    def __len__(self) -> int:
        return self._starts[-1] if isinstance(self._starts, list) else sum(-(-count // self._block) for count in counts(self._points))

    def number(self, point: int, block: int) -> int:
        """Return the number of the unit that is a block of the point of this number."""
        return self._starts[point - self._points[0].number] + block

    def histories(self, units: Iterable[int]) -> int:
        """Return how many histories of one variant some of the units have; it is quickest to ask for a `Ranges` of them."""
        asked = units if isinstance(units, Ranges) else Ranges((unit, unit) for unit in units)
        if self._before is None:
            self._before = list(accumulate(counts(self._points), initial=0))
        before = self._before

        def until(unit: int) -> int:
            place = bisect_right(self._starts, unit) - 1
            return before[place] + min((unit - self._starts[place] + 1) * self._block, self._points[place].histories)

        def size(unit: int) -> int:
            point, block = self[unit]
            return min(self._block, point.histories - block * self._block)

        return sum(until(last) - until(first) + size(first) for first, last in (asked & self.numbers).pairs)


def _blocks(point: Point, block: int) -> int:
    return -(-point.histories // block)
