"""The front: aid that decays and the drift that follows, in closed form."""

import math

import mpmath
import pytest
from hypothesis import strategies as st

from sim.rules import war
from sim.rules.war import aid_left, aid_months
from tests.rules.cases import given

DRIFTS = st.floats(-0.1, 0.1)
AIDS = st.floats(0, 3)
MONTHS = st.floats(0, 24)
DECAYS = st.just(0.0) | st.floats(1e-9, 1)  # nobody's stocks last 1e300 months


def front_drift(drift: float, effect: float, aid: float, decay: float, months: float) -> float:
    """Return the drift of the front over an interval that begins with this aid."""
    return war.front_drift(drift, effect, aid, aid_months(decay, months), months)


@given(DRIFTS, st.floats(0, 0.1), AIDS, DECAYS, MONTHS)
def test_the_drift_is_the_integral_over_decaying_aid(drift, effect, aid, decay, months):
    with mpmath.workdps(30):
        exact = mpmath.quad(lambda t: drift + effect * (1 - aid * mpmath.exp(-decay * t)), [0, months])
    assert front_drift(drift, effect, aid, decay, months) == pytest.approx(float(exact), rel=1e-9, abs=1e-12)


@given(DRIFTS, st.floats(0, 0.1), AIDS, DECAYS, MONTHS, st.floats(0, 1))
def test_two_parts_of_an_interval_move_the_front_as_the_whole(drift, effect, aid, decay, months, share):
    first = share * months
    parts = front_drift(drift, effect, aid, decay, first) + front_drift(drift, effect, aid * aid_left(decay, first), decay, months - first)
    assert parts == pytest.approx(front_drift(drift, effect, aid, decay, months), rel=1e-11, abs=1e-12)


def test_aid_at_its_level_holds_the_front_and_surplus_pushes_it_back():
    assert front_drift(0.0, 0.02, 1.0, 0.0, 3.0) == 0.0
    assert front_drift(0.0, 0.02, 2.0, 0.0, 3.0) == pytest.approx(-0.06, abs=1e-15)
    assert front_drift(0.005, 0.02, 0.0, 0.0, 2.0) == pytest.approx(0.05, abs=1e-15)


@given(AIDS, DECAYS, MONTHS)
def test_aid_is_used_up_exponentially(aid, decay, months):
    assert aid * aid_left(decay, months) == pytest.approx(aid * math.exp(-decay * months), rel=1e-13)
