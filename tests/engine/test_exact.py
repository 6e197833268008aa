"""The exact solver: closed forms, equal worlds, hidden types one by one, and what it refuses."""

import math
import os
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.encode.encode import encode
from sim.engine import exact
from sim.engine.exact import Solution, most_events, poisson, solve
from sim.engine.exact_limits import obstacles, plan_of
from sim.engine.history import Prepared, prepare
from sim.errors import Exit, RunError, ScenarioError
from sim.scenario.load import load, load_text
from sim.scenario.shipped import scenario_path
from tests.engine.worlds import changed, from_text, writable

ROOT = Path(__file__).parents[2]
TINY = """
schema: redline/scenario/1
id: tiny
title: One act, one type, one accident rate, one clash rate
clock: {start: 2030-01-01, horizon_months: 12, record_every: month}
sides: [north, south]
tension: {initial: {north: 3, south: 3}, base: 3, gain: 0}
crossings: {exposure_noise: 0}
owners:
  north:
    lines: {border: {stake: 1.0}}
    conventional:
      {cost: {median: 1, sigma: 0.000000000001}, reliability: 0.6, answer_noise: 0.3, answer: {rungs: [3, 8]}}
    nuclear:
      {cost: {median: 1, sigma: 0.000000000001}, reliability: 0.2, answer_noise: 0.3, answer: {rungs: [10, 11], demonstration_share: 0.25}}
actors:
  north: {side: north, nuclear: true, accidents: {0: 0.06}}
  south: {side: south, military: {tempo: 2, precision: 1, utilities: {strike: 0}}}
actions:
  strike: {rung: 4, exposes: {border: 1}}
clash: {tension: 3, hazard_per_year: {0: 0.12}}
reference: {owner: north, dimension: border, exposure: 1}
numerics: {cost_cells: 3}
"""
SPLIT = (
    "  south: {side: south, military: {tempo: 2, precision: 1, utilities: {strike: 0}}}\n",
    (
        "  south: {side: south, military: {tempo: 0.5, precision: 1, utilities: {strike: 0}}}\n"
        "  south2: {side: south, military: {tempo: 1.5, precision: 1, utilities: {strike: 0}}}\n"
    ),
)


def small(name: str, *overrides: str) -> Prepared:
    """Return a small shipped scenario, ready to be solved."""
    return prepare(encode(load(scenario_path(f"small/{name}"), overrides)))


def same(one: Solution, two: Solution, measures: tuple[str, ...]) -> None:
    """Hold two solutions to one another in some measures, to twelve digits."""
    for measure in measures:
        assert two.score(measure) == pytest.approx(one.score(measure), rel=1e-11, abs=1e-13), measure
    assert two.curves == pytest.approx(one.curves, rel=1e-11, abs=1e-13)


OUTCOMES = ("nuclear_use", "nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent", "nuclear_use.via_clash", "clash", "no_end")


def test_one_act_and_one_type_give_competing_exponentials():
    """Stake = price, so every type means to answer with probability 1/2: use at 2 * .2 / 2 a month, accidents at .06 / 12, a clash at .12 / 12."""
    found = solve(from_text(TINY))
    use, accident, clash, horizon = 2 * 0.2 / 2, 0.06 / 12, 0.12 / 12, 12.0
    ended = 1 - math.exp(-(use + accident) * horizon)
    assert found.score("nuclear_use") == pytest.approx(ended, rel=1e-11)
    assert found.score("nuclear_use.inadvertent") == pytest.approx(ended * accident / (use + accident), rel=1e-11)
    assert found.score("nuclear_use.demonstration") == pytest.approx(0.25 * ended * use / (use + accident), rel=1e-11)
    everything = use + accident + clash
    clashed = clash / everything * (1 - math.exp(-everything * horizon))
    assert found.score("clash") == pytest.approx(clashed, rel=1e-11)
    assert found.score("nuclear_use.via_clash") == pytest.approx(
        ended - (use + accident) / everything * (1 - math.exp(-everything * horizon)), rel=1e-10
    )
    acts = 2 * (1 - math.exp(-(use + accident) * horizon)) / (use + accident)
    assert found.score("acts.south.strike") == pytest.approx(acts, rel=1e-11)
    assert found.score("crossings.border") == pytest.approx(acts, rel=1e-11)
    conventional = [found.score(f"answers.north.{rung}") for rung in range(3, 9)]
    assert math.fsum(conventional) == pytest.approx(0.9 * acts * 0.6 / 2, rel=1e-11)  # of those it does not meet with nuclear use
    for month, p in zip(found.names.ticks, found.curve("nuclear"), strict=True):
        assert p == pytest.approx(1 - math.exp(-(use + accident) * month), rel=1e-11, abs=1e-15)


