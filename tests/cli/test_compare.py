"""`compare`: two scenarios, a scenario and a setting, folders; what cannot be compared."""

import csv

import pytest

from sim.errors import Exit

COST = "owners.north.nuclear.audience_cost=1.5"


def test_a_setting_is_compared_with_the_scenario_as_it_stands(redline):
    said = redline("compare", "two-actors", "--set", COST, "--runs", "1100")
    assert said.code == 0
    flat = " ".join(said.out.split())
    assert flat.startswith("Change: owners.north.nuclear.audience_cost=1.5 1,100 histories each, seed 1, the same luck history by history")
    for name in ("Nuclear use", "Deliberate nuclear use", "Nuclear use by answer noise", "Inadvertent nuclear use", "Exposure of North's lines"):
        assert name in flat
    assert "95 % interval" in flat
    assert "settlement" not in flat.lower()  # this crisis has none


def test_json_is_one_versioned_object_with_paired_intervals(redline):
    found = redline("compare", "two-actors", "--set", COST, "--runs", "1100", "--json", "-q").json
    assert list(found) == ["schema", "from", "to", "runs", "seed", "differences"]
    assert found["schema"] == "redline/compare/1"
    assert (found["from"]["overrides"], found["to"]["overrides"]) == ([], [COST])
    change = found["differences"]["nuclear_use.deliberate"]
    assert change["low"] <= change["difference"] <= change["high"]
    assert change["difference"] == pytest.approx(change["to"] - change["from"])
    assert 0 < change["changed_histories"] <= 1100


def test_a_scenario_equals_itself_exactly(redline, finished):
    said = redline("compare", finished, "two-actors")
    assert said.code == 0
    assert "does not change in any simulated history (exactly 0)" in said.out
    assert "1,100 histories each" in said.out  # the folder's number and seed are taken over


def test_no_audience_cost_no_effect_of_lines(redline):
    doctrine = "owners.russia.doctrine={published: russia-2020, attribution: russia-2024}"
    settings = ("--set", "owners.russia.nuclear.audience_cost=0", "--runs", "300", "--no-figures", "-q")
    one = redline("run", "november-2024", *settings, "-o", "one")
    two = redline("run", "november-2024", *settings, "--set", doctrine, "-o", "two")
    assert (one.code, two.code) == (0, 0)
    found = redline("compare", "one", "two", "--json").json
    assert {change["changed_histories"] for change in found["differences"].values()} == {0}


def test_without_natos_line_russia_answers_otherwise(redline):
    found = redline("compare", "november-2024", "--set", "owners.nato.active=false", "--runs", "600", "--json", "-q").json
    assert any(change["changed_histories"] > 0 for name, change in found["differences"].items() if name.startswith("answers.russia."))


def test_with_out_everything_goes_there_with_a_table_and_a_figure(redline, tmp_path):
    said = redline("compare", "two-actors", "--set", COST, "--runs", "100", "-o", "there")
    assert said.code == 0
    there = tmp_path / "there"
    assert {"from", "to", "differences.csv", "compare.json", "figures"} <= {file.name for file in there.iterdir()}
    assert (there / "figures" / "contrasts.svg").exists()
    rows = list(csv.DictReader((there / "differences.csv").open(encoding="utf-8")))
    assert {"nuclear_use", "clash"} <= {row["measure"] for row in rows}
    assert not (tmp_path / "results").exists()


def test_other_luck_cannot_be_compared(redline, finished):
    assert redline("run", "two-actors", "--runs", "1100", "--seed", "2", "-o", "two", "-q", "--no-figures").code == 0
    said = redline("compare", finished, "two")
    assert said.code == Exit.INPUT
    assert said.err.startswith("error: only runs on the same luck can be compared: seed 1 and 1,100 histories here, seed 2 and")
    assert len(said.errors) == 1


def test_a_folder_cannot_be_changed(redline, finished):
    said = redline("compare", finished, "--set", COST)
    assert said.code == Exit.INPUT
    assert "--set and --preset change a scenario" in said.err
