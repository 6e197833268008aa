"""The map says where risk is highest, marks the values as set, and keeps its numbers readable on their cells."""

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from sim.plots import style
from sim.plots.heat_map import HeatCell, draw
from tests.plots.examples import cells


def test_the_claim_names_range_and_place():
    assert (
        draw(cells(6, 5), "audience cost", "cost").title == "Nuclear use ranges from 4 to 39 in 1,000; it is highest at audience cost 1.25 and cost 1"
    )


def test_no_claim_is_made_of_overlapping_intervals():
    rows = [HeatCell(x, 0.0, 0.01 + x / 1000, 0.005, 0.02) for x in (0.0, 1.0)]
    assert draw(rows, "a", "b").title == "Nuclear use shows no clear change over a and b"


def test_alt_text_lists_small_maps_and_summarises_large_ones():
    assert draw(cells(3, 3), "a", "b").alt.count(" in 1,000 at ") + draw(cells(3, 3), "a", "b").alt.count(" in 100 at ") == 9
    assert "three lowest and the three highest" in draw(cells(12, 12), "a", "b").alt


def test_the_values_as_set_are_said():
    figure = draw(cells(3, 3), "a", "b", current=(0.25, 1.5))
    assert "Ring: the values as set (a 0.25, b 1.5)" in figure.reading
    assert "The values as set are 0.25, 1.5." in figure.alt


def test_numbers_are_readable_on_their_cells():
    figure = draw(cells(8, 8), "a", "b")
    with style.drawing():
        canvas = Figure(figsize=figure.size)
        figure.paint(canvas, figure.size)
    mesh = canvas.axes[0].collections[0]
    faces = mesh.cmap(mesh.norm(mesh.get_array())).reshape(-1, 4)
    numbers = canvas.axes[0].texts
    assert len(numbers) == 64
    assert min(style.contrast(to_hex(text.get_color()), to_hex(face)) for text, face in zip(numbers, faces, strict=True)) >= 4.5


def test_empty_and_doubled_cells_are_refused():
    with pytest.raises(ValueError, match="at least one cell"):
        draw([], "a", "b")
    with pytest.raises(ValueError, match="given twice"):
        draw([*cells(1, 1), *cells(1, 1)], "a", "b")
