"""Power and instability: the best power by search, and where the trade-off leads."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from sim.games.canonical import power_tradeoff
from sim.games.canonical.power_tradeoff import worth
from tests.games.points import legal_points

GAME = power_tradeoff.GAME


@pytest.mark.parametrize("values", legal_points(GAME, 12, seed=14))
def test_search_finds_no_better_power(values):
    (found,) = GAME.solve(values)
    search = minimize_scalar(lambda power: -worth(values, power), bounds=(0, 1), method="bounded", options={"xatol": 1e-12})
    assert found.quantities["power"] == pytest.approx(search.x, abs=1e-5)
    assert found.values["challenger"] >= max(worth(values, power) for power in np.linspace(0, 1, 2001)) - 1e-12


def test_less_stability_brings_less_power_into_the_crisis():
    powers = [GAME.solved(a=a).equilibria[0].quantities["power"] for a in (0.1, 0.2, 0.5, 1.0)]
    assert powers == sorted(powers, reverse=True)
