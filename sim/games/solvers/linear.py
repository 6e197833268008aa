"""Systems of linear equations in fractions, so that solvers that enumerate cases are exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def solve(matrix: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> list[Fraction] | None:
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
