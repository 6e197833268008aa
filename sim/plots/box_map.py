"""Where the points of interest lie over two factors, with the discovered box drawn: for points that are spread and not on a grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib import axes as drawing
from matplotlib.patches import Rectangle

from sim.plots import style
from sim.plots.figure import MODEL, FigureSpec, table

COLUMNS = ("x", "y", "of_interest", "in_box")
LEFT, BOTTOM, TOP, HEIGHT, RIGHT = 0.72, 0.62, 0.12, 3.2, 0.2  # inches


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One point: the values of two factors, whether it is of interest, whether it lies in the box (in all of its factors)."""

    x: float
    y: float
    of_interest: bool
    in_box: bool


@dataclass(frozen=True, slots=True)
class Axis:
    """One factor on an axis: its name, unit and scale, and what the box asks of it (None at an end that it leaves open)."""

    factor: str
    unit: str = ""
    logarithmic: bool = False
    low: float | None = None
    high: float | None = None

    def label(self) -> str:
        """Return the name with its unit."""
        return f"{style.clean(self.factor, 60)} ({style.clean(self.unit, 30)})" if self.unit else style.clean(self.factor, 60)


def draw(
    points: Sequence[MapPoint], x: Axis, y: Axis, what: str, interval: tuple[float, float] | None, others: int = 0, name: str = "box-map"
) -> FigureSpec:
    """Return the map. ValueError without points.

    Parameters
    ----------
    interval : of the share of points of interest in the box: its 95 % interval, as if the box had not been sought; None where points were not drawn
    others : how many further factors the box restricts
    """
    if not points:
        raise ValueError("a map needs at least one point")
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, LEFT, BOTTOM, size[0] - LEFT - RIGHT, HEIGHT, size)
        set_axes(axes, x, y, [p.x for p in points], [p.y for p in points], size[0] - LEFT - RIGHT)
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        corner = (left if x.low is None else x.low, bottom if y.low is None else y.low)
        far = (right if x.high is None else x.high, top if y.high is None else y.high)
        shape = {"facecolor": style.VERMILION, "alpha": 0.12, "linewidth": 0}
        axes.add_patch(Rectangle(corner, far[0] - corner[0], far[1] - corner[1], **shape))  # type: ignore[arg-type]
        axes.add_patch(Rectangle(corner, far[0] - corner[0], far[1] - corner[1], fill=False, edgecolor=style.VERMILION, linewidth=1.8))
        for flag, marker, colour, face in ((False, "o", style.MUTED, style.PAPER), (True, "D", style.VERMILION, style.VERMILION)):
            chosen = [point for point in points if point.of_interest is flag]
            axes.plot([p.x for p in chosen], [p.y for p in chosen], linestyle="", marker=marker, markersize=5 if flag else 4, color=colour,
                      markerfacecolor=face, markeredgewidth=0.9)  # fmt: skip
        axes.set_xlabel(style.fit(x.label(), size[0] - LEFT - RIGHT))
        axes.set_ylabel(style.fit(y.label(), HEIGHT))

    wanted, inside = sum(p.of_interest for p in points), [p for p in points if p.in_box]
    hits = sum(p.of_interest for p in inside)
    title = f"{hits} of {wanted} points of interest lie in the box, and {len(inside) - hits} others"
    reading = f"Of interest: {what} (filled diamonds; rings: all others)."
    if interval is not None:
        reading += f" Share of the points in the box that are: {interval[0]:.2f} to {interval[1]:.2f} (95 % interval, as if it had not been sought)."
    reading += f" The box restricts {others} more factor{'s' if others > 1 else ''}, which the map does not show." if others else ""
    alt = f"Map of {len(points)} points over {x.label()} (across) and {y.label()} (up), {wanted} of interest. Box: {_asked(x)}; {_asked(y)}."
    alt += f" {len(inside)} points lie in the box, {hits} of them of interest."
    return FigureSpec(name, title, reading, alt, *table(COLUMNS, points), size, paint, MODEL)


def set_axes(axes: drawing.Axes, x: Axis, y: Axis, xs: Sequence[float], ys: Sequence[float], inches: float) -> None:
    """Give `axes`, `inches` wide, the limits, scales and ticks that fit points at (xs, ys)."""
    for axis, values, setter in ((x, xs, axes.set_xlim), (y, ys, axes.set_ylim)):
        low, high = min(values), max(values)
        if axis.logarithmic:
            (axes.set_xscale if axis is x else axes.set_yscale)("log")
            setter(low * (low / high) ** 0.03, high * (high / low) ** 0.03)
        else:
            margin = 0.03 * (high - low) or 1.0
            setter(low - margin, high + margin)
    axes.minorticks_off()
    if x.logarithmic:
        _round_ticks(axes.xaxis, axes.get_xlim())
    else:
        style.few_ticks(axes, inches)
    if y.logarithmic:
        _round_ticks(axes.yaxis, axes.get_ylim())


def _round_ticks(axis: object, limits: tuple[float, float]) -> None:
    """Put at most five round numbers on a logarithmic axis."""
    import math

    low, high = limits
    steps = [m * 10.0**e for e in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1) for m in (1, 2, 5)]
    ticks = [tick for tick in steps if low <= tick <= high]
    ticks = ticks[:: max(1, -(-len(ticks) // 5))]
    axis.set_ticks(ticks, [f"{tick:.3g}" for tick in ticks])  # type: ignore[attr-defined]


def _asked(axis: Axis) -> str:
    if axis.low is None and axis.high is None:
        return f"{axis.factor} anywhere"
    ends = ([f"at least {axis.low:.3g}"] if axis.low is not None else []) + ([f"at most {axis.high:.3g}"] if axis.high is not None else [])
    return f"{axis.factor} {' and '.join(ends)}"
