"""Clusters of events, and intervals that know that events of one cluster are one piece of evidence."""

import datetime as dt
import math

import numpy as np
import pytest

from sim.analysis.clusters import clusters_of, paired_mean


def days(*numbers: int) -> list[dt.date]:
    """Return dates so many days after the first of January 2024."""
    return [dt.date(2024, 1, 1) + dt.timedelta(number) for number in numbers]


def test_rows_within_seven_days_of_the_one_before_hang_together_in_a_chain():
    assert clusters_of(days(0, 7, 14, 22, 22, 30)).tolist() == [0, 0, 0, 1, 1, 2]


def test_the_interval_by_hand():
    # Differences 1, 3 and 2, 2 in clusters 0, 1, 2: mean 2, totals of deviations -1, 1, 0, variance 3/2 * 2 / 16, t(2) at 97.5 % is 4.302653.
    found = paired_mean(np.array([1.0, 3.0, 2.0, 2.0]), np.array([0, 1, 2, 2]))
    assert found.value == 2.0
    assert found.visible == pytest.approx(4.302653 * math.sqrt(3) / 4, rel=1e-6)
    assert (found.low + found.high) / 2 == pytest.approx(2.0)
    assert (found.rows, found.clusters, found.verdict) == (4, 3, "higher" if found.low > 0 else "not distinguishable")


def test_rows_repeated_within_their_cluster_do_not_narrow_the_interval():
    values, clusters = np.array([0.3, -0.1, 0.5, 0.2]), np.arange(4)
    once = paired_mean(values, clusters)
    often = paired_mean(np.repeat(values, 10), np.repeat(clusters, 10))
    assert (often.low, often.high) == pytest.approx((once.low, once.high))
    alone = paired_mean(np.repeat(values, 10), np.arange(40))
    assert alone.visible < once.visible / 2  # as independent rows they would


def test_verdicts_say_only_what_the_interval_says():
    clusters = np.arange(6)
    assert paired_mean(np.array([-1.0, -1.1, -0.9, -1, -1.2, -0.8]), clusters).verdict == "lower"
    assert paired_mean(np.array([1.0, 1.1, 0.9, 1, 1.2, 0.8]), clusters).verdict == "higher"
    assert paired_mean(np.array([-1.0, 1.1, -0.9, 1, -1.2, 0.8]), clusters).verdict == "not distinguishable"
    assert math.isnan(paired_mean(np.ones(3), np.zeros(3, int)).low)


def test_intervals_cover_as_often_as_they_say():
    generator = np.random.Generator(np.random.Philox(7))
    clusters = np.repeat(np.arange(20), 2)
    held = 0
    for _ in range(1000):
        shared = generator.normal(size=20)[clusters]  # what the rows of a cluster have in common
        found = paired_mean(shared + generator.normal(size=40), clusters)
        held += found.low <= 0 <= found.high
    assert held / 1000 == pytest.approx(0.95, abs=4 * math.sqrt(0.95 * 0.05 / 1000))
