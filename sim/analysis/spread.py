"""How the points of a sweep lie over its factors, read from its folder alone: which part was drawn, in which groups, at which settings of the rest.

A product of designs is taken apart: the part that was drawn is analysed at each setting of the others, because an index over nature's dice and
somebody's choice at once answers no question. Where several parts were drawn, or none but lists, all factors are taken together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.estimates import wilson
from sim.errors import Exit, ResultsError, escaped
from sim.experiment.design import Design, Factor, Value
from sim.experiment.plan import Plan

GRID, LISTED, HYPERCUBE, SOBOL, SALTELLI, MORRIS = "grid", "points", "latin_hypercube", "sobol", "saltelli", "morris"
DRAWN = (HYPERCUBE, SOBOL, SALTELLI, MORRIS)
WORDS = {
    GRID: "a grid",
    LISTED: "a list of points",
    HYPERCUBE: "a Latin hypercube",
    SOBOL: "a Sobol sequence",
    SALTELLI: "Saltelli's design",
    MORRIS: "Morris's trajectories",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """The points at one setting of the factors that are not analysed together: their numbers, in the order of the design."""

    values: Mapping[str, Value]
    points: tuple[int, ...]

    def label(self) -> str:
        """Return the setting in words; empty where there is only one."""
        return ", ".join(f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in self.values.items())


@dataclass(frozen=True, slots=True)
class Spread:
    """How points lie: the kind of design that `factors` have, and the settings of all others (one without values where there are none)."""

    kind: str
    factors: tuple[str, ...]
    settings: tuple[Setting, ...]
    group: int = 1  # points that are drawn together: of a base point of saltelli, of a trajectory of morris
    pairs: bool = False
    levels: int = 0

    @property
    def drawn(self) -> int | None:
        """How many independent draws the points of a setting are worth, None where they were chosen and not drawn."""
        groups = len(self.settings[0].points) // self.group
        return {HYPERCUBE: groups, SOBOL: groups, SALTELLI: 2 * groups, MORRIS: groups}.get(self.kind)

    def groups(self) -> dict[int, int]:
        """Return for each point the number of its group; points of one group share draws, also over settings."""
        return {number: place // self.group for setting in self.settings for place, number in enumerate(setting.points)}

    def alone(self, points: Sequence[int]) -> Sequence[int]:
        """Return the points of a setting that share no value with another: of saltelli both ends of each group, elsewhere all."""
        if self.kind != SALTELLI:
            return points
        return [point for place, point in enumerate(points) if place % self.group in (0, self.group - 1)]

    def share(self, count: float, points: int) -> tuple[float, float] | None:
        """Return the 95 % interval of a share of the ranges, `count` of `points` having been seen; None where points were not drawn.

        Wilson's interval, as if there were as many points as independent draws: right for independent points, too wide for points that
        fill the ranges more evenly than chance.
        """
        if self.drawn is None or points == 0:
            return None
        return wilson(count / points * self.drawn, self.drawn)


def spread_of(plan: Plan) -> Spread:
    """Return how the sampled points of a plan lie; the scenario as it stands (point 0 of most designs) is none of them.

    Raises
    ------
    ResultsError                   exit code 2 where fewer than two points differ in a factor
    """
    points = [point for point in plan.points if point.values]
    names = tuple(name for name in plan.paths if len({_key(point.values[name]) for point in points}) > 1)
    if len(points) < 2 or not names:
        raise ResultsError(f"{escaped(plan.name)} has one set of numbers: nothing varies, so there is nothing to analyse", Exit.INPUT)
    order = tuple(plan.paths)
    facts = plan.about.get("design") or {"kind": LISTED}
    inner = _inner(facts, order)
    outer = [name for name in names if name not in inner[1]]
    places: dict[tuple[Any, ...], list[int]] = {}
    values: dict[tuple[Any, ...], dict[str, Value]] = {}
    for point in points:
        key = tuple(_key(point.values[name]) for name in outer)
        places.setdefault(key, []).append(point.number)
        values.setdefault(key, {name: point.values[name] for name in outer})
    settings = tuple(Setting(values[key], tuple(numbers)) for key, numbers in places.items())
    return _spread(inner[0], inner[1], names, settings)


def _spread(facts: Mapping[str, Any], factors: Sequence[str], names: Sequence[str], settings: tuple[Setting, ...]) -> Spread:
    """Return the spread of a design over its own factors; one of which the points are not whole is taken for a list."""
    kind, counts = facts["kind"], {len(setting.points) for setting in settings}
    varied = tuple(name for name in factors if name in names)
    if kind not in (SALTELLI, MORRIS):
        return Spread(kind, varied, settings)
    design = Design(kind, 1, pairs=bool(facts.get("pairs")))
    group = design.count([Factor(name, name, "") for name in factors])
    if counts != {facts["points"] * group}:
        return Spread(LISTED, varied, settings)
    return Spread(kind, tuple(factors), settings, group, design.pairs, int(facts.get("steps", 0)))


def _inner(facts: Mapping[str, Any], order: Sequence[str]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """Return the design that is analysed at each setting of the others, and its factors."""
    if facts["kind"] != "product":
        return facts, tuple(order)
    parts = facts["parts"]
    drawn = [part for part in parts if part["kind"] in DRAWN]
    if not drawn and all(part["kind"] == GRID for part in parts):
        return {"kind": GRID}, tuple(order)
    if len(drawn) == 1:
        return drawn[0], tuple(drawn[0]["factors"])
    return {"kind": HYPERCUBE if drawn else LISTED}, tuple(order)


def _key(value: Value) -> tuple[str, Value]:
    """Return a value that tells true from 1."""
    return ("truth" if isinstance(value, bool) else "", value)
