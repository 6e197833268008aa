"""What nuclear use in the model is made of: deliberate choice, answer noise and accident, and how much of it came through a clash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import frequency, style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("part", "p", "low", "high", "sets_low", "sets_high")
MEANINGS = {
    "deliberate": "deliberate: the stake exceeds the price",
    "noise": "noise: use although the price exceeds the stake",
    "inadvertent": "inadvertent: accident",
}
COLOURS = {"deliberate": style.VERMILION, "noise": style.BLUE, "inadvertent": style.GREEN}
HATCHES = {"deliberate": "", "noise": "////", "inadvertent": "\\\\\\\\"}
LEFT, COLUMN, ROOM, FOOT, STEP = style.EDGE, 1.75, 1.4, 0.62, 0.62  # inches


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of nuclear use, a probability in [0, 1] of all histories, with its 95 % interval and, where known, the middle 90 % over sets."""

    part: str
    p: float
    low: float
    high: float
    sets_low: float | None = None
    sets_high: float | None = None


def draw(rows: Sequence[PartRow], total: PartRow, via_clash: PartRow | None = None, outcome: str = "nuclear use", name: str = "parts") -> FigureSpec:
    """Return the figure of the `rows` that make up `total`, and apart from them what of it came via a clash. ValueError without rows."""
    if not rows:
        raise ValueError("parts need at least one row")
    apart = [PartRow("of all this, after a direct clash", *_values(via_clash))] if via_clash else []
    shown = [*rows, *apart]
    base = frequency.axis_base(total.p, *(row.p for row in shown))
    size = (style.WIDTH, FOOT + STEP * len(shown) + (0.2 if apart else 0.0) + 0.1)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = size[0] - LEFT - COLUMN - 0.16 - ROOM
        axes = style.place(canvas, LEFT + COLUMN + 0.16, FOOT, width, size[1] - FOOT - 0.05, size)
        top = base * max(row.high for row in shown)
        axes.set(xlim=(0, 1.05 * top if top > 0 else 1), ylim=(0, size[1] - FOOT - 0.05), yticks=[])
        style.few_ticks(axes, width)
        axes.grid(axis="x", color=style.GRID, linewidth=0.8)
        middle = size[1] - FOOT - 0.05 - STEP / 2
        for row in shown:
            if row in apart:
                axes.axhline(middle + STEP / 2 - 0.1, color=style.GRID, linewidth=1)
                middle -= 0.2
            colour, hatch = COLOURS.get(row.part, style.PAPER), HATCHES.get(row.part, "")
            axes.barh(middle, base * row.p, height=0.32, color=colour, edgecolor=style.INK, linewidth=0.8, hatch=hatch)
            axes.plot([base * row.low, base * row.high], [middle, middle], color=style.INK, linewidth=3.2, solid_capstyle="butt")
            if row.sets_low is not None and row.sets_high is not None:  # where it goes on beyond the axis, the number says how far
                axes.plot([base * row.sets_low, base * row.sets_high], [middle - 0.2] * 2, color=style.MUTED, linewidth=1.2, clip_on=True)
            lines = style.wrap(MEANINGS.get(row.part, row.part), COLUMN, style.SMALL, most=3)
            style.block(canvas, LEFT, FOOT + middle + len(lines) * style.line_height(style.SMALL) / 2, lines, size, style.SMALL, color=style.INK)
            canvas.text((size[0] - ROOM + 0.1) / size[0], (FOOT + middle) / size[1], _numbers(row, base), va="center", fontsize=style.SMALL)
            middle -= STEP
        axes.set_xlabel(f"in {base:,} simulated histories", loc="left")

    whole = f"{frequency.in_n(total.p)}{' in all' if total.p else ''}"
    reading = f"{outcome[:1].upper()}{outcome[1:]} by how it comes about: {whole}. Thick lines: 95 % intervals (noise)."
    if any(row.sets_low is not None for row in rows):
        reading += " Thin lines, and sets: the middle 90 % over sets of uncertain numbers; they may go on beyond the axis."
    data = table(COLUMNS, [*rows, PartRow("total", *_values(total)), *(PartRow("via_clash", *_values(row)) for row in apart)])
    return FigureSpec(name, _title(rows, total, outcome), reading, _alt(shown, total, outcome, base), *data, size, paint)


def _values(row: PartRow) -> tuple[float, float, float, float | None, float | None]:
    return row.p, row.low, row.high, row.sets_low, row.sets_high


def _numbers(row: PartRow, base: int) -> str:
    if row.high == 0:
        return "none"
    shown, interval = frequency.with_interval(row.p, row.low, row.high, base)
    sets = ""
    if row.sets_low is not None and row.sets_high is not None:
        ends = (row.sets_low, row.sets_high)
        decimals = frequency.decimals_of(base, *ends)
        sets = f"\nsets: {' to '.join(frequency.number(end, base, decimals) if end > 0 else 'none' for end in ends)}"
    return f"{shown}\n({interval}){sets}"


def _title(rows: Sequence[PartRow], total: PartRow, outcome: str) -> str:
    if total.p == 0:
        return f"No {outcome} is possible in this model as set"
    p = {row.part: row.p for row in rows}
    deliberate, noise = p.get("deliberate", 0.0), p.get("noise", 0.0)
    if deliberate + noise == 0:
        return f"All {outcome} in the model is inadvertent"
    name, value = ("answer noise", noise) if noise >= deliberate else ("deliberate", deliberate)
    return f"Most {outcome} that is not inadvertent is {name}" if value < deliberate + noise else f"All {outcome} that is not inadvertent is {name}"


def _alt(shown: Sequence[PartRow], total: PartRow, outcome: str, base: int) -> str:
    parts = "; ".join(f"{row.part} {_numbers(row, base).replace(chr(10), ' ')}" for row in shown)
    return f"Bars of the parts of {outcome}, {frequency.in_n(total.p)} simulated histories in all, with 95 % intervals: {parts}."