def test_a_clock_that_is_split_between_two_actors_changes_nothing():
    one, two = solve(from_text(TINY)), solve(from_text(changed(TINY, SPLIT)))
    same(one, two, (*OUTCOMES, "crossings.border", "answers.north.5"))
    assert two.score("acts.south.strike") == pytest.approx(one.score("acts.south.strike") / 4, rel=1e-11)


def test_an_act_that_is_cloned_with_its_weight_split_changes_nothing():
    text = scenario_path("small/rare-3").read_text(encoding="utf-8")
    clone = changed(
        text,
        ("utilities: {hold: 0, strike: 0.6}}", "utilities: {hold: 0, strike: 0.6, blow: 0.6}, weights: {strike: 0.3, blow: 0.7}}"),
        ("  strike: {rung: 8, exposes: {border: 0.9}}", "  strike: {rung: 8, exposes: {border: 0.9}}\n  blow: {rung: 8, exposes: {border: 0.9}}"),
    )
    one, two = solve(from_text(text)), solve(from_text(clone))
    same(one, two, (*OUTCOMES, "crossings.border", "acts.south.hold"))
    assert two.score("acts.south.blow") == pytest.approx(0.7 * one.score("acts.south.strike"), rel=1e-11)


def test_a_law_over_hidden_types_is_the_mean_over_each_of_them_being_the_true_one():
    """The solver carries a law; here every type in turn is the true one for certain, and the public learns as before."""
    whole = small("misjudged")
    p = whole.params
    expected, mass = np.zeros(int(p.measures)), 0.0
    for i in np.flatnonzero(p.prior_true[0, 0]):
        for k in np.flatnonzero(p.prior_true[0, 1]):
            one = writable(whole)
            one.params.prior_true[0] = 0.0
            one.params.prior_true[0, 0, i] = one.params.prior_true[0, 1, k] = 1.0
            share = float(p.prior_true[0, 0, i] * p.prior_true[0, 1, k])
            expected += share * solve(one).scores
            mass += share
    assert mass == pytest.approx(1.0, abs=1e-12)
    assert solve(whole).scores == pytest.approx(expected, rel=1e-10, abs=1e-13)


def test_a_calendar_event_that_changes_nothing_changes_nothing():
    plain = solve(small("rare-3"))
    text = scenario_path("small/rare-3").read_text(encoding="utf-8")
    dated = solve(from_text(text + "timeline: {nothing: {date: 2030-05-03, utilities: {south: {military: {hold: 0}}}}}\n"))
    same(plain, dated, (*OUTCOMES, "acts.south.strike", "answers.north.8"))


def test_the_record_interval_changes_no_score():
    often, seldom = solve(small("clash-then-use", "clock.record_every=day")), solve(small("clash-then-use", "clock.record_every=12"))
    assert often.scores == pytest.approx(seldom.scores, rel=1e-12, abs=1e-15)
    assert often.curves[-1] == pytest.approx(seldom.curves[-1], rel=1e-12, abs=1e-15)


def test_a_longer_horizon_never_has_less_use_and_agrees_on_the_way():
    one, two = solve(small("night-alarm", "clock.horizon_months=6")), solve(small("night-alarm", "clock.horizon_months=12"))
    assert two.score("nuclear_use") > one.score("nuclear_use")
    assert two.curves[: one.curves.shape[0]] == pytest.approx(one.curves, rel=1e-11, abs=1e-14)


def test_little_room_at_the_start_changes_no_bit(monkeypatch):
    plenty = solve(small("rare-3"))
    monkeypatch.setattr(exact, "FIRST_ROOM", 4)
    tight = solve(small("rare-3"))
    assert (tight.scores.tobytes(), tight.curves.tobytes(), tight.states) == (plenty.scores.tobytes(), plenty.curves.tobytes(), plenty.states)


def test_what_is_not_followed_is_bounded_by_what_is_reported(monkeypatch):
    fine = solve(small("rare-3"))
    monkeypatch.setattr(exact, "LEAST", 1e-7)
    coarse = solve(small("rare-3"))
    assert coarse.states < fine.states / 2
    assert 0 < abs(coarse.score("nuclear_use") - fine.score("nuclear_use")) < coarse.held < 1e-2
    assert coarse.mass_error < 1e-12


def test_a_world_in_which_nothing_happens_has_no_end():
    still = changed(TINY, ("tempo: 2", "tempo: 0"), ("accidents: {0: 0.06}", "accidents: {}"), ("hazard_per_year: {0: 0.12}", "exposes: {}"))
    found = solve(from_text(still))
    assert (found.score("no_end"), found.score("nuclear_use"), found.states) == (1.0, 0.0, 1)


@pytest.mark.parametrize("mean", [0.01, 1.0, 12.0, 700.0])
def test_counts_of_events_follow_poissons_law(mean):
    most = most_events(mean)
    counts = poisson(mean, most)
    assert math.fsum(counts) == pytest.approx(1.0, abs=1e-14)
    for n in {0, 1, int(mean), most}:
        assert counts[n] == pytest.approx(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)), rel=1e-9)
    assert counts[-1] < 1e-16


