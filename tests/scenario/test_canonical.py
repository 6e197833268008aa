"""The canonical text holds everything that defines a world, is a scenario file itself, and does not change when it is read and written again."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.load import load, load_text, read_draft
from sim.scenario.shipped import scenario_names
from sim.scenario.text import read
from sim.scenario.world import Scenario
from tests.scenario.examples import NOVEMBER, SCENARIOS, TINY, TWO, changed

DRAFT = read_draft(SCENARIOS / "november-2024.yaml")
RANGED = sorted(path for path, one in DRAFT.scenario().quantities.items() if one.low is not None)


def without_places(scenario: Scenario) -> Scenario:
    """Return the scenario without its quantities, which also say where in a file each number stands."""
    return replace(scenario, quantities={})


def assert_the_same_again(scenario: Scenario) -> None:
    again = load_text(scenario.text, "canonical")
    assert without_places(again) == without_places(scenario)
    for path, one in scenario.quantities.items():
        assert replace(again.quantities[path], file=one.file, line=one.line, column=one.column) == one


@pytest.mark.parametrize("name", scenario_names())
def test_a_shipped_scenario_comes_back_from_its_canonical_text(name):
    assert_the_same_again(load(SCENARIOS / f"{name}.yaml"))


@pytest.mark.parametrize(
    "overrides",
    [
        ["actors.usa.nuclear=false", "actors.russia.nuclear=false"],
        ["clock.horizon_months=1"],
        ["owners.russia.doctrine={published: russia-2024, operative: russia-2020, earlier: russia-2020, blend: 0.5, line_shift: 0.1}"],
        ["doctrines.russia-2024.nuclear_lines.territory=0.6", "timeline.inauguration.doctrine={russia: russia-2020}"],
        ["crossings.expected_loss_depth=converged", "clock.record_every=0.5"],
        ["owners.russia.nuclear.cost.median=123456.789", "fronts.ukraine.drift_per_month=-1e-7"],
        [r'title="quotes \" and \\ and: colons # and ümlauts 火"', "summary='no'"],
        ["title='2024-11-17'", "summary='010'", "reading='true'"],
    ],
)
def test_a_scenario_with_overrides_comes_back_from_its_canonical_text(overrides):
    assert_the_same_again(DRAFT.scenario(overrides))


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(RANGED), st.floats(0, 1), max_size=8))
def test_any_point_of_the_ranges_comes_back_from_its_canonical_text(places):
    quantities = DRAFT.scenario().quantities
    point = {path: quantities[path].low + share * (quantities[path].high - quantities[path].low) for path, share in places.items()}
    scenario = DRAFT.scenario(point)
    assert_the_same_again(scenario)
    assert {path: scenario.quantities[path].value for path in point} == point


def test_the_tiniest_text_has_its_defaults_written_out():
    text = load_text(TINY).text
    assert text.startswith('schema: redline/scenario/1\nid: tiny\ntitle: "Nothing happens"\n')
    assert "  ambiguity: 0.15\n" in text
    assert "ladder: default-13\n" in text


def test_spelling_order_of_comments_and_line_ends_do_not_count_and_values_do():
    before = load_text(TWO).text
    assert load_text(changed(TWO, ("stake: 1.0", "stake: 1"), ("# The smallest", "# A small")).replace("\n", "\r\n")).text == before
    assert load_text(changed(TWO, ("stake: 1.0", "stake: 1.0001"))).text != before
    assert load_text(changed(TWO, ("reading: Invented", "reading: Made-up"))).text != before


def test_the_text_holds_the_doctrines_and_the_history_that_were_used():
    text = DRAFT.scenario().text
    tree, problems = read(text, "canonical")
    assert problems == []
    assert list(tree.entries["doctrines"].entries) == ["russia-2024", "russia-2020"]
    assert len(tree.entries["history"].entries["crossings"].items) == 32
    assert load_text(NOVEMBER, base_dir=SCENARIOS).text == text
