"""From an explanation to its figures: shares of each outcome, and its gateway graph."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.attribution import Attribution, Share
from sim.analysis.estimates import Estimate
from sim.analysis.explain import Explanation
from sim.analysis.gateways import Graph
from sim.plots import attribution, gateway_graph
from sim.plots.figure import FigureSpec
from sim.report import explain_words


def figures(explanation: Explanation) -> list[FigureSpec]:
    """Return every figure that the explanation has numbers for: an outcome that never came has none."""
    found = [shares_figure(one) for one in explanation.attributions if one.total.value > 0.0]
    for graph in explanation.graphs:
        points = explanation.points(graph.outcome)
        told = [explain_words.state(point.state) for point in points.points if point.clear][:2] if points else []
        if graph.start.value > 0.0:
            found.append(graph_figure(graph, explanation.rungs, told))
    return found


def shares_figure(one: Attribution) -> FigureSpec:
    """Return the figure of the Shapley shares of one outcome."""
    total = attribution.PartRow("total", one.total.value, one.total.low, one.total.high, 1.0, 1.0, 1.0, "")
    outcome = explain_words.outcome(one.outcome)
    return attribution.draw([_part(part, one.outcome) for part in one.parts], total, outcome, f"shares-{one.outcome}")


def graph_figure(graph: Graph, rungs: Sequence[str], points: Sequence[str] = ()) -> FigureSpec:
    """Return the gateway graph of one outcome; `rungs` are the names of the ladder."""
    nodes = [
        gateway_graph.NodeRow(node.rung, rungs[node.rung], node.reached.value, node.reached.low, node.reached.high, *_ends(node.after))
        for node in graph.nodes
    ]
    flows = [gateway_graph.FlowRow(flow.source, flow.to, flow.p, flow.low, flow.high) for flow in graph.flows]
    outcome = explain_words.outcome(graph.outcome)
    return gateway_graph.draw(nodes, flows, outcome, graph.start.value, points, f"gateways-{graph.outcome}")


def _part(part: Share, of: str) -> attribution.PartRow:
    label, value = explain_words.part(part.channel, of), part.value
    share, low, high = _ends(part.share)
    return attribution.PartRow(label, value.value, value.low, value.high, share, low, high, part.verdict)


def _ends(one: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if one is None else (one.value, one.low, one.high)
