"""Experiment files: every mistake at its place, every path tried on the scenario before any work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli import options
from sim.errors import ExperimentError
from sim.experiment.design import Design
from sim.experiment.load import experiment_of_factors, load_experiment
from sim.experiment.schema import schema_json
from sim.scenario.schema_world import LARGEST_SEED
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

ROOT = Path(__file__).parents[2]


def test_ranges_units_and_defaults_come_from_the_scenario_unless_given(experiment_file):
    experiment = load_experiment(experiment_file, FAKE)
    level, tilt = experiment.factors
    assert (level.low, level.high, level.default, level.kind) == (0.1, 0.6, 0.3, "uncertainty")
    assert (tilt.low, tilt.high, tilt.default, tilt.kind) == (0.1, 0.3, 0.2, "lever")
    assert experiment.variants == {"base": (), "above": ("level=0.5",)}


def test_a_group_under_a_path_is_written_out(experiment_file):
    text = EXPERIMENT.replace("scenario: toy.yaml", "scenario: toy.yaml\nset: {level: 0.25}")
    experiment_file.write_text(text)
    assert load_experiment(experiment_file, FAKE).overrides == ("level=0.25",)


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("title: A toy", "titel: A toy", ":3:1:", "did you mean 'title'?"),
        ("path: level}", "path: levle}", ":9:17:", "'levle'"),
        ("from: base", "from: bsae", ":16:28:", "no variant 'bsae'; did you mean 'base'?"),
        ("{level: 0.5}", "{levels: 0.5}", ":14:3:", "variant above: no 'levels'"),
        ("kind: latin_hypercube", "kind: latin_cube", ":11:16:", "latin_hypercube"),
        ("range: [0.1, 0.3]", "range: [0.3, 0.1]", ":10:29:", "range must go from low to high"),
        ("range: [0.1, 0.3]", "range: [0, 0.3], scale: log", ":10:16:", "needs a range above 0"),
        ("range: [0.1, 0.3]", "range: [0.1, 0.3], values: [1]", ":10:3:", "both range and values"),
        ("design: {kind: latin_hypercube, points: 4}\n", "", ":8:1:", "factors need a design"),
        ("scenario: toy.yaml", "scenario: novmber-2024", ":4:11:", "no scenario 'novmber-2024'"),
        ("measures: [nuclear_use, clash, answers.*]", "measures: [nuclear_us]", ":17:1:", "no measure 'nuclear_us'; did you mean 'nuclear_use'?"),
        ("replicates: 2048", "replicates: -1", ":6:13:", "replicates must be a whole number between 1 and 1000000000, got -1"),
        ("kind: lever", "kind: knob", ":10:47:", "'knob'"),
        ("  - {name: level-up,", "  - {name: level-up, from: base, to: above}\n  - {name: level-up,", ":17:12:", "given twice"),
    ],
)
def test_a_mistake_is_named_with_its_place(experiment_file, old, new, place, message):
    assert old in EXPERIMENT
    experiment_file.write_text(EXPERIMENT.replace(old, new, 1))
    with pytest.raises(ExperimentError) as caught:
        load_experiment(experiment_file, FAKE)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{experiment_file}{place} error: ")
    assert message in line


def test_all_mistakes_are_named_at_once(experiment_file):
    experiment_file.write_text(
        EXPERIMENT.replace("from: base", "from: x").replace("path: level}", "path: levle}").replace("answers.*", "acts.nobody.*")
    )
    with pytest.raises(ExperimentError) as caught:
        load_experiment(experiment_file, FAKE)
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [("level", [0.1, 0.35, 0.6]), ("level=0.2,0.4", [0.2, 0.4]), ("level=0:1:5", [0.0, 0.25, 0.5, 0.75, 1.0])],
)
def test_factors_on_the_command_line(toy, text, expected):
    experiment = experiment_of_factors(toy, [text], design=Design("grid", steps=3), engine=FAKE)
    assert [point.values["level"] for point in experiment.points()] == expected


def test_without_factors_every_range_of_the_scenario_is_turned_beside_the_default_point(toy):
    experiment = experiment_of_factors(toy, [], engine=FAKE)
    assert [factor.path for factor in experiment.factors] == ["level", "tilt"]
    assert len(experiment.points()) == 1 + 64
    assert experiment.points()[0].values == {}


@pytest.mark.parametrize(
    "text", ["=1", "level=", "level=1,,2", "level=a:b:c", "level=1:0:5", "level=0:1:1", "level=0:nan:3", "levels", "levels=1", "level=1,NO"]
)
def test_a_factor_that_cannot_be_used_is_one_line(toy, text):
    with pytest.raises(ExperimentError) as caught:
        experiment_of_factors(toy, [text], engine=FAKE)
    (line,) = str(caught.value).splitlines()
    assert line.startswith("--factor: error: ")


def test_the_committed_schema_of_experiments_is_the_one_the_code_means():
    committed = (ROOT / "experiments/schema/redline-experiment-1.json").read_text(encoding="utf-8")
    assert committed == schema_json(), "write it again: redline schema experiment > experiments/schema/redline-experiment-1.json"


def test_every_name_of_the_schema_says_what_it_is_for():
    schema = json.loads(schema_json())
    for section in (schema, *schema["$defs"].values()):
        assert section["description"]
        assert [name for name, entry in section["properties"].items() if len(entry.get("description", "")) < 8] == []


def test_the_range_of_seeds_is_one_everywhere():
    largest = json.loads(schema_json())["properties"]["seed"]["maximum"]
    assert largest == LARGEST_SEED == options.LARGEST_SEED == 2**53 - 1
    assert float(largest) != float(largest + 1)


def test_a_number_of_histories_may_be_written_short(experiment_file):
    experiment_file.write_text(EXPERIMENT.replace("replicates: 2048", "replicates: 1e4", 1))
    assert load_experiment(experiment_file, FAKE).replicates == 10_000
