"""What a backcast and a record are said to show follows from the numbers, and goes no further."""

from dataclasses import replace

import pytest

from sim.analysis.backcast import backcast, score
from sim.analysis.clusters import PairedMean
from sim.analysis.learning import learned, silences
from sim.analysis.priors import sensitivities, with_type
from sim.report import backcast_words, learning_words
from sim.report.backcast_words import compared
from tests.analysis.records import made_by_the_model, past, shipped


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(-0.2, -0.1, "does better than"), (0.1, 0.2, "does worse than"), (-0.1, 0.1, "cannot be told from")]
)
def test_a_verdict_is_the_intervals(low, high, verdict):
    assert f"a {verdict} b (" in compared(PairedMean((low + high) / 2, low, high, 30, 20), "a", "b")


def test_the_sentences_of_the_shipped_record_name_finding_stakes_and_limits():
    said = backcast_words.sentences(backcast(past().world, past().categories, deals=99))
    assert "the model cannot be told from climatology" in said[0]
    assert "order of the stakes" in said[2]
    assert "nothing about foresight" in said[3]
    assert "half a row or two rows" in said[4]
    assert "could not have been seen" in said[5]
    assert "Nuclear use is never scored" in said[6]


def test_a_handful_of_deals_says_no_more_than_that():
    made = made_by_the_model(shipped(), 1)
    assert "so few deals say no more" in backcast_words.sentences(score(made, {}, deals=9))[3]
    assert "goes with the answers" in backcast_words.sentences(score(made, {}, deals=99))[3]


def test_a_model_that_does_better_is_said_to_and_few_clusters_are_not_trusted():
    good = score(made_by_the_model(shipped(), 1), {}, deals=0)
    assert "the model does better than climatology" in backcast_words.sentences(good)[0]
    few = replace(good, clusters=good.clusters // 5)
    assert "too few for any interval to be trusted" in backcast_words.sentences(few)[0]


def test_a_bluff_that_cannot_be_told_is_said_so_and_one_that_can_is_not():
    world = past().world
    found = learned(world, "russia", True, draws=0)
    said = learning_words.sentences(found, sensitivities(world, "russia", True), silences(world, "russia", found))
    assert len(said) == 4
    assert "is not identified" in said[2]
    assert "more than 0.001 bits" in said[2]
    loud = with_type(world, "russia", "nuclear", audience_cost=30.0, reliability_weights=(0.0, 0.0, 1.0))
    other = learning_words.sentences(learned(loud, "russia", True, draws=0), sensitivities(loud, "russia", True), None)
    assert "is not identified" not in " ".join(other)
