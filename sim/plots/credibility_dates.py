"""How credible an owner's answers were over the years, as the model reads the record: one line a kind of act, learning alone moves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import dates, lines, style
from sim.plots.dates import Mark
from sim.plots.figure import FigureSpec, table

COLUMNS = ("series", "date", "p", "own", "answered")
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.5, 0.42, 0.32, 3.2, 1.55  # inches
CAUTION = "About this model, not the world. Exact given its assumptions; ordinary answers only, for of nuclear ones nothing was learned."


@dataclass(frozen=True, slots=True)
class DatedBelief:
    """The believed chance in [0, 1] that a typical act of one kind is answered, from a date on; `own`: learned from an act of this very kind."""

    series: str
    date: str  # ISO
    p: float
    own: bool
    answered: bool

    @property
    def day(self) -> dt.date:
        """The date as a date."""
        return dt.date.fromisoformat(self.date)


def draw(rows: Sequence[DatedBelief], marks: Sequence[Mark] = (), owner: str = "Russia", name: str = "credibility-path") -> FigureSpec:
    """Return the figure; at most five series. ValueError without rows."""
    if not rows:
        raise ValueError("a credibility path needs at least one row")
    series = {row.series: sorted((one for one in rows if one.series == row.series), key=lambda one: one.date) for row in rows}
    looks = {key: style.look(index) for index, key in enumerate(series)}
    every = [row.day for row in rows]
    inner = [one for one in marks if min(every) <= one.date <= max(every)]
    foot = BOTTOM + (style.line_height(style.SMALL) * len(inner) + 0.06 if inner else 0.0)
    size = (style.WIDTH, foot + TOP + HEIGHT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, LEFT, foot, size[0] - LEFT - ROOM, HEIGHT, size)
        axes.set_ylim(0, 100)
        axes.grid(axis="y", color=style.GRID, linewidth=0.8)
        dates.axis(axes, every)
        dates.mark(axes, inner)
        ends = []
        for key, points in series.items():
            look = looks[key]
            x, y = [dates.year(p.day) for p in points], [100 * p.p for p in points]
            axes.step(x, y, where="post", color=look.colour, linestyle=look.line, linewidth=1.8)
            for face, chosen in ((look.colour, True), (style.PAPER, False)):
                own = [p for p in points if p.own and p.answered is chosen]
                x, y = [dates.year(p.day) for p in own], [100 * p.p for p in own]
                axes.plot(x, y, linestyle="", marker=look.marker, markersize=5.5, color=look.colour, markerfacecolor=face, markeredgewidth=1.2)
            ends.append(lines.EndLabel(100 * points[-1].p, key, f"{100 * points[0].p:.0f} to {100 * points[-1].p:.0f}", look))
        style.above(canvas, axes, "believed chance of an answer short of nuclear use, in 100", size)
        lines.beside(canvas, axes, ends, ROOM, size)
        below = foot - BOTTOM + 0.06
        for number, one in enumerate(inner, start=1):
            text = style.fit(f"Dashed line {number}: {one.date.isoformat()}, {style.clean(one.label, 80)}", size[0] - 2 * style.EDGE, style.SMALL)
            below = style.block(canvas, style.EDGE, below, [text], size, style.SMALL, color=style.MUTED)

    words = _title(series, owner), _reading(owner), _alt(series, owner)
    return FigureSpec(name, *words, *table(COLUMNS, rows), size, paint, CAUTION)


def _moved(points: Sequence[DatedBelief]) -> float:
    return max(point.p for point in points) - min(point.p for point in points)


def _title(series: dict[str, list[DatedBelief]], owner: str) -> str:
    most = max(_moved(points) for points in series.values())
    ends = [points[-1].p for points in series.values()]
    moved = f"Belief in an answer by {style.clean(owner, 40)} moved by {100 * most:.0f} in 100 at most"
    return f"{moved}; between kinds of act it differs by {100 * (max(ends) - min(ends)):.0f}" if len(series) > 1 else moved


def _reading(owner: str) -> str:
    return (
        f"Belief that {style.clean(owner, 40)} would answer a typical act of each kind, after each dated crossing, with the front held still. "
        "Marks: crossings of that kind, filled where answered."
    )


def _alt(series: dict[str, list[DatedBelief]], owner: str) -> str:
    parts = [
        f"{key}: {100 * points[0].p:.1f} in 100 on {points[0].date}, {100 * points[-1].p:.1f} on {points[-1].date}; range {100 * _moved(points):.1f}."
        for key, points in series.items()
    ]
    return f"Stepped lines over dates: believed chance that {owner} answers, exact given the model, so without a 95 % interval. " + " ".join(parts)
