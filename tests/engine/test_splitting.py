"""Splitting: a copied history goes on rightly, clones have fresh luck, and every score keeps its expectation, whatever the levels."""

import math

import numpy as np
import pytest

from sim.encode.params import new_state
from sim.engine.batch import simulate_block
from sim.engine.begin import begin
from sim.engine.exact import solve
from sim.engine.splitting import Height, Splitter, choose_starts, count_answers, height_of
from sim.engine.states import copy_words, new_states, renew_luck
from sim.engine.turn import turn
from sim.terms import Ending
from tests.engine.worlds import sample, world

RARE = "small/rare-3"
ANSWERED_BY_CHANCE = (  # South strikes or holds at random, and North answers half of the strikes whatever its type: answers are a Poisson process
    "actors.north.nuclear=false",
    "actors.south.military.tempo=1.25",
    "actors.south.military.precision=0",
    "owners.north.conventional.cost.median=1e-6",
    "owners.north.conventional.reliability=0.5",
)
RUNNING = int(Ending.RUNNING)


def begun(prepared, replicate, turns, room):
    """Play some turns of a history in row 0 of a room."""
    states, _ = room
    begin(prepared.params, states[0], np.uint64(1), np.uint64(replicate))
    for _ in range(turns):
        if states[0].ending == RUNNING:
            turn(prepared.params, states[0])
    assert states[0].ending == RUNNING


def finished(prepared, s):
    while s.ending == RUNNING:
        turn(prepared.params, s)


@pytest.mark.parametrize("name", ["november-2024", "september-2022"])
def test_a_copy_with_the_same_number_goes_on_bit_for_bit(name):
    prepared, room = world(name), new_states(world(name).params, 2)
    states, words = room
    begun(prepared, 3, 20, room)
    copy_words(words[1], words[0])
    finished(prepared, states[0])
    finished(prepared, states[1])
    assert np.array_equal(words[0], words[1])


def test_a_copy_with_a_number_of_its_own_keeps_the_past_and_gets_another_front_and_another_future():
    prepared, room = world("september-2022"), new_states(world("september-2022").params, 2)
    states, words = room
    begun(prepared, 3, 20, room)
    copy_words(words[1], words[0])
    renew_luck(prepared.params, states[1], np.uint64(4_000_000))
    front, clocks = float(states[1].front[0]), np.array(states[1].next_time)
    assert front == states[0].front[0]
    assert np.array_equal(clocks, states[0].next_time)
    while states[0].node == states[1].node and states[1].ending == RUNNING:  # until one has passed another node of the front than the other
        turn(prepared.params, states[0])
        turn(prepared.params, states[1])
        if states[0].node > 0 and states[0].front[0] != states[1].front[0]:
            break
    assert states[0].front[0] != states[1].front[0]
    assert np.array_equal(states[0].true_type, states[1].true_type)


def test_the_front_of_clones_is_a_fresh_brownian_path():
    """With all clocks silenced nothing but noise parts the clones, and its variance is that of the nodes passed since."""
    prepared = world("september-2022")
    p, room = prepared.params, new_states(prepared.params, 2)
    states, words = room
    begun(prepared, 5, 12, room)
    ends, nodes, s = [], set(), states[1]
    for clone in range(800):
        copy_words(words[1], words[0])
        renew_luck(p, s, np.uint64(10_000_000 + clone))
        s.next_time[:] = np.inf
        finished(prepared, s)
        if not s.collapsed:
            ends.append(float(s.front[0]))
            nodes.add(int(s.node - states[0].node))
    assert len(ends) == 800
    assert len(nodes) == 1
    expected = float(p.front_volatility[0] * p.front_volatility[0] * p.node_width) * nodes.pop()
    assert abs(np.var(ends, ddof=1) / expected - 1.0) < 4.0 * np.sqrt(2.0 / 800)


def test_no_levels_is_plain_sampling_of_the_same_histories():
    prepared = world("two-actors")
    block = simulate_block(prepared, 7, 0, 128)
    one = Splitter(prepared, Height.ANSWERS, 128).repeat((), 7, 0)
    assert np.allclose(one.measures, block.weights @ block.measures / 128, rtol=1e-12, atol=1e-15)
    assert one.turns == block.details[:, prepared.names.details.index("events")].sum()
    assert one.copies == 0


def chance_of_answers(least, mean):
    """Return P(N >= least) of a Poisson number."""
    return math.fsum(math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1)) for k in range(least, least + 60))


@pytest.mark.parametrize(("least", "levels"), [(9, (9,)), (13, (6, 8, 10, 13)), (18, tuple(range(5, 19)))])
def test_a_long_chain_of_answers_has_the_chance_of_its_closed_form(least, levels):
    splitter = Splitter(world(RARE, *ANSWERED_BY_CHANCE), Height.ANSWERS, 256)
    values = np.array([splitter.repeat(levels, 11, repetition, to_the_end=False).reached[-1] for repetition in range(60)])
    exact = chance_of_answers(least, 12.0 * 1.25 * 0.5 * 0.5)
    assert abs(values.mean() - exact) < 4.0 * values.std(ddof=1) / math.sqrt(len(values))
    assert values.std(ddof=1) / math.sqrt(len(values)) < 0.3 * exact


