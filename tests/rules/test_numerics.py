"""Portable exp, log, normal distribution and their kin against arithmetic with 50 digits.

No literature is needed for the expected values: mpmath computes them at run time. A unit in the last place is `math.ulp` of the exact value.
"""

import math

import mpmath
import pytest
from hypothesis import strategies as st

from sim.rules.numerics import INFINITY, exp, gumbel, log, normal_cdf, normal_quantile, one_minus_exp, tanh, waiting_time
from tests.rules.cases import given

DIGITS = mpmath.workdps(50)
UNITS = st.floats(min_value=2.0**-53, max_value=1 - 2.0**-53)


def units_off(actual: float, exact: mpmath.mpf) -> float:
    """Return the distance of a float from an exact value in units in the last place."""
    return float(abs(mpmath.mpf(actual) - exact) / mpmath.mpf(math.ulp(float(exact))))


def relative_error(actual: float, exact: mpmath.mpf) -> float:
    """Return |actual - exact| / |exact|."""
    return float(abs(mpmath.mpf(actual) - exact) / abs(exact))


@given(st.floats(min_value=-708, max_value=709, exclude_min=True) | st.floats(min_value=-1, max_value=1))
def test_exp_is_within_two_units_in_the_last_place(x):
    with DIGITS:
        assert units_off(exp(x), mpmath.exp(mpmath.mpf(x))) <= 2


@given(st.floats(min_value=1e-300, max_value=1e300) | st.floats(min_value=0.5, max_value=2))
def test_log_is_within_two_units_in_the_last_place(x):
    with DIGITS:
        exact = mpmath.log(mpmath.mpf(x))
        assert log(x) == 0.0 if exact == 0 else units_off(log(x), exact) <= 2


@given(st.floats(min_value=-37.4, max_value=37.4))
def test_the_normal_distribution_is_exact_to_1e_13_far_into_both_tails(x):
    with DIGITS:
        assert relative_error(normal_cdf(x), mpmath.ncdf(mpmath.mpf(x))) <= 1e-13


@given(UNITS | st.floats(min_value=1e-300, max_value=1e-3))
def test_the_quantile_returns_the_point_whose_probability_was_asked_for(u):
    with DIGITS:
        back = mpmath.ncdf(mpmath.mpf(normal_quantile(u)))
        assert float(abs(back - mpmath.mpf(u))) <= 1e-15
        assert relative_error(float(back), mpmath.mpf(u)) <= 1e-11


@given(UNITS, UNITS)
def test_the_quantile_never_falls_as_the_draw_rises(one, two):
    low, high = sorted([one, two])
    assert normal_quantile(low) <= normal_quantile(high)


@given(UNITS)
def test_the_quantile_is_odd_about_one_half(u):
    if 1 - (1 - u) == u:  # u and 1 - u are both floats
        assert normal_quantile(1 - u) == -normal_quantile(u)


@given(st.floats(min_value=-50, max_value=50))
def test_the_hyperbolic_tangent_is_right_to_five_units_of_1e_16(x):
    with DIGITS:
        assert float(abs(mpmath.mpf(tanh(x)) - mpmath.tanh(mpmath.mpf(x)))) <= 5e-16


@given(st.floats(min_value=1e-300, max_value=700))
def test_one_minus_exp_loses_nothing_to_cancellation(h):
    with DIGITS:
        assert relative_error(one_minus_exp(h), -mpmath.expm1(-mpmath.mpf(h))) <= 1e-14


@given(UNITS)
def test_a_gumbel_draw_is_the_double_logarithm(u):
    with DIGITS:
        exact = -mpmath.log(-mpmath.log(mpmath.mpf(u)))
        assert float(abs(mpmath.mpf(gumbel(u)) - exact)) <= 1e-15 * (1 + abs(float(exact)))


@given(UNITS, st.floats(min_value=1e-6, max_value=1e6))
def test_a_waiting_time_is_the_quantile_of_the_exponential_distribution(u, rate):
    with DIGITS:
        assert relative_error(waiting_time(u, rate), -mpmath.log(mpmath.mpf(u)) / mpmath.mpf(rate)) <= 1e-15


@pytest.mark.parametrize("rate", [0.0, -1.0])
def test_what_never_happens_is_waited_for_without_end(rate):
    assert waiting_time(0.5, rate) == INFINITY


@pytest.mark.parametrize(
    ("function", "x", "expected"),
    [
        (exp, 0.0, 1.0),
        (exp, -INFINITY, 0.0),
        (exp, -709.0, 0.0),
        (exp, 710.0, INFINITY),
        (exp, INFINITY, INFINITY),
        (log, 1.0, 0.0),
        (log, 0.0, -INFINITY),
        (log, INFINITY, INFINITY),
        (normal_cdf, 0.0, 0.5),
        (normal_cdf, -INFINITY, 0.0),
        (normal_cdf, INFINITY, 1.0),
        (normal_cdf, -40.0, 0.0),
        (normal_cdf, 9.0, 1.0),
        (normal_quantile, 0.5, 0.0),
        (tanh, 0.0, 0.0),
        (tanh, 100.0, 1.0),
        (tanh, -100.0, -1.0),
        (one_minus_exp, 0.0, 0.0),
        (one_minus_exp, INFINITY, 1.0),
    ],
)
def test_the_corners_are_exact(function, x, expected):
    assert function(x) == expected


@pytest.mark.parametrize(("function", "x"), [(exp, math.nan), (log, math.nan), (log, -1.0), (normal_cdf, math.nan)])
def test_nonsense_stays_visible_as_not_a_number(function, x):
    assert math.isnan(function(x))


@given(st.floats(min_value=-300, max_value=300), st.floats(min_value=-300, max_value=300))
def test_exp_turns_sums_into_products(a, b):
    assert exp(a + b) == pytest.approx(exp(a) * exp(b), rel=1e-12)


@given(st.floats(min_value=-8, max_value=8))
def test_the_two_tails_of_the_normal_distribution_add_up_to_one(x):
    assert normal_cdf(x) + normal_cdf(-x) == pytest.approx(1.0, abs=2e-16)
