"""`anchors`: a level over its ranges beside published numbers, in words, as JSON, as a figure; and beside the level of a run."""

import pytest

from sim.errors import Exit


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return an empty folder for all tests of the module."""
    return tmp_path_factory.mktemp("anchors") / "found"


def test_json_holds_models_numbers_and_quiet_months(redline, folder):
    found = redline("anchors", "september-2022", "--points", "2", "--runs", "16", "-j", "1", "-o", folder, "--json").json
    assert found["schema"] == "redline/anchors/1"
    assert [model["name"] for model in found["models"]] == ["september-2022", "september-2022 encircled"]
    assert [model["given"] for model in found["models"]] == ["", "encircled"]
    assert all(model["verdict"] in ("below", "within", "overlapping", "above") for model in found["models"])
    assert found["quiet"][0]["confidence"] == 0.95
    assert {row["published"]["id"] for row in found["anchors"]} >= {"use-samotsvety", "use-encircled"}
    assert {file.name for file in folder.iterdir()} == {"anchors.json", "figures", "sweep"}
    assert (folder / "figures/anchors.svg").exists()


def test_words_say_how_the_model_stands_and_why_a_number_is_left_out(redline, folder):
    said = redline("anchors", "september-2022", "--points", "2", "--runs", "16", "-j", "1", "-o", folder, "-v")  # the sweep is found finished
    text = " ".join(said.out.split())
    assert said.code == Exit.DONE
    assert "rescaled to 12 months: 9 to 34 in 100 (Samotsvety, October 2022; Swift Centre, October 2022)" in text
    assert "under the condition 'encircled'" in text
    assert "not comparable: no horizon is given" not in text  # the commentators gave no number to begin with
    assert "not comparable: a test is not nuclear use here" in text


def test_a_world_of_no_listed_war_says_so(redline):
    said = redline("anchors", "two-actors", "--points", "2", "--runs", "8", "-j", "1")
    assert said.code == Exit.DONE
    assert "No published number is listed" in said.out


def test_a_run_says_what_stands_beside_its_level_in_words_and_json(redline):
    asked = ("run", "november-2024", "--runs", "64", "-j", "1", "--no-figures", "-o", "one")
    text = " ".join(redline(*asked).out.split())
    assert "No published number of that time was found with its horizon. Of another time, rescaled to 12 months: 9 to 34 in 100" in text
    assert "No nuclear use in the 33 months of the war before" in text
    assert len(redline(*asked, "--json").json["anchors"]) == 2


def test_a_run_under_the_condition_is_held_against_the_conditional_number_alone(redline):
    asked = ("run", "september-2022", "--preset", "encircled", "--runs", "64", "-j", "1", "--no-figures", "--json")
    published = redline(*asked).json["anchors"][0]
    assert "under the condition 'encircled'" in published
    assert "Samotsvety" not in published


def test_impossible_use_has_nothing_beside_it(redline):
    none = ("run", "november-2024", "--runs", "16", "-j", "1", "--no-figures", "--json", "--set", "actors.russia.nuclear=false")
    none += ("--set", "actors.usa.nuclear=false", "--set", "actors.europe.nuclear=false", "--set", "actors.nato.nuclear=false")
    assert redline(*none).json["anchors"] == []


def test_bad_input_is_one_line(redline):
    said = redline("anchors", "november-2042")
    assert said.code == Exit.INPUT
    assert len(said.errors) == 1


def test_a_sweep_says_what_stands_beside_its_levels(redline):
    said = redline("sweep", "november-2024", "--design", "latin_hypercube:3", "--runs", "8", "-j", "1", "--no-figures", "-o", "swept")
    assert "(lowest and highest of 3 sets of numbers). That is no test of it." in " ".join(said.out.split())
