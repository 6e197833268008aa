"""Proper scores, worked out by hand on three events, and proper: nobody gains by saying what they do not believe."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.proper_scores import CLASSES, SCORES, brier_score, class_of, in_classes, log_score, ranked_probability_score

# Three events on a ladder of ten rungs: sure of what came, sure of something else, and undecided between rungs 1, 4 and 7.
SAID = np.array([np.eye(10)[1], np.eye(10)[8], [0, 0.5, 0, 0, 0.25, 0, 0, 0.25, 0, 0]])
CAME = np.array([1, 7, 4])


def test_ranked_probability_scores_by_hand():
    # Second: one step of nine is missed by one. Third: steps 1 to 3 miss by 0.5 each, steps 4 to 6 by 0.25 each.
    assert ranked_probability_score(SAID, CAME) == pytest.approx([0.0, 1 / 9, (3 * 0.25 + 3 * 0.0625) / 9], abs=1e-15)


def test_log_scores_by_hand():
    # Classes: 0-2, 3-6, 7 and more. Rungs 7 and 8 are one class, so the second forecast is as good as sure.
    assert log_score(SAID, CAME) == pytest.approx([0.0, 0.0, -math.log(0.25)], abs=1e-15)


def test_brier_scores_by_hand():
    # Third: (1/2)^2 + (1 - 1/4)^2 + (1/4)^2.
    assert brier_score(SAID, CAME) == pytest.approx([0.0, 0.0, 0.25 + 0.5625 + 0.0625], abs=1e-15)


def test_what_was_held_impossible_costs_without_end():
    assert log_score(np.array([np.eye(10)[1]]), np.array([9]))[0] == math.inf


def test_classes_begin_at_rungs_three_and_seven():
    assert CLASSES == (3, 7)
    assert class_of(np.arange(10)).tolist() == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    assert in_classes(SAID).tolist() == [[1, 0, 0], [0, 0, 1], [0.5, 0.25, 0.25]]


@pytest.mark.parametrize("score", SCORES)
@given(truth=st.lists(st.floats(0.01, 1), min_size=10, max_size=10), other=st.lists(st.floats(0.01, 1), min_size=10, max_size=10))
def test_every_score_is_proper(score, truth, other):
    believed, said = (np.array(one) / sum(one) for one in (truth, other))
    rungs = np.arange(10)
    honest, dishonest = (float(believed @ SCORES[score](np.tile(one, (10, 1)), rungs)) for one in (believed, said))
    assert honest <= dishonest + 1e-12


def test_a_near_miss_costs_less_than_a_far_one_by_rank_and_not_by_class():
    said = np.array([np.eye(10)[1]] * 2)
    near, far = ranked_probability_score(said, np.array([3, 6]))
    assert near < far
    assert np.ptp(brier_score(said, np.array([3, 6]))) == 0
