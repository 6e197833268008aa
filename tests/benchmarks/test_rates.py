"""The vector forms give the same bits as the rules, so that their rates are rates of the same operations."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import rates, vector_forms
from sim.rules import numerics


def filled(form, x):
    y = np.zeros_like(x)
    form(x, y, 3)
    return y


RULES = {
    "readiness": (rates.ready, vector_forms.vector_ready),
    "exp": (rates.over(numerics.bounded_exp), vector_forms.vector_exp),
    "log": (rates.over(numerics.log), vector_forms.vector_log),
    "quantile": (rates.over(numerics.normal_quantile), vector_forms.vector_quantile),
    "draw": (rates.draws, vector_forms.vector_draws),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
def test_a_vector_form_gives_the_same_bits_as_the_rule(name):
    rule, form = RULES[name]
    x = np.random.default_rng(1).uniform(1e-12, 1.0, 997)
    np.testing.assert_array_equal(filled(form, x), filled(rule, x))


def test_every_operation_has_a_rate():
    found = rates.measure(repeats=1, rounds=1)
    assert set(found) == set(rates.FORMS)
    assert min(found.values()) > 0.0
