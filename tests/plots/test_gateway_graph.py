"""The gateway graph says which rung brings an outcome nearer, and draws only what many histories pass."""

import pytest

from sim.plots import gateway_graph, style
from tests.plots.explain_examples import flows, nodes


def lines_drawn(spec):
    """Return the widths of all curves of a figure, grey and orange."""
    from matplotlib.colors import to_hex
    from matplotlib.figure import Figure
    from matplotlib.patches import PathPatch

    canvas = Figure(figsize=spec.size)
    spec.paint(canvas, spec.size)
    patches = [patch for patch in canvas.axes[0].patches if isinstance(patch, PathPatch)]
    return {name: [patch.get_linewidth() for patch in patches if to_hex(patch.get_edgecolor()) == name] for name in (style.FAINT, style.VERMILION)}


def test_the_title_names_the_rung_after_which_it_is_most_probable():
    assert "makes nuclear use 5.0 times as probable" in gateway_graph.draw(nodes(), flows(), "nuclear use", 0.0052).title
    assert gateway_graph.draw(nodes(after=0.0055), flows(), "nuclear use", 0.0052).title == "No rung by itself brings nuclear use nearer"
    assert gateway_graph.draw(nodes((0,)), [], "nuclear use", 0.0).title.startswith("Too few histories")


def test_width_is_what_passes_and_rare_rungs_are_not_drawn():
    spec = gateway_graph.draw(nodes(), flows(), "nuclear use", 0.0052)
    drawn = lines_drawn(spec)
    assert len(drawn[style.FAINT]) == 15
    assert max(drawn[style.FAINT]) == pytest.approx(0.3 * gateway_graph.WIDEST)
    assert drawn[style.VERMILION] == pytest.approx([gateway_graph.WIDEST * 47 / 52, gateway_graph.WIDEST * 5 / 52])
    assert any(row[1] == 3 for row in spec.rows)
    assert "rung 3" not in spec.alt


def test_colours_are_ordered_and_one_without_a_number_is_blank():
    scale = [gateway_graph._colour(p, 0.001, 0.1) for p in (0.001, 0.01, 0.1)]
    assert [style.luminance(colour) for colour in scale] == sorted((style.luminance(colour) for colour in scale), reverse=True)
    assert gateway_graph._colour(None, 0.001, 0.1) == style.PAPER


def test_a_graph_without_rungs_is_refused():
    with pytest.raises(ValueError, match="at least one rung"):
        gateway_graph.draw([], flows(), "nuclear use", 0.01)
