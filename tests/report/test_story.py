"""Told histories: one a shipped scenario kept as text, and every kind of moment said as it should be."""

import doctest
from dataclasses import replace
from pathlib import Path

import pytest

from sim.engine.agents import Option
from sim.engine.trace import Answer, Moment, Trace
from sim.report import labels
from sim.report.story import before_use, date_of, tell
from sim.scenario.load import load
from sim.scenario.shipped import scenario_names, scenario_path
from sim.terms import Channel, Ending, Event, Tier
from tests.traces.retell import FOLDER, TOLD, text

WORLD = load(scenario_path("november-2024") or Path())
TYPES = {
    "russia": {
        "conventional cost": 0.4,
        "conventional audience cost is real": True,
        "conventional reliability": 0.9,
        "nuclear cost": 1.5,
        "nuclear audience cost is real": False,
        "nuclear reliability": 0.05,
    }
}
WAIT = (Option("wait", 0.0, 1.0),)
QUIET = Moment(0.1, Event.OPPORTUNITY, "ukraine", Channel.DIPLOMACY, "wait", WAIT, None, (), False, (5.0, 6.0), (0.1,), 1.0, None)
HORIZON = replace(QUIET, month=12.0, event=Event.HORIZON, actor=None, act=None, menu=())
MENU = (Option("drone_raid", 0.5, 0.45), Option("hold", 0.0, 0.15), Option("incursion", -0.5, 0.4), Option("western_missile", None, 0.0))
RAID = replace(QUIET, month=1.0, channel=Channel.MILITARY, act="drone_raid", menu=MENU)
MET = Answer("russia", "air_and_drone_raid", 0.456, False, False, 0.22, 1e-9, 0.31, 1e-9, False, Tier.CONVENTIONAL, 7)


def told(*moments: Moment, after=None, verbose=False, reveal=False, **facts) -> str:
    """Return the telling of a trace made of these moments, its wrapping undone."""
    trace = Trace(**({"seed": 1, "replicate": 5, "weight": 1.0, "types": TYPES, "moments": moments, "ending": Ending.HORIZON} | LAST | facts))
    return " ".join(tell(trace, WORLD, after, verbose, reveal).split())


LAST = {"ending_month": 12.0, "nuclear": None, "probability_of_use": 0.0016}


@pytest.mark.parametrize("name", sorted(TOLD))
def test_the_kept_history_of_a_shipped_scenario_is_told_in_the_same_words(name):
    assert text(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def test_every_shipped_scenario_has_a_kept_history():
    assert sorted(TOLD) == scenario_names() == sorted(file.stem for file in FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", sorted(TOLD))
def test_a_kept_history_promises_nothing_and_gives_no_bare_percentage(name):
    words = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert " will " not in words
    assert "%" not in words
    assert max(map(len, words.splitlines())) <= 108


def test_examples_in_the_labels_hold():
    assert doctest.testmod(labels).failed == 0


def test_an_act_is_told_with_its_date_its_probability_and_its_rivals_and_a_crossing_with_everything_about_it():
    assert date_of(WORLD, 1.0).isoformat() == "2024-12-17"
    line = told(replace(RAID, answers=(MET,)), HORIZON, after=[[0.31], []])
    assert (
        "2024-12-17 Ukraine: drone raid (chosen with 45 in 100; also incursion 40 in 100, hold 15 in 100). "
        "It meets Russia's line on air and drone raid, exposure 0.46: an answer was expected with 22 in 100, Russia's true type "
        "gives one with 31 in 100. Russia answers (rung 7, mass strikes, "
        "mobilisation). Belief in an answer rises from 22 to 31 in 100."
    ) in line


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (0.22, "stays at 22 in 100"),
        (0.21, "falls from 22 to 21 in 100"),
        (0.218, "falls from 22.0 to 21.8 in 100"),
        (0.9, "rises from 22 to 90 in 100"),
    ],
)
def test_belief_is_said_to_move_as_far_as_it_does(after, words):
    assert f"Belief in an answer {words}." in told(replace(RAID, answers=(MET,)), HORIZON, after=[[after], []])


def test_nothing_is_said_of_learning_where_nothing_is_known_of_it():
    assert "Belief in" not in told(replace(RAID, answers=(MET,)), HORIZON)
    assert "Belief in" not in told(replace(RAID, answers=(MET,)), HORIZON, after=[[None], []])


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (replace(MET, tier=Tier.VERBAL, rung=1), "Russia leaves it at words (rung 1, protest)."),
        (replace(MET, tier=Tier.VERBAL, rung=0), "Russia does nothing (rung 0, restraint)."),
        (replace(MET, tier=Tier.BACKER, rung=9), "Russia strikes who stands behind it (rung 9, direct clash of nuclear powers)."),
        (replace(MET, cascade=True), "The answer meets Russia's line"),
        (replace(MET, ground=True), "The further loss meets Russia's line"),
        (replace(MET, believed=0.0, chance=1.0), "expected with no chance, Russia's true type gives one with certainty"),
        (
            replace(MET, chance_nuclear=0.04, believed_nuclear=0.001),
            "A nuclear answer was expected with 1 in 1,000, its true type gives one with 4 in 100 (by noise: its price exceeds its stake).",
        ),
        (replace(MET, chance_nuclear=0.04, deliberate=True), "(its stake exceeds its price)"),
    ],
)
def test_an_answer_is_told_by_its_tier_and_cause(answer, words):
    assert words in told(replace(RAID, answers=(answer,)), HORIZON)


