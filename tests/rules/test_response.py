"""What an owner does once it answers: the strike on the backer, the rung, the words."""

import numpy as np
import pytest
from hypothesis import strategies as st

from sim.engine.draws import uniform
from sim.rules.numerics import exp
from sim.rules.response import rung_of_answer, rung_utility, strikes_backer, verbal_rung
from tests.rules.cases import given

UNITS = st.floats(2.0**-53, 1 - 2.0**-53)
TIER = (3, 8, 4.0, 1.0, 10.0)  # first and last rung, benefit, cost, precision: MODEL section 2 and the shipped scenarios


def rung_probabilities(first: int, last: int, benefit: float, cost: float, precision: float, stake: float) -> np.ndarray:
    """Return the logit over the rungs of a tier (rungs,)."""
    scores = np.array([rung_utility(rung, last, benefit, cost, precision, stake) for rung in range(first, last + 1)])
    weights = np.array([exp(score - scores.max()) for score in scores])
    return weights / weights.sum()


def test_the_utility_of_a_rung_is_its_benefit_at_the_stake_less_its_square_cost():
    assert rung_utility(4, 8, 4.0, 1.0, 10.0, 0.5) == pytest.approx(10.0 * (4.0 * 0.5 * 0.5 - 0.25), abs=1e-14)


@pytest.mark.parametrize("stake", [0.0, 0.15, 0.36, 0.77, 3.0])
def test_rungs_are_drawn_with_the_logit_probabilities(stake):  # n = 20,000 draws, seed 1
    n = 20_000
    draws = [uniform(np.uint64(1), np.uint64(i), np.uint64(7), 8, 0) for i in range(n)]
    rungs = np.array([rung_of_answer(*TIER, stake, u) for u in draws])
    expected = rung_probabilities(*TIER, stake)
    shares = np.array([(rungs == rung).mean() for rung in range(3, 9)])
    assert (np.abs(shares - expected) <= 4 * np.sqrt(expected * (1 - expected) / n) + 1e-12).all()


@given(st.floats(0, 5), UNITS)
def test_a_rung_lies_within_its_tier(stake, u):
    assert 3 <= rung_of_answer(*TIER, stake, u) <= 8


@given(st.floats(0, 5), st.floats(0, 5), UNITS)
def test_under_the_same_luck_a_higher_stake_never_lowers_the_rung(one, two, u):
    low, high = sorted([one, two])
    assert rung_of_answer(*TIER, low, u) <= rung_of_answer(*TIER, high, u)


def test_a_tier_of_one_rung_needs_no_luck():
    assert [rung_of_answer(9, 9, 4.0, 1.0, 10.0, 1.0, u) for u in (0.01, 0.5, 0.99)] == [9, 9, 9]


@pytest.mark.parametrize(
    ("probability", "targeted", "ready", "expected"),
    [(0.004, 1.0, 1.0, 0.004), (0.004, 0.5, 0.5, 0.001), (0.004, 0.0, 1.0, 0.0), (0.0, 1.0, 1.0, 0.0)],
)
def test_a_strike_on_the_backer_needs_backing_and_readiness(probability, targeted, ready, expected):
    assert strikes_backer(probability, targeted, ready) == pytest.approx(expected, abs=1e-18)


@pytest.mark.parametrize(("u", "rung"), [(0.0001, 1), (0.6999, 1), (0.7001, 2), (0.9999, 2)])
def test_words_are_drawn_by_inversion(u, rung):
    assert verbal_rung(np.array([1, 2, 2, 2]), np.array([0.7, 1.0, 1.0, 1.0]), u) == rung
