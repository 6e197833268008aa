"""One run, its folder and its tables; two runs compared. On the fake engine."""

from __future__ import annotations

import csv
import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.analysis.compare import compare, compare_runs
from sim.analysis.runs import load_run, run_scenario
from sim.errors import Exit, ResultsError
from sim.experiment import plan
from sim.results.tables import digest
from tests.experiment.fakes import FAKE


@pytest.fixture
def toy(tmp_path):
    path = tmp_path / "toy.yaml"
    path.write_text("level: 0.3\ntilt: 0.2\n")
    return path


@pytest.fixture
def run(toy, tmp_path):
    return run_scenario(toy, histories=3000, seed=5, jobs=2, out=tmp_path / "run", engine=FAKE)


def test_the_json_object_has_the_promised_shape(run):
    found = json.loads((run.folder / "summary.json").read_text())
    assert found["schema"] == "redline/run/1"
    assert (found["scenario"], found["runs"], found["seed"], found["digest"]) == ("toy", 3000, 5, run.digest)
    nuclear = found["outcomes"]["nuclear_use"]
    parts = {"deliberate", "noise", "inadvertent", "via_clash"}
    assert set(nuclear) == {"p", "low", "high", "by_owner", "intervals", "by_owner_intervals"} | parts
    assert set(nuclear["intervals"]) == parts
    assert all(low <= nuclear[part] <= high for part, (low, high) in nuclear["intervals"].items())
    assert all(low <= nuclear["by_owner"][owner] <= high for owner, (low, high) in nuclear["by_owner_intervals"].items())
    assert nuclear["deliberate"] + nuclear["noise"] + nuclear["inadvertent"] == pytest.approx(nuclear["p"])
    assert nuclear["low"] < nuclear["p"] < nuclear["high"]
    assert nuclear["by_owner"] == {"blue": 0.0, "red": nuclear["p"]}
    for name in ("nato_clash", "settlement", "collapse"):
        assert set(found["outcomes"][name]) == {"p", "low", "high"}
    assert sum(found["answers"]["red"].values()) == pytest.approx(1)
    assert 2000 < found["effective_sample_size"] <= 3000


def test_a_folder_read_again_says_the_same(run):
    again = load_run(run.folder)
    assert again.digest == run.digest
    assert again.outcomes() == run.outcomes()
    assert again.answers("red") == run.answers("red")
    assert again.credibility() == run.credibility()


def test_digest_is_that_of_the_table_and_does_not_depend_on_jobs_or_run_twice(run, toy, tmp_path):
    assert digest((run.folder / "table.csv").read_text()) == run.digest
    assert run_scenario(toy, histories=3000, seed=5, jobs=1, out=tmp_path / "serial", engine=FAKE).digest == run.digest
    assert run_scenario(toy, histories=3000, seed=6, jobs=1, out=tmp_path / "other", engine=FAKE).digest != run.digest


def test_more_histories_keep_the_first_ones(run, toy, tmp_path):
    longer = run_scenario(toy, histories=4096, seed=5, jobs=1, out=tmp_path / "longer", engine=FAKE)
    mine, theirs = run.read_histories(), longer.read_histories()
    assert np.array_equal(mine["nuclear_use"], theirs["nuclear_use"][:3000])


def test_endings_add_up_and_incidence_rises_to_them(run):
    endings = [row for row in run.outcomes() if row["is_ending"]]
    assert sum(row["p"] for row in endings) == pytest.approx(1)
    nuclear = [row["p"] for row in run.incidence() if row["ending"] == "nuclear_use"]
    assert nuclear == sorted(nuclear)
    assert nuclear[-1] == pytest.approx(run.estimate("nuclear_use").value)


def test_histories_give_every_estimate_again(run):
    table = pq.read_table(run.folder / "histories.parquet").to_pydict()
    assert table["replicate"] == list(range(3000))
    for measure in ("nuclear_use", "clash", "acts.blue.strike"):
        assert run.estimate(measure).value == pytest.approx(np.average(table[measure], weights=table["weight"]), rel=1e-12)


