"""An experiment as frozen facts: which scenario, what is turned, which variants share their luck, what is contrasted, how many histories."""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.experiment.distribution import Distribution

Value = bool | int | float | str
COMMON, INDEPENDENT = "common", "independent"  # luck: the same at every point, or each point's own; variants of a point always share theirs
BASE = "base"  # the variant that changes nothing, where an experiment names no variants
CEILING = 1_000_000  # histories on the way to a target, unless told: a run beyond keeps no single ones
DIGITS = 6  # significant digits of a sampled value: enough for any quantity, and the same on any machine


@dataclass(frozen=True, slots=True)
class Factor:
    """A quantity that a design turns: over a range, or through a list of values."""

    name: str
    path: str
    kind: str  # "uncertainty" (nature decides) or "lever" (somebody decides)
    low: float = math.nan
    high: float = math.nan
    scale: str = ""  # "linear" or "log"; empty: as the scenario has it
    values: tuple[Value, ...] = ()
    steps: int = 0  # of a grid; 0: as the design says
    unit: str = ""
    default: Value = ""  # the scenario's own value
    distribution: Distribution | None = None  # over the range, of points that are drawn; None: even on the scale

    def at(self, share: float) -> Value:
        """Return the value at `share` in [0, 1] of the factor's range (on its scale) or list."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        low, high = self._on_scale(self.low), self._on_scale(self.high)
        if self.distribution:
            place = self.distribution.quantile(share, low, high, self._on_scale(self.distribution.centre))
            place = min(max(place, low), high)
        else:
            place = low + share * (high - low)
        value = _exp(place) if self.scale == "log" else place
        return float(f"{value:.{DIGITS}g}")

    def inside(self) -> float:
        """Return which share of the factor's distribution lies in its range."""
        if self.distribution is None:
            return 1.0
        return self.distribution.inside(*map(self._on_scale, (self.low, self.high, self.distribution.centre)))

    def _on_scale(self, value: float) -> float:
        return _log(value) if self.scale == "log" else value


@dataclass(frozen=True, slots=True)
class Design:
    """How points are chosen: the name of a sampler and its settings."""

    kind: str
    points: int = 64  # of a drawn design; of a morris design trajectories, of a saltelli design base points
    steps: int = 11  # of a grid, for each factor that has a range; of a morris design levels
    rows: tuple[tuple[Value, ...], ...] = ()  # of a list of points: one value a factor in each
    file: str = ""  # that lists them
    lines: tuple[int, ...] = ()  # of that file, one a row
    parts: tuple[Design, ...] = ()  # of a product
    factors: tuple[str, ...] = ()  # of a part of a product: the names of its factors, in the order of its rows
    pairs: bool = False  # of a saltelli design: points for indices of pairs of factors too

    def facts(self) -> dict[str, Any]:
        """Return what was told to the sampler as JSON values, for the record: an analysis must know a trajectory from a list."""
        found: dict[str, Any] = {"kind": self.kind}
        found |= {"points": self.points} if self.kind in ("latin_hypercube", "sobol", "saltelli", "morris") else {}
        found |= {"pairs": self.pairs} if self.kind == "saltelli" else {}
        found |= {"steps": self.steps} if self.kind in ("grid", "morris") else {}
        found |= {"parts": [part.facts() for part in self.parts]} if self.parts else {}
        return found | ({"factors": list(self.factors)} if self.factors else {})

    def count(self, factors: Sequence[Factor]) -> int:
        """Return how many points the design has over `factors`, without making them."""
        if self.kind == "product":
            return math.prod(part.count([factor for factor in factors if factor.name in part.factors]) for part in self.parts)
        if self.kind == "grid":
            return math.prod(len(factor.values) or factor.steps or self.steps for factor in factors)
        if self.kind == "points":
            return len(self.rows)
        if self.kind == "saltelli":
            return self.points * (2 * len(factors) + 2 if self.pairs else len(factors) + 2)
        return self.points * (len(factors) + 1) if self.kind == "morris" else self.points


