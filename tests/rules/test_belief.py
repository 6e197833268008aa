"""Bayes' rule: the arithmetic oracles of THEORY 1.18, the martingale, and independence of order."""

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.belief import likelihood, update
from tests.rules.cases import given

TYPES = 6
PRIORS = arrays(np.float64, TYPES, elements=st.floats(0.001, 1)).map(lambda table: table / table.sum())
CHANCES = arrays(np.float64, TYPES, elements=st.floats(0, 1))


def updated(belief: np.ndarray, chances: np.ndarray, answered: bool) -> tuple[np.ndarray, float]:
    """Return the belief after an answer or a silence to a crossing that each type answers with its chance, and the evidence."""
    after = belief.copy()
    seen = np.array([likelihood(chance, answered) for chance in chances])
    return after, update(after, seen, len(after), 1, np.empty(len(after)))


def test_an_unanswered_crossing_of_an_unreliable_line():  # THEORY 1.18, noisy: F = .3, e = .8 -> 3/38, evidence .76
    belief, evidence = updated(np.array([0.3, 0.7]), np.array([0.8, 0.0]), False)
    assert belief[0] == pytest.approx(3 / 38, abs=1e-15)
    assert evidence == pytest.approx(0.76, abs=1e-15)


def test_a_second_crossing_unanswered_or_answered():  # THEORY 1.18: ten cells of U[0,1], first crossed at .3, then at .5
    cells = np.full(10, 0.1)
    past = lambda level, e, f: np.where((np.arange(10) + 1) / 10 <= level + 1e-12, e, f)  # noqa: E731
    first, _ = updated(cells, past(0.3, 0.8, 0.0), False)
    silent, _ = updated(first, past(0.5, 0.8, 0.0), False)
    assert silent[:5].sum() == pytest.approx(0.094203, abs=5e-7)
    answered, evidence = updated(first, past(0.5, 0.8, 0.05), True)
    assert answered[:5].sum() == pytest.approx(0.892704, abs=5e-7)
    assert evidence == pytest.approx(0.306579, abs=5e-7)


@pytest.mark.parametrize(("silences", "expected"), [(1, 0.230769), (2, 0.082569), (3, 0.026290), (5, 0.002424)])  # THEORY 1.18: c0 = .5, e = .7
def test_a_threat_never_carried_out_loses_credit(silences, expected):
    belief = np.array([0.5, 0.5])
    for _ in range(silences):
        belief, _ = updated(belief, np.array([0.7, 0.0]), False)
    assert belief[0] == pytest.approx(expected, abs=5e-7)


def test_reliability_is_learned_from_silence_and_answer():  # THEORY 1.18: Beta(8, 2), 3 unanswered -> mean 8/13; one answered more -> 9/14
    reliability = (np.arange(20_000) + 0.5) / 20_000
    belief = reliability**7 * (1 - reliability)
    belief /= belief.sum()
    for _ in range(3):
        update(belief, 1 - reliability, len(belief), 1, np.empty(len(belief)))
    assert (belief * reliability).sum() == pytest.approx(8 / 13, abs=1e-7)
    update(belief, reliability, len(belief), 1, np.empty(len(belief)))
    assert (belief * reliability).sum() == pytest.approx(9 / 14, abs=1e-7)


@given(PRIORS, CHANCES)
def test_belief_is_a_martingale_under_its_own_predictive(prior, chances):
    answer, p_answer = updated(prior, chances, True)
    silence, p_silence = updated(prior, chances, False)
    assert p_answer + p_silence == pytest.approx(1, abs=1e-15)
    expected = (p_answer * answer if p_answer > 0 else 0) + (p_silence * silence if p_silence > 0 else 0)
    assert np.abs(expected - prior).max() <= 1e-15


@given(PRIORS, st.lists(st.tuples(arrays(np.float64, TYPES, elements=st.floats(0.01, 0.99)), st.booleans()), min_size=2, max_size=5), st.randoms())
def test_the_order_of_exchangeable_evidence_does_not_matter(prior, evidence, random):
    def learn(sequence):
        belief, product = prior, 1.0
        for chances, answered in sequence:
            belief, seen = updated(belief, chances, answered)
            product *= seen
        return belief, product

    shuffled = random.sample(evidence, len(evidence))
    (one, p_one), (two, p_two) = learn(evidence), learn(shuffled)
    assert np.abs(one - two).max() <= 1e-13
    assert p_one == pytest.approx(p_two, rel=1e-12)


@given(PRIORS, CHANCES, st.booleans())
def test_a_belief_stays_a_distribution(prior, chances, answered):
    belief, evidence = updated(prior, chances, answered)
    assert (belief >= 0).all()
    assert 0 <= evidence <= 1 + 1e-12
    assert belief.sum() == pytest.approx(1, abs=1e-14)


def test_what_no_type_could_have_done_leaves_the_table_alone_and_says_so():
    belief, evidence = updated(np.array([0.25, 0.75]), np.array([0.0, 0.0]), True)
    assert evidence == 0.0
    assert belief.tolist() == [0.25, 0.75]


def test_only_the_types_that_count_are_touched():
    belief = np.array([0.5, 0.5, 7.0])
    assert update(belief, np.array([0.2, 0.6, 0.9]), 2, 1, np.empty(2)) == pytest.approx(0.4, abs=1e-15)
    assert belief.tolist() == pytest.approx([0.25, 0.75, 7.0], abs=1e-15)


@given(arrays(np.float64, 6, elements=st.floats(0.001, 1)), CHANCES)
def test_types_in_blocks_are_updated_as_in_one_row(table, chances):  # 3 levels of reliability by 2 types
    belief = table / table.sum()
    again, seen = belief.copy(), 1 - chances
    one, other = update(belief, seen, 6, 1, np.empty(6)), update(again, seen, 2, 3, np.empty(2))
    assert other == pytest.approx(one, rel=1e-14)
    assert again == pytest.approx(belief, rel=1e-13, abs=1e-300)
