"""What happened when: acts that touched a red line, the owner's answer to each, its signals, and when its doctrine changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.plots import dates, style
from sim.plots.dates import Mark
from sim.plots.figure import FigureSpec, table

COLUMNS = ("id", "date", "panel", "series", "rung", "text")
ACTS, ANSWERS, SIGNALS = "acts", "answers", "signals"
TITLES = {ACTS: "acts that touched a line", ANSWERS: "{owner}'s answer to each", SIGNALS: "signals, and other dated events"}
LEFT, RIGHT, BOTTOM, HEAD, HEIGHT = 0.42, 0.14, 0.42, 0.62, 1.3  # inches
TOP_RUNG = 9
CAUTION = "Dated events as coded by us, picked by hand. Rungs are a judgement; see the codebook."


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One event: its panel (`acts`, `answers` or `signals`), its series within the panel, and its rung on the ladder."""

    id: str
    date: str  # ISO
    panel: str
    series: str
    rung: int
    text: str

    @property
    def day(self) -> dt.date:
        """The date as a date."""
        return dt.date.fromisoformat(self.date)


def draw(rows: Sequence[TimelineRow], marks: Sequence[Mark] = (), owner: str = "Russia", name: str = "timeline") -> FigureSpec:
    """Return the timeline of `rows`, one panel a kind; at most five series a panel. ValueError without rows."""
    if not rows:
        raise ValueError("a timeline needs at least one event")
    panels = [panel for panel in (ACTS, ANSWERS, SIGNALS) if any(row.panel == panel for row in rows)]
    every = [row.day for row in rows]
    inner = [one for one in marks if min(every) <= one.date <= max(every)]
    legends = {panel: _legend([row for row in rows if row.panel == panel], panel) for panel in panels}
    foot = BOTTOM + (style.line_height(style.SMALL) * len(inner) + 0.06 if inner else 0.0)
    heights = {panel: HEAD + style.line_height(style.SMALL) * (len(legends[panel]) - 1) + HEIGHT for panel in panels}
    size = (style.WIDTH, foot + sum(heights.values()))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        top = size[1]
        for panel in panels:
            bottom = top - heights[panel]
            axes = style.place(canvas, LEFT, bottom, size[0] - LEFT - RIGHT, HEIGHT, size)
            axes.set(ylim=(-0.5, TOP_RUNG + 0.5), yticks=[0, 3, 7])
            axes.grid(axis="y", color=style.GRID, linewidth=0.8)
            dates.axis(axes, every, labelled=panel == panels[-1])
            dates.mark(axes, inner)
            _points(axes, [row for row in rows if row.panel == panel], panel)
            style.block(
                canvas,
                style.EDGE,
                top - 0.08,
                [style.fit(TITLES[panel].format(owner=style.clean(owner, 40)), size[0] - 2 * style.EDGE, bold=True)],
                size,
                style.BODY,
                weight="bold",
            )
            _draw_legend(canvas, legends[panel], top - 0.08 - style.line_height() - 0.02, size)
            top = bottom
        below = foot - BOTTOM + 0.06
        for one, number in zip(inner, range(len(inner)), strict=True):
            text = f"Dashed line {number + 1}: {one.date.isoformat()}, {style.clean(one.label, 80)}"
            line = style.fit(text, size[0] - 2 * style.EDGE, style.SMALL)
            below = style.block(canvas, style.EDGE, below, [line], size, style.SMALL, color=style.MUTED)

    columns, cells = table(COLUMNS, rows)
    words = _title(rows, owner), _reading(inner), _alt(rows, inner, owner)
    return FigureSpec(name, *words, columns, cells, size, paint, CAUTION)


def _series(rows: Sequence[TimelineRow]) -> list[str]:
    return list(dict.fromkeys(row.series for row in sorted(rows, key=lambda row: row.date)))


