"""Which factors an output hangs on, by SALib: the only file of the analysis that knows it.

Three designs, three answers, each index with a 95 % interval from a bootstrap over what was drawn together:

    saltelli     S1, the share of the variance that knowing one factor alone removes; ST, the share that stays while only it is unknown;
                 S2, what a pair has beyond both (with pairs)
    morris       elementary effects, per whole range of the factor's distribution: mu_star, mean of their size; mu, mean; sigma, spread
    any sample   S1 by the spectrum of the output, sorted by the factor (RBD-FAST), corrected for its bias

A seed becomes a generator before it gets there, because SALib takes the number 0 for no seed, and its luck from a global generator then.

References
----------
Sobol, I. M. (2001). Global sensitivity indices for nonlinear mathematical models and their Monte Carlo estimates. Mathematics and Computers in
Simulation 55. Saltelli, A. and others (2010). Variance based sensitivity analysis of model output. Computer Physics Communications 181.
Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33.
Campolongo, F., Cariboni, J. and Saltelli, A. (2007). An effective screening design for sensitivity analysis of large models. Environmental
Modelling and Software 22.
Tarantola, S., Gatelli, D. and Mara, T. A. (2006). Random balance designs for the estimation of first order global sensitivity indices. Reliability
Engineering and System Safety 91. Tissot, J.-Y. and Prieur, C. (2012). Bias correction for the estimation of sensitivity indices based on random
balance designs. Reliability Engineering and System Safety 107.
"""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.estimates import Z

if TYPE_CHECKING:
    import numpy as np

NEEDED = "indices need SALib, which is not installed: python -m pip install 'redline[sensitivity]'"
RESAMPLES = 200  # of a bootstrap: its standard error is then right within 5 %
HARMONICS = 6  # of the spectrum that count as the factor's own; more see sharper steps and have more noise
ROUNDING = 1e-9  # of the largest index: below, a difference is of the last digits of sums
SIGNED = ("mu", "rank_correlation")
LEAST_POINTS = 32  # for a spectrum: halves are resampled, and have twice the harmonics in points


@dataclass(frozen=True, slots=True)
class Index:
    """One index of one factor, or of a pair of factors, with its 95 % interval; `floor` is what noise alone can look like."""

    method: str
    index: str
    factor: str
    value: float
    low: float
    high: float
    floor: float = 0.0
    other: str = ""

    @property
    def clear(self) -> bool:
        """Whether its interval lies beyond what noise alone can look like, on either side of 0 where an index has a sign."""
        return self.low > self.floor or (self.index in SIGNED and self.high < -self.floor)


def installed() -> bool:
    """Return whether SALib can be imported, without importing it."""
    return importlib.util.find_spec("SALib") is not None


def of_saltelli(y: np.ndarray, factors: Sequence[str], pairs: bool, noise: float, seed: int) -> list[Index]:
    """Return S1 and ST of each factor, and S2 of each pair where the design has `pairs`.

    Parameters
    ----------
    y : ndarray (points,)          the output, in the order of the design; not constant
    noise : float                  share of its variance that noise may have: an inert factor has an ST as large where each point has its own
    seed : int                     of the bootstrap; 0 is a seed
    """
    import numpy as np
    from SALib.analyze.sobol import analyze

    with _quiet():
        found = analyze(_problem(factors), y, pairs, RESAMPLES, seed=np.random.default_rng(seed))
    rows, noise = [], max(noise, ROUNDING)
    for index in ("S1", "ST"):
        for name, value, half in zip(factors, found[index], found[f"{index}_conf"], strict=True):
            rows.append(Index("saltelli", index, name, float(value), float(value - half), float(value + half), noise))
    if pairs:
        for i, one in enumerate(factors):
            for j in range(i + 1, len(factors)):
                value, half = float(found["S2"][i, j]), float(found["S2_conf"][i, j])
                rows.append(Index("saltelli", "S2", one, value, value - half, value + half, noise, other=factors[j]))
    return rows


def of_morris(x: np.ndarray, y: np.ndarray, factors: Sequence[str], levels: int, error: float, seed: int) -> list[Index]:
    """Return mu_star, mu and sigma of each factor, in the unit of the output per whole range of the factor.

    The interval of mu_star is SALib's. It gives none for mu and sigma: theirs come from resampled trajectories, whose elementary effects are
    the mu of each trajectory alone.

    Parameters
    ----------
    x : ndarray (points, factors)  values; only whether they rise or fall along a trajectory matters
    y : ndarray (points,)          the output, in the order of the design
    levels : int                   of the design
    error : float                  root of the mean square of the standard errors of y
    """
    import numpy as np
    from SALib.analyze.morris import analyze

    size, rng = len(factors) + 1, np.random.default_rng(seed)
    with _quiet():
        found = analyze(_problem(factors), x, y, RESAMPLES, num_levels=levels, seed=rng)
        each = [analyze(_problem(factors), x[n : n + size], y[n : n + size], 2, num_levels=levels, seed=rng)["mu"] for n in range(0, len(y), size)]
    effects = np.ma.getdata(np.ma.stack(each))  # (trajectories, factors)
    drawn = effects[rng.integers(len(effects), size=(RESAMPLES, len(effects)))]
    halves = {"mu": Z * drawn.mean(axis=1).std(axis=0, ddof=1), "sigma": Z * drawn.std(axis=1, ddof=1).std(axis=0, ddof=1)}
    halves["mu_star"] = np.asarray(found["mu_star_conf"], dtype=float)
    alone = float(np.sqrt(2.0) * error * 2 * (levels - 1) / levels)  # standard deviation of an effect that is two independent errors over one step
    least = ROUNDING * float(np.max(np.asarray(found["mu_star"], dtype=float)))
    floors = {"mu_star": max(least, alone * float(np.sqrt(2.0 / np.pi))), "mu": least, "sigma": max(least, alone)}
    rows = []
    for index in ("mu_star", "mu", "sigma"):
        values = np.asarray(found[index], dtype=float)
        for name, value, half in zip(factors, values, halves[index], strict=True):
            rows.append(Index("morris", index, name, float(value), float(value - half), float(value + half), floors[index]))
    return rows


def of_sample(x: np.ndarray, y: np.ndarray, factors: Sequence[str], noise: float, seed: int) -> list[Index]:
    """Return S1 of each factor from points that were drawn in any way over all ranges; none from fewer than 32 points.

    The library's bootstrap draws half as many points as there are; an index of all of them has the root of a half of that spread.

    Parameters
    ----------
    x : ndarray (points, factors)  values; only their order matters
    y : ndarray (points,)          the output
    noise : float                  share of the variance of y that noise may have
    """
    import numpy as np
    from SALib.analyze.rbd_fast import analyze

    if len(y) < LEAST_POINTS:
        return []
    with _quiet():
        found = analyze(_problem(factors), x, y, HARMONICS, RESAMPLES, seed=np.random.default_rng(seed))
    halves = np.asarray(found["S1_conf"], dtype=float) * np.sqrt((len(y) // 2) / len(y))
    rows = zip(factors, found["S1"], halves, strict=True)
    return [Index("rbd_fast", "S1", name, float(value), float(value - half), float(value + half), noise) for name, value, half in rows]


def _problem(factors: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(factors), "names": list(factors), "bounds": [[0.0, 1.0]] * len(factors)}


@contextmanager
def _quiet() -> Iterator[None]:
    """Say nothing of constant subsets and single trajectories: both are meant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
