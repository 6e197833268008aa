"""The scenarios that ship: they load, say what they rest on, stay small, load fast, and the exported schema is the one the code means."""

import subprocess
import sys
import time

import pytest

from sim.scenario.load import load, read_draft
from sim.scenario.schema import schema_json
from tests.scenario.examples import SCENARIOS

NAMES = ["baltic", "calm-2023", "cuba-1962", "kargil-1999", "november-2024", "september-2022", "taiwan-strait", "two-actors"]
DATED = ["calm-2023", "november-2024", "september-2022"]


@pytest.fixture(scope="module")
def scenarios():
    return {name: load(SCENARIOS / f"{name}.yaml") for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_scenario_tells_a_reader_what_it_is_and_how_to_read_it(scenarios, name):
    scenario = scenarios[name]
    assert scenario.id == name
    assert min(len(scenario.title), len(scenario.summary), len(scenario.reading)) > 20
    assert scenario.reference is not None


@pytest.mark.parametrize("name", NAMES)
def test_every_quantity_with_a_range_says_what_it_rests_on(scenarios, name):
    ranged = [one for one in scenarios[name].quantities.values() if one.low is not None]
    assert ranged
    assert [one.path for one in ranged if one.source is None and one.assumption is None] == []


@pytest.mark.parametrize("name", DATED)
def test_the_dated_crises_share_their_actors_actions_and_owners(scenarios, name):
    one, reference = scenarios[name], scenarios["november-2024"]
    assert [actor.id for actor in one.actors] == [actor.id for actor in reference.actors]
    assert (one.actions, one.clash, one.settlement, one.history) == (reference.actions, reference.clash, reference.settlement, reference.history)
    assert [owner.lines for owner in one.owners] == [owner.lines for owner in reference.owners]


@pytest.mark.parametrize(
    ("name", "start", "front", "permission", "doctrine", "leadership_change"),
    [
        ("calm-2023", "2023-07-01", 0.0, False, "russia-2020", False),
        ("september-2022", "2022-09-21", -0.5, False, "russia-2020", False),
        ("november-2024", "2024-11-17", 0.1, True, "russia-2024", True),
    ],
)
def test_the_dated_crises_differ_in_what_history_differed_in(scenarios, name, start, front, permission, doctrine, leadership_change):
    one = scenarios[name]
    assert one.clock.start.isoformat() == start
    assert one.clock.horizon_months == 12
    assert one.fronts[0].initial == front
    assert one.flags[0].initial is permission
    assert next(owner for owner in one.owners if owner.id == "russia").operative.id == doctrine
    assert [event.active for event in one.timeline] == [leadership_change]


def test_the_smallest_crisis_is_small():
    lines = (SCENARIOS / "two-actors.yaml").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 60
    assert max(map(len, lines)) <= 150


def test_the_smallest_crisis_is_one_owner_and_one_challenger(scenarios):
    two = scenarios["two-actors"]
    assert [owner.id for owner in two.owners] == ["north"]
    assert {actor.id: actor.military is not None for actor in two.actors} == {"north": False, "south": True}
    assert [(nest.id, len(nest.actions)) for nest in two.actors[1].military.nests] == [("push", 3)]
    assert two.fronts == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_can_be_put_in(name):
    draft = read_draft(SCENARIOS / f"{name}.yaml")
    assert all(draft.scenario(preset=preset).id == name for preset in draft.preset_names())


def test_the_committed_schema_is_the_one_the_code_means():
    committed = (SCENARIOS / "schema" / "redline-scenario-1.json").read_text(encoding="utf-8")
    assert committed == schema_json(), "write it again: redline schema > scenarios/schema/redline-scenario-1.json"


def test_loading_is_quick():
    best = min(_seconds_to_load() for _ in range(5))
    assert best < 0.1


def _seconds_to_load() -> float:
    started = time.process_time()
    load(SCENARIOS / "november-2024.yaml")
    return time.process_time() - started


def test_reading_text_does_not_load_the_schema_library():
    code = "import sys, sim.errors, sim.scenario.text, sim.scenario.shipped; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
