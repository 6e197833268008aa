"""A discovered box as rules: for each factor it restricts, which part of its range, with the share of sets of interest inside and outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.plots import frequency, style
from sim.plots.figure import MODEL, FigureSpec, table

COLUMNS = ("factor", "range_low", "range_high", "low", "high", "current")
FOOT, COLUMN, LEFT, STEP, ROOM = 0.62, 1.9, style.EDGE, 0.46, 1.1  # inches


@dataclass(frozen=True, slots=True)
class Rule:
    """What the box asks of one factor: from `low` to `high` of its whole range; `current` is the scenario's own value."""

    factor: str
    range_low: float
    range_high: float
    low: float
    high: float
    current: float | None


@dataclass(frozen=True, slots=True)
class Fare:
    """How the box fares: sets inside, of these of interest, and of interest in all; the same out of sample where that was tried (density)."""

    inside: int
    hits: int
    wanted: int
    sets: int
    elsewhere: float | None = None


def draw(rules: Sequence[Rule], fare: Fare, what: str, name: str = "rules") -> FigureSpec:
    """Return the figure of the `rules` of one box; `what` says which sets are of interest. ValueError without rules."""
    if not rules:
        raise ValueError("a box needs at least one rule")
    size = (style.WIDTH, FOOT + STEP * len(rules) + 0.1)
    names = {rule: style.wrap(rule.factor, COLUMN, style.SMALL, most=2) for rule in rules}

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        width = size[0] - LEFT - COLUMN - 0.16 - ROOM
        axes = style.place(canvas, LEFT + COLUMN + 0.16, FOOT, width, STEP * len(rules), size)
        axes.set(xlim=(-0.04, 1.04), ylim=(0, STEP * len(rules)), yticks=[])
        axes.set_xticks([0, 1], ["lowest", "highest"])
        axes.spines["left"].set_visible(False)
        middle = STEP * (len(rules) - 0.5)
        for rule in rules:
            whole = rule.range_high - rule.range_low or 1.0
            low, high = ((end - rule.range_low) / whole for end in (rule.low, rule.high))
            axes.plot([0, 1], [middle, middle], color=style.FAINT, linewidth=1.4)
            axes.plot([low, high], [middle, middle], color=style.VERMILION, linewidth=7, solid_capstyle="butt")
            if rule.current is not None:
                axes.plot([(rule.current - rule.range_low) / whole], [middle], marker="X", markersize=9, color=style.INK, zorder=5, clip_on=False)
            half = len(names[rule]) * style.line_height(style.SMALL) / 2
            style.block(canvas, LEFT, FOOT + middle + half, names[rule], size, style.SMALL, color=style.INK)
            text = style.fit(_limits(rule), ROOM - 0.1, style.SMALL)
            canvas.text((size[0] - ROOM + 0.1) / size[0], (FOOT + middle) / size[1], text, fontsize=style.SMALL, va="center")
            middle -= STEP
        axes.set_xlabel("within the range of the scenario", loc="left")

    title = f"When {' and '.join(f'{style.clean(rule.factor, 60)} is {_limits(rule)}' for rule in rules)}: {fare.hits} of {fare.inside} sets"
    reading = (
        f"Of interest: {style.clean(what, 200)}. Thick: the part of a factor's range inside the box; cross: the scenario as it stands. The box holds "
        f"{fare.hits} of {fare.wanted} sets of interest (coverage) and {fare.inside - fare.hits} others (density {frequency.in_n(_share(fare))})."
    )
    if fare.elsewhere is not None:
        reading += f" On sets that were not used to find it the density is {frequency.in_n(fare.elsewhere)}."
    alt = f"{title}, of {fare.sets} in all. " + " ".join(f"{rule.factor}: {_limits(rule)}." for rule in rules)
    rows = [replace(rule, factor=style.clean(rule.factor)) for rule in rules]
    return FigureSpec(name, title, reading, alt, *table(COLUMNS, rows), size, paint, MODEL)


def _share(fare: Fare) -> float:
    return fare.hits / fare.inside if fare.inside else 0.0


def _limits(rule: Rule) -> str:
    ends = ([f"above {rule.low:.3g}"] if rule.low > rule.range_low else []) + ([f"below {rule.high:.3g}"] if rule.high < rule.range_high else [])
    return " and ".join(ends) or "anywhere"
