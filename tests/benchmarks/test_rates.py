"""The form of the quantile that is timed gives the same bits as the rule, and every operation has a rate."""

from __future__ import annotations

import numpy as np

from benchmarks import rates
from sim.rules.numerics import normal_quantile


def test_the_vector_form_of_the_quantile_gives_the_same_bits_as_the_rule():
    x = np.random.default_rng(1).uniform(1e-12, 1.0, 997)
    found, expected = np.zeros_like(x), np.zeros_like(x)
    rates.vector_quantile(x, found, 1)
    rates.over(normal_quantile)(x, expected, 1)
    np.testing.assert_array_equal(found, expected)


def test_every_operation_has_a_rate():
    found = rates.measure(repeats=1, rounds=1)
    assert set(found) == set(rates.FORMS)
    assert min(found.values()) > 0.0
