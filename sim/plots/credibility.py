"""What the public believes over time, by what is true: would the reference crossing be answered (conventionally)?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import lines, spans, style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("group", "month", "mean", "low", "high")
AVERAGE = "all types"
PARTED = 0.02  # types that part by less than 2 in 100 have hardly parted
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.6, 0.62, 0.32, 2.7, 1.45  # inches


@dataclass(frozen=True, slots=True)
class BeliefPoint:
    """Mean public probability in [0, 1], with its 95 % interval, over the histories of one true type (or of all), at `month`."""

    group: str
    month: float
    mean: float
    low: float
    high: float


def draw(
    rows: Sequence[BeliefPoint], owner: str = "Russia", crossing: str = "the reference crossing", average: str = AVERAGE, name: str = "credibility"
) -> FigureSpec:
    """Return the credibility figure: one line a true type (at most four) and a dashed black one for the `average` group. ValueError without rows."""
    if not rows:
        raise ValueError("credibility needs at least one row")
    owner, crossing = style.clean(owner, 60), style.clean(crossing, 100)
    series = {row.group: sorted((other for other in rows if other.group == row.group), key=lambda point: point.month) for row in rows}
    groups = [key for key in series if key != average]
    looks = {key: style.look(index) for index, key in enumerate(groups)}
    if len(groups) == len(style.LOOKS) and average in series:
        raise ValueError(f"beside the average a figure tells at most {len(style.LOOKS) - 1} types apart, got {len(groups)}")
    looks[average] = style.LOOKS[-1]
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, LEFT, BOTTOM, size[0] - LEFT - ROOM, HEIGHT, size)
        axes.grid(axis="y", color=style.GRID, linewidth=0.8)
        unit, many = spans.unit(max(row.month for row in rows))
        ends = []
        for key, points in series.items():
            mean, low, high = ([100 * getattr(point, column) for point in points] for column in ("mean", "low", "high"))
            lines.draw(axes, [many * point.month for point in points], mean, low, high, looks[key])
            ends.append(lines.EndLabel(100 * points[-1].mean, key, _in_100(series, points[-1].mean), looks[key]))
        lowest, highest = min(row.low for row in rows), max(row.high for row in rows)
        margin = max(0.05, 0.15 * (highest - lowest))
        axes.set_ylim(100 * max(0.0, lowest - margin), 100 * min(1.0, highest + margin))
        months = [many * row.month for row in rows]
        axes.set_xlim(min(months) - (1.0 if min(months) == max(months) else 0.0), max(months))
        axes.set_xlabel(f"{unit}s since the start")
        style.above(canvas, axes, "believed chance of an answer, in 100", size)
        lines.beside(canvas, axes, ends, ROOM, size)

    words = _title(series, groups, owner), _reading(series, owner, crossing, average), _alt(series, owner, crossing)
    return FigureSpec(name, *words, *table(COLUMNS, rows), size, paint)


def _title(series: dict[str, list[BeliefPoint]], groups: Sequence[str], owner: str) -> str:
    if len(groups) < 2:
        points = next(iter(series.values()))
        return f"The belief that {owner} would answer goes from {_in_100(series, points[0].mean)} to {_in_100(series, points[-1].mean)} in 100"
    low, high = (pick(groups, key=lambda key: series[key][-1].mean) for pick in (min, max))
    month = series[low][-1].month
    if series[high][-1].low <= series[low][-1].high:
        return f"By {spans.at(month, month)} the public cannot yet tell the true types of {owner} apart"
    spread = f"from {_in_100(series, series[low][-1].mean)} to {_in_100(series, series[high][-1].mean)} in 100"
    if series[high][-1].mean - series[low][-1].mean < PARTED:
        return f"By {spans.at(month, month)} belief in an answer by {owner} has hardly parted by its true type: {spread}"
    return f"By {spans.at(month, month)} belief in an answer by {owner} has parted by its true type: {spread}"


def _in_100(series: dict[str, list[BeliefPoint]], mean: float) -> str:
    """Return a belief in 100, with a decimal where the lines end so close together that whole numbers would hide it."""
    ends = [points[place].mean for points in series.values() for place in (0, -1)]
    return f"{100 * mean:.{1 if max(ends) - min(ends) < 0.05 else 0}f}"


def _reading(series: dict[str, list[BeliefPoint]], owner: str, crossing: str, average: str) -> str:
    text = f"Public belief that {owner} would answer {crossing} with force short of nuclear use, by its true type. Bands: 95 % intervals of the mean."
    if average not in series:
        return text
    points = series[average]
    moved = max(point.mean for point in points) - min(point.mean for point in points)
    still = all(point.low <= points[0].mean <= point.high for point in points)
    verdict = "it is flat" if still else "what moves it here is the front, the calendar, or which histories are left"
    return (
        f"{text} Learning cannot shift the average over all types (a martingale): {verdict} (range {100 * moved:.1f} in 100). "
        "Erosion or gain of credibility shows only within a true type."
    )


def _alt(series: dict[str, list[BeliefPoint]], owner: str, crossing: str) -> str:
    longest = max(points[-1].month for points in series.values())
    parts = [
        f"{key}: {100 * points[0].mean:.1f} in 100 at {spans.at(points[0].month, longest)}, "
        f"{100 * points[-1].mean:.1f} at {spans.at(longest, longest)} "
        f"(95 % interval {100 * points[-1].low:.1f} to {100 * points[-1].high:.1f})."
        for key, points in series.items()
    ]
    return f"Lines over {spans.unit(longest)[0]}s: public belief that {owner} would answer {crossing}, by true type. " + " ".join(parts)
