"""Tables of a sweep: rows for figures, contrasts at the default point and over the sampled ones."""

from __future__ import annotations

import csv
import json

import pytest

from sim.analysis.sweeps import run_sweep
from sim.backends.local import Threads
from sim.experiment.design import Design
from sim.experiment.load import experiment_of_factors, load_experiment
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    (folder / "toy.yaml").write_text("level: 0.3\ntilt: 0.2\n")
    (folder / "toy-test.yaml").write_text(EXPERIMENT)
    return run_sweep(load_experiment(folder / "toy-test.yaml", FAKE), out=folder / "out", engine=FAKE, backend=Threads(2))


def test_the_default_point_is_point_0_with_its_own_number_of_histories(result):
    assert [(point.number, point.histories) for point in result.plan.points] == [(0, 3000), (1, 2048), (2, 2048), (3, 2048), (4, 2048)]
    assert result.plan.values(result.plan.points[0]) == {"level": 0.3, "tilt": 0.2}


def test_only_the_measures_asked_for_are_kept(result):
    assert {measure for _, _, measure in result.sums["rows"]} == {"nuclear_use", "clash", "answers.red.2", "answers.red.7", "answers.red.8"}


def test_a_contrast_that_always_raises_a_measure_is_clear_at_every_point(result):
    found = result.contrast_measures("level-up")["nuclear_use"]
    lower = [point for point in result.plan.points[1:] if point.values["level"] < 0.5]
    assert found["default"]["sign"] == 1
    assert found["over_points"]["share_up"] == pytest.approx(len(lower) / 4)


def test_the_variant_wins_over_the_point(result):
    values = [result.estimate(point.number, "above", "nuclear_use").value for point in result.plan.points[1:]]
    tilts = {point.values["tilt"] for point in result.plan.points[1:]}
    assert len(tilts) == 4
    assert max(values) - min(values) < 0.01  # the level is 0.5 everywhere; the tilt moves only the weights


def test_answers_are_shares_at_each_point_and_variant(result):
    for variant in ("base", "above"):
        assert sum(row["share"] for row in result.answers("red", variant)) == pytest.approx(1)
        assert sum(row["share"] for row in result.answers("red", variant, 3)) == pytest.approx(1)


def test_the_json_object_names_design_and_contrasts(result):
    found = json.loads((result.folder / "summary.json").read_text())
    assert (found["schema"], found["points"], found["runs"], found["digest"]) == ("redline/sweep/1", 5, 2 * (3000 + 4 * 2048), result.digest)
    assert found["factors"]["tilt"]["kind"] == "lever"
    assert found["contrasts"][0]["claim"] == "A1"
    assert set(found["contrasts"][0]["measures"]) == {"nuclear_use", "clash"}


def test_files_hold_a_row_for_every_estimate_and_contrast(result):
    def rows(name):
        with open(result.folder / name, newline="") as file:
            return list(csv.DictReader(file))

    assert len(rows("points.csv")) == 5
    assert len(rows("estimates.csv")) == 5 * 2 * 5
    assert len(rows("contrasts.csv")) == 5 * 5
    assert [row["measure"] for row in rows("signs.csv") if row["contrast"] == "level-up"] == sorted(result.measures("level-up"))


def test_rows_for_a_curve_and_a_map(tmp_path):
    (tmp_path / "toy.yaml").write_text("level: 0.3\n")
    experiment = experiment_of_factors(tmp_path / "toy.yaml", ["level=0.1:0.5:3", "tilt=0.1,0.3"], engine=FAKE, design=Design("grid"))
    result = run_sweep(experiment, out=tmp_path / "out", engine=FAKE, backend=Threads(2))
    curve = result.curve_rows("level", "nuclear_use")
    assert [row["x"] for row in curve] == [0.1, 0.1, 0.3, 0.3, 0.5, 0.5]
    assert all(row["low"] <= row["p"] <= row["high"] for row in curve)
    assert curve[0]["p"] < curve[2]["p"] < curve[4]["p"]
    cells = result.map_rows("level", "tilt", "nuclear_use", "base")
    assert [(cell["x"], cell["y"]) for cell in cells] == [(x, y) for x in (0.1, 0.3, 0.5) for y in (0.1, 0.3)]
    assert not (tmp_path / "out" / "contrasts.csv").exists()
