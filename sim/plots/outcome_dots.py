"""The answer at a glance: one dot for each of 100 (or 1,000) simulated histories, grouped by how they end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isclose

from sim.plots import frequency, style
from sim.plots.figure import FigureSpec, table

NO_END = "no_end"
COLUMNS = ("key", "label", "p", "low", "high", "is_ending", "sets_low", "sets_high")
OTHERS = (style.Look(style.BLUE, "-", "^"), style.Look(style.INK, "-", "v"))
LEFT = style.EDGE
WIDTH = 3.7  # inches: half of the first page, on paper too


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One way for a history to end (these sum to 1), or an event along the way (`is_ending` False) such as a clash.

    `key` is a measure's name; `no_end` stands for histories that reach the horizon with none of the others. Probabilities in [0, 1].
    `sets_low` and `sets_high` are the ends of the middle 90 % over sets of uncertain numbers, where some were tried.
    """

    key: str
    label: str
    p: float
    low: float
    high: float
    is_ending: bool = True
    sets_low: float | None = None
    sets_high: float | None = None


def dots(shares: Sequence[float], count: int) -> list[int]:
    """Return whole numbers of dots that sum to `count`, by largest remainder; ties go to the earlier share.

    >>> dots([0.5, 0.333, 0.167], 10)
    [5, 3, 2]
    """
    quotas = [share * count for share in shares]
    whole = [floor(quota + 1e-9) for quota in quotas]
    order = sorted(range(len(shares)), key=lambda index: whole[index] - quotas[index])
    for index in order[: count - sum(whole)]:
        whole[index] += 1
    return whole


def dot_count(rows: Sequence[OutcomeRow]) -> int:
    """Return 100, or 1,000 where any outcome shown is rarer than 2 in 100 (but possible)."""
    return 1_000 if any(0.0 < row.p < frequency.RARE for row in rows) else 100


