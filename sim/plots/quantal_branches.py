"""Quantal response against precision: every branch of equilibria, one panel per information set, with the equilibria without error at the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes

from sim.plots import style
from sim.plots.figure import EXACT, FigureSpec, table

COLUMNS = ("panel", "branch", "precision", "p")
LEFT, RIGHT, BOTTOM, HEAD, PANEL, GAP = 0.56, 0.16, 0.62, 0.34, 1.15, 0.52  # inches
KEY_LINE = 0.24


@dataclass(frozen=True, slots=True)
class BranchPoint:
    """The probability `p` of the action that `panel` names, on one branch of equilibria, at a precision above 0."""

    panel: str
    branch: str
    precision: float
    p: float


@dataclass(frozen=True, slots=True)
class Target:
    """The probability of the action of `panel` in an equilibrium without error."""

    panel: str
    equilibrium: str
    p: float


@dataclass(frozen=True, slots=True)
class Beside:
    """What somebody else, `who`, does at one precision: the probability of the action of each panel."""

    who: str
    precision: float
    p: Mapping[str, float]


def draw(
    rows: Sequence[BranchPoint],
    title: str,
    forks: Sequence[float] = (),
    targets: Sequence[Target] = (),
    name: str = "quantal-branches",
    beside: Beside | None = None,
) -> FigureSpec:
    """Return the figure: precision on a logarithmic axis, a branch with the same look in all panels. ValueError without rows or for six branches.

    `beside` is marked by a line at its precision and a diamond in each panel.
    """
    if not rows:
        raise ValueError("branches need at least one point")
    panels = list(dict.fromkeys(row.panel for row in rows))
    branches = list(dict.fromkeys(row.branch for row in rows))
    looks = {branch: style.look(index) for index, branch in enumerate(branches)}
    columns = 1 if len(panels) == 1 else 2
    lines = -(-len(panels) // columns)
    key = KEY_LINE * len(branches) if len(branches) > 1 else 0.0
    size = (style.WIDTH, BOTTOM + key + lines * (PANEL + HEAD) + (lines - 1) * (GAP - HEAD) + 0.05)
    low, high = min(row.precision for row in rows), max(row.precision for row in rows)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = (size[0] - columns * (LEFT + RIGHT)) / columns
        for number, panel in enumerate(panels):
            row, column = divmod(number, columns)
            bottom = size[1] - key - 0.05 - HEAD - PANEL - row * (PANEL + GAP)
            left = column * (LEFT + width + RIGHT) + LEFT
            axes = style.place(canvas, left, bottom, width, PANEL, size)
            for branch in branches:
                points = [point for point in rows if (point.panel, point.branch) == (panel, branch)]
                axes.plot(
                    [point.precision for point in points],
                    [point.p for point in points],
                    color=looks[branch].colour,
                    linestyle=looks[branch].line,
                    linewidth=1.8,
                )
            for fork in forks:
                axes.axvline(fork, color=style.MUTED, linestyle=(0, (1, 2)), linewidth=1)
            for target in targets:
                if target.panel == panel:
                    axes.plot(
                        high, target.p, marker="o", markersize=6, markerfacecolor=style.PAPER, markeredgecolor=style.INK, clip_on=False, zorder=5
                    )
            if beside is not None:
                axes.axvline(beside.precision, color=style.INK, linewidth=0.8, zorder=0)
                axes.plot(beside.precision, beside.p[panel], marker="D", markersize=5.5, color=style.INK, zorder=5)
            _frame(axes, low, high, last=row == lines - 1 or number + columns >= len(panels))
            heading = style.wrap(panel, width + LEFT - 0.1, style.SMALL, most=2)
            style.block(
                canvas, left - LEFT + style.EDGE, bottom + PANEL + 0.06 + len(heading) * style.line_height(style.SMALL), heading, size, style.SMALL
            )
        canvas.text(
            LEFT / size[0], 0.08 / size[1], "precision (logarithmic; 0 is far to the left)", fontsize=style.SMALL, va="bottom", color=style.INK
        )
        if len(branches) > 1:
            _key(canvas, branches, looks, size)

    marks = " Rings: equilibria without error." if targets else ""
    dotted = " Dotted: where a branch forks." if forks else ""
    if beside is not None:
        marks += f" Diamonds: {beside.who}, at precision {beside.precision:g}."
    reading = f"Probability of the action named above each panel, as errors become rarer, on every branch of equilibria found.{marks}{dotted}"
    alt = _alt(rows, panels, branches, forks, targets)
    if beside is not None:
        alt += f" {beside.who} at precision {beside.precision:g}: {', '.join(f'{panel} {beside.p[panel]:.3f}' for panel in panels)}."
    data = [*rows, *(BranchPoint(panel, beside.who, beside.precision, beside.p[panel]) for panel in panels)] if beside else rows
    return FigureSpec(name, title, reading, alt, *table(COLUMNS, data), size, paint, EXACT)


def _frame(axes: Axes, low: float, high: float, last: bool) -> None:
    axes.set_xscale("log")
    axes.set(xlim=(low, high), ylim=(-0.02, 1.02), yticks=[0, 0.5, 1])
    axes.set_yticklabels(["0", "0.5", "1"])
    axes.grid(axis="y", color=style.GRID, linewidth=0.8)
    decades = [10.0**power for power in range(-9, 10) if low <= 10.0**power <= high]
    axes.set_xticks(decades, [f"{tick:g}" for tick in decades] if last else [""] * len(decades))
    axes.minorticks_off()


def _key(canvas: style.Canvas, branches: Sequence[str], looks: dict[str, style.Look], size: tuple[float, float]) -> None:
    """Write which line is which branch, above the panels."""
    axes = style.place(canvas, LEFT, size[1] - KEY_LINE * len(branches), 0.5, KEY_LINE * len(branches), size)
    axes.set(xlim=(0, 1), ylim=(0, len(branches)))
    axes.axis("off")
    for number, branch in enumerate(branches):
        y = len(branches) - number - 0.5
        axes.plot([0, 1], [y, y], color=looks[branch].colour, linestyle=looks[branch].line, linewidth=1.8)
        middle = size[1] - KEY_LINE * (number + 0.5)
        canvas.text((LEFT + 0.6) / size[0], middle / size[1], style.fit(branch, size[0] - LEFT - 0.8, style.SMALL), fontsize=style.SMALL, va="center")


def turns(values: Sequence[float], least: float = 0.02) -> int:
    """Return how often a line changes between rising and falling, changes of less than `least` not counted."""
    kept = [values[0]]
    for value in values:
        if len(kept) >= 2 and (value - kept[-1]) * (kept[-1] - kept[-2]) > 0:
            kept[-1] = value
        elif abs(value - kept[-1]) >= least:
            kept.append(value)
    return sum((b - a) * (c - b) < 0 for (a, b), (_, c) in pairwise(list(pairwise(kept)))) if len(kept) > 2 else 0


def _alt(rows: Sequence[BranchPoint], panels: Sequence[str], branches: Sequence[str], forks: Sequence[float], targets: Sequence[Target]) -> str:
    parts = []
    for panel in panels:
        for branch in branches:
            points = [row for row in rows if (row.panel, row.branch) == (panel, branch)]
            if points:
                first, last = points[0], points[-1]
                parts.append(f"{panel}, {branch}: {first.p:.3f} at precision {first.precision:.3g}, {last.p:.3f} at {last.precision:.3g}")
    fork = f" Branches fork at precision {', '.join(f'{fork:.4g}' for fork in forks)}." if forks else ""
    ends = [f"{target.panel} {target.p:.3f} ({target.equilibrium})" for target in targets]
    target_words = f" Equilibria without error: {'; '.join(ends)}." if ends else ""
    return f"Lines of choice probabilities over precision. {'; '.join(parts)}.{fork}{target_words}"
