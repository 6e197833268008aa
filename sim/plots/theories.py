"""It depends on your decision theory, or it does not: one row a theory with its sets of numbers, and below whose the spread is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from sim.plots import frequency, style
from sim.plots.figure import MODEL, FigureSpec

COLUMNS = ("what", "of", "value", "low", "high")
LEFT, COLUMN, STEP, AXIS, BAR, ROOM = style.EDGE, 1.42, 0.34, 0.66, 0.3, 1.0  # inches
WIDE = 30.0  # times the least: from here on the axis is logarithmic
CAUTION = f"{MODEL} Intervals: 95 %, of the shares over sets of numbers, of the diamonds simulation noise only."
FILLS = {"structural": (style.VERMILION, ""), "parametric": (style.BLUE, "////"), "sampling": (style.FAINT, "")}
MEANINGS = {"structural": "which decision theory", "parametric": "which numbers", "sampling": "chance of simulation"}


@dataclass(frozen=True, slots=True)
class TheoryRow:
    """One theory: the outcome as the scenario stands with its 95 % interval (None where it was not played), and at each set of numbers."""

    theory: str
    value: float | None
    low: float | None
    high: float | None
    sets: tuple[float, ...]
    sets_5: float
    sets_50: float
    sets_95: float


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One part of the variance: its share in [0, 1] with its 95 % interval."""

    part: str
    share: float
    low: float
    high: float


def draw(rows: Sequence[TheoryRow], shares: Sequence[ShareRow], outcome: str, log: bool = False, name: str = "theories") -> FigureSpec:
    """Return the figure of probabilities under several theories, in the order given, and of the shares of their variance. ValueError without rows.

    `log` says that the shares are those of the logarithm.
    """
    if not rows or not shares:
        raise ValueError("theories need at least one row and one share")
    outcome = style.clean(outcome, 60)
    every = [one for row in rows for one in (*row.sets, *(end for end in (row.value, row.low, row.high) if end is not None))]
    logarithmic = min(every) > 0 and max(every) > WIDE * min(every)
    base = frequency.axis_base(max(row.sets_50 for row in rows)) if logarithmic else frequency.axis_base(*every)
    names = {row.theory: style.wrap(row.theory, COLUMN, style.SMALL, most=2) for row in rows}
    keys = [_key(row) for row in shares]
    height = STEP * len(rows)
    size = (style.WIDTH, 0.1 + height + AXIS + BAR + 0.3 + len(keys) * style.line_height(style.SMALL) + 0.12)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width, bottom = size[0] - LEFT - COLUMN - 0.16 - 0.2, size[1] - 0.1 - height
        axes = style.place(canvas, LEFT + COLUMN + 0.16, bottom, width, height, size)
        axes.set(ylim=(len(rows) - 0.5, -0.5), yticks=[])
        axes.spines["left"].set_visible(False)
        if logarithmic:
            axes.set_xscale("log")
            low, high = floor(log10(base * min(every))), ceil(log10(base * max(every)))
            axes.set_xlim(base * min(every) / 1.3, base * max(every) * 1.3)
            axes.set_xticks([10.0**power for power in range(low, high + 1)], [f"{10.0**power:,g}" for power in range(low, high + 1)])
            axes.minorticks_off()
            axes.set_xlim(base * min(every) / 1.3, base * max(every) * 1.3)
        else:
            axes.set_xlim(-0.02 * base * max(every), 1.05 * base * max(every) if max(every) > 0 else 1)
            style.few_ticks(axes, width)
        axes.grid(axis="x", color=style.GRID, linewidth=0.8)
        for place, row in enumerate(rows):
            axes.plot([base * x for x in row.sets], [place - 0.16] * len(row.sets), "|", color=style.MUTED, markersize=5, markeredgewidth=0.7)
            axes.plot([base * row.sets_5, base * row.sets_95], [place + 0.04] * 2, color=style.BLUE, linewidth=2.4, solid_capstyle="butt")
            axes.plot([base * row.sets_50], [place + 0.04], "|", color=style.BLUE, markersize=9, markeredgewidth=2)
            if row.value is not None and row.low is not None and row.high is not None:
                ends = [base * max(end, min(every)) for end in (row.low, row.high)]
                axes.plot(ends, [place + 0.26] * 2, color=style.VERMILION, linewidth=1.4, solid_capstyle="butt")
                axes.plot([base * row.value], [place + 0.26], "D", color=style.VERMILION, markersize=4.5)
            middle = bottom + height - (place + 0.5) * STEP
            half = len(names[row.theory]) * style.line_height(style.SMALL) / 2
            style.block(canvas, LEFT, middle + half, names[row.theory], size, style.SMALL)
        axes.set_xlabel(style.fit(f"{outcome} in {base:,} simulated histories", width + 0.1, style.BODY), loc="left")
        _bar(canvas, shares, bottom - AXIS - BAR, size)
        y = bottom - AXIS - BAR - 0.12
        for share, key in zip(shares, keys, strict=True):
            _swatch(canvas, share.part, y, size)
            y = style.block(canvas, LEFT + 0.3, y, [style.fit(key, size[0] - LEFT - 0.42, style.SMALL)], size, style.SMALL)

    reading = (
        "Ticks: one set of numbers each, alike under every theory; blue: the middle 90 % of them and the median; diamond: the scenario as it "
        "stands, with its 95 % interval. "
        f"Below: whose the variance {'of the logarithm ' if log else ''}is."
    )
    data: list[tuple[str, str, float, float, float]] = []
    for row in rows:
        stands = row.value is not None and row.low is not None and row.high is not None
        data += [("as it stands", row.theory, row.value or 0.0, row.low or 0.0, row.high or 0.0)] if stands else []
        data += [("middle 90 % of sets", row.theory, row.sets_50, row.sets_5, row.sets_95)]
        data += [("one set", row.theory, x, x, x) for x in row.sets]
    data += [("share of the variance", row.part, row.share, row.low, row.high) for row in shares]
    return FigureSpec(name, _title(shares, outcome), reading, _alt(rows, shares, outcome), COLUMNS, tuple(data), size, paint, CAUTION)


