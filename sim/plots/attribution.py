"""Why an outcome comes about: a bar for what each channel adds or takes, with its interval; all bars together are the outcome."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import frequency, style
from sim.plots.figure import CAUTION, FigureSpec, table

COLUMNS = ("part", "value", "low", "high", "share", "share_low", "share_high", "verdict")
LEFT, COLUMN, ROOM, FOOT, STEP = style.EDGE, 1.45, 1.5, 0.62, 0.5  # inches
HATCHES = ("", "////", "\\\\\\\\", "....", "xxxx", "----")
COLOURS = (style.VERMILION, style.GREEN, style.PURPLE, style.FAINT, style.BLUE, style.MUTED)


@dataclass(frozen=True, slots=True)
class PartRow:
    """What one part adds to the probability of the outcome, with the 95 % interval; share None: too few histories to say one."""

    part: str
    value: float
    low: float
    high: float
    share: float | None
    share_low: float | None
    share_high: float | None
    verdict: str


def draw(rows: Sequence[PartRow], total: PartRow, outcome: str, name: str) -> FigureSpec:
    """Return the figure of the `rows` that add up to `total`. ValueError without rows."""
    if not rows:
        raise ValueError("an attribution needs at least one part")
    base = frequency.axis_base(total.value, *(max(row.value, 0.0) for row in rows))
    size = (style.WIDTH, FOOT + STEP * len(rows) + 0.1)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = size[0] - LEFT - COLUMN - 0.16 - ROOM
        axes = style.place(canvas, LEFT + COLUMN + 0.16, FOOT, width, size[1] - FOOT - 0.05, size)
        low, high = base * min(0.0, *(row.low for row in rows)), base * max(row.high for row in rows)
        margin = 0.04 * (high - low) or 1.0
        axes.set(xlim=(low - (margin if low < 0 else 0.0), high + margin), ylim=(0, size[1] - FOOT - 0.05), yticks=[])
        style.few_ticks(axes, width)
        axes.spines["left"].set_visible(False)
        axes.grid(axis="x", color=style.GRID, linewidth=0.8)
        axes.axvline(0, color=style.INK, linewidth=1.2)
        middle = size[1] - FOOT - 0.05 - STEP / 2
        for place, row in enumerate(rows):
            colour, hatch = COLOURS[place % len(COLOURS)], HATCHES[place % len(HATCHES)]
            axes.barh(middle, base * row.value, height=0.28, color=colour, edgecolor=style.INK, linewidth=0.8, hatch=hatch)
            axes.plot([base * row.low, base * row.high], [middle - 0.19, middle - 0.19], color=style.INK, linewidth=1.6, solid_capstyle="butt")
            lines = style.wrap(row.part, COLUMN, style.SMALL, most=2)
            style.block(canvas, LEFT, FOOT + middle + len(lines) * style.line_height(style.SMALL) / 2, lines, size, style.SMALL, color=style.INK)
            texts = _numbers(row)
            top = FOOT + middle + len(texts) * style.line_height(style.SMALL) / 2
            below = style.block(canvas, size[0] - ROOM + 0.1, top, texts[:1], size, style.SMALL, color=style.INK)
            style.block(canvas, size[0] - ROOM + 0.1, below, texts[1:], size, style.SMALL, color=style.MUTED)
            middle -= STEP
        axes.set_xlabel(style.fit(f"adds, in {base:,} simulated histories", width + ROOM), loc="left")

    text, interval = frequency.with_interval(total.value, total.low, total.high) if total.value > 0 else ("none", "")
    reading = (
        f"Shapley shares of {outcome}, {text}{f' ({interval})' if interval else ''} in all: what each channel adds, over every order of knocking the "
        "others out on the same luck; below zero: it lowers the risk. Lines under bars: 95 % intervals."
    )
    data = table(COLUMNS, [*rows, total])
    return FigureSpec(name, _title(rows, outcome), reading, _alt(rows, outcome, text), *data, size, paint, CAUTION)


def _numbers(row: PartRow) -> list[str]:
    if row.verdict == "exactly none":
        return ["none"]
    if row.share is None or row.share_low is None or row.share_high is None:
        return ["too few histories"]
    text = percent(row.share, row.share_low, row.share_high)
    return [text, "unclear"] if row.verdict == "unclear" else [text]


def percent(share: float, low: float, high: float) -> str:
    """Return a share with its interval, with one decimal where that is narrower than two points; it may be negative, or above all.

    >>> percent(0.53, 0.51, 0.55), percent(0.0081, 0.007, 0.0092), percent(-0.002, -0.02, 0.02), percent(0.0, 0.0, 0.0), percent(1.0, 1.0, 1.0)
    ('53 % (51 to 55)', '0.8 % (0.7 to 0.9)', '0 % (-2 to 2)', 'none', 'all')
    """
    if low == high and share in (0.0, 1.0):
        return "all" if share else "none"
    decimals = 1 if high - low < 0.02 else 0
    texts = [f"{100.0 * number:.{decimals}f}" for number in (share, low, high)]
    shown, below, above = (text.lstrip("-") if float(text) == 0.0 else text for text in texts)
    return f"{shown} % ({below} to {above})"


def _title(rows: Sequence[PartRow], outcome: str) -> str:
    told = [row for row in rows if row.share is not None and row.verdict == "raises"]
    if not told:
        return f"Too few histories, or nothing clear, to say why {outcome} comes about"
    first = max(told, key=lambda row: row.value)
    return f"Most of {outcome} comes from {first.part}" if (first.share or 0.0) > 0.5 else f"The largest part of {outcome} comes from {first.part}"


def _alt(rows: Sequence[PartRow], outcome: str, total: str) -> str:
    parts = "; ".join(f"{row.part} {', '.join(_numbers(row))}" for row in rows)
    return f"Bars of what each channel adds to {outcome} ({total} in all), as shares of it with 95 % intervals: {parts}."
