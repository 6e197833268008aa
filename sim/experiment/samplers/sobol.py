"""Sobol sequence, scrambled: points that leave no part of the ranges empty, as many as a power of two.

References
----------
Sobol, I. M. (1967). On the distribution of points in a cube and the approximate evaluation of integrals. USSR Computational Mathematics 7.
Owen, A. B. (1998). Scrambling Sobol' and Niederreiter-Xing points. Journal of Complexity 14.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.design import Design, Factor, Value


def sample(factors: Sequence[Factor], design: Design, seed: int) -> list[tuple[Value, ...]]:
    """Return `design.points` points (a power of two), one value a factor each; `seed` scrambles the sequence."""
    import numpy as np
    from scipy.stats import qmc

    if not factors:
        return []
    shares = qmc.Sobol(len(factors), scramble=True, rng=np.random.default_rng(seed)).random(design.points)
    return [tuple(factor.at(float(u)) for factor, u in zip(factors, row, strict=True)) for row in shares]


def refusal(points: int, kind: str = "sobol") -> str:
    """Return what to say about a number of points that is no power of two; empty where it is one.

    >>> refusal(64), refusal(100)
    ('', 'a sobol design has a power of two of points, to cover all ranges evenly; beside 100 lie 64 and 128')
    """
    if points & (points - 1) == 0:
        return ""
    below = 1 << (points.bit_length() - 1)
    return f"a {kind} design has a power of two of points, to cover all ranges evenly; beside {points} lie {below} and {2 * below}"
