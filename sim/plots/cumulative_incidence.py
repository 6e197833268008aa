"""When endings come: the share of histories that have ended each way by each month, competing with one another; rare ones on their own scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import frequency, lines, spans, style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("ending", "month", "p", "low", "high")
SMALL_SHARE = 0.2  # an ending that stays below this part of the largest one gets the second panel
LABELS = {"nuclear_use": "nuclear use", "collapse": "front collapse", "no_end": "none of these"}
LEFT, BOTTOM, TOP, GAP, HEIGHT, ROOM = 0.6, 0.62, 0.32, 0.66, 1.7, 1.35  # inches


@dataclass(frozen=True, slots=True)
class IncidencePoint:
    """Share `p` in [0, 1] of histories that have ended this way by `month`, with its 95 % interval; `ending` is a measure's name."""

    ending: str
    month: float
    p: float
    low: float
    high: float


def draw(rows: Sequence[IncidencePoint], name: str = "cumulative-incidence") -> FigureSpec:
    """Return the figure of cumulative incidence, one line an ending (at most five). ValueError without rows."""
    if not rows:
        raise ValueError("cumulative incidence needs at least one row")
    series = {row.ending: sorted((other for other in rows if other.ending == row.ending), key=lambda point: point.month) for row in rows}
    unknown = [key for key in series if key not in style.ENDINGS]
    free = [look for look in style.LOOKS if look.colour not in [style.ENDINGS[key].colour for key in series if key in style.ENDINGS]]
    if len(unknown) > len(free):
        raise ValueError(f"a figure tells at most {len(style.LOOKS)} endings apart, got {len(series)}")
    looks = style.ENDINGS | dict(zip(unknown, free, strict=False))
    largest = max(row.p for row in rows)
    common = [key for key, points in series.items() if max(point.p for point in points) >= SMALL_SHARE * largest]
    panels = [group for group in (common, [key for key in series if key not in common]) if group]
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT * len(panels) + GAP * (len(panels) - 1))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        unit, many = spans.unit(max(row.month for row in rows))
        months = [many * row.month for row in rows]
        for number, group in enumerate(panels):
            bottom = size[1] - TOP - HEIGHT - number * (HEIGHT + GAP)
            axes = style.place(canvas, LEFT, bottom, size[0] - LEFT - ROOM, HEIGHT, size)
            axes.grid(axis="y", color=style.GRID, linewidth=0.8)
            base = frequency.axis_base(*(point.p for key in group for point in series[key]))
            ends = []
            for key in group:
                points = series[key]
                p, low, high = ([base * getattr(point, column) for point in points] for column in ("p", "low", "high"))
                lines.draw(axes, [many * point.month for point in points], p, low, high, looks[key])
                ends.append(lines.EndLabel(base * points[-1].p, _name(key), _count(points[-1], base), looks[key]))
            top = max(base * point.high for key in group for point in series[key])
            axes.set_ylim(0, 1.08 * top if top > 0 else 1)
            axes.set_xlim(min(0.0, min(months), max(months) - 1.0), max(months))
            style.above(canvas, axes, f"ended this way, in {base:,} simulated histories", size)
            axes.set_xlabel(f"{unit}s since the start" if number == len(panels) - 1 else "")
            lines.beside(canvas, axes, ends, ROOM, size)

    each = spans.unit(max(row.month for row in rows))[0]
    reading = f"Share of simulated histories that have ended each way by each {each}; a history ends once only. Bands: 95 % intervals."
    if len(panels) == 2:
        reading += " The lower panel has a scale of its own."
    return FigureSpec(name, _title(series), reading, _alt(series), *table(COLUMNS, rows), size, paint)


def _name(key: str) -> str:
    return style.clean(LABELS.get(key, key.replace("_", " ")), 60)


def _count(point: IncidencePoint, base: int | None = None) -> str:
    if point.p == 0:
        return "none seen" if point.high > 0 else "none"
    return frequency.in_n(point.p) if base is None else frequency.short(point.p, base)


def _title(series: dict[str, list[IncidencePoint]]) -> str:
    last = max(points[-1].month for points in series.values())
    ends = sorted(((points[-1].p, key) for key, points in series.items()), reverse=True)
    clauses = [f"{_name(key)} {frequency.in_n(p)}" for p, key in ends if p > 0]
    missing = [_name(key) for p, key in ends if p == 0]
    if missing:
        clauses.append(f"no {' or '.join(missing)}")
    return f"By {spans.at(last, last)}: " + ", ".join(clauses)


def _alt(series: dict[str, list[IncidencePoint]]) -> str:
    parts, longest = [], max(points[-1].month for points in series.values())
    for key, points in series.items():
        middle, last = points[len(points) // 2], points[-1]
        interval = f"95 % interval {frequency.with_interval(last.p, last.low, last.high)[1]}" if last.high > 0 else "impossible in this model as set"
        parts.append(
            f"{_name(key)}: {_count(middle)} by {spans.at(middle.month, longest)}, {_count(last)} by {spans.at(last.month, longest)} ({interval})."
        )
    return f"Rising lines, one an ending, over {spans.unit(longest)[0]}s since the start. " + " ".join(parts)
