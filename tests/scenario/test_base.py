"""A scenario may start from another one and say only what differs; places point at whichever file said it."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load, load_text
from tests.scenario.examples import SCENARIOS, TWO, changed, marked

TOP = """\
schema: redline/scenario/1
base: two-actors
id: mine
title: Mine
"""


def refusal(text: str, folder=None) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_text(text, "mine.yaml", folder)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_not_said_is_taken_from_the_base():
    mine, base = load_text(TOP, "mine.yaml"), load(SCENARIOS / "two-actors.yaml")
    assert (mine.id, mine.title) == ("mine", "Mine")
    assert (mine.owners, mine.actors, mine.actions, mine.summary) == (base.owners, base.actors, base.actions, base.summary)


def test_groups_are_merged_and_single_values_replaced():
    mine = load_text(TOP + "owners: {north: {nuclear: {audience_cost: 1}, lines: {border: {stake: 2}}}}\nclock: {horizon_months: 3}\n", "mine.yaml")
    north = mine.owners[0]
    assert (north.nuclear.audience_cost, north.nuclear.cost_median) == (1, 2.5)
    assert (north.lines[0].stake, north.lines[0].conventional_line) == (2, 0.5)
    assert (mine.clock.horizon_months, mine.clock.start.year) == (3, 2030)


def test_a_plain_number_replaces_the_value_of_a_quantity_and_a_group_replaces_the_quantity():
    plain = load_text(TOP + "owners: {north: {nuclear: {audience_cost: 1}}}\n", "mine.yaml").quantities["owners.north.nuclear.audience_cost"]
    assert (plain.value, plain.low, plain.high, plain.unit, plain.assumption) == (1, 0, 1.5, "stake", None)
    assert (plain.file, plain.line, plain.column) == ("mine.yaml", 5, 43)
    whole = load_text(TOP + "owners: {north: {nuclear: {audience_cost: {value: 1}}}}\n", "mine.yaml").quantities["owners.north.nuclear.audience_cost"]
    assert (whole.value, whole.low, whole.unit) == (1, None, "")


def test_what_describes_one_thing_is_replaced_whole():
    text = TOP + "owners: {north: {nuclear: {reliability: {levels: [0.5], weights: [1]}}}}\n"
    assert load_text(text, "mine.yaml").owners[0].nuclear.reliability_levels == (0.5,)


def test_every_scenario_says_who_it_is():
    assert refusal("schema: redline/scenario/1\nbase: two-actors\n") == [
        "mine.yaml:2:7: error: a scenario with a base still needs its own 'id'",
        "mine.yaml:2:7: error: a scenario with a base still needs its own 'title'",
    ]


def test_an_unknown_base_is_refused_with_a_suggestion():
    assert refusal(TOP.replace("two-actors", "two-actor")) == ["mine.yaml:2:7: error: no scenario 'two-actor'; did you mean 'two-actors'?"]


@pytest.mark.parametrize("name", ["../two-actors", "/etc/passwd", "sources", "two-actors.yaml", "schema/redline-scenario-1", "doctrines"])
def test_a_base_is_a_name_and_never_a_path(name):
    assert refusal(TOP.replace("two-actors", name))[0].startswith(f"mine.yaml:2:7: error: no scenario '{name}'")


def test_a_circle_is_refused(tmp_path):
    (tmp_path / "one.yaml").write_text(TOP.replace("two-actors", "other"))
    (tmp_path / "other.yaml").write_text(TOP.replace("two-actors", "one"))
    assert refusal((tmp_path / "one.yaml").read_text(), tmp_path) == ["mine.yaml:2:7: error: base 'other': the scenario starts from itself"]


def test_a_long_chain_is_refused(tmp_path):
    for i in range(9):
        (tmp_path / f"s{i}.yaml").write_text(TOP.replace("two-actors", f"s{i + 1}"))
    assert refusal((tmp_path / "s0.yaml").read_text(), tmp_path) == ["mine.yaml:2:7: error: base 's5': the scenario stands on more than 4 others"]


def test_a_neighbour_comes_before_what_is_shipped(tmp_path):
    (tmp_path / "two-actors.yaml").write_text(changed(TWO, ("title: A nuclear", "title: Another nuclear"), ("tempo: 1 ", "tempo: 7 ")))
    assert load_text(TOP, "mine.yaml", tmp_path).actors[1].military.tempo == 7


def test_mistakes_point_at_the_file_that_made_them(tmp_path):
    below, place = marked(TWO, "precision: 2 ", "precision: §-2 ")
    (tmp_path / "below.yaml").write_text(below)
    assert refusal(TOP.replace("two-actors", "below") + "clock: {horizon_months: -1}\nownres: {}\n", tmp_path) == [
        "mine.yaml:5:25: error: horizon_months must be between 0 (excluded) and 600, got -1",
        "mine.yaml:6:1: error: unknown name 'ownres'; did you mean 'owners'?",
        f"{place.replace('x.yaml', str(tmp_path / 'below.yaml'))}: error: precision must be 0 or more, got -2",
    ]


def test_a_later_clock_leaves_the_calendar_of_the_base_behind():
    text = TOP.replace("two-actors", "november-2024") + "clock: {start: 2023-07-01}\n"
    assert [event.active for event in load_text(text, "mine.yaml").timeline] == [False]
