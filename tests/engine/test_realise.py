"""What acts do: settlement and clashes against their closed forms, exposure noise, state-like lines, flags."""

import math

import mpmath
import numpy as np
import pytest

from sim.engine.agents import CrisisModel
from sim.terms import Crossing, Event
from tests.engine.worlds import changed, from_text, sample, world

PEACE = """\
schema: redline/scenario/1
id: peace
title: Two that only talk
clock: {start: 2030-01-01, horizon_months: 12}
sides: [one, two]
tension: {initial: {one: 5, two: 5}, base: 5}
actors:
  first: {side: one, diplomacy: {tempo: 0.5, precision: 1, utilities: {talk: 0}}}
  second: {side: two, diplomacy: {tempo: 0.25, precision: 1, utilities: {talk: 0}}}
actions: {talk: {rung: 0, talks: true}}
settlement:
  {parties: [first, second], cost_of_war: {first: 0.12, second: 0.06}, indivisibility: 0.1, rate_per_month: {direct: 0.3}, memory_months: 600}
clash: {tension: 5, hazard_per_year: {4: 0.3}}
"""


def test_settlement_needs_both_to_have_talked_and_then_comes_at_its_rate():  # n = 8,192, seed 1
    result = sample(from_text(PEACE), 8192)
    rate = 0.3 * (1 + math.tanh(0.08 / 0.12)) / 2

    def density(t):  # of the later of the two first talks
        a, b = mpmath.exp(-0.5 * t), mpmath.exp(-0.25 * t)
        return 0.5 * a * (1 - b) + 0.25 * b * (1 - a)

    expected = float(mpmath.quad(lambda t: density(t) * -mpmath.expm1(-rate * (12 - t)), [0, 12]))
    p, error = result.mean("settlement")
    assert abs(p - expected) <= 4 * error


def test_talk_older_than_the_memory_does_not_count():  # n = 512, seed 1
    forgetful = sample(from_text(PEACE, "settlement.memory_months=0.001"), 512)
    assert forgetful.mean("settlement")[0] < 0.01


def test_a_mediator_can_stand_in_for_the_first_party_at_its_own_rate():  # n = 8,192, seed 1: the first party never talks
    text = changed(
        PEACE,
        ("first: {side: one, diplomacy: {tempo: 0.5, precision: 1, utilities: {talk: 0}}}", "first: {side: one}"),
        ("actions:", "  third: {side: one, diplomacy: {tempo: 0.5, precision: 1, utilities: {talk: 0}}}\nactions:"),
        ("parties: [first, second],", "parties: [first, second], mediator: third,"),
        ("direct: 0.3", "direct: 0.3, mediated: 0.1"),
    )
    rate = 0.1 * (1 + math.tanh(0.08 / 0.12)) / 2

    def density(t):
        a, b = mpmath.exp(-0.5 * t), mpmath.exp(-0.25 * t)
        return 0.5 * a * (1 - b) + 0.25 * b * (1 - a)

    expected = float(mpmath.quad(lambda t: density(t) * -mpmath.expm1(-rate * (12 - t)), [0, 12]))
    p, error = sample(from_text(text), 8192).mean("settlement")
    assert abs(p - expected) <= 4 * error


def test_inadvertent_clashes_come_at_the_hazard_of_the_tension():  # n = 8,192, seed 1; a clash does not end a history, a settlement does: none here
    p, error = sample(from_text(PEACE, "settlement.rate_per_month.direct=0"), 8192).mean("clash")
    assert abs(p - -math.expm1(-0.3)) <= 4 * error


def test_an_act_ends_in_a_clash_as_often_as_it_says():  # n = 4,096, seed 1: 9 opportunities on average, each with probability .05
    settings = ("settlement.rate_per_month.direct=0", "clash.hazard_per_year={}", "actions.talk.clash_probability=0.05")
    p, error = sample(from_text(PEACE, *settings), 4096).mean("clash")
    assert abs(p - -math.expm1(-9 * 0.05)) <= 4 * error


@pytest.fixture(scope="module")
def moments():
    """Return (event, act or None, crossings) of every event of 150 histories of November 2024, seed 4."""
    prepared = world("november-2024")
    found = []
    for replicate in range(150):
        model = CrisisModel(prepared, 4, replicate)
        while model.running:
            model.step()
            s = model.state
            act = prepared.names.actions[int(s.act)] if s.event == Event.OPPORTUNITY and s.act >= 0 else None
            found.append((Event(int(s.event)), act, s.crossing[: int(s.crossings)].copy()))
        model.close()
    return prepared.names, found


def test_exposure_is_read_with_noise_around_what_the_act_exposes(moments):
    names, found = moments
    for act, dimension, exposure in (("western_missile", "western_missiles", 0.5), ("mass_drone_raid", "air_and_drone_raid", 0.6)):
        at = names.dimensions.index(dimension)
        read = [row[Crossing.EXPOSURE] for _, taken, rows in found if taken == act for row in rows if row[Crossing.DIMENSION] == at]
        assert len(read) > 100
        assert abs(np.mean(read) - exposure) <= 4 * 0.12 / math.sqrt(len(read))
        assert abs(np.std(read) - 0.12) <= 4 * 0.12 / math.sqrt(2 * len(read))


def test_an_act_without_exposure_crosses_nothing(moments):
    _, found = moments
    silent = [rows for event, act, rows in found if event == Event.OPPORTUNITY and act in ("hold", "wait", "talk", "restrict", "nuclear_signal")]
    assert len(silent) > 100
    assert all(len(rows) == 0 for rows in silent)


def test_only_the_other_side_s_lines_are_crossed_by_an_act(moments):
    names, found = moments
    owners = {"western_missile": {"russia"}, "routine_arms": {"russia"}, "hybrid_attack": {"nato"}}
    for act, expected in owners.items():
        met = {names.owners[int(row[Crossing.OWNER])] for _, taken, rows in found if taken == act for row in rows if row[Crossing.DEPTH] == 0}
        assert met <= expected | ({"russia", "nato"} if act == "hybrid_attack" else set())
        assert expected <= met


def test_ground_is_lost_in_steps_of_the_size_asked_for():  # 40 histories of September 2022, seed 1
    prepared = world("september-2022")
    rises = []
    for replicate in range(40):
        model = CrisisModel(prepared, 1, replicate)
        mark = float(model.state.mark[0])
        assert mark == pytest.approx(0.5, abs=1e-12)  # what was lost before the start has been met
        while model.running:
            model.step()
            if float(model.state.mark[0]) > mark:
                if not model.state.collapsed:
                    rises.append(float(model.state.mark[0]) - mark)
                mark = float(model.state.mark[0])
        model.close()
    assert len(rises) > 20
    assert min(rises) >= 0.025 - 1e-12
    assert np.mean(rises) < 0.04  # the front is looked at 32 times a month: little overshoot
