"""What somebody forecasts who knows nothing but how often each answer had been seen: overall, or for acts of the same kind."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ONE_MORE = 1.0  # rows added to every count, spread over the rungs: nothing is ever held impossible


def climatology(rungs: NDArray[np.int64], known: NDArray[np.bool_], count: int, more: float = ONE_MORE) -> Floats:
    """Return forecasts (rows, count): the shares of rungs among the rows each may know, and `more` rows spread evenly.

    Parameters
    ----------
    rungs : ndarray (rows,)              observed rungs
    known : ndarray (rows, rows)         known[i, k]: the forecast of row i may know row k
    count : int                          rungs of the ladder that are forecast
    """
    seen = known.astype(float) @ np.eye(count)[rungs]
    return np.asarray((seen + more / count) / (seen.sum(axis=1, keepdims=True) + more), float)


def base_rates(rungs: NDArray[np.int64], known: NDArray[np.bool_], kinds: Sequence[str], count: int, more: float = ONE_MORE) -> Floats:
    """Return forecasts (rows, count): the shares among known rows of the same kind, and `more` rows spread as climatology."""
    alike = known & (np.array(kinds)[:, None] == np.array(kinds)[None, :])
    seen = alike.astype(float) @ np.eye(count)[rungs]
    return np.asarray((seen + more * climatology(rungs, known, count, more)) / (seen.sum(axis=1, keepdims=True) + more), float)