def _legend(rows: Sequence[TimelineRow], panel: str) -> list[list[tuple[str, style.Look]]]:
    """Return lines of (series, look) that fit the width; answers are coloured by rung and need none."""
    if panel == ANSWERS:
        return []
    lines: list[list[tuple[str, style.Look]]] = [[]]
    used = 0.0
    for index, series in enumerate(style.fit(name, style.WIDTH / 2, style.SMALL) for name in _series(rows)):
        width = 0.3 + style.width_of(series, style.SMALL)
        if lines[-1] and used + width > style.WIDTH - 2 * style.EDGE:
            lines.append([])
            used = 0.0
        lines[-1].append((series, style.look(index)))
        used += width
    return lines


def _draw_legend(canvas: style.Canvas, lines: Sequence[Sequence[tuple[str, style.Look]]], y: float, size: tuple[float, float]) -> None:
    axes = style.place(canvas, 0, 0, size[0], size[1], size)
    axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
    axes.set_axis_off()
    for line in lines:
        x = style.EDGE
        for series, look in line:
            axes.plot([x + 0.06], [y - 0.085], marker=look.marker, color=look.colour, markersize=6, linestyle="")
            style.block(canvas, x + 0.16, y, [series], size, style.SMALL, color=style.INK)
            x += 0.3 + style.width_of(series, style.SMALL)
        y -= style.line_height(style.SMALL)


def _points(axes: style.Axes, rows: Sequence[TimelineRow], panel: str) -> None:
    if panel == ANSWERS:
        colours = style.ladder_colours(TOP_RUNG + 1)
        edge: dict[str, Any] = {"markeredgecolor": style.INK, "markeredgewidth": 0.7}
        for row in rows:
            place = dates.year(row.day)
            axes.plot([place, place], [-0.5, row.rung], color=style.FAINT, linewidth=1, zorder=1)
            axes.plot([place], [row.rung], marker="o", markersize=6, color=colours[row.rung], clip_on=False, **edge)
        return
    for index, series in enumerate(_series(rows)):
        look = style.look(index)
        chosen = [row for row in rows if row.series == series]
        x, y = [dates.year(row.day) for row in chosen], [row.rung for row in chosen]
        around: dict[str, Any] = {"markeredgecolor": style.PAPER, "markeredgewidth": 0.5}
        axes.plot(x, y, linestyle="", marker=look.marker, color=look.colour, markersize=6, alpha=0.85, **around)


def _title(rows: Sequence[TimelineRow], owner: str) -> str:
    acts, answers = ([row for row in rows if row.panel == panel] for panel in (ACTS, ANSWERS))
    words = sum(row.rung <= 2 for row in answers)
    heavy = sum(row.rung >= 7 for row in answers)
    return f"{style.clean(owner, 40)} met {words} of {len(acts)} crossings with words, and {heavy} with mass strikes or more"


def _reading(marks: Sequence[Mark]) -> str:
    text = "Height: rung on the ladder, 0 restraint, 3 penalty, 7 mass strikes. Answers stand at the day they came; two acts may share one."
    return f"{text} Dashed: changes of doctrine." if marks else text


def _alt(rows: Sequence[TimelineRow], marks: Sequence[Mark], owner: str) -> str:
    first, last = min(row.date for row in rows), max(row.date for row in rows)
    answers = [row for row in rows if row.panel == ANSWERS]
    counts = ", ".join(f"rung {rung}: {sum(row.rung == rung for row in answers)}" for rung in sorted({row.rung for row in answers}))
    acts = [row for row in rows if row.panel == ACTS]
    series = ", ".join(f"{name} {sum(row.series == name for row in acts)}" for name in _series(acts))
    drawn = "; ".join(f"{one.date.isoformat()} {one.label}" for one in marks) or "none"
    return (
        f"Three panels of dated events from {first} to {last}. Acts: {series}. Answers by {owner}: {counts}. "
        f"{sum(row.panel == SIGNALS for row in rows)} signals and other events. Doctrine marks: {drawn}. "
        "Coded facts, so without a 95 % interval."
    )
