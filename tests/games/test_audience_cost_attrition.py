"""Audience costs in a war of nerves: every type's every plan is tried against the equilibrium, and contests are sampled."""

import math

import numpy as np
import pytest

from sim.games.canonical import audience_cost_attrition
from sim.games.canonical.audience_cost_attrition import play, quits_by
from tests.games.points import legal_points

GAME = audience_cost_attrition.GAME
POINTS = legal_points(GAME, 6, seed=9)


def expected_payoff(values, side, worth, time, attacks):
    """Return what a type of `side` whose war is worth `worth` gets for quitting, or attacking, at `time`, by sums over when the other quits."""
    found, other = play(values), 1 - side
    gain, rate = values[f"v{side + 1}"], values[f"a{side + 1}"]
    if time > found.horizon or (time == found.horizon and not attacks):  # the other's hawks attack at the horizon
        gone = quits_by(values, other, found.horizon)
        if time == found.horizon:
            return gone * gain + (1 - gone) * -rate * time
        return gone * gain + (1 - gone) * worth
    gone = quits_by(values, other, time)
    return gone * gain + (1 - gone) * (worth if attacks else -rate * time)


@pytest.mark.parametrize("values", POINTS)
@pytest.mark.parametrize("side", [0, 1])
def test_no_type_gains_by_another_plan(values, side):
    found = play(values)
    rate, width = values[f"a{side + 1}"], values[f"W{side + 1}"]
    times = [*np.linspace(1e-9, found.horizon, 60), found.horizon * 1.2]
    for worth in np.linspace(-width, 0, 21):
        hawk = worth >= -rate * found.horizon
        own = expected_payoff(values, side, worth, found.horizon, True) if hawk else expected_payoff(values, side, worth, found.horizon / 2, False)
        best = max(expected_payoff(values, side, worth, time, attacks) for time in times for attacks in (False, True))
        assert best <= own + 1e-7


@pytest.mark.parametrize("values", POINTS)
def test_those_who_have_not_quit_by_the_horizon_are_just_the_types_that_would_attack(values):
    found = play(values)
    for side in (0, 1):
        assert 1 - quits_by(values, side, found.horizon) == pytest.approx(found.hawks[side], rel=1e-12)
        assert quits_by(values, side, 0.0) == pytest.approx(found.at_once[side], abs=1e-12)
    assert min(found.at_once) == 0


@pytest.mark.parametrize("values", POINTS)
def test_sampled_contests_end_as_the_formulas_say(values):
    (found,) = GAME.solve(values)
    numbers = play(values)
    draws = np.random.Generator(np.random.Philox(15))
    size = 200_000
    times = []
    for side in (0, 1):
        other = 1 - side
        left = 1 - draws.uniform(0, 1, size)  # a share of 1 - Q, by which a type quits
        quit_at = (numbers.factor[side] * values[f"v{other + 1}"] / left - values[f"v{other + 1}"]) / values[f"a{other + 1}"]
        times.append(np.where(left < numbers.hawks[side], np.inf, np.maximum(quit_at, 0.0)))
    war = np.isinf(times[0]) & np.isinf(times[1])
    shares = {"war": war.mean(), "first backs down": (times[0] < times[1]).mean(), "second backs down": (times[1] < times[0]).mean()}
    for outcome, expected in found.outcomes.items():
        assert shares[outcome] == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1 - expected) / size) + 1e-9)
    for side, name in enumerate(GAME.players):
        worth = draws.uniform(-1, 0, size) * values[f"a{side + 1}"] * numbers.horizon  # of a hawk
        own, other = times[side], times[1 - side]
        cost = np.where(np.isinf(own), 0.0, own) * -values[f"a{side + 1}"]
        gained = np.where(war, worth, np.where(own < other, cost, values[f"v{side + 1}"]))
        assert gained.mean() == pytest.approx(found.values[name], abs=4.5 * gained.std() / math.sqrt(size) + 1e-9)


@pytest.mark.parametrize("values", POINTS)
def test_the_unit_of_time_moves_no_outcome(values):
    scaled = GAME.values({**values.as_dict(), "a1": 3 * values["a1"], "a2": 3 * values["a2"]})
    (one,), (two,) = GAME.solve(values), GAME.solve(scaled)
    assert dict(one.outcomes) == pytest.approx(dict(two.outcomes), abs=1e-12)
    assert one.quantities["t_star"] == pytest.approx(3 * two.quantities["t_star"], rel=1e-12)


@pytest.mark.parametrize("values", POINTS)
def test_a_higher_audience_cost_of_ones_own_makes_backing_down_rarer_but_war_is_not_monotone(values):
    down = [GAME.solve(GAME.values({**values.as_dict(), "a1": rate})).equilibria[0].outcomes["first backs down"] for rate in (0.3, 1, 3, 8)]
    assert down == sorted(down, reverse=True)
    war = [GAME.solved(a1=rate).equilibria[0].outcomes["war"] for rate in (0.5, 1, 2)]
    assert war[0] < war[1] > war[2]
