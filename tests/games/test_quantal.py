"""Quantal response: against scans of all fixed points, the logit response itself, many digits of the chicken fork, and other people's branches."""

import random

import numpy as np
import pytest
from mpmath import exp, findroot, mp, mpf
from scipy.optimize import brentq, root

from sim.errors import GameError
from sim.games import catalogue
from sim.games.canonical import chicken, unilateral_deterrence
from sim.games.matrix import Matrix
from sim.games.solvers.agents import Agents
from sim.games.solvers.evaluate import evaluate
from sim.games.solvers.quantal import logit_at, logit_branches
from tests.games.examples import random_matrix, random_signalling


def sigma(z):
    return 1 / (1 + np.exp(-z))


def every_fixed_point(matrix, precision):
    """Return all (x, y) with x the logit response to y and y to x in a 2x2 game, by a scan of x over the whole interval."""
    first, second = np.array(matrix.first), np.array(matrix.second)

    def answer(x):
        return sigma(precision * (np.array([x, 1 - x]) @ second @ [1, -1]))

    def miss(x):
        return sigma(precision * ([1, -1] @ first @ np.array([answer(x), 1 - answer(x)]))) - x

    grid = sigma(np.linspace(-45, 45, 4_001))
    values = [miss(x) for x in grid]
    roots = [brentq(miss, a, b, xtol=1e-15) for a, b, at_a, at_b in zip(grid, grid[1:], values, values[1:], strict=False) if at_a * at_b < 0]
    return sorted((x, answer(x)) for x in roots)


@pytest.mark.parametrize("seed", range(24))
def test_all_fixed_points_of_a_game_of_two_actions_each_are_found(seed):
    luck = random.Random(seed)
    precision = luck.choice((0.3, 1.0, 2.0, 4.0))
    if seed % 2:  # coordination: several equilibria, branches that stand apart
        tables = [((luck.uniform(1, 5), 0.0), (0.0, luck.uniform(1, 5))) for _ in range(2)]
        matrix = Matrix(("row", "column"), (("r0", "r1"), ("c0", "c1")), *tables)
    else:
        matrix = random_matrix(luck, 2, 2)
    found = sorted((one.strategies["row"]["r0"], one.strategies["column"]["c0"]) for one in logit_at(matrix.tree(), precision))
    expected = every_fixed_point(matrix, precision)
    assert len(found) == len(expected)
    assert np.allclose(found, expected, atol=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 6, 15, 29, 38])
def test_nothing_is_missed_that_a_general_solver_finds_from_a_hundred_starts(seed):
    luck, start = random.Random(seed), np.random.default_rng(seed)
    tree = random_matrix(luck, 3, 3).tree() if seed % 2 else random_signalling(luck)
    agents, precision = Agents(tree), luck.choice((0.5, 1.5, 4.0, 10.0))
    scaled = precision * agents.scale

    def shares(strategies):
        return np.array([share for mixed in strategies.values() for share in mixed.values()])

    ours = [shares(one.strategies) for one in logit_at(tree, precision)]
    for _ in range(100):
        tried = root(lambda y: y - agents.response(y, scaled), start.normal(size=len(agents.free)) * start.choice((0.5, 2.0, scaled / 3)), tol=1e-12)
        if tried.success and np.abs(tried.x - agents.response(tried.x, scaled)).max() < 1e-8:
            found = shares(agents.strategies(tried.x))
            assert min(np.abs(found - one).max() for one in ours) < 1e-5


@pytest.mark.parametrize("seed", range(8))
def test_what_is_found_is_its_own_logit_response(seed):
    tree = random_signalling(random.Random(seed))
    for precision in (0.5, 3.0):
        solution = logit_at(tree, precision)
        assert len(solution) >= 1
        for one in solution:
            worth = evaluate(tree, one.strategies).action_values
            for name, mixed in one.strategies.items():
                weights = {action: np.exp(precision * worth[name][action]) for action in mixed}
                assert mixed == pytest.approx({action: weight / sum(weights.values()) for action, weight in weights.items()}, abs=1e-9)


def test_the_equations_have_the_derivatives_they_claim():
    agents = Agents(unilateral_deterrence.tree(unilateral_deterrence.GAME.values()))
    y = np.random.default_rng(1).normal(size=len(agents.free))
    _, by_y, by_precision = agents.equations(y, 3.0)
    step = 1e-6
    columns = [(agents.equations(y + step * unit, 3.0)[0] - agents.equations(y - step * unit, 3.0)[0]) / (2 * step) for unit in np.eye(len(y))]
    assert np.allclose(np.array(columns).T, by_y, atol=1e-8)
    assert np.allclose((agents.equations(y, 3.0 + step)[0] - agents.equations(y, 3.0 - step)[0]) / (2 * step), by_precision, atol=1e-8)


