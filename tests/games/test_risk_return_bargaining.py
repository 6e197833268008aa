"""Bargaining under a risk of war: the best demand by trying demands, and the outcome by sampling."""

import math

import numpy as np
import pytest

from sim.games.canonical import risk_return_bargaining
from tests.games.points import legal_points

GAME = risk_return_bargaining.GAME
POINTS = [*legal_points(GAME, 12, seed=21), GAME.values({"p": 0.9, "C": 1.2})]


def expected(values, share):
    """Return the proposer's payoff from demanding `share`, written out for each cost of the receiver."""
    p, most = values["p"], values["C"]
    refuse = min(max((share - p) / most, 0.0), 1.0)
    return (1 - refuse) * share + refuse * (p - values["c_A"])


@pytest.mark.parametrize("values", POINTS)
def test_no_other_demand_is_worth_more(values):
    (found,) = GAME.solve(values)
    best = max(expected(values, share) for share in np.linspace(0, 1, 4001))
    assert found.values["proposer"] >= best - 1e-12
    assert found.values["proposer"] == pytest.approx(expected(values, found.quantities["x_star"]), abs=1e-12)


@pytest.mark.parametrize("values", POINTS[:4])
def test_sampled_receivers_refuse_as_often_and_get_as_much_as_said(values):
    (found,) = GAME.solve(values)
    size = 200_000
    cost = np.random.Generator(np.random.Philox(8)).uniform(0, values["C"], size)
    share = found.quantities["x_star"]
    accepts = cost >= share - values["p"]
    war = found.outcomes["war"]
    assert 1 - accepts.mean() == pytest.approx(war, abs=4.5 * math.sqrt(war * (1 - war) / size))
    gained = np.where(accepts, 1 - share, 1 - values["p"] - cost)
    assert gained.mean() == pytest.approx(found.values["receiver"], abs=4.5 * gained.std() / math.sqrt(size) + 1e-12)


def test_with_a_weak_position_the_demand_is_capped_by_what_there_is():
    solution = GAME.solved(p=0.9, c_A=0.1, C=1.2)
    assert solution.region == "demands everything"
    assert solution.equilibria[0].quantities["x_star"] == 1.0
    assert solution.equilibria[0].outcomes["war"] == pytest.approx(0.1 / 1.2)
