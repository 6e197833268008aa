"""Proper scores of a forecast over the rungs of a ladder: each is best, on average, for whoever says what they believe. Lower is better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rungs = NDArray[np.int64]
CLASSES = (3, 7)  # first rungs of the second and the third class: words, steps short of mass force, mass force
CLASS_NAMES = ("0 to 2", "3 to 6", "7 and more")


def ranked_probability_score(forecasts: Floats, rungs: Rungs) -> Floats:
    """Return the ranked probability score of each row, in [0, 1]: a miss by one rung costs less than a miss by five.

    RPS = 1 / (K - 1) sum over k of (P(rung <= k) - [observed <= k])^2.

    Parameters
    ----------
    forecasts : ndarray (rows, K)     probabilities of rungs 0 to K - 1, each row sums to 1
    rungs : ndarray (rows,)           observed rungs, in 0 to K - 1

    Returns
    -------
    ndarray (rows,)

    Examples
    --------
    >>> ranked_probability_score(np.array([[0.5, 0.3, 0.2]]), np.array([2]))
    array([0.445])

    References
    ----------
    Epstein 1969.
    """
    steps = forecasts.shape[1] - 1
    reached = (rungs[:, None] <= np.arange(steps)).astype(float)
    return np.asarray(((np.cumsum(forecasts, axis=1)[:, :-1] - reached) ** 2).sum(axis=1) / steps, float)


def in_classes(forecasts: Floats, first: Sequence[int] = CLASSES) -> Floats:
    """Return the probabilities (rows, classes) of the classes that begin at rung 0 and at each rung of `first`."""
    return np.add.reduceat(forecasts, [0, *first], axis=1)


def class_of(rungs: Rungs, first: Sequence[int] = CLASSES) -> Rungs:
    """Return the class (rows,) of each observed rung.

    >>> class_of(np.array([0, 2, 3, 6, 7, 9])).tolist()
    [0, 0, 1, 1, 2, 2]
    """
    return np.searchsorted(np.array(first), rungs, side="right")


def log_score(forecasts: Floats, rungs: Rungs) -> Floats:
    """Return -ln of the probability of the observed class, (rows,); infinity where it was held impossible.

    References
    ----------
    Good 1952.
    """
    with np.errstate(divide="ignore"):
        return -np.log(in_classes(forecasts)[np.arange(len(rungs)), class_of(rungs)])


def brier_score(forecasts: Floats, rungs: Rungs) -> Floats:
    """Return the sum over classes of (P - [observed])^2, (rows,), in [0, 2].

    References
    ----------
    Brier 1950.
    """
    observed = class_of(rungs)[:, None] == np.arange(len(CLASSES) + 1)
    return np.asarray(((in_classes(forecasts) - observed) ** 2).sum(axis=1), float)


SCORES = {"rps": ranked_probability_score, "log": log_score, "brier": brier_score}
SCORE_NAMES = {"rps": "ranked probability score", "log": "log score", "brier": "Brier score"}
