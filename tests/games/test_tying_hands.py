"""Tying hands or sinking costs: every type tries every plan, and payoffs by quadrature."""

import numpy as np
import pytest
from scipy.integrate import quad

from sim.games.canonical import tying_hands
from sim.games.canonical.tying_hands import payoff, signal
from tests.games.points import legal_points

GAME = tying_hands.GAME
POINTS = legal_points(GAME, 12, seed=31)
PLANS = [(sends, fights) for sends in (False, True) for fights in (False, True)]


@pytest.mark.parametrize("values", POINTS)
def test_no_type_gains_by_another_plan_and_none_bluffs(values):
    least = signal(values).least
    for v in np.linspace(0, 1, 401):
        own = payoff(values, v, True, True) if v >= least else payoff(values, v, False, False)
        assert own >= max(payoff(values, v, *plan) for plan in PLANS) - 1e-12


@pytest.mark.parametrize("values", POINTS)
def test_a_smaller_signal_would_be_sent_as_a_bluff(values):
    size, least = signal(values)
    q = values["q"]
    below = least * 0.999  # this type does not signal
    smaller = size * 0.99
    bluff = (1 - q) * below - (q * smaller if values.word("means") == "tie" else smaller)
    assert bluff > 0


@pytest.mark.parametrize("values", POINTS)
def test_values_are_the_integral_over_types(values):
    (found,) = GAME.solve(values)
    least = signal(values).least
    assert found.values["defender"] == pytest.approx(quad(lambda v: payoff(values, v, True, True), least, 1)[0], abs=1e-12)
    attack = values["q"] * (1 - least)
    assert found.values["challenger"] == pytest.approx(least * values["gain"] + attack * values["war_value"], abs=1e-12)


@pytest.mark.parametrize("values", POINTS)
def test_tying_hands_pays_more_and_brings_more_war(values):
    (tie,), (sink,) = (GAME.solve(GAME.values({**values.as_dict(), "means": means})) for means in ("tie", "sink"))
    assert tie.values["defender"] > sink.values["defender"]
    assert tie.outcomes["war"] > sink.outcomes["war"]
