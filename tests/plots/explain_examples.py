"""Tables for the figures of an explanation: shaped like November 2024, and the edge cases that break drawings."""

from collections.abc import Callable

from sim.plots import attribution, gateway_graph
from sim.plots.attribution import PartRow
from sim.plots.figure import FigureSpec
from sim.plots.gateway_graph import FlowRow, NodeRow
from tests.plots.examples import HOSTILE, LONG, RUNGS

NONE = PartRow("deliberate choice", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, "exactly none")
TOTAL = PartRow("total", 0.0052, 0.0050, 0.0054, 1.0, 1.0, 1.0, "")


def parts() -> list[PartRow]:
    """Return four parts of which one lowers, and one that is unclear."""
    return [
        NONE,
        PartRow("misperception", 0.0007, 0.0006, 0.0008, 0.135, 0.127, 0.144, "raises"),
        PartRow("inadvertence", 0.0021, 0.0020, 0.0022, 0.40, 0.38, 0.42, "raises"),
        PartRow("commitment", -0.0004, -0.0005, -0.0003, -0.08, -0.10, -0.06, "lowers"),
        PartRow("answer noise", 0.0028, 0.0026, 0.0029, 0.53, 0.51, 0.55, "raises"),
    ]


def few(name: str = "clash") -> PartRow:
    """Return a part of which no share can be said."""
    return PartRow(name, 0.001, -0.002, 0.004, None, None, None, "too few histories")


def nodes(rungs: tuple[int, ...] = (0, 4, 6, 7, 8, 9), names: tuple[str, ...] = RUNGS, after: float = 0.026) -> list[NodeRow]:
    """Return rungs that fewer and fewer histories reach, the last with a far more probable outcome; one rung too rare to be drawn."""
    found = []
    for place, rung in enumerate(rungs):
        p, then = 1.0 if rung == 0 else 0.9 - 0.1 * place, after if rung == rungs[-1] else 0.005
        found.append(NodeRow(rung, names[rung % len(names)], p, 0.95 * p, min(1.0, 1.05 * p), then, 0.8 * then, min(1.0, 1.2 * then)))
    return [*found, NodeRow(3, names[3 % len(names)], 0.0004, 0.0001, 0.002, None, None, None)]


def flows(rungs: tuple[int, ...] = (0, 4, 6, 7, 8, 9)) -> list[FlowRow]:
    """Return what passes between every two rungs, and into the outcome from the last two."""
    between = [FlowRow(one, two, 0.3 / (two - one), 0.2 / (two - one), 0.4 / (two - one)) for one in rungs for two in rungs if two > one]
    return [*between, FlowRow(rungs[-2], None, 0.0047, 0.004, 0.005), FlowRow(rungs[-1], None, 0.0005, 0.0004, 0.0006)]


ORDINARY: dict[str, Callable[[], FigureSpec]] = {
    "shares": lambda: attribution.draw(parts(), TOTAL, "nuclear use", "shares-nuclear_use"),
    "gateways": lambda: gateway_graph.draw(nodes(), flows(), "nuclear use", 0.0052, ("a direct clash",)),
}
EDGES: dict[str, Callable[[], FigureSpec]] = {
    "shares, too few": lambda: attribution.draw([NONE, few("misperception"), few("inadvertence")], TOTAL, "a direct clash", "shares-clash"),
    "shares, nothing": lambda: attribution.draw([NONE], PartRow("total", 0.0, 0.0, 0.001, 1.0, 1.0, 1.0, ""), "a direct clash", "shares-clash"),
    "shares, hostile": lambda: attribution.draw([PartRow(HOSTILE, 0.1, 0.0, 0.2, 1.0, 0.0, 2.0, "unclear"), few(LONG)], TOTAL, HOSTILE, "shares-x"),
    "gateways, one rung": lambda: gateway_graph.draw(nodes((0,)), [], "a direct clash", 0.0),
    "gateways, certain": lambda: gateway_graph.draw(nodes(after=0.999), flows(), "settlement", 0.2),
    "gateways, long": lambda: gateway_graph.draw(nodes(names=(LONG,)), flows(), LONG, 0.005),
    "gateways, hostile": lambda: gateway_graph.draw(nodes(names=(HOSTILE,)), flows(), HOSTILE, 0.005, (HOSTILE, LONG)),
}
FIGURES = ORDINARY | EDGES
