"""Paired differences: two variants on the same luck, history by history, and in how many parameter sets their sign is clear.

With weights w and scores y of the two runs and their self-normalised means p, the difference is p2 - p1 and its variance
sum over histories of (w2 (y2 - p2) / W2 - w1 (y1 - p1) / W1)^2, where W is a run's sum of weights. What the two share cancels, so a paired
interval is far narrower than two intervals beside each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.estimates import Z, rule_of_three, weighted_mean

ONE_RUN = ("histories", "sum_w", "sum_ww", "sum_wy", "sum_wwy", "sum_wwyy")


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes from one variant to the other, with the paired 95 % interval; `changed` histories differ at all."""

    value: float
    low: float
    high: float
    standard_error: float
    before: float
    after: float
    histories: int
    changed: int

    @property
    def sign(self) -> int:
        """1 or -1 where the interval excludes 0, else 0 (not clear)."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    @property
    def errors(self) -> float:
        """How many standard errors the difference lies from 0."""
        return abs(self.value) / self.standard_error if self.standard_error > 0.0 else math.inf if self.value else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return what --json prints."""
        return {
            "from": self.before,
            "to": self.after,
            "difference": self.value,
            "low": self.low,
            "high": self.high,
            "sign": self.sign,
            "changed_histories": self.changed,
            "histories": self.histories,
        }


def difference(one: Sequence[float], two: Sequence[float], pair: Sequence[float], z: float = Z) -> Difference:
    """Return the paired difference from sums, its interval `z` standard errors to each side.

    With more than 1.96, for runs that are looked at while they grow, the interval ends no closer than three histories that were not met, and in
    which the two differ by all, could move it.

    Parameters
    ----------
    one, two : histories, sum w, sum ww, sum wy, sum wwy, sum wwyy of each variant
    pair : histories, changed, sum w1 w2, sum w1 w2 y1, sum w1 w2 y2, sum w1 w2 y1 y2
    """
    (_, w1, ww1, *scores1), (_, w2, ww2, *scores2) = one, two
    histories, changed, w12, w12y1, w12y2, w12y12 = pair
    p1, error1 = weighted_mean(w1, ww1, *scores1)
    p2, error2 = weighted_mean(w2, ww2, *scores2)
    rare = rule_of_three(z) * max(ww1 / (w1 * w1), ww2 / (w2 * w2)) if z > Z and w1 > 0 and w2 > 0 else 0.0
    if changed == 0:
        return Difference(0.0, -rare, rare, 0.0, p1, p2, int(histories), 0)
    covariance = (w12y12 - p2 * w12y1 - p1 * w12y2 + p1 * p2 * w12) / (w1 * w2) if w1 > 0 and w2 > 0 else math.nan
    error = math.sqrt(max(0.0, error1 * error1 + error2 * error2 - 2 * covariance))
    value = p2 - p1
    half = max(z * error, rare)
    return Difference(value, value - half, value + half, error, p1, p2, int(histories), int(changed))


@dataclass(frozen=True, slots=True)
class Signs:
    """In how many parameter sets a contrast is clearly up, clearly down, or neither; and the range of its values."""

    points: int
    up: int
    down: int
    median: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        """Return what --json prints; shares are of the parameter sets, `low` and `high` hold the middle 90 % of them."""
        counts = {"share_up": self.up, "share_down": self.down, "share_unclear": self.points - self.up - self.down}
        shares = {name: count / self.points for name, count in counts.items()} if self.points else {}
        return {"points": self.points, **shares, "median": self.median, "low": self.low, "high": self.high}


def signs(differences: Iterable[Difference]) -> Signs:
    """Return how a contrast fares over parameter sets; `low` and `high` are its 5 % and 95 % points over them (not an interval of chance)."""
    found = list(differences)
    values = sorted(d.value for d in found)
    return Signs(
        points=len(found),
        up=sum(d.sign > 0 for d in found),
        down=sum(d.sign < 0 for d in found),
        median=_quantile(values, 0.5),
        low=_quantile(values, 0.05),
        high=_quantile(values, 0.95),
    )


def _quantile(values: Sequence[float], share: float) -> float:
    """Return a quantile of sorted values by linear interpolation (type 7 of Hyndman and Fan, 1996)."""
    if not values:
        return math.nan
    place = share * (len(values) - 1)
    below = math.floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (place - below) * (values[above] - values[below])
