"""The whole way on the real engine, small: a run, a sweep and a comparison of November 2024, and the shipped experiments."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.analysis.compare import compare_runs
from sim.analysis.runs import run_scenario
from sim.analysis.sweeps import run_sweep
from sim.backends.local import Processes, Threads
from sim.experiment.load import experiment_of_factors, load_experiment
from sim.scenario.shipped import scenario_path

EXPERIMENTS = sorted((Path(__file__).parents[2] / "experiments").glob("*.yaml"))
NOVEMBER = scenario_path("november-2024")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return run_scenario(NOVEMBER, histories=1100, seed=1, jobs=2, out=tmp_path_factory.mktemp("real") / "run")


def test_endings_and_parts_add_up(run):
    assert sum(row["p"] for row in run.outcomes() if row["is_ending"]) == pytest.approx(1, abs=1e-9)
    parts = {row["part"]: row["p"] for row in run.parts()}
    assert parts["deliberate"] + parts["noise"] + parts["inadvertent"] == pytest.approx(parts["total"], abs=1e-12)
    assert 0 < parts["total"] < 0.2


def test_shares_of_answers_add_up_and_credibility_is_a_probability(run):
    assert sum(row["share"] for row in run.answers("russia")) == pytest.approx(1)
    assert all(0 <= row["low"] <= row["mean"] <= row["high"] <= 1 for row in run.credibility())


def test_digest_does_not_depend_on_threads_and_a_run_equals_itself(run, tmp_path):
    serial = run_scenario(NOVEMBER, histories=1100, seed=1, jobs=1, out=tmp_path / "serial")
    assert serial.digest == run.digest
    assert {(d.value, d.changed) for d in compare_runs(run, serial).differences.values()} == {(0.0, 0)}


def test_a_sweep_in_processes_equals_one_in_threads_and_agrees_with_the_run(run, tmp_path):
    experiment = experiment_of_factors(NOVEMBER, ["owners.russia.nuclear.audience_cost=0.3,1"], replicates=1100, seed=1)
    here = run_sweep(experiment, out=tmp_path / "threads", backend=Threads(1))
    there = run_sweep(experiment, out=tmp_path / "processes", backend=Processes(2))
    assert here.digest == there.digest
    assert here.estimate(1, "base", "nuclear_use") == run.estimate("nuclear_use")


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_shipped_experiments_are_sound(path):
    experiment = load_experiment(path)
    assert experiment.points()
    assert experiment.replicates % 1024 == 0
    assert experiment.default_replicates % 1024 == 0


def test_the_headline_experiment_contrasts_what_the_claims_speak_of():
    experiment = load_experiment(next(path for path in EXPERIMENTS if path.stem == "doctrine-2024"))
    claims = {claim for contrast in experiment.contrasts for claim in contrast.claim.split(", ") if claim}
    assert claims == {f"A{number}" for number in range(1, 12)}
    used = {name for contrast in experiment.contrasts for name in (contrast.before, contrast.after)}
    assert used == set(experiment.variants)
