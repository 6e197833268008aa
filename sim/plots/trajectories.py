"""How tense simulated histories are over time: some of them as thin lines, the spread of all as bands, and a few typical ones named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.plots import lines, spans, style
from sim.plots.figure import MODEL, FigureSpec

COLUMNS = ("history", "kind", "month", "rung")
LEFT, BOTTOM, TOP, HEIGHT, ROOM = 0.6, 0.62, 0.34, 3.0, 1.45  # inches
MOST = 24  # thin lines: more is a smear
TICKS = 49  # months at which bands are drawn


@dataclass(frozen=True, slots=True)
class Path:
    """One history: what happened to its tension (in rungs, the higher of the two sides) at each moment, ascending, the first at month 0.

    `kind` names a typical history; empty for the others.
    """

    history: int
    months: tuple[float, ...]
    rungs: tuple[float, ...]
    kind: str = ""

    def at(self, months: Sequence[float]) -> np.ndarray:
        """Return the rung at each of `months`, nan after the history's last moment; ndarray (months,)."""
        places = np.searchsorted(self.months, months, side="right") - 1
        found = np.asarray(self.rungs)[np.maximum(places, 0)]
        return np.where(np.asarray(months) <= self.months[-1], found, np.nan)


def draw(paths: Sequence[Path], typical: Sequence[Path], horizon_months: float, name: str = "trajectories") -> FigureSpec:
    """Return the figure of `paths`, drawn by their weights, and of at most four `typical` ones. ValueError without paths."""
    if not paths:
        raise ValueError("trajectories need at least one history")
    unit, many = spans.unit(horizon_months)
    months = [horizon_months * tick / (TICKS - 1) for tick in range(TICKS)]
    places = [many * month for month in months]
    table = np.stack([path.at(months) for path in paths])
    known = np.isfinite(table).sum(axis=0) > 0
    bands = np.full((5, TICKS), np.nan)
    bands[:, known] = np.nanquantile(table[:, known], (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    size = (style.WIDTH, BOTTOM + TOP + HEIGHT)
    most = max(float(np.nanmax(table)), *(max(path.rungs) for path in typical)) if typical else float(np.nanmax(table))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, LEFT, BOTTOM, size[0] - LEFT - ROOM, HEIGHT, size)
        axes.grid(axis="y", color=style.GRID, linewidth=0.8)
        axes.set(xlim=(0, many * horizon_months), ylim=(0, max(1.0, 1.04 * most)))
        axes.fill_between(places, bands[0], bands[4], color=style.INK, alpha=0.16, linewidth=0)
        axes.fill_between(places, bands[1], bands[3], color=style.INK, alpha=0.22, linewidth=0)
        for path in paths[:MOST]:
            axes.plot([many * month for month in path.months], path.rungs, color=style.FAINT, linewidth=0.4, alpha=0.35, drawstyle="steps-post")
        ends = []
        for place, path in enumerate(typical):
            look = style.look(place)
            across = [many * month for month in path.months]
            axes.plot(across, path.rungs, color=look.colour, linewidth=1.6, linestyle=look.line, drawstyle="steps-post")
            axes.plot(across[-1:], path.rungs[-1:], marker=look.marker, color=look.colour, markersize=6, clip_on=False, zorder=6)
            ends.append(lines.EndLabel(path.rungs[-1], path.kind, f"history {path.history:,}", look))
        axes.set_xlabel(f"{unit}s since the start")
        axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
        style.above(canvas, axes, "tension, in rungs of the ladder (the higher side)", size)
        lines.beside(canvas, axes, ends, ROOM, size)

    middle = _number(bands[2], known)
    top = float(np.nanmax(bands[4]))
    where = f"stays near rung {middle[0]:.0f}" if round(middle[0]) == round(middle[1]) else f"moves between rungs {middle[0]:.0f} and {middle[1]:.0f}"
    title = f"The middle level of tension {where}; 1 in 20 simulated histories is at rung {top:.0f} or above"
    reading = (
        f"Thin lines: {min(MOST, len(paths))} of {len(paths)} histories drawn by their weights. Bands: the middle 50 and 90 in 100; 10 in 100 "
        "lie outside the outer band. Coloured lines: typical histories, told below. A line ends where its history ends."
    )
    alt = (
        f"Lines over {unit}s of the tension of {len(paths)} histories. Middle history: rung {bands[2][0]:.1f} at the start, "
        f"between {middle[0]:.1f} and {middle[1]:.1f} later; the middle 90 in 100 reach from {float(np.nanmin(bands[0])):.1f} to {top:.1f}."
    )
    alt += "".join(f" Typical, {path.kind}: history {path.history}, highest rung {max(path.rungs):.1f}." for path in typical)
    rows = tuple(
        (path.history, path.kind, month, float(rung))
        for path in (*typical, *paths)
        for month, rung in zip(months, path.at(months), strict=True)
        if np.isfinite(rung)
    )
    return FigureSpec(name, title, reading, alt, COLUMNS, rows, size, paint, MODEL)


def _number(middle: np.ndarray, known: np.ndarray) -> tuple[float, float]:
    return float(middle[known].min()), float(middle[known].max())
