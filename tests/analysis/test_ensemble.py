"""Components of variance of an ensemble: right for tables whose components are known, where naive ones are not, and honest about what is missing."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.ensemble import PARTS, Cells, cells_of, components, decompose, shares
from sim.analysis.sweeps import load_sweep, run_sweep
from sim.errors import ResultsError
from sim.experiment.design import COMMON
from sim.experiment.ensemble import PAIR, experiment_of_theories
from sim.scenario.shipped import scenario_path

TRUE = {"structural": 1.0, "common": 0.8, "interaction": 0.3, "sampling": 0.5}
MEAN_SQUARE = 1 + 1 / 12  # of noise whose size is spread evenly over half to one and a half times its mean


def table(rng: np.random.Generator, policies: int, sets: int, true: dict[str, float], shared: float, skewed: bool = False) -> Cells:
    """Return a table with these components of variance; `shared` is the correlation of noise between policies, its size varies from set to set."""
    numbers = rng.exponential(1, sets) - 1 if skewed else rng.normal(size=sets)
    size = math.sqrt(true["sampling"] / MEAN_SQUARE) * rng.uniform(0.5, 1.5, sets)
    noise = size * (math.sqrt(shared) * rng.normal(size=sets) + math.sqrt(1 - shared) * rng.normal(size=(policies, sets)))
    parts = math.sqrt(true["structural"]) * rng.normal(size=(policies, 1)) + math.sqrt(true["common"]) * numbers
    estimates = parts + math.sqrt(true["interaction"]) * rng.normal(size=(policies, sets)) + noise
    return Cells(estimates, np.broadcast_to(size**2, estimates.shape).copy(), policies * (policies - 1) * (1 - shared) * size**2)


def mean_of(true: dict[str, float], shared: float, policies: int = 6, sets: int = 12, tables: int = 1500) -> dict[str, tuple[float, float]]:
    """Return the mean of each estimated component over many tables, and its standard error."""
    rng = np.random.default_rng(11)
    found = [components(table(rng, policies, sets, true, shared)) for _ in range(tables)]
    values = {name: np.array([getattr(one, name) for one in found]) for name in true}
    return {name: (float(one.mean()), float(one.std() / math.sqrt(tables))) for name, one in values.items()}


@pytest.mark.parametrize("shared", [0.0, 0.9])
@pytest.mark.parametrize("none", ["", *TRUE])
def test_components_are_unbiased_whichever_is_missing(none, shared):
    true = {name: 0.0 if name == none else value for name, value in TRUE.items()}
    for name, (value, error) in mean_of(true, shared).items():
        assert abs(value - true[name]) <= 4 * error + 1e-12, name


def test_where_theory_means_nothing_naive_variances_say_it_does():
    """Nothing but noise and numbers: the variance of the policies' means is not 0, and it grows with the noise; ours is 0 on average."""
    true = {"structural": 0.0, "common": 0.2, "interaction": 0.0, "sampling": 2.0}
    rng, naive, ours = np.random.default_rng(5), [], []
    for _ in range(800):
        cells = table(rng, 6, 12, true, 0.0)
        naive.append(cells.estimates.mean(axis=1).var(ddof=1))
        ours.append(components(cells).structural)
    assert np.mean(naive) == pytest.approx(2.0 / 12, rel=0.1)
    assert abs(np.mean(ours)) <= 4 * np.std(ours) / math.sqrt(800)


def test_noise_that_theories_have_in_common_is_no_parameter():
    """With one luck for all theories of a set, their mean varies by chance from set to set; only pairs tell that from numbers that matter."""
    true = {"structural": 0.5, "common": 0.0, "interaction": 0.0, "sampling": 1.0}
    rng, naive, ours = np.random.default_rng(6), [], []
    for _ in range(800):
        cells = table(rng, 6, 12, true, 0.9)
        blind = Cells(cells.estimates, cells.variances, 6 * 5 * cells.variances[0])  # as if theories met different luck
        naive.append(components(blind).common)
        ours.append(components(cells).common)
    assert abs(np.mean(ours)) <= 4 * np.std(ours) / math.sqrt(800)
    assert np.mean(naive) == pytest.approx(0.9, rel=0.1)


def test_shares_sum_to_one_and_hold_the_interaction_within_the_parametric_one():
    rng = np.random.default_rng(3)
    for true in (TRUE, {**TRUE, "structural": 0.0}, {**TRUE, "sampling": 0.0}):
        found = shares(table(rng, 5, 16, true, 0.5), 100)
        assert math.fsum(found[part].value for part in PARTS) == pytest.approx(1.0, abs=1e-12)
        assert 0 <= found["interaction"].value <= found["parametric"].value
        for share in found.values():
            assert 0 <= share.low <= share.value <= share.high <= 1


def test_nothing_varies_where_nothing_varies():
    found = shares(Cells(np.full((3, 8), 0.2), np.zeros((3, 8)), np.zeros(8)), 20)
    assert all(math.isnan(share.value) and math.isnan(share.low) for share in found.values())


