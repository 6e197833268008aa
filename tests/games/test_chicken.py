"""Chicken: the closed form against exact enumeration of supports and against brute force over mixtures."""

import pytest

from sim.games.canonical import chicken
from sim.games.solvers.evaluate import evaluate
from sim.games.solvers.nash import all_nash
from tests.games.points import legal_points

GAME = chicken.GAME


def by_strategy(solution):
    return sorted(tuple(found.strategies[player]["firm"] for player in chicken.PLAYERS) for found in solution)


@pytest.mark.parametrize("values", legal_points(GAME, 20), ids=lambda values: f"P1={values['P1']:.2f}")
def test_enumeration_of_supports_finds_the_same_three_equilibria(values):
    closed, enumerated = by_strategy(GAME.solve(values)), by_strategy(all_nash(GAME.matrix(values)))
    assert len(enumerated) == 3
    for one, other in zip(closed, enumerated, strict=True):
        assert one == pytest.approx(other, abs=1e-12)


def test_no_mixture_on_a_grid_is_an_equilibrium_but_these_three():
    tree, steps = GAME.finite_tree(GAME.values()), 40
    found = []
    for i in range(steps + 1):
        for j in range(steps + 1):
            q = {player: {"firm": share / steps, "swerve": 1 - share / steps} for player, share in zip(chicken.PLAYERS, (i, j), strict=True)}
            if evaluate(tree, q).largest_gap < 1e-9:
                found.append((i / steps, j / steps))
    assert found == [(0, 1), (0.1, 0.1), (1, 0)]


def test_my_own_crash_cost_changes_what_the_other_does_and_not_what_i_do():
    before, after = (GAME.solved(P1=crash).named("mixed").strategies for crash in (-10, -100))
    assert after["first"] == before["first"]
    assert after["second"]["firm"] == pytest.approx(1 / 100)
    assert before["second"]["firm"] == pytest.approx(1 / 10)