@pytest.mark.parametrize(
    ("name", "height", "levels"),
    [
        ("two-actors", Height.ANSWERS, (1, 2, 4, 5)),
        ("september-2022", Height.FRONT, (0.5, 0.7, 0.85)),
        ("november-2024", Height.CLASH, (0.8, 0.95, 1.0)),
    ],
)
def test_every_score_keeps_its_expectation(name, height, levels):
    prepared, repetitions = world(name), 24
    splitter = Splitter(prepared, height, 64)
    values = np.array([splitter.repeat(levels, 5, repetition).measures for repetition in range(repetitions)])
    plain = sample(prepared, 3072, seed=99)
    scores = plain.weights[:, None] * plain.measures
    error = np.sqrt(values.var(axis=0, ddof=1) / repetitions + scores.var(axis=0, ddof=1) / len(scores))
    gap = np.abs(values.mean(axis=0) - scores.mean(axis=0))
    seen = (values > 0.0).sum(axis=0) >= repetitions // 2
    assert seen.sum() > 10
    far = {prepared.names.measures[i]: gap[i] / error[i] for i in np.flatnonzero(seen & (error > 0.0)) if gap[i] > 4.5 * error[i]}
    assert far == {}


@pytest.mark.parametrize(
    ("name", "height", "levels"),
    [(RARE, Height.ANSWERS, (2, 4, 5, 6)), ("small/rare-7", Height.ANSWERS, (1, 3)), ("small/brink", Height.CLASH, (0.8, 1.0))],
)
def test_the_exact_solution_is_met(name, height, levels):
    prepared, repetitions = world(name), 40
    exact, splitter = solve(prepared), Splitter(prepared, height, 64)
    values = np.array([splitter.repeat(levels, 9, repetition).measures for repetition in range(repetitions)])
    error = values.std(axis=0, ddof=1) / math.sqrt(repetitions)
    for measure in ("nuclear_use", "nuclear_use.noise", "nuclear_use.via_clash", "clash", "no_end"):
        i = exact.names.measures.index(measure)
        assert abs(values[:, i].mean() - exact.scores[i]) <= 4.0 * error[i], measure


def test_weight_is_kept_from_level_to_level():
    """The endings and nuclear use share all the weight there is, so their sum is the mean importance weight, whatever is cloned."""
    prepared = world("september-2022")
    splitter = Splitter(prepared, Height.FRONT, 256)
    column = [prepared.names.measures.index(name) for name in ("settlement", "collapse", "no_end", "nuclear_use")]
    sums = np.array([splitter.repeat((0.6, 0.8), 3, repetition).measures[column].sum() for repetition in range(12)])
    assert abs(sums.mean() - 1.0) < 4.0 * sums.std(ddof=1) / math.sqrt(len(sums))
    assert sums.std() < 0.1


def test_an_outcome_that_cannot_be_is_exactly_0():
    prepared = world("two-actors")
    one = Splitter(prepared, Height.CLASH, 64).repeat((0.5, 1.0), 1, 0)
    for measure in ("clash", "nuclear_use.via_clash", "collapse"):
        assert one.measures[prepared.names.measures.index(measure)] == 0.0
    assert one.reached[-1] == 0.0


def test_a_repetition_repeats_bit_for_bit_in_any_order_and_room():
    prepared = world("two-actors")
    one, other = Splitter(prepared, Height.ANSWERS, 64), Splitter(prepared, Height.ANSWERS, 64)
    forward = [one.repeat((2, 4), 5, repetition).measures.tobytes() for repetition in (0, 1, 2)]
    assert [other.repeat((2, 4), 5, repetition).measures.tobytes() for repetition in (2, 1, 0)] == forward[::-1]
    assert len(set(forward)) == 3


def test_starts_are_taken_in_proportion_to_mass_and_every_one_is_somebody():
    mass, origin = np.array([0.1, 0.0, 0.6, 0.3]), np.zeros(10, np.int64)
    counts = np.zeros(4)
    for u in (np.arange(200) + 0.5) / 200:
        assert choose_starts(10, origin, mass, 4, u) == pytest.approx(0.1)
        counts += np.bincount(origin, minlength=4)
    assert counts / 200 == pytest.approx([1.0, 0.0, 6.0, 3.0], abs=0.02)


def test_heights():
    prepared = world("november-2024")
    p, s = prepared.params, new_state(prepared.params)
    begin(p, s, np.uint64(1), np.uint64(0))
    s.crossings = 0
    assert count_answers(s) == 0
    assert height_of(p, s, int(Height.ANSWERS), 7) == 7.0
    s.tension[0], s.tension[1] = 0.5 * p.clash_tension, 2.0
    assert height_of(p, s, int(Height.CLASH), 0) == pytest.approx(0.4995)
    s.clash_time = 1.0
    assert height_of(p, s, int(Height.CLASH), 0) == 1.0
    s.front[0] = -0.25
    assert height_of(p, s, int(Height.FRONT), 0) == 0.25
    s.front[0] = 1.5
    assert height_of(p, s, int(Height.FRONT), 0) == 1.0


def test_levels_that_do_not_increase_and_numbers_that_would_meet_are_refused():
    splitter = Splitter(world("two-actors"), Height.ANSWERS, 64)
    with pytest.raises(ValueError, match="must increase"):
        splitter.repeat((2, 2), 1, 0)
    with pytest.raises(ValueError, match="beyond the numbers"):
        splitter.repeat((2,), 1, 1 << 26)
