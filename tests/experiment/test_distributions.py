"""Distributions of factors: against SciPy's, at the ends, far out, and in files."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from scipy import stats

from sim.errors import ExperimentError
from sim.experiment.design import Design, Factor
from sim.experiment.distribution import Distribution
from sim.experiment.load import load_experiment
from sim.experiment.plan import plan_sweep
from sim.experiment.samplers import latin_hypercube
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

SHARES = [0.0, 1e-6, 0.01, 0.2, 0.5, 0.8, 0.99, 1 - 1e-6, 1.0]
LEVEL = "  level: {path: level}"


def factor(low: float, high: float, scale: str, kind: str, centre: float, sd: float = 0.0) -> Factor:
    return Factor("a", "a", "uncertainty", low=low, high=high, scale=scale, distribution=Distribution(kind, centre, sd))


@pytest.mark.parametrize(("low", "high", "mode"), [(0.0, 1.0, 0.3), (-2.0, 5.0, -2.0), (-2.0, 5.0, 5.0)])
def test_a_triangle_is_that_of_scipy(low, high, mode):
    known = stats.triang((mode - low) / (high - low), low, high - low)
    one = factor(low, high, "linear", "triangular", mode)
    assert [one.at(share) for share in SHARES] == pytest.approx(list(known.ppf(SHARES)), rel=1e-5, abs=1e-6)


def test_a_triangle_on_a_log_scale_is_one_of_the_logarithm():
    one = factor(0.1, 10.0, "log", "triangular", 1.0)
    assert one.at(0.5) == 1.0
    assert one.at(0.125) == pytest.approx(math.sqrt(0.1), rel=1e-5)
    assert (one.at(0.0), one.at(1.0)) == (0.1, 10.0)


@pytest.mark.parametrize(
    ("low", "high", "mean", "sd"),
    [(0.0, 1.0, 0.3, 0.2), (-1.0, 1.0, 0.0, 10.0), (4.0, 9.0, 0.0, 1.0), (-9.0, -4.0, 0.0, 1.0), (-100.0, 100.0, 1.0, 1.0), (-1.0, 500.0, 0.0, 1.0)],
)
def test_a_normal_distribution_is_cut_off_as_that_of_scipy(low, high, mean, sd):
    known = stats.truncnorm((low - mean) / sd, (high - mean) / sd, mean, sd)
    one = factor(low, high, "linear", "normal", mean, sd)
    assert [one.at(share) for share in SHARES[1:-1]] == pytest.approx(list(known.ppf(SHARES[1:-1])), rel=1e-5, abs=1e-6)
    assert (one.at(0.0), one.at(1.0)) == (low, high)
    assert one.inside() == pytest.approx(stats.norm.cdf(high, mean, sd) - stats.norm.cdf(low, mean, sd), rel=1e-6)


def test_a_lognormal_distribution_has_its_median_and_the_sd_of_its_logarithm():
    one = factor(0.01, 100.0, "log", "lognormal", 0.5, 0.7)
    known = stats.lognorm(0.7, scale=0.5)
    assert [one.at(share) for share in SHARES[2:-2]] == pytest.approx(list(known.ppf(SHARES[2:-2])), rel=1e-4)


@pytest.mark.parametrize("kind", ["triangular", "normal"])
def test_drawn_values_lie_in_the_range_and_rise_with_their_share(kind):
    one = factor(0.1, 0.7, "linear", kind, 0.6, 0.2)
    values = [one.at(n / 500) for n in range(501)]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (0.1, 0.7)
    assert all(float(f"{value:.6g}") == value for value in values)


def test_a_latin_hypercube_draws_as_many_values_below_the_median_as_above():
    one = factor(0.0, 1.0, "linear", "triangular", 1.0)
    rows = latin_hypercube.sample([one], Design("latin_hypercube", points=40), 2)
    assert sum(row[0] < math.sqrt(0.5) for row in rows) == 20


# ---- in files


def given(file: Path, distribution: str, more: str = "", design: str = "latin_hypercube, points: 4") -> Path:
    text = EXPERIMENT.replace(LEVEL, f"  level: {{path: level, distribution: {distribution}{more}}}").replace("latin_hypercube, points: 4", design)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_distribution_moves_the_points_and_is_on_record(experiment_file):
    plans = []
    for text in (
        "{kind: uniform}",
        "{kind: normal, mean: 0.2, sd: 0.05}",
        "{kind: lognormal, median: 0.2, sd: 0.5}",
        "{kind: triangular, mode: 0.2}",
    ):
        plans.append(plan_sweep(load_experiment(given(experiment_file, text), FAKE), FAKE))
    experiment_file.write_text(EXPERIMENT, encoding="utf-8")
    assert plan_sweep(load_experiment(experiment_file, FAKE), FAKE).id == plans[0].id
    assert len({plan.id for plan in plans}) == 4
    facts = [plan.about["factors"]["level"] for plan in plans]
    assert "distribution" not in facts[0]
    assert [one["distribution"] for one in facts[1:]] == [
        {"kind": "normal", "mean": 0.2, "sd": 0.05},
        {"kind": "lognormal", "median": 0.2, "sd": 0.5},
        {"kind": "triangular", "mode": 0.2},
    ]
    assert [one["scale"] for one in facts] == ["linear", "linear", "log", "linear"]


@pytest.mark.parametrize("design", ["sobol, points: 4", "morris, points: 2", "product, parts: [{kind: sobol, factors: [level]}, {kind: grid}]"])
def test_every_drawn_design_takes_distributions(experiment_file, design):
    if design.startswith("morris"):
        pytest.importorskip("SALib")
    even = load_experiment(given(experiment_file, "{kind: uniform}", design=design), FAKE).points()
    skew = load_experiment(given(experiment_file, "{kind: triangular, mode: 0.6}", design=design), FAKE).points()
    assert [point.values["tilt"] for point in even[1:]] == [point.values["tilt"] for point in skew[1:]]
    assert sum(point.values["level"] for point in even[1:]) < sum(point.values["level"] for point in skew[1:])


@pytest.mark.parametrize(
    ("distribution", "more", "design", "place", "message"),
    [
        ("{kind: uniform, mode: 0.2}", "", "sobol", "9:54", "a uniform distribution takes no mode; it takes nothing more"),
        ("{kind: triangular}", "", "sobol", "9:24", "a triangular distribution needs mode"),
        ("{kind: triangular, mode: 0.2, sd: 1}", "", "sobol", "9:68", "a triangular distribution takes no sd; it takes mode"),
        ("{kind: normal, mode: 0.2, sd: 1}", "", "sobol", "9:53", "a normal distribution takes no mode; it takes mean and sd"),
        ("{kind: normal, mean: 0.2}", "", "sobol", "9:24", "a normal distribution needs sd"),
        ("{kind: normal, mean: 0.2, sd: 0}", "", "sobol", "9:68", "must be a number above 0, at most 1e+300, got"),
        ("{kind: normal, mean: 0.2, std: 1}", "", "sobol", "9:64", "unknown name 'std' in factors.level.distribution; did you mean 'sd'?"),
        ("{kind: lognormal, median: -1, sd: 1}", "", "sobol", "9:64", "must be a number above 0, at most 1e+300, got"),
        ("{kind: norml, mean: 0.2, sd: 1}", "", "sobol", "9:45", "did you mean 'normal'?"),
        ("{kind: normal, mean: 0.2, sd: 1}", ", scale: log", "sobol", "9:72", "has a scale of its own"),
        ("{kind: triangular, mode: 0.7}", "", "sobol", "9:17", "must lie in its range [0.1, 0.6], got 0.7"),
        ("{kind: normal, mean: 9, sd: 1}", "", "sobol", "9:17", "hardly anything"),
        ("{kind: lognormal, median: 1, sd: 1}", ", range: [0, 1]", "sobol", "9:17", "a lognormal distribution, which needs a range above 0"),
        ("{kind: uniform}", "", "grid", "9:24", "a grid design has no use for distribution of factor level"),
        ("{kind: uniform}", ", values: [0.2]", "sobol", "9:24", "distribution says nothing about the values of factor level"),
    ],
)
def test_a_distribution_that_does_not_fit_is_refused_at_its_place(experiment_file, distribution, more, design, place, message):
    with pytest.raises(ExperimentError) as caught:
        load_experiment(given(experiment_file, distribution, more, design), FAKE)
    first = str(caught.value).splitlines()[0].removeprefix(f"{experiment_file}:")
    assert message in first
    assert first.startswith(f"{place}: error: ")
