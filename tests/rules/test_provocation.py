"""Exposure, attribution and stake: tables, and what may never happen to a stake."""

import pytest
from hypothesis import strategies as st

from sim.rules.provocation import UNDECLARED, own_loss_factor, past_line, stake, targeting, weight_of_backing
from sim.terms import Attribution
from tests.rules.cases import given

AMOUNTS = st.floats(0, 3)
MODES = {mode.name.lower(): int(mode) for mode in Attribution}


@pytest.mark.parametrize(
    ("mode", "backed", "share", "gravity", "hit", "own_loss"),
    [
        ("target_risk", 0.0, 0.5, 1.0, 0.0, 1.0),
        ("target_risk", 1.0, 0.5, 1.0, 0.5, 0.5),
        ("target_risk", 1.0, 1.0, 1.0, 1.0, 1.0),
        ("exposure", 0.0, 0.5, 1.0, 0.0, 1.0),
        ("exposure", 1.0, 0.5, 0.75, 1.0, 1.0),
        ("exposure", 1.0, 1.0, 1.0, 1.0, 1.0),
        ("exposure", 0.5, 0.0, 0.75, 0.5, 1.0),
        ("both", 1.0, 0.5, 0.75, 0.5, 0.5),
        ("both", 1.0, 1.0, 1.0, 1.0, 1.0),
    ],
)
def test_backing_changes_gravity_or_target_or_both(mode, backed, share, gravity, hit, own_loss):
    found = [rule(backed, share, MODES[mode]) for rule in (weight_of_backing, targeting, own_loss_factor)]
    assert found == [gravity, hit, own_loss]


@given(st.sampled_from(sorted(MODES)), st.floats(0, 1))
def test_an_act_that_nobody_backs_is_read_alike_in_every_mode(mode, share):
    found = [rule(0.0, share, MODES[mode]) for rule in (weight_of_backing, targeting, own_loss_factor)]
    assert found == [1.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("exposure", "line", "ambiguity", "expected"),
    [
        (0.5, 0.5, 0.15, 0.5),
        (0.65, 0.5, 0.15, 0.8413447460685429),  # Phi(1)
        (0.35, 0.5, 0.15, 0.15865525393145705),  # Phi(-1)
        (0.5, 0.5, 0.0, 1.0),  # sharp lines include the line itself
        (0.4999, 0.5, 0.0, 0.0),
        (2.0, UNDECLARED, 0.15, 0.0),
        (2.0, UNDECLARED, 0.0, 0.0),
    ],
)
def test_how_surely_a_line_is_crossed(exposure, line, ambiguity, expected):
    assert past_line(exposure, line, ambiguity) == pytest.approx(expected, abs=1e-14)


@given(AMOUNTS, AMOUNTS, AMOUNTS, st.floats(0, 1))
def test_the_stake_is_material_plus_reputation(value, exposure, audience_cost, past):
    assert stake(value, exposure, audience_cost, past) == value * exposure + audience_cost * past


@given(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, st.floats(0.05, 0.4))
def test_the_stake_never_falls_as_exposure_rises(value, one, two, audience_cost, line, ambiguity):
    low, high = sorted([one, two])
    at = [stake(value, exposure, audience_cost, past_line(exposure, line, ambiguity)) for exposure in (low, high)]
    assert at[0] <= at[1] + 1e-13


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_an_undeclared_line_stakes_no_reputation(value, exposure, audience_cost):
    assert stake(value, exposure, audience_cost, past_line(exposure, UNDECLARED, 0.15)) == value * exposure
