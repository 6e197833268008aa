"""Many points are held by columns and in a file of their own, and are the same points, the same run, the same results."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace

import pytest

from sim.analysis.folder import status
from sim.analysis.sweeps import load_sweep, run_sweep
from sim.analysis.verify import verify
from sim.backends.local import Threads
from sim.errors import ResultsError
from sim.experiment import points
from sim.experiment.design import Point
from sim.experiment.load import load_experiment
from sim.experiment.plan import from_manifest, plan_sweep
from sim.experiment.points import Points, counts, facts, grown, json_parts, words
from sim.results import design_file
from sim.results.design_file import Columns, column, of_bytes, to_bytes
from sim.results.store import open_store
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

ROWS = [(0.1, 3, True, "a", 1), (0.25, -4, False, "b", 2.5), (1e-9, 2**40, True, "a", "x"), (3.0, 0, True, "", False)]
NAMES = ("real", "whole", "switch", "word", "mixed")
ANY = [Point(0, 5000, {}), *(Point(number, 2048, dict(zip(NAMES, row, strict=True))) for number, row in enumerate(ROWS, 1))]


def held(listed: list[Point]) -> Points:
    """Return the same points by columns."""
    import numpy as np

    plain = sum(not point.values for point in listed)
    values = tuple(column([point.values[name] for point in listed[plain:]]) for name in NAMES)
    return Points(Columns(listed[0].number, np.array(counts(listed)), NAMES, values, plain))


@pytest.mark.parametrize("first", [0, 1])
def test_points_by_columns_are_the_points(first):
    listed = ANY[first:]
    found = Points(of_bytes(to_bytes(held(listed).columns())))
    assert list(found) == listed
    assert [found[place] for place in (0, -1, 2)] == [listed[place] for place in (0, -1, 2)]
    assert [[type(value) for value in point.values.values()] for point in found] == [[type(v) for v in p.values.values()] for p in listed]
    for part in (slice(0, 2), slice(1, 3), slice(2, 99), slice(3, 1)):
        assert list(found[part]) == listed[part]
        assert list(pickle.loads(pickle.dumps(found[part]))) == listed[part]  # noqa: S301  our own
    assert counts(found) == counts(listed)
    assert words(found) == words(listed) == {"word": ["a", "b", ""], "mixed": ["x"]}
    assert list(grown(found, {2: 7, 3: 9})) == list(grown(listed, {2: 7, 3: 9}))
    assert "".join(json_parts(found)) == "".join(json_parts(listed)) == json.dumps(facts(listed), sort_keys=True, separators=(",", ":"))
    with pytest.raises(IndexError):
        found[len(listed)]


def test_no_points_are_an_empty_list():
    assert "".join(json_parts(())) == "[]"


def test_a_large_design_is_the_same_run_with_the_same_results(experiment_file, tmp_path, monkeypatch):
    few = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "few", engine=FAKE, backend=Threads(1))
    monkeypatch.setattr(points, "MANY", 2)
    many = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "many", engine=FAKE, backend=Threads(2))
    assert isinstance(many.plan.points, Points)
    assert (many.plan.id, many.digest) == (few.plan.id, few.digest)
    for name in ("table.csv", "points.csv", "estimates.csv", "contrasts.csv", "signs.csv"):
        assert (tmp_path / "many" / name).read_bytes() == (tmp_path / "few" / name).read_bytes()
    assert json.loads((tmp_path / "many/manifest.json").read_text())["points"]["count"] == 5
    assert list(from_manifest(open_store(tmp_path / "many").manifest).points) == list(few.plan.points)
    assert load_sweep(tmp_path / "many").digest == few.digest
    assert status(tmp_path / "many").finished
    verdict = verify(tmp_path / "many", engine=FAKE)
    assert (verdict.damage, verdict.digest) == ([], few.digest)
    again = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "many", engine=FAKE, backend=Threads(1))
    assert again.digest == few.digest


def test_a_file_of_points_that_was_changed_is_damage(experiment_file, tmp_path, monkeypatch):
    monkeypatch.setattr(points, "MANY", 2)
    run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Threads(1))
    file = tmp_path / "out" / design_file.NAME
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    with pytest.raises(ResultsError, match=r"points\.parquet was changed after it was written"):
        open_store(tmp_path / "out")
    assert [one.file for one in verify(tmp_path / "out", engine=FAKE).damage] == ["manifest.json"]
    file.unlink()
    with pytest.raises(ResultsError, match=r"points\.parquet is missing"):
        open_store(tmp_path / "out")


def test_a_target_grows_many_points_as_it_grows_few(experiment_file, tmp_path, monkeypatch):
    text = EXPERIMENT.replace("replicates: 2048\n", "", 1).replace("default_replicates: 3000", "default_replicates: 1")
    experiment_file.write_text(f"{text}target: {{measure: nuclear_use, relative_error: 0.05, max_replicates: 20000}}\n")
    digests = []
    for name, many in (("few", 10_000), ("many", 2)):
        monkeypatch.setattr(points, "MANY", many)
        digests.append(run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / name, engine=FAKE, backend=Threads(1)).digest)
    assert digests[0] == digests[1]


def test_the_plan_of_many_points_is_that_of_few(experiment_file, monkeypatch):
    experiment = load_experiment(experiment_file, FAKE)
    plans = [plan_sweep(experiment, FAKE)]
    monkeypatch.setattr(points, "MANY", 2)
    plans.append(plan_sweep(experiment, FAKE))
    plans.append(plan_sweep(replace(experiment, default_replicates=0), FAKE))
    assert plans[0].id == plans[1].id != plans[2].id
    assert dict(plans[0].units()) == dict(plans[1].units())
    assert plans[2].points[0].number == 1
