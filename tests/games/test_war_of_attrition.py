"""The war of attrition: the waiting times against quadrature and sampling."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sim.games.canonical import war_of_attrition
from tests.games.points import legal_points

GAME = war_of_attrition.GAME


@pytest.mark.parametrize("values", legal_points(GAME, 6, seed=1))
@pytest.mark.parametrize("side", [1, 2])
def test_every_time_to_quit_earns_nothing_against_the_other_sides_rate(values, side):
    rate = GAME.solve(values).named("both wait").quantities[f"h{3 - side}"]
    prize, cost = values[f"V{side}"], values[f"c{side}"]
    for time in (0.1, 1.0, 4.0):
        won = quad(lambda t: (prize - cost * t) * rate * math.exp(-rate * t), 0, time)[0]
        assert won - cost * time * math.exp(-rate * time) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("values", legal_points(GAME, 4, seed=2))
def test_sampled_contests_end_as_the_formulas_say(values):
    found = GAME.solve(values).named("both wait")
    draws = np.random.Generator(np.random.Philox(20241121))
    size = 200_000
    first, second = (draws.exponential(1 / found.quantities[f"h{side}"], size) for side in (1, 2))
    share = found.outcomes["first wins"]
    assert np.mean(first > second) == pytest.approx(share, abs=4.5 * math.sqrt(share * (1 - share) / size))
    ends = np.minimum(first, second)
    assert ends.mean() == pytest.approx(found.quantities["mean_duration"], abs=4.5 * ends.std() / math.sqrt(size))


def test_a_side_that_never_quits_makes_quitting_at_once_best():
    values = GAME.values({"V1": 3, "c1": 0.5})
    found = GAME.solve(values).named("first gives way at once")
    assert found.values == {"second": 2.0, "first": 0.0}
    assert all(-values["c1"] * time < found.values["first"] for time in (0.1, 1, 10))  # quitting later only costs


def test_a_side_with_a_larger_prize_wins_less_often_because_the_other_must_be_kept_indifferent():
    shares = [GAME.solved(V1=prize).named("both wait").outcomes["first wins"] for prize in (1, 2, 4, 8)]
    assert shares == sorted(shares, reverse=True)
