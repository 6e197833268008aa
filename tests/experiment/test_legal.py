"""Every point is tried before any work: what is illegal only together, at its place, a line a point."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from sim.analysis.sweeps import run_sweep
from sim.backends.local import Threads
from sim.errors import SHOWN, ExperimentError, RunError
from sim.experiment import legal
from sim.experiment.legal import require_legal
from sim.experiment.load import load_experiment
from sim.experiment.plan import plan_sweep
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

DESIGN, TILT = "{kind: latin_hypercube, points: 4}", ", range: [0.1, 0.3], kind: lever"
LISTED = EXPERIMENT.replace(DESIGN, "{kind: points, file: points.csv}").replace(TILT, "")


def refused(file: Path, **more: object) -> list[str]:
    """Return the lines of complaint about the points of an experiment, without the folder."""
    experiment = load_experiment(file, FAKE)
    with pytest.raises(ExperimentError) as caught:
        require_legal(plan_sweep(experiment, FAKE), experiment, FAKE, **more)
    return [line.removeprefix(f"{file.parent}/") for line in str(caught.value).splitlines()]


def test_values_that_are_bad_only_together_are_told_with_the_line_that_lists_them(experiment_file, tmp_path):
    (tmp_path / "points.csv").write_text("level,tilt\n0.9,0.2\n\n0.9,0.7\n0.2,0.9\n")
    experiment_file.write_text(LISTED)
    assert refused(experiment_file) == [  # tilt 0.9 is fine at level 0.2 and at the variant's 0.5
        "points.csv:4:1: error: point 2 (level 0.9, tilt 0.7), variant base: level and tilt must not exceed 1.5 together, got 0.9 and 0.7"
    ]


def test_a_cell_that_is_bad_by_itself_is_told_at_its_column(experiment_file, tmp_path):
    (tmp_path / "points.csv").write_text("tilt,level\n0.2,0.2\n0.2, 7\n")
    experiment_file.write_text(LISTED.replace("level: 0.5}", "tilt: 0.2}"))
    assert refused(experiment_file) == [
        "points.csv:3:6: error: point 2 (level 7, tilt 0.2): level and tilt must not exceed 1.5 together, got 7 and 0.2"
    ]


def test_a_row_whose_values_are_legal_only_together_is_legal(experiment_file, tmp_path):
    (tmp_path / "points.csv").write_text("level,tilt\n1.4,0.1\n0.1,1.3\n")  # with the other one as it stands both are too much
    experiment_file.write_text(LISTED.replace("above: {level: 0.5}", "above: {level: 0.1}"))
    experiment = load_experiment(experiment_file, FAKE)
    require_legal(plan_sweep(experiment, FAKE), experiment, FAKE)


def test_points_that_no_file_lists_are_told_by_their_values(experiment_file):
    design = "{kind: product, parts: [{kind: grid, steps: 3, factors: [level]}, {kind: grid}]}"
    text = EXPERIMENT.replace(DESIGN, design).replace(TILT, ", values: [0.2, 1.1]").replace("{path: level}", "{path: level, range: [0.1, 0.6]}")
    experiment_file.write_text(text)
    assert [line.split(": level and")[0] for line in refused(experiment_file)] == [
        "design: error: point 2 (level 0.1, tilt 1.1), variant above",
        "design: error: point 4 (level 0.35, tilt 1.1), variant above",
        "design: error: point 6 (level 0.6, tilt 1.1)",
    ]


def test_at_most_twenty_lines_are_told_and_the_rest_is_not_tried(experiment_file, tmp_path, monkeypatch):
    (tmp_path / "points.csv").write_text("level,tilt\n" + "1.2,0.6\n" * 400)
    experiment_file.write_text(LISTED)
    monkeypatch.setattr(legal, "BATCH", 50)
    tried = []
    lines = refused(experiment_file, report=lambda progress: tried.append((progress.done, progress.total)))
    assert len(lines) == SHOWN
    assert lines[0].startswith("points.csv:2:1: ")
    assert lines[-1] == "toy-test: error: there is more that is bad; the rest was not tried"
    assert tried == [(50, 802)]


def test_many_points_are_shared_out_among_processes(experiment_file, tmp_path, monkeypatch):
    (tmp_path / "points.csv").write_text("level,tilt\n" + "0.2,0.6\n" * 40 + "1.2,0.6\n")
    experiment_file.write_text(LISTED)
    monkeypatch.setattr(legal, "ALONE", 10)
    monkeypatch.setattr(legal, "BATCH", 20)
    (line,) = refused(experiment_file, jobs=2)
    assert line.startswith("points.csv:42:1: error: point 41 ")


def illegal(setting):
    """Complain about every case in a text of its own, ever longer."""
    raise RunError("\U0001f680" * 4 * int(setting.values["tilt"][2:]))


def test_what_a_process_says_of_a_batch_fits_into_a_pipe_at_once(experiment_file, tmp_path, monkeypatch):
    (tmp_path / "points.csv").write_text("level,tilt\n" + "".join(f"0.2,0.{number}\n" for number in range(100, 400)))
    experiment_file.write_text(LISTED)
    experiment, engine = load_experiment(experiment_file, FAKE), replace(FAKE, prepare=illegal)
    plan = plan_sweep(experiment, FAKE)
    for start in range(1, 301, 30):
        told = legal.attempt(legal.Batch(replace(plan, points=plan.points[start : start + 30]), experiment.scenario, engine, True))
        assert len(pickle.dumps(told)) < 4096 - 256  # the rest is what the pool adds
        assert 0 < len(told.wrong[0][2]) <= legal.LONGEST
        assert told.more
    for alone in (0, 1000):
        monkeypatch.setattr(legal, "ALONE", alone)
        with pytest.raises(ExperimentError, match="there is more that is bad; the rest was not tried"):
            require_legal(plan, experiment, engine, jobs=1)


def test_a_point_whose_history_cannot_be_replayed_is_found_too(experiment_file):
    def unplayable(setting):
        if setting.values["tilt"] != "0.2":
            raise RunError("the history cannot be replayed")

    experiment = load_experiment(experiment_file, FAKE)
    engine = replace(FAKE, prepare=unplayable)
    with pytest.raises(ExperimentError, match="cannot be replayed") as caught:
        require_legal(plan_sweep(experiment, FAKE), experiment, engine)
    assert len(caught.value.problems) == 4
    require_legal(plan_sweep(experiment, FAKE), experiment, engine, replayed=False)


def test_nothing_is_begun_where_a_point_is_illegal(experiment_file, tmp_path):
    (tmp_path / "points.csv").write_text("level,tilt\n0.2,0.2\n1.2,0.6\n")
    experiment_file.write_text(LISTED)
    with pytest.raises(ExperimentError, match=r"points\.csv:3:1: error: point 2 "):
        run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Threads(1))
    assert not (tmp_path / "out").exists()


def test_a_misspelt_path_of_a_listed_factor_is_told_at_the_factor(experiment_file, tmp_path):
    (tmp_path / "points.csv").write_text("level,tilt\n0.2,0.2\n0.3,0.3\n")
    experiment_file.write_text(LISTED.replace("{path: tilt}", "{path: tlit}"))
    with pytest.raises(ExperimentError) as caught:
        load_experiment(experiment_file, FAKE)
    (problem,) = caught.value.problems
    assert (problem.line, problem.message) == (10, "no 'tlit'")
