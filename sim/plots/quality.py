"""Were there enough histories? The estimate and its interval as histories are added, and what another halving of the interval would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import frequency, style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("histories", "p", "low", "high")
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.6, 0.62, 0.34, 2.2, 1.3  # inches
ENOUGH = 0.1  # half an interval as a share of the estimate: below, the words of an answer hardly hang on luck


@dataclass(frozen=True, slots=True)
class Growth:
    """The estimate `p` in [0, 1] and its 95 % interval after the first `histories`."""

    histories: int
    p: float
    low: float
    high: float


def draw(rows: Sequence[Growth], outcome: str = "nuclear use", name: str = "quality") -> FigureSpec:
    """Return the figure of an estimate that grows more exact; `rows` ascending. ValueError without rows."""
    if not rows:
        raise ValueError("quality needs at least one row")
    outcome, last = style.clean(outcome, 60), rows[-1]
    base = frequency.axis_base(last.p if last.p > 0 else last.high)
    shown = [row for row in rows if row.high <= max(3 * last.high, last.p * 4)] or [last]
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, LEFT, BOTTOM, size[0] - LEFT - ROOM, HEIGHT, size)
        axes.grid(axis="y", color=style.GRID, linewidth=0.8)
        x = [row.histories for row in shown]
        axes.fill_between(x, [base * row.low for row in shown], [base * row.high for row in shown], color=style.BLUE, alpha=0.2, linewidth=0)
        axes.plot(x, [base * row.p for row in shown], color=style.BLUE, linewidth=2)
        axes.plot(x[-1:], [base * last.p], marker="o", color=style.BLUE, markersize=5.5, clip_on=False, zorder=5)
        axes.set_xlim(0, last.histories)
        axes.set_ylim(0, 1.08 * base * max(row.high for row in shown) or 1.0)
        axes.set_xlabel("histories")
        style.few_ticks(axes, size[0] - LEFT - ROOM)
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        style.above(canvas, axes, f"{outcome}, in {base:,} simulated histories", size)
        value, ends = frequency.with_interval(last.p, last.low, last.high) if last.p > 0 else ("none", "")
        text = [*style.wrap(f"{value}", ROOM - 0.14, style.SMALL), *style.wrap(f"({ends})" if ends else "", ROOM - 0.14, style.SMALL)]
        place = BOTTOM + HEIGHT * min(0.95, base * last.p / axes.get_ylim()[1]) + style.line_height(style.SMALL)
        style.block(canvas, size[0] - ROOM + 0.1, place, text, size, style.SMALL, color=style.INK)

    reading = f"The estimate of {outcome} and its 95 % interval (band) as histories are added, in the order in which they were simulated."
    alt = f"Line with band: {outcome} as histories are added. " + "; ".join(_said(row) for row in rows[:: max(1, len(rows) // 5)])
    return FigureSpec(name, verdict(last, outcome), reading, f"{alt}; last: {_said(last)}.", *table(COLUMNS, rows), size, paint)


def verdict(last: Growth, outcome: str) -> str:
    """Return whether there were enough histories, as a claim.

    >>> verdict(Growth(20_000, 0.0052, 0.0050, 0.0054), "nuclear use")
    'Enough histories: the interval of nuclear use is +-4 % of its estimate; half of that takes four times as many'
    """
    if not last.p > 0:
        return f"None of {outcome} in {last.histories:,} histories"
    half = (last.high - last.low) / 2 / last.p
    words = "Enough" if half <= ENOUGH else "Too few"
    return f"{words} histories: the interval of {outcome} is +-{100 * half:.2g} % of its estimate; half of that takes four times as many"


def _said(row: Growth) -> str:
    shown, ends = frequency.with_interval(row.p, row.low, row.high) if row.high > 0 else ("none", "none")
    return f"{shown} ({ends}) after {row.histories:,}"
