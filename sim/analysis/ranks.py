"""Which way an output goes with a factor: Spearman's rank correlation, which asks for a direction and not for a straight line.

Partial rank correlations and rank regression are usual here. Their intervals were tried and are not what they say (see docs/explanation/design.md);
this one holds, at the price of counting all other factors as noise.

References
----------
Bonett, D. G. and Wright, T. A. (2000). Sample size requirements for estimating Pearson, Kendall and Spearman correlations. Psychometrika 65.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.analysis.columns import Column
from sim.analysis.estimates import Z
from sim.analysis.sensitivity import Index

if TYPE_CHECKING:
    import numpy as np

LEAST_POINTS = 8


def of_ranks(columns: list[Column], y: np.ndarray) -> list[Index]:
    """Return the rank correlation of `y` with each factor whose values have an order; none from fewer than 8 points.

    r = correlation of the ranks; interval tanh(atanh(r) +- 1.96 sqrt((1 + r^2 / 2) / (n - 3))).

    Parameters
    ----------
    y : ndarray (points,)          the output; not constant
    """
    if len(y) < LEAST_POINTS:
        return []
    mine = _ranks(y)
    return [
        _index(column.name, float(_ranks(column.numbers) @ mine), len(y)) for column in columns if column.ordered and len(set(column.numbers)) > 1
    ]


def _ranks(values: np.ndarray) -> np.ndarray:
    """Return ranks (the mean rank among equals), centred and of length 1."""
    import numpy as np
    from scipy.stats import rankdata

    ranks = rankdata(values) - (len(values) + 1) / 2
    return np.asarray(ranks / math.sqrt(float(ranks @ ranks)))


def _index(name: str, r: float, points: int) -> Index:
    inside = max(-1 + 1e-12, min(1 - 1e-12, r))
    middle, half = math.atanh(inside), Z * math.sqrt((1 + r * r / 2) / (points - 3))
    return Index("spearman", "rank_correlation", name, r, math.tanh(middle - half), math.tanh(middle + half))