def test_chicken_forks_where_thirty_digits_say_and_not_before():
    mp.dps = 30
    # at the fork q = sigma(lam (1 - 10 q)) and 10 lam q (1 - q) = 1
    q, fork = findroot(lambda q, lam: (q - 1 / (1 + exp(-lam * (1 - 10 * q))), 10 * lam * q * (1 - q) - 1), (mpf("0.28"), mpf("0.49")))
    tree = chicken.GAME.finite_tree(chicken.GAME.values())
    found = logit_branches(tree, 1.0)
    assert found.forks == pytest.approx((float(fork),), abs=1e-9)
    assert [(branch.kind, branch.whole) for branch in found.branches] == [("principal", True), ("forked", True), ("forked", True)]
    assert [len(logit_at(tree, precision)) for precision in (0.3, 0.48, 0.4891, 0.4893, 0.5, 5.0)] == [1, 1, 1, 3, 3, 3]
    at = found.branches[1]
    assert at.begins == pytest.approx(float(fork), abs=1e-9)
    assert at.probability(0)[0] == pytest.approx(float(q), abs=1e-9)


def test_naive_replies_run_in_a_circle_whose_two_values_are_the_forked_branches():
    tree = chicken.GAME.finite_tree(chicken.GAME.values())
    q = [0.4, 0.4]
    for _ in range(4_000):
        q = [sigma(0.5 * (1 - 10 * q[1])), sigma(0.5 * (1 - 10 * q[0]))]
    after = [sigma(0.5 * (1 - 10 * q[1])), sigma(0.5 * (1 - 10 * q[0]))]
    assert abs(q[0] - after[0]) > 0.1
    forked = sorted(one.strategies["first"]["firm"] for one in logit_at(tree, 0.5) if one.name != "principal branch")
    assert sorted((q[0], after[0])) == pytest.approx(forked, abs=1e-9)


def test_a_little_asymmetry_breaks_the_fork_into_a_branch_that_stands_apart_and_turns():
    tree = chicken.GAME.finite_tree(chicken.GAME.values({"P2": -10.5}))
    found = logit_branches(tree, 2.0)
    assert found.forks == ()
    assert [branch.kind for branch in found.branches] == ["principal", "apart"]
    (turn,) = found.branches[1].turns
    counts = [len(logit_at(tree, turn * factor)) for factor in (0.98, 1.02)]
    assert counts == [1, 3]


def test_the_branch_of_unilateral_deterrence_ends_in_the_equilibrium_with_bluffs_without_turning():
    game = unilateral_deterrence
    tree = game.tree(game.GAME.values({"p": 0.3, "q": 0.2}))
    followed = logit_branches(tree, 400.0)
    (branch,) = followed.branches
    assert (branch.whole, branch.turns) == (True, ())
    bluff = game.GAME.solved(p=0.3, q=0.2).named("bluff")
    for (name, action), share in zip(followed.pairs, branch.probabilities[-1], strict=True):
        assert share == pytest.approx(bluff.strategies[name][action], abs=2e-3)
    column = list(followed.pairs).index(("challenger hard", "challenge"))
    along = [share for precision, share in zip(branch.precisions, branch.probability(column), strict=True) if precision < 60]
    assert min(along) < 0.2 < 0.4 < along[0]  # falls from one half to below .2, and rises to .9
    assert along[-1] > 0.88


def test_at_precision_zero_everybody_chooses_at_random():
    for name in ("chicken", "critical-risk", "unilateral-deterrence"):
        game = catalogue.load(name)
        (one,) = logit_at(game.finite_tree(game.values()), 0.0)
        assert all(share == pytest.approx(1 / len(mixed)) for mixed in one.strategies.values() for share in mixed.values())


def test_scaling_payoffs_scales_precision():
    one, ten = (
        chicken.GAME.finite_tree(
            chicken.GAME.values({f"{letter}{side}": scale * value for side in "12" for letter, value in zip("TRSP", (1, 0, -1, -10), strict=True)})
        )
        for scale in (1.0, 10.0)
    )
    assert logit_branches(ten, 0.1).forks == pytest.approx([fork / 10 for fork in logit_branches(one, 1.0).forks])


@pytest.mark.parametrize("precision", [-1.0, float("nan"), float("inf")])
def test_what_is_no_precision_is_refused(precision):
    with pytest.raises(GameError, match="precision must be a number above 0"):
        logit_at(random_signalling(random.Random(1)), precision)