OBSTACLES = {  # text -> what is refused about it
    "noise": (changed(TINY, ("exposure_noise: 0", "exposure_noise: 0.1")), "acts are read with noise"),
    "moving front": (
        TINY + "fronts: {line: {between: [north, south], initial: 0.1, volatility: 0.02, drift_per_month: 0.01}}\n",
        "the front line moves",
    ),
    "aid": (
        TINY + "fronts: {line: {between: [north, south], initial: 0.1, aid: {initial: 0.5, effect: 0.1}}}\n",
        "the front line moves",
    ),
    "act on a front": (
        changed(TINY, ("{rung: 4, ", "{rung: 4, front: {line: 0.1}, ")) + "fronts: {line: {between: [north, south], initial: 0.1}}\n",
        "the act strike moves the front line",
    ),
    "incident": (
        TINY + "incidents: {alarm: {actor: south, per_month: 1, exposes: {border: [0.2, 0.6]}}}\n",
        "the incident alarm exposes border at random",
    ),
    "memory": (
        changed(
            TINY,
            ("utilities: {strike: 0}", "utilities: {strike: 0, talk: 0}"),
            ("actions:\n", "actions:\n  talk: {rung: 0, talks: true}\n"),
            ("nuclear: true,", "nuclear: true, diplomacy: {tempo: 1, precision: 1, utilities: {talk: 0}},"),
        )
        + "settlement: {parties: [south, north], cost_of_war: {south: 0.1, north: 0.1}, rate_per_month: {direct: 0.1}}\n",
        "talks are forgotten",
    ),
    "tension": (
        changed(TINY, ("accidents: {0: 0.06}", "accidents: {0: 0.06, 5: 0.1}"), ("clash: {tension: 3,", "clash: {tension: 9,")),
        "tension decays through rungs",
    ),
}


@pytest.mark.parametrize("what", OBSTACLES)
def test_what_cannot_be_solved_is_refused_with_the_setting_that_mends_it(what):
    text, says = OBSTACLES[what]
    with pytest.raises(ScenarioError) as refused:
        solve(from_text(text))
    lines = str(refused.value).splitlines()
    assert refused.value.exit_code == Exit.INPUT
    assert [line.startswith(f"tiny: error: cannot be solved exactly: {says}") for line in lines] == [True]
    given = shlex.split(lines[0].partition("freeze it with ")[2])
    settings = given[1::2]
    assert given[::2] == ["--set"] * len(settings)
    mended = prepare(encode(load_text(text, "test.yaml", None, settings)))
    assert obstacles(mended.params, mended.names) == []
    assert solve(mended).mass_error < 1e-12


def test_all_obstacles_are_told_at_once():
    text = changed(OBSTACLES["incident"][0], ("exposure_noise: 0", "exposure_noise: 0.1"))
    with pytest.raises(ScenarioError) as refused:
        solve(from_text(text))
    assert len(refused.value.problems) == 2


def test_tension_is_no_obstacle_where_no_hazard_depends_on_it():
    text = changed(TINY, ("base: 3, gain: 0", "base: 1, gain: 1"), ("clash: {tension: 3,", "clash: {tension: 9,"))
    world = from_text(text)
    assert plan_of(world.params).tension == 0
    same(solve(from_text(TINY)), solve(world), OUTCOMES)


def test_a_tension_that_acts_would_leave_on_the_edge_of_a_rung_is_refused():
    """4, then 5, then 5.5: the edge of rung 6, from which the slightest decay leads down."""
    with pytest.raises(ScenarioError, match="tension decays through rungs"):
        solve(small("brink", "tension.gain=0.5", "clock.horizon_months=2"))


def test_too_large_a_world_is_refused_with_the_count():
    with pytest.raises(RunError, match=r"too large to be solved exactly: [\d,]+ public states met, more than the 500 allowed") as refused:
        solve(small("rare-3"), 500)
    assert refused.value.exit_code == Exit.INPUT


def test_plain_python_gives_the_same_bits():
    program = (
        "from sim.encode.encode import encode; from sim.engine.history import prepare; from sim.engine.exact import solve;"
        "from sim.scenario.load import load; from sim.scenario.shipped import scenario_path;"
        "p = prepare(encode(load(scenario_path('small/clash-then-use'), ['clock.horizon_months=0.01', 'clock.record_every=month'])));"
        "r = solve(p); print(r.scores.tobytes().hex(), r.curves.tobytes().hex(), r.states)"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"REDLINE_COMPILED": compiled, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for compiled in ("1", "0")
    ]
    assert said[0] == said[1]
    assert int(said[0].split()[-1]) > 10
