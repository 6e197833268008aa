"""`solve`: exact outcomes of small scenarios in words, as JSON and as files; what it refuses."""

import csv
import json
import re
import shlex

import pytest

from sim.errors import Exit
from sim.scenario.shipped import small_names


def test_every_outcome_is_one_sentence_marked_exact(redline):
    said = redline("solve", "small/long-talks")
    assert said.code == 0
    flat = " ".join(said.out.split())
    for outcome in ("Nuclear use", "A direct clash", "A settlement", "Collapse of the front", "None of these endings"):
        assert f"{outcome} within 12 months: " in flat
    assert flat.count("(exact: ") == 5
    assert "A direct clash within 12 months: none, impossible in this model as set (exact: 0)." in flat
    assert "Acts of South a history (exact): hold " in flat
    assert re.search(r"\b2,\d{3} public states, [\d,]+ transitions, \d+\.\d{3} s of processor time\.", flat)
    assert "interval" not in flat.replace("nothing has an interval", "")


def test_json_is_one_versioned_object(redline):
    found = redline("solve", "small/clash-then-use", "--json", "-q").json
    assert found["schema"] == "redline/solve/1"
    assert (found["scenario"], found["exact"], found["overrides"], found["horizon_months"]) == ("clash-then-use", True, [], 12)
    use = found["outcomes"]["nuclear_use"]
    assert use["p"] == pytest.approx(use["deliberate"] + use["noise"] + use["inadvertent"], rel=1e-12)
    assert use["p"] == pytest.approx(sum(use["by_owner"].values()), rel=1e-12)
    assert 0 < use["via_clash"] <= use["p"] < found["outcomes"]["nato_clash"]["p"]
    assert use["p"] + found["outcomes"]["settlement"]["p"] + found["outcomes"]["no_end"]["p"] == pytest.approx(1, abs=1e-12)
    assert max(found["mass_error"], found["probability_not_followed"]) < 1e-12
    assert sum(row["share"] for row in found["acts"] if row["actor"] == "south") == pytest.approx(1)
    assert sum(found["answers"]["north"].values()) == pytest.approx(1)
    last = {row["ending"]: row["p"] for row in found["incidence"] if row["month"] == 12}
    assert last["nuclear_use"] == pytest.approx(use["p"], rel=1e-12)
    assert last["clash"] == pytest.approx(found["outcomes"]["nato_clash"]["p"], rel=1e-12)
    assert found["states"] >= found["states_followed"] > 100
    assert found["transitions"] > found["states_followed"]
    assert found["crossings"]["homeland"] == pytest.approx(last["clash"], rel=1e-2)


def test_a_setting_is_put_in_and_told(redline):
    dear = redline("solve", "small/rare-3", "--set", "owners.north.nuclear.cost.median=16", "--json", "-q").json
    rare = redline("solve", "small/rare-5", "--json", "-q").json
    assert dear["overrides"] == ["owners.north.nuclear.cost.median=16"]
    assert dear["outcomes"] == rare["outcomes"]


def test_with_out_the_object_and_two_tables_are_written(redline, tmp_path):
    said = redline("solve", "small/rare-3", "-o", "there")
    assert said.code == 0
    assert "Written to there/: solve.json, incidence.csv, acts.csv" in said.err
    there = tmp_path / "there"
    found = json.loads((there / "solve.json").read_text(encoding="utf-8"))
    rows = list(csv.DictReader((there / "incidence.csv").open(encoding="utf-8")))
    assert [float(row["p"]) for row in rows if row["ending"] == "nuclear_use"][-1] == found["outcomes"]["nuclear_use"]["p"]
    assert {row["act"] for row in csv.DictReader((there / "acts.csv").open(encoding="utf-8"))} == {"hold", "strike"}


def test_without_out_nothing_is_written(redline, tmp_path):
    assert redline("solve", "small/rare-3", "-q").code == 0
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_solved_is_one_line_each_and_exit_2(redline):
    said = redline("solve", "november-2024", "-q")
    assert (said.code, said.out) == (Exit.INPUT, "")
    assert len(said.errors) == 8
    assert all(line.startswith("november-2024: error: cannot be solved exactly: ") and "; freeze it with --set " in line for line in said.errors)


def test_the_smallest_crisis_needs_what_the_line_says(redline):
    coarse = ("--set", "numerics.cost_cells=3")  # the types of the small scenarios, for which the kernel is compiled already
    said = redline("solve", "two-actors", *coarse, "-q")
    assert said.code == Exit.INPUT
    settings = [part for line in said.errors for part in shlex.split(line.partition("freeze it with ")[2])]
    assert settings == ["--set", "crossings.exposure_noise=0", "--set", "tension.half_life_months=1e9"]
    large = redline("solve", "two-actors", *coarse, *settings, "--max-states", "300", "-q")
    assert large.code == Exit.INPUT
    assert len(large.errors) == 1
    assert large.err.startswith("error: too large to be solved exactly: ")
    assert "more than the 300 allowed" in large.err


@pytest.mark.parametrize("given", ["0", "many", "-3"])
def test_a_limit_that_is_no_number_of_states_is_refused(redline, given):
    said = redline("solve", "small/rare-3", f"--max-states={given}")
    assert said.code == Exit.INPUT
    assert len(said.errors) == 1


def test_the_small_scenarios_are_named_apart_from_those_to_start_from(redline):
    assert "small/rare-3" in small_names()
    assert redline("check", "small/rare-3").code == 0
    said = redline("solve", "small/rare-33")
    assert said.code == Exit.INPUT
    assert said.errors == ["small/rare-33: error: no such file"]
