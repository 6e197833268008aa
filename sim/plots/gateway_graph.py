"""The gateway graph: how crises climb from one highest rung to the next, and how probable an outcome is once a rung is reached.

References
----------
Crouser, Freeman, Winslow & Chang 2012 for gateway states; states are rungs here, and their colour a probability.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sim.plots import frequency, style
from sim.plots.figure import FigureSpec

COLUMNS = ("row", "rung", "to", "name", "p", "low", "high", "after", "after_low", "after_high")
LEFT, NAMES, ROOM, FOOT, STEP, HEAD = style.EDGE, 1.3, 1.62, 0.62, 0.6, 0.4  # inches
SHOWN = 0.005  # histories that come to a rung, or pass between two: fewer are not drawn
WIDEST = 9.0  # points, a flow of all histories
DOT = 19.0  # points
DECADE = 10.0  # the scale of colours spans this factor at least


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A rung: the probability of coming to it as the highest so far, and of the outcome from then on (None: too few histories)."""

    rung: int
    name: str
    p: float
    low: float
    high: float
    after: float | None
    after_low: float | None
    after_high: float | None


@dataclass(frozen=True, slots=True)
class FlowRow:
    """What passes from one highest rung straight to another, or to the outcome (`to` None), as a probability a history with its interval."""

    rung: int
    to: int | None
    p: float
    low: float
    high: float


def draw(
    nodes: Sequence[NodeRow], flows: Sequence[FlowRow], outcome: str, start: float, points: Sequence[str] = (), name: str = "gateway-graph"
) -> FigureSpec:
    """Return the gateway graph of an outcome that has the probability `start` at the start; `points` of no return are listed in the reading.

    Rungs and flows of fewer than 5 in 1,000 histories are in the data, and not drawn. ValueError without nodes that can be drawn.
    """
    shown = sorted((node for node in nodes if node.p >= SHOWN), key=lambda node: node.rung)
    if not shown:
        raise ValueError("a gateway graph needs at least one rung that histories come to")
    known = [node.after for node in shown if node.after]
    low, high = _range([*known, *([start] if start > 0 else [])])
    size = (style.WIDTH, FOOT + STEP * len(shown) + HEAD)
    centre = LEFT + NAMES + 0.85
    heights = {node.rung: FOOT + STEP * (place + 0.5) for place, node in enumerate(shown)}
    top = FOOT + STEP * len(shown) + 0.18
    entering = sum(flow.p for flow in flows if flow.to is None)

    def paint(canvas: style.Canvas, size: tuple[float, float]) -> None:
        axes = style.place(canvas, 0, 0, size[0], size[1], size)
        axes.set(xlim=(0, size[0]), ylim=(0, size[1]))
        axes.axis("off")
        for flow in flows:
            if flow.rung not in heights:
                continue
            if flow.to is None and entering > 0 and flow.p / entering >= 0.01:
                reach = 0.2 + 0.1 * (len(shown) - shown_place(shown, flow.rung))
                _arc(axes, centre, heights[flow.rung], top, -reach, WIDEST * flow.p / entering, style.VERMILION)
            elif flow.to in heights and flow.p >= SHOWN:
                rungs = shown_place(shown, flow.to) - shown_place(shown, flow.rung)
                _arc(axes, centre, heights[flow.rung], heights[flow.to], 0.22 * (rungs - 1), WIDEST * flow.p, style.FAINT)
        for node in shown:
            y = heights[node.rung]
            colour = _colour(node.after, low, high)
            axes.plot([centre], [y], marker="o", markersize=DOT, color=style.INK, markerfacecolor=colour, markeredgewidth=1)
            axes.text(centre, y, str(node.rung), fontsize=style.SMALL, ha="center", va="center", color=style.on(colour))
            words = style.wrap(node.name if node.rung else "no step yet", NAMES, style.SMALL, most=3)
            style.block(canvas, LEFT, y + len(words) * style.line_height(style.SMALL) / 2, words, size, style.SMALL, color=style.INK)
            lines = [_after(node), f"{frequency.in_n(node.p)} come here" if node.rung else "the start"]
            below = style.block(canvas, size[0] - ROOM, y + style.line_height(style.SMALL), lines[:1], size, style.SMALL, color=style.INK)
            style.block(canvas, size[0] - ROOM, below, lines[1:], size, style.SMALL, color=style.MUTED)
        axes.plot([centre], [top], marker="D", markersize=11, color=style.INK, markerfacecolor=style.VERMILION, markeredgewidth=1)
        words, y = [style.fit(outcome, ROOM, style.SMALL, bold=True)], top + style.line_height(style.SMALL) / 2
        style.block(canvas, size[0] - ROOM, y, words, size, style.SMALL, weight="bold", color=style.INK)
        _key(axes, low, high, size)

    reading = (
        f"Rungs as the highest reached so far. Grey, right: what passes from rung to rung, wider for more histories; orange, left: from which rung "
        f"{outcome} comes, wider for more of it. Numbers and colours: how probable {outcome} is from then on (95 % intervals)."
    )
    reading += f" Points of no return: {'; '.join(points)}." if points else ""
    return FigureSpec(name, _title(shown, outcome, start), reading, _alt(shown, flows, outcome, entering), COLUMNS, _data(nodes, flows), size, paint)