def draw(rows: Sequence[OutcomeRow], horizon_months: float = 12.0, name: str = "outcome-dots") -> FigureSpec:
    """Return the dot figure of `rows`: endings in the order given, then events along the way. ValueError if the endings do not sum to 1."""
    endings = [row for row in rows if row.is_ending]
    events = [row for row in rows if not row.is_ending]
    if not endings or not isclose(sum(row.p for row in endings), 1.0, abs_tol=1e-6):
        raise ValueError(f"the endings must sum to 1, got {sum(row.p for row in endings)!r}")
    count = dot_count(rows)
    blocks = list(zip(endings, dots([row.p for row in endings], count), strict=True))
    blocks += [(row, dots([row.p, 1.0 - row.p], count)[0]) for row in events]
    columns = 50 if count == 1_000 else 20
    width = WIDTH
    pitch = (width - 2 * LEFT) / columns
    labels = [style.wrap(_label(row, count), width - 2 * LEFT, bold=True) for row, _ in blocks]
    notes = [style.wrap(_note(row, count), width - 2 * LEFT, style.SMALL) for row, _ in blocks]
    heights = [
        len(label) * style.line_height() + len(note) * style.line_height(style.SMALL) + ceil(dot / columns) * pitch + 0.2
        for (_, dot), label, note in zip(blocks, labels, notes, strict=True)
    ]
    size = (width, sum(heights) + 0.2 + (0.2 if events else 0.0))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, 0, 0, size[0], size[1], size)
        axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
        axes.set_axis_off()
        y = size[1] - 0.1
        others = iter(OTHERS * len(blocks))
        for index, ((row, dot), label, note) in enumerate(zip(blocks, labels, notes, strict=True)):
            if index == len(endings):
                axes.plot([LEFT, size[0] - LEFT], [y, y], color=style.GRID, linewidth=1)
                y -= 0.2
            look = style.ENDINGS.get(row.key) or next(others)
            y = style.block(canvas, LEFT, y, label, size, weight="bold")
            y = style.block(canvas, LEFT, y, note, size, style.SMALL, color=style.MUTED)
            if look.marker == "o" and row.is_ending:
                _round(axes, dot, columns, y, pitch, look.colour)
            else:
                x_values = [LEFT + (place % columns + 0.5) * pitch for place in range(dot)]
                y_values = [y - (place // columns + 0.5) * pitch for place in range(dot)]
                diameter = style.POINTS_PER_INCH * pitch * {"o": 0.68, "D": 0.56}.get(look.marker, 0.66)
                fill = look.colour if row.is_ending else "none"
                axes.scatter(x_values, y_values, s=diameter**2, marker=look.marker, linewidths=1.0, facecolors=fill, edgecolors=look.colour)
            y -= ceil(dot / columns) * pitch + 0.2

    ranged = any(row.sets_low is not None for row in rows)
    words = _title(endings, horizon_months), _reading(count, bool(events), ranged), _alt(rows, blocks, count)
    return FigureSpec(name, *words, *table(COLUMNS, rows), size, paint)


def _round(axes: style.Axes, count: int, columns: int, top: float, pitch: float, colour: str) -> None:
    """Draw round dots as dotted lines, a line a row: one element for fifty dots, which a browser draws in a tenth of the time."""
    width = style.POINTS_PER_INCH * pitch * 0.86
    for row in range(ceil(count / columns)):
        last = min(columns, count - row * columns) - 1
        ends = [LEFT + 0.5 * pitch, LEFT + (last + 0.8) * pitch]  # a little beyond the last dot, so that rounding does not lose it
        dotted = (0, (0.001, pitch * style.POINTS_PER_INCH / width - 0.001))  # in widths of the line
        height = [top - (row + 0.5) * pitch] * 2
        axes.plot(ends, height, color=colour, linewidth=width, linestyle=dotted, dash_capstyle="round")


def _label(row: OutcomeRow, base: int) -> str:
    shown = frequency.in_n(row.p) if row.p in (0.0, 1.0) else frequency.with_interval(row.p, row.low, row.high, base)[0]
    text = f"{row.label}: {shown}"
    return text if row.is_ending else f"Along the way, {text}"


def _note(row: OutcomeRow, base: int) -> str:
    if row.p == 0.0 and row.high == 0.0:
        return "impossible in this model as set"
    if row.p == 0.0:
        return f"none seen; 95 % interval up to {frequency.in_n(row.high)}"
    if row.p == 1.0:
        return "nothing else seen" + (f"; 95 % interval from {frequency.in_n(row.low)}" if row.low < 1.0 else "")
    text = f"95 % interval {frequency.with_interval(row.p, row.low, row.high, base)[1]}"
    if row.sets_low is not None and row.sets_high is not None:
        text += f"; over inputs {' to '.join(frequency.short(end, base) if end > 0 else 'none' for end in (row.sets_low, row.sets_high))}"
    return text if row.is_ending else f"{text}; the history goes on after it, so it is no ending"


def _title(endings: Sequence[OutcomeRow], horizon_months: float) -> str:
    histories = "simulated years" if horizon_months == 12 else "simulated histories"
    top = max(endings, key=lambda row: row.p)
    others = [row.label for row in endings if row.key != NO_END]
    if top.p == 1.0 and (top.key != NO_END or not others):
        return f"All {histories} go one way: {top.label}"
    if top.key == NO_END and top.p > 0.5 and others:
        listed = others[0] if len(others) == 1 else f"{', '.join(others[:-1])} or {others[-1]}"
        return f"{'Most' if top.p < 1.0 else 'All'} {histories} end without {listed}"
    return f"The commonest way for {histories} to go is {top.label}: {frequency.in_n(top.p)}"


def _reading(count: int, has_events: bool, ranged: bool = False) -> str:
    text = f"Each dot stands for one in {count:,} simulated histories."
    text += " Hollow marks count an event along the way, apart from how the history ends." if has_events else ""
    return f"{text} Over inputs: the middle 90 % over sets of uncertain numbers." if ranged else text


def _alt(rows: Sequence[OutcomeRow], blocks: Sequence[tuple[OutcomeRow, int]], count: int) -> str:
    counts = ", ".join(f"{row.label} {dot}" for row, dot in blocks if row.is_ending)
    details = " ".join(f"{_label(row, count)} ({_note(row, count)})." for row in rows)
    return f"{count:,} dots by how the simulated history ends: {counts}. {details}"
