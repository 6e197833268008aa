"""Estimates with 95 % intervals, from the exact sums of weighted histories.

With weight w and score y of each history, the estimate is the self-normalised mean p = sum w y / sum w, and its variance
sum w^2 (y - p)^2 / (sum w)^2, the delta method for a ratio. The interval stays where the estimate lives: on the logit scale for a score in
[0, 1], on the log scale for an expected count, on the plain scale for what may be negative. Plain counts of yes and no get Wilson's interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

Z = 1.959963984540054  # two-sided 95 % point of the normal distribution
RULE_OF_THREE = 3.0  # none in n: below 3/n with 95 % confidence
SAMPLED = ("clash", "settlement", "collapse", "no_end")  # decided by a draw in each history; nuclear use is weight and never drawn
NUCLEAR = "nuclear_use"
COUNTED = ("answers.", "acts.", "crossings.", "exposure.")  # expected counts (exposures: expected sums), not probabilities


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval and standard error, all in the unit of the measure."""

    value: float
    low: float
    high: float
    standard_error: float

    def as_dict(self) -> dict[str, float]:
        """Return {"p", "low", "high"}: what --json prints."""
        return {"p": self.value, "low": self.low, "high": self.high}


def effective_sample_size(sum_w: float, sum_ww: float) -> float:
    """Return (sum w)^2 / sum w^2: how many equally weighted histories would say as much.

    References
    ----------
    Kish, L. (1965). Survey Sampling.
    """
    return sum_w * sum_w / sum_ww if sum_ww > 0 else 0.0


def weighted_mean(sum_w: float, sum_ww: float, sum_wy: float, sum_wwy: float, sum_wwyy: float) -> tuple[float, float]:
    """Return (p, standard error) of the self-normalised mean; nan where no history has weight.

    sum w^2 (y - p)^2 is expanded into the stored sums; rounding may leave it a hair below zero, which then means zero.
    """
    if sum_w <= 0:
        return math.nan, math.nan
    p = sum_wy / sum_w
    squares = sum_wwyy - 2 * p * sum_wwy + p * p * sum_ww
    return p, math.sqrt(max(0.0, squares)) / sum_w


def score(measure: str, sum_w: float, sum_ww: float, sum_wy: float, sum_wwy: float, sum_wwyy: float, *, z: float = Z) -> Estimate:
    """Return the estimate of a named measure from its five sums, with the interval that fits its kind, `z` standard errors to each side.

    A nuclear measure of exactly 0 is 0: it is a sum of probabilities, and none was positive. A sampled ending never seen lies below three
    in the effective sample size. With more than 1.96 standard errors, for runs that are looked at while they grow, no interval of a probability
    ends closer than what was `unseen`: a heavy tail shows in no standard error before it was met once.
    """
    p, error = weighted_mean(sum_w, sum_ww, sum_wy, sum_wwy, sum_wwyy)
    if measure.startswith(COUNTED):
        return positive(p, error, z)
    three = rule_of_three(z)
    found = probability(p, error, three / max(effective_sample_size(sum_w, sum_ww), three) if measure in SAMPLED else 0.0, z)
    if z == Z or not 0.0 < p < 1.0:
        return found
    rare = unseen(z, sum_w, sum_ww, sum_wy, sum_wwy)
    return replace(found, high=max(found.high, min(1.0, p + rare))) if p < 0.5 else replace(found, low=min(found.low, max(0.0, p - rare)))


def rule_of_three(z: float) -> float:
    """Return how many expected events are excluded where none was seen: 3 for 95 %, and for more standard errors a little more than exact."""
    return RULE_OF_THREE * (z / Z) * (z / Z)