def shown_place(shown: Sequence[NodeRow], rung: int) -> int:
    """Return the place of a rung among those drawn, from below."""
    return next(place for place, node in enumerate(shown) if node.rung == rung)


def _arc(axes: style.Axes, x: float, low: float, high: float, bulge: float, width: float, colour: str) -> None:
    """Draw a curve from (x, low) up to (x, high) that leans `bulge` inches to the right (to the left where negative)."""
    lean = bulge * 4.0 / 3.0
    curve = Path([(x, low), (x + lean, low), (x + lean, high), (x, high)], [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    axes.add_patch(PathPatch(curve, fill=False, edgecolor=colour, linewidth=max(width, 0.6), capstyle="butt", zorder=1))


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return the ends of the colour scale: a factor of ten at the least, and the values inside."""
    if not values:
        return 0.01, 0.1
    low, high = min(values), max(values)
    if high / low < DECADE:
        middle = math.sqrt(low * high)
        low, high = middle / math.sqrt(DECADE), middle * math.sqrt(DECADE)
    return (low / high, 1.0) if high > 1.0 else (low, high)


def _colour(after: float | None, low: float, high: float) -> str:
    if after is None or after <= 0.0:
        return style.PAPER
    step = (math.log(after) - math.log(low)) / (math.log(high) - math.log(low))
    return str(matplotlib.colors.to_hex(matplotlib.colormaps["cividis_r"](min(1.0, max(0.0, step)))))


def _key(axes: style.Axes, low: float, high: float, size: tuple[float, float]) -> None:
    """Draw the scale of colours below the graph."""
    steps, left, width, y = 24, LEFT, 1.5, 0.33
    for step in range(steps):
        share = (step + 0.5) / steps
        colour = _colour(math.exp(math.log(low) + share * (math.log(high) - math.log(low))), low, high)
        axes.fill_between([left + width * step / steps, left + width * (step + 1) / steps], y, y + 0.12, color=colour, linewidth=0)
    text = style.fit(f"from then on: {frequency.in_n(low)} to {frequency.in_n(high)}", size[0] - left - width - 0.3, style.SMALL)
    axes.text(left + width + 0.1, y + 0.06, text, fontsize=style.SMALL, va="center", color=style.INK)


def _after(node: NodeRow) -> str:
    if node.after is None or node.after_low is None or node.after_high is None:
        return "too few histories"
    text, interval = frequency.with_interval(node.after, node.after_low, node.after_high)
    return style.fit(f"{text} ({interval})", ROOM, style.SMALL)


def _title(shown: Sequence[NodeRow], outcome: str, start: float) -> str:
    known = [node for node in shown if node.after is not None and node.rung > 0]
    if not known or start <= 0.0:
        return f"Too few histories to say from which rung {outcome} is near"
    first = max(known, key=lambda node: node.after or 0.0)
    times = (first.after or 0.0) / start
    if times < 1.5:
        return f"No rung by itself brings {outcome} nearer"
    return f"Rung {first.rung} ({first.name}) makes {outcome} {times:.{0 if times >= 10 else 1}f} times as probable"


def _alt(shown: Sequence[NodeRow], flows: Sequence[FlowRow], outcome: str, entering: float) -> str:
    parts = "; ".join(f"rung {node.rung} ({node.name}): {frequency.in_n(node.p)} come here, then {outcome} {_after(node)}" for node in shown)
    last = max((flow for flow in flows if flow.to is None), key=lambda flow: flow.p, default=None)
    end = f" Most of {outcome} ({100 * last.p / entering:.0f} %) comes from rung {last.rung}." if last and entering > 0 else ""
    return f"A ladder of rungs with flows between them. {parts}.{end}"


def _data(nodes: Sequence[NodeRow], flows: Sequence[FlowRow]) -> tuple[tuple[str | int | float | None, ...], ...]:
    rows: list[tuple[str | int | float | None, ...]] = [
        ("node", node.rung, None, node.name, node.p, node.low, node.high, node.after, node.after_low, node.after_high) for node in nodes
    ]
    return (*rows, *(("flow", flow.rung, flow.to, None, flow.p, flow.low, flow.high, None, None, None) for flow in flows))
