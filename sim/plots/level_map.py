"""Where the level of an outcome is high over two factors at once, from sets of numbers that are spread and not on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log10

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

from sim.plots import frequency, style
from sim.plots.box_map import Axis, set_axes
from sim.plots.figure import MODEL, FigureSpec, table

COLUMNS = ("x", "y", "p")
LEFT, BOTTOM, TOP, HEIGHT, RIGHT = 0.86, 0.62, 0.12, 3.0, 0.2  # inches
CLASSES = 4  # of levels: as many as size and colour tell apart
SMALLEST, LARGEST = 3.2, 9.0  # points across


@dataclass(frozen=True, slots=True)
class LevelPoint:
    """One set of numbers: the values of two factors, and the probability `p` in [0, 1] that was found there."""

    x: float
    y: float
    p: float


def draw(
    points: Sequence[LevelPoint], x: Axis, y: Axis, current: tuple[float, float], outcome: str = "nuclear use", name: str = "level-map"
) -> FigureSpec:
    """Return the map of `points` in four classes of level, with the middle level of each quarter of it. ValueError without points."""
    if not points:
        raise ValueError("a map needs at least one point")
    outcome = style.clean(outcome, 60)
    ends = [float(value) for value in np.quantile([point.p for point in points], np.linspace(0, 1, CLASSES + 1))]
    classes = [min(CLASSES - 1, int(np.searchsorted(ends[1:-1], point.p, side="right"))) for point in points]
    colours = [to_hex(matplotlib.colormaps["cividis_r"](step / (CLASSES - 1))) for step in range(CLASSES)]
    sizes = [SMALLEST + (LARGEST - SMALLEST) * step / (CLASSES - 1) for step in range(CLASSES)]
    quarters = _quarters(points, x, y)
    base = frequency.together(*quarters.values())[1]
    used = sorted(set(classes))
    key = _classes(ends[1:-1], base)
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT + 2 * style.line_height(style.SMALL) + 0.14)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, LEFT, BOTTOM, size[0] - LEFT - RIGHT, HEIGHT, size)
        set_axes(axes, x, y, [point.x for point in points], [point.y for point in points], size[0] - LEFT - RIGHT)
        for step in range(CLASSES):
            chosen = [point for point, mine in zip(points, classes, strict=True) if mine == step]
            axes.plot(
                [p.x for p in chosen], [p.y for p in chosen], linestyle="", marker="o", markersize=sizes[step], color=colours[step],
                markeredgecolor=style.CELL_DARK, markeredgewidth=0.5, zorder=2 + step,
            )  # fmt: skip
        _corners(axes, quarters)
        for colour, line in ((style.PAPER, 5.0), (style.VERMILION, 2.4)):
            axes.plot(*current, marker="X", markersize=13, color=colour, markeredgecolor=colour, markeredgewidth=line - 2, clip_on=False, zorder=9)
        axes.set_xlabel(style.fit(x.label(), size[0] - LEFT - RIGHT))
        axes.set_ylabel("\n".join(style.wrap(y.label(), HEIGHT, most=2)))
        _key(canvas, size, [f"in {base:,}:", *(key[step] for step in used)], [colours[step] for step in used], [sizes[step] for step in used])

    where = _titled(quarters, x, y, outcome)
    reading = (
        f"Each dot: one set of numbers, larger and darker where {outcome} is commoner; all other factors vary too. Cross: the scenario as it "
        f"stands. Number in each corner: the middle level of that quarter of the map, in {frequency.together(*quarters.values())[1]:,}."
    )
    alt = f"Map of {len(points)} sets of numbers over {x.label()} (across) and {y.label()} (up). {_said(quarters, x, y)}."
    return FigureSpec(name, where, reading, alt, *table(COLUMNS, points), size, paint, MODEL)


def _key(canvas: style.Canvas, size: tuple[float, float], texts: Sequence[str], colours: Sequence[str], sizes: Sequence[float]) -> None:
    """Write the classes above the map, each after its own dot."""
    top = size[1] - 0.06
    canvas.text(style.EDGE / size[0], top / size[1], texts[0], va="top", fontsize=style.SMALL, color=style.INK)
    room = (size[0] - 2 * style.EDGE) / len(colours)
    axes = style.place(canvas, 0, 0, size[0], size[1], size)
    axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
    axes.set_axis_off()
    axes.patch.set_alpha(0.0)
    line = top - 1.5 * style.line_height(style.SMALL)
    for step, (text, colour, diameter) in enumerate(zip(texts[1:], colours, sizes, strict=True)):
        left = style.EDGE + step * room
        axes.plot([left + 0.07], [line], marker="o", markersize=diameter, color=colour, markeredgecolor=style.CELL_DARK, markeredgewidth=0.5)
        canvas.text((left + 0.19) / size[0], line / size[1], style.fit(text, room - 0.2, style.SMALL), va="center", fontsize=style.SMALL)


def _corners(axes: Axes, quarters: dict[tuple[bool, bool], float]) -> None:
    """Write the middle level of each quarter into its corner."""
    texts, _ = frequency.together(*quarters.values())
    for (right, upper), text in zip(quarters, texts, strict=True):
        axes.text(
            0.98 if right else 0.02, 0.97 if upper else 0.03, text, transform=axes.transAxes, ha="right" if right else "left",
            va="top" if upper else "bottom", fontsize=style.TITLE, fontweight="bold", zorder=10, color=style.INK,
            bbox={"facecolor": style.PAPER, "edgecolor": style.FAINT, "boxstyle": "round,pad=0.25"},
        )  # fmt: skip


def _classes(cuts: Sequence[float], base: int) -> list[str]:
    """Return what the classes between ascending `cuts` are called: all on one number of decimals, none reaching into the next.

    >>> _classes([0.0043, 0.012, 0.023], 1000), _classes([0.0043, 0.0044, 0.023], 1000)[1]
    (['below 4', '4 to <12', '12 to <23', '23 or more'], '4.3 to <4.4')
    """
    decimals = frequency.decimals_of(base, *cuts)
    texts = [f"{cut * base:,.{decimals}f}" for cut in cuts]
    return [f"below {texts[0]}", *(f"{first} to <{last}" for first, last in pairwise(texts)), f"{texts[-1]} or more"]


def _quarters(points: Sequence[LevelPoint], x: Axis, y: Axis) -> dict[tuple[bool, bool], float]:
    """Return the middle level of each quarter of the map that has points: (right half, upper half) -> level."""
    cuts = [_middle([point.x for point in points], x.logarithmic), _middle([point.y for point in points], y.logarithmic)]
    found: dict[tuple[bool, bool], list[float]] = {}
    for point in points:
        found.setdefault((point.x > cuts[0], point.y > cuts[1]), []).append(point.p)
    return {place: float(np.median(values)) for place, values in sorted(found.items())}


def _middle(values: Sequence[float], logarithmic: bool) -> float:
    low, high = min(values), max(values)
    return float(10 ** ((log10(low) + log10(high)) / 2)) if logarithmic else (low + high) / 2


def _where(place: tuple[bool, bool], x: Axis, y: Axis) -> str:
    words = [f"{style.clean(axis.factor, 60)} is {'high' if high else 'low'}" for axis, high in zip((x, y), place, strict=True)]
    return " and ".join(words)


def _said(quarters: dict[tuple[bool, bool], float], x: Axis, y: Axis) -> str:
    texts, base = frequency.together(*quarters.values())
    parts = [f"{text} where {_where(place, x, y)}" for place, text in zip(quarters, texts, strict=True)]
    return f"Middle level by quarter, in {base:,} simulated histories: {'; '.join(parts)}"


def _titled(quarters: dict[tuple[bool, bool], float], x: Axis, y: Axis, outcome: str) -> str:
    top, bottom = max(quarters, key=lambda place: quarters[place]), min(quarters, key=lambda place: quarters[place])
    subject = outcome[:1].upper() + outcome[1:]
    if not quarters[top] > quarters[bottom]:
        return f"{subject} does not vary over {style.clean(x.factor, 60)} and {style.clean(y.factor, 60)}"
    texts, base = frequency.together(quarters[top], quarters[bottom])
    return f"{subject} is commonest where {_where(top, x, y)}: {texts[0]} in {base:,}, elsewhere down to {texts[1]}"
