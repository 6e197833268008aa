"""Factors that turn nothing are refused where they cannot be meant, and told where they can; presets as variants."""

from __future__ import annotations

import pytest

from sim.errors import ExperimentError
from sim.experiment.dead import dead
from sim.experiment.load import experiment_of_factors, load_experiment
from sim.experiment.plan import plan_sweep
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE


def test_a_variant_that_sets_the_quantity_of_a_factor_is_told(experiment_file):
    assert dead(load_experiment(experiment_file, FAKE)) == ["factor level moves nothing in variants that set level themselves: above"]
    experiment_file.write_text(EXPERIMENT.replace("{level: 0.5}", "{poison: ''}"))
    assert dead(load_experiment(experiment_file, FAKE)) == []


def test_a_variant_that_sets_the_group_around_a_factor_is_told_and_one_that_sets_its_range_is_not(tmp_path):
    file = tmp_path / "e.yaml"
    file.write_text(
        """\
schema: redline/experiment/1
id: e
title: e
scenario: two-actors
design: {kind: grid, steps: 2}
factors:
  cost: {path: owners.north.nuclear.cost.median, range: [2, 3]}
variants:
  group: {owners.north.nuclear.cost: {median: 2, sigma: 0.5}}
  value: {owners.north.nuclear.cost.median.value: 2}
  other: {owners.north.nuclear.cost.sigma: 0.6}
"""
    )
    assert dead(load_experiment(file)) == ["factor cost moves nothing in variants that set owners.north.nuclear.cost.median themselves: group, value"]


def test_two_factors_of_one_quantity_are_refused(experiment_file, toy):
    experiment_file.write_text(EXPERIMENT.replace("design:", "  again: {path: level}\ndesign:", 1))
    with pytest.raises(ExperimentError, match="'level' is turned twice, by factors 'level' and 'again'; keep one") as caught:
        load_experiment(experiment_file, FAKE)
    assert [problem.line for problem in caught.value.problems] == [11]
    with pytest.raises(ExperimentError, match="turned twice"):
        experiment_of_factors(toy, ["level=0.2,0.3", "level=0.4,0.5"], engine=FAKE)


def test_a_preset_of_the_scenario_may_be_a_variant_and_is_what_its_overrides_are(experiment_file):
    ids = []
    for above in ("{level: 0.55, tilt: 0.1}", "{tilt: 0.1, preset: high}"):
        experiment_file.write_text(EXPERIMENT.replace("{level: 0.5}", above))
        experiment = load_experiment(experiment_file, FAKE)
        assert experiment.variants["above"] == ("level=0.55", "tilt=0.1")
        ids.append(plan_sweep(experiment, FAKE).id)
    assert ids[0] == ids[1]


def test_an_unknown_preset_is_told_at_the_variant(experiment_file):
    experiment_file.write_text(EXPERIMENT.replace("{level: 0.5}", "{preset: hihg}"))
    with pytest.raises(ExperimentError, match="no preset 'hihg'; did you mean 'high'") as caught:
        load_experiment(experiment_file, FAKE)
    assert caught.value.problems[0].line == 14
