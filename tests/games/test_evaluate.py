"""Evaluating a profile: by hand on a small signalling game, and against simulated play on random ones."""

import random

import pytest

from sim.errors import GameError
from sim.games.solvers.evaluate import evaluate
from sim.games.tree import Chance, Decision, Terminal, Tree
from tests.games.examples import random_signalling


def uniform(tree):
    return {name: {action: 1 / len(known.actions) for action in known.actions} for name, known in tree.information_sets.items()}


def test_beliefs_follow_bayes_rule_and_gaps_are_what_the_best_action_adds():
    answer = {
        kind: Decision("r", "r", {"y": Terminal("y", (0.0, worth)), "n": Terminal("n", (0.0, 0.0))}) for kind, worth in (("h", -1.0), ("s", 1.0))
    }
    tree = Tree(("q", "r"), Chance({"h": (0.25, answer["h"]), "s": (0.75, answer["s"])}))
    found = evaluate(tree, {"r": {"y": 0.5, "n": 0.5}})
    assert found.beliefs["r"] == {"h": 0.25, "s": 0.75}
    assert found.action_values["r"] == {"y": 0.5, "n": 0.0}
    assert (found.values["r"], found.gaps["r"], found.largest_gap) == (0.25, 0.25, 0.25)


def test_where_nothing_is_learned_the_belief_given_counts_and_without_one_the_gap_is_unknown():
    def below(worth):
        return Decision("b", "b", {"y": Terminal("y", (0.0, worth)), "n": Terminal("n", (0.0, 0.0))})

    tree = Tree(("a", "b"), Decision("a", "a", {"out": Terminal("out", (1.0, 0.0)), "l": below(2.0), "r": below(-2.0)}))
    plan = {"a": {"out": 1.0, "l": 0.0, "r": 0.0}, "b": {"y": 1.0, "n": 0.0}}
    assert evaluate(tree, plan).gaps["b"] is None
    assert evaluate(tree, plan, {"b": {"l": 0.25, "r": 0.75}}).gaps["b"] == 1.0
    assert evaluate(tree, plan, {"b": {"l": 0.5, "r": 0.5}}).gaps["b"] == 0.0
    with pytest.raises(GameError, match="must be probabilities of l, r"):
        evaluate(tree, plan, {"b": {"l": 0.5, "x": 0.5}})


@pytest.mark.parametrize(
    ("strategies", "message"),
    [
        ({}, "no strategy for information set 'strong'"),
        ({"strong": {"m": 1.0}}, "needs the actions m, n, got m"),
        ({"strong": {"m": 0.7, "n": 0.7}}, "must be probabilities that sum to 1"),
    ],
)
def test_what_is_no_profile_is_refused(strategies, message):
    with pytest.raises(GameError, match=message):
        evaluate(random_signalling(random.Random(1)), strategies)


@pytest.mark.parametrize("seed", range(3))
def test_simulated_play_gives_the_outcome_probabilities(seed):
    luck, count = random.Random(seed), 40_000
    tree = random_signalling(luck)
    plan = {name: dict(zip(known.actions, (share := luck.random(), 1 - share), strict=False)) for name, known in tree.information_sets.items()}
    met = dict.fromkeys(tree.outcomes, 0)
    for _ in range(count):
        node = tree.root
        while not isinstance(node, Terminal):
            if isinstance(node, Chance):
                node = luck.choices([below for _, below in node.branches.values()], [share for share, _ in node.branches.values()])[0]
            else:
                node = node.branches[luck.choices(list(node.branches), [plan[node.information_set][action] for action in node.branches])[0]]
        met[node.outcome] += 1
    for outcome, probability in evaluate(tree, plan).outcomes.items():
        assert abs(met[outcome] / count - probability) < 4.5 * (probability * (1 - probability) / count) ** 0.5 + 1e-12


def test_a_uniform_plan_has_no_gap_where_all_payoffs_are_equal():
    tree = Tree(("a",), Decision("a", "a", {"x": Terminal("x", (2.0,)), "y": Terminal("y", (2.0,))}))
    assert evaluate(tree, uniform(tree)).largest_gap == 0.0
