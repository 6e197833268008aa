"""What a small sweep over a scenario's own ranges says beside a run: how far a level moves, with which numbers, and where.

Drivers are ranked by Spearman's correlation, which needs no further library and no shape; with as many factors as a scenario has numbers, only
those whose interval excludes zero after Bonferroni's correction are called clear. A knob is the level over slices of one factor, all others varying.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.columns import Column, columns
from sim.analysis.ranks import LEAST_POINTS, of_ranks
from sim.analysis.sweeps import SweepResult

if TYPE_CHECKING:
    import numpy as np

MIDDLE = (0.05, 0.5, 0.95)  # of the sets of numbers: the ends of the middle 90 %, and the middle one
SLICES = 4  # of a factor: as many as leave enough sets in each
NUCLEAR_USE = "nuclear_use"


@dataclass(frozen=True, slots=True)
class Level:
    """A measure over sets of numbers: the ends of the middle 90 % of them and the middle one."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class Driver:
    """One factor: its rank correlation with the level in [-1, 1] and its 95 % interval; `clear` after correction for the number of factors."""

    factor: str
    correlation: float
    low: float
    high: float
    clear: bool


@dataclass(frozen=True, slots=True)
class Slice:
    """The level of a measure over the sets of numbers in which a factor lies in [start, end]: middle one, and quarters of them."""

    start: float
    end: float
    median: float
    lower: float
    upper: float
    sets: int
    median_low: float  # ends of the 95 % interval of the middle one, from the order of the sets
    median_high: float


@dataclass(frozen=True, slots=True)
class RangeLook:
    """The sets of numbers of a sweep and what was found at each; `sweep` has one variant."""

    sweep: SweepResult
    points: tuple[int, ...]  # numbers of the sets

    @property
    def variant(self) -> str:
        """The only variant."""
        return next(iter(self.sweep.plan.variants))

    def has(self, measure: str) -> bool:
        """Return whether the measure was kept at every set."""
        return all(self.sweep.has(point, self.variant, measure) for point in self.points)

    def values(self, measure: str = NUCLEAR_USE) -> np.ndarray:
        """Return the level of a measure at each set; ndarray (sets,)."""
        import numpy as np

        return np.array([self.sweep.estimate(point, self.variant, measure).value for point in self.points])

    def level(self, measure: str = NUCLEAR_USE) -> Level:
        """Return how far the level of a measure moves."""
        import numpy as np

        return Level(*(float(value) for value in np.quantile(self.values(measure), MIDDLE)))

    def column(self, factor: str) -> Column:
        """Return the values of a factor at each set."""
        return columns(self.sweep.plan, [factor], self.points)[0]

    def drivers(self, measure: str = NUCLEAR_USE) -> list[Driver]:
        """Return the factors by how closely the level goes with them; none where it is the same at all sets or they are too few."""
        from scipy.stats import norm

        values = self.values(measure)
        if len(values) < LEAST_POINTS or not values.max() > values.min():
            return []
        found = of_ranks(columns(self.sweep.plan, list(self.sweep.plan.paths), self.points), values)
        z = float(norm.ppf(1 - 0.025 / max(1, len(found))))
        rows = [Driver(one.factor, one.value, one.low, one.high, abs(one.value) > bound(one.value, len(values), z)) for one in found]
        return sorted(rows, key=lambda row: (-abs(row.correlation), row.factor))

    def knob(self, factor: str, measure: str = NUCLEAR_USE) -> list[Slice]:
        """Return the level over slices of a factor, each with as many sets; none for words."""
        import numpy as np

        column = self.column(factor)
        if column.words:
            return []
        values, order = self.values(measure), np.argsort(column.numbers, kind="stable")
        found = []
        for part in np.array_split(order, SLICES):
            lower, middle, upper = (float(value) for value in np.quantile(values[part], (0.25, 0.5, 0.75)))
            ends = middle_interval(values[part])
            found.append(Slice(float(column.numbers[part[0]]), float(column.numbers[part[-1]]), middle, lower, upper, len(part), *ends))
        return found

    def answer_levels(self, owner: str) -> dict[int, Level]:
        """Return for each rung how far the share of an owner's answers at it or above moves; nothing where no set has answers of it."""
        import numpy as np

        shares: dict[int, list[float]] = {}
        for (point, _, whose, reach, rung), sums in self.sweep.sums.get("shares", {}).items():
            if whose == owner and reach == "above" and point in set(self.points) and sums[1] > 0:
                shares.setdefault(rung, []).append(sums[0] / sums[1])
        return {rung: Level(*(float(value) for value in np.quantile(found, MIDDLE))) for rung, found in shares.items()}


def middle_interval(values: np.ndarray) -> tuple[float, float]:
    """Return the ends of a 95 % interval for the middle of what `values` (n,) are a sample of: two of them by their order, whatever its shape.

    How many lie below the middle is binomial with probability 1/2, so ranks n/2 -+ 1.96 sqrt(n)/2, rounded outward, hold it.

    References
    ----------
    Source: ours (elementary).
    """
    import numpy as np

    ordered, count, half = np.sort(values), len(values), 0.98 * math.sqrt(len(values))
    below, above = max(0, math.floor(count / 2 - half) - 1), min(count - 1, math.ceil(count / 2 + half))
    return float(ordered[below]), float(ordered[above])


def bound(r: float, points: int, z: float) -> float:
    """Return the rank correlation that `z` standard errors of Bonett and Wright reach from none: what luck can look like."""
    return math.tanh(z * math.sqrt((1 + r * r / 2) / (points - 3)))


def look(sweep: SweepResult) -> RangeLook | None:
    """Return the look at a sweep's sets of numbers; None where it has several variants, no nuclear use kept, or fewer than three sets."""
    if len(sweep.plan.variants) != 1:
        return None
    variant = next(iter(sweep.plan.variants))
    points = tuple(point.number for point in sweep.plan.points if point.values and sweep.has(point.number, variant, NUCLEAR_USE))
    if len(points) < 3:
        return None
    found = RangeLook(sweep, points)
    return found if found.has(NUCLEAR_USE) else None


def leading(drivers: Sequence[Driver]) -> list[Driver]:
    """Return the clear drivers, the closest first."""
    return [driver for driver in drivers if driver.clear]
