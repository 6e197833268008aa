"""How an output goes with one factor while all others vary as the design has them: means over slices of its values.

Slices have about as many points each. The band of a slice is the 95 % interval of its mean over points (Student's t): it holds what the other
factors do and what noise does, and narrows with more points.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sim.analysis.columns import Column

if TYPE_CHECKING:
    import numpy as np

MOST_SLICES, POINTS_A_SLICE = 8, 8


def slices(column: Column, series: Mapping[str, np.ndarray]) -> list[dict[str, Any]]:
    """Return series, x, p, low, high: the mean of each series in each slice of a factor, at the middle value there; ends stay in [0, 1].

    Parameters
    ----------
    series : name -> ndarray (points,) of probabilities
    """
    import numpy as np
    from scipy.stats import t

    parts = _parts(column.numbers)
    rows = []
    for name, values in series.items():
        for part in parts:
            inside = values[part]
            mean, count = float(inside.mean()), len(inside)
            half = float(t.ppf(0.975, count - 1) * inside.std(ddof=1) / np.sqrt(count)) if count > 1 else 1.0
            x = float(f"{np.median(column.numbers[part]):.3g}")
            rows.append({"series": name, "x": x, "p": mean, "low": max(0.0, mean - half), "high": min(1.0, mean + half)})
    return rows


def _parts(numbers: np.ndarray) -> list[np.ndarray]:
    """Return the places of the points of each slice: a slice a value where there are few values, else slices of equal size."""
    import numpy as np

    values = np.unique(numbers)
    if len(values) <= MOST_SLICES:
        return [np.flatnonzero(numbers == value) for value in values]
    count = max(1, min(MOST_SLICES, len(numbers) // POINTS_A_SLICE))
    return np.array_split(np.argsort(numbers, kind="stable"), count)
