"""How far a scenario's level of nuclear use runs over its own ranges: what the model says before anything but its own assumptions is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.analysis.estimates import Estimate
from sim.analysis.sweeps import run_sweep
from sim.backends.local import Threads
from sim.experiment.design import BASE, Design
from sim.experiment.load import experiment_of_factors

MEASURE = "nuclear_use"
POINTS, RUNS = 64, 512  # nuclear use is scored as weight: over points, noise is small beside the spread
DEFAULT_TIMES = 16  # times as many histories at the scenario's own numbers, whose level is told with its interval
TAIL = 0.05  # left out on each side of the middle 90 %


@dataclass(frozen=True, slots=True)
class Level:
    """The level of one variant: at the scenario's own numbers, and over sets of numbers drawn from its ranges. Probabilities in [0, 1]."""

    name: str
    given: str  # the preset that makes the variant, nothing for the scenario itself
    default: Estimate
    values: tuple[float, ...]  # one a set, sorted; empty where the scenario gives no ranges

    @property
    def low(self) -> float:
        """Lower end of the middle 90 % of the sets."""
        return self._at(TAIL)

    @property
    def median(self) -> float:
        """Middle of the sets."""
        return self._at(0.5)

    @property
    def high(self) -> float:
        """Upper end of the middle 90 % of the sets."""
        return self._at(1.0 - TAIL)

    def _at(self, share: float) -> float:
        """Return a quantile of the values, linear between neighbours; the default's value where there is no spread to speak of."""
        if not self.values:
            return self.default.value
        place = share * (len(self.values) - 1)
        below = int(place)
        above = min(below + 1, len(self.values) - 1)
        return self.values[below] + (place - below) * (self.values[above] - self.values[below])

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        middle = {"low": self.low, "median": self.median, "high": self.high}
        spread = middle | {"least": self.values[0], "most": self.values[-1]} if self.values else None
        return {"name": self.name, "given": self.given, "default": self.default.as_dict(), "sets": len(self.values), "over_sets": spread}


def levels(
    scenario: Path,
    name: str,
    overrides: Sequence[str],
    presets: Sequence[tuple[str, Sequence[str]]],
    out: Path,
    points: int = POINTS,
    runs: int = RUNS,
    seed: int = 1,
    jobs: int = 1,
    report: Callable[..., None] | None = None,
) -> list[Level]:
    """Return the level of a scenario, then of its `presets` (name, settings), on common luck at the same points of a Latin hypercube.

    Parameters
    ----------
    out : Path                     folder of the sweep; the same question there again is found finished
    points, runs : int             sets of numbers, and histories at each

    Raises
    ------
    ExperimentError                where the ranges cannot be sampled
    """
    experiment = experiment_of_factors(scenario, (), tuple(overrides), runs, seed, Design("latin_hypercube", points))
    variants = {BASE: (), **{given: tuple(settings) for given, settings in presets}}
    experiment = replace(experiment, variants=variants, measures=(MEASURE,), default_replicates=DEFAULT_TIMES * runs)
    sweep = run_sweep(experiment, out=out, report=report, backend=Threads(jobs))
    found = []
    for variant in variants:
        values = sorted(sweep.estimate(point.number, variant, MEASURE).value for point in sweep.plan.points if point.values)
        given = "" if variant == BASE else variant
        found.append(Level(f"{name} {given}".strip(), given, sweep.estimate(0, variant, MEASURE), tuple(values)))
    return found
