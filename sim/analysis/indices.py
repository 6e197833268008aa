"""Which indices a design allows, and those of one output at one setting."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis import sensitivity
from sim.analysis.columns import Column
from sim.analysis.grids import of_grid
from sim.analysis.outputs import Output
from sim.analysis.ranks import of_ranks
from sim.analysis.sensitivity import Index
from sim.analysis.spread import GRID, MORRIS, SALTELLI, Spread

LEADING = {SALTELLI: "ST", MORRIS: "mu_star"}  # the index that ranks factors; elsewhere S1, and without it the rank correlation


def of_output(one: Output, spread: Spread, columns: list[Column], noise: float, seed: int, thorough: bool = True) -> list[Index]:
    """Return all indices of an output that varies, as the design of its points allows; none that need SALib where it is not installed.

    Parameters
    ----------
    noise : share in [0, 1] of the variance of the output over the points that noise of simulation may have
    thorough : also what takes a tenth of a second: S1 from a sample that was not made for it
    """
    import numpy as np

    y, names = one.values, [column.name for column in columns]
    if spread.kind == GRID:
        return [*of_grid(columns, y, noise), *of_ranks(columns, y)]
    if spread.kind == SALTELLI:
        return sensitivity.of_saltelli(y, names, spread.pairs, noise, seed) if sensitivity.installed() else []
    x = np.stack([column.numbers for column in columns], axis=1)
    if spread.kind == MORRIS:
        error = float(np.sqrt(noise * np.var(y, ddof=1)))
        return sensitivity.of_morris(x, y, names, spread.levels, error, seed) if sensitivity.installed() else []
    strengths = sensitivity.of_sample(x, y, names, noise, seed) if thorough and sensitivity.installed() else []
    return [*strengths, *of_ranks(columns, y)]


def ranked(found: Sequence[Index], spread: Spread) -> list[Index]:
    """Return the indices by which factors are ranked, largest first; those of rank correlations by size."""
    wanted = LEADING.get(spread.kind, "S1")
    if not any(one.index == wanted for one in found):
        wanted = "rank_correlation"
    return sorted((one for one in found if one.index == wanted), key=lambda one: -abs(one.value))
