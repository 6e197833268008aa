"""How high an owner answers: the share of its answers at each rung of the ladder, and at that rung or above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import frequency, style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("rung", "name", "share", "low", "high", "above", "above_low", "above_high")
SPREAD = ("sets_low", "sets_high")
HEAD, FOOT, LEFT, GAP, NUMBER = 0.36, 0.62, style.EDGE, 0.12, 0.42  # inches; NUMBER = room right of a mark for its number


@dataclass(frozen=True, slots=True)
class RungRow:
    """One rung: share of the owner's answers at it, and share at it or above, in [0, 1], with 95 % intervals.

    `sets_low` and `sets_high` hold the middle 90 % of the second over sets of uncertain numbers, None where none were tried.
    """

    rung: int
    name: str
    share: float
    low: float
    high: float
    above: float
    above_low: float
    above_high: float
    sets_low: float | None = None
    sets_high: float | None = None


def draw(owner: str, rows: Sequence[RungRow], answers_per_history: float | None = None, name: str | None = None) -> FigureSpec:
    """Return the ladder figure of `owner`'s answers; `rows` in any order, rung names on the axis. ValueError without rows."""
    if not rows:
        raise ValueError(f"{owner} has no rungs to draw")
    rungs = sorted(rows, key=lambda row: row.rung)
    owner = style.clean(owner, 60)
    width = style.WIDTH
    column = min(1.8, max(style.width_of(f"{row.rung}  {style.clean(row.name, 80)}", style.SMALL) for row in rungs) + 0.1)
    names = [style.wrap(f"{row.rung}  {row.name}", column, style.SMALL, most=3) for row in rungs]
    step = max(0.30, max(len(lines) for lines in names) * style.line_height(style.SMALL) + 0.06)
    size = (width, HEAD + FOOT + step * len(rungs))
    panel = (width - LEFT - column - GAP - 2 * NUMBER - 0.18) / 2

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        colours = style.ladder_colours(rungs[-1].rung - rungs[0].rung + 1)
        places = range(len(rungs))
        left = LEFT + column + GAP
        titles = ("at this rung", "at it or above")
        for number, title in enumerate(titles):
            axes = style.place(canvas, left + number * (panel + NUMBER + 0.18), FOOT, panel, step * len(rungs), size)
            axes.set(xlim=(0, 1), ylim=(-0.5, len(rungs) - 0.5), yticks=[])
            axes.set_xticks([0, 0.5, 1], ["0", "50", "100"])
            axes.grid(axis="x", color=style.GRID, linewidth=0.8)
            axes.set_title(title, fontsize=style.BODY, loc="left", pad=8)
            for place, row in zip(places, rungs, strict=True):
                colour = colours[row.rung - rungs[0].rung]
                p, low, high = (row.share, row.low, row.high) if number == 0 else (row.above, row.above_low, row.above_high)
                if number == 0:
                    axes.barh(place, p, height=0.62, color=colour, edgecolor=style.INK, linewidth=0.6)
                ends = [low, high]
                if number == 1 and row.sets_low is not None and row.sets_high is not None:
                    axes.plot([row.sets_low, row.sets_high], [place, place], color=style.FAINT, linewidth=1.6, solid_capstyle="butt")
                    ends += [row.sets_low, row.sets_high]
                axes.plot([low, high], [place, place], color=style.INK, linewidth=3.6 if number == 1 else 1.4, solid_capstyle="butt")
                if number == 1:
                    axes.plot([p], [place], marker="o", markersize=6.5, color=colour, markeredgecolor=style.INK, clip_on=False, zorder=5)
                axes.annotate(_short(p), (max(*ends, p), place), xytext=(7, 0), textcoords="offset points", va="center", fontsize=style.SMALL)
        for place, lines in zip(places, names, strict=True):
            middle = FOOT + (place + 0.5) * step + len(lines) * style.line_height(style.SMALL) / 2
            style.block(canvas, LEFT, middle, lines, size, style.SMALL, color=style.INK)
        canvas.text(left / size[0], 0.1 / size[1], style.fit(f"in 100 answers by {owner}", size[0] - left - style.EDGE), fontsize=style.BODY)

    reading = f"Of 100 answers by {owner} to crossings of its red lines, how many stand at each rung, and at it or above. Lines: 95 % intervals."
    spread = any(row.sets_low is not None for row in rungs)
    if spread:
        reading = reading.replace("Lines: 95 % intervals.", "Thick: 95 % intervals (noise); thin: the middle 90 % over sets of uncertain numbers.")
    if answers_per_history is not None:
        reading += f" On average {answers_per_history:.3g} answers a simulated history."
    return FigureSpec(
        name or "answer-ladder",
        _title(owner, rungs),
        reading,
        _alt(owner, rungs),
        *table(COLUMNS + SPREAD if spread else COLUMNS, rungs),
        size,
        paint,
    )


def _short(p: float) -> str:
    return "0" if p == 0 else "<0.1" if p < 0.0005 else f"{100 * p:.1f}" if p < frequency.RARE else ">99" if 0.995 <= p < 1 else f"{100 * p:.0f}"


def _title(owner: str, rungs: Sequence[RungRow]) -> str:
    owner = owner[:1].upper() + owner[1:]
    top = max(rungs, key=lambda row: row.share)
    if top.share == 0:
        return f"{owner[:1].upper()}{owner[1:]} gives no answer in any simulated history"
    place = f"rung {top.rung}, {style.clean(top.name, 80)}"
    if top.share >= 1:
        return f"All of {owner}'s answers stand at {place}"
    return f"{owner[:1].upper()}{owner[1:]}'s answers stand most often at {place}: {frequency.in_n(top.share)}"


def _alt(owner: str, rungs: Sequence[RungRow]) -> str:
    shares = "; ".join(
        f"rung {row.rung} {row.name} "
        + (f"{_short(row.share)} ({_short(row.low)} to {_short(row.high)})" if row.high > 0 else "none")
        + f", at or above {_short(row.above) if row.above > 0 else 'none'}"
        for row in rungs
    )
    return f"Bars and dots by rung of the ladder, in 100 answers by {owner}, with 95 % intervals: {shares}."
