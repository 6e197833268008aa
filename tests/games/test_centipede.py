"""The centipede: quantal response as a fixed point of all moves at once, and its limits."""

import math

import pytest

from sim.games.canonical import centipede
from sim.games.solvers.evaluate import evaluate
from tests.games.points import legal_points

GAME = centipede.GAME
POINTS = [GAME.values({**point.as_dict(), "error": "logit"}) for point in legal_points(GAME, 8, seed=51)]


@pytest.mark.parametrize("values", POINTS)
def test_all_moves_answer_each_other_at_once(values):
    game = GAME.tree(values)
    plan = {name: {"take": 0.5, "pass": 0.5} for name in game.information_sets}
    for _ in range(values.whole("moves") + 1):  # each round makes one more move right, from the end
        worth = evaluate(game, plan).action_values
        edges = {name: values["precision"] * (worth[name]["take"] - worth[name]["pass"]) for name in plan}
        takes = {name: 1 / (1 + math.exp(-max(-700.0, edge))) for name, edge in edges.items()}
        plan = {name: {"take": take, "pass": 1 - take} for name, take in takes.items()}
    (found,) = GAME.solve(values)
    for name, mixed in plan.items():
        assert found.strategies[name]["take"] == pytest.approx(mixed["take"], abs=1e-12)


@pytest.mark.parametrize("values", POINTS)
def test_what_the_recursion_expects_is_what_the_plan_comes_to(values):
    _, expected = centipede.taking(values)
    (found,) = GAME.solve(values)
    assert tuple(found.values.values()) == pytest.approx(expected, abs=1e-12)


def test_without_error_the_first_move_takes():
    (found,) = GAME.solved(error="none")
    assert found.outcomes["taken at move 1"] == 1
    (near,) = GAME.solved(precision=1000)
    assert near.outcomes["taken at move 1"] == pytest.approx(1, abs=1e-9)


def test_a_little_error_makes_both_richer_than_none():
    (found,) = GAME.solved(precision=2)
    assert found.values["first"] > 0.4
    assert found.values["second"] > 0.1
