"""Whether a record can tell a bluff: belief that a threat is meant, after the record against before it. On the diagonal nothing was learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import lines, style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("series", "prior", "posterior")
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.6, 0.62, 0.32, 2.9, 1.5  # inches
FLAT = 0.02  # a belief that moves by less is called unmoved
CAUTION = "About this model, not the world: exact on its own grid of types, given its assumptions."


@dataclass(frozen=True, slots=True)
class Moved:
    """One belief in [0, 1] before and after the record."""

    series: str
    prior: float
    posterior: float


def draw(rows: Sequence[Moved], owner: str, count: int, name: str = "bluff") -> FigureSpec:
    """Return the figure; at most four series beside the diagonal. ValueError without rows."""
    if not rows:
        raise ValueError("a figure of priors and posteriors needs at least one row")
    series = {row.series: sorted((one for one in rows if one.series == row.series), key=lambda one: one.prior) for row in rows}
    looks = {key: style.look(index) for index, key in enumerate(series)}
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, LEFT, BOTTOM, size[0] - LEFT - ROOM, HEIGHT, size)
        axes.set(xlim=(0, 100), ylim=(0, 100))
        axes.set_xticks([0, 50, 100])
        axes.set_yticks([0, 50, 100])
        axes.grid(color=style.GRID, linewidth=0.8)
        axes.plot([0, 100], [0, 100], color=style.INK, linewidth=1, linestyle=(0, (2, 2)))
        ends = []
        for key, points in series.items():
            x, y = [100 * point.prior for point in points], [100 * point.posterior for point in points]
            axes.plot(x, y, color=looks[key].colour, linestyle=looks[key].line, linewidth=1.8, marker=looks[key].marker, markersize=5.5)
            low, high = min(p.posterior - p.prior for p in points), max(p.posterior - p.prior for p in points)
            ends.append(lines.EndLabel(y[-1], key, "moves it by " + _span(low, high), looks[key]))
        axes.set_xlabel("before the record, in 100")
        style.above(canvas, axes, "believed chance that the threat is meant, after, in 100", size)
        lines.beside(canvas, axes, ends, ROOM, size)

    words = _title(series, owner), _reading(owner, count), _alt(series, owner)
    return FigureSpec(name, *words, *table(COLUMNS, rows), size, paint, CAUTION)


def _span(low: float, high: float) -> str:
    largest = max(abs(low), abs(high))
    return "less than 1 in 1,000" if largest < 0.001 else f"up to {100 * largest:.1f} in 100"


def _unmoved(series: dict[str, list[Moved]]) -> list[str]:
    return [key for key, points in series.items() if all(abs(point.posterior - point.prior) < FLAT for point in points)]


def _title(series: dict[str, list[Moved]], owner: str) -> str:
    unmoved = _unmoved(series)
    if not unmoved:
        return f"The record moves belief in whether {style.clean(owner, 40)} means its threats"
    return f"Whatever one believed of {style.clean(' and '.join(unmoved), 60)} by {style.clean(owner, 40)} before, the record leaves one there"


def _reading(owner: str, count: int) -> str:
    return (
        f"Belief that {style.clean(owner, 40)}'s audience cost is real after {count} dated crossings, against the belief before. "
        "On the dotted diagonal nothing was learned."
    )


def _alt(series: dict[str, list[Moved]], owner: str) -> str:
    parts = [f"{key}: " + ", ".join(f"{100 * p.prior:.0f} becomes {100 * p.posterior:.1f}" for p in points) + "." for key, points in series.items()]
    return f"Lines of belief in {owner}'s threats after against before, in 100, exact given the model, so without a 95 % interval. " + " ".join(parts)
