"""What a history keeps to save work (prices, readiness, chances, stakes) is never worth more than computing it again: the same bits without.

Before every turn each kept number is overwritten with nan and marked as old. If a turn used one that it should have computed afresh, nan would
run through the scores; if a kept number differed from a fresh one in its last bit, so would the history.
"""

import math

import numpy as np
import pytest

from sim.encode.params import new_state
from sim.engine.batch import MOST_TURNS, play, simulate_block
from sim.engine.begin import begin
from sim.engine.beliefs import stakes
from sim.engine.turn import turn
from sim.rules.provocation import log_stakes
from sim.terms import Ending
from tests.engine.worlds import SHIPPED, TWO, changed, from_text, told, world

SEED = 11
WORLDS = (*SHIPPED, "small/brink", "small/clash-then-use", "small/alliance")
# what may differ: kept numbers, what they were computed from, and scratch
SPOILED = (
    "price price_key standing_ready standing_chance stakes ready likelihood loss_before loss_now above nest_noise option_noise plan_value".split()
)
KEPT = {*SPOILED, "version", "price_version", "belief_version", "ready_version", "chance_version", "node_luck"}
scenario = pytest.mark.parametrize("scenario", WORLDS)


def forget(s):
    """Spoil every kept number of a history, so that it can only be computed again."""
    for name in SPOILED:
        s[name][:] = math.nan
    s.price_version[:] = 0
    s.ready_version[:] = s.chance_version[:] = -1


def played(prepared, replicate, forgetful):
    """Return the State at the end of a history, played turn by turn."""
    p, s = prepared.params, new_state(prepared.params)
    begin(p, s, np.uint64(SEED), np.uint64(replicate))
    while s.ending == Ending.RUNNING:
        if forgetful:
            forget(s)
        turn(p, s)
    assert s.failed == 0
    return s


def same(one, two):
    """Return the fields in which two histories differ, kept numbers apart, and what a buffer holds beyond the rows in use."""
    fields = [name for name in one.dtype.names if name not in KEPT | {"option_value", "crossing"}]
    pairs = {name: (np.asarray(one[name]), np.asarray(two[name])) for name in fields}
    pairs["crossing"] = (one.crossing[: one.crossings], two.crossing[: two.crossings])
    return [name for name, (mine, theirs) in pairs.items() if mine.tobytes() != theirs.tobytes()]


@pytest.mark.parametrize("depth", ["1", "2", "converged"])
@scenario
def test_a_history_that_forgets_everything_before_every_turn_is_the_same(scenario, depth):
    prepared = world(scenario, f"crossings.expected_loss_depth={depth}")
    for replicate in range(6 if depth == "converged" else 16):
        assert same(played(prepared, replicate, forgetful=True), played(prepared, replicate, forgetful=False)) == []


@pytest.mark.parametrize("policy", ["prospect", "reflex", "lookahead"])
def test_nor_do_policies_that_value_acts_in_their_own_way_lean_on_what_was_kept(policy):
    prepared = world("september-2022", *(f"actors.{name}.policy={policy}" for name in ("europe", "russia", "ukraine", "usa")))
    for replicate in range(4):
        assert same(played(prepared, replicate, forgetful=True), played(prepared, replicate, forgetful=False)) == []


@scenario
def test_a_history_does_not_depend_on_those_played_before_in_the_same_memory(scenario):
    prepared = world(scenario)
    used = new_state(prepared.params)
    for replicate in (9, 2, 2, 7, 0, 15, 3):
        assert play(prepared.params, used, np.uint64(SEED), np.uint64(replicate), MOST_TURNS)
        assert same(used, told(prepared, SEED, replicate)) == []


@scenario
def test_rows_of_a_block_are_those_of_histories_in_fresh_memory(scenario):
    block, prepared = simulate_block(world(scenario), SEED, 0, 40), world(scenario)
    for replicate in range(40):
        alone = told(prepared, SEED, replicate)
        assert block.measures[replicate].tobytes() == alone.score[: len(prepared.names.measures)].tobytes()
        assert block.weights[replicate] == alone.weight


@pytest.mark.parametrize("memory", ["fresh", "used"])
def test_an_exposure_of_nothing_on_a_line_at_nothing_is_weighed_not_remembered(memory):
    """Noise may leave no exposure, and a line may be drawn at 0: then the first stakes asked for have a key of zeros, as fresh memory has."""
    pieces = (("conventional_line: 0.5", "conventional_line: 0"), ("nuclear_lines: {border: 0.8}", "nuclear_lines: {border: 0}"))
    prepared = from_text(changed(TWO, *pieces), "crossings.exposure_noise=0.4")
    p, s = prepared.params, new_state(prepared.params)
    begin(p, s, np.uint64(SEED), np.uint64(0))
    for tier in range(2):
        expected = log_stakes(p.value[0, 0], 0.0, p.audience_cost[0, tier], 0.0, p.ambiguity)
        assert expected[0] == -math.inf
        assert tuple(stakes(p, s, 0, 0, 0.0, tier, 1)) == expected
    block = simulate_block(prepared, SEED, 0, 200)
    for replicate in range(200):
        if memory == "fresh":
            s = new_state(p)
        assert play(p, s, np.uint64(SEED), np.uint64(replicate), MOST_TURNS)
        assert block.measures[replicate].tobytes() == s.score[: len(prepared.names.measures)].tobytes()


def test_spoiling_a_number_that_counts_shows():  # the test above can fail: belief is no cache
    prepared = world("two-actors")
    p, s = prepared.params, new_state(prepared.params)
    begin(p, s, np.uint64(SEED), np.uint64(3))
    s.pooled[:] = math.nan
    while s.ending == Ending.RUNNING:
        turn(p, s)
    assert same(s, told(prepared, SEED, 3)) != []
