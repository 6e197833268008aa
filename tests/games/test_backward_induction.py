"""Backward induction against brute force over all plans, and on subtraction games, whose theory is known."""

import random
from itertools import product

import pytest

from sim.errors import GameError
from sim.games.solvers.backward_induction import all_subgame_perfect, exactly, subgame_perfect
from sim.games.solvers.evaluate import evaluate
from sim.games.tree import Decision, Terminal, Tree
from tests.games.examples import random_matrix, random_perfect_information, subtraction


def brute_force(tree):
    """Return every plan in pure strategies in which no move can be bettered where it stands."""
    sets = list(tree.information_sets.values())
    for choice in product(*(known.actions for known in sets)):
        plan = {known.name: {action: float(action == taken) for action in known.actions} for known, taken in zip(sets, choice, strict=True)}
        if evaluate(tree, plan).largest_gap <= 1e-12:
            yield plan


@pytest.mark.parametrize("seed", range(30))
def test_all_plans_of_brute_force_are_found_and_no_others(seed):
    luck = random.Random(seed)
    tree = next(tree for tree in iter(lambda: random_perfect_information(luck, depth=4), None) if 3 <= len(tree.information_sets) <= 9)
    expected = list(brute_force(tree))
    solution = all_subgame_perfect(tree, most=5_000)
    assert solution.complete
    assert len(solution) == len(expected)
    assert all(found.strategies in expected for found in solution)


# misere subtraction: whoever moves loses if and only if the total is 1 modulo (most + 1); see arXiv 2606.29015 for the same game as brinkmanship
@pytest.mark.parametrize(("most", "last"), [(1, 12), (2, 11), (3, 10)])
def test_the_mover_of_a_subtraction_game_loses_exactly_at_one_modulo_most_plus_one(most, last):
    losing = [total for total in range(1, last + 1) if subgame_perfect(subtraction(total, most)).values["a"] < 0]
    assert losing == [total for total in range(1, last + 1) if total % (most + 1) == 1]


def test_ties_go_to_the_first_or_to_the_last_action_as_asked():
    tree = subtraction(4, 2)  # a wins or loses whatever ties do; the plans differ
    first, last = (subgame_perfect(tree, ties=rule) for rule in ("first", "last"))
    assert first.values == last.values
    assert first.strategies != last.strategies


def test_more_equilibria_than_asked_for_are_not_called_complete():
    tree = subtraction(8, 3)
    solution = all_subgame_perfect(tree, most=2)
    assert (len(solution), solution.complete) == (2, False)
    assert "first 2" in solution.statement


def test_a_billion_equilibria_are_not_all_made_to_show_the_first_few():
    node = Terminal("end", (0.0, 0.0))
    for depth in range(30):
        node = Decision("ab"[depth % 2], f"set {depth}", {"stop": Terminal(f"stop {depth}", (0.0, 0.0)), "go": node})
    solution = all_subgame_perfect(Tree(("a", "b"), node), most=10)
    assert (len(solution), solution.complete) == (10, False)
    assert len({str(found.strategies) for found in solution}) == 10


def test_a_tie_in_decimals_is_a_tie():
    assert exactly(0.1) + exactly(0.2) == exactly(0.3)


def test_a_player_who_does_not_see_everything_is_refused():
    with pytest.raises(GameError, match="several ways cannot be told apart"):
        subgame_perfect(random_matrix(random.Random(1), 2, 2).tree())
