"""Policies turn worth into preference; `mechanical` and `random` are the limits of `logit`."""

import math

import mpmath
import pytest
from hypothesis import strategies as st

from sim.rules.numerics import INFINITY, exp
from sim.rules.policies import logit, lookahead, mechanical, preference, prospect, random, reflex
from sim.terms import Policy
from tests.rules.cases import given

FILES = list(zip(Policy, (logit, mechanical, random, prospect, reflex, lookahead), strict=True))
VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda worth: round(worth, 6)), min_size=2, max_size=6)


def preferences(policy: Policy, precision: float, values: list[float]) -> list[float]:
    """Return the preference for each value under a policy."""
    return [preference(int(policy), precision, value, max(values)) for value in values]


@pytest.mark.parametrize(
    ("policy", "rule"),
    [(Policy.LOGIT, logit), (Policy.MECHANICAL, mechanical), (Policy.RANDOM, random), (Policy.PROSPECT, prospect), (Policy.REFLEX, reflex)],
)
@given(values=VALUES, precision=st.floats(0, 1e6))
def test_each_policy_is_its_own_file(policy, rule, values, precision):
    assert preferences(policy, precision, values) == [rule.preference(precision, value, max(values)) for value in values]


@given(VALUES)
def test_zero_precision_is_random(values):
    assert preferences(Policy.LOGIT, 0.0, values) == preferences(Policy.RANDOM, 2.0, values) == [0.0] * len(values)


@given(VALUES)
def test_boundless_precision_is_mechanical(values):
    tilts = [exp(one) for one in preferences(Policy.LOGIT, 1e300, values)]
    assert tilts == [exp(one) for one in preferences(Policy.MECHANICAL, 1.0, values)]


@given(st.lists(st.integers(-1000, 1000), min_size=2, max_size=6), st.integers(-1000, 1000), st.floats(0, 10))
def test_a_constant_added_to_every_worth_changes_nothing(values, constant, precision):
    shifted = [float(value + constant) for value in values]
    assert preferences(Policy.LOGIT, precision, shifted) == preferences(Policy.LOGIT, precision, [float(value) for value in values])


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=6), st.sampled_from([0.25, 0.5, 2.0, 8.0]), st.floats(0, 10))
def test_worth_times_c_with_precision_over_c_changes_nothing(values, c, precision):
    assert preferences(Policy.LOGIT, precision / c, [value * c for value in values]) == pytest.approx(
        preferences(Policy.LOGIT, precision, values), rel=1e-15, abs=1e-300
    )


def test_a_mechanical_actor_never_considers_the_second_best():
    assert preferences(Policy.MECHANICAL, 2.0, [1.0, 0.999999, 1.0]) == [0.0, -INFINITY, 0.0]


@pytest.mark.parametrize("precision", [1e-12, 1.0, 700.0, 710.0, 1e6])
@pytest.mark.parametrize("values", [[0.0, 0.0], [1e-300, -1e-300], [1e300, -1e300], [0.0, -INFINITY]])
def test_extreme_worths_give_a_preference_of_at_most_zero(values, precision):
    found = preferences(Policy.LOGIT, precision, values)
    assert max(found) == 0.0
    assert all(one <= 0.0 for one in found)


def test_zero_precision_ignores_even_an_infinite_loss():
    assert preferences(Policy.LOGIT, 0.0, [0.0, -INFINITY]) == [0.0, 0.0]


# ---- prospect -----------------------------------------------------------------------------------------------------------------------------
OUTCOMES = st.floats(-300, 300).map(lambda x: round(x, 6))


@given(OUTCOMES, OUTCOMES, st.sampled_from([0.3, 0.88, 0.999, 1.0]), st.sampled_from([0.5, 1.0, 2.25]))
def test_outcomes_are_felt_by_the_value_function_of_tversky_and_kahneman(stands, step, curvature, aversion):
    with mpmath.workdps(40):
        felt = lambda x: mpmath.mpf(x) ** curvature if x >= 0 else -aversion * (-mpmath.mpf(x)) ** curvature  # noqa: E731
        expected = float(felt(mpmath.mpf(stands) + step) - felt(stands))
    scale = max(1.0, abs(stands), abs(step)) * max(1.0, aversion)
    assert prospect.change(stands, step, curvature, aversion) == pytest.approx(expected, rel=1e-12, abs=1e-13 * scale)