def _bar(canvas: style.Canvas, shares: Sequence[ShareRow], bottom: float, size: tuple[float, float]) -> None:
    """Draw the shares as one bar of full width."""
    axes = style.place(canvas, LEFT, bottom, size[0] - 2 * LEFT, BAR, size)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    left = 0.0
    for row in shares:
        colour, hatch = FILLS.get(row.part, (style.PAPER, ""))
        axes.barh(0.5, row.share, left=left, height=0.94, color=colour, edgecolor=style.INK, linewidth=0.8, hatch=hatch)
        left += row.share


def _swatch(canvas: style.Canvas, part: str, y: float, size: tuple[float, float]) -> None:
    """Draw the fill of a part beside its words."""
    colour, hatch = FILLS.get(part, (style.PAPER, ""))
    axes = style.place(canvas, LEFT, y - 0.135, 0.2, 0.11, size)
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.set_axis_off()
    axes.barh(0.5, 1, height=1, color=colour, edgecolor=style.INK, linewidth=0.8, hatch=hatch)


def share_of(share: float, low: float, high: float) -> str:
    """Return a share with its interval in per cent; below 1 with one decimal.

    >>> share_of(0.208, 0.043, 0.609), share_of(0.0021, 0.0009, 0.004)
    ('21 % (4 to 61)', '0.2 % (0.1 to 0.4)')
    """
    return f"{percent(share)} ({_number(low)} to {_number(high)})"


def percent(share: float) -> str:
    """Return a share in per cent; below 1 with one decimal.

    >>> percent(0.997), percent(0.004), percent(0.0)
    ('100 %', '0.4 %', '0 %')
    """
    return f"{_number(share)} %"


def _number(share: float) -> str:
    return f"{100 * share:.1f}" if 0 < share < 0.0095 else f"{100 * share:.0f}"


def _key(row: ShareRow) -> str:
    return f"{MEANINGS.get(row.part, row.part)}: {share_of(row.share, row.low, row.high)}"


def _title(shares: Sequence[ShareRow], outcome: str) -> str:
    by_part = {row.part: row for row in shares}
    theory, numbers = by_part["structural"], by_part["parametric"]
    head = f"{outcome[:1].upper()}{outcome[1:]}"
    both = f"{percent(theory.share)} of its spread is which theory, {percent(numbers.share)} which numbers"
    if theory.low > 0.5:
        return f"{head} depends on your decision theory: {both}"
    if numbers.low > 0.5:
        return f"{head} depends on the numbers more than on your decision theory: {both}"
    return f"{head} depends on your decision theory and on the numbers: {both}"


def _alt(rows: Sequence[TheoryRow], shares: Sequence[ShareRow], outcome: str) -> str:
    parts = []
    for row in rows:
        text = (
            f"{row.theory}: median of sets {frequency.in_n(row.sets_50)}, middle 90 % {frequency.in_n(row.sets_5)} to {frequency.in_n(row.sets_95)}"
        )
        if row.value is not None and row.low is not None and row.high is not None:
            text += f"; as the scenario stands {frequency.in_n(row.value)} ({frequency.in_n(row.low)} to {frequency.in_n(row.high)})"
        parts.append(text)
    return f"{outcome[:1].upper()}{outcome[1:]} by decision theory. {'. '.join(parts)}. Variance: {'; '.join(map(_key, shares))}."