def test_a_tiny_chance_of_a_nuclear_answer_is_told_only_on_request():
    moment = replace(RAID, answers=(MET,))
    assert "nuclear answer was" not in told(moment, HORIZON)
    assert "nuclear answer was expected with fewer than 1 in 1,000,000" in told(moment, HORIZON, verbose=True)


def test_quiet_moments_are_counted_and_told_on_request():
    chance = replace(QUIET, event=Event.SETTLEMENT_CHANCE, actor=None, act=None, menu=())
    short = told(QUIET, chance, RAID, QUIET, HORIZON)
    assert short.index("(2 quiet moments)") < short.index("drone raid") < short.index("(1 quiet moment)")
    assert "wait" not in short
    long = told(QUIET, chance, RAID, QUIET, HORIZON, verbose=True)
    assert "quiet moment" not in long
    assert "Ukraine: wait (its only choice)." in long
    assert "A chance to settle passes." in long
    assert "Its menu: drone raid worth +0.50, 45 in 100; incursion worth -0.50, 40 in 100; hold worth +0.00, 15 in 100." in long
    assert "Not open to it: Western missile." in long


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (replace(HORIZON, month=2.0, event=Event.INCIDENT, subject="belarus_unrest", answers=(MET,)), "Incident: Belarus unrest. It meets"),
        (replace(HORIZON, month=2.1, event=Event.CALENDAR, subject="inauguration"), "Calendar: inauguration. Payoffs, flags or doctrines change"),
        (
            replace(HORIZON, month=2.2, event=Event.GROUND, answers=(replace(MET, ground=True),), front=(-0.25,)),
            "Ground is lost: the front in Ukraine stands at -0.25 (-1: Russia collapses, +1: West). The further loss",
        ),
        (replace(HORIZON, month=2.3, event=Event.CLASH_CHANCE, clash=True), "meet by accident. That is a direct clash of the two sides."),
        (replace(QUIET, act=None, menu=(Option("talk", None, 0.0),), clash=True), "Ukraine: nothing it may do."),
    ],
)
def test_other_kinds_of_moments_are_told(moment, words):
    assert words in told(moment, HORIZON)


def test_a_story_ends_in_settlement_collapse_or_at_the_horizon():
    settled = replace(HORIZON, month=3.0, event=Event.SETTLEMENT_CHANCE)
    text = told(RAID, settled, ending=Ending.SETTLEMENT, ending_month=3.0)
    assert "The parties settle. Ends on 2025-02-16 in a settlement: 0 crossings, 0 answered with more than words." in text
    assert "Ends on 2025-02-16 with the collapse of the front" in told(RAID, ending=Ending.COLLAPSE, ending_month=3.0)
    text = told(replace(RAID, answers=(MET,)), HORIZON)
    assert (
        "Reaches the horizon on 2025-11-17 without settlement, collapse or nuclear use: 1 crossing, 1 answered with more than words, "
        "the highest answer at rung 7 (mass strikes, mobilisation). Over the whole history nuclear use had a probability of 1.6 in 1,000; "
        "whether it comes in the telling is drawn with that probability, and here it does not come."
    ) in text
    assert "Nuclear use was impossible in this history." in told(HORIZON, probability_of_use=0.0)


def test_nuclear_use_takes_the_place_of_the_answer_and_ends_the_story():
    small, large = replace(MET, dimension="territory", chance_nuclear=0.01), replace(MET, chance_nuclear=0.3)
    later = replace(MET, dimension="belarus", chance_nuclear=0.2)
    end = replace(RAID, answers=(small, large, later), used="noise")
    assert before_use(end) == (small,)
    text = told(end, nuclear="noise", probability_of_use=0.4)
    assert "Here the story ends: Russia answers with nuclear use (by noise: its price exceeds its stake)." in text
    assert text.count("Russia answers (rung 7") == 1
    assert "belarus" not in text.lower()
    assert "Ends on 2024-12-17 in nuclear use, by the noise of an answer: 1 crossing," in text
    assert "drawn with that probability, and here it comes." in text


def test_a_deliberate_use_is_sought_among_deliberate_chances():
    noisy, meant = replace(MET, chance_nuclear=0.3), replace(MET, chance_nuclear=0.1, deliberate=True)
    assert before_use(replace(RAID, answers=(noisy, meant), used="deliberate")) == (noisy,)


def test_an_accident_leaves_the_answers_as_they_were():
    end = replace(RAID, answers=(MET,), used="inadvertent", tension=(9.0, 6.0))
    text = told(end, nuclear="inadvertent")
    assert "Russia answers (rung 7" in text
    assert "nuclear use by accident; tension stands at rung 9.0." in text
    assert "in nuclear use, by accident: 1 crossing" in text


def test_hidden_types_come_last_or_first():
    text = told(RAID, HORIZON)
    assert text.index("What nobody could see") > text.index("Reaches the horizon")
    assert (
        "Russia, conventional answers: cost 0.40 (median before any history 0.42), backing down from a declared line would cost it 0.1, "
        "carries out what it means to do with 90 in 100. Russia, nuclear answers: cost 1.50 (median before any history 2.5), "
        "its declared lines are a bluff, carries out what it means to do with 5 in 100."
    ) in text
    first = told(RAID, HORIZON, reveal=True)
    assert first.index("What nobody could see") < first.index("drone raid")
    assert first.count("What nobody could see") == 1
