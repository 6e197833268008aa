"""RELIABILITY F3: a number that is not finite fails its history, whichever number it is; it is never a blank in a sum that others share.

`1.7e308` is a legal number of a scenario, and sums of two such are not numbers. Where they are met on the way to a result, the history fails
and all others stay what they are.
"""

import numpy as np
import pytest

from sim.encode.encode import encode
from sim.encode.params import new_state
from sim.engine.batch import simulate_block
from sim.engine.begin import begin
from sim.engine.beliefs import learn, weigh
from sim.engine.exact import solve
from sim.engine.history import prepare
from sim.engine.trace import trace
from sim.errors import Exit, RunError
from sim.scenario.load import load_text
from sim.scenario.shipped import folder
from sim.terms import Ending
from tests.engine.worlds import TWO, sample, world, writable

COUNT = 16
LATE = ("owners.north.lines.border.stake=1e140", "actors.south.military.precision=0", "clock.horizon_months=2")  # two crossings: a sum too large
AT_ONCE = (  # the stake over the price of answering is infinity over infinity
    "owners.north.lines.border.stake=1.7e308",
    "owners.north.conventional.cost.median=1.7e308",
    "actions.probe.exposes.border=2",
)
WORLDS = {"two-actors": (), "november-2024": ("clock.horizon_months=3",)}
CLOCKS = {"horizon", "record_times", "node_width", "calendar", "clock_rate"}  # without them there is no end to play to
MONTHS = ("clash_month", "first_answer_month")  # where there was none they are infinite in the kernel, and blank in tables
FIELDS = [
    (name, field)
    for name, settings in WORLDS.items()
    for field in world(name, *settings).params.dtype.names
    if world(name, *settings).params.dtype[field].base.kind == "f" and field not in CLOCKS
]


def blanks(block, names):
    """Return how many numbers of a block are not finite, where they must be."""
    kept = block.details[:, [column for column, name in enumerate(names.details) if name not in MONTHS]]
    return sum(int((~np.isfinite(values)).sum()) for values in (block.weights, block.measures, block.curves, block.groups, kept))


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_whatever_number_of_a_world_is_not_finite_no_result_is_blank(name, field):
    base = world(name, *WORLDS[name])
    for wrong in (np.nan, np.inf, -np.inf, 1.7e308, -1.7e308):
        broken = writable(base)
        broken.params[field] = wrong
        block = simulate_block(broken, 1, 0, COUNT)
        assert blanks(block, base.names) == 0
        assert not block.weights[list(block.failed)].any()


@pytest.mark.parametrize(
    "field", ["utility", "value", "log_cost", "reliability", "answer_noise", "threat_loss", "ambiguity", "accident_rates", "tension_rate"]
)
def test_a_number_that_is_none_fails_the_histories_that_meet_it(field):
    broken = writable(world("two-actors"))
    broken.params[field] = np.nan
    sound = simulate_block(world("two-actors"), 1, 0, COUNT)
    block = simulate_block(broken, 1, 0, COUNT)
    same = [row for row in range(COUNT) if block.measures[row].tobytes() == sound.measures[row].tobytes()]
    assert block.failed
    assert set(block.failed) | set(same) == set(range(COUNT))


def test_scores_whose_squares_would_not_be_finite_fail_a_history_and_leave_the_others():
    small = sample(world("two-actors", "owners.north.lines.border.stake=1e100", *LATE[1:]), 64)
    block = simulate_block(world("two-actors", *LATE), 1, 0, 64)
    few = small.scores("exposure.north") <= 1e100  # exposures that sum to no more than 1 exposure
    assert block.failed == tuple(np.flatnonzero(~few))
    assert 0 < len(block.failed) < 64
    w, y = block.weights[:, None], block.measures
    assert np.isfinite((w * w * y * y).sum(axis=0) * 1e10).all()  # ten million histories


def test_evidence_that_is_no_number_fails_the_history_at_once():
    p = world("two-actors").params
    s = new_state(p)
    begin(p, s, np.uint64(1), np.uint64(0))
    weigh(p, s, 0, 0)
    s.public[0, 0, :] = np.nan
    learn(p, s, 0, 0, 0.5, 0, -1, True)
    assert s.failed == 1


def test_an_act_without_a_value_fails_the_history_and_does_not_pass_for_one_that_is_not_legal():
    block = simulate_block(world("two-actors", *AT_ONCE), 1, 0, 32)
    quiet = sample(world("two-actors"), 32).measures[:, world("two-actors").names.measures.index("acts.south.hold")]
    assert len(block.failed) == 32
    assert (quiet > 0).any()


@pytest.mark.parametrize(("settings", "ending"), [(AT_ONCE, Ending.RUNNING), (LATE, Ending.HORIZON)])
def test_a_trace_says_that_its_history_failed_and_breaks_off_where_it_did(settings, ending):
    prepared = world("two-actors", *settings)
    number = simulate_block(prepared, 1, 0, 64).failed[0]
    told = trace(prepared, 1, number)
    assert (told.failed, told.ending) == (True, ending)
    assert all(np.isfinite([answer.chance, answer.believed]).all() for moment in told.moments for answer in moment.answers)


def test_a_trace_of_a_sound_history_did_not_fail():
    assert not trace(world("two-actors"), 1, 0).failed


def test_the_exact_solver_refuses_a_world_whose_acts_have_no_value():
    steady = ("crossings.exposure_noise=0", "tension.half_life_months=1e9", "clock.horizon_months=1")
    with pytest.raises(RunError, match="a number is not finite"):
        solve(world("two-actors", *AT_ONCE, *steady))


def test_a_world_whose_own_numbers_are_none_is_refused_before_anything_is_played():
    encoded = encode(load_text(TWO, "two.yaml", folder()))
    encoded.params.utility[:] = np.nan
    with pytest.raises(RunError, match=r"too large to compute with .utility ") as caught:
        prepare(encoded)
    assert caught.value.exit_code == Exit.INPUT
