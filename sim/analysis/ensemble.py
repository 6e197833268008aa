"""How much of the spread of an outcome is which decision theory, how much the numbers, how much chance of simulation.

Policies i = 1..K are played at parameter sets j = 1..J, drawn alike; the luck of a set is its own, and common to the policies. The estimates are

    Y_ij = mu + A_i + B_j + AB_ij + e_ij        A: policy, B: parameters, AB: parameters that matter otherwise under another policy, e: noise

with Cov(e_ij, e_kj) = C_j[i, k], known from the histories themselves (their paired differences). The mean squares of a crossed analysis of
variance expect

    MS_A  = J var_A + var_AB + within        within  = mean_j (tr C_j - 1'C_j 1 / K) / (K - 1)
    MS_B  = K var_B + var_AB + between       between = mean_j 1'C_j 1 / K
    MS_AB = var_AB + within

whatever the distributions, so solving for the components subtracts the noise without bias. *Structural* is var_A, *parametric* is var_B + var_AB
(the variance over sets within a policy; var_AB of it is interaction), *sampling* is the mean variance of one estimate. A component below 0 counts
as 0 in the shares, which sum to 1.

Intervals: 95 %, from a bootstrap over parameter sets, for these policies: t times its spread on the logit scale, which held the truth
in 92 to 93 % of tables with normal parts, in 86 to 89 % where that of the parameters was exponential, in 69 to 72 % where it was
lognormal (16 and 32 sets, 400 tables each; percentiles alone 72 to 83 % in the second case). An outcome that ranges over powers of ten is of the last
kind: then logarithms can be taken apart instead.

References
----------
Searle, Casella & McCulloch 1992 for components of variance from mean squares; correlated errors by common random numbers are worked out here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from sim.analysis.contrasts import Signs, signs
from sim.analysis.estimates import Estimate
from sim.analysis.sweeps import DEFAULT_POINT, SweepResult
from sim.errors import Exit, ResultsError, quoted
from sim.experiment.design import INDEPENDENT
from sim.experiment.ensemble import PAIR

if TYPE_CHECKING:
    import numpy as np

RESAMPLES = 2000
SEED = 1  # of the bootstrap: the same folder gives the same intervals
LEAST_SETS = 4
ROUNDING = 1e-12  # of the largest estimate: a standard deviation below is of the last digits of sums
INSIDE = 0.975  # of the resampled shares must lie off 0 and 1 for a logit scale
PARTS = ("structural", "parametric", "sampling")


@dataclass(frozen=True, slots=True)
class Cells:
    """The estimates of one measure, policy by parameter set, with what is known of their noise."""

    estimates: np.ndarray  # (policies, sets)
    variances: np.ndarray  # (policies, sets) squared standard errors
    paired: np.ndarray  # (sets,) squared standard errors of the differences of all pairs of policies, summed


@dataclass(frozen=True, slots=True)
class Components:
    """Components of variance, in squared units of the measure; unbiased, so that a small one may be below 0."""

    structural: float
    common: float  # of the parameters, alike under all policies
    interaction: float  # of the parameters, otherwise under another policy
    sampling: float

    @property
    def parametric(self) -> float:
        """Variance over parameter sets within a policy."""
        return self.common + self.interaction

    @property
    def total(self) -> float:
        """What one estimate, of any policy at any parameter set, varies by; components below 0 count as 0."""
        return max(0.0, self.structural) + max(0.0, self.parametric) + max(0.0, self.sampling)

    def shares(self) -> dict[str, float]:
        """Return the share of each of PARTS, which sum to 1, and of the interaction within the parametric one; nan where nothing varies."""
        whole = self.total
        found = {part: max(0.0, getattr(self, part)) / whole if whole > 0 else math.nan for part in PARTS}
        return found | {"interaction": min(max(0.0, self.interaction), max(0.0, self.parametric)) / whole if whole > 0 else math.nan}


@dataclass(frozen=True, slots=True)
class Share:
    """A share of the variance with its interval over parameter sets."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy and one measure: at the scenario as it stands, and over the parameter sets."""

    policy: str
    default: Estimate | None
    median: float
    low: float  # 5 % and 95 % points of the estimates over parameter sets, chance of simulation included
    high: float
    values: tuple[float, ...]  # the estimates themselves, set by set
    against: Signs | None  # how often it lies clearly above or below the first policy; None for that one


