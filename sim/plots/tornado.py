"""Which numbers of a scenario move an outcome most: one bar a number, from what one change of it does to what the other does, largest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.plots import style
from sim.plots.differences import FACTORS, ContrastRow, printed
from sim.plots.figure import FigureSpec, table

COLUMNS = ("label", "given", "to", "measure", "difference", "low", "high", "baseline", "unit")
HEAD, FOOT, LEFT, COLUMN = 0.36, 0.62, style.EDGE, 1.75  # inches
RAISED, LOWERED = (style.VERMILION, "^"), (style.BLUE, "v")


@dataclass(frozen=True, slots=True)
class TornadoRow:
    """What one change of one value does to one measure, with its 95 % interval; numbers as in `ContrastRow`."""

    label: str  # of the value
    given: float
    to: float
    measure: str
    difference: float
    low: float
    high: float
    baseline: float
    unit: str = "points"

    @property
    def contrast(self) -> ContrastRow:
        """The same as a contrast, for printing."""
        return ContrastRow(self.label, self.measure, self.difference, self.low, self.high, self.baseline, self.unit)

    @property
    def look(self) -> tuple[str, str]:
        """Colour and marker: whether the number is raised or lowered."""
        return RAISED if self.to > self.given else LOWERED


def draw(rows: Sequence[TornadoRow], name: str = "tornado") -> FigureSpec:
    """Return the figure, one panel a measure, numbers in the order of their largest effect. ValueError without rows."""
    if not rows:
        raise ValueError("a tornado needs at least one row")
    panels: dict[tuple[str, str], dict[str, list[TornadoRow]]] = {}
    for row in rows:
        panels.setdefault((row.measure, row.unit), {}).setdefault(row.label, []).append(row)
    panels = {key: dict(sorted(values.items(), key=lambda item: _reach(item[1]))) for key, values in panels.items()}
    names = {label: style.wrap(label, COLUMN, style.SMALL, most=3) for values in panels.values() for label in values}
    said = {(key, label): style.wrap(_said(group), COLUMN, style.SMALL, most=2) for key, values in panels.items() for label, group in values.items()}
    steps = {
        (key, label): (len(names[label]) + len(said[key, label])) * style.line_height(style.SMALL) + 0.14
        for key, values in panels.items()
        for label in values
    }
    numbers = max(style.width_of(line, style.SMALL) for row in rows for line in [_number(row)]) + 0.1
    heights = {key: sum(steps[key, label] for label in values) for key, values in panels.items()}
    size = (style.WIDTH, sum(HEAD + FOOT + height for height in heights.values()))
    width = size[0] - LEFT - COLUMN - 0.2 - numbers

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        top = size[1]
        for key, values in panels.items():
            bottom = top - HEAD - heights[key]
            axes = style.place(canvas, LEFT + COLUMN + 0.2, bottom, width, heights[key], size)
            _frame(axes, [row for group in values.values() for row in group], heights[key], width)
            axes.set_xlabel(style.fit(_axis(key), width + numbers), loc="left")
            title = style.fit(key[0][:1].upper() + key[0][1:], size[0] - 2 * LEFT, bold=True)
            canvas.text(LEFT / size[0], (top - 0.1) / size[1], title, va="top", weight="bold")
            place = 0.0
            for label, group in values.items():
                step = steps[key, label]
                _bar(axes, group, place + step / 2)
                y = style.block(canvas, LEFT, bottom + place + step - 0.07, names[label], size, style.SMALL, color=style.INK)
                style.block(canvas, LEFT, y, said[key, label], size, style.SMALL, color=style.MUTED)
                ordered = sorted(group, key=lambda row: -row.difference)
                y = bottom + place + step / 2 + len(ordered) * style.line_height(style.SMALL) / 2
                for row in ordered:
                    x = size[0] - numbers + 0.04
                    y = style.block(canvas, x, y, [_number(row)], size, style.SMALL, color=style.INK if _is_clear(row) else style.MUTED)
                place += step
            top = bottom - FOOT

    reading = (
        "Each number is changed by itself, on the same luck: to the ends of its range, or, where the scenario gives few ranges, to half of it and "
        "half as much again. Triangle up: the number is raised; triangle down: lowered. "
        "Hollow: the 95 % interval (thin line) holds zero."
    )
    return FigureSpec(name, _title(panels), reading, _alt(panels), *table(COLUMNS, rows), size, paint)


def _frame(axes: style.Axes, rows: Sequence[TornadoRow], height: float, width: float) -> None:
    factor = FACTORS.get(rows[0].unit, 1.0)
    low, high = min(0.0, *(factor * row.low for row in rows)), max(0.0, *(factor * row.high for row in rows))
    margin = 0.08 * (high - low) or 1.0
    axes.set(xlim=(low - margin, high + margin), ylim=(0, height), yticks=[])
    style.few_ticks(axes, width)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=style.GRID, linewidth=0.8)
    axes.axvline(0, color=style.INK, linewidth=1.2)


def _bar(axes: style.Axes, group: Sequence[TornadoRow], middle: float) -> None:
    for row in sorted(group, key=lambda row: -abs(row.difference)):
        factor = FACTORS.get(row.unit, 1.0)
        colour, marker = row.look
        axes.plot([0, factor * row.difference], [middle, middle], color=colour, linewidth=6, alpha=0.35, solid_capstyle="butt")
        axes.plot([factor * row.low, factor * row.high], [middle, middle], color=style.INK, linewidth=1.1, solid_capstyle="butt")
        face = colour if _is_clear(row) else style.PAPER
        axes.plot([factor * row.difference], [middle], marker=marker, markersize=7, color=colour, markerfacecolor=face, markeredgewidth=1.4)


def _is_clear(row: TornadoRow) -> bool:
    return row.low > 0 or row.high < 0


def _reach(group: Sequence[TornadoRow]) -> float:
    return max(abs(row.difference) for row in group)


def _said(group: Sequence[TornadoRow]) -> str:
    return f"{group[0].given:.6g}, here {' or '.join(f'{row.to:.6g}' for row in group)}"


def _number(row: TornadoRow) -> str:
    return printed(row.contrast, row.difference)


def _axis(key: tuple[str, str]) -> str:
    unit = key[1]
    if unit == "points":
        return "difference in percentage points"
    return f"difference in {unit.removeprefix('per ')} simulated histories" if unit in FACTORS else f"difference ({style.clean(unit, 40)})"


def _title(panels: Mapping[tuple[str, str], Mapping[str, Sequence[TornadoRow]]]) -> str:
    (measure, _), values = next(iter(panels.items()))
    label, group = list(values.items())[-1]
    top = max(group, key=lambda row: abs(row.difference))
    way = "more" if top.difference > 0 else "less"
    return f"Of the numbers compared, “{style.clean(label, 70)}” moves {style.clean(measure, 50)} most: {way} of it at {top.to:.6g}"


def _alt(panels: Mapping[tuple[str, str], Mapping[str, Sequence[TornadoRow]]]) -> str:
    parts = []
    for key, values in panels.items():
        items = "; ".join(
            f"{label}, {group[0].given:.6g}: "
            + ", ".join(f"at {row.to:.6g} {_number(row)} ({printed(row.contrast, row.low)} to {printed(row.contrast, row.high)})" for row in group)
            for label, group in reversed(list(values.items()))
        )
        parts.append(f"{key[0]}, {_axis(key)}: {items}.")
    return "Bars around zero with 95 % intervals, largest first. " + " ".join(parts)
