"""Overrides replace one value by its path before anything is checked, and errors point at them."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load, load_text, read_draft
from tests.scenario.examples import NOVEMBER, SCENARIOS, TWO, complaints

CRISIS = SCENARIOS / "november-2024.yaml"
DRAFT = read_draft(CRISIS)


def refusal(*overrides: str) -> str:
    """Return what is said about overrides of the November crisis."""
    with pytest.raises(ScenarioError) as caught:
        DRAFT.scenario(overrides)
    return str(caught.value)


def owner(scenario, name):
    return next(one for one in scenario.owners if one.id == name)


def actor(scenario, name):
    return next(one for one in scenario.actors if one.id == name)


def test_an_override_replaces_the_value_of_a_quantity_and_keeps_its_range():
    scenario = load(CRISIS, ["owners.russia.nuclear.audience_cost=1"])
    assert owner(scenario, "russia").nuclear.audience_cost == 1
    quantity = scenario.quantities["owners.russia.nuclear.audience_cost"]
    assert (quantity.value, quantity.low, quantity.high, quantity.unit) == (1, 0, 1.5, "stake")
    assert (quantity.source, quantity.assumption) == (None, None)
    assert (quantity.file, quantity.line) == ("--set owners.russia.nuclear.audience_cost=1", 0)


@pytest.mark.parametrize(("value", "limits"), [("3", (0, 3)), ("0", (0, 1.5)), ("1.5", (0, 1.5))])
def test_a_value_beyond_the_range_widens_it(value, limits):
    quantity = DRAFT.scenario([f"owners.russia.nuclear.audience_cost={value}"]).quantities["owners.russia.nuclear.audience_cost"]
    assert (quantity.low, quantity.high) == limits


@pytest.mark.parametrize(
    ("override", "read", "value"),
    [
        ("clock.horizon_months=6", lambda s: s.clock.horizon_months, 6),
        ("owners.russia.conventional.reliability=0.5", lambda s: owner(s, "russia").conventional.reliability_levels, (0.5,)),
        ("owners.russia.nuclear.reliability=0.2", lambda s: owner(s, "russia").nuclear.reliability_levels, (0.2,)),
        ("owners.russia.nuclear.reliability.levels.1=0.3", lambda s: owner(s, "russia").nuclear.reliability_levels, (0.05, 0.3, 0.6)),
        (
            "owners.russia.nuclear.reliability={levels: [0.1, 0.2], weights: [0.5, 0.5]}",
            lambda s: owner(s, "russia").nuclear.reliability_levels,
            (0.1, 0.2),
        ),
        ("owners.nato.active=false", lambda s: owner(s, "nato").active, False),
        ("owners.nato.declared=false", lambda s: owner(s, "nato").declared, False),
        ("flags.strike_permission.locked=true", lambda s: s.flags[0].locked, True),
        ("timeline.inauguration.active=false", lambda s: s.timeline[0].active, False),
        ("observers.beliefs=none", lambda s: s.beliefs, "none"),
        ("crossings.expected_loss_depth=converged", lambda s: s.crossings.expected_loss_depth, 0),
        ("actors.usa.military.utilities.permit=-5", lambda s: actor(s, "usa").military.utilities["permit"], -5),
        ("actors.ukraine.military.weights.drone_raid=2", lambda s: actor(s, "ukraine").military.weights, {"drone_raid": 2}),
        ("actors.ukraine.policy=random", lambda s: actor(s, "ukraine").policy, "random"),
        ("actors.russia.accidents.9=0", lambda s: actor(s, "russia").accidents[9], 0),
        ("fronts.ukraine.initial.value=0.2", lambda s: s.fronts[0].initial, 0.2),
        ("owners.russia.doctrine=russia-2020", lambda s: owner(s, "russia").operative.id, "russia-2020"),
        (
            "owners.russia.doctrine.operative=russia-2020",
            lambda s: (owner(s, "russia").published.id, owner(s, "russia").operative.id),
            ("russia-2024", "russia-2020"),
        ),
        ("doctrines.russia-2024.nuclear_lines.territory=0.6", lambda s: owner(s, "russia").operative.nuclear_lines["territory"], 0.6),
        ("doctrines.russia-2024.backer_share=0.4", lambda s: owner(s, "russia").published.backer_share, 0.4),
        ("numerics.front_steps_per_month=64", lambda s: s.numerics.front_steps_per_month, 64),
        ("title='a: b'", lambda s: s.title, "a: b"),
    ],
)
def test_a_path_of_the_schema_can_be_set_whether_the_file_has_it_or_not(override, read, value):
    assert read(DRAFT.scenario([override])) == value


def test_later_overrides_win_and_numbers_may_be_given_as_numbers():
    scenario = DRAFT.scenario({"owners.russia.nuclear.cost.median": 3.5, "owners.nato.active": False})
    assert (owner(scenario, "russia").nuclear.cost_median, owner(scenario, "nato").active) == (3.5, False)
    assert DRAFT.scenario(["clock.horizon_months=6", "clock.horizon_months=7"]).clock.horizon_months == 7


def test_overrides_leave_the_draft_as_it_was():
    before = DRAFT.scenario()
    DRAFT.scenario(["owners.russia.doctrine=russia-2020", "fronts.ukraine.initial=-0.9", "doctrines.russia-2024.backer_share=0"])
    assert DRAFT.scenario() == before


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("owners.rusia.nuclear.audience_cost=1", "no 'rusia' in 'owners'; did you mean 'russia'?"),
        ("owners.russia.nuclear.audience_cots=1", "no 'audience_cots' in 'owners.russia.nuclear'; did you mean 'audience_cost'?"),
        ("ower.russia=1", "no 'ower'; did you mean 'owners'?"),
        ("owners.russia.nuclear.audience_cost.vlaue=1", "no 'vlaue' in 'owners.russia.nuclear.audience_cost'; did you mean 'value'?"),
        ("flags.strike_permission.locked.now=true", "no 'now' in 'flags.strike_permission.locked'; there are none"),
        ("owners.russia.nuclear.reliability.levels.7=0.3", "'owners.russia.nuclear.reliability.levels' is a list of 3; count its entries from 0"),
        ("owners.russia.nuclear.audience_cost=-1", "audience_cost must be 0 or more, got -1"),
        ("owners.russia.nuclear.probability_real=35", "probability_real must be between 0 and 1, got 35; did you mean 0.35?"),
        ("owners.russia.doctrine=russia-2042", "no doctrine 'russia-2042'; did you mean 'russia-2024'?"),
        ("doctrines.russia-2042.backer_share=0", "no doctrine 'russia-2042'; did you mean 'russia-2024'?"),
        ("actors.russia.nuclear=yes", "'yes' is ambiguous (text or yes/no?); write \"yes\" in quotes for text, or true/false"),
        ("clock.horizon_months=0x10", "'0x10' is ambiguous (it looks like a number in another base); write it in decimal, or use quotes for text"),
        ("clock.horizon_months=", "no value given; write one, or delete the name"),
        ("clock.horizon_months=[1", "the list opened on line 1 is not closed, or lacks a comma here"),
        ("clock.horizon_months", "write it as path=value, for example clock.horizon_months=6"),
        ("=3", "write it as path=value, for example clock.horizon_months=6"),
        ("schema=redline/scenario/2", "'schema' cannot be overridden; write a scenario with 'base:' instead"),
        ("presets.bluff=1", "'presets' cannot be overridden; write a scenario with 'base:' instead"),
        ("actors.poland.side=west", "no 'poland' in 'actors'; known: russia, ukraine, usa, europe, nato, belarus"),
        ("actors.ukraine.loss_if_answered.russia=1", "'actors.ukraine.loss_if_answered' is a single value; nothing stands below it"),
        (".".join("a" * 150) + "=1", "a path has at most 200 characters"),
    ],
)
def test_a_bad_override_is_refused_with_a_suggestion(override, message):
    assert refusal(override).endswith(f": error: {message}")
    assert refusal(override).startswith("--set " + override[:20])
    assert "\n" not in refusal(override)


def test_all_bad_overrides_are_told_at_once():
    lines = refusal("owners.rusia.active=true", "clock.horizon_months=-1", "observers.bais=1").split("\n")
    assert [line.split(": error: ")[1][:20] for line in lines] == ["horizon_months must ", "no 'bais' in 'observ", "no 'rusia' in 'owner"]


def test_disarming_russia_by_an_override_is_one_override():
    scenario = DRAFT.scenario(["actors.russia.nuclear=false"])
    assert actor(scenario, "russia").nuclear is False


def test_a_disarmed_backer_backs_nothing_but_a_file_that_says_both_contradicts_itself():
    scenario = DRAFT.scenario(["actors.usa.nuclear=false"])
    backing = {action.id: dict(action.backed_by) for action in scenario.actions if action.backed_by}
    assert backing == {"routine_arms": {"taker": 1}, "new_arms": {"taker": 1}, "permit": {"taker": 1}}
    text = NOVEMBER.replace("  usa:\n    side: west\n    nuclear: true", "  usa:\n    side: west\n    nuclear: false")
    assert text != NOVEMBER
    assert all("'usa' is not a nuclear actor; only nuclear backing counts" in line for line in complaints(text))


def test_a_shorter_clock_switches_off_what_lies_beyond_it():
    assert [event.active for event in DRAFT.scenario(["clock.horizon_months=2"]).timeline] == [False]
    assert [event.active for event in DRAFT.scenario(["clock.horizon_months=3"]).timeline] == [True]
    assert "date 2025-01-20 lies on or before the start of the clock" in refusal("clock.start=2025-02-01")


def test_a_preset_is_a_named_set_of_overrides_and_overrides_win_over_it():
    assert DRAFT.preset_names()[:3] == ["bluff", "face-value", "desperate"]
    assert owner(DRAFT.scenario(preset="bluff"), "russia").nuclear.probability_real == 0.1
    both = DRAFT.scenario(["owners.russia.nuclear.probability_real=0.3"], preset="bluff")
    assert owner(both, "russia").nuclear.probability_real == 0.3
    assert load(CRISIS, preset="desperate").fronts[0].initial == -0.5
    assert load_text(NOVEMBER, base_dir=SCENARIOS, preset="bluff") != load_text(NOVEMBER, base_dir=SCENARIOS)


def test_an_unknown_preset_is_refused_with_a_suggestion():
    with pytest.raises(ScenarioError, match=r"no preset 'bluf'; did you mean 'bluff'\?"):
        DRAFT.scenario(preset="bluf")


def test_an_override_of_a_plain_number_can_turn_it_into_a_quantity():
    scenario = load_text(TWO, overrides=["actors.south.loss_if_nuclear={value: 50, range: [10, 100], scale: log, assumption: mine}"])
    quantity = scenario.quantities["actors.south.loss_if_nuclear"]
    assert (quantity.value, quantity.low, quantity.high, quantity.scale, quantity.assumption) == (50, 10, 100, "log", "mine")
