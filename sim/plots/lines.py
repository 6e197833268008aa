"""Lines with their 95 % bands, and direct labels at their right ends: spread so that none overlap, each tied to its line by a thin leader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.plots import style

LEADER = 0.16  # inches between the end of the axes and the text


@dataclass(frozen=True, slots=True)
class EndLabel:
    """What to write beside the end of one line, at height `y` in data units: its name and the value there."""

    y: float
    name: str
    value: str
    look: style.Look

    def lines(self, inches: float, most: int) -> list[str]:
        """Return `name: value` as at most `most` lines (at least two); a name too long for them is cut, the value never."""
        name = style.clean(self.name)
        wrapped = style.wrap(f"{name}: {self.value}", inches, style.SMALL)
        while len(wrapped) > max(2, most) and name:
            name = name[:-1]
            wrapped = style.wrap(f"{name.rstrip()}…: {self.value}", inches, style.SMALL)
        return wrapped


def draw(
    axes: Axes, x: Sequence[float], p: Sequence[float], low: Sequence[float], high: Sequence[float], look: style.Look, every: bool = False
) -> None:
    """Draw one line through `p` with a band from `low` to `high`, all in data units; markers at its end only, or at `every` point."""
    axes.fill_between(x, low, high, color=look.colour, alpha=0.18, linewidth=0)
    axes.plot(x, p, color=look.colour, linestyle=look.line, linewidth=2)
    marked = slice(None) if every else slice(-1, None)
    axes.plot(x[marked], p[marked], color=look.colour, linestyle="", marker=look.marker, markersize=5.5, clip_on=False, zorder=5)


def beside(canvas: style.Canvas, axes: Axes, labels: Sequence[EndLabel], room: float, size: tuple[float, float]) -> None:
    """Write `labels` into the `room` inches right of `axes` on a canvas of `size`; axis limits must be final."""
    box = axes.get_position()
    bottom, top, right = box.y0 * size[1], box.y1 * size[1], box.x1 * size[0]
    low, high = axes.get_ylim()
    most = int((top - bottom) / max(1, len(labels)) / style.line_height(style.SMALL))
    lines = [label.lines(room - LEADER - 0.08, most) for label in labels]
    heights = [len(wrapped) * style.line_height(style.SMALL) + 0.05 for wrapped in lines]
    wanted = [bottom + (top - bottom) * (label.y - low) / (high - low) for label in labels]
    placed = style.spread(wanted, heights, bottom - 0.1, max(top, bottom - 0.1 + sum(heights)) + 0.1)
    for label, wrapped, start, end, height in zip(labels, lines, wanted, placed, heights, strict=True):
        axes.plot(
            [1, 1 + (LEADER - 0.04) / (right - box.x0 * size[0])],
            [(start - bottom) / (top - bottom), (end - bottom) / (top - bottom)],
            transform=axes.transAxes,
            clip_on=False,
            color=label.look.colour,
            linewidth=1.2,
        )
        style.block(canvas, right + LEADER, end + height / 2 - 0.02, wrapped, size, style.SMALL, color=style.INK)
