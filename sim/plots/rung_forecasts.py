"""Forecast against fact, event by event: how the model spread its forecast over the rungs before each crossing, and the rung that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import style
from sim.plots.figure import FigureSpec, Value

LEFT, TOP, BOTTOM, STEP = style.EDGE, 0.3, 0.62, 0.235  # inches
HALF = 0.46  # half the side of a square that stands for certainty, in rungs
CAUTION = "Past events, hand-picked and coded by us, against this model; its stakes were set by people who knew them."


@dataclass(frozen=True, slots=True)
class RungForecast:
    """One crossing: its name, the observed rung, and the forecast over rungs 0 to K - 1 (sums to 1)."""

    id: str
    date: str  # ISO
    label: str
    observed: int
    forecast: tuple[float, ...]


def draw(rows: Sequence[RungForecast], split: str, name: str = "rung-forecasts") -> FigureSpec:
    """Return the figure, one line an event in the order given; `split` says what the forecasts knew. ValueError without rows."""
    if not rows:
        raise ValueError("rung forecasts need at least one event")
    rungs = len(rows[0].forecast)
    labels = [f"{row.date}  {style.clean(row.label, 60)}" for row in rows]
    column = min(2.4, max(style.width_of(label, style.SMALL) for label in labels) + 0.12)
    size = (style.WIDTH, TOP + BOTTOM + STEP * len(rows))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        left = LEFT + column
        axes = style.place(canvas, left, BOTTOM, size[0] - left - 0.2, STEP * len(rows), size)
        axes.set(xlim=(-0.6, rungs - 0.4), ylim=(len(rows) - 0.5, -0.5), yticks=[])
        axes.set_xticks(range(rungs))
        axes.spines["left"].set_visible(False)
        for edge in (2.5, 6.5):
            axes.axvline(edge, color=style.FAINT, linewidth=0.8, linestyle=(0, (2, 2)), zorder=0)
        box = ((size[0] - left - 0.2) / rungs, STEP)
        side = min(box) * 2 * HALF * style.POINTS_PER_INCH
        for place, row in enumerate(rows):
            axes.axhline(place, color=style.GRID, linewidth=0.6, zorder=0)
            shown = [(rung, p) for rung, p in enumerate(row.forecast) if p >= 0.004]
            axes.scatter([r for r, _ in shown], [place] * len(shown), s=[p * side**2 for _, p in shown], marker="s", color=style.BLUE, linewidths=0)
            axes.plot([row.observed], [place], marker="D", markersize=9, color="none", markeredgecolor=style.VERMILION, markeredgewidth=1.8)
            y = BOTTOM + (len(rows) - place - 0.5) * STEP + style.line_height(style.SMALL) / 2 - 0.03
            style.block(canvas, LEFT, y, [style.fit(labels[place], column - 0.1, style.SMALL)], size, style.SMALL, color=style.INK)
        axes.set_xlabel("rung of the answer")

    columns = ("id", "date", "label", "observed", *(f"p{rung}" for rung in range(rungs)))
    cells: tuple[tuple[Value, ...], ...] = tuple((row.id, row.date, row.label, row.observed, *row.forecast) for row in rows)
    return FigureSpec(name, _title(rows), _reading(split), _alt(rows, split), columns, cells, size, paint, CAUTION)


def middle(forecast: Sequence[float]) -> int:
    """Return the median rung of a forecast.

    >>> middle((0.0, 0.4, 0.2, 0.4))
    2
    """
    reached = 0.0
    for rung, p in enumerate(forecast):
        reached += p
        if reached >= 0.5:
            return rung
    return len(forecast) - 1


def _near(rows: Sequence[RungForecast]) -> int:
    return sum(abs(middle(row.forecast) - row.observed) <= 1 for row in rows)


def _title(rows: Sequence[RungForecast]) -> str:
    return f"The middle of the model's forecast lay within a rung of the answer in {_near(rows)} of {len(rows)} crossings"


def _reading(split: str) -> str:
    return f"Area of a square: forecast probability of that rung, {split}. Diamond: the rung observed. Dotted: edges of the three classes scored."


def _alt(rows: Sequence[RungForecast], split: str) -> str:
    parts = [
        f"{row.id} {row.date} {row.label}: observed {row.observed}, forecast middle {middle(row.forecast)}, "
        f"{100 * row.forecast[row.observed]:.0f} in 100 on what came"
        for row in rows
    ]
    return f"Forecasts over rungs, {split}, against observed rungs; exact given the model, so without a 95 % interval. " + "; ".join(parts) + "."
