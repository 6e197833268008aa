"""Saltelli designs: groups of points that differ from one another in one factor, so that Sobol indices can be computed."""

from __future__ import annotations

import sys

import pytest

from sim.errors import ExperimentError
from sim.experiment import schema
from sim.experiment.design import Design, Factor
from sim.experiment.load import load_experiment
from sim.experiment.plan import plan_sweep
from sim.experiment.samplers import saltelli
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

FACTORS = [Factor(name, name, "uncertainty", low=-1.0, high=3.0) for name in "abc"]


def written(file, design):
    file.write_text(EXPERIMENT.replace("{kind: latin_hypercube, points: 4}", design))
    return file


@pytest.mark.parametrize("pairs", [False, True])
def test_each_group_is_two_points_and_their_mixtures_in_one_factor(pairs):
    pytest.importorskip("SALib")
    design = Design("saltelli", points=8, pairs=pairs)
    rows = saltelli.sample(FACTORS, design, 5)
    size = 8 if pairs else 5
    assert len(rows) == 8 * size == design.count(FACTORS)
    for start in range(0, len(rows), size):
        a, *mixed, b = rows[start : start + size]
        assert all(x != y for x, y in zip(a, b, strict=True))
        wanted = [tuple(b[i] if i == k else a[i] for i in range(3)) for k in range(3)]
        wanted += [tuple(a[i] if i == k else b[i] for i in range(3)) for k in range(3)] if pairs else []
        assert mixed == wanted


def test_first_and_second_points_fill_every_eighth_of_each_range():
    pytest.importorskip("SALib")
    rows = saltelli.sample(FACTORS, Design("saltelli", points=8), 1)
    for chosen in (rows[0::5], rows[4::5]):
        for place in range(3):
            assert sorted(int((row[place] + 1) / 4 * 8) for row in chosen) == list(range(8))


def test_seed_0_of_a_saltelli_design_is_a_seed():
    pytest.importorskip("SALib")
    drawn = [saltelli.sample(FACTORS, Design("saltelli", points=4), seed) for seed in (0, 0, 1, 2**63 - 1)]
    assert drawn[0] == drawn[1]
    assert len({tuple(rows) for rows in drawn}) == 3


def test_a_saltelli_experiment_records_its_design_in_the_manifest(experiment_file):
    pytest.importorskip("SALib")
    plan = plan_sweep(load_experiment(written(experiment_file, "{kind: saltelli, points: 4, pairs: true}"), FAKE), FAKE)
    assert len(plan.points) == 1 + 4 * 6
    assert plan.manifest()["about"]["design"] == {"kind": "saltelli", "points": 4, "pairs": True}


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ("{kind: saltelli, points: 6}", "a saltelli design has a power of two of points, to cover all ranges evenly; beside 6 lie 4 and 8"),
        ("{kind: saltelli, steps: 4}", "a saltelli design takes no steps; it takes points and pairs"),
        ("{kind: sobol, pairs: true}", "a sobol design takes no pairs; it takes points"),
    ],
)
def test_what_a_saltelli_design_does_not_take_is_refused_in_one_line(experiment_file, design, said):
    with pytest.raises(ExperimentError) as caught:
        load_experiment(written(experiment_file, design), FAKE)
    (line,) = str(caught.value).splitlines()
    assert line.endswith(said)


def test_without_salib_a_saltelli_design_is_one_line_and_code_2(experiment_file, monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(ExperimentError, match="needs SALib") as caught:
        load_experiment(written(experiment_file, "{kind: saltelli, points: 4}"), FAKE)
    assert caught.value.exit_code == 2
    with pytest.raises(ExperimentError, match="needs SALib"):
        saltelli.sample(FACTORS, Design("saltelli", points=4), 1)


def test_the_json_schema_forbids_pairs_elsewhere():
    rules = schema.Document.model_json_schema()["$defs"]["Design"]["allOf"]
    allowed = [rule["if"]["properties"]["kind"]["const"] for rule in rules if "pairs" not in rule["then"]["properties"]]
    assert allowed == ["saltelli"]


def test_values_of_a_list_are_kept_for_the_analysis(experiment_file):
    text = EXPERIMENT.replace("tilt: {path: tilt, range: [0.1, 0.3], kind: lever}", "tilt: {path: tilt, values: [0.3, 0.1]}")
    experiment_file.write_text(text)
    plan = plan_sweep(load_experiment(experiment_file, FAKE), FAKE)
    assert plan.about["factors"]["tilt"]["values"] == [0.3, 0.1]
