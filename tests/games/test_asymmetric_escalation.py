"""Asymmetric escalation: backward induction against a recursion written anew and against all plans of the game in normal form."""

from itertools import product

import pytest

from sim.games.canonical import asymmetric_escalation
from sim.games.solvers.evaluate import evaluate
from sim.games.tree import Terminal
from tests.games.points import legal_points

GAME = asymmetric_escalation.GAME
POINTS = legal_points(GAME, 16, seed=4)


def solved_by_hand(node, players):
    """Return (payoffs, outcome) of best play from a node."""
    if isinstance(node, Terminal):
        return node.payoffs, node.outcome
    mover = players.index(node.player)
    return max((solved_by_hand(after, players) for after in node.branches.values()), key=lambda end: end[0][mover])


@pytest.mark.parametrize("values", POINTS)
def test_best_play_by_a_recursion_ends_in_the_same_outcome(values):
    game = GAME.tree(values)
    payoffs, outcome = solved_by_hand(game.root, GAME.players)
    (found,) = GAME.solve(values)
    assert found.outcomes[outcome] == 1
    assert tuple(found.values[player] for player in GAME.players) == pytest.approx(payoffs)


@pytest.mark.parametrize("values", POINTS[:4])
def test_of_all_plans_only_the_one_listed_is_best_at_every_turn(values):
    game = GAME.tree(values)
    sets = list(game.information_sets.values())
    best = []
    for choice in product(*(known.actions for known in sets)):
        plan = {known.name: {action: float(action == taken) for action in known.actions} for known, taken in zip(sets, choice, strict=True)}
        if evaluate(game, plan).largest_gap <= 1e-12:
            best.append(plan)
    assert best == [found.strategies for found in GAME.solve(values)]


def test_a_threat_to_escalate_is_what_holds_off_a_soft_challenger_not_an_answer_in_kind():
    for kind, defender in product(("willing", "unwilling"), ("hard", "soft")):
        (found,) = GAME.solved(challenger="soft", in_kind=kind, defender=defender)
        assert found.outcomes["status quo"] == 1
        assert found.strategies["defender, challenged"]["escalate"] == 1
