"""Forecasters compared: mean difference of a proper score, paired by event, with intervals around zero; left of it the model did better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("panel", "label", "difference", "low", "high", "rows", "clusters")
LEFT, COLUMN, HEAD, FOOT, STEP = style.EDGE, 1.75, 0.36, 0.62, 0.44  # inches
CAUTION = "Past events against this model. Intervals: 95 %, from clusters of events; they do not know that the stakes were set in hindsight."


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One comparison in one panel; below 0 the first of the two did better. `low` and `high`: 95 % interval."""

    panel: str
    label: str
    difference: float
    low: float
    high: float
    rows: int
    clusters: int

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def draw(rows: Sequence[ScoreRow], score: str, name: str = "score-differences") -> FigureSpec:
    """Return the figure, one panel a split, in the order given; the first row is the comparison that counts. ValueError without rows."""
    if not rows:
        raise ValueError("score differences need at least one row")
    panels = {row.panel: [one for one in rows if one.panel == row.panel] for row in rows}
    numbers = max(style.width_of(_number(row), style.SMALL) for row in rows) + 0.12
    size = (style.WIDTH, sum(HEAD + FOOT + STEP * len(group) for group in panels.values()))
    low, high = min(0.0, *(row.low for row in rows)), max(0.0, *(row.high for row in rows))
    margin = 0.06 * (high - low) or 1.0

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        top = size[1]
        width = size[0] - LEFT - COLUMN - 0.1 - numbers
        for panel, group in panels.items():
            bottom = top - HEAD - STEP * len(group)
            axes = style.place(canvas, LEFT + COLUMN + 0.1, bottom, width, STEP * len(group), size)
            axes.set(xlim=(low - margin, high + margin), ylim=(len(group) - 0.5, -0.5), yticks=[])
            style.few_ticks(axes, width)
            axes.spines["left"].set_visible(False)
            axes.grid(axis="x", color=style.GRID, linewidth=0.8)
            axes.axvline(0, color=style.INK, linewidth=1.2)
            for place, row in enumerate(group):
                colour = style.MUTED if not row.clear else style.BLUE if row.difference < 0 else style.VERMILION
                axes.plot([row.low, row.high], [place, place], color=colour, linewidth=2, solid_capstyle="butt")
                face = colour if row.clear else style.PAPER
                axes.plot([row.difference], [place], marker="o", markersize=7, color=colour, markerfacecolor=face, markeredgewidth=1.6)
                middle = bottom + (len(group) - place - 0.5) * STEP
                lines = style.wrap(row.label, COLUMN, style.SMALL, most=2)
                style.block(canvas, LEFT, middle + len(lines) * style.line_height(style.SMALL) / 2, lines, size, style.SMALL)
                style.block(canvas, size[0] - numbers + 0.06, middle + style.line_height(style.SMALL) / 2, [_number(row)], size, style.SMALL)
            axes.set_xlabel(style.fit(f"difference in {score}", size[0] - LEFT - COLUMN - 0.1 - style.EDGE), loc="left")
            canvas.text(LEFT / size[0], (top - 0.1) / size[1], style.fit(panel, size[0] - 2 * LEFT, bold=True), va="top", weight="bold")
            top = bottom - FOOT

    reading = "Left of zero the first forecaster did better. Filled: the 95 % interval leaves out zero; hollow: the two cannot be told apart."
    return FigureSpec(name, _title(rows, score), reading, _alt(panels, score), *table(COLUMNS, rows), size, paint, CAUTION)


def _number(row: ScoreRow) -> str:
    return f"{row.difference:+.3f}"


def _title(rows: Sequence[ScoreRow], score: str) -> str:
    first = rows[0]
    verdict = "cannot be told from" if not first.clear else "does better than" if first.difference < 0 else "does worse than"
    one, _, other = first.label.partition(" less ")
    return f"By {score}, {one} {verdict} {other}" if other else f"{first.label}: {_number(first)}"


def _alt(panels: dict[str, list[ScoreRow]], score: str) -> str:
    parts = [
        f"{panel}: " + "; ".join(f"{row.label} {row.difference:+.4f} (95 % interval {row.low:+.4f} to {row.high:+.4f})" for row in group) + "."
        for panel, group in panels.items()
    ]
    return f"Dots with 95 % intervals around zero, difference in {score}. " + " ".join(parts)
