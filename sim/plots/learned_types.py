"""What a record taught about the private cost of answering: prior against posterior, one panel a tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import style
from sim.plots.figure import FigureSpec, table

COLUMNS = ("tier", "cost", "prior", "posterior")
LEFT, RIGHT, HEAD, HEIGHT, FOOT = 0.5, 0.2, 0.62, 1.5, 0.62  # inches
CAUTION = "About this model, not the world: exact on its own grid of types, given its assumptions."


@dataclass(frozen=True, slots=True)
class CostCell:
    """The probability of one cost cell of a tier, before and after the record."""

    tier: str
    cost: float  # stake
    prior: float
    posterior: float


@dataclass(frozen=True, slots=True)
class Taught:
    """What the record taught about one number of one tier: bits, and the share of the prior spread that is gone."""

    tier: str
    parameter: str
    bits: float
    contraction: float


def draw(cells: Sequence[CostCell], taught: Sequence[Taught], owner: str, rows: int, name: str = "learned-types") -> FigureSpec:
    """Return the figure; `taught` is written beside each panel and into the alt text. ValueError without cells."""
    if not cells:
        raise ValueError("learned types need at least one cell")
    tiers = list(dict.fromkeys(cell.tier for cell in cells))
    notes = {tier: _note([one for one in taught if one.tier == tier]) for tier in tiers}
    inner = style.WIDTH - 2 * style.EDGE
    wrapped = {tier: style.wrap(text, inner, style.SMALL) for tier, text in notes.items()}
    heights = {tier: HEAD + (len(lines) - 1) * style.line_height(style.SMALL) + HEIGHT + FOOT for tier, lines in wrapped.items()}
    size = (style.WIDTH, sum(heights.values()))

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        top = size[1]
        for tier in tiers:
            chosen = sorted((cell for cell in cells if cell.tier == tier), key=lambda cell: cell.cost)
            x = [cell.cost for cell in chosen]
            below = style.block(canvas, style.EDGE, top - 0.08, [_head(tier)], size, style.BODY, weight="bold")
            style.block(canvas, style.EDGE, below, wrapped[tier], size, style.SMALL, color=style.MUTED)
            axes = style.place(canvas, LEFT, top - heights[tier] + FOOT, size[0] - LEFT - RIGHT, HEIGHT, size)
            axes.set_xscale("log")
            axes.fill_between(x, [cell.posterior for cell in chosen], color=style.BLUE, alpha=0.18, linewidth=0)
            axes.plot(x, [cell.posterior for cell in chosen], color=style.BLUE, linewidth=2)
            axes.plot(x, [cell.prior for cell in chosen], color=style.INK, linewidth=1.5, linestyle=(0, (5, 2)))
            top_of = 1.15 * max(max(cell.prior, cell.posterior) for cell in chosen)
            axes.set(ylim=(0, top_of), yticks=[])
            axes.set_xlim(x[0], x[-1])
            ticks = [tick for tick in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) if x[0] <= tick <= x[-1]]
            axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
            axes.set_xticks([], minor=True)
            axes.set_xlabel("cost of an answer, in stake")
            top -= heights[tier]

    columns, data = table(COLUMNS, cells)
    words = _title(taught, owner), _reading(owner, rows), _alt(tiers, cells, notes, owner)
    return FigureSpec(name, *words, columns, data, size, paint, CAUTION)


def _head(tier: str) -> str:
    return {"conventional": "answers short of nuclear use", "nuclear": "nuclear answers"}.get(tier, tier)


def _note(taught: Sequence[Taught]) -> str:
    said = {"cost": "cost", "audience_cost_real": "whether the threat is meant", "reliability": "reliability"}
    gone = {one: f"{100 * max(one.contraction, 0.0):.0f} % of the spread gone" for one in taught}
    parts = [f"{said.get(one.parameter, one.parameter)} {bits(one.bits)} ({gone[one]})" for one in taught]
    return f"Learned, in bits: {', '.join(parts)}."


def bits(value: float) -> str:
    """Return a number of bits with two digits, and as a bound where it is next to nothing.

    >>> bits(0.5906), bits(0.038), bits(0.0002), bits(0.0)
    ('0.59', '0.038', 'below 0.001', '0')
    """
    return "0" if value < 1e-9 else "below 0.001" if value < 0.001 else f"{value:.2g}"


def _title(taught: Sequence[Taught], owner: str) -> str:
    most = {tier: max(one.bits for one in taught if one.tier == tier) for tier in {one.tier for one in taught}}
    owner = style.clean(owner, 40)
    if most.get("nuclear", 1.0) < 0.01 and most.get("conventional", 0.0) >= 0.01:
        return f"The record says something about the price of {owner}'s ordinary answers, and nothing about nuclear ones"
    return f"What the record says about {owner}'s private type"


def _reading(owner: str, rows: int) -> str:
    return f"Belief about {style.clean(owner, 40)}'s cost of answering before (dashed) and after (solid) {rows} dated crossings."


def _alt(tiers: Sequence[str], cells: Sequence[CostCell], notes: dict[str, str], owner: str) -> str:
    parts = []
    for tier in tiers:
        chosen = [cell for cell in cells if cell.tier == tier]
        before, after = (sum(cell.cost * getattr(cell, when) for cell in chosen) for when in ("prior", "posterior"))
        parts.append(f"{_head(tier)}: mean cost {before:.3g} before, {after:.3g} after. {notes[tier]}")
    return f"Curves of belief about {owner}'s cost, exact given the model, so without a 95 % interval. " + " ".join(parts)
