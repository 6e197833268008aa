"""Reputation: the whole game as a tree with every deviation tried, and the weak defender by sampling."""

import math
import random

import pytest

from sim.games.canonical import reputation
from sim.games.canonical.reputation import after_resistance, play, stays_out, weak_resists
from sim.games.solvers.evaluate import evaluate
from sim.games.tree import Chance, Decision, Terminal, Tree
from tests.games.points import legal_points

GAME = reputation.GAME


def whole_game(values):
    """Return (tree, strategies, beliefs) with N challengers, each a player of its own; the strong get 1 for each resistance."""
    count, strategies, beliefs = values.whole("N"), {}, {}
    challengers = tuple(f"challenger {left}" for left in range(count, 0, -1))

    def node(left, kind, seen, belief, payoffs):
        if left == 0:
            return Terminal("over", tuple(payoffs))
        name = challengers[count - left]
        mine = f"{name} after {seen or 'nothing'}"
        out = stays_out(values, left, belief) if belief > 0 else 0.0
        strategies[mine] = {"out": out, "in": 1 - out}
        theirs = f"defender {kind}, {left} left, after {seen or 'nothing'}"
        stand = 1.0 if kind == "strong" else (weak_resists(values, left, belief) if belief > 0 else 0.0)
        strategies[theirs] = {"concede": 1 - stand, "resist": stand}
        beliefs.setdefault(mine, {})[kind] = belief if kind == "strong" else 1 - belief
        place = count - left + 1

        def paid(defender, challenger):
            after = list(payoffs)
            after[0] += defender
            after[place] = challenger
            return after

        resisted, conceded = (1.0, 0.0) if kind == "strong" else (-1.0, 0.0)
        answer = Decision(
            "defender",
            theirs,
            {
                "concede": node(left - 1, kind, seen + "c", 0.0, paid(conceded, values["b"])),
                "resist": node(
                    left - 1, kind, seen + "r", after_resistance(values, left, belief) if belief > 0 else 0.0, paid(resisted, values["b"] - 1)
                ),
            },
        )
        return Decision(name, mine, {"out": node(left - 1, kind, seen + "o", belief, paid(values["a"], 0.0)), "in": answer})

    start = [0.0] * (count + 1)
    kinds = {kind: (share, node(count, kind, "", values["x0"], start)) for kind, share in (("strong", values["x0"]), ("weak", 1 - values["x0"]))}
    return Tree(("defender", *challengers), Chance(kinds), "Reputation"), strategies, beliefs


@pytest.mark.parametrize("numbers", [(3, 0.5, 2, 0.1), (3, 0.5, 2, 0.3), (4, 0.7, 1.5, 0.2), (3, 0.5, 2, 0.25), (4, 0.8, 3, 0.01)])
def test_nobody_gains_by_any_deviation_in_the_whole_tree(numbers):
    values = GAME.values(dict(zip(("N", "b", "a", "x0"), numbers, strict=True)))
    game, strategies, shares = whole_game(values)
    beliefs = {}
    for name, known in game.information_sets.items():
        if name in shares:
            beliefs[name] = {history: shares[name]["strong" if history.startswith("strong") else "weak"] for history in known.histories}
    found = evaluate(game, strategies, beliefs)
    assert all(gap is not None for gap in found.gaps.values())
    assert found.largest_gap <= 1e-12
    for name, held in found.beliefs.items():
        if name in beliefs and found.reached[name] > 0:
            assert held == pytest.approx(beliefs[name], abs=1e-12)  # Bayes' rule gives the beliefs of the formulas
    (solution,) = GAME.solve(values)
    paid = sum(found.values[player] for player in game.players if player != "defender")
    assert paid == pytest.approx(solution.values["challengers"], abs=1e-12)


@pytest.mark.parametrize("values", legal_points(GAME, 12, seed=71))
def test_the_value_is_the_number_of_challengers_held_off(values):
    solution = GAME.solve(values)
    assert solution.equilibria[0].values["defender"] == pytest.approx(solution.quantities["formula_value"], abs=1e-9)


def test_a_sampled_weak_defender_meets_as_many_challengers_as_said():
    values = GAME.values({"N": 10, "b": 0.5, "a": 2, "x0": 0.1})
    luck, size = random.Random(5), 20_000
    entered = dict.fromkeys(range(1, 11), 0)
    for _ in range(size):
        belief = values["x0"]
        for left in range(10, 0, -1):
            if belief > 0 and luck.random() < stays_out(values, left, belief):
                continue
            entered[left] += 1
            belief = after_resistance(values, left, belief) if belief > 0 and luck.random() < weak_resists(values, left, belief) else 0.0
    for left, expected in play(values).enters.items():
        assert entered[left] / size == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1 - expected) / size) + 1e-12)
