"""Enumeration of Nash equilibria: against another program, against no gain from any deviation, and where there is a continuum."""

import random

import numpy as np
import pytest

from sim.errors import GameError
from sim.games.matrix import Matrix
from sim.games.solvers.evaluate import evaluate
from sim.games.solvers.nash import all_nash
from tests.games.examples import random_matrix


def shares(solution):
    return sorted(tuple(round(share, 9) for mixed in found.strategies.values() for share in mixed.values()) for found in solution)


@pytest.mark.parametrize("seed", range(25))
def test_nashpy_finds_the_same_equilibria(seed):
    nashpy = pytest.importorskip("nashpy")
    luck = random.Random(seed)
    matrix = random_matrix(luck, luck.randint(2, 4), luck.randint(2, 4))
    theirs = sorted(tuple(np.concatenate(pair)) for pair in nashpy.Game(np.array(matrix.first), np.array(matrix.second)).vertex_enumeration())
    ours = shares(all_nash(matrix))
    assert len(ours) == len(theirs)
    assert np.allclose(ours, theirs, atol=1e-8)


@pytest.mark.parametrize("seed", range(25))
def test_nobody_gains_in_any_equilibrium_found_and_there_is_always_one(seed):
    luck = random.Random(100 + seed)
    matrix = random_matrix(luck, luck.randint(2, 4), luck.randint(2, 4), whole=True)
    tree = matrix.tree()
    solution = all_nash(matrix)
    assert len(solution) >= 1
    assert all(evaluate(tree, found.strategies).largest_gap < 1e-12 for found in solution)


def test_in_a_degenerate_game_the_corners_of_a_continuum_are_returned_and_it_is_said():
    same = ((1.0, 1.0), (0.0, 1.0))
    solution = all_nash(Matrix(("row", "column"), (("u", "d"), ("l", "r")), same, ((1.0, 1.0), (1.0, 1.0))))
    assert shares(solution) == [(0.0, 1.0, 0.0, 1.0), (1.0, 0.0, 0.0, 1.0), (1.0, 0.0, 1.0, 0.0)]
    assert "degenerate" in solution.statement


def test_every_equilibrium_on_a_grid_is_a_mixture_of_corners_of_a_degenerate_game():
    matrix = Matrix(("row", "column"), (("u", "d"), ("l", "r")), ((1.0, 1.0), (0.0, 1.0)), ((1.0, 1.0), (1.0, 1.0)))
    for x in np.linspace(0, 1, 11):
        for y in np.linspace(0, 1, 11):
            plan = {"row": {"u": x, "d": 1 - x}, "column": {"l": y, "r": 1 - y}}
            between = x == 1 or y == 0  # the two segments between the three corners
            assert (evaluate(matrix.tree(), plan).largest_gap < 1e-12) == between


def test_tables_of_the_wrong_shape_and_games_too_large_are_refused():
    with pytest.raises(GameError, match="2 rows and 2 columns"):
        Matrix(("a", "b"), (("x", "y"), ("x", "y")), ((1.0, 1.0),), ((1.0, 1.0), (0.0, 0.0)))
    with pytest.raises(GameError, match="at most 16 actions"):
        all_nash(random_matrix(random.Random(1), 9, 9))
