"""Which factors matter on a grid: the share of the variance over its cells that the means along each factor have, and what is left to all together.

Analysis of variance of a full grid with one number a cell: cells are not drawn, so these shares have no interval; they are exact for this grid,
apart from noise of simulation.

Source: ours (elementary).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.analysis.columns import Column
from sim.analysis.sensitivity import Index

if TYPE_CHECKING:
    import numpy as np


def of_grid(columns: list[Column], y: np.ndarray, noise: float) -> list[Index]:
    """Return S1 of each factor: the variance of the means along it over the variance of all cells.

    Parameters
    ----------
    y : ndarray (points,)          the output in each cell; not constant
    noise : float                  share of the variance of y that noise may have
    """
    import numpy as np

    whole = float(np.var(y))
    rows = []
    for column in columns:
        values, places = np.unique(column.numbers, return_inverse=True)
        means = np.bincount(places, weights=y) / np.bincount(places)
        share = float(np.sum(np.bincount(places) * (means - y.mean()) ** 2) / len(y)) / whole if len(values) > 1 else 0.0
        rows.append(Index("grid", "S1", column.name, share, share, share, noise))
    return rows
