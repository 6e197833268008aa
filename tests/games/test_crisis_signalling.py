"""Crisis signalling: chances by sampling the errors, roots by another search, the bivariate normal by quadrature."""

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from sim.games.canonical import crisis_signalling
from sim.games.canonical.crisis_signalling import both_below, fixed_points, reply
from tests.games.points import legal_points

GAME = crisis_signalling.GAME
POINTS = [*legal_points(GAME, 6, seed=81), GAME.values()]
SIZE = 400_000


@pytest.mark.parametrize("values", POINTS)
def test_sampled_sides_act_as_often_and_get_as_much_as_said(values):
    errors = np.random.Generator(np.random.Philox(19)).normal(size=(3, SIZE))
    for found in GAME.solve(values):
        p_R, p_F = found.quantities["p_R"], found.quantities["p_F"]
        stand, back = values["W_A"] + errors[0], values["a"] + errors[1]
        best = np.maximum(stand, back)
        challenge = (1 - p_R) * values["V_A"] + p_R * best > values["S_A"]
        stands = challenge & (stand > back)
        assert challenge.mean() == pytest.approx(found.quantities["p_C"], abs=4.5 * 0.5 / math.sqrt(SIZE))
        if challenge.sum() > 100:
            assert stands.sum() / challenge.sum() == pytest.approx(p_F, abs=4.5 * 0.5 / math.sqrt(challenge.sum()))
        resist = p_F * (values["W_B"] + errors[2]) + (1 - p_F) * values["V_B"] > values["C_B"]
        assert resist.mean() == pytest.approx(p_R, abs=4.5 * 0.5 / math.sqrt(SIZE))
        gained = np.where(challenge, (1 - p_R) * values["V_A"] + p_R * best, values["S_A"])
        assert gained.mean() == pytest.approx(found.values["challenger"], abs=4.5 * gained.std() / math.sqrt(SIZE))
        war = p_F * (values["W_B"] + errors[2]) + (1 - p_F) * values["V_B"]
        kept = found.quantities["p_C"] * np.where(resist, war, values["C_B"])
        assert kept.mean() == pytest.approx(found.values["target"], abs=4.5 * kept.std() / math.sqrt(SIZE) + 1e-9)


@pytest.mark.parametrize("values", POINTS)
def test_a_search_on_an_even_grid_finds_the_same_roots(values):
    def chance(odds):
        return 1 / (1 + math.exp(-odds))

    grid = np.linspace(1e-6, 1 - 1e-6, 4001)
    misses = [chance(max(-700, reply(values, math.log(x / (1 - x))))) - x for x in grid]
    coarse = [(a + b) / 2 for a, b, one, two in zip(grid, grid[1:], misses, misses[1:], strict=False) if one * two < 0]
    found = [root for root in map(chance, fixed_points(values)) if 1e-6 < root < 1 - 1e-6]
    assert found == pytest.approx(coarse, abs=3e-4)


@pytest.mark.parametrize("values", legal_points(GAME, 40, seed=83))
def test_there_is_always_an_odd_number_of_equilibria(values):
    assert len(GAME.solve(values)) in (1, 3, 5)


def test_resistance_may_be_all_but_certain():
    (found,) = GAME.solved(a=-0.4)
    assert found.quantities["p_R"] == 1.0
    assert found.outcomes["war"] == pytest.approx(found.quantities["p_C"] * found.quantities["p_F"])


@pytest.mark.parametrize(("h", "k"), [(0, 0), (0, 0.3), (-0.7, 0), (0.2, -1.4), (-2, 3), (1.5, 1.5), (-6, 2), (8, 8)])
def test_the_bivariate_normal_is_the_integral_it_stands_for(h, k):
    rho = math.sqrt(0.5)
    expected = quad(lambda x: norm.pdf(x) * norm.cdf((k - rho * x) / math.sqrt(1 - rho * rho)), -12, h, epsabs=1e-13, limit=200)[0]
    assert both_below(h, k) == pytest.approx(expected, abs=1e-10)


def test_a_higher_audience_cost_makes_backing_down_rarer_and_war_first_likelier_then_rarer():
    costs = (-0.6, -1.0, -1.5, -2.0, -2.5, -4.0)
    found = [GAME.solved(W_A=-1.5, W_B=-1.0, a=cost).equilibria[0] for cost in costs]
    gives_way = [1 - one.quantities["p_F"] for one in found]
    assert gives_way == sorted(gives_way, reverse=True)
    wars = [one.outcomes["war"] for one in found]
    assert wars[4] == max(wars) > wars[5]
