"""What an analysis explains: a measure of a variant, or the difference that a contrast makes in it, at every point, with its standard error.

An estimate is the truth plus noise of simulation, and noise varies from point to point as an effect does. How large its share of the variance
can be follows from the standard errors. With common luck it is less: what all points share of the noise moves them together. How large it is can
also be measured, by half of the difference between the two halves of the histories, in which every effect cancels; with common luck that is one
draw of a noise that hangs together over all points, so the larger of the two is believed.

On a log scale an output is the decimal logarithm of a measure, and of a contrast that of the ratio of its two variants. A rare outcome ranges
over powers of ten: a few points have most of its variance, and hardly any of that of its logarithm.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim.analysis.estimates import Z, weighted_mean
from sim.analysis.growing import rows_of
from sim.analysis.sweeps import SweepResult
from sim.results.store import open_store
from sim.results.tables import ROWS, append, empty, totals

if TYPE_CHECKING:
    import numpy as np

VARIANT, CONTRAST = "variant", "contrast"
TEN = math.log(10.0)  # natural logarithms in a decimal one
Key = tuple[str, str, str]  # (VARIANT or CONTRAST, its name, measure)
Halves = tuple[Mapping[tuple[Any, ...], tuple[float, ...]], Mapping[tuple[Any, ...], tuple[float, ...]]]  # key of a row -> sums, in each half


@dataclass(frozen=True, slots=True)
class Output:
    """One number at each of some points; `log` says that it is a logarithm."""

    of: str
    name: str
    measure: str
    values: np.ndarray  # (points,)
    errors: np.ndarray  # (points,) standard errors
    lows: np.ndarray  # (points,) ends of the 95 % intervals
    highs: np.ndarray  # (points,)
    log: bool = False

    @property
    def key(self) -> Key:
        """What it is called."""
        return self.of, self.name, self.measure

    @property
    def signs(self) -> np.ndarray:
        """1 where the interval lies above 0, -1 where below, else 0; ndarray (points,)."""
        import numpy as np

        return np.where(self.lows > 0, 1, np.where(self.highs < 0, -1, 0))

    @property
    def constant(self) -> bool:
        """Whether it is the same at every point, to the last digits that a sum of histories has."""
        widest = float(abs(self.values).max(initial=0.0))
        return bool(self.values.max(initial=-1e300) - self.values.min(initial=1e300) <= 1e-12 * widest)

    def noise(self) -> float:
        """Return the share in [0, 1] of the variance over points that noise of simulation is expected to have at most.

        It is the mean square error over the variance: exactly that where each point has luck of its own, less where they share it.
        """
        import numpy as np

        return min(1.0, float(np.mean(self.errors * self.errors) / np.var(self.values, ddof=1)))

    def heaviest(self) -> float:
        """Return the share of the sum of squares that the hundredth of the points (one at least) farthest from the mean has."""
        import numpy as np

        squares = np.sort((self.values - self.values.mean()) ** 2)
        return float(squares[-max(1, len(squares) // 100) :].sum() / squares.sum())


def output(result: SweepResult, key: Key, points: Sequence[int], log: bool = False) -> Output | None:
    """Return an output at the points with these numbers, None where it is missing at one of them, no history has weight, or 0 has no logarithm."""
    import numpy as np

    of, name, measure = key
    if log:
        return _logarithm(result, key, points)
    try:
        found: list[Any] = [(result.estimate if of == VARIANT else result.difference)(point, name, measure) for point in points]
    except KeyError:
        return None
    table = np.array([(one.value, one.standard_error, one.low, one.high) for one in found], dtype=float).reshape(-1, 4)
    return Output(of, name, measure, *table.T) if np.isfinite(table).all() else None


def _logarithm(result: SweepResult, key: Key, points: Sequence[int]) -> Output | None:
    """Return an output on a log scale; errors of a ratio by the delta method, with the covariance that the paired difference tells."""
    import numpy as np

    of, name, measure = key
    if of == VARIANT:
        one = output(result, key, points)
        if one is None or not (one.lows > 0).all():
            return None
        return replace(
            one, values=np.log10(one.values), errors=one.errors / one.values / TEN, lows=np.log10(one.lows), highs=np.log10(one.highs), log=True
        )
    chosen = next(contrast for contrast in result.plan.contrasts if contrast.name == name)
    before, after = (output(result, (VARIANT, variant, measure), points) for variant in (chosen.before, chosen.after))
    change = output(result, key, points)
    if before is None or after is None or change is None or not ((before.values > 0) & (after.values > 0)).all():
        return None
    covariance = (before.errors**2 + after.errors**2 - change.errors**2) / 2
    variance = (before.errors / before.values) ** 2 + (after.errors / after.values) ** 2 - 2 * covariance / (before.values * after.values)
    values, errors = np.log10(after.values / before.values), np.sqrt(np.maximum(0.0, variance)) / TEN
    return Output(of, name, measure, values, errors, values - Z * errors, values + Z * errors, log=True)


def keys(result: SweepResult) -> list[Key]:
    """Return every output of a sweep: variants in their order, then contrasts, each with its measures sorted."""
    measures: dict[str, set[str]] = {}
    for _, variant, measure in result.sums["rows"]:
        measures.setdefault(variant, set()).add(measure)
    found = [(VARIANT, variant, measure) for variant in result.plan.variants for measure in sorted(measures.get(variant, ()))]
    return found + [(CONTRAST, c.name, measure) for c in result.plan.contrasts for measure in result.measures(c.name)]


def halves(result: SweepResult, measure: str) -> Halves:
    """Return the sums of a measure over the even and over the odd blocks."""
    store, tables = open_store(result.folder), (empty(ROWS), empty(ROWS))
    for part in rows_of(store, store.take_inventory(), result.plan, ROWS.kind):
        for half, table in enumerate(tables):
            rows = ((part["measure"] == measure) & (part["block"] % 2 == half)).nonzero()[0].tolist()
            append(table, {name: part[name][rows].tolist() for name in table})
    return totals(ROWS, tables[0]), totals(ROWS, tables[1])


def measured_noise(result: SweepResult, parts: Halves, whole: Output, points: Sequence[int]) -> float | None:
    """Return the measured share of noise in the variance of an output over its points; None where a point has one block only, or nothing varies."""
    import numpy as np

    try:
        one, two = (np.array([_value(result, half, whole, point) for point in points]) for half in parts)
    except KeyError:
        return None
    if whole.constant or not (np.isfinite(one).all() and np.isfinite(two).all()):
        return None
    return min(1.0, float(np.var((one - two) / 2, ddof=1) / np.var(whole.values, ddof=1)))


def _value(result: SweepResult, sums: Mapping[tuple[Any, ...], tuple[float, ...]], whole: Output, point: int) -> float:
    """Return an output at a point from other sums than all; a half of the histories that has a zero has minus infinity as its logarithm."""

    def mean(variant: str) -> float:
        found = weighted_mean(*sums[point, variant, whole.measure][1:])[0]
        return (math.log10(found) if found > 0 else -math.inf) if whole.log else found

    if whole.of == VARIANT:
        return mean(whole.name)
    chosen = next(contrast for contrast in result.plan.contrasts if contrast.name == whole.name)
    return mean(chosen.after) - mean(chosen.before)
