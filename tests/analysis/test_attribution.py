"""Shares of channels: they add up, cost no luck, name what is nothing, and never say a share that few histories carry."""

import math

import numpy as np
import pytest

from sim.analysis import attribution
from sim.analysis.attribution import NOTHING, TOO_FEW, Worlds, attribute, play_worlds
from sim.analysis.knockouts import CHANNELS, COMMITMENT, INADVERTENCE, MISPERCEPTION, NOISE, prepare_channels, same_world, world_with
from sim.engine.batch import simulate_block
from sim.experiment.engine import prepare
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path

RUNS = 512
NAMES = [channel.name for channel in CHANNELS]


@pytest.fixture(scope="module")
def two():
    world = load(scenario_path("two-actors"))
    return world, prepare(world)


@pytest.fixture(scope="module")
def worlds(two):
    return play_worlds(*two, RUNS, 1, jobs=1)


def made(scores, weights=None):
    """Return worlds of the first channels with given scores (2^k, histories) of nuclear use."""
    scores = np.asarray(scores, float)
    channels = CHANNELS[: len(scores).bit_length() - 1]
    return Worlds(channels, ("nuclear_use",), np.ones(scores.shape[1]) if weights is None else weights, scores[:, None, :], 0, len(scores))


def test_parts_add_up_to_the_total(worlds):
    found = attribute(worlds, "nuclear_use")
    assert math.fsum(part.value.value for part in found.parts) == pytest.approx(found.total.value, rel=1e-12)
    made_up = attribute(made(np.random.default_rng(2).random((8, 300))), "nuclear_use")
    assert math.fsum(part.share.value for part in made_up.parts) == pytest.approx(1.0, rel=1e-12)


def test_the_world_with_all_channels_is_the_world_itself_and_all_have_its_weights(two, worlds):
    block = simulate_block(two[1], 1, 0, RUNS)
    assert np.array_equal(worlds.weights, block.weights)
    assert np.array_equal(worlds.scores[-1, 0], block.measures[:, two[1].names.measures.index("nuclear_use")])


def test_the_full_world_is_prepared_bit_for_bit(two):
    assert same_world(prepare_channels(*two, NAMES).params, two[1].params)
    assert not same_world(prepare_channels(*two, NAMES[1:]).params, two[1].params)


def test_without_channels_only_deliberate_use_is_left(two):
    prepared = prepare_channels(*two, ())
    block = simulate_block(prepared, 1, 0, RUNS)
    scores = {name: block.measures[:, prepared.names.measures.index(f"nuclear_use.{name}")] for name in ("deliberate", "noise", "inadvertent")}
    assert scores["deliberate"].any()
    assert not scores["noise"].any()
    assert not scores["inadvertent"].any()


def test_without_answer_noise_and_accidents_there_is_no_noise_and_no_accident_in_the_crisis_of_2024():
    world = load(scenario_path("november-2024"))
    out = world_with(world, [MISPERCEPTION, COMMITMENT])
    assert {owner.nuclear.answer_noise for owner in out.owners if owner.nuclear} | {owner.conventional.answer_noise for owner in out.owners} == {0.0}
    assert {rate for actor in out.actors for rate in actor.accidents.values()} == {0.0}
    assert {action.clash_probability for action in out.actions} | set(out.clash.hazard.values()) == {0.0}
    assert out.crossings == world.crossings
    assert [owner.conventional.audience_cost for owner in out.owners] == [owner.conventional.audience_cost for owner in world.owners]


def test_perceived_rightly_means_no_noise_no_bands_no_bias_one_text_and_nothing_mistaken():
    world = load(scenario_path("november-2024"), ["observers.bias=0.5", "owners.russia.doctrine={published: russia-2024, operative: russia-2020}"])
    out = world_with(world, [INADVERTENCE, COMMITMENT, NOISE])
    russia = next(owner for owner in out.owners if owner.id == "russia")
    assert (out.crossings.exposure_noise, out.crossings.ambiguity, out.bias) == (0.0, 0.0, 0.0)
    assert russia.published == russia.operative
    assert russia.operative.id == "russia-2020"
    assert {owner.conventional.false_alarm for owner in out.owners} == {0.0}
    whole = prepare(world)
    prepared = prepare_channels(world, whole, [INADVERTENCE, COMMITMENT, NOISE])
    assert np.array_equal(prepared.params.prior_public, whole.params.prior_true)
    assert not np.array_equal(whole.params.prior_public, whole.params.prior_true)


def test_forks_tell_the_same_of_a_clash_far_more_exactly():
    world = load(scenario_path("november-2024"))
    whole = prepare(world)
    forked = play_worlds(world, whole, 192, 1, ("clash",), CHANNELS[1:2], jobs=1)
    block = simulate_block(whole, 1, 0, 1024)
    drawn = attribution.weighted(block.weights, block.measures[:, whole.names.measures.index("clash")])
    found = attribute(forked, "clash")
    assert np.array_equal(forked.weights, block.weights[:192])
    assert abs(found.total.value - drawn[0]) < 4 * math.hypot(found.total.standard_error, drawn[1])
    assert found.shares[0].value.standard_error < drawn[1] / 5


def test_a_channel_that_no_history_feels_is_exactly_none():
    scores = np.random.default_rng(3).random((2, 200))
    found = attribute(made([scores[0], scores[1], scores[0], scores[1]]), "nuclear_use")
    assert found.shares[0].verdict != NOTHING
    assert found.shares[1].verdict == NOTHING
    assert (found.shares[1].value.value, found.shares[1].share.value) == (0.0, 0.0)


def test_an_outcome_that_few_histories_carry_gets_no_share():
    scores = np.zeros((2, 5_000))
    scores[1, :24] = 1.0
    few = attribute(made(scores), "nuclear_use")
    scores[1, :26] = 1.0
    assert (few.enough, few.shares[0].verdict, few.shares[0].share) == (False, TOO_FEW, None)
    assert attribute(made(scores), "nuclear_use").shares[0].share.value == 1.0


def test_a_share_whose_interval_covers_everything_is_not_told():
    luck = np.random.default_rng(5)
    whole = (luck.random(4_000) < 0.02).astype(float)
    part = luck.normal(0.01, 0.5, 4_000)
    scores = [np.zeros(4_000), part, whole - part, whole]
    found = attribute(made(scores), "nuclear_use")
    assert [share.share for share in found.shares] == [None, None]
    assert {share.verdict for share in found.shares} == {TOO_FEW}


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    luck, held, rounds = np.random.default_rng(7), 0, 400
    for _ in range(rounds):
        whole = (luck.random(1_000) < 0.2).astype(float)
        part = whole * (luck.random(1_000) < 0.3)
        share = attribute(made([np.zeros(1_000), part]), "nuclear_use").shares[0].value
        held += share.low <= 0.06 <= share.high
    assert 0.92 <= held / rounds <= 0.98


def test_the_error_agrees_with_a_jackknife_over_blocks():
    luck = np.random.default_rng(11)
    weights = luck.gamma(2.0, size=6_400)
    whole = luck.random(6_400) < 0.3
    part = whole * luck.random(6_400)
    share, error = attribution.ratio(weights, part, whole.astype(float))
    blocks = np.arange(6_400) // 64
    left = [attribution.ratio(weights[blocks != b], part[blocks != b], whole[blocks != b].astype(float))[0] for b in range(100)]
    assert np.sqrt(99 / 100 * np.sum((np.array(left) - np.mean(left)) ** 2)) == pytest.approx(error, rel=0.2)
    assert np.mean(left) == pytest.approx(share, rel=0.01)
