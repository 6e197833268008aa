"""Sums of floats that are rounded once, at the end, as `math.fsum` does, but in pieces: what was added before is one whole number.

A finite double is a whole number times a power of two, so a sum of any length is one whole number of units of 2^-1126. Pieces may come in any
order and any sizes: the result is the same, bit for bit.
"""

from __future__ import annotations

import math

import numpy as np

UNIT = 1126  # the smallest double above 0 is 2^-1074, taken apart into a fraction of 53 bits
HALF = 26  # bits: halves of fractions add up in 64 bits for any length


class ExactSum:
    """A sum that grows by arrays.

    >>> one = ExactSum()
    >>> for piece in ([1e16, 1.0], [-1e16], [1.0]):
    ...     one.add(np.array(piece))
    >>> one.value()
    2.0
    """

    __slots__ = ("_others", "_total")

    def __init__(self) -> None:
        self._total = 0
        self._others: list[float] = []  # infinities and nan

    def add(self, values: np.ndarray) -> None:
        """Add all of `values`, ndarray (any length) of float64."""
        finite = np.isfinite(values)
        if not finite.all():
            self._others += values[~finite].tolist()
            values = values[finite]
        fractions, exponents = np.frexp(values)
        whole = (fractions * 2.0**53).astype(np.int64)
        for exponent in np.unique(exponents).tolist():
            chosen = whole[exponents == exponent]
            upper = int((chosen >> HALF).sum())
            lower = int((chosen & ((1 << HALF) - 1)).sum())
            self._total += ((upper << HALF) + lower) << (exponent - 53 + UNIT)

    def value(self) -> float:
        """Return the sum, rounded once; as `math.fsum` it raises OverflowError beyond the largest double, ValueError for inf - inf."""
        return math.fsum(self._others) if self._others else self._total / (1 << UNIT)


def column_sums(rows: np.ndarray) -> list[float]:
    """Return the sum of each column of ndarray (rows, columns), each rounded once."""
    return [math.fsum(column) for column in rows.T.tolist()]
