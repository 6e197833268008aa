"""What a change does: paired differences on the same luck, as dots with intervals around zero, one panel a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.plots import style
from sim.plots.differences import COLUMNS, FACTORS, ContrastRow, printed
from sim.plots.figure import FigureSpec, table

FOOT, HEAD, LEFT, COLUMN = 0.62, 0.36, style.EDGE, 1.65  # inches

STYLES = {"up": (style.VERMILION, "^"), "down": (style.BLUE, "v"), "unclear": (style.MUTED, "o"), "exactly none": (style.INK, "s")}


def draw(rows: Sequence[ContrastRow], name: str = "contrasts") -> FigureSpec:
    """Return the figure of paired differences, largest first in each panel; one panel a (measure, unit). ValueError without rows."""
    if not rows:
        raise ValueError("contrasts need at least one row")
    panels: dict[tuple[str, str], list[ContrastRow]] = {}
    for row in rows:
        panels.setdefault((row.measure, row.unit), []).append(row)
    for group in panels.values():
        group.sort(key=lambda row: row.difference)
    names = {row: style.wrap(row.label, COLUMN, style.SMALL, most=4) for row in rows}
    steps = {row: max(2, len(lines)) * style.line_height(style.SMALL) + 0.12 for row, lines in names.items()}
    numbers = max(style.width_of(line, style.SMALL) for row in rows for line in _numbers(row)) + 0.12
    heights = {key: sum(steps[row] for row in group) for key, group in panels.items()}
    size = (style.WIDTH, sum(HEAD + FOOT + height for height in heights.values()))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        top = size[1]
        for (measure, unit), group in panels.items():
            height = heights[measure, unit]
            bottom = top - HEAD - height
            width = size[0] - LEFT - COLUMN - 0.16 - numbers
            axes = style.place(canvas, LEFT + COLUMN + 0.16, bottom, width, height, size)
            _panel(canvas, axes, group, names, steps, numbers, bottom, size)
            axes.set_xlabel(style.fit(_axis(measure, unit), size[0] - LEFT - COLUMN - 0.16 - style.EDGE), loc="left")
            canvas.text(LEFT / size[0], (top - 0.1) / size[1], style.fit(_capital(measure), size[0] - 2 * LEFT, bold=True), va="top", weight="bold")
            top = bottom - FOOT

    reading = (
        "Difference between two runs on the same luck, history by history. Filled up or down triangle: clearly more or less; hollow ring: unclear, "
        "the 95 % interval holds zero; square: no history differs at all."
    )
    return FigureSpec(name, _title(rows), reading, _alt(panels), *table(COLUMNS, [row for group in panels.values() for row in group]), size, paint)


def _panel(
    canvas: style.Canvas,
    axes: style.Axes,
    group: Sequence[ContrastRow],
    names: Mapping[ContrastRow, list[str]],
    steps: Mapping[ContrastRow, float],
    numbers: float,
    bottom: float,
    size: tuple[float, float],
) -> None:
    factor = FACTORS.get(group[0].unit, 1.0)
    low, high = min(0.0, *(factor * row.low for row in group)), max(0.0, *(factor * row.high for row in group))
    margin = 0.08 * (high - low) or 1.0
    axes.set(xlim=(low - margin, high + margin), ylim=(0, sum(steps[row] for row in group)), yticks=[])
    style.few_ticks(axes, size[0] - LEFT - COLUMN - 0.16 - numbers)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=style.GRID, linewidth=0.8)
    axes.axvline(0, color=style.INK, linewidth=1.2)
    place = 0.0
    for row in group:
        middle = place + steps[row] / 2
        colour, marker = STYLES[row.verdict]
        axes.plot([factor * row.low, factor * row.high], [middle, middle], color=colour, linewidth=2, solid_capstyle="butt")
        face = style.PAPER if row.verdict == "unclear" else colour
        axes.plot([factor * row.difference], [middle], marker=marker, markersize=7.5, color=colour, markerfacecolor=face, markeredgewidth=1.6)
        lines = names[row]
        half = len(lines) * style.line_height(style.SMALL) / 2
        style.block(canvas, LEFT, bottom + middle + half, lines, size, style.SMALL, color=style.INK)
        below = style.block(canvas, size[0] - numbers + 0.06, bottom + middle + style.line_height(style.SMALL), _numbers(row)[:1], size, style.SMALL)
        style.block(canvas, size[0] - numbers + 0.06, below, _numbers(row)[1:], size, style.SMALL, color=style.MUTED)
        place += steps[row]


def _numbers(row: ContrastRow) -> tuple[str, str]:
    if row.verdict == "exactly none":
        return "exactly 0", f"from {printed(row, row.baseline, signed=False)}"
    return f"{printed(row, row.difference)} ({printed(row, row.low)}, {printed(row, row.high)})", f"from {printed(row, row.baseline, signed=False)}"


def _axis(measure: str, unit: str) -> str:
    if unit == "points":
        return "difference in percentage points"
    if unit in FACTORS:
        return f"difference in {unit.removeprefix('per ')} simulated histories"
    return f"difference ({style.clean(unit, 40)})" if unit else "difference"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(rows: Sequence[ContrastRow]) -> str:
    measure = rows[0].measure
    group = [row for row in rows if row.measure == measure]
    clear = [row for row in group if row.verdict in ("up", "down")]
    if not clear:
        return f"No change shown has a clear effect on {style.clean(measure, 60)}"
    top = max(clear, key=lambda row: abs(row.difference))
    unit = {"points": " points"}.get(top.unit, f" in {top.unit.removeprefix('per ')}" if top.unit in FACTORS else f" {top.unit}".rstrip())
    effect = f"“{style.clean(top.label, 80)}” ({printed(top, top.difference)}{style.clean(unit, 40) and unit})"
    if len(group) == 1:
        return f"{_capital(style.clean(measure, 60))} clearly {'rises' if top.verdict == 'up' else 'falls'} with {effect}"
    return f"{len(clear)} of {len(group)} changes move {style.clean(measure, 60)} clearly; most of all {effect}"


def _alt(panels: Mapping[tuple[str, str], Sequence[ContrastRow]]) -> str:
    parts = []
    for (measure, unit), group in panels.items():
        items = "; ".join(f"{row.label} {', '.join(_numbers(row))}, {row.verdict}" for row in reversed(group))
        parts.append(f"{_capital(measure)}, {_axis(measure, unit)}: {items}.")
    return "Dots with 95 % intervals around zero, largest first. " + " ".join(parts)
