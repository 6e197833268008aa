"""What turning one number does while all others vary: the level over slices of a factor, one small panel a factor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.ticker import MaxNLocator, NullLocator

from sim.plots import frequency, rounding, style
from sim.plots.figure import MODEL, FigureSpec

COLUMNS = ("factor", "start", "end", "middle", "lower", "upper", "sets", "middle_low", "middle_high")
LEFT, GAP, FOOT, HEAD, HEIGHT = 0.5, 0.42, 0.92, 0.62, 1.35  # inches
MOST = 3  # panels


@dataclass(frozen=True, slots=True)
class KnobSlice:
    """The level over the sets in which a factor lies from `start` to `end`: the middle one with its 95 % interval, and the ends of the middle half
    of them, all in [0, 1]."""

    start: float
    end: float
    middle: float
    lower: float
    upper: float
    sets: int
    middle_low: float
    middle_high: float


@dataclass(frozen=True, slots=True)
class Knob:
    """One factor: its name, unit and value as set, and its slices in ascending order."""

    factor: str
    unit: str
    current: float
    slices: tuple[KnobSlice, ...]
    logarithmic: bool = False


def draw(knobs: Sequence[Knob], outcome: str = "nuclear use", name: str = "knobs") -> FigureSpec:
    """Return the figure of at most three `knobs` on one scale. ValueError without any."""
    if not knobs or not all(knob.slices for knob in knobs):
        raise ValueError("knobs need at least one factor, each with slices")
    shown, outcome = list(knobs[:MOST]), style.clean(outcome, 60)
    base = frequency.axis_base(*(max(part.upper, part.middle_high) for knob in shown for part in knob.slices))
    size = (style.WIDTH, FOOT + HEIGHT + HEAD)
    panel = (style.WIDTH - LEFT - GAP * (MOST - 1) - 0.14) / MOST

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        top = 1.08 * base * max(max(part.upper, part.middle_high) for knob in shown for part in knob.slices) or 1.0
        for place, knob in enumerate(shown):
            axes = style.place(canvas, LEFT + place * (panel + GAP), FOOT, panel, HEIGHT, size)
            low, high = knob.slices[0].start, knob.slices[-1].end
            if knob.logarithmic and low > 0:
                axes.set_xscale("log")
                axes.xaxis.set_minor_locator(NullLocator())
            axes.set(xlim=(low, high if high > low else low + 1), ylim=(0, top))
            axes.grid(axis="y", color=style.GRID, linewidth=0.8)
            for part in knob.slices:
                axes.fill_between([part.start, part.end], base * part.lower, base * part.upper, color=style.BLUE, alpha=0.22, linewidth=0)
                axes.plot([part.start, part.end], [base * part.middle] * 2, color=style.BLUE, linewidth=2.4, solid_capstyle="butt")
                centre = (part.start * part.end) ** 0.5 if knob.logarithmic and low > 0 else (part.start + part.end) / 2
                ends = [base * part.middle_low, base * part.middle_high]
                axes.plot([centre, centre], ends, color=style.BLUE, linewidth=1.2, solid_capstyle="butt")
            if low <= knob.current <= high:
                axes.axvline(knob.current, color=style.VERMILION, linewidth=1.4, linestyle=(0, (4, 2)))
            ticks = [low, high]
            axes.set_xticks(ticks, rounding.ends(low, high))
            first, last = axes.get_xticklabels()
            first.set_horizontalalignment("left")
            last.set_horizontalalignment("right")
            axes.yaxis.set_major_locator(MaxNLocator(4))
            if place:
                axes.set_yticklabels([])
            lines = style.wrap(
                knob.factor[:1].upper() + knob.factor[1:] + (f" ({style.clean(knob.unit, 30)})" if knob.unit else ""),
                panel + 0.1,
                style.SMALL,
                most=3,
            )
            style.block(canvas, LEFT + place * (panel + GAP), FOOT - 0.3, lines, size, style.SMALL, color=style.INK)
        style.block(
            canvas,
            style.EDGE,
            size[1] - 0.08,
            [style.fit(f"{outcome}, in {base:,} simulated histories", size[0] - 2 * style.EDGE, style.SMALL)],
            size,
            style.SMALL,
            color=style.INK,
        )
        mark = ["dashed line: the value as set"] if any(k.slices[0].start <= k.current <= k.slices[-1].end for k in shown) else []
        style.block(canvas, style.EDGE, size[1] - 0.08 - style.line_height(style.SMALL), mark, size, style.SMALL, color=style.MUTED)

    reading = (
        f"Middle level of {outcome} over the sets of numbers in each slice of a factor (line; upright its 95 % interval), and the middle half of "
        "them (band), while all other factors vary."
    )
    values = [(style.clean(knob.factor), *(getattr(part, name) for name in COLUMNS[1:])) for knob in shown for part in knob.slices]
    rows = tuple(values)
    return FigureSpec(name, _title(shown, outcome), reading, _alt(shown, outcome), COLUMNS, rows, size, paint, MODEL)


def _title(knobs: Sequence[Knob], outcome: str) -> str:
    def ratio(knob: Knob) -> float:
        ends = sorted((knob.slices[0].middle, knob.slices[-1].middle))
        return ends[1] / ends[0] if ends[0] > 0 else float("inf") if ends[1] > 0 else 1.0

    top = max(knobs, key=ratio)
    (first, last), base = frequency.together(top.slices[0].middle, top.slices[-1].middle)
    name = style.clean(top.factor, 80)
    return f"Turning {name} from one end of its range to the other takes {outcome} from {first} to {last} in {base:,}"


def _alt(knobs: Sequence[Knob], outcome: str) -> str:
    parts = []
    for knob in knobs:
        steps = ", ".join(f"{frequency.in_n(p.middle)} from {' to '.join(rounding.ends(p.start, p.end))}" for p in knob.slices)
        parts.append(f"{knob.factor} (as set {knob.current:.3g}): {steps}.")
    return f"Steps of {outcome} over slices of each factor. " + " ".join(parts)
