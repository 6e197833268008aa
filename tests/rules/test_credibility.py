"""From type to answer: the price, the probit, the effective threshold and the limit that joins them."""

import math

import pytest
from hypothesis import assume
from hypothesis import strategies as st

from sim.rules.credibility import answer_probability, effective_threshold, log_price, readiness
from sim.rules.numerics import log
from sim.rules.provocation import past_line, stake
from tests.rules.cases import given

AMOUNTS = st.floats(min_value=0.01, max_value=5)
LINES = st.floats(min_value=0, max_value=3)
# (value, audience cost, cost, line) -> exposure from which a mechanical owner answers: the five cases of the model's specification, section 2
THRESHOLDS = [((1, 0.5, 1, 0.3), 0.5), ((1, 0.5, 1, 0.8), 0.8), ((1, 0.5, 1, 1.2), 1.0), ((1, 0.2, 1, 0.5), 0.8), ((2, 0.6, 1, 0.1), 0.2)]


def mechanical_answer(value: float, audience_cost: float, cost: float, line: float, exposure: float) -> float:
    """Return the probability of an answer in the limit: no answer noise, perfect reliability, no false alarms, no ambiguity."""
    at_stake = log(stake(value, exposure, audience_cost, past_line(exposure, line, 0.0)))
    price = log_price(log(cost), 0.0, 0.0, log(1.0))
    return answer_probability(readiness(at_stake, price, 0.0), 1.0, 0.0)


@pytest.mark.parametrize(("case", "expected"), THRESHOLDS)
def test_the_effective_threshold_of_the_reference_cases(case, expected):
    assert effective_threshold(*case) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(("case", "threshold"), THRESHOLDS)
def test_the_probit_without_noise_answers_exactly_from_the_effective_threshold(case, threshold):
    assert [mechanical_answer(*case, threshold + step) for step in (-0.1, -1e-9, 1e-9, 0.1)] == [0.0, 0.0, 1.0, 1.0]


@given(AMOUNTS, AMOUNTS, AMOUNTS, LINES, st.floats(min_value=0, max_value=6))
def test_the_mechanical_limit_holds_for_every_type_and_line(value, audience_cost, cost, line, exposure):
    threshold = effective_threshold(value, audience_cost, cost, line)
    assume(abs(exposure - threshold) > 1e-9)
    assert mechanical_answer(value, audience_cost, cost, line, exposure) == float(exposure > threshold)


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, LINES)
def test_the_threshold_does_not_rise_with_the_audience_cost(value, one, two, cost, line):
    low, high = sorted([one, two])
    assert effective_threshold(value, high, cost, line) <= effective_threshold(value, low, cost, line)


@given(AMOUNTS, AMOUNTS, AMOUNTS, LINES, LINES)
def test_the_threshold_does_not_fall_with_the_line(value, audience_cost, cost, one, two):
    low, high = sorted([one, two])
    assert effective_threshold(value, audience_cost, cost, low) <= effective_threshold(value, audience_cost, cost, high)


@given(AMOUNTS, AMOUNTS, LINES)
def test_without_an_audience_cost_the_line_plays_no_part(value, cost, line):
    assert effective_threshold(value, 0.0, cost, line) == pytest.approx(cost / value, rel=1e-15)


@given(AMOUNTS, st.floats(min_value=0, max_value=5), st.floats(min_value=0, max_value=3), st.floats(min_value=-1, max_value=1), LINES)
def test_the_price_is_cost_and_expected_loss_lowered_by_desperation_and_raised_by_waiting(cost, loss, phi, losing, wait):
    expected = (cost + loss) * math.exp(-phi * max(0.0, losing)) * (1 + wait)
    assert math.exp(log_price(log(cost + loss), phi, losing, log(1 + wait))) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("stake_", "price", "noise", "expected"),
    [
        (1.0, 1.0, 0.45, 0.5),  # stake equals price: as likely as not
        (math.e, 1.0, 1.0, 0.8413447460685429),  # Phi(1), any table of the normal distribution
        (1.0, math.e, 1.0, 0.15865525393145705),  # Phi(-1)
        (0.0, 1.0, 0.45, 0.0),  # nothing at stake
        (0.0, 1.0, 0.0, 0.0),
        (1.0, 1.0, 0.0, 1.0),  # a step, and the price itself is enough
    ],
)
def test_readiness_is_the_probit_of_stake_over_price(stake_, price, noise, expected):
    assert readiness(log(stake_), log(price), noise) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(("ready", "expected"), [(0.0, 0.05), (1.0, 0.9), (0.5, 0.475)])
def test_an_answer_lies_between_false_alarm_and_reliability(ready, expected):
    assert answer_probability(ready, 0.9, 0.05) == pytest.approx(expected, abs=1e-15)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_an_answer_probability_is_a_probability(ready, reliability, false_alarm):
    assert -1e-15 <= answer_probability(ready, reliability, false_alarm) <= 1 + 1e-15
