"""Common luck: what is added to a world moves no draw of what was there, and contrasts are paired.

An added clock cuts the same stretch of time in two, which rounds sums differently in the last digits; draws are therefore compared through
what they decide: private types exactly, and counts of acts, crossings and answers to nine digits.
"""

import numpy as np
import pytest

from tests.engine.worlds import TWO, Sample, apart, changed, from_text, paired, sample, told, world

HISTORIES = 300
ACTOR = ("actions:\n", "  bystander: {side: south, military: {tempo: 3, precision: 1, utilities: {hold: 0}}}\n\nactions:\n")
PASSIVE = ("actions:\n", "  aardvark: {side: north}\n\nactions:\n")
CHANNEL = ("    loss_if_answered: 0.6\n", "    diplomacy: {tempo: 2, precision: 1, utilities: {wait: 0}}\n    loss_if_answered: 0.6\n")
INCIDENT = ("reference:", "incidents: {storm: {actor: south, per_month: 2, exposes: {border: [0, 0]}}}\nreference:")
CLOCK = ("reference:", "clash: {tension: 9, hazard_per_year: {12: 1}}\nreference:")  # tension never gets there
FRONT = ("owners:", "fronts: {plain: {between: [north, south], initial: 0.1, volatility: 0.02}}\n\nowners:")


@pytest.fixture(scope="module")
def plain() -> Sample:
    """Return 300 histories of the smallest crisis, seed 1."""
    return sample(world("two-actors"), HISTORIES)


@pytest.mark.parametrize(
    ("pieces", "extra"),
    [
        ([ACTOR], "acts.bystander.hold"),
        ([PASSIVE], None),
        ([CHANNEL, ("  hold:   {rung: 0}\n", "  hold:   {rung: 0}\n  wait:   {rung: 0}\n")], "acts.south.wait"),
        ([INCIDENT], None),
        ([CLOCK], None),
        ([FRONT], None),
    ],
    ids=["actor with a clock", "passive actor", "channel", "incident", "process", "front"],
)
def test_what_is_added_moves_no_other_draw(plain, pieces, extra):
    prepared = from_text(changed(TWO, *pieces))
    more = sample(prepared, HISTORIES)
    assert more.weights.tobytes() == plain.weights.tobytes()
    for name in plain.names.measures:
        assert more.scores(name) == pytest.approx(plain.scores(name), rel=1e-9, abs=1e-12), name
    if extra:
        assert more.scores(extra).mean() > 1
    for replicate in range(20):
        assert told(prepared, 1, replicate).true_type[0].tolist() == told(world("two-actors"), 1, replicate).true_type[0].tolist()


@pytest.mark.parametrize("output", ["reference.exposure=0.3", "clock.record_every=month", "reference={owner: north, dimension: border, exposure: 2}"])
def test_another_output_changes_no_bit_of_any_score(plain, output):
    other = sample(world("two-actors", output), HISTORIES)
    for name in ("weights", "measures", "details"):
        assert getattr(other, name).tobytes() == getattr(plain, name).tobytes()


def test_a_parameter_that_plays_no_part_changes_no_bit(plain):
    other = sample(world("two-actors", "owners.north.wait_for_successor=0.3", "owners.north.desperation=2"), HISTORIES)  # no successor, no front
    assert other.measures.tobytes() == plain.measures.tobytes()


def test_the_same_world_with_other_numbers_keeps_its_luck(plain):
    other = sample(world("two-actors", "owners.north.nuclear.audience_cost=1"), HISTORIES)
    assert other.weights.tobytes() == plain.weights.tobytes()  # the same draws of the same posterior: no history teaches anything here
    assert other.measures.tobytes() != plain.measures.tobytes()


def test_a_paired_contrast_is_far_more_exact_than_two_samples_apart():  # n = 2,048 each; lines of 2020 against 2024
    settings = "owners.russia.doctrine={published: russia-2020, attribution: russia-2024}"
    new, old = sample(world("november-2024"), 2048), sample(world("november-2024", settings), 2048)
    _, together = paired(old, new, "nuclear_use")
    separate = float(np.hypot(new.mean("nuclear_use")[1], old.mean("nuclear_use")[1]))
    assert 0 < together < separate / 2
    assert apart(new, old, "nuclear_use") <= 4  # too small a difference to be seen without pairing


def test_every_history_has_its_own_luck():
    weights = [tuple(told(world("november-2024"), 1, replicate).next_time[:11]) for replicate in range(200)]
    assert len(set(weights)) == 200
