"""Dated crossings of other files take the place of a scenario's own; every mistake in them is told once, with its place."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.past import departures, frozen_values, history_name, read_past
from sim.scenario.shipped import folder

SCENARIO = folder() / "november-2024.yaml"
OWN = folder() / "history" / "ukraine-2022-2025.csv"
HEADING = "id,date,owner,dimension,exposure,front,answered,rung,category\n"
SOUND = "x1,2025-03-01,russia,territory,0.4,0.1,true,6,raid\n"


def written(folder_of, *lines, heading=HEADING, name="later.csv"):
    """Write a history file and return its path."""
    path = folder_of / name
    path.write_text(heading + "".join(lines), encoding="utf-8")
    return path


def problems(path, *others):
    """Return the complaints about a history file as line, column, message."""
    with pytest.raises(ScenarioError) as refused:
        read_past(SCENARIO, [path, *others])
    return [(one.line, one.column, one.message) for one in refused.value.problems]


def test_without_files_the_scenario_keeps_its_own_history():
    past = read_past(SCENARIO)
    assert len(past.world.history.crossings) == 32
    assert past.categories["E62"] == "strike_permission"
    assert past.files == (str(OWN),)
    assert departures(past, SCENARIO) == []


def test_rows_of_several_files_are_put_together_by_date(tmp_path):
    past = read_past(SCENARIO, [written(tmp_path, SOUND), OWN])
    assert len(past.world.history.crossings) == 33
    assert past.world.history.crossings[-1].id == "x1"
    assert past.categories["x1"] == "raid"
    assert departures(past, SCENARIO) == ["other rows than the frozen file"]


def test_a_file_without_categories_is_sound(tmp_path):
    heading = "id,date,owner,dimension,exposure,front,answered,rung\n"
    assert read_past(SCENARIO, [written(tmp_path, SOUND.replace(",raid", ""), heading=heading)]).categories == {}


def test_every_mistake_is_told_at_its_place(tmp_path):
    path = written(
        tmp_path,
        SOUND,
        "x2,2025-13-01,russia,territory,0.4,0.1,true,6,raid\n",
        "x3,2025-03-01,rusia,territory,0.4,0.1,true,6,raid\n",
        "x4,2025-03-01,russia,teritory,0.4,0.1,true,6,raid\n",
        "x5,2025-03-01,russia,territory,much,0.1,true,6,raid\n",
        "x6,2025-03-01,russia,territory,0.4,3,true,6,raid\n",
        "x7,2025-03-01,russia,territory,0.4,0.1,true,2,raid\n",
        "x8,2025-03-01,russia,territory,0.4,0.1,false,3,raid\n",
        "x9,2025-03-01,russia,territory,0.4,0.1,true,11,raid\n",
        "x1,2025-03-01,russia,territory,0.4,0.1,true,6,raid\n",
    )
    assert problems(path) == [
        (3, 4, "date must be a day of the calendar, got '2025-13-01'"),
        (4, 15, "no owner 'rusia'; did you mean 'russia'?"),
        (5, 22, "no line of russia on 'teritory'; did you mean 'territory'?"),
        (6, 32, "exposure must be a number, got 'much'"),
        (7, 36, "front must be between -1 and 1, got 3"),
        (8, 40, "answered must be false where the rung is 2 (an answer is rung 3 or more)"),
        (9, 40, "answered must be true where the rung is 3 (an answer is rung 3 or more)"),
        (10, 45, "rung 11 is a nuclear answer, which is never scored; leave the row out"),
        (11, 1, "'x1' is given twice"),
    ]


def test_a_file_that_is_no_table_is_told_before_anything_else(tmp_path):
    bad = written(tmp_path, "x1,2025-03-01\n", name="bad.csv")
    worse = written(tmp_path, heading="id,day\n", name="worse.csv")
    assert [(line, column) for line, column, _ in problems(bad, worse)] == [(2, 1), (1, 4)]
    assert "no such file" in problems(tmp_path / "gone.csv")[0][2]


def test_a_scenario_without_a_history_file_asks_for_one():
    with pytest.raises(ScenarioError, match="name a CSV to score"):
        read_past(folder() / "two-actors.yaml")
    assert history_name(folder() / "two-actors.yaml") is None
    assert history_name(SCENARIO) == history_name(folder() / "calm-2023.yaml") == "ukraine-2022-2025"


def test_what_departs_from_the_frozen_values_is_named():
    changed = read_past(SCENARIO, overrides=["owners.russia.lines.territory.stake=0.7"])
    assert departures(changed, SCENARIO) == ["owners.russia.lines.territory.stake is 0.7, frozen at 0.55"]
    assert "september-2022" in departures(read_past(SCENARIO), folder() / "september-2022.yaml")[0]
    assert frozen_values()["date"] == "2026-11-22"
