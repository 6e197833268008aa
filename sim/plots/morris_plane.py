"""Morris's plane: how much a factor moves an output (across) and how unevenly it does so (up), one dot a factor with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import style
from sim.plots.figure import OVER_SETS, FigureSpec, table

COLUMNS = ("factor", "mu_star", "low", "high", "sigma", "mu", "clear")
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.62, 0.62, 0.4, 3.0, 1.6  # inches
MOST = 8  # factors that get a name; the others are dots


@dataclass(frozen=True, slots=True)
class PlaneRow:
    """The mean size of the elementary effects of a factor with its interval, their spread and their mean, in the unit of the axis."""

    factor: str
    mu_star: float
    low: float
    high: float
    sigma: float
    mu: float
    clear: bool


def draw(rows: Sequence[PlaneRow], outcome: str, unit: str, floor: float = 0.0, name: str = "morris") -> FigureSpec:
    """Return the plane of all `rows`, with the names of the eight that move most; `floor` is the mu_star of noise. ValueError without rows."""
    if not rows:
        raise ValueError("a plane needs at least one factor")
    outcome = style.clean(outcome, 80)
    ordered = sorted(rows, key=lambda row: -row.mu_star)
    named = ordered[:MOST]
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = size[0] - LEFT - ROOM
        axes = style.place(canvas, LEFT, BOTTOM, width, HEIGHT, size)
        right, top = 1.05 * max(max(row.high for row in rows), floor), 1.08 * max(row.sigma for row in rows)
        right, top = right if right > 0 else 1.0, top if top > 0 else 1.0
        axes.set(xlim=(0, right), ylim=(0, top))
        style.few_ticks(axes, width)
        axes.grid(color=style.GRID, linewidth=0.8)
        if floor > 0:
            axes.axvspan(0, floor, color=style.FAINT, alpha=0.35, linewidth=0)
        end = min(right, top)
        axes.plot([0, end], [0, end], color=style.FAINT, linestyle=(0, (4, 2)), linewidth=1.2)
        for row in reversed(ordered):
            colour = style.VERMILION if row.clear else style.MUTED
            axes.plot([max(0.0, row.low), row.high], [row.sigma] * 2, color=colour, linewidth=1.4)
            face = colour if row.clear else style.PAPER
            marker = "^" if row.mu > 0.5 * row.mu_star else "v" if row.mu < -0.5 * row.mu_star else "D"
            axes.plot([row.mu_star], [row.sigma], marker=marker, markersize=6, color=colour, markerfacecolor=face, markeredgewidth=1.4)
        _names(canvas, axes, named, top, size)
        axes.set_xlabel(style.fit(f"mean size of effect (mu*), {unit}", width + ROOM - 0.2), loc="left")
        style.above(canvas, axes, f"spread of effects (sigma), {unit}", size)

    reading = (
        "Effect of moving one factor across its whole range. Triangle up or down: it mostly raises or lowers; diamond: both. Above the dashed line "
        "effects differ by more than their size, so what the factor does hangs on the others. Lines: 95 % intervals of mu*."
    )
    if floor > 0:
        reading += " Grey: noise alone can look so."
    return FigureSpec(name, _title(ordered, outcome), reading, _alt(ordered, outcome, unit), *table(COLUMNS, ordered), size, paint, OVER_SETS)


def _names(canvas: style.Canvas, axes: style.Axes, named: Sequence[PlaneRow], top: float, size: tuple[float, float]) -> None:
    """Write names right of the axes, each tied to the end of its interval by a thin line."""
    box = axes.get_position()
    bottom, right = box.y0 * size[1], box.x1 * size[0]
    for most in (2, 1):
        lines = [style.wrap(row.factor, ROOM - 0.3, style.SMALL, most=most) for row in named]
        heights = [len(wrapped) * style.line_height(style.SMALL) + 0.05 for wrapped in lines]
        if sum(heights) <= HEIGHT + 0.2:
            break
    placed = style.spread([bottom + HEIGHT * row.sigma / top for row in named], heights, bottom - 0.1, bottom + HEIGHT + 0.1)
    for row, wrapped, end, height in zip(named, lines, placed, heights, strict=True):
        start = axes.transAxes.inverted().transform(axes.transData.transform((row.high, row.sigma)))
        finish = (1 + 0.12 / (right - box.x0 * size[0]), (end - bottom) / HEIGHT)
        axes.plot([start[0], finish[0]], [start[1], finish[1]], transform=axes.transAxes, clip_on=False, color=style.FAINT, linewidth=0.8, zorder=1)
        style.block(canvas, right + 0.16, end + height / 2 - 0.02, wrapped, size, style.SMALL, color=style.INK)


def _title(ordered: Sequence[PlaneRow], outcome: str) -> str:
    clear = [row for row in ordered if row.clear]
    subject = f"{outcome[0].upper()}{outcome[1:]}"
    if not clear:
        return f"No factor moves {outcome} by more than noise can look like"
    uneven = sum(row.sigma > row.mu_star for row in clear)
    how = f", {uneven} of them by an amount that hangs on the others" if uneven else ""
    several = f"{len(clear)} of {len(ordered)} factors move it clearly" if len(clear) > 1 else "no other factor moves it clearly"
    return f"{subject} is moved most by {clear[0].factor}; {several}{how if len(clear) > 1 else ''}"


def _alt(ordered: Sequence[PlaneRow], outcome: str, unit: str) -> str:
    items = "; ".join(f"{r.factor} {r.mu_star:.3g} ({r.low:.3g} to {r.high:.3g}), sigma {r.sigma:.3g}, mean {r.mu:+.3g}" for r in ordered)
    return f"Mean size of the elementary effects of each factor on {outcome}, {unit}, with 95 % intervals, and their spread, largest first: {items}."
