"""Indices by SALib: known functions give their known indices, and seed 0 is a seed."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis import sensitivity
from sim.experiment.design import Design, Factor
from sim.experiment.samplers import latin_hypercube, morris, saltelli, sobol
from tests.analysis.responses import ISHIGAMI, ishigami

pytest.importorskip("SALib")
UNIT = [Factor(name, name, "uncertainty", low=0.0, high=1.0) for name in "abc"]


def values(rows):
    return np.array([ishigami(*row) for row in rows])


def of(found, index):
    return {one.factor: one for one in found if one.index == index}


@pytest.fixture(scope="module")
def indices():
    rows = saltelli.sample(UNIT, Design("saltelli", points=2048, pairs=True), 1)
    return sensitivity.of_saltelli(values(rows), list("abc"), True, 0.0, seed=0)


@pytest.mark.parametrize("index", ["S1", "ST"])
def test_the_indices_of_ishigami_and_homma_are_the_published_ones(indices, index):
    # Ishigami, T. and Homma, T. (1990), a = 7, b = 0.1: S1 0.313905, 0.442411, 0; ST of the third 0.243684
    for factor, known in zip("abc", ISHIGAMI[index], strict=True):
        one = of(indices, index)[factor]
        assert one.value == pytest.approx(known, abs=0.02)
        assert one.low - 0.01 <= known <= one.high + 0.01
        assert one.high - one.low < 0.15


def test_the_pair_of_ishigami_and_homma_that_interplays_is_found(indices):
    found = {(one.factor, one.other): one for one in indices if one.index == "S2"}
    assert found["a", "c"].value == pytest.approx(ISHIGAMI["S2"], abs=0.04)
    assert found["a", "c"].clear
    assert not found["a", "b"].clear
    assert not found["b", "c"].clear


def test_without_pairs_there_are_no_indices_of_pairs():
    rows = saltelli.sample(UNIT, Design("saltelli", points=256), 1)
    found = sensitivity.of_saltelli(values(rows), list("abc"), False, 0.0, seed=1)
    assert {one.index for one in found} == {"S1", "ST"}
    assert of(found, "ST")["c"].value == pytest.approx(ISHIGAMI["ST"][2], abs=0.05)


def test_intervals_of_the_bootstrap_hold_the_truth_about_as_often_as_they_say():
    # 40 designs of 128 base points: 95 % intervals of ST miss at most a fifth of the time even at 4 standard errors
    hits = 0
    for seed in range(40):
        rows = saltelli.sample(UNIT, Design("saltelli", points=128), seed)
        found = of(sensitivity.of_saltelli(values(rows), list("abc"), False, 0.0, seed), "ST")
        hits += sum(found[factor].low <= known <= found[factor].high for factor, known in zip("abc", ISHIGAMI["ST"], strict=True))
    assert hits / 120 > 0.87


@pytest.mark.parametrize("method", ["saltelli", "morris", "sample"])
def test_seed_0_is_a_seed_and_the_global_generator_is_left_alone(method):
    def found(seed):
        if method == "saltelli":
            rows = saltelli.sample(UNIT, Design("saltelli", points=16), 1)
            return sensitivity.of_saltelli(values(rows), list("abc"), False, 0.0, seed)
        if method == "morris":
            rows = morris.sample(UNIT, Design("morris", points=6, steps=4), 1)
            return sensitivity.of_morris(np.array(rows), values(rows), list("abc"), 4, 0.0, seed)
        rows = latin_hypercube.sample(UNIT, Design("latin_hypercube", points=64), 1)
        return sensitivity.of_sample(np.array(rows), values(rows), list("abc"), 0.0, seed)

    state = np.random.get_state()[1].copy()  # noqa: NPY002 (that nobody draws from it is the point)
    assert found(0) == found(0)
    assert found(0) != found(1)
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002


def test_an_inert_factor_has_the_total_index_of_noise_and_is_not_taken_for_a_cause():
    rows = saltelli.sample([*UNIT, Factor("d", "d", "uncertainty", low=0.0, high=1.0)], Design("saltelli", points=512), 2)
    clean = np.array([3 * a + b for a, b, _, _ in rows])
    noise = np.random.default_rng(5).normal(0, 0.5, len(clean))
    share = 0.25 / (0.25 + 10 / 12)
    found = of(sensitivity.of_saltelli(clean + noise, list("abcd"), False, share, 1), "ST")
    assert found["d"].value == pytest.approx(share, abs=0.05)
    assert [name for name, one in found.items() if one.clear] == ["a", "b"]
    quiet = of(sensitivity.of_saltelli(clean, list("abcd"), False, 0.0, 1), "ST")
    assert quiet["d"].value == pytest.approx(0.0, abs=1e-12)


def test_elementary_effects_of_a_plane_are_its_slopes_over_the_whole_range():
    wide = [Factor("a", "a", "uncertainty", low=10.0, high=30.0), Factor("b", "b", "uncertainty", low=0.01, high=100.0, scale="log"), UNIT[2]]
    rows = morris.sample(wide, Design("morris", points=8, steps=6), 4)
    y = np.array([5 * (a - 10) / 20 - 2 * np.log10(b) / 4 + 0 * c for a, b, c in rows])  # on a log scale the range of b has four decades
    found = sensitivity.of_morris(np.array(rows), y, list("abc"), 6, 0.0, 0)
    assert [of(found, "mu")[name].value for name in "abc"] == pytest.approx([5.0, -2.0, 0.0], abs=1e-5)
    assert [of(found, "mu_star")[name].value for name in "abc"] == pytest.approx([5.0, 2.0, 0.0], abs=1e-5)
    assert [of(found, "sigma")[name].value for name in "abc"] == pytest.approx([0.0, 0.0, 0.0], abs=1e-4)
    assert [of(found, "mu_star")[name].clear for name in "abc"] == [True, True, False]
    assert of(found, "mu")["b"].clear


def test_where_effects_interplay_sigma_is_known():
    # f = a b with b in {0, 1/3, 2/3, 1}: effects of a are values of b, whose mean is 1/2
    rows = morris.sample(UNIT, Design("morris", points=200, steps=4), 2)
    found = sensitivity.of_morris(np.array(rows), np.array([a * b for a, b, _ in rows]), list("abc"), 4, 0.0, 0)
    mu, sigma = of(found, "mu")["a"], of(found, "sigma")["a"]
    assert mu.low < 0.5 < mu.high
    assert sigma.value == pytest.approx(np.sqrt(5) / 6, abs=0.03)  # of four equally likely values 0 to 1
    assert sigma.low < np.sqrt(5) / 6 < sigma.high


def test_noise_that_is_independent_has_the_mu_star_of_the_floor():
    rows = morris.sample(UNIT, Design("morris", points=400, steps=4), 1)
    noise = np.random.default_rng(2).normal(0, 0.2, len(rows))
    found = sensitivity.of_morris(np.array(rows), noise, list("abc"), 4, 0.2, 0)
    for index in ("mu_star", "sigma"):
        for one in of(found, index).values():
            assert one.value == pytest.approx(one.floor, rel=0.12)
            assert not (one.clear and one.value > 1.2 * one.floor)


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_any_sample_gives_first_order_indices_within_their_intervals(design):
    sampler = {"latin_hypercube": latin_hypercube, "sobol": sobol}[design]
    rows = sampler.sample(UNIT, Design(design, points=512), 3)
    found = of(sensitivity.of_sample(np.array(rows), values(rows), list("abc"), 0.0, 1), "S1")
    for factor, known in zip("abc", ISHIGAMI["S1"], strict=True):
        assert found[factor].low <= known <= found[factor].high
        assert found[factor].value == pytest.approx(known, abs=0.08)
    assert [name for name, one in found.items() if one.clear] == ["a", "b"]


def test_intervals_from_a_sample_hold_the_truth_at_least_as_often_as_they_say():
    # 40 hypercubes of 64 points: halves of points were resampled, so the spread is scaled; 95 % less four standard errors
    hits = 0
    for seed in range(40):
        rows = latin_hypercube.sample(UNIT, Design("latin_hypercube", points=64), seed)
        found = of(sensitivity.of_sample(np.array(rows), values(rows), list("abc"), 0.0, seed), "S1")
        hits += sum(found[factor].low <= known <= found[factor].high for factor, known in zip("abc", ISHIGAMI["S1"], strict=True))
    assert hits / 120 > 0.87


def test_a_sample_of_few_points_gives_none():
    rows = latin_hypercube.sample(UNIT, Design("latin_hypercube", points=31), 3)
    assert sensitivity.of_sample(np.array(rows), values(rows), list("abc"), 0.0, 1) == []