@given(OUTCOMES, OUTCOMES)
def test_without_curvature_and_loss_aversion_an_outcome_is_felt_as_it_is_to_the_last_bit(stands, step):
    assert prospect.change(stands, step, 1.0, 1.0) == step


# Tversky & Kahneman 1992, value function with 0.88 and 2.25: a loss of 100 weighs as a gain of 251
def test_a_loss_looms_as_large_as_a_gain_two_and_a_half_times_its_size():
    gain = 100 * 2.25 ** (1 / 0.88)
    assert prospect.change(0.0, gain, 0.88, 2.25) == pytest.approx(-prospect.change(0.0, -100.0, 0.88, 2.25), rel=1e-12)
    assert gain == pytest.approx(251.3, abs=0.05)


@given(st.floats(0, 1), st.sampled_from([0.3, 0.5, 0.69, 0.99, 1.0]))
def test_chances_of_a_loss_are_weighed_by_the_formula(chance, weighting):
    with mpmath.workdps(40):
        p, d = mpmath.mpf(chance), mpmath.mpf(weighting)
        expected = float(p**d / (p**d + (1 - p) ** d) ** (1 / d))
    assert prospect.weight(chance, weighting) == pytest.approx(expected, rel=1e-12, abs=1e-215)


def test_small_chances_weigh_too_much_and_large_ones_too_little():
    assert [prospect.weight(p, 0.69) for p in (0.0, 1.0)] == [0.0, 1.0]
    assert prospect.weight(0.01, 0.69) > 3 * 0.01
    assert prospect.weight(0.99, 0.69) < 0.97
    assert prospect.weight(0.5, 0.69) == pytest.approx(0.4540, abs=5e-5)


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.3, 0.69, 1.0]))
def test_a_likelier_loss_never_weighs_less(one, two, weighting):
    low, high = sorted((one, two))
    assert prospect.weight(low, weighting) <= prospect.weight(high, weighting) * (1 + 1e-12)


def test_an_actor_that_loses_ground_stands_below_its_reference_point_and_one_that_gains_does_not_stand_above():
    assert [prospect.standing(losing, 5.0) for losing in (0.4, 0.0, -0.4)] == [-2.0, 0.0, 0.0]
    risky = lambda stands: 0.5 * prospect.change(stands, 1.0, 0.88, 2.25) + 0.5 * prospect.change(stands, -1.0, 0.88, 2.25)  # noqa: E731
    assert risky(0.0) < 0 < risky(-4.0)  # an even bet: refused at the status quo, taken among losses
    assert math.isfinite(risky(-1e9))


# ---- reflex -------------------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("stands_down", "stressed", "losing", "named"),
    [(True, 1.0, 0.9, 0.0), (False, 0.0, 0.9, 4.0), (False, 0.2, 0.29, 6.5), (False, 0.2, 0.3, 7.5), (False, 1.0, -1.0, 6.5)],
)
def test_the_first_rule_that_applies_names_the_rung(stands_down, stressed, losing, named):
    assert reflex.book(stands_down, stressed, 4.0, 6.5, losing, 0.3) == named


def test_stress_rises_in_a_straight_line_from_calm_to_panic():
    assert [reflex.stress(tension, 4.0, 9.0) for tension in (0.0, 4.0, 6.5, 9.0, 12.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]
    assert [reflex.strictness(stressed, 3.0) for stressed in (0.0, 0.5, 1.0)] == [1.0, 2.5, 4.0]
    assert reflex.strictness(1.0, -1.0) == 0.0


@given(st.integers(0, 12), st.booleans(), st.floats(0, 12), st.booleans(), st.floats(0.01, 4))
def test_an_act_is_worth_less_the_farther_it_lies_from_the_book_and_a_barred_one_least_of_all(rung, talks, named, down, strict):
    own = reflex.value(float(rung), talks, False, named, down, strict)
    assert own <= 0.0
    assert own == pytest.approx(-strict * (abs(rung - named) + (talks != down)), rel=1e-14)
    assert reflex.value(float(rung), talks, True, named, down, strict) < reflex.value(12.0 if named < 6 else 0.0, talks, False, named, down, strict)


# ---- lookahead ----------------------------------------------------------------------------------------------------------------------------
@given(OUTCOMES, OUTCOMES)
def test_without_a_future_an_act_is_worth_what_it_is_now_to_the_last_bit(now, later):
    assert lookahead.value(now, 0.0, later) == now
    assert lookahead.value(now, 1.0, later) == now + later
