"""Perfect Bayesian equilibria: against closed forms of hidden-type deterrence, against Nash enumeration, and against a search over plans."""

import random
from itertools import product

import pytest

from sim.errors import GameError
from sim.games.canonical import unilateral_deterrence
from sim.games.solvers.bayesian import all_perfect_bayesian
from sim.games.solvers.evaluate import evaluate
from sim.games.solvers.nash import all_nash
from sim.games.tree import Decision, Terminal, Tree
from tests.games.examples import random_matrix, random_signalling
from tests.games.points import legal_points


@pytest.mark.parametrize(
    "values", legal_points(unilateral_deterrence.GAME, 40, seed=11), ids=lambda values: f"p={values['p']:.2f} q={values['q']:.2f}"
)
def test_the_regions_of_unilateral_deterrence_are_found_with_everything_beside_them(values):
    closed = unilateral_deterrence.GAME.solve(values)
    found = all_perfect_bayesian(unilateral_deterrence.tree(values))
    plans = [
        (one.strategies["challenger hard"]["challenge"], one.strategies["challenger soft"]["challenge"], one.strategies["defender soft"]["resist"])
        for one in found
    ]
    for one in closed:
        plan = tuple(
            one.strategies[name][action]
            for name, action in (("challenger hard", "challenge"), ("challenger soft", "challenge"), ("defender soft", "resist"))
        )
        assert any(other == pytest.approx(plan, abs=1e-12) for other in plans), one.name
    challenges = [plan for plan in plans if plan[0] + plan[1] > 0]
    assert len(challenges) == (
        closed.region != "certain deterrence"
    )  # one equilibrium with challenges, the closed form's, and none where none can be


@pytest.mark.parametrize("seed", range(20))
def test_simultaneous_games_give_their_nash_equilibria(seed):
    luck = random.Random(seed)
    matrix = random_matrix(luck, 2, 2) if seed % 2 else random_matrix(luck, 3, 2)

    def shares(solution):
        return sorted(tuple(round(share, 9) for mixed in found.strategies.values() for share in mixed.values()) for found in solution)

    assert shares(all_perfect_bayesian(matrix.tree())) == shares(all_nash(matrix))


def rationalised(tree, plan, steps=40):
    """Return whether some belief at the receiver's sets makes the plan sequentially rational, trying beliefs on a grid."""
    check = evaluate(tree, plan)
    known = [gap for gap in check.gaps.values() if gap is not None]
    if max(known) > 1e-9:
        return False
    for name, gap in check.gaps.items():
        if gap is None:
            one, two = tree.information_sets[name].histories
            grid = ({one: k / steps, two: 1 - k / steps} for k in range(steps + 1))
            if min(evaluate(tree, plan, {name: belief}).gaps[name] for belief in grid) > 1e-9:
                return False
    return True


@pytest.mark.parametrize("seed", range(25))
def test_pure_equilibria_of_signalling_games_are_those_of_a_search_over_all_plans(seed):
    tree = random_signalling(random.Random(seed))
    sets = list(tree.information_sets.values())
    expected = set()
    for choice in product(*(known.actions for known in sets)):
        plan = {known.name: {action: float(action == taken) for action in known.actions} for known, taken in zip(sets, choice, strict=True)}
        if rationalised(tree, plan):
            expected.add(choice)
    solution = all_perfect_bayesian(tree)
    found = set()
    for one in solution:
        assert evaluate(tree, one.strategies, one.beliefs).largest_gap < 1e-9
        assert None not in evaluate(tree, one.strategies, one.beliefs).gaps.values()
        if all(max(mixed.values()) == 1 for mixed in one.strategies.values()):
            found.add(tuple(max(one.strategies[known.name], key=one.strategies[known.name].get) for known in sets))
    assert found == expected
    assert len(solution) >= 1


def test_a_player_with_two_open_choices_on_a_path_is_refused():
    matrix = random_matrix(random.Random(4), 2, 2)
    again = Decision("row", "again", {"play": matrix.tree().root, "stop": Terminal("stop", (0.0, 0.0))})
    with pytest.raises(GameError, match="one open choice of a player on a path; row has 'again' and 'row'"):
        all_perfect_bayesian(Tree(matrix.players, again))
