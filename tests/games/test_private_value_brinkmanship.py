"""Brinkmanship with private values: no ratio gains by playing as another would, and outcomes by sampling under every clock."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from sim.games.canonical import private_value_brinkmanship
from sim.games.canonical.private_value_brinkmanship import OUTLAST, disaster, patience, payoff
from tests.games.points import legal_points

GAME = private_value_brinkmanship.GAME
HAZARD_BY = {"steady": lambda t: t, "late": lambda t: t**3, "growing": np.expm1}
WHEN = {"steady": lambda a: a, "late": np.cbrt, "growing": np.log1p}
POINTS = legal_points(GAME, 6, seed=11)
each_point = pytest.mark.parametrize("values", POINTS, ids=lambda p: f"{p.word('distribution')} {p['scale']:.2f} {p.word('clock')}")


def ratios(values):
    """Return three ratios inside the distribution, low to high."""
    shares = (0.2, 0.5, 0.9)
    return [values["scale"] * (-math.log1p(-share) if values.word("distribution") == "exponential" else share) for share in shares]


@each_point
def test_no_ratio_gains_by_playing_as_another_would(values):
    for theta in ratios(values):
        own = payoff(values, theta)
        assert own > 0
        for factor in (0.0, 0.5, 0.9, 0.99, 1.01, 1.1, 1.5):
            mimic = theta * factor
            if values.word("distribution") == "uniform" and mimic >= values["scale"]:
                continue
            assert payoff(values, theta, mimic) <= own + 1e-10


@each_point
def test_patience_is_the_integral_of_the_source(values):
    scale = values["scale"]
    for theta in ratios(values):
        if values.word("distribution") == "exponential":
            found = quad(lambda x: x / scale, 0, theta)[0]
        else:
            found = quad(lambda x: x / (scale - x), 0, theta)[0]
        assert patience(values, theta) == pytest.approx(found, rel=1e-9)


@each_point
def test_sampled_contests_end_as_the_formulas_say(values):
    found = GAME.solve(values).named(OUTLAST)
    draws = np.random.Generator(np.random.Philox(3))
    size = 200_000
    scale = values["scale"]
    pairs = draws.exponential(scale, (size, 2)) if values.word("distribution") == "exponential" else draws.uniform(0, scale, (size, 2))
    low = pairs.min(axis=1)
    stays = low**2 / (2 * scale) if values.word("distribution") == "exponential" else -low - scale * np.log1p(-low / scale)
    strikes = draws.exponential(1.0, size)
    share = np.mean(strikes < stays)
    expected = found.outcomes["disaster"]
    assert share == pytest.approx(expected, abs=4.5 * math.sqrt(expected * (1 - expected) / size))
    times = WHEN[values.word("clock")](np.minimum(strikes, stays))
    assert times.mean() == pytest.approx(found.quantities["mean_time"], abs=4.5 * times.std() / math.sqrt(size))
    theta, other = pairs.T
    gained = np.where(strikes < stays, -1.0, np.where(theta > other, theta, 0.0))
    assert gained.mean() == pytest.approx(found.values["first"], abs=4.5 * gained.std() / math.sqrt(size))


@pytest.mark.parametrize("distribution", ["uniform", "exponential"])
@pytest.mark.parametrize("scale", [0.2, 1.0, 2.7])
def test_the_closed_form_of_disaster_is_the_integral_it_stands_for(distribution, scale):
    values = GAME.values({"distribution": distribution, "scale": scale})

    def survive(theta):
        density, above = (
            (math.exp(-theta / scale) / scale, math.exp(-theta / scale)) if distribution == "exponential" else (1 / scale, 1 - theta / scale)
        )
        return 2 * density * above * math.exp(-patience(values, theta))

    end = 60 * scale if distribution == "exponential" else scale
    assert disaster(values) == pytest.approx(1 - quad(survive, 0, end, epsabs=1e-13, limit=200)[0], abs=1e-9)


@pytest.mark.parametrize("clock", list(HAZARD_BY))
def test_a_clock_tells_when_a_hazard_is_reached_and_moves_no_outcome(clock):
    known = private_value_brinkmanship.CLOCKS[clock]
    for time in (0.1, 0.7, 2.0):
        hazard = float(HAZARD_BY[clock](time))
        assert known.time(hazard) == pytest.approx(time, rel=1e-12)
        assert known.pace(hazard) == pytest.approx((known.time(hazard * 1.000001) - known.time(hazard * 0.999999)) / (2e-6 * hazard), rel=1e-5)
    assert GAME.solved(clock=clock).named(OUTLAST).outcomes == GAME.solved(clock="steady").named(OUTLAST).outcomes