@dataclass(frozen=True, slots=True)
class Contrast:
    """A named question: what changes from one variant to another, on the same luck."""

    name: str
    before: str
    after: str
    label: str = ""  # how figures and tables call it
    claim: str = ""  # of the claims that the experiment examines


@dataclass(frozen=True, slots=True)
class Target:
    """How exact a measure shall be: half of its 95 % interval is to be at most `size` (above 0), as a share of the estimate where `relative`."""

    measure: str
    size: float
    relative: bool
    contrast: str = ""  # of which the paired difference shall be that exact; empty: the measure itself, in every variant
    zero: tuple[str, ...] = ()  # variants in which the measure is exactly 0 by construction

    def facts(self) -> dict[str, Any]:
        """Return the target as JSON values, as `of_facts` reads it."""
        facts = {"measure": self.measure, "relative_error" if self.relative else "half_width": self.size}
        return facts | ({"contrast": self.contrast} if self.contrast else {}) | ({"zero": list(self.zero)} if self.zero else {})

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any]) -> Target:
        """Return the target of JSON values."""
        relative = "relative_error" in facts
        size = facts["relative_error" if relative else "half_width"]
        return cls(facts["measure"], size, relative, facts.get("contrast", ""), tuple(facts.get("zero", ())))


@dataclass(frozen=True, slots=True)
class Point:
    """One design point: what each factor is set to (nothing at the default point), and how many histories it gets."""

    number: int
    histories: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that is asked. Overrides are texts `path=value`, applied in the order: experiment, point, variant."""

    id: str
    title: str
    question: str
    scenario: Path
    overrides: tuple[str, ...]
    factors: tuple[Factor, ...]
    design: Design
    variants: Mapping[str, tuple[str, ...]]
    contrasts: tuple[Contrast, ...]
    measures: tuple[str, ...]  # names, or beginnings such as "answers.*"; empty: all
    replicates: int
    default_replicates: int
    seed: int
    source: bytes = b""  # the experiment file, byte for byte
    files: Mapping[str, bytes] = field(default_factory=dict)  # that it names, such as a list of points: place beside it -> content
    target: Target | None = None  # how exact every point shall be; replicates then only say whether there is a default point
    ceiling: int = CEILING  # histories that no point exceeds on the way to its target
    luck: str = COMMON

    def rows(self) -> list[tuple[Value, ...]]:
        """Return the values of every factor, in their order, at each sampled point."""
        return draw(self.factors, self.design, self.seed) if self.factors else []

    def points(self) -> tuple[Point, ...]:
        """Return the default point as number 0 (where it gets histories) and the sampled points from 1 on."""
        names = [factor.name for factor in self.factors]
        default = [Point(0, self.default_replicates, {})] if self.default_replicates else []
        return (*default, *(Point(number, self.replicates, dict(zip(names, row, strict=True))) for number, row in enumerate(self.rows(), 1)))


def _exp(x: float) -> float:
    from sim.rules.numerics import exp  # loads the compiler, which a linear scale does not need

    return float(exp(x))


def _log(x: float) -> float:
    from sim.rules.numerics import log

    return float(log(x))


def draw(factors: Sequence[Factor], design: Design, seed: int) -> list[tuple[Value, ...]]:
    """Return the points of a design, one value a factor in each, by the sampler that has the name of its kind."""
    return list(importlib.import_module(f"sim.experiment.samplers.{design.kind}").sample(factors, design, seed))


def override(path: str, value: Value) -> str:
    """Return `path=value` as the scenario loader reads it.

    >>> override("flags.permission.locked", True), override("a.b", 0.1)
    ('flags.permission.locked=true', 'a.b=0.1')
    """
    return f"{path}={str(value).lower() if isinstance(value, bool) else value}"
