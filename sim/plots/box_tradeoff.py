"""What a search for a box had to choose between: coverage across, density up, one dot a step, and how the chosen box fares on other points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import style
from sim.plots.figure import MODEL, FigureSpec, table

COLUMNS = ("step", "coverage", "density", "restricted", "points_inside")
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.62, 0.62, 0.4, 2.9, 1.35  # inches


@dataclass(frozen=True, slots=True)
class Step:
    """One box: `step` is its number or `chosen`; shares in [0, 1], factors restricted, points inside."""

    step: str
    coverage: float
    density: float
    restricted: int
    points_inside: int


def draw(
    path: Sequence[Step],
    chosen: Step,
    interval: tuple[float, float] | None,
    others: tuple[float, float] | None,
    what: str,
    name: str = "box-tradeoff",
) -> FigureSpec:
    """Return the figure of the `path`, the `chosen` box, and (coverage, density) on points that were not searched. ValueError without a path.

    `interval` is the 95 % interval of the density of the chosen box, as if it had not been sought; None where points were not drawn.
    """
    if not path:
        raise ValueError("a trade-off needs at least one step")
    most = max(step.restricted for step in path)
    colours = style.ladder_colours(most + 1)
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = size[0] - LEFT - ROOM
        axes = style.place(canvas, LEFT, BOTTOM, width, HEIGHT, size)
        axes.set(xlim=(0, 1.04), ylim=(0, 1.06))
        style.few_ticks(axes, width)
        axes.grid(color=style.GRID, linewidth=0.8)
        axes.plot([s.coverage for s in path], [s.density for s in path], color=style.FAINT, linewidth=1, zorder=1)
        for step in path:
            axes.plot([step.coverage], [step.density], marker="o", markersize=6, color=colours[step.restricted], markeredgecolor=style.INK,
                      markeredgewidth=0.6, clip_on=False)  # fmt: skip
        axes.plot([chosen.coverage], [chosen.density], marker="o", markersize=13, color=style.VERMILION, markerfacecolor="none", markeredgewidth=2,
                  clip_on=False)  # fmt: skip
        if interval is not None:
            axes.plot([chosen.coverage] * 2, interval, color=style.VERMILION, linewidth=1.6, clip_on=False)
        labels = [(chosen.density, chosen.coverage, "chosen box", style.VERMILION)]
        if others is not None:
            axes.plot([others[0]], [others[1]], marker="X", markersize=9, color=style.BLUE, markeredgecolor=style.PAPER, clip_on=False)
            labels.append((others[1], others[0], "on points not searched", style.BLUE))
        labels.append((path[0].density, path[0].coverage, "all points", style.MUTED))
        _beside(canvas, axes, labels, size)
        _key(canvas, colours, size)
        axes.set_xlabel("coverage: share of all points of interest inside", loc="left")
        style.above(canvas, axes, "density: share of the points inside that are of interest", size)

    first = path[0].density
    title = f"A box on {_factors(chosen.restricted)} raises the density of points of interest from {first:.2f} to {chosen.density:.2f}"
    title += f" and keeps {chosen.coverage:.2f} of them" if chosen.restricted else ""
    if not chosen.restricted:
        title = "No box separates the points of interest better than all points together"
    reading = (
        f"Of interest: {what}. Each dot is a step of the search, darker with more factors restricted. Ring: the box taken, its density with the "
    )
    reading += "95 % interval as if it had not been sought"
    reading += "; cross: mean over halves of the points that were not searched." if others is not None else "."
    return FigureSpec(name, title, reading, _alt(path, chosen, interval, others), *table(COLUMNS, [*path, chosen]), size, paint, MODEL)


def _beside(canvas: style.Canvas, axes: style.Axes, labels: Sequence[tuple[float, float, str, str]], size: tuple[float, float]) -> None:
    box = axes.get_position()
    bottom, right = box.y0 * size[1], box.x1 * size[0]
    lines = [style.wrap(text, ROOM - 0.25, style.SMALL) for _, _, text, _ in labels]
    heights = [len(wrapped) * style.line_height(style.SMALL) + 0.06 for wrapped in lines]
    placed = style.spread([bottom + HEIGHT * y / 1.06 for y, _, _, _ in labels], heights, bottom + 0.9, bottom + HEIGHT + 0.1)
    for (y, x, _, colour), wrapped, end, height in zip(labels, lines, placed, heights, strict=True):
        finish = (1 + 0.1 / (right - box.x0 * size[0]), (end - bottom) / HEIGHT)
        axes.plot([x / 1.04, finish[0]], [y / 1.06, finish[1]], transform=axes.transAxes, clip_on=False, color=colour, linewidth=0.9, zorder=0)
        style.block(canvas, right + 0.14, end + height / 2 - 0.02, wrapped, size, style.SMALL, color=style.INK)


def _key(canvas: style.Canvas, colours: Sequence[str], size: tuple[float, float]) -> None:
    """Write which colour stands for how many restricted factors."""
    x, y = size[0] - ROOM + 0.14, BOTTOM + 0.62
    style.block(canvas, x, y + 0.16, ["factors restricted"], size, style.SMALL, color=style.MUTED)
    for count, colour in enumerate(colours[:6]):
        axes = style.place(canvas, x + 0.19 * count, BOTTOM + 0.22, 0.16, 0.16, size)
        axes.set(xticks=[], yticks=[], facecolor=colour)
        axes.text(0.5, 0.45, str(count), ha="center", va="center", fontsize=style.SMALL, color=style.on(colour))


def _factors(count: int) -> str:
    return f"{count} factor" + ("" if count == 1 else "s")


def _alt(path: Sequence[Step], chosen: Step, interval: tuple[float, float] | None, others: tuple[float, float] | None) -> str:
    steps = "; ".join(f"coverage {s.coverage:.2f}, density {s.density:.2f}, {_factors(s.restricted)}" for s in path)
    ends = f" (95 % interval {interval[0]:.2f} to {interval[1]:.2f})" if interval else ""
    also = f" On points that were not searched: coverage {others[0]:.2f}, density {others[1]:.2f}." if others and not math.isnan(others[0]) else ""
    return (
        f"Coverage and density of every step of the search: {steps}. Chosen: coverage {chosen.coverage:.2f}, density {chosen.density:.2f}{ends}, "
        f"{_factors(chosen.restricted)}, {chosen.points_inside} points.{also}"
    )
