"""Paired differences from sums equal those from histories, and what does not differ differs by exactly nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.contrasts import Difference, difference, signs
from sim.analysis.estimates import Z
from sim.results.sums import measure_rows, pair_rows
from sim.results.tables import PAIRS, ROWS, append, empty, totals
from tests.experiment import fakes

NAMES = fakes.Prepared(0.3, 0.2, "").names


def blocks_of(level: float, tilt: float, histories: int = 3000):
    return [fakes.simulate(fakes.Prepared(level, tilt, ""), 1, index, histories) for index in range(-(-histories // fakes.BLOCK))]


def from_sums(one, two, measure: str) -> Difference:
    rows, pairs = empty(ROWS), empty(PAIRS)
    for a, b in zip(one, two, strict=True):
        append(rows, measure_rows(0, "one", a, NAMES))
        append(rows, measure_rows(0, "two", b, NAMES))
        append(pairs, pair_rows(0, "c", a, NAMES, b, NAMES))
    sums = totals(ROWS, rows)
    return difference(sums[0, "one", measure], sums[0, "two", measure], totals(PAIRS, pairs)[0, "c", measure])


@pytest.mark.parametrize("measure", ["nuclear_use", "clash", "settlement", "answers.red.7", "exposure.red"])
def test_paired_variance_from_sums_equals_that_from_histories(measure):
    one, two = blocks_of(0.3, 0.2), blocks_of(0.35, 0.4)
    column = fakes.MEASURES.index(measure)
    w1, w2 = (np.concatenate([b.weights for b in blocks]) for blocks in (one, two))
    y1, y2 = (np.concatenate([b.measures[:, column] for b in blocks]) for blocks in (one, two))
    p1, p2 = (w1 * y1).sum() / w1.sum(), (w2 * y2).sum() / w2.sum()
    z = w1 * (y1 - p1) / w1.mean() - w2 * (y2 - p2) / w2.mean()
    found = from_sums(one, two, measure)
    assert found.value == pytest.approx(p2 - p1, rel=1e-12, abs=1e-15)
    assert found.standard_error**2 == pytest.approx((z**2).sum() / len(z) ** 2, rel=1e-12)
    assert found.high - found.low == pytest.approx(2 * Z * found.standard_error)


def test_a_run_compared_with_itself_differs_by_exactly_nothing():
    blocks = blocks_of(0.3, 0.2)
    for measure in fakes.MEASURES:
        found = from_sums(blocks, blocks, measure)
        assert (found.value, found.low, found.high, found.changed, found.sign) == (0, 0, 0, 0, 0)


def test_shared_luck_makes_the_interval_narrower_than_two_intervals_side_by_side():
    one, two = blocks_of(0.3, 0.2), blocks_of(0.33, 0.2)
    found = from_sums(one, two, "nuclear_use")
    p = found.before
    alone = math.sqrt(sum(((b.measures[:, 0] - p) ** 2 * b.weights**2).sum() for b in one)) / sum(b.weights.sum() for b in one)
    assert found.standard_error < 0.3 * math.sqrt(2) * alone
    assert found.sign == 1


def test_signs_count_clear_points_only():
    def one(value, error):
        return Difference(value, value - error, value + error, error / Z, 0.0, value, 100, 100)

    found = signs([one(1.0, 0.5), one(2.0, 0.5), one(-1.0, 0.5), one(0.1, 0.5)])
    assert (found.points, found.up, found.down) == (4, 2, 1)
    assert found.median == pytest.approx(0.55)
    assert found.as_dict()["share_unclear"] == 0.25


def test_signs_of_no_points_are_no_numbers():
    assert math.isnan(signs([]).median)
    assert signs([]).as_dict()["points"] == 0
