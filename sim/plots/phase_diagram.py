"""A map of regions in the plane of two parameters: where a game has which kind of equilibrium, with the closed-form lines between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from scipy.ndimage import distance_transform_edt

from sim.plots import style
from sim.plots.figure import EXACT, FigureSpec, Value

COLUMNS = ("what", "x", "y")
LEFT, BOTTOM, TOP, SIDE, ROOM = 0.66, 0.62, 0.42, 2.9, 1.3  # inches
HATCHES = ("", "////", "\\\\\\\\", "----", "||||", "xxxx", "++++", "....")
TINTS = (style.BLUE, style.VERMILION, style.GREEN, style.PURPLE, style.FAINT)
MOST = len(HATCHES)

Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Regions:
    """Which region each cell of a grid lies in: `names[row][column]` at `y[row]`, `x[column]`; None where no setting is legal."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    names: tuple[tuple[str | None, ...], ...]


def draw(
    regions: Regions,
    x_name: str,
    y_name: str,
    claim: str,
    boundaries: Mapping[str, Line] | None = None,
    current: tuple[float, float] | None = None,
    name: str = "phase-diagram",
) -> FigureSpec:
    """Return the map, each region labelled where it is widest; ValueError where nothing is legal, or for more than eight regions."""
    found = list(dict.fromkeys(region for row in regions.names for region in row if region is not None))
    if not found or len(found) > MOST:
        raise ValueError(f"a map shows 1 to {MOST} regions, got {len(found)}")
    boundaries = {style.clean(key, 40): line for key, line in (boundaries or {}).items()}
    size = (style.WIDTH, BOTTOM + TOP + SIDE)
    grid = np.array([[-1 if region is None else found.index(region) for region in row] for row in regions.names])

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = size[0] - LEFT - ROOM
        axes = style.place(canvas, LEFT, BOTTOM, width, SIDE, size)
        axes.set(xlim=(regions.x[0], regions.x[-1]), ylim=(regions.y[0], regions.y[-1]))
        outside: list[tuple[float, str, str]] = []
        for index, region in enumerate(found):
            _fill(axes, regions, grid == index, index)
            spot = _label_spot(grid == index, width, SIDE)
            lines = style.wrap(region, spot.width - 0.16, style.SMALL)
            fits = (
                len(lines) * style.line_height(style.SMALL) < spot.height
                and max(style.width_of(line, style.SMALL) for line in lines) < spot.width - 0.1
            )
            x, y = regions.x[spot.column], regions.y[spot.row]
            if fits:
                box = {"boxstyle": "round,pad=0.25", "facecolor": style.PAPER, "edgecolor": "none"}
                axes.text(x, y, "\n".join(lines), ha="center", va="center", fontsize=style.SMALL, color=style.INK, bbox=box, zorder=4)
            else:
                outside.append((BOTTOM + SIDE * (y - regions.y[0]) / (regions.y[-1] - regions.y[0]), region, TINTS[index % len(TINTS)]))
                axes.annotate("", (x, y), (regions.x[-1], y), arrowprops={"arrowstyle": "-", "color": style.INK, "linewidth": 0.8}, zorder=4)
        for key, line in boundaries.items():
            axes.plot([point[0] for point in line], [point[1] for point in line], color=style.INK, linewidth=1.4, zorder=3)
            outside += _line_label(regions, key, line)
        if current is not None and _inside(regions, current):
            axes.plot(*current, marker="o", markersize=8, markerfacecolor=style.PAPER, markeredgecolor=style.INK, markeredgewidth=1.6, zorder=5)
        _beside(canvas, outside, size)
        style.few_ticks(axes, width)
        axes.set_xlabel(style.fit(x_name, size[0] - LEFT - 0.3), loc="left")
        style.above(canvas, axes, y_name, size)

    mark = f" Ring: the values as set ({current[0]:g}, {current[1]:g})." if current is not None and _inside(regions, current) else ""
    drawn = f" Black lines: {', '.join(boundaries)}." if boundaries else ""
    reading = f"The region that each pair of values lies in, by closed form; further equilibria may stand beside the one named.{drawn}{mark}"
    return FigureSpec(name, claim, reading, _alt(regions, grid, found, x_name, y_name), COLUMNS, _rows(regions, boundaries), size, paint, EXACT)


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a label goes, and how many inches it may be wide and high."""

    row: int
    column: int
    width: float
    height: float


def _label_spot(mask: np.ndarray, width: float, height: float) -> _Spot:
    """Return the middle of the region where it is roomiest, counting width double less than height because labels are wide."""
    padded = np.pad(mask, 1)
    steps = (height / mask.shape[0], width / mask.shape[1] / 2.5)
    depth = distance_transform_edt(padded, sampling=steps)[1:-1, 1:-1]
    rows, columns = np.nonzero(depth >= 0.97 * depth.max())  # all places as roomy as the roomiest, of which the middle one is taken
    nearest = int(np.argmin((rows - rows.mean()) ** 2 + (columns - columns.mean()) ** 2))
    row, column = int(rows[nearest]), int(columns[nearest])
    across, up = _run(mask[row], column), _run(mask[:, column], row)
    middle = (across[0] + across[1]) // 2
    return _Spot(row, middle, (across[1] - across[0] + 1) * width / mask.shape[1], (up[1] - up[0] + 1) * height / mask.shape[0])


def _run(line: np.ndarray, at: int) -> tuple[int, int]:
    """Return the first and last index of the unbroken run of True around `at`."""
    low = high = at
    while low > 0 and line[low - 1]:
        low -= 1
    while high < len(line) - 1 and line[high + 1]:
        high += 1
    return low, high


def _fill(axes: Axes, regions: Regions, mask: np.ndarray, index: int) -> None:
    """Fill a region with its tint, and a hatch so that colour is not the only sign."""
    tint, hatch = TINTS[index % len(TINTS)], HATCHES[index]
    axes.contourf(regions.x, regions.y, mask.astype(float), levels=[0.5, 1.5], colors=[tint], alpha=0.28, hatches=[hatch], zorder=1)


def _line_label(regions: Regions, key: str, line: Line) -> list[tuple[float, str, str]]:
    """Return a label in the margin for a line that ends at the right edge; lines that end elsewhere are named in the reading alone."""
    x, y = max(line)
    span = regions.x[-1] - regions.x[0]
    inside = regions.y[0] <= y <= regions.y[-1]
    if abs(x - regions.x[-1]) > 0.01 * span or not inside:
        return []
    return [(BOTTOM + SIDE * (y - regions.y[0]) / (regions.y[-1] - regions.y[0]), key, style.INK)]


def _beside(canvas: style.Canvas, labels: Sequence[tuple[float, str, str]], size: tuple[float, float]) -> None:
    """Write labels into the right margin, at the height of what they name as far as they do not overlap."""
    wrapped = [style.wrap(text, ROOM - 0.24, style.SMALL, most=4) for _, text, _ in labels]
    heights = [len(lines) * style.line_height(style.SMALL) + 0.05 for lines in wrapped]
    placed = style.spread([label[0] for label in labels], heights, BOTTOM - 0.1, BOTTOM + SIDE + 0.1)
    for lines, middle, height in zip(wrapped, placed, heights, strict=True):
        style.block(canvas, size[0] - ROOM + 0.12, middle + height / 2 - 0.02, lines, size, style.SMALL, color=style.INK)


def _inside(regions: Regions, point: tuple[float, float]) -> bool:
    return regions.x[0] <= point[0] <= regions.x[-1] and regions.y[0] <= point[1] <= regions.y[-1]


def _rows(regions: Regions, boundaries: Mapping[str, Line]) -> tuple[tuple[Value, ...], ...]:
    """Return the lines, and every fifth cell of the grid."""
    lines: list[tuple[Value, ...]] = [(f"line {key}", float(x), float(y)) for key, line in boundaries.items() for x, y in line]
    step_x, step_y = max(1, len(regions.x) // 20), max(1, len(regions.y) // 20)
    cells: list[tuple[Value, ...]] = [
        (regions.names[row][column] or "not legal", float(regions.x[column]), float(regions.y[row]))
        for row in range(0, len(regions.y), step_y)
        for column in range(0, len(regions.x), step_x)
    ]
    return tuple(lines + cells)


def _alt(regions: Regions, grid: np.ndarray, found: Sequence[str], x_name: str, y_name: str) -> str:
    legal = max(1, int((grid >= 0).sum()))
    parts = []
    for index, region in enumerate(found):
        rows, columns = np.nonzero(grid == index)
        across = f"{regions.x[columns.min()]:.3g} to {regions.x[columns.max()]:.3g}"
        up = f"{regions.y[rows.min()]:.3g} to {regions.y[rows.max()]:.3g}"
        parts.append(f"{region}: {100 * len(rows) / legal:.0f} in 100 of the area, within {across} across and {up} up")
    return f"Map of the equilibria over {x_name} (across) and {y_name} (up). {'; '.join(parts)}."
