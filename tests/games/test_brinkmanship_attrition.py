"""Brinkmanship as attrition: formulas against quadrature, a chain solved period by period, and sampling."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sim.games.canonical import brinkmanship_attrition
from tests.games.points import legal_points

GAME = brinkmanship_attrition.GAME
POINTS = legal_points(GAME, 16, seed=5)
CONTINUOUS = [values for values in POINTS if values.word("time") == "continuous"]
PERIODS = [values for values in POINTS if values.word("time") == "periods"]


@pytest.mark.parametrize("values", CONTINUOUS)
@pytest.mark.parametrize("side", [1, 2])
def test_every_time_to_give_way_earns_nothing_in_continuous_time(values, side):
    rate = GAME.solve(values).named("both wait").quantities[f"h{3 - side}"]
    lam = values["lam"]
    for time in (0.3, 2.0):
        earned = quad(lambda t: (rate * values[f"V{side}"] - lam * values[f"D{side}"]) * math.exp(-(rate + lam) * t), 0, time)[0]
        assert earned == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("values", PERIODS)
def test_in_periods_staying_once_more_earns_nothing_and_the_outcomes_are_those_of_the_chain(values):
    found = GAME.solve(values).named("both wait")
    q = found.quantities["q1"], found.quantities["q2"]
    for side in (0, 1):
        stay = q[1 - side] * values[f"V{side + 1}"] - (1 - q[1 - side]) * values["lam"] * values[f"D{side + 1}"]
        assert stay == pytest.approx(0, abs=1e-12 * max(1, values[f"D{side + 1}"]))
    left, shares = 1.0, dict.fromkeys(found.outcomes, 0.0)
    while left > 1e-13:
        shares["first wins"] += left * (1 - q[0]) * q[1]
        shares["second wins"] += left * q[0] * (1 - q[1])
        shares["both give way"] += left * q[0] * q[1]
        shares["disaster"] += left * (1 - q[0]) * (1 - q[1]) * values["lam"]
        left *= (1 - q[0]) * (1 - q[1]) * (1 - values["lam"])
    assert shares == pytest.approx(dict(found.outcomes), abs=1e-11)


@pytest.mark.parametrize("lam", [0.01, 0.3])
def test_sampled_contests_end_as_the_formulas_say(lam):
    found = GAME.solved(D1=10, V1=1, D2=4, V2=1, lam=lam).named("both wait")
    draws = np.random.Generator(np.random.Philox(7))
    size = 200_000
    times = np.stack([draws.exponential(1 / rate, size) for rate in (lam, found.quantities["h2"], found.quantities["h1"])])
    ends = np.bincount(times.argmin(axis=0), minlength=3) / size
    for share, outcome in zip(ends, ("disaster", "first wins", "second wins"), strict=True):
        expected = found.outcomes[outcome]
        assert share == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1 - expected) / size))


@pytest.mark.parametrize("values", CONTINUOUS)
def test_a_faster_clock_moves_no_outcome(values):
    again = GAME.values({**values.as_dict(), "lam": values["lam"] * 7})
    assert dict(GAME.solve(values).named("both wait").outcomes) == pytest.approx(dict(GAME.solve(again).named("both wait").outcomes), rel=1e-12)


@pytest.mark.parametrize("values", CONTINUOUS)
def test_ever_shorter_periods_come_to_continuous_time_at_first_order(values):
    limit = GAME.solve(values).named("both wait").outcomes["disaster"]
    gaps = []
    for lam in (1e-3, 1e-4):
        settings = GAME.values({**values.as_dict(), "lam": lam, "time": "periods"})
        gaps.append(limit - GAME.solve(settings).named("both wait").outcomes["disaster"])
    assert gaps[0] / gaps[1] == pytest.approx(10, rel=0.15)
