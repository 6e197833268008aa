"""A scenario as arrays: what the numbers of a file become, and that order and labels leave no trace."""

import datetime as dt

import numpy as np
import pytest

from sim.encode.encode import encode, months_between
from sim.errors import Exit, RunError, ScenarioError
from sim.rules.provocation import UNDECLARED
from sim.scenario.load import load_text, read_draft
from sim.scenario.shipped import folder, scenario_path
from sim.terms import Event, Policy
from tests.engine.worlds import SHIPPED, TWO, changed, world


def lines(prepared, owner, field, regime=None):
    """Return {dimension: value} of one owner's row of a field."""
    j, table = prepared.names.owners.index(owner), prepared.params[field]
    row = table[j] if regime is None else table[regime, j]
    return {d: float(row[i]) for i, d in enumerate(prepared.names.dimensions)}


def test_a_month_is_a_twelfth_of_a_year_of_365_days_and_a_quarter():
    assert months_between(dt.date(2024, 1, 1), dt.date(2028, 1, 1)) == pytest.approx(48, abs=1e-12)
    assert months_between(dt.date(2024, 11, 17), dt.date(2025, 1, 20)) == pytest.approx(64 / 30.4375, abs=1e-15)


def test_clocks_ring_at_the_tempo_of_their_actor():
    prepared = world("november-2024")
    p, names = prepared.params, prepared.names
    rates = {}
    for c in range(p.clocks):
        kind, subject = Event(int(p.clock_kind[c])), int(p.clock_subject[c])
        rates[(names.actors[subject // 2], subject % 2) if kind == Event.OPPORTUNITY else kind] = float(p.clock_rate[c])
    military, diplomacy = ({name: rates[name, c] for name in ("russia", "ukraine", "usa", "europe")} for c in (0, 1))
    assert military == {"russia": 1.0, "ukraine": 2.0, "usa": 0.5, "europe": 0.5}
    assert set(diplomacy.values()) == {0.35}
    assert rates[Event.INCIDENT] == 0.03
    assert rates[Event.SETTLEMENT_CHANCE] == 0.5  # the faster of the two rates bounds the thinning
    assert rates[Event.CLASH_CHANCE] == pytest.approx(0.02 / 12)
    assert p.clocks == 11


def test_nuclear_lines_come_from_the_doctrine_and_territory_lost_shares_that_of_territory():
    prepared = world("november-2024")
    found = lines(prepared, "russia", "nuclear_line_public", 0)
    assert found["western_missiles"] == 0.7  # MODEL section 8, lines of 2024
    assert found["territory"] == found["territory_lost"] == 0.7
    assert found["belarus"] == 0.7
    assert found["nuclear_command"] == 0.5
    assert found["air_and_drone_raid"] == found["nato_involvement"] == 0.8
    assert found["arms_transfers"] == UNDECLARED


def test_under_the_doctrine_of_2020_missiles_and_belarus_have_no_line():
    found = lines(world("november-2024", "owners.russia.doctrine=russia-2020"), "russia", "nuclear_line_own", 0)
    assert {d for d, line in found.items() if line < UNDECLARED} == {"territory", "territory_lost", "nuclear_command", "nato_involvement"}
    assert (found["territory"], found["nuclear_command"], found["nato_involvement"]) == (1.0, 0.5, 0.9)  # MODEL section 8, lines of 2020


def test_the_public_may_compute_with_one_text_and_the_owner_with_another():
    prepared = world("november-2024", "owners.russia.doctrine={published: russia-2024, operative: russia-2020}")
    assert lines(prepared, "russia", "nuclear_line_public", 0)["western_missiles"] == 0.7
    assert lines(prepared, "russia", "nuclear_line_own", 0)["western_missiles"] == UNDECLARED


def test_an_owner_that_never_declared_keeps_its_stakes_and_loses_its_lines():
    prepared = world("november-2024", "owners.nato.declared=false")
    assert set(lines(prepared, "nato", "conventional_line").values()) == {UNDECLARED}
    assert lines(prepared, "nato", "value")["nuclear_use"] == 1.0


def test_an_owner_that_is_not_active_is_not_there():
    prepared = world("november-2024", "owners.nato.active=false")
    assert prepared.names.owners == ("russia",)
    assert prepared.params.owners == 1


def test_a_non_nuclear_actor_has_no_nuclear_tier_no_column_and_no_accidents():
    prepared = world("november-2024", "actors.russia.nuclear=false")
    p, names = prepared.params, prepared.names
    russia = names.actors.index("russia")
    assert p.has_nuclear[names.owners.index("russia")] == 0
    assert p.nuclear_column[russia] == -1
    assert not p.accident_rates[russia].any()
    assert "nuclear_use.by.russia" not in names.measures


def test_accident_rates_hold_from_their_rung_up_to_the_next_and_are_a_month():
    prepared = world("two-actors")
    p, north = prepared.params, prepared.names.actors.index("north")
    assert p.accident_steps[:3].tolist() == [-0.5, 5.5, 7.5]  # a tension is read as its nearest rung
    assert p.accident_rates[north, :3] == pytest.approx(np.array([0.0001, 0.001, 0.005]) / 12, rel=1e-15)
    mixed = world("november-2024", "actors.usa.accidents={5: 0.01}")
    usa = mixed.names.actors.index("usa")
    assert (mixed.params.accident_steps[:7] + 0.5).tolist() == [0, 4, 5, 6, 7, 8, 9]
    assert mixed.params.accident_rates[usa, :7] == pytest.approx(np.array([0, 0, 1, 1, 1, 1, 1]) * 0.01 / 12, rel=1e-15)


def test_backing_counts_for_nuclear_powers_only_and_taker_is_whoever_acts():
    prepared = world("november-2024")
    p, names = prepared.params, prepared.names
    at = lambda actor, act: (names.actors.index(actor), names.actions.index(act))  # noqa: E731
    assert p.act_backed[at("ukraine", "western_missile")] == 1.0
    assert p.act_own_backing[at("ukraine", "western_missile")] == 0.0
    assert p.act_backed[at("usa", "routine_arms")] == p.act_own_backing[at("usa", "routine_arms")] == 1.0
    assert p.act_backed[at("ukraine", "drone_raid")] == 0.0


def test_losing_is_what_a_front_says_to_either_side():
    prepared = world("november-2024")
    p = prepared.params
    russia, ukraine = (p.side[prepared.names.actors.index(name)] for name in ("russia", "ukraine"))
    assert (p.side_losing[russia, 0], p.side_losing[ukraine, 0]) == (-1.0, 1.0)  # + means Ukraine is losing: MODEL section 12


def test_past_crossings_are_read_under_the_text_in_force_at_their_date():
    encoded = encode(load_text((folder() / "november-2024.yaml").read_text(encoding="utf-8"), "november-2024.yaml", folder()))
    at = {name: i for i, name in enumerate(encoded.past_ids)}
    russia, missiles = encoded.names.owners.index("russia"), encoded.names.dimensions.index("western_missiles")
    assert len(at) == 32
    assert encoded.past_lines[at["E62"], russia, missiles] == UNDECLARED  # 17 November 2024, two days before the new text
    assert encoded.past_lines[at["E64"], russia, missiles] == 0.7
    assert encoded.past[at["E54"], 5] == 1.0  # before the start
    assert encoded.past[at["E62"], 5] == 0.0  # on the day of the start
    assert encoded.past[at["E16"], 3] == -0.5


@pytest.mark.parametrize("policy", list(Policy))
def test_policies_are_encoded_by_name(policy):
    prepared = world("two-actors", f"actors.south.policy={policy.name.lower()}")
    assert prepared.params.policy[prepared.names.actors.index("south")] == policy


def test_a_loss_without_an_owner_named_holds_for_every_other_owner():
    prepared = world("november-2024")
    p, names = prepared.params, prepared.names
    losses = {actor: p.loss_if_answered[names.actors.index(actor), : p.owners].tolist() for actor in names.actors}
    assert names.owners == ("nato", "russia")
    assert losses["ukraine"] == [0.6, 0.6]
    assert losses["russia"] == [2.5, 0.0]
    assert losses["nato"] == [0.0, 1.0]


@pytest.mark.parametrize("scenario", SHIPPED)
def test_scenarios_of_ordinary_size_share_one_kernel(scenario):
    assert world(scenario).params.dtype == world("november-2024").params.dtype


def test_the_order_of_a_file_leaves_no_trace():
    actors = TWO.index("  north: {side: north, nuclear: true"), TWO.index("  south:\n"), TWO.index("\nactions:")
    swapped = TWO[: actors[0]] + TWO[actors[1] : actors[2]] + "\n" + TWO[actors[0] : actors[1]] + TWO[actors[2] :]
    swapped = changed(
        swapped,
        ("utilities: {hold: 0, probe: 0.3, raid: 0.5, strike: 0.6}", "utilities: {strike: 0.6, raid: 0.5, probe: 0.3, hold: 0}"),
        ("actions: [probe, raid, strike]", "actions: [strike, raid, probe]"),
        ("  hold:   {rung: 0}\n  probe:  {rung: 4, exposes: {border: 0.3}}\n", "  probe:  {rung: 4, exposes: {border: 0.3}}\n  hold:   {rung: 0}\n"),
    )
    one, two = (encode(load_text(text, "test.yaml", folder())) for text in (TWO, swapped))
    assert one.names == two.names
    assert one.params.tobytes() == two.params.tobytes()


def test_two_clocks_never_share_their_luck():  # the actor `incident` decides by the stream that an incident called `military` rings by
    text = TWO.replace("  south:\n    side: south", "  incident:\n    side: south")
    text += "\nincidents:\n  military: {actor: north, per_month: 0.1, exposes: {border: [0.1, 0.2]}}\n"
    with pytest.raises(RunError, match="share their luck") as caught:
        encode(load_text(text, "test.yaml", folder(), ()))
    assert caught.value.exit_code == Exit.INPUT


@pytest.mark.parametrize("name", SHIPPED)
def test_a_setting_to_be_played_is_the_scenario_itself(name):
    draft, change = read_draft(scenario_path(name)), ("clock.horizon_months=7",)
    whole, played = encode(draft.scenario(change)), encode(draft.setting(change))
    assert played.params.tobytes() == whole.params.tobytes()
    assert (played.names, played.past_ids) == (whole.names, whole.past_ids)
    assert played.past.tobytes() == whole.past.tobytes()
    with pytest.raises(ScenarioError, match="horizon_months"):
        draft.setting(("clock.horizon_months=-1",))
