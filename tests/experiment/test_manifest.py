"""A manifest that somebody else wrote is a plan, or is refused in one line: never a surprise further on."""

from __future__ import annotations

import copy
import json

import pytest

from sim.errors import ResultsError
from sim.experiment.load import load_experiment
from sim.experiment.manifest import NEEDED, SHAPE
from sim.experiment.plan import from_manifest, plan_run, plan_sweep
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
from tests.experiment.fakes import FAKE

STRANGE = (None, 1.5, -1, [], [[]], [None], {"a": [{}]}, [{"a": 1}])


@pytest.fixture
def manifest(experiment_file):
    """Return the manifest of a sweep, as JSON gives it back."""
    return json.loads(json.dumps(plan_sweep(load_experiment(experiment_file, FAKE), FAKE).manifest()))


def complaint(manifest) -> str:
    """Return what is said of a manifest, "" where it is a plan."""
    try:
        from_manifest(manifest)
    except ResultsError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", sorted(SHAPE))
def test_a_value_of_another_kind_is_told_by_its_name(manifest, name):
    said = [complaint(manifest | {name: one}) for one in STRANGE]
    expected = f"the manifest does not hold a whole plan: '{name}' is of another kind; restore it, or choose another folder"
    assert set(said) <= {"", expected}
    assert said.count(expected) >= len(STRANGE) - 3


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_name_that_is_missing_is_told(manifest, name):
    del manifest[name]
    with pytest.raises(ResultsError, match=f"there is no '{name}'"):
        from_manifest(manifest)


@pytest.mark.parametrize("part", ["point", "histories", "values"])
def test_points_are_looked_at_one_by_one(manifest, part):
    for one in (None, "x", [[]]):
        changed = copy.deepcopy(manifest)
        changed["points"][-1][part] = one
        with pytest.raises(ResultsError, match="'points' is of another kind"):
            from_manifest(changed)


def test_points_have_values_of_the_factors_only(manifest):
    manifest["points"][-1]["values"]["a"] = 1
    assert "a point has a value of no factor" in complaint(manifest)


def test_what_is_written_is_read_back(manifest):
    assert from_manifest(manifest).manifest()["points"] == manifest["points"]
    run = json.loads(json.dumps(plan_run(load(scenario_path("two-actors")), 64, 1).manifest()))
    assert from_manifest(run).id == run["run_id"]
