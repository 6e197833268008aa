"""A level of the model beside numbers that others published and beside what quiet months bound, on one logarithmic scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

from sim.plots import frequency, spans, style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("label", "kind", "p", "low", "high")
MODEL, COMPARABLE, ANOTHER_TIME, QUIET = "model", "comparable", "another time", "quiet"
LOOKS = {
    MODEL: style.Look(style.BLUE, "-", "o"),
    COMPARABLE: style.Look(style.VERMILION, "-", "D"),
    ANOTHER_TIME: style.Look(style.MUTED, (0, (5, 2)), "s"),
    QUIET: style.Look(style.INK, (0, (1, 1.4)), "<"),
}
WORDS = {MODEL: "the model", COMPARABLE: "published, comparable", ANOTHER_TIME: "published at another time", QUIET: "bound from quiet months"}
LEFT, COLUMN, FOOT, STEP, TOP = style.EDGE, 1.95, 0.62, 0.56, 0.1  # inches
CAUTION = "Numbers of other windows are rescaled as if the hazard were constant. The model's costs were chosen with them in mind."


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """One number in (0, 1] of a `kind`; `low` and `high` as its kind has them: of a bound, 0 and the bound; equal to p where there is no spread."""

    label: str
    kind: str
    p: float
    low: float
    high: float


def draw(rows: Sequence[AnchorRow], horizon_months: float, name: str = "anchors") -> FigureSpec:
    """Return the figure, rows in the order given. ValueError without a row of the model above 0."""
    shown = [row for row in rows if row.high > 0]
    if not any(row.kind == MODEL for row in shown):
        raise ValueError("a row of the model above 0 is needed")
    ends = [value for row in shown for value in (row.p, row.low, row.high) if value > 0]
    decades = max(3, -floor(log10(min(ends))))
    least = 10.0**-decades
    size = (style.WIDTH, TOP + STEP * len(shown) + FOOT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = size[0] - LEFT - COLUMN - 0.3
        axes = style.place(canvas, LEFT + COLUMN + 0.1, FOOT, width, STEP * len(shown), size)
        axes.set(xscale="log", xlim=(least, 1.0), ylim=(len(shown) - 0.5, -0.5), yticks=[])
        shown_decades = [0, *range(-(-decades // 3), decades + 1, -(-decades // 3))]
        axes.set_xticks([10.0**-decade for decade in shown_decades], [f"1 in {10**decade:,}" if decade else "all" for decade in shown_decades])
        axes.minorticks_off()
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=style.GRID, linewidth=0.8)
        for place, row in enumerate(shown):
            look = LOOKS[row.kind]
            axes.plot([max(row.low, least), row.high], [place, place], color=look.colour, linewidth=2, linestyle=look.line, solid_capstyle="butt")
            face = look.colour if row.kind in (MODEL, COMPARABLE) else style.PAPER
            axes.plot([row.p], [place], marker=look.marker, markersize=7, color=look.colour, markerfacecolor=face, markeredgewidth=1.6, clip_on=False)
            lines = [*style.wrap(row.label, COLUMN, style.SMALL, most=2), style.fit(_number(row), COLUMN, style.SMALL)]
            middle = FOOT + (len(shown) - place - 0.5) * STEP
            style.block(canvas, LEFT, middle + len(lines) * style.line_height(style.SMALL) / 2, lines, size, style.SMALL)
        axes.set_xlabel(style.fit(f"nuclear use within {spans.text(horizon_months)}", width + 0.3), loc="left")

    kinds = [kind for kind in LOOKS if any(row.kind == kind for row in shown)]
    spreads = "95 % interval of one run, or middle 90 % over the ranges; lowest to highest forecaster; up to a 95 % bound"
    reading = f"By marker: {', '.join(f'{WORDS[kind]} ({_marker(kind)})' for kind in kinds)}. Bars: {spreads}."
    return FigureSpec(name, _title(shown), reading, _alt(shown), *table(COLUMNS, rows), size, paint, CAUTION)


def _marker(kind: str) -> str:
    return {"o": "circle", "D": "diamond", "s": "hollow square", "<": "hollow triangle"}[LOOKS[kind].marker]


def _number(row: AnchorRow) -> str:
    if row.kind == QUIET:
        return f"at most {frequency.in_n(row.p)}"
    return frequency.span(row.low, row.high) if row.low < row.high else frequency.in_n(row.p)


def _title(rows: Sequence[AnchorRow]) -> str:
    said = _number(next(row for row in rows if row.kind == MODEL))
    if any(row.kind == COMPARABLE for row in rows):
        return f"The model, at {said}, beside published numbers of its own time"
    return f"The model says {said}; no published number of its own time was found"


def _alt(rows: Sequence[AnchorRow]) -> str:
    return "Numbers on a logarithmic scale: " + "; ".join(f"{row.label} ({WORDS[row.kind]}) {_number(row)}" for row in rows) + "."