@dataclass(frozen=True, slots=True)
class Decomposition:
    """What one measure varies by."""

    measure: str
    log: bool  # of its decimal logarithm
    sets: int
    components: Components
    shares: dict[str, Share]
    without: dict[str, float]  # policy -> structural share where it is left out
    policies: tuple[PolicyRow, ...]


def components(cells: Cells) -> Components:
    """Return the components of variance of a table of estimates; see the equations above."""
    import numpy as np

    estimates, (count, sets) = cells.estimates, cells.estimates.shape
    by_policy, by_set, mean = estimates.mean(axis=1), estimates.mean(axis=0), estimates.mean()
    ms_policy = sets * np.sum((by_policy - mean) ** 2) / (count - 1)
    ms_set = count * np.sum((by_set - mean) ** 2) / (sets - 1)
    ms_both = np.sum((estimates - by_policy[:, None] - by_set + mean) ** 2) / ((count - 1) * (sets - 1))
    noise = cells.variances.sum(axis=0)  # tr C_j; the differences of all pairs sum to K tr C_j - 1'C_j 1
    within = np.mean(cells.paired) / (count * (count - 1))
    between = np.mean(noise - cells.paired / count)
    rounding = (ROUNDING * float(np.max(np.abs(estimates)))) ** 2
    found = ((ms_policy - ms_both) / sets, (ms_set - between - ms_both + within) / count, ms_both - within, np.mean(noise) / count)
    return Components(*(float(one) if abs(one) > rounding else 0.0 for one in found))


def shares(cells: Cells, resamples: int = RESAMPLES, seed: int = SEED) -> dict[str, Share]:
    """Return the shares of a table with 95 % intervals, by resampling parameter sets with all that belongs to them.

    Parameters
    ----------
    seed : of the bootstrap, and of nothing else
    """
    import numpy as np

    sets, value = cells.paired.size, components(cells).shares()
    rows = np.random.default_rng(seed).integers(sets, size=(resamples, sets))
    drawn = [components(Cells(cells.estimates[:, row], cells.variances[:, row], cells.paired[row])).shares() for row in rows]
    return {part: Share(one, *_interval(one, np.array([found[part] for found in drawn]), sets)) for part, one in value.items()}


def _interval(share: float, drawn: np.ndarray, sets: int) -> tuple[float, float]:
    """Return the interval of a share in [0, 1] from resampled ones (resamples,): on the logit scale, percentiles where many lie at an end."""
    import numpy as np
    from scipy.stats import t

    drawn = drawn[~np.isnan(drawn)]
    if math.isnan(share) or drawn.size == 0:
        return math.nan, math.nan
    inside = (drawn > 0) & (drawn < 1)
    if not 0 < share < 1 or inside.mean() < INSIDE:
        low, high = np.percentile(drawn, [2.5, 97.5])
        return min(float(low), share), max(float(high), share)
    logits = np.log(drawn[inside] / (1 - drawn[inside]))
    half = float(t.ppf(0.975, sets - 1) * logits.std(ddof=1) * math.sqrt(sets / (sets - 1)))
    middle = math.log(share / (1 - share))
    return 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-half - middle))


