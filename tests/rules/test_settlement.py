"""Settlement: Fearon's bargaining range and the hazard that follows it."""

import math

import pytest
from hypothesis import strategies as st

from sim.rules.settlement import bargaining_range, settlement_rate
from tests.rules.cases import given

FRONTS = st.floats(-1, 1)


@pytest.mark.parametrize(
    ("front", "expected"),
    [  # costs .12 and .06, growth 1 and 2, indivisibility .10: MODEL section 7 and 8
        (0.0, 0.08),
        (0.5, 0.12 * 1.5 + 0.06 - 0.10),
        (-0.5, 0.12 + 0.06 * 2.0 - 0.10),
        (1.0, 0.12 * 2.0 + 0.06 - 0.10),
    ],
)
def test_the_bargaining_range_is_both_costs_of_war_less_what_cannot_be_shared(front, expected):
    assert bargaining_range(front, 0.12, 0.06, 1.0, 2.0, 0.10) == pytest.approx(expected, abs=1e-15)


@given(FRONTS, FRONTS)
def test_the_range_widens_as_either_side_loses_more(one, two):
    inner, outer = sorted([one, two], key=abs)
    if inner * outer >= 0:
        assert bargaining_range(inner, 0.12, 0.06, 1.0, 2.0, 0.10) <= bargaining_range(outer, 0.12, 0.06, 1.0, 2.0, 0.10) + 1e-15


@pytest.mark.parametrize(
    ("range_", "expected"), [(0.0, 0.25), (10.0, 0.5), (-10.0, 0.0), (0.12, 0.25 * (1 + math.tanh(1))), (-0.06, 0.25 * (1 - math.tanh(0.5)))]
)
def test_the_rate_follows_the_range(range_, expected):
    assert settlement_rate(0.5, range_, 0.12) == pytest.approx(expected, abs=1e-15)


@pytest.mark.parametrize(("range_", "expected"), [(0.01, 0.5), (0.0, 0.5), (-0.01, 0.0)])
def test_a_width_of_zero_is_a_step(range_, expected):
    assert settlement_rate(0.5, range_, 0.0) == expected


@given(st.floats(0, 5), st.floats(-3, 3), st.floats(0.01, 1))
def test_the_rate_never_exceeds_its_bound_so_that_thinning_is_exact(rate, range_, width):
    assert 0 <= settlement_rate(rate, range_, width) <= rate
