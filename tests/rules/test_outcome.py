"""Nuclear use is weight: what is used and what survives always make up the whole."""

import math

import pytest
from hypothesis import strategies as st

from sim.rules.outcome import chosen_use, inadvertent_use, is_deliberate
from tests.rules.cases import given

SHARES = st.floats(0, 1)


@given(SHARES, SHARES)
def test_chosen_use_and_survival_make_up_the_whole(survival, probability):
    used, left = chosen_use(survival, probability)
    assert used == survival * probability
    assert used + left == pytest.approx(survival, rel=1e-15)
    assert 0 <= left <= survival


@given(SHARES, st.floats(0, 50))
def test_inadvertent_use_and_survival_make_up_the_whole(survival, hazard):
    used, left = inadvertent_use(survival, hazard)
    assert used == pytest.approx(survival * -math.expm1(-hazard), rel=1e-13)
    assert used + left == pytest.approx(survival, rel=1e-15)


@given(SHARES, st.lists(st.floats(0, 2), max_size=6))
def test_any_cut_of_a_hazard_leaves_the_same_survival(survival, hazards):
    left = survival
    for hazard in hazards:
        _, left = inadvertent_use(left, hazard)
    assert left == pytest.approx(inadvertent_use(survival, math.fsum(hazards))[1], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("log_stake", "log_price", "deliberate"), [(1.0, 0.5, True), (0.5, 0.5, True), (0.4, 0.5, False), (-math.inf, -1.0, False)])
def test_use_is_deliberate_where_the_stake_reaches_the_price(log_stake, log_price, deliberate):
    assert is_deliberate(log_stake, log_price) is deliberate
