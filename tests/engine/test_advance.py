"""Time moves in closed form: opportunities, fronts, tension, accidents; and records read without moving anything."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from sim.rules.numerics import LN2
from sim.terms import Curve
from tests.engine.worlds import TWO, changed, from_text, sample, told, world
from tests.rules.cases import hazard_of

QUIET = "owners.north.active=false"  # no red line, no answer: only clocks, fronts and accidents remain
FRONT = ("owners:", "fronts:\n  plain: {between: [north, south], initial: 0.1, drift_per_month: 0.02, volatility: 0.03}\n\nowners:")


def test_opportunities_come_as_a_poisson_process():  # n = 2,048 histories of 12 months at one a month, seed 1: mean and variance 12
    result = sample(world("two-actors", QUIET, "actors.north.accidents={}"), 2048)
    counts = sum(result.scores(f"acts.south.{act}") for act in ("hold", "probe", "raid", "strike"))
    assert counts == pytest.approx(np.round(counts), abs=1e-9)
    assert abs(counts.mean() - 12) <= 4 * math.sqrt(12 / 2048)
    assert abs(counts.var() - 12) <= 4 * math.sqrt((12 + 2 * 12**2) / 2048)


def test_accidents_alone_have_the_probability_of_their_hazard():  # tension decays from 3 to 2 and no one acts: closed form in every history
    result = sample(world("two-actors", QUIET, "actors.south.military.tempo=0"), 8)
    hazard = hazard_of(3.0, 2.0, LN2 / 1.4, 12.0, np.array([-0.5, 5.5, 7.5]), np.array([1e-4, 1e-3, 5e-3]) / 12)
    assert hazard == pytest.approx(1e-4, rel=1e-12)
    assert result.scores("nuclear_use") == pytest.approx(-math.expm1(-hazard), rel=1e-12)
    assert (
        result.scores("nuclear_use.inadvertent").tolist() == result.scores("nuclear_use").tolist() == result.scores("nuclear_use.by.north").tolist()
    )


def test_a_tension_that_decays_through_the_rungs_lets_accidents_follow():  # a tension is read as its nearest rung
    settings = ("tension.initial.south=9", "actors.north.accidents={0: 0.01, 4: 0.5, 8: 2}")
    result = sample(world("two-actors", QUIET, "actors.south.military.tempo=0", *settings), 4)
    expected = hazard_of(9.0, 2.0, LN2 / 1.4, 12.0, np.array([-0.5, 3.5, 7.5]), np.array([0.01, 0.5, 2.0]) / 12)
    assert result.scores("nuclear_use") == pytest.approx(-math.expm1(-expected), rel=1e-12)


def test_without_volatility_the_front_follows_its_drift():
    prepared = from_text(changed(TWO, FRONT), QUIET, "fronts.plain.volatility=0")
    state = told(prepared, 1, 0)
    path = state.curve[: len(prepared.names.ticks), len(Curve)]
    assert path == pytest.approx(0.1 + 0.02 * np.array(prepared.names.ticks), abs=1e-12)


def test_the_front_spreads_like_brownian_motion():  # n = 2,048 histories of seed 1: mean .1 + .02 t, variance .03^2 t at 12 months
    prepared = from_text(changed(TWO, FRONT), QUIET)
    ends = np.array([float(told(prepared, 1, replicate).front[0]) for replicate in range(2048)])
    spread = 0.03 * math.sqrt(12)
    assert abs(ends.mean() - 0.34) <= 4 * spread / math.sqrt(2048)
    assert abs(ends.var() - spread**2) <= 4 * spread**2 * math.sqrt(2 / 2048)


def test_a_front_that_reaches_its_end_collapses_as_often_as_a_brownian_path_does():  # n = 4,096 histories, seed 1
    """First passage of a driftless path to +1 or -1, by reflection; the grid sees it late by .5826 sigma sqrt(dt) (Broadie et al. 1997)."""
    settings = ("fronts.plain.initial=0", "fronts.plain.drift_per_month=0", "fronts.plain.volatility=0.25")
    result = sample(from_text(changed(TWO, FRONT), QUIET, *settings, "actors.north.accidents={}"), 4096)
    barrier = 1 + 0.5826 * 0.25 * math.sqrt(1 / 32)
    tail = lambda level: NormalDist().cdf(-level / (0.25 * math.sqrt(12)))  # noqa: E731
    expected = 4 * tail(barrier) - 4 * tail(3 * barrier)
    p, error = result.mean("collapse")
    assert abs(p - expected) <= 4 * error
    assert (result.detail("ending_month")[result.scores("collapse") > 0] <= 12).all()


@pytest.mark.parametrize("scenario", ["two-actors", "november-2024"])
@pytest.mark.parametrize("every", ["month", "0.5", "0.1"])
def test_the_record_interval_changes_no_bit_of_any_result(scenario, every):  # n = 128 histories of six months, seed 1
    weekly, other = (world(scenario, "clock.horizon_months=6", f"clock.record_every={one}") for one in ("week", every))
    one, two = sample(weekly, 128), sample(other, 128)
    assert one.measures.tobytes() == two.measures.tobytes()
    assert one.details.tobytes() == two.details.tobytes()
    assert one.weights.tobytes() == two.weights.tobytes()


def test_two_records_of_the_same_moment_agree_bit_for_bit():  # 60 histories of six months, seed 1
    coarse, fine = (world("november-2024", "clock.horizon_months=6", f"clock.record_every={one}") for one in ("month", "0.5"))
    rows = [fine.names.ticks.index(month) for month in coarse.names.ticks]
    for replicate in range(60):
        one, two = told(coarse, 1, replicate), told(fine, 1, replicate)
        assert one.curve[: len(rows)].tolist() == two.curve[rows].tolist()


def test_the_last_record_is_the_end_of_the_history():  # 100 histories, seed 1
    prepared = world("november-2024")
    last = len(prepared.names.ticks) - 1
    for replicate in range(100):
        s = told(prepared, 1, replicate)
        scores = {name: float(s.score[i]) for i, name in enumerate(prepared.names.measures)}
        row = s.curve[last]
        assert row[Curve.NUCLEAR] == pytest.approx(scores["nuclear_use"], rel=1e-12)
        assert row[Curve.CLASH] == scores["clash"]
        assert row[Curve.VIA_CLASH] == pytest.approx(scores["nuclear_use.via_clash"], rel=1e-12, abs=1e-300)
        assert row[Curve.SETTLEMENT] == scores["settlement"]


def test_cumulative_records_never_fall():  # 100 histories, seed 1
    prepared = world("november-2024")
    for replicate in range(100):
        curve = told(prepared, 1, replicate).curve[: len(prepared.names.ticks), : int(Curve.CREDIBILITY)]
        assert (np.diff(curve, axis=0) >= -1e-15).all()


@pytest.mark.parametrize("scenario", ["two-actors", "november-2024"])
def test_a_longer_horizon_never_lowers_nuclear_use_in_any_history(scenario):  # n = 512, seed 1: the longer history begins with the shorter
    short, long = (sample(world(scenario, f"clock.horizon_months={months}"), 512) for months in (6, 12))
    assert short.weights.tobytes() == long.weights.tobytes()
    assert (long.scores("nuclear_use") - short.scores("nuclear_use") >= -1e-15).all()
    assert long.mean("nuclear_use")[0] > short.mean("nuclear_use")[0]


def test_a_calendar_event_changes_what_follows_and_nothing_before():  # 200 histories, seed 1; the inauguration is 64 days after the start
    with_, without = (world("november-2024", f"timeline.inauguration.active={one}") for one in ("true", "false"))
    before = [t for t, month in enumerate(with_.names.ticks) if month < 64 / (365.25 / 12)]
    later = 0
    for replicate in range(200):
        one, two = told(with_, 1, replicate), told(without, 1, replicate)
        assert one.curve[before].tolist() == two.curve[before].tolist()
        later += one.curve[: len(with_.names.ticks)].tolist() != two.curve[: len(with_.names.ticks)].tolist()
    assert later > 100
