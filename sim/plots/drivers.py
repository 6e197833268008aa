"""Which factors an output hangs on: one row a factor, its index as a dot with a 95 % interval, the largest first; a second index beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import style
from sim.plots.figure import MODEL, OVER_SETS, FigureSpec, table

COLUMNS = ("factor", "value", "low", "high", "clear", "note")
SECOND = ("second", "second_low", "second_high")
FOOT, COLUMN, LEFT = 0.62, 1.5, style.EDGE  # inches
MOST = 10  # factors drawn; the rest is counted


@dataclass(frozen=True, slots=True)
class DriverRow:
    """The index of one factor with its interval (both ends at the value where there is none), and a second one where the design gives it.

    `clear` says that the interval lies beyond what noise can look like; `note` is written below the number. All rows have a second index, or none.
    """

    factor: str
    value: float
    low: float
    high: float
    clear: bool
    note: str = ""
    second: float | None = None
    second_low: float | None = None
    second_high: float | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """What the axis says, how far it goes at least, how numbers are printed, and where noise alone can reach."""

    axis: str
    printed: str  # a format, such as ".2f"
    least: tuple[float, float] = (0.0, 0.0)
    floor: float = 0.0
    second: str = ""  # how the second index is called


def draw(rows: Sequence[DriverRow], title: str, reading: str, scale: Scale, name: str = "drivers") -> FigureSpec:
    """Return the figure of at most ten `rows`, largest first as given. ValueError without rows."""
    if not rows:
        raise ValueError("drivers need at least one row")
    shown = list(rows[:MOST])
    names = {row: style.wrap(row.factor[:1].upper() + row.factor[1:], COLUMN, style.SMALL, most=2) for row in shown}
    texts = {row: [_numbers(row.value, row.low, row.high, scale.printed), *([row.note] if row.note else [])] for row in shown}
    numbers = max(style.width_of(line, style.SMALL) for lines in texts.values() for line in lines) + 0.14
    steps = {row: max(len(names[row]), len(texts[row]), 1) * style.line_height(style.SMALL) + 0.1 for row in shown}
    size = (style.WIDTH, FOOT + sum(steps.values()) + 0.1)
    if len(rows) > MOST:
        reading += f" {len(rows) - MOST} more factors lie below."

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width, height = size[0] - LEFT - COLUMN - 0.16 - numbers, sum(steps.values())
        axes = style.place(canvas, LEFT + COLUMN + 0.16, FOOT, width, height, size)
        ends = [end for row in shown for end in (row.low, row.high, row.second_low, row.second_high, row.second) if end is not None]
        low, high = min(scale.least[0], 0.0, *ends), max(scale.least[1], scale.floor, *ends)
        margin = 0.04 * (high - low) or 1.0
        axes.set(xlim=(low - margin, high + margin), ylim=(0, height), yticks=[])
        style.few_ticks(axes, width)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=style.GRID, linewidth=0.8)
        axes.axvline(0, color=style.INK, linewidth=1.2)
        if scale.floor > 0:
            axes.axvspan(-scale.floor if low < 0 and scale.least[0] < 0 else 0, scale.floor, color=style.FAINT, alpha=0.35, linewidth=0)
        top = height
        for row in shown:
            middle = top - steps[row] / 2
            shift = 0.05 if row.second is not None else 0.0
            colour = style.VERMILION if row.clear else style.MUTED
            axes.plot([row.low, row.high], [middle + shift] * 2, color=colour, linewidth=2, solid_capstyle="butt")
            face = colour if row.clear else style.PAPER
            axes.plot([row.value], [middle + shift], marker="D", markersize=6, color=colour, markerfacecolor=face, markeredgewidth=1.5)
            if row.second is not None and row.second_low is not None and row.second_high is not None:
                axes.plot([row.second_low, row.second_high], [middle - shift] * 2, color=style.BLUE, linewidth=1.4, linestyle=(0, (3, 1.5)))
                axes.plot([row.second], [middle - shift], marker="o", markersize=5, color=style.BLUE)
            half = len(names[row]) * style.line_height(style.SMALL) / 2
            style.block(canvas, LEFT, FOOT + middle + half, names[row], size, style.SMALL, color=style.INK)
            half = len(texts[row]) * style.line_height(style.SMALL) / 2
            below = style.block(canvas, size[0] - numbers + 0.06, FOOT + middle + half, texts[row][:1], size, style.SMALL)
            style.block(canvas, size[0] - numbers + 0.06, below, texts[row][1:], size, style.SMALL, color=style.MUTED)
            top -= steps[row]
        axes.set_xlabel(style.fit(scale.axis, size[0] - LEFT - COLUMN - 0.2), loc="left")

    caution = OVER_SETS if any(row.low < row.high for row in rows) else MODEL
    return FigureSpec(
        name, title, reading, _alt(rows, scale), *table((*COLUMNS, *SECOND) if rows[0].second is not None else COLUMNS, rows), size, paint, caution
    )


def _numbers(value: float, low: float, high: float, printed: str) -> str:
    return number(value, printed) if low == high else f"{number(value, printed)} ({number(low, printed)} to {number(high, printed)})"


def number(value: float, printed: str) -> str:
    """Return a number; a minus before nothing is left out, and so is its zero.

    >>> number(-0.001, ".2f"), number(0.25, "+.2f"), number(0.0, "+.2f")
    ('0.00', '+0.25', '0.00')
    """
    text = f"{value:{printed}}"
    return text.lstrip("+-") if float(text) == 0 else text


def _alt(rows: Sequence[DriverRow], scale: Scale) -> str:
    parts = []
    for row in rows:
        text = f"{row.factor} {_numbers(row.value, row.low, row.high, scale.printed)}{f', {row.note}' if row.note else ''}"
        if row.second is not None and row.second_low is not None and row.second_high is not None:
            text += f", {scale.second} {_numbers(row.second, row.second_low, row.second_high, scale.printed)}"
        parts.append(text + ("" if row.clear else ", not told from noise"))
    return f"Dots with 95 % intervals of {scale.axis}, largest first: {'; '.join(parts)}."
