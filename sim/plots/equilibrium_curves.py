"""How one outcome of a game depends on one parameter, a line for every equilibrium; where there are several lines the theory does not choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.plots import lines, style
from sim.plots.figure import EXACT, FigureSpec, table

COLUMNS = ("equilibrium", "x", "p")
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.66, 0.62, 0.45, 2.6, 1.4  # inches


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The value `p` of the outcome in the equilibrium of that name where the parameter is `x`."""

    equilibrium: str
    x: float
    p: float


def draw(
    rows: Sequence[CurvePoint],
    parameter: str,
    meaning: str,
    outcome: str,
    step: float,
    current: float | None = None,
    name: str = "equilibrium-curves",
) -> FigureSpec:
    """Return the figure; a line breaks where its equilibrium is missing for more than one `step` of x. ValueError without rows or for six names."""
    if not rows:
        raise ValueError("curves need at least one point")
    parameter, outcome = style.clean(parameter, 40), style.clean(outcome, 60)
    series = {row.equilibrium: sorted((other for other in rows if other.equilibrium == row.equilibrium), key=lambda point: point.x) for row in rows}
    looks = {key: style.look(index) for index, key in enumerate(series)}
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)
    xs = [row.x for row in rows]
    counted = len(set(xs)) > 1 and all(x == round(x) for x in xs)  # a whole number: points, with nothing between them
    top, floor = max(row.p for row in rows), min(0.0, *(row.p for row in rows))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = size[0] - LEFT - ROOM
        axes = style.place(canvas, LEFT, BOTTOM, width, HEIGHT, size)
        axes.grid(axis="y", color=style.GRID, linewidth=0.8)
        margin = 0.06 * (top - floor) or 0.5
        axes.set_ylim(floor - (margin if floor < 0 else 0.02 * (top - floor)), top + margin)
        axes.set_xlim((min(xs), max(xs)) if min(xs) < max(xs) else (xs[0] - 1, xs[0]))
        for key, points in series.items():
            for run in _runs(points, step):
                dots = (
                    {"linestyle": "", "marker": looks[key].marker, "markersize": 5.5, "clip_on": False} if counted else {"linestyle": looks[key].line}
                )
                axes.plot([point.x for point in run], [point.p for point in run], color=looks[key].colour, linewidth=2, **dots)
            axes.plot(
                points[-1].x, points[-1].p, color=looks[key].colour, linestyle="", marker=looks[key].marker, markersize=5.5, clip_on=False, zorder=5
            )
        if current is not None and min(xs) <= current <= max(xs):
            axes.axvline(current, color=style.MUTED, linestyle=(0, (2, 2)), linewidth=1.2)
        style.few_ticks(axes, width)
        if counted and len(set(xs)) <= 12:
            axes.set_xticks(sorted(set(xs)))
        label = f"{parameter}: {style.clean(meaning, 90)}" if meaning else parameter
        axes.set_xlabel(style.fit(label, size[0] - LEFT - 0.3), loc="left")
        style.above(canvas, axes, outcome, size)
        labels = [lines.EndLabel(points[-1].p, key, f"{points[-1].p:.3g}", looks[key]) for key, points in series.items()]
        lines.beside(canvas, axes, labels, ROOM, size)

    reading = f"{outcome} in every equilibrium of the game as {parameter} alone is changed."
    if current is not None:
        reading += f" Dotted line: the value as set, {current:g}."
    return FigureSpec(name, _title(series, parameter, outcome), reading, _alt(series, parameter, outcome), *table(COLUMNS, rows), size, paint, EXACT)


def _runs(points: Sequence[CurvePoint], step: float) -> list[list[CurvePoint]]:
    """Return the points in unbroken runs."""
    runs = [[points[0]]]
    for point in points[1:]:
        if point.x - runs[-1][-1].x > 1.5 * step:
            runs.append([])
        runs[-1].append(point)
    return runs


def _title(series: dict[str, list[CurvePoint]], parameter: str, outcome: str) -> str:
    at: dict[float, list[float]] = {}
    for points in series.values():
        for point in points:
            at.setdefault(point.x, []).append(point.p)
    x, apart = max(((x, max(ps) - min(ps)) for x, ps in at.items()), key=lambda pair: pair[1])
    if apart > 1e-9:
        return f"Equilibria of one and the same game differ in {outcome} by up to {apart:.3g}, at {parameter} = {x:.3g}"
    low, high = min(at), max(at)
    values = [at[x][0] for x in sorted(at)]
    span = f"from {values[0]:.3g} to {values[-1]:.3g}"
    rising, falling = (all(sign * (b - a) >= -1e-12 for a, b in pairwise(values)) for sign in (1, -1))
    over = f"As {parameter} goes from {low:.3g} to {high:.3g}, {outcome}"
    if rising and falling:
        return f"{over} stays at {values[0]:.3g}"
    if rising or falling:
        return f"{over} {'rises' if rising else 'falls'} {span}"
    if _turns(values) > 2:
        return f"{over} goes up and down between {min(values):.3g} and {max(values):.3g}"
    for word, extreme in (("highest", max(at, key=lambda x: at[x][0])), ("lowest", min(at, key=lambda x: at[x][0]))):
        if low < extreme < high:
            return f"{over} is {word}, {at[extreme][0]:.3g}, at {extreme:.3g}"
    return f"{over} mostly {'rises' if values[-1] > values[0] else 'falls'} {span}"


def _turns(values: Sequence[float]) -> int:
    """Return how often values that rise begin to fall, or the other way round."""
    steps = [b - a for a, b in pairwise(values) if abs(b - a) > 1e-9]
    return sum(one * two < 0 for one, two in pairwise(steps))


def _alt(series: dict[str, list[CurvePoint]], parameter: str, outcome: str) -> str:
    parts = []
    for key, points in series.items():
        shown = points[:: max(1, len(points) // 6)]
        parts.append(f"{key}: {', '.join(f'{point.p:.3g} at {point.x:.3g}' for point in shown)}")
    return f"Lines of {outcome} over {parameter}, one for each equilibrium. {'; '.join(parts)}."
