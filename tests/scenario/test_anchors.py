"""Published numbers and quiet months: the rows as they lie in the files, and which war a scenario is about."""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from sim.errors import ScenarioError
from sim.scenario import anchors, shipped
from sim.scenario.load import load

ROOT = Path(__file__).parents[2]
SOURCES = yaml.safe_load((ROOT / "scenarios/sources.yaml").read_text(encoding="utf-8"))["sources"]


def world(name, *settings):
    """Return a shipped scenario with settings."""
    return load(shipped.scenario_path(name), settings)


def test_every_row_names_a_listed_source_and_is_no_better_verified_than_it():
    order = ["ours", "from memory", "partly seen", "seen"]
    for row in [*anchors.published(), *anchors.quiet()]:
        assert order.index(row.verified) <= order.index(SOURCES[row.source]["verified"]), row.id


def test_a_number_comes_with_its_spread_in_order_and_a_window_that_begins_no_earlier_than_it_was_published():
    rows = anchors.published()
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert row.begin >= row.date or "hindsight" in row.note
        assert row.months is None or row.months > 0
        if None not in (row.low, row.probability, row.high):
            assert row.low <= row.probability <= row.high
        if row.probability is None:
            assert row.note, "why there is no number"


@pytest.mark.parametrize("name", ["november-2024", "calm-2023", "september-2022"])
def test_the_shipped_crises_are_about_the_war_of_their_history(name):
    assert anchors.crisis_of(world(name)) == "ukraine-2022-2025"


def test_a_crisis_without_a_history_is_known_by_the_numbers_published_on_it():
    assert anchors.crisis_of(world("cuba-1962")) == "cuba-1962"


def test_an_invented_world_is_about_no_war():
    assert anchors.crisis_of(world("two-actors")) is None


def test_a_condition_holds_where_its_preset_does():
    assert "encircled" not in anchors.in_force(world("september-2022"))
    assert "encircled" in anchors.in_force(world("september-2022", "fronts.ukraine.initial=-0.7"))


def test_months_are_those_of_the_model():
    assert anchors.months(dt.date(2022, 1, 1), dt.date(2026, 1, 1)) == 48.0


@pytest.mark.parametrize(("column", "cell"), [("probability", "16"), ("probability", "much"), ("date", "October"), ("until", "2022-13-01")])
def test_a_cell_that_is_no_date_or_no_probability_is_refused_with_its_line(tmp_path, monkeypatch, column, cell):
    lines = (shipped.folder() / "anchors/published.csv").read_text(encoding="utf-8").splitlines()
    heading = lines[0].split(",")
    row = lines[1].split(",")
    row[heading.index(column)] = cell
    (tmp_path / "anchors").mkdir()
    (tmp_path / "anchors/published.csv").write_text("\n".join([lines[0], ",".join(row)]) + "\n", encoding="utf-8")
    monkeypatch.setattr(shipped, "folder", lambda: tmp_path)
    with pytest.raises(ScenarioError, match=rf"published.csv:2:1: .*{column}"):
        anchors.published()
