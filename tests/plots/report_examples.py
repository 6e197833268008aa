"""Small synthetic tables for the figures of a report: ordinary ones, and the edge cases that break drawings."""

from collections.abc import Callable
from dataclasses import replace

from sim.plots import answer_ladder, box_rules, knobs, level_map, quality, trajectories
from sim.plots.box_map import Axis
from sim.plots.box_rules import Fare, Rule
from sim.plots.figure import FigureSpec
from sim.plots.knobs import Knob, KnobSlice
from sim.plots.level_map import LevelPoint
from sim.plots.quality import Growth
from sim.plots.trajectories import Path
from tests.plots.examples import HOSTILE, LONG, rungs


def levels(count: int, scale: float = 0.01) -> list[LevelPoint]:
    """Return points spread over two factors; the level rises to the right and falls upward."""
    places = [((7 * n) % count / count, (11 * n) % count / count) for n in range(count)]
    return [LevelPoint(0.1 + x, 0.1 + y, scale * (0.2 + x * (1.2 - y))) for x, y in places]


def knob(name: str, rise: float, current: float = 0.5, unit: str = "") -> Knob:
    """Return a factor from 0 to 1 in four slices, over which the level changes by `rise`."""
    parts = [KnobSlice(n / 4, (n + 1) / 4, p, 0.5 * p, 1.8 * p, 64, 0.8 * p, 1.3 * p) for n in range(4) for p in [max(0.0, 0.01 + rise * n / 3)]]
    return Knob(name, unit, current, tuple(parts))


def path(number: int, kind: str = "", months: int = 12) -> Path:
    """Return a history whose tension goes up and down."""
    ticks = [float(tick) for tick in range(months + 1)]
    return Path(number, tuple(ticks), tuple(4.0 + (number * 3 + tick * 5) % 7 / 1.5 for tick in range(months + 1)), kind)


def growth(p: float, steps: int = 24) -> list[Growth]:
    """Return an estimate whose interval narrows."""
    return [Growth(500 * n, p, p * (1 - 0.4 / n**0.5), p * (1 + 0.6 / n**0.5)) for n in range(1, steps + 1)]


X, Y = Axis("Russia's loss if answered by NATO", "", True), Axis("Russia's desperation", "per unit of losing")
RULES = [Rule("Russia's nuclear answer noise", 0.2, 0.6, 0.41, 0.6, 0.45), Rule("initial of the front in Ukraine", -0.5, 0.3, -0.5, 0.02, 0.1)]
KINDS = ["no ending by the horizon", "settlement", "a direct clash, then no ending by the horizon"]

ORDINARY: dict[str, Callable[[], FigureSpec]] = {
    "level map": lambda: level_map.draw(levels(200), X, Y, (0.6, 0.4)),
    "knobs": lambda: knobs.draw([knob("Russia's loss if answered by NATO", 0.02), knob("bias", -0.005), knob(Y.factor, 0.001, unit=Y.unit)]),
    "trajectories": lambda: trajectories.draw([path(n) for n in range(50)], [path(60 + n, kind) for n, kind in enumerate(KINDS)], 12.0),
    "quality": lambda: quality.draw(growth(0.0052)),
    "rules": lambda: box_rules.draw(RULES, Fare(80, 60, 70, 256, 0.6), "nuclear use is among the highest, above 3 in 100"),
    "ladder with sets": lambda: answer_ladder.draw(
        "Russia", [replace(row, sets_low=0.6 * row.above, sets_high=min(1.0, 1.5 * row.above)) for row in rungs()]
    ),
}
EDGES: dict[str, Callable[[], FigureSpec]] = {
    "level map, hostile, one level": lambda: level_map.draw(
        [LevelPoint(x, y, 3e-7) for x in (0.0, 1.0) for y in (0.0, 1.0)], Axis(HOSTILE, HOSTILE), Axis(LONG), (0.5, 0.5), HOSTILE
    ),
    "level map, none at some": lambda: level_map.draw([LevelPoint(n + 1.0, n, 0.1 * (n > 3)) for n in range(8)], X, Axis("y"), (1.0, 9.0)),
    "knobs, hostile": lambda: knobs.draw([knob(HOSTILE, 0.5, unit=HOSTILE), knob(LONG, -0.01, 7.0)], HOSTILE),
    "knobs, one flat": lambda: knobs.draw([Knob("x", "", 0.0, (KnobSlice(0.0, 0.0, 0.0, 0.0, 0.0, 3, 0.0, 0.0),))]),
    "trajectories, one short": lambda: trajectories.draw([path(1, months=3)], [], 12.0),
    "trajectories, hostile": lambda: trajectories.draw([path(n) for n in range(3)], [path(9, HOSTILE), path(12_345_678, LONG)], 12.0),
    "quality, none": lambda: quality.draw([Growth(100, 0.0, 0.0, 0.03)], HOSTILE),
    "quality, wide": lambda: quality.draw(growth(0.3, 2), LONG),
    "rules, hostile": lambda: box_rules.draw(
        [Rule(HOSTILE, 0.0, 1.0, 0.2, 0.7, 0.5), Rule(LONG, 1.0, 1.0, 1.0, 1.0, 1.0)], Fare(0, 0, 5, 9), HOSTILE
    ),
}
FIGURES = ORDINARY | EDGES
