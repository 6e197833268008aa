"""One choice told in several ways: the probability of each act by a model, by simulation, by quantal response, by equilibrium, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("act", "series", "p", "low", "high")
LEFT, COLUMN, RIGHT, BOTTOM, STEP, GAP, KEY_LINE = style.EDGE, 1.6, 0.2, 0.6, 0.15, 0.16, 0.24  # inches


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """The probability `p` of one act in one series, with its 95 % interval; `low` = `p` = `high` where it was computed, not counted."""

    act: str
    series: str
    p: float
    low: float
    high: float


def draw(rows: Sequence[ChoiceRow], title: str, caution: str, name: str = "choices") -> FigureSpec:
    """Return the figure: a block for each act, in it a line for each series in order of appearance. ValueError without rows or for six series."""
    if not rows:
        raise ValueError("a comparison of choices needs at least one row")
    acts, series = list(dict.fromkeys(row.act for row in rows)), list(dict.fromkeys(row.series for row in rows))
    looks = {key: style.look(index) for index, key in enumerate(series)}
    block, key_height = STEP * len(series) + GAP, KEY_LINE * len(series)
    size = (style.WIDTH, BOTTOM + block * len(acts) + key_height + 0.1)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        height = block * len(acts)
        width = size[0] - LEFT - COLUMN - RIGHT
        axes = style.place(canvas, LEFT + COLUMN, BOTTOM, width, height, size)
        axes.set(xlim=(-0.01, 1.01), ylim=(0, height), yticks=[])
        style.few_ticks(axes, width)
        axes.grid(axis="x", color=style.GRID, linewidth=0.8)
        for number, act in enumerate(acts):
            top = height - number * block
            if number:
                axes.axhline(top, color=style.GRID, linewidth=0.8)
            label = style.wrap(act, COLUMN - 0.12, style.SMALL, most=max(1, int(block / style.line_height(style.SMALL))))
            middle = BOTTOM + top - block / 2 + len(label) * style.line_height(style.SMALL) / 2
            style.block(canvas, LEFT, middle, label, size, style.SMALL, color=style.INK)
            for row in (one for one in rows if one.act == act):
                look, y = looks[row.series], top - GAP / 2 - STEP * (series.index(row.series) + 0.5)
                axes.plot([0, row.p], [y, y], color=look.colour, linewidth=0.8, alpha=0.6)
                axes.plot(row.p, y, marker=look.marker, markersize=5, color=look.colour, clip_on=False, zorder=5)
                if row.low < row.high:
                    axes.plot([row.low, row.high], [y, y], color=style.INK, linewidth=1.2, marker="|", markersize=7, zorder=6)
        axes.set_xlabel("probability of the act", loc="left")
        _key(canvas, series, looks, size)

    marks = " Between bars: 95 % intervals." if any(row.low < row.high for row in rows) else ""
    reading = f"Each block is one act, each line in it one way to say how likely it is.{marks}"
    return FigureSpec(name, title, reading, _alt(rows, acts), *table(COLUMNS, rows), size, paint, caution)


def _key(canvas: style.Canvas, series: Sequence[str], looks: dict[str, style.Look], size: tuple[float, float]) -> None:
    """Write which marker is which series, above the blocks."""
    for number, key in enumerate(series):
        y = size[1] - KEY_LINE * (number + 0.5)
        axes = style.place(canvas, LEFT, y - 0.1, 0.3, 0.2, size)
        axes.axis("off")
        axes.set(xlim=(0, 1), ylim=(0, 1))
        axes.plot(0.5, 0.5, marker=looks[key].marker, markersize=5.5, color=looks[key].colour, clip_on=False)
        words = style.fit(key, size[0] - LEFT - 0.5, style.SMALL)
        canvas.text((LEFT + 0.36) / size[0], y / size[1], words, fontsize=style.SMALL, va="center", color=style.INK)


def _alt(rows: Sequence[ChoiceRow], acts: Sequence[str]) -> str:
    parts = []
    for act in acts:
        said = []
        for row in (one for one in rows if one.act == act):
            interval = f" (95 % interval {row.low:.3f} to {row.high:.3f})" if row.low < row.high else ""
            said.append(f"{row.series} {row.p:.3f}{interval}")
        parts.append(f"{act}: {', '.join(said)}")
    return f"Probability of each act, told in several ways. {'; '.join(parts)}."