def decompose(result: SweepResult, measure: str, log: bool = False) -> Decomposition:
    """Return what a measure of a finished ensemble varies by, or with `log` its decimal logarithm.

    Raises
    ------
    ResultsError                   exit code 2 where the folder holds no ensemble: one variant, too few sets, luck common to all sets, no pairs;
                                   3 where too few sets have histories that did not fail
    """
    names, points = list(result.plan.variants), [point.number for point in result.plan.points if point.number != DEFAULT_POINT]
    _complain(result, names, points, measure, log)
    points = [point for point in points if all(result.has(point, name, measure) for name in names)]  # elsewhere all histories failed
    if len(points) < LEAST_SETS:
        raise ResultsError(f"only {len(points)} sets of numbers have histories that did not fail; {LEAST_SETS} are the least", Exit.INCOMPLETE)
    whole = cells_of(result, names, points, measure, log)
    rest = {name: [other for other in names if other != name] for name in names} if len(names) > 2 else {}
    without = {name: components(cells_of(result, others, points, measure, log)).shares()["structural"] for name, others in rest.items()}
    rows = tuple(_policy(result, name, names[0], points, measure) for name in names)
    return Decomposition(measure, log, len(points), components(whole), shares(whole), without, rows)


def has_logarithm(result: SweepResult, measure: str) -> bool:
    """Return whether a measure is above 0 at every set of numbers under every policy."""
    sampled = [point.number for point in result.plan.points if point.number != DEFAULT_POINT]
    return all(result.estimate(point, name, measure).value > 0 for point in sampled for name in result.plan.variants)


def cells_of(result: SweepResult, names: Sequence[str], points: Sequence[int], measure: str, log: bool = False) -> Cells:
    """Return the table of a measure for some policies and points; with `log` of its decimal logarithm, noise by the delta method."""
    import numpy as np

    found = [[result.estimate(point, name, measure) for point in points] for name in names]
    values = np.array([[one.value for one in row] for row in found])
    variances = np.array([[one.standard_error**2 for one in row] for row in found])
    scale = 1.0 / (values * math.log(10.0)) if log else np.ones(values.shape)
    paired = np.zeros(len(points))
    for (i, one), (k, two) in combinations(enumerate(names), 2):
        apart = np.array([result.difference(point, PAIR.format(one, two), measure).standard_error ** 2 for point in points])
        covariance = (variances[i] + variances[k] - apart) / 2
        paired += variances[i] * scale[i] ** 2 + variances[k] * scale[k] ** 2 - 2 * covariance * scale[i] * scale[k]
    return Cells(np.log10(values) if log else values, variances * scale**2, paired)


def _policy(result: SweepResult, name: str, first: str, points: Sequence[int], measure: str) -> PolicyRow:
    import numpy as np

    at_default = result.estimate(DEFAULT_POINT, name, measure) if result.has(DEFAULT_POINT, name, measure) else None
    values = tuple(result.estimate(point, name, measure).value for point in points)
    low, median, high = (float(one) for one in np.percentile(values, [5, 50, 95]))
    against = None if name == first else signs(result.difference(point, PAIR.format(first, name), measure) for point in points)
    return PolicyRow(name, at_default, median, low, high, values, against)


def _complain(result: SweepResult, names: Sequence[str], points: Sequence[int], measure: str, log: bool) -> None:
    """Refuse a folder from which nothing can be said, with the reason."""
    contrasts = {contrast.name for contrast in result.plan.contrasts}
    reason = ""
    if len(names) < 2 or any(PAIR.format(one, two) not in contrasts for one, two in combinations(names, 2)):
        reason = "it does not pair every policy with every other; redline ensemble SCENARIO makes one that does"
    elif result.plan.luck != INDEPENDENT:
        reason = "its points share their luck, so that noise cannot be told from what they have in common (luck: independent)"
    elif len(points) < LEAST_SETS:
        reason = f"{LEAST_SETS} sets of numbers are the least, got {len(points)}"
    elif not any(kept == measure for _, _, kept in result.sums["rows"]):
        reason = f"it does not hold the measure {quoted(measure)}"
    elif log and not has_logarithm(result, measure):
        reason = f"{quoted(measure)} is 0 at some of its points, and has no logarithm there"
    if reason:
        raise ResultsError(f"{result.folder} is no ensemble that can be taken apart: {reason}", Exit.INPUT)
