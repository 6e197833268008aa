"""Kinds of red line: event-like lines are met afresh, state-like lines only where something is new."""

import math

import pytest
from hypothesis import strategies as st

from sim.rules.red_lines import event, state
from tests.rules.cases import given

SHARES = st.floats(0, 1)


@given(SHARES, SHARES)
def test_an_event_is_met_with_its_own_probability_and_leaves_no_mark(probability, tested):
    assert event.chance(probability, tested) == (probability, tested)


@pytest.mark.parametrize(
    ("now", "tested", "expected"),
    [
        (0.3, 0.0, (0.3, 0.3)),
        (0.5, 0.3, (0.2 / 0.7, 0.5)),
        (0.3, 0.3, (0.0, 0.3)),
        (0.2, 0.3, (0.0, 0.3)),
        (1.0, 0.5, (1.0, 1.0)),
        (1.0, 1.0, (0.0, 1.0)),
    ],
)
def test_a_state_is_answered_only_for_what_is_new(now, tested, expected):
    assert state.chance(now, tested) == pytest.approx(expected, abs=1e-15)


@given(st.lists(SHARES, min_size=1, max_size=12))
def test_the_chance_of_no_answer_does_not_depend_on_the_number_of_steps(path):
    silent, tested = 1.0, 0.0
    for now in path:
        chance, tested = state.chance(now, tested)
        assert 0 <= chance <= 1
        silent *= 1 - chance
    assert tested == max(path)
    assert silent == pytest.approx(1 - max(path), abs=1e-12)


@given(st.floats(0, 0.9), st.integers(1, 200))
def test_many_small_rises_are_as_risky_as_one_large_one(top, steps):
    silent, tested = 1.0, 0.0
    for i in range(1, steps + 1):
        chance, tested = state.chance(top * i / steps, tested)
        silent *= 1 - chance
    assert math.isclose(silent, 1 - top, rel_tol=1e-11)
