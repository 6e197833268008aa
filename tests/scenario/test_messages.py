"""What the schema says about mistyped files: one line a mistake, at the right place, with what is allowed and what was perhaps meant."""

import pytest

from sim.scenario.load import load_text
from tests.scenario.examples import NOVEMBER, TINY, TWO, changed, complaints

MISTYPED = {
    "an unknown name": ("title: Nothing", "titel: Nothing", "x.yaml:3:1: error: unknown name 'titel'; did you mean 'title'?"),
    "a name that is not there": ("title: Nothing happens\n", "", "x.yaml:1:1: error: 'title' is missing"),
    "a nested unknown name": ("horizon_months", "horizon", "x.yaml:4:28: error: unknown name 'horizon' in clock; did you mean 'horizon_months'?"),
    "another kind of file": (
        "redline/scenario/1",
        "redline/doctrine/1",
        "x.yaml:1:9: error: schema must be redline/scenario/1, got 'redline/doctrine/1'",
    ),
    "a version of the future": ("scenario/1", "scenario/2", "x.yaml:1:9: error: schema must be redline/scenario/1, got 'redline/scenario/2'"),
    "an id with capitals": (
        "id: tiny",
        "id: Tiny",
        "x.yaml:2:5: error: id must be a short name (lowercase letters, digits, - and _, a letter first, at most 64), got 'Tiny'",
    ),
    "an id that leads elsewhere": (
        "id: tiny",
        "id: ../tiny",
        "x.yaml:2:5: error: id must be a short name (lowercase letters, digits, - and _, a letter first, at most 64), got '../tiny'",
    ),
    "an id that is a device": (
        "id: tiny",
        "id: nul",
        "x.yaml:2:5: error: id must be a short name (lowercase letters, digits, - and _, a letter first, at most 64), got 'nul'",
    ),
    "an actor with a bad id": (
        "{one: {side: a}}",
        "{One: {side: a}}",
        "x.yaml:6:10: error: must be a short name (lowercase letters, digits, - and _, a letter first, at most 64), got 'One'",
    ),
    "a title that is a number": ("title: Nothing happens", "title: 1984", "x.yaml:3:8: error: title must be text, got 1984; use quotes"),
    "a title of two lines": ("title: Nothing happens", 'title: "a\\nb"', "x.yaml:3:8: error: title must be one line of text, at most 200 characters"),
    "a long title": ("Nothing happens", "x" * 201, "x.yaml:3:8: error: title must be one line of text, at most 200 characters"),
    "no such day": ("2030-01-01", "2030-02-30", "x.yaml:4:16: error: start must be a day of the calendar, got '2030-02-30'"),
    "not a date": ("2030-01-01", "January", "x.yaml:4:16: error: start must be a date such as 2024-11-17, got 'January'"),
    "a year": ("2030-01-01", "2030", "x.yaml:4:16: error: start must be a date such as 2024-11-17, got '2030'"),
    "a number in quotes": (
        "horizon_months: 1",
        'horizon_months: "1"',
        "x.yaml:4:44: error: horizon_months must be a number, got '1'; remove the quotes",
    ),
    "a word for a number": ("horizon_months: 1", "horizon_months: one", "x.yaml:4:44: error: horizon_months must be a number, got 'one'"),
    "a switch for a number": ("horizon_months: 1", "horizon_months: true", "x.yaml:4:44: error: horizon_months must be a number, got true"),
    "out of bounds": ("horizon_months: 1", "horizon_months: 601", "x.yaml:4:44: error: horizon_months must be between 0 (excluded) and 600, got 601"),
    "a list for a group": (
        "clock: {start: 2030-01-01, horizon_months: 1}",
        "clock: []",
        "x.yaml:4:8: error: clock must be a group of names (start, horizon_months, record_every), got a list",
    ),
    "a group for a list": ("sides: [a, b]", "sides: {a: 1}", "x.yaml:5:8: error: sides must be a list in square brackets, got a group of names"),
    "three sides": ("[a, b]", "[a, b, c]", "x.yaml:5:8: error: sides must have 2 entries, got 3"),
    "one side": ("[a, b]", "[a]", "x.yaml:5:8: error: sides must have 2 entries, got 1"),
    "no actors": ("{one: {side: a}}", "{}", "x.yaml:6:9: error: actors must have 1 entry or more, got 0"),
    "a choice": (
        "{side: a}",
        "{side: a, policy: logti}",
        "x.yaml:6:33: error: policy must be logit, mechanical, random, prospect, reflex or lookahead, got 'logti'; did you mean 'logit'?",
    ),
    "a switch": ("{side: a}", "{side: a, nuclear: 1}", "x.yaml:6:34: error: nuclear must be true or false, got '1'"),
    "an ambiguous switch": (
        "{side: a}",
        "{side: a, nuclear: yes}",
        "x.yaml:6:34: error: 'yes' is ambiguous (text or yes/no?); write \"yes\" in quotes for text, or true/false",
    ),
    "a rung below the ladder": (
        "{side: a}",
        "{side: a, accidents: {-1: 0}}",
        "x.yaml:6:37: error: must be a rung of the ladder (a whole number from 0), got '-1'",
    ),
    "a billion histories": (
        "sides:",
        "numerics: {histories: 1000000000}\nsides:",
        "x.yaml:5:23: error: histories must be a whole number between 1 and 10000000, got 1000000000",
    ),
    "half a history": (
        "sides:",
        "numerics: {histories: 0.5}\nsides:",
        "x.yaml:5:23: error: histories must be a whole number between 1 and 10000000, got 0.5",
    ),
    "an unknown ladder": (
        "sides:",
        "ladder: default-31\nsides:",
        "x.yaml:5:9: error: ladder must be default-13, or names and first_outcome, got 'default-31'",
    ),
    "an unknown interval": (
        "months: 1}",
        "months: 1, record_every: hour}",
        "x.yaml:4:61: error: record_every must be day, week, month or a number of months, got 'hour'",
    ),
}


