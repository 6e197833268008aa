"""What the page is told: the numbers of `redline run`, settings as text that give the same, and a replay of the very history."""

import datetime as dt
import json
from pathlib import Path

import pytest

from sim.cli.ending import run
from sim.dashboard import address, replay
from sim.dashboard.app import told, trouble
from sim.dashboard.knobs import CHOICE, DATE, NUMBER, SWITCH, knobs
from sim.dashboard.live import Live
from sim.engine.agents import CrisisModel
from sim.errors import ScenarioError
from sim.plots import style
from sim.scenario.load import read_draft
from sim.scenario.shipped import scenario_names, scenario_path

MOVED = (
    "owners.russia.doctrine={published: russia-2024, operative: russia-2020}",
    "flags.strike_permission.initial=false",
    "timeline.inauguration.date=2025-03-01",
    "owners.russia.doctrine.line_shift=0.1",
    "doctrines.russia-2024.nuclear_lines.western_missiles=0.55",
    "owners.russia.nuclear.audience_cost=1.2",
    "owners.russia.nuclear.cost.median=1.5",
    "owners.russia.lines.western_missiles.conventional_line=0.3",
)


@pytest.fixture(scope="module")
def few() -> Live:
    """Return the crisis of November 2024 in few histories."""
    return Live(scenario_path("november-2024") or Path(), histories=64)


def outcomes(folder: Path, *arguments: str) -> dict:
    """Return the outcomes of `redline run` with these arguments."""
    assert run(["run", *arguments, "-o", str(folder), "-q", "--no-figures", "--json"]) == 0
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))["outcomes"]


def test_a_moved_setting_gives_what_its_command_and_its_yaml_give(few, tmp_path):
    picture = few.at(MOVED)
    command = address.command("november-2024", MOVED, few.count, few.seed)
    assert command.startswith("redline run november-2024 --runs 64 --seed 1 --set 'owners.russia.doctrine={published")
    file = tmp_path / "moved.yaml"
    file.write_text(address.yaml(picture.world, "november-2024", MOVED), encoding="utf-8")
    told = picture.summary()["outcomes"]
    sets = [part for setting in MOVED for part in ("--set", setting)]
    by_command = outcomes(tmp_path / "one", "november-2024", "--runs", "64", "--seed", "1", *sets)
    by_file = outcomes(tmp_path / "two", str(file), "--runs", "64", "--seed", "1")
    for found in (by_command, by_file):
        assert {key: one["p"] for key, one in found.items()} == {key: one["p"] for key, one in told.items()}


def test_a_setting_is_simulated_once_and_differs_from_the_scenario_on_the_same_luck(few):
    one, two = few.at(), few.at(("owners.russia.nuclear.audience_cost=1.2",))
    assert few.at(("owners.russia.nuclear.audience_cost=1.2",)) is two
    rows = few.differences(one, two, "moved")
    assert rows[0].measure == "nuclear use"
    assert rows[0].difference == pytest.approx(two.result.estimate("nuclear_use").value - one.result.estimate("nuclear_use").value)
    assert all(row.verdict == "exactly none" for row in few.differences(one, one, "same"))


@pytest.mark.parametrize("setting", ["numerics.cost_cells=9", "owners.russia.nuclear.audience_cost=much", "owners.russia.nuclear.audience_cost=-1"])
def test_what_is_no_control_or_no_legal_value_is_refused(few, setting):
    with pytest.raises(ScenarioError):
        few.at((setting,))


def test_every_control_says_its_range_and_where_it_comes_from_and_holds_the_value_of_the_scenario(few):
    kinds = {knob.kind for knob in few.knobs}
    assert kinds == {NUMBER, CHOICE, SWITCH, DATE}
    for knob in few.knobs:
        assert knob.basis
        if knob.kind in (NUMBER, DATE):
            assert knob.low <= float(knob.value) <= knob.high
            assert round(float(knob.value), knob.decimals) == pytest.approx(float(knob.value), abs=1e-12)
    wanted = {
        "owners.russia.doctrine", "flags.strike_permission.initial", "timeline.inauguration.date", "owners.russia.nuclear.audience_cost",
        "owners.russia.nuclear.cost.median", "doctrines.russia-2024.nuclear_lines.western_missiles", "owners.russia.doctrine.line_shift",
    }  # fmt: skip
    assert wanted <= {knob.path for knob in few.knobs}


@pytest.mark.parametrize("name", scenario_names())
def test_every_control_of_a_shipped_scenario_may_go_to_its_ends(name):
    path = scenario_path(name) or Path()
    draft = read_draft(path)
    for knob in knobs(draft.scenario(), path.parent):
        ends = [f"{end:.{knob.decimals}f}" for end in (knob.low, knob.high)]
        if knob.kind == DATE:
            ends = [(knob.start + dt.timedelta(days=int(end))).isoformat() for end in (knob.low, knob.high)]
        elif knob.kind != NUMBER:
            ends = [value for value, _ in knob.choices if value]
        for end in ends:
            draft.setting([f"{knob.path}={end}"])


@pytest.mark.parametrize("how", sorted(replay.CHOICES))
def test_a_replay_shows_the_history_that_was_scored(few, how):
    picture = few.at()
    number = replay.chosen(picture, how)
    found = replay.record(picture, few.seed, number)
    model = CrisisModel(picture.prepared, few.seed, number)
    for frame in found["frames"][1:]:
        model.step()
        assert frame["tension"] == [round(one, 2) for one in model.tension]
        assert frame["use"] == 1.0 - model.survival
    model.close()
    if found["frames"][-1]["text"] == "The horizon.":
        scored = picture.histories()["nuclear_use"][number]
        assert found["frames"][-1]["use"] == pytest.approx(scored, rel=1e-12)
    assert any("chosen with" in frame["text"] for frame in found["frames"])
    assert [style.clean(name) for name in picture.world.ladder.names] == found["rungs"]


def test_a_broken_file_raises_with_its_place_until_it_is_mended(tmp_path):
    text = (scenario_path("two-actors") or Path()).read_text(encoding="utf-8")
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    live = Live(file, histories=16)
    before = live.at()
    assert not live.refresh()
    file.write_text(text.replace("tempo: 1 ", "tempi: 1 "), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"mine\.yaml:\d+:\d+: error: .*tempi"):
        live.at()
    file.write_text(text, encoding="utf-8")
    assert live.at().summary() == before.summary()


def test_a_complaint_calls_a_control_as_the_page_does_and_leaves_others_alone(few):
    with pytest.raises(ScenarioError) as refused:
        few.at(("owners.russia.nuclear.cost.median=abc",))
    lines = [line.children for line in trouble(refused.value, few.knobs)]
    assert lines[1:] == ["Russia: nuclear cost of answering, median: must be a number, got 'abc'."]
    assert trouble(ScenarioError("mine.yaml:3:1: error: no"), few.knobs)[1].children == "mine.yaml:3:1: error: no"


def test_the_headline_says_what_its_interval_leaves_out(few):
    picture = few.at()
    assert told(few, picture, picture, False)[0].endswith(" Uncertain inputs are not in this interval.")
