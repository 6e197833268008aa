"""Policies turn worth into preference; `mechanical` and `random` are the limits of `logit`."""

import pytest
from hypothesis import strategies as st

from sim.rules.numerics import INFINITY, exp
from sim.rules.policies import logit, mechanical, preference, random
from sim.terms import Policy
from tests.rules.cases import given

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda worth: round(worth, 6)), min_size=2, max_size=6)


def preferences(policy: Policy, precision: float, values: list[float]) -> list[float]:
    """Return the preference for each value under a policy."""
    return [preference(int(policy), precision, value, max(values)) for value in values]


@pytest.mark.parametrize(("policy", "rule"), [(Policy.LOGIT, logit), (Policy.MECHANICAL, mechanical), (Policy.RANDOM, random)])
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
