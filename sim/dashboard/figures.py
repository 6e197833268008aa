"""What the panels show beside the answer: credibility by true type, a map over two values, and two settings compared; from the report's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.analysis.runs import load_run
from sim.analysis.summary import run_summary
from sim.analysis.sweeps import load_sweep
from sim.dashboard.knobs import NUMBER, Knob
from sim.dashboard.live import Live, Picture
from sim.plots import contrasts, credibility, frequency, spans, style
from sim.plots.differences import ContrastRow
from sim.plots.figure import FigureSpec
from sim.report import labels, sentences

STEPS = 5  # values of each axis of a map
MAP_HISTORIES = 200  # of each of its cells
SHADES = 64
DRAWN = 6  # differences in the figure


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a map: the two values, the estimate with its interval, and how it is coloured."""

    x: float
    y: float
    p: float
    low: float
    high: float
    colour: str
    ink: str

    @property
    def text(self) -> str:
        """The estimate as it is said."""
        return frequency.in_n(self.p)


@dataclass(frozen=True, slots=True)
class Map:
    """A map over two values that can be moved, `x` across and `y` up; `said` tells which histories it rests on."""

    x: Knob
    y: Knob
    cells: tuple[Cell, ...]
    said: str


def believed(picture: Picture) -> FigureSpec | None:
    """Return credibility over time by true type; None where the scenario names no reference crossing."""
    rows = [credibility.BeliefPoint(**row) for row in picture.result.credibility()]
    seen = picture.world.reference
    if not rows or seen is None:
        return None
    return credibility.draw(rows, labels.actor(seen.owner), f"a crossing on {labels.plain(seen.dimension)} at exposure {seen.exposure:g}")


def changed(rows: Sequence[ContrastRow]) -> FigureSpec | None:
    """Return the figure of the paired differences; None where nothing differs in kind or number."""
    outcomes = [row for row in rows if row.unit != "a history"][:DRAWN]
    return contrasts.draw(outcomes) if outcomes else None


def axes_of(live: Live) -> list[Knob]:
    """Return what a map can be drawn over."""
    return [knob for knob in live.knobs if knob.kind == NUMBER]


def live_map(live: Live, settings: Sequence[str], x: Knob, y: Knob) -> Map:
    """Return a map simulated now, all else as it is set; every cell meets the same luck. Errors as `Live.at`."""
    found = []
    for down in spread(y):
        for across in spread(x):
            moved = with_values(live, settings, {x.path: _text(x, across), y.path: _text(y, down)})
            one = live.few(moved, MAP_HISTORIES).result.estimate("nuclear_use")
            found.append((across, down, one.value, one.low, one.high))
    return Map(x, y, _coloured(found), f"Simulated now: {MAP_HISTORIES} histories a cell, all on the same luck, everything else as it is set.")


def sweep_map(live: Live, folder: Path) -> Map | None:
    """Return the map that a finished sweep over two numbers holds; None for other designs."""
    result = load_sweep(folder)
    knobs = {knob.path: knob for knob in axes_of(live)}
    names = [name for name, path in result.plan.paths.items() if path in knobs]
    variant = next(iter(result.plan.variants))
    if len(result.plan.paths) != 2 or len(names) != 2:
        return None
    rows = result.map_rows(names[0], names[1], "nuclear_use", variant)
    if len({(row["x"], row["y"]) for row in rows}) != len({row["x"] for row in rows}) * len({row["y"] for row in rows}):
        return None
    cells = [(row["x"], row["y"], row["p"], row["low"], row["high"]) for row in rows]
    said = f"From the sweep in the folder: {result.plan.points[-1].histories:,} histories a cell, variant {labels.plain(variant)}."
    x, y = (knobs[result.plan.paths[name]] for name in names)
    return Map(x, y, _coloured(cells), said)


def run_answer(folder: Path) -> str:
    """Return what a finished run says, which has more histories than the page; ResultsError where it is not finished."""
    result = load_run(folder)
    answer = sentences.answer(run_summary(result), spans.text(result.plan.about["horizon_months"]))
    return f"The run in the folder, {result.histories:,} histories: {answer}"


def spread(knob: Knob) -> list[float]:
    """Return the values of an axis, from one end of the slider to the other."""
    width = (knob.high - knob.low) / (STEPS - 1)
    return [round(knob.low + width * step, knob.decimals + 1) for step in range(STEPS)]


def with_values(live: Live, settings: Sequence[str], values: Mapping[str, str]) -> list[str]:
    """Return settings with some values put in, in the order of the knobs."""
    said = dict(setting.split("=", 1) for setting in settings) | dict(values)
    return [f"{knob.path}={said[knob.path]}" for knob in live.knobs if knob.path in said]


def _text(knob: Knob, value: float) -> str:
    return f"{value:.{knob.decimals + 1}f}"


def _coloured(found: Sequence[tuple[float, float, float, float, float]]) -> tuple[Cell, ...]:
    """Return cells from dark (none) to bright (the highest of them), as on the report's maps."""
    shades = style.ladder_colours(SHADES)[::-1]
    highest = max(1e-12, *(p for _, _, p, _, _ in found))
    colours = [shades[int((SHADES - 1) * p / highest)] for _, _, p, _, _ in found]
    return tuple(Cell(*one, colour, style.on(colour)) for one, colour in zip(found, colours, strict=True))
