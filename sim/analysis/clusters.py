"""Events that hang together, and what may be said of paired differences between them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

DAYS = 7


def clusters_of(dates: Sequence[dt.date], days: int = DAYS) -> NDArray[np.int64]:
    """Return the cluster (rows,) of each row, from 0: a row within `days` of the one before belongs to its cluster. Dates must be in order.

    >>> clusters_of([dt.date(2024, 11, 17), dt.date(2024, 11, 23), dt.date(2024, 12, 11)]).tolist()
    [0, 0, 1]
    """
    gaps = [(later - earlier).days > days for earlier, later in pairwise(dates)]
    return np.cumsum([0, *gaps]).astype(np.int64)


@dataclass(frozen=True, slots=True)
class PairedMean:
    """A mean difference over rows with its 95 % interval; `low` and `high` are nan where there are fewer than two clusters."""

    value: float
    low: float
    high: float
    rows: int
    clusters: int

    @property
    def verdict(self) -> str:
        """`lower` or `higher` where the interval excludes 0, else `not distinguishable`."""
        return "lower" if self.high < 0 else "higher" if self.low > 0 else "not distinguishable"

    @property
    def visible(self) -> float:
        """The smallest difference that would have shown: half the width of the interval."""
        return (self.high - self.low) / 2

    def as_dict(self) -> dict[str, Any]:
        """Return what --json prints."""
        return {
            "difference": self.value,
            "low": self.low,
            "high": self.high,
            "verdict": self.verdict,
            "smallest_visible": self.visible,
            "rows": self.rows,
            "clusters": self.clusters,
        }


def paired_mean(differences: NDArray[np.float64], clusters: NDArray[np.int64]) -> PairedMean:
    """Return the mean of paired differences (rows,) with an interval from the totals of clusters (rows,).

    Variance G / (G - 1) sum over clusters of (sum of d - mean)^2 / n^2, interval by Student's t with G - 1 degrees of freedom: rows of one
    cluster count as one piece of evidence however many they are. It does not know that forecasts of one split share what they learned from.

    References
    ----------
    Liang & Zeger 1986 for the totals of clusters.
    """
    from scipy.stats import t

    n = len(differences)
    mean = math.fsum(differences) / n
    _, place = np.unique(clusters, return_inverse=True)
    totals = np.bincount(place, differences - mean)
    groups = len(totals)
    if groups < 2:
        return PairedMean(mean, math.nan, math.nan, n, groups)
    error = math.sqrt(groups / (groups - 1) * math.fsum(totals * totals)) / n
    half = float(t.ppf(0.975, groups - 1)) * error
    return PairedMean(mean, mean - half, mean + half, n, groups)
