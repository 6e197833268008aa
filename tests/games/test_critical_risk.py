"""The brinkmanship ladder: backward induction against brute force over all plans, and against the rule of the critical risk."""

from itertools import product

import pytest

from sim.games.canonical import critical_risk
from sim.games.solvers.evaluate import evaluate
from tests.games.points import legal_points

GAME = critical_risk.GAME


def perfect_plans(tree):
    """Return every plan in pure strategies in which no move can be bettered: subgame perfection by trying all plans."""
    sets = list(tree.information_sets.values())
    for choice in product(*(known.actions for known in sets)):
        plan = {known.name: {action: float(action == taken) for action in known.actions} for known, taken in zip(sets, choice, strict=True)}
        if evaluate(tree, plan).largest_gap <= 1e-12:
            yield plan


@pytest.mark.parametrize("values", legal_points(GAME, 10, seed=3), ids=lambda values: values.word("top"))
def test_backward_induction_finds_the_plans_that_brute_force_finds(values):
    expected = list(perfect_plans(GAME.tree(values)))
    assert [found.strategies for found in GAME.solve(values)] == expected


def test_at_a_tie_both_plans_are_reported_and_giving_way_comes_first():
    solution = GAME.solved(risks=(0.1,), disaster_first=-9, disaster_second=-4, top="quit")  # R of the first side is exactly .1
    plans = [found.strategies["first at rung 0"]["give way"] for found in solution]
    assert plans == [1.0, 0.0]
    assert solution.equilibria[0].name == "ties to the first action"


@pytest.mark.parametrize("risk", [0.0, 0.05, 0.0999, 0.1001, 0.5, 1.0])
def test_a_single_rung_is_taken_up_to_the_critical_risk(risk):
    (found,) = GAME.solved(risks=(risk,), disaster_first=-9, top="quit")
    assert (found.strategies["first at rung 0"]["escalate"] == 1.0) == (risk <= 0.1)


def test_where_the_top_is_a_war_resolve_decides_and_where_it_is_a_forced_retreat_parity_does():
    resolved = {"disaster_first": -4.0, "disaster_second": -9.0}  # critical risks .2 and .1: the first side dares more
    quits = [GAME.solved(risks=(0.02,) * rungs, top="quit", **resolved).equilibria[0].values["first"] for rungs in range(1, 9)]
    assert [value > 0 for value in quits] == [True, False] * 4  # an odd ladder is won by who starts, an even one by who follows
    swapped = {"disaster_first": -9.0, "disaster_second": -4.0}
    assert [GAME.solved(risks=(0.02,) * rungs, top="quit", **swapped).equilibria[0].values["first"] > 0 for rungs in range(1, 9)] == [True, False] * 4


def test_the_side_with_the_higher_critical_risk_wins_a_rising_ladder_with_a_war_on_top():
    for first, second in ((-4.0, -9.0), (-9.0, -4.0)):
        found = GAME.solved(disaster_first=first, disaster_second=second).equilibria[0]
        winner = "first" if first > second else "second"
        loser = "second" if winner == "first" else "first"
        assert found.values[winner] > found.values[loser]
