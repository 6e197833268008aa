"""Inadvertent escalation: decay of tension, exact passage through the rungs, hazards that split."""

import itertools
import math

import mpmath
import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st

from sim.rules.accident import decayed, hazard_rate, passage_time, raised
from sim.rules.numerics import LN2
from sim.rules.outcome import inadvertent_use
from tests.rules.cases import given, hazard_of

STEPS = np.array([0.0, 4.0, 6.0, 7.0, 8.0, 9.0])
PER_MONTH = np.array([1e-4, 5e-4, 1.5e-3, 2e-3, 5e-3, 0.10]) / 12  # MODEL section 8: inadvertent use a year by tension rung
TENSIONS = st.floats(0, 12)
RATES = st.floats(0.05, 3)
MONTHS = st.floats(0, 24)


def integral(tension: float, base: float, rate: float, months: float) -> float:
    """Return the hazard integrated piece by piece with 30 digits, the pieces cut at the passages of the exact exponential."""
    with mpmath.workdps(30):
        level = lambda t: base + (mpmath.mpf(tension) - base) * mpmath.exp(-mpmath.mpf(rate) * t)  # noqa: E731
        cuts = {mpmath.mpf(0), mpmath.mpf(months)}
        for step in STEPS:
            if (step - base) * (tension - base) > 0 and abs(step - base) < abs(tension - base):
                cuts.add(mpmath.log((mpmath.mpf(tension) - base) / (mpmath.mpf(step) - base)) / rate)
        inside = sorted(cut for cut in cuts if 0 <= cut <= months)
        pieces = itertools.pairwise(inside)
        rate_at = lambda t: max((float(r) for s, r in zip(STEPS, PER_MONTH, strict=True) if level(t) >= s), default=0.0)  # noqa: E731
        return float(sum((b - a) * rate_at((a + b) / 2) for a, b in pieces))


@given(TENSIONS, st.floats(0, 9), RATES, MONTHS)
def test_the_hazard_of_a_decaying_tension_equals_its_integral(tension, base, rate, months):
    assume(all(abs(tension - step) > 1e-9 and abs(base - step) > 1e-9 for step in STEPS))
    assert hazard_of(tension, base, rate, months, STEPS, PER_MONTH) == pytest.approx(integral(tension, base, rate, months), rel=1e-9, abs=1e-18)


@given(TENSIONS, st.floats(0, 9), RATES, st.floats(0.01, 24), st.floats(0, 1))
def test_two_parts_of_an_interval_have_the_hazard_of_the_whole(tension, base, rate, months, share):
    first = share * months
    whole = hazard_of(tension, base, rate, months, STEPS, PER_MONTH)
    middle = decayed(tension, base, rate, first)
    parts = hazard_of(tension, base, rate, first, STEPS, PER_MONTH) + hazard_of(middle, base, rate, months - first, STEPS, PER_MONTH)
    near = min(abs(middle - step) for step in STEPS)  # a cut right at a passage decides by one rounding on which side it lies
    assert parts == pytest.approx(whole, rel=1e-12 if near > 1e-6 else 1e-6)


@given(st.floats(0.5, 12), RATES, st.floats(0.01, 0.99))
def test_the_passage_time_is_when_the_tension_stands_at_the_level(gap, rate, share):
    base = 2.0
    level = base + share * gap
    assert decayed(base + gap, base, rate, passage_time(base + gap, base, rate, level)) == pytest.approx(level, rel=1e-12)


def test_half_the_tension_above_the_base_is_gone_after_a_half_life():
    assert decayed(8.0, 2.0, LN2 / 1.4, 1.4) == pytest.approx(5.0, abs=1e-14)
    assert decayed(2.0, 2.0, 1.0, 5.0) == 2.0
    assert decayed(8.0, 2.0, 1.0, 0.0) == 8.0


@pytest.mark.parametrize(
    ("tension", "rung", "gain", "expected"), [(5.0, 7.0, 1.0, 7.0), (5.0, 7.0, 0.25, 5.5), (5.0, 3.0, 1.0, 5.0), (5.0, 7.0, 0.0, 5.0)]
)
def test_an_act_closes_a_share_of_the_gap_to_its_rung_and_never_calms(tension, rung, gain, expected):
    assert raised(tension, rung, gain) == expected


@pytest.mark.parametrize(("tension", "step"), [(0.0, 0), (3.999, 0), (4.0, 1), (6.5, 2), (9.0, 5), (12.0, 5)])
def test_the_rate_is_that_of_the_highest_rung_reached(tension, step):
    assert hazard_rate(tension, STEPS, PER_MONTH) == PER_MONTH[step]


def test_below_the_first_rung_nothing_happens():
    assert hazard_rate(3.0, STEPS[1:], PER_MONTH[1:]) == 0.0
    assert hazard_of(3.0, 2.0, 0.5, 12.0, STEPS[1:], PER_MONTH[1:]) == 0.0


def test_a_steady_tension_has_the_hazard_of_its_rung():
    assert hazard_of(7.0, 7.0, 0.5, 12.0, STEPS, PER_MONTH) == pytest.approx(2e-3, rel=1e-15)


def test_a_known_decay_through_one_rung():  # 8 -> 2 with half-life 1: at 5 after one half-life; rung 5 only, 0.6 a year
    assert hazard_of(8.0, 2.0, LN2, 12.0, np.array([5.0]), np.array([0.05])) == pytest.approx(0.05, rel=1e-14)


def test_hazards_compound_as_in_theory():  # THEORY 1.19, hazard compounding: 24 periods at .01: 1 - exp(-.24) = .21337213
    survival = 1.0
    total = 0.0
    for _ in range(24):
        used, survival = inadvertent_use(survival, hazard_of(7.0, 7.0, 0.5, 1.0, np.array([0.0]), np.array([0.01])))
        total += used
    assert total == pytest.approx(0.21337213, abs=1e-8)
    assert survival == pytest.approx(math.exp(-0.24), rel=1e-14)
