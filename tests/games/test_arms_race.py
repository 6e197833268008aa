"""The arms race: cut-offs as best replies cost by cost, and values by sampling."""

import math

import numpy as np
import pytest

from sim.games.canonical import arms_race
from sim.games.canonical.arms_race import unravelling
from tests.games.points import legal_points

GAME = arms_race.GAME
POINTS = legal_points(GAME, 14, seed=61)


@pytest.mark.parametrize("values", POINTS)
def test_every_cost_does_what_is_best_against_the_others_cut_off(values):
    for found in GAME.solve(values):
        cut = found.quantities["cut_off"]
        arms = cut / values["top"]
        for cost in np.linspace(0, values["top"], 201):
            armed = (1 - arms) * values["mu"] - cost
            unarmed = -arms * values["d"]
            if abs(armed - unarmed) > 1e-9:
                assert (cost <= cut) == (armed > unarmed)


@pytest.mark.parametrize("values", POINTS)
def test_a_search_over_cut_offs_finds_no_others(values):
    known = [found.quantities["cut_off"] for found in GAME.solve(values)]
    top = values["top"]
    for cut in np.linspace(0, top, 4001):
        reply = min(top, max(0.0, arms_race.worth_of_arming(values, cut)))
        if abs(reply - cut) < 1e-5 * top:
            slope = abs(1 - (values["d"] - values["mu"]) / top)
            assert min(abs(cut - one) for one in known) <= 1e-4 * top / max(slope, 1e-3)


@pytest.mark.parametrize("values", POINTS)
def test_fear_that_spreads_from_the_cheapest_ends_in_the_smallest_equilibrium(values):
    end, _ = unravelling(values)
    assert end == pytest.approx(min(found.quantities["cut_off"] for found in GAME.solve(values)), abs=1e-6)


@pytest.mark.parametrize("values", POINTS[:4])
def test_values_by_sampling(values):
    found = GAME.solve(values).equilibria[0]
    size = 200_000
    costs = np.random.Generator(np.random.Philox(2)).uniform(0, values["top"], (2, size))
    armed = costs <= found.quantities["cut_off"]
    gained = -costs[0] * armed[0] + values["mu"] * (armed[0] & ~armed[1]) - values["d"] * (~armed[0] & armed[1])
    assert gained.mean() == pytest.approx(found.values["first"], abs=4.5 * gained.std() / math.sqrt(size) + 1e-12)


def test_without_a_gain_from_being_armed_alone_peace_and_general_fear_are_both_equilibria():
    assert [found.name for found in GAME.solved(mu=0, d=1.2)] == ["nobody arms", "all arm"]