def test_credibility_by_type_is_a_weighted_mean_of_the_histories_of_that_type(run):
    rows = [row for row in run.credibility() if row["month"] == 0.0]
    assert [row["group"] for row in rows] == ["high", "low"]
    assert all(row["low"] < row["mean"] < row["high"] for row in rows)


def test_tables_for_people_hold_the_numbers_of_the_result(run):
    with open(run.folder / "outcomes.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[0]["p"]) == run.estimate("nuclear_use").value
    names = {"table.csv", "outcomes.csv", "answers.csv", "acts.csv", "curves.csv", "credibility.csv", "histories.parquet", "summary.json"}
    assert names <= {path.name for path in run.folder.iterdir()}


def test_a_long_run_keeps_sums_only(toy, tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "KEPT_HISTORIES", 2000)
    result = run_scenario(toy, histories=2500, seed=5, jobs=1, out=tmp_path / "long", engine=FAKE)
    assert not (result.folder / "histories.parquet").exists()
    assert result.estimate("clash").value > 0
    with pytest.raises(ResultsError, match="kept no single histories") as caught:
        result.read_histories()
    assert caught.value.exit_code == Exit.INPUT


def test_an_unfinished_run_says_how_to_finish_it(run):
    next((run.folder / "shards" / "curves").glob("*.parquet")).unlink()
    with pytest.raises(ResultsError, match="is not finished: 2 of 3 blocks are there; run the command that made it again") as caught:
        load_run(run.folder)
    assert caught.value.exit_code == Exit.INPUT


def test_comparing_a_scenario_with_itself_under_an_override_is_paired(toy, tmp_path):
    found = compare(toy, overrides=("level=0.33",), histories=2048, jobs=1, out=tmp_path / "c", engine=FAKE)
    nuclear = found.differences["nuclear_use"]
    one, two = found.one.read_histories(), found.two.read_histories()
    assert nuclear.value == pytest.approx(
        np.average(two["nuclear_use"], weights=two["weight"]) - np.average(one["nuclear_use"], weights=one["weight"])
    )
    assert nuclear.sign == 1
    written = json.loads((tmp_path / "c" / "compare.json").read_text())
    assert written["schema"] == "redline/compare/1"
    assert written["differences"]["nuclear_use"]["difference"] == nuclear.value
    assert {row["unit"] for row in found.rows("level up", ["nuclear_use", "acts.blue.strike"])} == {"points", "a history"}


def test_a_results_folder_and_a_scenario_can_be_compared(run, toy, tmp_path):
    found = compare(run.folder, toy, overrides=("tilt=0.3",), jobs=1, out=tmp_path / "c", engine=FAKE)
    assert (found.two.histories, found.two.plan.seed) == (3000, 5)
    assert found.differences["settlement"].sign == 1


def test_runs_on_other_luck_are_not_compared(run, toy, tmp_path):
    other = run_scenario(toy, histories=3000, seed=6, jobs=1, out=tmp_path / "other", engine=FAKE)
    with pytest.raises(ResultsError, match="only runs on the same luck") as caught:
        compare_runs(run, other)
    assert caught.value.exit_code == Exit.INPUT


def test_identical_runs_differ_by_exactly_nothing(run, toy, tmp_path):
    other = run_scenario(toy, histories=3000, seed=5, jobs=1, out=tmp_path / "same", engine=FAKE)
    assert {(d.value, d.low, d.high, d.changed) for d in compare_runs(run, other).differences.values()} == {(0.0, 0.0, 0.0, 0)}


def test_a_history_that_failed_is_in_no_average(toy, tmp_path):
    result = run_scenario(toy, ("poison=failed",), histories=1024, seed=5, jobs=1, out=tmp_path / "failed", engine=FAKE)
    assert result.failed == ((0, "base", 7),)
    assert json.loads((result.folder / "summary.json").read_text())["failed"] == 1
    assert result.sums["rows"][0, "base", "clash"][0] == 1023
