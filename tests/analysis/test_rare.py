"""Rare outcomes as exactly as asked: the pilot's choice, intervals that cover, the same bits for any number of workers, zero said plainly."""

import math

import numpy as np
import pytest

from sim.analysis import rare
from sim.analysis.rare import candidates, choose_estimator, estimate_rare, interval, luck
from sim.analysis.samplers import CHAIN, FORKS, SPLITTING, WEIGHTS, Method, draw, ladder
from sim.engine.exact import solve
from sim.errors import RunError
from tests.engine.worlds import world

CLASH = "small/clash-then-use"


@pytest.mark.parametrize(
    ("name", "measure", "method"),
    [
        ("small/rare-3", "nuclear_use", WEIGHTS),
        ("small/rare-5", "nuclear_use", WEIGHTS),
        ("small/rare-7", "nuclear_use", WEIGHTS),
        (CLASH, "nuclear_use.via_clash", FORKS),
        (CLASH, "clash", FORKS),
    ],
)
def test_the_cheaper_way_is_chosen_and_meets_the_exact_solution(name, measure, method):
    prepared = world(name)
    found, exact = estimate_rare(prepared, measure, 0.1, seed=5), solve(prepared).score(measure)
    assert found.choice.method.name == method
    assert found.met
    assert found.relative_error <= 0.1
    assert abs(found.estimate.value - exact) < 4.0 * found.estimate.standard_error
    assert found.estimate.low < found.estimate.value < found.estimate.high


def test_a_long_chain_of_answers_is_reached_by_splitting():
    prepared = world("small/rare-3")
    found = estimate_rare(prepared, f"{CHAIN}16", 0.4, seed=2)
    assert found.choice.method.name == SPLITTING
    assert found.choice.method.levels[-1] == 16.0
    assert found.met
    plain = [draw(prepared, Method(SPLITTING, "ANSWERS", (16.0,)), f"{CHAIN}16", 77, chunk).values for chunk in range(12)]
    values = np.concatenate(plain)
    assert abs(values.mean() - found.estimate.value) < 4.0 * math.hypot(values.std() / math.sqrt(len(values)), found.estimate.standard_error)


def test_the_result_is_the_same_for_any_number_of_workers_and_repeats():
    prepared = world(CLASH)
    one, two = (estimate_rare(prepared, "nuclear_use.via_clash", 0.1, seed=5, jobs=jobs) for jobs in (1, 3))
    assert one == two
    assert one != estimate_rare(prepared, "nuclear_use.via_clash", 0.1, seed=6, jobs=1)


def test_pilot_levels_and_estimate_have_luck_of_their_own():
    assert len({luck(seed, purpose) for seed in (1, 2) for purpose in ("pilot", "levels", "estimate")}) == 6


def test_only_ways_that_apply_are_tried():
    assert candidates(world("small/rare-3"), "nuclear_use") == [(WEIGHTS, ""), (SPLITTING, "ANSWERS")]
    assert candidates(world("november-2024"), "clash") == [(WEIGHTS, ""), (FORKS, ""), (SPLITTING, "CLASH"), (SPLITTING, "ANSWERS")]
    assert candidates(world("november-2024"), "nuclear_use") == [(WEIGHTS, ""), (FORKS, ""), (SPLITTING, "ANSWERS")]
    assert candidates(world("september-2022"), "collapse") == [(WEIGHTS, ""), (SPLITTING, "FRONT")]
    assert candidates(world("small/rare-3"), f"{CHAIN}9") == [(SPLITTING, "ANSWERS")]


def test_levels_rise_and_end_where_they_must():
    levels, work = ladder(world("small/rare-3"), "ANSWERS", f"{CHAIN}14", 3)
    assert levels[-1] == 14.0
    assert list(levels) == sorted(set(levels))
    assert len(levels) > 2
    assert work > 0.0
    assert ladder(world("small/trip-wire"), "CLASH", "clash", 3)[0] == ()


def test_an_outcome_that_cannot_be_is_0_and_said_so():
    clash = estimate_rare(world("small/rare-3"), "nuclear_use.via_clash", 0.1)
    assert (clash.estimate.value, clash.estimate.high, clash.met, clash.work) == (0.0, 0.0, True, 0.0)
    assert clash.statement == "no act, accident or answer of this scenario can be a clash"
    assert "front" in estimate_rare(world("small/rare-3"), "collapse", 0.1).statement


def test_an_outcome_that_was_never_seen_is_not_called_impossible():
    drawn = estimate_rare(world("small/rare-3"), "settlement", 0.1, most=8000)
    assert drawn.estimate.value == 0.0
    assert not drawn.met
    assert 0.0 < drawn.estimate.high < 2e-3
    assert "never seen; below" in drawn.statement
    scored = estimate_rare(world("small/rare-3"), "nuclear_use.answered", 0.1, most=8000)
    assert (scored.estimate.value, scored.estimate.high) == (0.0, 0.0)
    assert scored.statement == "no history gave it any chance"


def test_a_limit_ends_the_work_and_the_interval_is_honest():
    found = estimate_rare(world("small/rare-3"), "nuclear_use", 0.001, most=20_000)
    assert not found.met
    assert found.units <= 20_480
    assert found.relative_error > 0.001
    assert found.estimate.low < solve(world("small/rare-3")).score("nuclear_use") < found.estimate.high
    assert found.gain > 3.0


@pytest.mark.parametrize(("wrong", "said"), [("nuclear_us", "nuclear_use"), (f"{CHAIN}x", "no measure"), (f"{CHAIN}0", "no measure")])
def test_an_unknown_measure_is_refused_in_one_line(wrong, said):
    with pytest.raises(RunError, match=said):
        choose_estimator(world("small/rare-3"), wrong)


@pytest.mark.parametrize(
    ("name", "method", "measure", "chunks"),
    [
        (CLASH, Method(FORKS), "nuclear_use.via_clash", 2),
        ("small/rare-3", Method(SPLITTING, "ANSWERS", (2.0, 4.0)), "nuclear_use", 4),
    ],
)
def test_intervals_cover(name, method, measure, chunks):
    """95 % intervals of small estimates hold the exact value nearly as often as they say; the shortfall is the skewness of few units."""
    prepared = world(name)
    exact, inside, trials = solve(prepared).score(measure), 0, 40
    for trial in range(trials):
        values = np.concatenate([draw(prepared, method, measure, 1000 + trial, chunk).values for chunk in range(chunks)])
        found, _ = interval(measure, values, 0.05)
        inside += found.low <= exact <= found.high
    assert inside / trials >= 0.85


def test_looks_share_five_in_a_hundred():
    assert math.fsum(rare._missing(look) for look in range(60)) <= 0.05
    assert rare._missing(0) == 0.04
    wide = [interval("nuclear_use", np.linspace(0.1, 0.3, 50), rare._missing(look))[0] for look in (0, 1, 5)]
    assert wide[0].high < wide[1].high < wide[2].high


def test_an_interval_of_nothing_seen_reaches_to_three_in_the_histories():
    assert interval("clash", np.zeros(300), 0.05)[0].high == pytest.approx(0.01)
    assert interval("collapse", np.zeros(30), 0.05, unit=10)[0].high == pytest.approx(0.01)
    assert interval("nuclear_use", np.zeros(300), 0.05)[0].high == 0.0
    counted, _ = interval("acts.south.raid", np.linspace(2.0, 4.0, 400), 0.05)
    assert 2.9 < counted.low < counted.value == pytest.approx(3.0)
