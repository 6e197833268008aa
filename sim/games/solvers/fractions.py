"""Arithmetic without rounding for the solvers that enumerate cases: decimals as fractions, systems of linear equations, corners of polytopes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, product

Row = Sequence[Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


def exactly(number: float) -> Fraction:
    """Return the decimal that a number prints as, exactly.

    >>> exactly(0.1)
    Fraction(1, 10)
    """
    return Fraction(repr(float(number)))


def dot(one: Row, other: Row) -> Fraction:
    """Return the sum of products."""
    return sum((a * b for a, b in zip(one, other, strict=True)), ZERO)


def solve(matrix: Sequence[Row], right: Row) -> list[Fraction] | None:
    """Return the only solution of `matrix` x = `right`; None where there is none or more than one.

    >>> solve([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(-1)]], [Fraction(5), Fraction(1)])
    [Fraction(2, 1), Fraction(1, 1)]
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    unknowns = len(rows[0]) - 1
    for column in range(unknowns):
        pivot = next((row for row in range(column, len(rows)) if rows[row][column] != 0), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column]
        for other in range(len(rows)):
            if other != column and rows[other][column] != 0:
                factor = rows[other][column] / head[column]
                rows[other] = [value - factor * above for value, above in zip(rows[other], head, strict=True)]
    if any(row[-1] != 0 for row in rows[unknowns:]):
        return None
    return [rows[column][-1] / rows[column][column] for column in range(unknowns)]


def corners(sizes: Sequence[int], planes: Sequence[Row]) -> Iterator[tuple[Fraction, ...]]:
    """Yield every point at which mixtures are pinned down by which actions are unused and which of `planes` (row x = 0) are met.

    `sizes` are the numbers of actions of each mixture; a point lists the shares of all mixtures one after another, each summing to 1. These are the
    corners of all regions into which the planes cut the mixtures; no point is yielded twice.
    """
    starts = [sum(sizes[:number]) for number in range(len(sizes))]
    seen: set[tuple[Fraction, ...]] = set()
    supports = [[part for count in range(1, size + 1) for part in combinations(range(size), count)] for size in sizes]
    for choice in product(*supports):
        used = [start + action for start, part in zip(starts, choice, strict=True) for action in part]
        sums = [[ONE if start <= place < start + size else ZERO for place in used] for start, size in zip(starts, sizes, strict=True)]
        for met in combinations(planes, len(used) - len(sizes)):
            solved = solve([*sums, *([row[place] for place in used] for row in met)], [ONE] * len(sizes) + [ZERO] * len(met))
            if solved is None or min(solved) <= 0:
                continue
            point = [ZERO] * sum(sizes)
            for place, share in zip(used, solved, strict=True):
                point[place] = share
            if tuple(point) not in seen:
                seen.add(tuple(point))
                yield tuple(point)
