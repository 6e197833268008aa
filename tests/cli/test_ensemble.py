"""`ensemble` as people call it: played, gone on with, taken apart again, checked; and what it refuses in one line."""

from __future__ import annotations

import csv
import shutil

import pytest

from sim.cli.ending import run

ASKED = ("ensemble", "two-actors", "-y", "logit", "-y", "logit:2", "-y", "prospect", "--points", "5", "--runs", "300", "--seed", "4", "-j", "1")


@pytest.fixture(scope="session")
def ensemble(tmp_path_factory):
    """Return the folder of a finished ensemble."""
    folder = tmp_path_factory.mktemp("ensembles") / "two"
    assert run([*ASKED, "-o", str(folder), "-q"]) == 0
    return folder


def test_it_says_whose_the_spread_is_and_leaves_tables_and_figures(redline, ensemble):
    said = redline("ensemble", ensemble)
    assert said.code == 0
    flat = " ".join(said.out.split())
    assert flat.startswith("Of the spread in nuclear use over 3 decision theories and 5 sets of numbers, ")
    assert "is which decision theory" in flat
    assert "is chance of simulation" in flat
    assert "logit, precision x 2" in flat
    assert "not the world" in flat
    place = ensemble / "ensemble"
    assert {path.name for path in place.iterdir()} == {"README.md", "ensemble.json", "figures", "policies.csv", "shares.csv"}
    assert (place / "figures" / "theories-nuclear-use.svg").is_file()
    with (place / "shares.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["measure"] for row in rows] == ["nuclear_use", "nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent"]
    for row in rows:
        assert float(row["structural"]) + float(row["parametric"]) + float(row["sampling"]) == pytest.approx(1.0)


def test_the_object_holds_every_measure_and_theory(redline, ensemble):
    found = redline("ensemble", ensemble, "--json", "--no-figures").json
    assert (found["schema"], found["sets"], list(found["policies"])) == ("redline/ensemble/1", 5, ["logit", "logit:2", "prospect"])
    use = found["measures"]["nuclear_use"]
    assert set(use["shares"]) == {"structural", "parametric", "sampling", "interaction"}
    assert use["policies"]["logit"]["clearly_above"] is None
    assert 0 <= use["policies"]["prospect"]["clearly_below"] <= 1
    assert use["policies"]["prospect"]["low"] <= use["policies"]["prospect"]["value"] <= use["policies"]["prospect"]["high"]


def test_logarithms_and_single_measures_can_be_asked_for(redline, ensemble):
    found = redline("ensemble", ensemble, "--json", "--no-figures", "--log", "--measure", "nuclear_use").json
    assert list(found["measures"]) == ["nuclear_use"]
    assert found["measures"]["nuclear_use"]["scale"] == "log10"


def test_a_measure_without_a_logarithm_is_left_out_with_a_word(redline, ensemble, monkeypatch):
    monkeypatch.setattr("sim.analysis.ensemble.has_logarithm", lambda result, measure: measure != "nuclear_use.noise")
    said = redline("ensemble", ensemble, "--json", "--no-figures", "--log")
    assert list(said.json["measures"]) == ["nuclear_use", "nuclear_use.deliberate", "nuclear_use.inadvertent"]
    assert "left out, 0 at some set of numbers, which has no logarithm: nuclear_use.noise" in said.err
    refused = redline("ensemble", ensemble, "--log", "--measure", "nuclear_use.noise")
    assert refused.code == 2
    assert "has no logarithm there" in refused.err


def test_its_folder_is_that_of_a_sweep(redline, ensemble, tmp_path):
    whole = redline("ensemble", ensemble, "--json", "--no-figures").json
    copy = shutil.copytree(ensemble, tmp_path / "copy")
    assert redline("verify", copy, "--sample", 2).out.splitlines()[-1] == whole["digest"]
    for path in sorted((copy / "shards" / "rows").glob("*.parquet"))[1:]:
        path.unlink()
    assert redline("ensemble", copy).code == 2
    assert redline("resume", copy, "-j", 2, "--no-figures", "-q").code == 0
    assert redline("ensemble", copy, "--json", "--no-figures").json == {**whole, "folder": str(copy)}
    assert redline(*ASKED, "-o", copy, "--json", "-q", "--no-figures").json == {**whole, "folder": str(copy)}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--points", 5), 2, "--points begins an ensemble; a finished one is only taken apart again"),
        (("--measure", "clash"), 2, "it does not hold the measure 'clash'"),
    ],
)
def test_what_a_folder_cannot_answer_is_one_line(redline, ensemble, arguments, code, said):
    found = redline("ensemble", ensemble, *arguments)
    assert (found.code, len(found.errors)) == (code, 1)
    assert said in found.err


def test_a_sweep_without_theories_is_not_taken_apart(redline, tmp_path):
    factor = "owners.north.nuclear.audience_cost=0,1"
    assert redline("sweep", "two-actors", "-f", factor, "--runs", 100, "-j", 1, "-q", "--no-figures", "-o", tmp_path / "s").code == 0
    found = redline("ensemble", tmp_path / "s")
    assert (found.code, len(found.errors)) == (2, 1)
    assert "it does not pair every policy with every other" in found.err


def test_a_policy_that_is_none_is_one_line(redline):
    found = redline("ensemble", "two-actors", "-y", "logit", "-y", "reflexes")
    assert (found.code, found.errors) == (2, ["--policy: error: no policy 'reflexes'; did you mean 'reflex'?"])