@pytest.mark.parametrize(("old", "new", "message"), MISTYPED.values(), ids=MISTYPED.keys())
def test_one_mistake_gets_one_line(old, new, message):
    assert complaints(changed(TINY, (old, new))) == [message]


QUANTITIES = {
    "a probability of 35": (
        "probability_real: 0.5",
        "probability_real: 35",
        "x.yaml:24:25: error: probability_real must be between 0 and 1, got 35; did you mean 0.35?",
    ),
    "a probability of -0.1": ("reliability: 0.9", "reliability: -0.1", "x.yaml:25:20: error: reliability must be between 0 and 1, got -0.1"),
    "a cost of 0": ("median: 0.5", "median: 0", "x.yaml:22:22: error: median must be above 0, got 0"),
    "a negative stake": ("stake: 1.0", "stake: -1", "x.yaml:20:23: error: stake must be 0 or more, got -1"),
    "a misspelt part": (
        "unit: stake",
        "unti: stake",
        "x.yaml:30:52: error: unknown name 'unti' in owners.north.nuclear.audience_cost; did you mean 'unit'?",
    ),
    "no value": ("value: 0.3, range", "range", "x.yaml:30:7: error: 'value' is missing in owners.north.nuclear.audience_cost"),
    "a value outside its range": (
        "value: 0.3",
        "value: 3",
        "x.yaml:30:30: error: audience_cost must lie in its own range [0, 1.5], got 3; widen the range or correct the value",
    ),
    "a range upside down": (
        "range: [0, 1.5]",
        "range: [1.5, 0]",
        "x.yaml:30:42: error: audience_cost must have a range from low to high, got [1.5, 0]",
    ),
    "a range of one": ("range: [0, 1.5]", "range: [0]", "x.yaml:30:42: error: range must have 2 entries, got 1"),
    "a range that breaks the bounds": ("range: [0, 1.5]", "range: [-1, 1.5]", "x.yaml:30:42: error: audience_cost must be 0 or more, got -1"),
    "a log scale from 0": (
        "range: [0, 1.5]",
        "scale: log, range: [0, 1.5]",
        "x.yaml:30:54: error: audience_cost must have a range above 0 for a log scale, got [0, 1.5]",
    ),
    "a log scale without a range": (
        "range: [0, 1.5]",
        "scale: log",
        "x.yaml:30:42: error: audience_cost must have a range, because scale: log says how to sweep it",
    ),
    "an unknown source": ("unit: stake", "source: timelin", "x.yaml:30:60: error: no source 'timelin'; did you mean 'timeline'?"),
}


@pytest.mark.parametrize(("old", "new", "message"), QUANTITIES.values(), ids=QUANTITIES.keys())
def test_a_bad_number_is_told_with_its_bounds(old, new, message):
    assert complaints(changed(TWO, (old, new))) == [message]


def test_mistakes_of_every_kind_are_told_together():
    text = changed(
        NOVEMBER,
        ("title:", "titel:"),
        ("probability_real: {value: 0.5,", "probability_real: {value: 35,"),
        ("initial: true}", "initial: on}"),
        ("side: west", "side: est"),
        ("mediator: usa", "mediator: us"),
    )
    assert [line.split(": error: ")[0] for line in complaints(text)] == ["x.yaml:5:1", "x.yaml:34:32", "x.yaml:63:33"]
    text = changed(text, ("initial: on}", "initial: true}"), ("value: 35,", "value: 0.5,"))
    assert [line.split(": error: ")[0] for line in complaints(text)] == ["x.yaml:5:1", "x.yaml:110:11", "x.yaml:180:13"]


@pytest.mark.parametrize(("text", "what"), [("hello\n", "a single value"), ("[1, 2]\n", "a list"), ("3\n", "a single value")])
def test_a_file_that_is_no_scenario_is_told_so(text, what):
    assert complaints(text) == [f"x.yaml:1:1: error: a scenario file is a group of names (schema:, id:, title:, ...), not {what}"]


def test_the_tiniest_scenario_is_legal_and_filled_in():
    tiny = load_text(TINY)
    assert (tiny.fronts, tiny.owners, tiny.clash, tiny.settlement, tiny.timeline, tiny.reference) == ((), (), None, None, (), None)
    assert (len(tiny.ladder.names), tiny.ladder.first_outcome) == (13, 10)
    assert tiny.tension.initial == {"a": 2.0, "b": 2.0}
    assert tiny.clock.record_every_months == pytest.approx(7 / (365.25 / 12))
    assert tiny.beliefs == "public"


@pytest.mark.parametrize(("word", "months"), [("day", 12 / 365.25), ("month", 1.0), ("0.5", 0.5)])
def test_the_record_interval_is_a_word_or_a_number_of_months(word, months):
    scenario = load_text(changed(TINY, ("months: 1}", f"months: 1, record_every: {word}}}")))
    assert scenario.clock.record_every_months == pytest.approx(months)


def test_a_ladder_of_ones_own_is_taken():
    scenario = load_text(TINY + "ladder: {names: [calm, unrest, war], first_outcome: 2}\n")
    assert (scenario.ladder.names, scenario.ladder.first_outcome) == (("calm", "unrest", "war"), 2)