@pytest.mark.parametrize(("skewed", "least"), [(False, 0.86), (True, 0.76)])
def test_intervals_hold_the_truth_about_as_often_as_the_docstring_says(skewed, least):
    """The truth is that of these policies; n = 150 tables of 16 sets: standard error of a coverage 0.02 to 0.03."""
    rng, policies = np.random.default_rng(9), 6
    effects = np.linspace(-1, 1, policies)[:, None]
    structural = float(effects.var(ddof=1))
    whole = structural + TRUE["common"] + TRUE["interaction"] + TRUE["sampling"]
    held = 0
    for _ in range(150):
        cells = table(rng, policies, 16, {**TRUE, "structural": 0.0}, 0.5, skewed)
        share = shares(Cells(cells.estimates + effects, cells.variances, cells.paired), 150)["structural"]
        held += share.low <= structural / whole <= share.high
    assert held / 150 >= least


# ---- from a folder ------------------------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Return the finished ensemble of the smallest crisis: three theories, six sets of two numbers, 512 histories each."""
    experiment = experiment_of_theories(scenario_path("two-actors"), ("logit", "prospect", "reflex"), points=6, replicates=512, seed=3)
    return run_sweep(experiment, 1, tmp_path_factory.mktemp("ensemble") / "two")


def test_the_noise_of_a_real_table_is_that_of_its_histories(swept):
    names, points = list(swept.plan.variants), [point.number for point in swept.plan.points if point.number]
    cells = cells_of(swept, names, points, "nuclear_use")
    for j, point in enumerate(points):
        pairs = [swept.difference(point, PAIR.format(one, two), "nuclear_use").standard_error for one, two in combinations(names, 2)]
        assert cells.paired[j] == pytest.approx(sum(error**2 for error in pairs), rel=1e-9)
        assert cells.paired[j] > 0
        for i, name in enumerate(names):
            one = swept.estimate(point, name, "nuclear_use")
            assert (cells.estimates[i, j], cells.variances[i, j]) == (one.value, one.standard_error**2)


def test_logarithms_are_taken_apart_by_the_delta_method(swept):
    names, points = list(swept.plan.variants), [point.number for point in swept.plan.points if point.number]
    plain, log = (cells_of(swept, names, points, "nuclear_use", one) for one in (False, True))
    assert log.estimates == pytest.approx(np.log10(plain.estimates))
    assert log.variances == pytest.approx(plain.variances / (plain.estimates * math.log(10)) ** 2)
    tiny = 1e-6  # where estimates hardly differ, a difference of logarithms is the difference over the estimate
    near = np.full(plain.estimates.shape, 0.01) * (1 + tiny * np.arange(plain.estimates.shape[0])[:, None])
    assert (near[1] - near[0]) / (0.01 * math.log(10)) == pytest.approx(np.log10(near[1]) - np.log10(near[0]), rel=1e-4)


def test_a_folder_is_taken_apart_the_same_way_every_time(swept):
    first, again = (decompose(one, "nuclear_use") for one in (swept, load_sweep(swept.folder)))
    assert (first.shares, first.components, first.without) == (again.shares, again.components, again.without)
    assert set(first.without) == {"logit", "prospect", "reflex"}
    assert [row.policy for row in first.policies] == ["logit", "prospect", "reflex"]
    assert first.policies[0].against is None
    assert first.policies[1].against.points == first.sets == 6
    assert all(row.low <= row.median <= row.high and len(row.values) == 6 for row in first.policies)
    assert all(row.default.low <= row.default.value <= row.default.high for row in first.policies)


def test_what_cannot_be_taken_apart_is_refused_with_the_reason(swept):
    cases = {
        "does not hold the measure 'clash'": (swept, "clash", False),
        "points share their luck": (_changed(swept, luck=COMMON), "nuclear_use", False),
        "does not pair every policy with every other": (_changed(swept, contrasts=swept.plan.contrasts[:1]), "nuclear_use", False),
        "4 sets of numbers are the least, got 2": (_changed(swept, points=swept.plan.points[:3]), "nuclear_use", False),
        "is 0 at some of its points": (_without(swept, "nuclear_use"), "nuclear_use", True),
    }
    for reason, (result, measure, log) in cases.items():
        with pytest.raises(ResultsError, match=reason):
            decompose(result, measure, log)


def _without(result, measure):
    """Return the result as it would be had no history scored anything in a measure."""
    rows = {key: (*sums[:3], 0.0, 0.0, 0.0) if key[2] == measure else sums for key, sums in result.sums["rows"].items()}
    return replace(result, sums={**result.sums, "rows": rows})


def _changed(result, **plan):
    return replace(result, plan=replace(result.plan, **plan))


def test_an_ensemble_is_the_same_however_it_is_worked(swept, tmp_path):
    experiment = experiment_of_theories(scenario_path("two-actors"), ("logit", "prospect", "reflex"), points=6, replicates=512, seed=3)
    assert run_sweep(experiment, 2, Path(tmp_path) / "two").digest == swept.digest
