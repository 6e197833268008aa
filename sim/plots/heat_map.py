"""Where the risk lies over two factors at once: a grid of cells, each with its number, and the user's own point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize, to_hex
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from sim.plots import frequency, style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("x", "y", "p", "low", "high")
Ends = tuple[float | None, float | None]
MOST_NUMBERED = 8  # cells a side; beyond this, contours carry the numbers
LEFT, BOTTOM, TOP, RIGHT = 0.78, 0.62, 0.1, 1.15  # inches


@dataclass(frozen=True, slots=True)
class HeatCell:
    """The probability `p` in [0, 1] with its 95 % interval at one pair of factor values."""

    x: float
    y: float
    p: float
    low: float
    high: float


def draw(
    rows: Sequence[HeatCell],
    x_factor: str,
    y_factor: str,
    x_unit: str = "",
    y_unit: str = "",
    outcome: str = "nuclear use",
    current: tuple[float, float] | None = None,
    name: str = "heat-map",
    box: tuple[Ends, Ends] | None = None,
) -> FigureSpec:
    """Return the map of `outcome` over two factors; a pair without a row stays hatched. ValueError without rows or with a pair given twice.

    `box` holds the ends of a discovered box on each axis, None where it is open; its edges are drawn.
    """
    if not rows:
        raise ValueError("a map needs at least one cell")
    if len({(row.x, row.y) for row in rows}) < len(rows):
        raise ValueError("a pair of factor values is given twice")
    x_factor, y_factor, outcome = (style.clean(text, 60) for text in (x_factor, y_factor, outcome))
    xs, ys = sorted({row.x for row in rows}), sorted({row.y for row in rows})
    base = frequency.axis_base(*(row.p for row in rows))
    values = np.full((len(ys), len(xs)), np.nan)
    for row in rows:
        values[ys.index(row.y), xs.index(row.x)] = base * row.p
    size = (style.WIDTH, BOTTOM + TOP + min(3.6, max(2.1, 0.42 * len(ys))))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width, height = size[0] - LEFT - RIGHT, size[1] - BOTTOM - TOP
        axes = style.place(canvas, LEFT, BOTTOM, width, height, size)
        axes.set_facecolor("none")
        axes.add_patch(Rectangle((-0.5, -0.5), len(xs), len(ys), fill=False, hatch="////", edgecolor=style.FAINT, linewidth=0))
        low, high = float(np.nanmin(values)), float(np.nanmax(values))
        scale = Normalize(low, high) if low < high else Normalize(0.0, high or 1.0)
        edges = (np.arange(len(xs) + 1) - 0.5, np.arange(len(ys) + 1) - 0.5)
        axes.pcolormesh(*edges, np.ma.masked_invalid(values), cmap="cividis", norm=scale, edgecolors="face", linewidth=0.3)
        if max(len(xs), len(ys)) <= MOST_NUMBERED:
            _numbers(axes, values, base, scale)
        elif min(len(xs), len(ys)) >= 2 and np.nanmin(values) < np.nanmax(values):
            _contours(axes, values, scale)
        _ticks(axes.set_xticks, xs, most=8)
        _ticks(axes.set_yticks, ys, most=10)
        axes.set_xlabel(_labelled(x_factor, x_unit, width))
        axes.set_ylabel(_labelled(y_factor, y_unit, height))
        if current is not None and xs[0] <= current[0] <= xs[-1] and ys[0] <= current[1] <= ys[-1]:
            place = (float(np.interp(current[0], xs, range(len(xs)))), float(np.interp(current[1], ys, range(len(ys)))))
            for colour, line in ((style.CELL_DARK, 5.0), (style.CELL_LIGHT, 2.2)):
                axes.plot(*place, marker="o", markersize=30, markerfacecolor="none", markeredgecolor=colour, markeredgewidth=line, clip_on=False)
        if box is not None:
            (left, right), (bottom, top) = _places(box[0], xs), _places(box[1], ys)
            for colour, line in ((style.CELL_DARK, 4.0), (style.CELL_LIGHT, 1.8)):
                edge = Rectangle((left, bottom), right - left, top - bottom, fill=False, edgecolor=colour, linewidth=line, clip_on=False)
                axes.add_patch(edge)
        _bar(style.place(canvas, size[0] - RIGHT + 0.16, BOTTOM, 0.14, height, size), scale)
        label = f"{style.fit(outcome, height, style.SMALL)}\nin {base:,} simulated histories"
        x, y = (size[0] - 0.1) / size[0], (BOTTOM + height / 2) / size[1]
        canvas.text(x, y, label, fontsize=style.SMALL, rotation=90, ha="right", va="center")

    reading = f"Each cell: {outcome} in {base:,} simulated histories at one pair of values; all else as set. Cells are drawn evenly spaced."
    widest = max(rows, key=lambda row: row.high - row.low)
    if widest.high > widest.low:
        reading += f" Widest 95 % interval: {frequency.span(widest.low, widest.high)}."
    if current is not None:
        reading += f" Ring: the values as set ({x_factor} {current[0]:g}, {y_factor} {current[1]:g})."
    if box is not None:
        reading += f" Frame: the discovered box, {_ends(box[0], x_factor)}, {_ends(box[1], y_factor)}."
    return FigureSpec(
        name, _title(rows, x_factor, y_factor, outcome), reading, _alt(rows, x_factor, y_factor, outcome, current), *table(COLUMNS, rows), size, paint
    )


def _places(ends: Ends, values: Sequence[float]) -> tuple[float, float]:
    """Return where a box begins and ends among evenly spaced cells; the outer edge of the map where it is open."""
    low, high = (None if end is None else float(np.interp(end, values, range(len(values)))) for end in ends)
    return -0.5 if low is None else low, len(values) - 0.5 if high is None else high


def _ends(ends: Ends, factor: str) -> str:
    if ends == (None, None):
        return f"{factor} anywhere"
    words = ([f"above {ends[0]:.3g}"] if ends[0] is not None else []) + ([f"below {ends[1]:.3g}"] if ends[1] is not None else [])
    return f"{factor} {' and '.join(words)}"


def _numbers(axes: Axes, values: np.ndarray, base: int, scale: Normalize) -> None:
    decimals = 0 if np.nanmax(values) >= 10 else 1
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            colour = to_hex(matplotlib.colormaps["cividis"](scale(value)))
            text = "0" if value == 0 else frequency.number(value / base, base, decimals).replace("fewer than ", "<").replace("more than ", ">")
            axes.text(column, row, text, ha="center", va="center", fontsize=style.SMALL, color=style.on(colour))


def _bar(axes: Axes, scale: Normalize) -> None:
    """Fill `axes` with the colour scale, as cells: matplotlib's own colour bar is an embedded image, which the page's policy forbids."""
    steps = np.linspace(scale.vmin or 0.0, scale.vmax or 1.0, 65)
    axes.pcolormesh([0, 1], steps, ((steps[1:] + steps[:-1]) / 2)[:, np.newaxis], cmap="cividis", norm=scale, edgecolors="face", linewidth=0.3)
    axes.set_xticks([])
    axes.yaxis.tick_right()
    axes.yaxis.set_major_locator(MaxNLocator(5))
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _contours(axes: Axes, values: np.ndarray, scale: Normalize) -> None:
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    inside = [level for level in MaxNLocator(4).tick_values(low, high) if low < level < high]
    if inside:
        colours = [style.on(to_hex(matplotlib.colormaps["cividis"](scale(level)))) for level in inside]
        lines = axes.contour(np.ma.masked_invalid(values), levels=inside, colors=colours, linewidths=1.2)
        axes.clabel(lines, fontsize=style.SMALL, fmt="%g")


def _labelled(factor: str, unit: str, inches: float) -> str:
    return style.fit(f"{factor} ({style.clean(unit, 30)})" if unit else factor, inches + 0.15)


def _ticks(setter: object, values: Sequence[float], most: int) -> None:
    step = -(-len(values) // most)
    setter(range(0, len(values), step), [f"{value:.3g}" for value in values[::step]])  # type: ignore[operator]


def _title(rows: Sequence[HeatCell], x_factor: str, y_factor: str, outcome: str) -> str:
    bottom, top = min(rows, key=lambda row: row.p), max(rows, key=lambda row: row.p)
    subject = f"{outcome[0].upper()}{outcome[1:]}"
    if top.low <= bottom.high:
        return f"{subject} shows no clear change over {x_factor} and {y_factor}"
    return f"{subject} ranges from {frequency.span(bottom.p, top.p)}; it is highest at {x_factor} {top.x:g} and {y_factor} {top.y:g}"


def _alt(rows: Sequence[HeatCell], x_factor: str, y_factor: str, outcome: str, current: tuple[float, float] | None) -> str:
    ordered = sorted(rows, key=lambda row: row.p)
    shown = ordered if len(ordered) <= 36 else [*ordered[:3], *ordered[-3:]]
    values = "; ".join(f"{frequency.in_n(row.p)} at {row.x:g}, {row.y:g}" for row in shown)
    what = "all cells" if shown is ordered else "the three lowest and the three highest cells"
    mark = f" The values as set are {current[0]:g}, {current[1]:g}." if current else ""
    return f"Map of {outcome} in simulated histories over {x_factor} (across) and {y_factor} (up), {len(rows)} cells; {what}: {values}.{mark}"
