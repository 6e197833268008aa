"""Intervals against published and brute-force numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from sim.analysis import estimates


# Reference values: Wilson score intervals computed with an independent implementation, as in the project's table of intervals.
@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(0, 1000, 0.0, 0.0038268), (3, 10000, 0.00010203, 0.00088174), (10, 100000, 5.432e-5, 1.8408e-4), (127, 1000, 0.107780, 0.149075)],
)
def test_wilson_gives_the_published_numbers(successes, trials, low, high):
    assert estimates.wilson(successes, trials) == pytest.approx((low, high), rel=5e-5)


@pytest.mark.parametrize(("successes", "trials"), [(0, 7), (7, 7), (1, 3), (50, 100), (999, 1000)])
def test_wilson_agrees_with_scipy(successes, trials):
    expected = binomtest(successes, trials).proportion_ci(method="wilson")
    assert estimates.wilson(successes, trials) == pytest.approx((expected.low, expected.high), abs=1e-12)


@pytest.mark.parametrize(("successes", "trials"), [(-1, 5), (6, 5), (0, 0)])
def test_wilson_refuses_impossible_counts(successes, trials):
    with pytest.raises(ValueError, match="expected 0 <= successes <= trials"):
        estimates.wilson(successes, trials)


def weighted_scores(seed: int, size: int = 4000):
    rng = np.random.default_rng(seed)
    w, y = np.exp(rng.normal(0, 0.7, size)), rng.random(size) ** 5
    return w, y, (w.sum(), (w * w).sum(), (w * y).sum(), (w * w * y).sum(), (w * w * y * y).sum())


def test_weighted_variance_is_that_of_the_definition():
    w, y, sums = weighted_scores(1)
    p, error = estimates.weighted_mean(*sums)
    assert p == pytest.approx(np.average(y, weights=w), rel=1e-12)
    assert error == pytest.approx(math.sqrt((w**2 * (y - p) ** 2).sum()) / w.sum(), rel=1e-9)


def test_weighted_standard_error_agrees_with_the_bootstrap():
    w, y, sums = weighted_scores(2)
    rng = np.random.default_rng(3)
    picks = rng.integers(0, len(w), (2000, len(w)))
    bootstrap = ((w[picks] * y[picks]).sum(axis=1) / w[picks].sum(axis=1)).std()
    _, error = estimates.weighted_mean(*sums)
    assert error == pytest.approx(bootstrap, rel=4 / math.sqrt(2 * 2000))  # four standard errors of a bootstrap standard deviation


def test_score_intervals_cover_the_truth_nineteen_times_in_twenty():
    covered = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        w, y = np.exp(rng.normal(0, 0.5, 500)), rng.random(500) ** 9  # mean of u^9 is 1/10
        sums = (w.sum(), (w * w).sum(), (w * y).sum(), (w * w * y).sum(), (w * w * y * y).sum())
        one = estimates.score("nuclear_use", *sums)
        covered += one.low <= 0.1 <= one.high
    assert abs(covered / 400 - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 400)


def test_interval_of_a_score_stays_inside_zero_and_one():
    one = estimates.probability(0.001, 0.01)
    assert 0 < one.low < one.value < one.high < 1
    other = estimates.probability(0.999, 0.01)
    assert (1 - other.high, 1 - other.low) == pytest.approx((one.low, one.high))


def test_none_seen_means_zero_for_weights_and_three_in_n_for_sampled_endings():
    none = (500.0, 500.0, 0.0, 0.0, 0.0)
    assert (estimates.score("nuclear_use", *none).low, estimates.score("nuclear_use.by.usa", *none).high) == (0.0, 0.0)
    assert estimates.score("clash", *none).high == pytest.approx(3 / 500)
    uneven = (500.0, 1000.0, 0.0, 0.0, 0.0)  # effective sample size 250
    assert estimates.score("settlement", *uneven).high == pytest.approx(3 / 250)


def test_all_seen_is_the_mirror_of_none_seen():
    assert estimates.score("no_end", 500.0, 500.0, 500.0, 500.0, 500.0).low == pytest.approx(1 - 3 / 500)


def test_counts_may_exceed_one_and_stay_positive():
    one = estimates.score("acts.russia.hold", 100.0, 100.0, 250.0, 250.0, 900.0)
    assert one.value == pytest.approx(2.5)
    assert 0 < one.low < 2.5 < one.high
    assert one.high / one.value == pytest.approx(one.value / one.low)


def test_share_variance_is_that_of_the_definition():
    rng = np.random.default_rng(5)
    w, t = np.exp(rng.normal(0, 0.5, 3000)), rng.poisson(4, 3000).astype(float)
    y = rng.binomial(t.astype(int), 0.3).astype(float)
    one = estimates.share((w * y).sum(), (w * t).sum(), (w * w * y * y).sum(), (w * w * t * t).sum(), (w * w * y * t).sum())
    r = (w * y).sum() / (w * t).sum()
    assert one.value == pytest.approx(r)
    assert one.standard_error == pytest.approx(math.sqrt((w**2 * (y - r * t) ** 2).sum()) / (w * t).sum(), rel=1e-9)


def test_share_of_nothing_is_not_a_number():
    assert math.isnan(estimates.share(0, 0, 0, 0, 0).value)


def test_effective_sample_size_counts_equal_weights_fully():
    assert estimates.effective_sample_size(100.0, 100.0) == 100
    assert estimates.effective_sample_size(10.0, 100.0) == 1  # one history carries everything
    assert estimates.effective_sample_size(0.0, 0.0) == 0


def test_channels_that_are_no_probabilities_get_plain_intervals():
    front = estimates.channel("front.ukraine", 100.0, 100.0, -10.0, -10.0, 5.0)
    assert front.low < front.value < 0
    assert front.high - front.value == pytest.approx(front.value - front.low)
