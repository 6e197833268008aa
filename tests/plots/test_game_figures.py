"""Figures of games: what they claim follows from their data; they say that nothing is simulated; what cannot be drawn is refused."""

import pytest

from sim.plots import equilibrium_curves, phase_diagram, quantal_branches
from sim.plots.equilibrium_curves import CurvePoint
from tests.plots.examples import BROKEN, EXACT, plane


@pytest.mark.parametrize("name", EXACT)
def test_no_interval_and_no_simulation_is_spoken_of(name):
    found = EXACT[name]()
    assert found.caution == "About this game, not the world. Computed, not simulated."
    assert "95 %" not in found.alt + found.reading


def test_regions_are_counted_by_area():
    alt = EXACT["regions"]().alt
    assert "attack: 25 in 100 of the area" in alt
    assert "Ring: the values as set (0.3, 0.2)." in EXACT["regions"]().reading


def test_a_map_without_a_legal_point_and_one_with_nine_regions_are_refused():
    with pytest.raises(ValueError, match="1 to 8 regions, got 0"):
        phase_diagram.draw(plane((), (None,)), "p", "q", "nothing")
    with pytest.raises(ValueError, match="1 to 8 regions, got 9"):
        phase_diagram.draw(plane(tuple(x / 10 for x in range(-4, 4)), tuple("abcdefghi")), "p", "q", "too much")


@pytest.mark.parametrize(
    ("values", "claim"),
    [
        ((0.1, 0.2, 0.3), "As p goes from 0 to 2, P(war) rises from 0.1 to 0.3"),
        ((0.3, 0.3, 0.1), "As p goes from 0 to 2, P(war) falls from 0.3 to 0.1"),
        ((0.3, 0.3, 0.3), "As p goes from 0 to 2, P(war) stays at 0.3"),
        ((0.1, 0.4, 0.1), "As p goes from 0 to 2, P(war) is highest, 0.4, at 1"),
        ((0.4, 0.1, 0.4), "As p goes from 0 to 2, P(war) is lowest, 0.1, at 1"),
        ((0.1, 0.3, 0.2, 0.4), "As p goes from 0 to 3, P(war) mostly rises from 0.1 to 0.4"),
    ],
)
def test_the_claim_of_one_curve_says_where_it_goes(values, claim):
    rows = [CurvePoint("only", float(x), p) for x, p in enumerate(values)]
    assert equilibrium_curves.draw(rows, "p", "", "P(war)", 1.0).title == claim


def test_several_equilibria_make_the_claim_about_what_theory_leaves_open():
    title = equilibrium_curves.draw(BROKEN, "p", "", "P(war)", 0.1).title
    assert title == "Equilibria of one and the same game differ in P(war) by up to 0.34, at p = 0.8"


def test_a_line_breaks_where_its_equilibrium_is_missing():
    runs = equilibrium_curves._runs([point for point in BROKEN if point.equilibrium == "bluff"], 0.1)
    assert [[point.x for point in run] for run in runs] == [[0.0, 0.1, 0.2], [0.7, 0.8]]


@pytest.mark.parametrize(
    ("values", "count"),
    [((0.5, 0.6, 0.7), 0), ((0.5, 0.2, 0.9), 1), ((0.5, 0.51, 0.5, 0.51), 0), ((0.1, 0.9, 0.1, 0.9), 2), ((0.5,), 0), ((0.5, 0.495, 0.6, 0.3), 1)],
)
def test_turns_of_a_line_are_counted_and_trembling_is_not(values, count):
    assert quantal_branches.turns(values) == count
