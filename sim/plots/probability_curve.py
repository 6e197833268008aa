"""How a probability moves as one factor is turned, for one or several settings of another, with the user's own value marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.plots import frequency, lines, style
from sim.plots.figure import CAUTION, OVER_SETS, FigureSpec, table

COLUMNS = ("series", "x", "p", "low", "high")
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.6, 0.62, 0.5, 2.5, 1.35  # inches


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The probability `p` in [0, 1] with its 95 % interval where the factor is `x`, in one series."""

    series: str
    x: float
    p: float
    low: float
    high: float


def draw(
    rows: Sequence[CurvePoint],
    factor: str,
    unit: str = "",
    outcome: str = "nuclear use",
    current: float | None = None,
    logarithmic: bool = False,
    name: str = "probability-curve",
    reading: str = "",
) -> FigureSpec:
    """Return the curve of `outcome` over `factor`, one line a series in order of appearance (at most five). ValueError without rows.

    `reading` is said where the curve is not one of a single factor changed alone.
    """
    if not rows:
        raise ValueError("a curve needs at least one point")
    factor, outcome = style.clean(factor, 60), style.clean(outcome, 60)
    series = {row.series: sorted((other for other in rows if other.series == row.series), key=lambda point: point.x) for row in rows}
    looks = {key: style.look(index) for index, key in enumerate(series)}
    base = frequency.axis_base(*(row.p for row in rows))
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, LEFT, BOTTOM, size[0] - LEFT - ROOM, HEIGHT, size)
        axes.grid(axis="y", color=style.GRID, linewidth=0.8)
        if logarithmic:
            axes.set_xscale("log")
            ticks = sorted({row.x for row in rows})
            axes.set_xticks(ticks[:: max(1, len(ticks) // 5)], [f"{tick:.3g}" for tick in ticks[:: max(1, len(ticks) // 5)]])
            axes.minorticks_off()
        for key, points in series.items():
            p, low, high = ([base * getattr(point, column) for point in points] for column in ("p", "low", "high"))
            lines.draw(axes, [point.x for point in points], p, low, high, looks[key], every=len(points) <= 12)
        top = base * max(row.high for row in rows)
        axes.set_ylim(0, 1.08 * top if top > 0 else 1)
        xs = [row.x for row in rows]
        if min(xs) < max(xs):
            axes.set_xlim(min(xs), max(xs))
        else:
            axes.set(xlim=(xs[0] / 2 if logarithmic else xs[0] - 1, xs[0]), xticks=[xs[0]])
        axes.set_xlabel(style.fit(f"{factor} ({style.clean(unit, 30)})" if unit else factor, size[0] - LEFT - ROOM / 2))
        style.above(canvas, axes, f"{outcome} in {base:,} simulated histories", size, rows=0 if current is None else 1)
        if current is not None and min(xs) <= current <= max(xs):
            axes.axvline(current, color=style.MUTED, linestyle=(0, (2, 2)), linewidth=1.2)
            side = "right" if axes.transData.transform((current, 0))[0] > axes.transAxes.transform((0.8, 0))[0] else "left"
            offset: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "xytext": (0, 4), "textcoords": "offset points"}
            axes.annotate(f"as set: {current:g}", (current, 1), ha=side, fontsize=style.SMALL, **offset)
        last = {key: points[-1].p for key, points in series.items()}
        decimals = frequency.decimals_of(base, *last.values())  # as many as tell the ends apart
        counts = {key: frequency.number(p, base, decimals) if p > 0 else "none" for key, p in last.items()}
        ends = [lines.EndLabel(base * p, key, counts[key], looks[key]) for key, p in last.items()]
        lines.beside(canvas, axes, ends, ROOM, size)

    caution = OVER_SETS if reading else CAUTION
    reading = reading or f"Share of simulated histories with {outcome} as {factor} alone is changed. Bands: 95 % intervals."
    if current is not None:
        reading += f" Dotted line: the value as set, {current:g}."
    return FigureSpec(
        name, _title(series, factor, outcome), reading, _alt(series, factor, unit, outcome), *table(COLUMNS, rows), size, paint, caution
    )


def trend(points: Sequence[CurvePoint]) -> str:
    """Return what the line does: `rises`, `falls`, `shows no clear change`, or where it is highest.

    The 95 % intervals of its lowest and highest point must not overlap for a change to be clear; a line that ends clearly elsewhere than it
    starts, and is nowhere clearly beyond its ends, rises or falls. A line that is zero everywhere is none throughout.
    """
    bottom, top = min(points, key=lambda point: point.p), max(points, key=lambda point: point.p)
    first, last = points[0], points[-1]
    if top.p == 0:
        return "is none throughout"
    if top.low <= bottom.high:
        return "shows no clear change"
    if last.low > first.high and top.low <= last.high and bottom.high >= first.low:
        return "rises"
    if last.high < first.low and top.low <= first.high and bottom.high >= last.low:
        return "falls"
    return f"is highest at {top.x:g}, {frequency.in_n(top.p)}"


def _title(series: dict[str, list[CurvePoint]], factor: str, outcome: str) -> str:
    clauses = []
    for key, points in series.items():
        first, last = points[0], points[-1]
        text = trend(points)
        if text in ("rises", "falls"):
            text += f" from {frequency.span(first.p, last.p)}"
        clauses.append((style.clean(key, 60), text))
    xs = [point.x for points in series.values() for point in points]
    if min(xs) == max(xs):
        return f"At {factor} {xs[0]:g}, {outcome} is " + ", ".join(f"{frequency.in_n(points[-1].p)} ({key})" for key, points in series.items())
    over = f"As {factor} goes from {min(xs):g} to {max(xs):g}, {outcome}"
    if len(clauses) == 1:
        return f"{over} {clauses[0][1]}"
    if len({text for _, text in clauses}) == 1:
        return f"{over} {clauses[0][1]}, in every series"
    listed = [f"{text} ({key})" for key, text in clauses]
    if len(clauses) > 2 or sum(len(item) for item in listed) > 140:
        rising = sum(text.startswith("rises") for _, text in clauses)
        falling = sum(text.startswith("falls") for _, text in clauses)
        return f"{over} rises in {rising} and falls in {falling} of {len(clauses)} series"
    return f"{over} {', '.join(listed[:-1])} and {listed[-1]}"


def _alt(series: dict[str, list[CurvePoint]], factor: str, unit: str, outcome: str) -> str:
    parts = []
    for key, points in series.items():
        values = ", ".join(f"{frequency.in_n(point.p)} at {point.x:g}" for point in points)
        parts.append(f"{key}: {values} ({trend(points)}).")
    return f"Lines of {outcome} in simulated histories over {factor}{f' in {unit}' if unit else ''}, with 95 % bands. " + " ".join(parts)