def unseen(z: float, sum_w: float, sum_ww: float, sum_wy: float, sum_wwy: float) -> float:
    """Return how far rare histories that were not met could move a mean of scores in [0, 1]: three of score 1 and of the weight that scores have.

    For a mean above a half the same of scores 0. Where weights have nothing to do with scores this is three in the effective sample size.
    """
    heavy = sum_wwy / sum_wy if 2.0 * sum_wy <= sum_w else (sum_ww - sum_wwy) / (sum_w - sum_wy)
    return rule_of_three(z) * max(heavy, sum_ww / sum_w) / sum_w


def channel(name: str, sum_w: float, sum_ww: float, sum_wy: float, sum_wwy: float, sum_wwyy: float, *, z: float = Z) -> Estimate:
    """Return the estimate of a recorded channel: tension and fronts on the plain scale, everything else as a probability."""
    if name == "tension" or name.startswith("front."):
        return plain(*weighted_mean(sum_w, sum_ww, sum_wy, sum_wwy, sum_wwyy), z)
    return score(name, sum_w, sum_ww, sum_wy, sum_wwy, sum_wwyy, z=z)


def probability(p: float, error: float, unseen: float = 0.0, z: float = Z) -> Estimate:
    """Return the estimate of a probability, its interval on the logit scale.

    Parameters
    ----------
    p, error : estimate in [0, 1] and its standard error
    unseen : how far the interval reaches from an estimate of exactly 0 or 1
    z : standard errors to each side; more than 1.96 where the estimate was looked at more than once
    """
    if p <= 0 or p >= 1:
        edge = min(max(p, 0.0), 1.0)
        return Estimate(edge, max(0.0, edge - unseen), min(1.0, edge + unseen), error)
    if not p > 0:
        return Estimate(math.nan, math.nan, math.nan, math.nan)
    middle, half = math.log(p) - math.log1p(-p), z * error / (p * (1 - p))
    return Estimate(p, _logistic(middle - half), _logistic(middle + half), error)


def positive(value: float, error: float, z: float = Z) -> Estimate:
    """Return the estimate of an expected count or sum, its interval on the log scale (which cannot reach below 0)."""
    if not value > 0:
        return Estimate(value, value, value, error)
    factor = math.exp(min(z * error / value, 700.0))
    return Estimate(value, value / factor, value * factor, error)


def plain(value: float, error: float, z: float = Z) -> Estimate:
    """Return the estimate of something that may be negative: value +- 1.96 standard errors."""
    return Estimate(value, value - z * error, value + z * error, error)


def share(sum_wy: float, sum_wt: float, sum_wwyy: float, sum_wwtt: float, sum_wwyt: float, *, z: float = Z) -> Estimate:
    """Return the share y/t of two totals over the same histories, by the delta method for a ratio.

    r = sum w y / sum w t; variance sum w^2 (y - r t)^2 / (sum w t)^2; nan where the whole is empty.
    """
    if sum_wt <= 0:
        return Estimate(math.nan, math.nan, math.nan, math.nan)
    r = sum_wy / sum_wt
    squares = sum_wwyy - 2 * r * sum_wwyt + r * r * sum_wwtt
    return probability(r, math.sqrt(max(0.0, squares)) / sum_wt, z=z)


def wilson(successes: float, trials: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a plain count, or for a part of one, as of trials that hang together and are worth fewer.

    Raises
    ------
    ValueError                     unless 0 <= successes <= trials and trials > 0

    Examples
    --------
    >>> low, high = wilson(127, 1000)
    >>> round(low, 6), round(high, 6)
    (0.10778, 0.149075)

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
    """
    if not 0 <= successes <= trials or trials <= 0:
        raise ValueError(f"expected 0 <= successes <= trials and trials > 0, got {successes} of {trials}")
    p, z2 = successes / trials, Z * Z
    middle = (p + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z / (1 + z2 / trials) * math.sqrt(p * (1 - p) / trials + z2 / (4 * trials * trials))
    return (0.0 if successes == 0 else middle - half), (1.0 if successes == trials else middle + half)


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x)) if x > -700 else 0.0
