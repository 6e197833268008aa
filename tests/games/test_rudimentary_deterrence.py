"""Rudimentary deterrence: the threshold by comparing both choices, and by the general solver of games with hidden types."""

import pytest

from sim.games.canonical import rudimentary_deterrence
from tests.games.points import legal_points

GAME = rudimentary_deterrence.GAME


@pytest.mark.parametrize("values", legal_points(GAME, 30, seed=6))
def test_the_challenger_does_what_pays_more(values):
    attack = values["p"] * values["DD"] + (1 - values["p"]) * values["DC"]
    (found,) = GAME.solve(values)
    assert (found.name == "attack") == (attack > values["SQ"])
    assert found.values["challenger"] == pytest.approx(max(attack, values["SQ"]), abs=1e-12)


def test_at_the_threshold_both_plans_are_reported():
    solution = GAME.solved(p=0.2, DC=1, SQ=0, DD=-4)
    assert [found.name for found in solution] == ["deterred", "attack"]
    assert not solution.complete


def test_how_much_conflict_hurts_the_defender_moves_nothing_but_its_value():
    light, heavy = (GAME.solved(p=0.1, edge=edge).equilibria[0] for edge in (0.2, 0.9))
    assert light.outcomes == heavy.outcomes
    assert light.values["defender"] != heavy.values["defender"]
