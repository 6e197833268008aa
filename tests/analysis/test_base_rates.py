"""What the rivals of the model say: shares of what was seen, and one row more."""

import numpy as np
import pytest

from sim.analysis.base_rates import base_rates, climatology

RUNGS = np.array([1, 1, 7, 3])
OTHERS = ~np.eye(4, dtype=bool)


def test_climatology_by_hand():
    # The first row knows rungs 1, 7 and 3, and one more row spread over ten rungs: (1 + 0.1) / 4 each.
    found = climatology(RUNGS, OTHERS, 10)
    assert found[0] == pytest.approx([0.025, 0.275, 0.025, 0.275, 0.025, 0.025, 0.025, 0.275, 0.025, 0.025])
    assert found.sum(axis=1) == pytest.approx(1)


def test_who_knows_nothing_spreads_evenly():
    assert climatology(RUNGS, np.zeros((4, 4), bool), 10) == pytest.approx(0.1)


def test_base_rates_lean_on_their_own_kind_and_fall_back_on_climatology():
    found = base_rates(RUNGS, OTHERS, ["a", "a", "b", "c"], 10)
    general = climatology(RUNGS, OTHERS, 10)
    assert found[0, 1] == pytest.approx((1 + general[0, 1]) / 2)  # one row of its kind, seen at rung 1
    assert found[2] == pytest.approx(general[2])  # nothing known of its kind


def test_what_a_forecast_may_not_know_does_not_move_it():
    known = np.tril(np.ones((4, 4), bool), -1)
    changed = np.array([1, 1, 7, 8])
    for function in (climatology, lambda rungs, known, count: base_rates(rungs, known, list("aabb"), count)):
        assert function(RUNGS, known, 10)[:4].tolist() == function(changed, known, 10)[:4].tolist()
        assert function(RUNGS, OTHERS, 10)[0].tolist() != function(changed, OTHERS, 10)[0].tolist()
