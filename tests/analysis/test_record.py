"""The record as arrays says what the engine's own replay says, and each row's chances depend on that row alone."""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.learning import posterior
from sim.analysis.record import CONVENTIONAL, NUCLEAR, chances, evidence
from sim.engine.history import forecast_history, prepare
from tests.analysis.records import encoded, shipped, with_answers


def earlier(count: int) -> np.ndarray:
    """Return that each row may know the rows before it."""
    return np.tril(np.ones((count, count), bool), -1)


def test_sequential_forecasts_are_those_of_the_engine():
    found, engine = shipped(), forecast_history(encoded())
    said = evidence(found).forecast(earlier(len(found.rows)), found.answered)
    assert said == pytest.approx([one.conventional for one in engine], abs=1e-14)
    assert found.spread(said) == pytest.approx(np.array([one.rungs[: found.given_answer.shape[1]] for one in engine]), abs=1e-14)
    assert found.spread(said).sum(axis=1) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("tier", [CONVENTIONAL, NUCLEAR])
def test_the_posterior_is_the_prior_that_a_run_starts_from(tier):
    found, p = shipped(), prepare(encoded()).params
    j = encoded().names.owners.index("russia")
    used = encoded().past[:, 5] == 1.0
    answered = found.answered if tier == CONVENTIONAL else np.zeros(len(found.rows), bool)
    assert posterior(evidence(found, tier), j, used, answered) == pytest.approx(p.prior_true[j, tier, : p.types], abs=1e-13)


def test_the_chances_at_a_row_depend_on_no_other_row():
    whole, order = encoded(), np.arange(len(encoded().past))[::-1]
    turned = replace(whole, past=whole.past[order], past_lines=whole.past_lines[order], past_ids=tuple(whole.past_ids[i] for i in order))
    assert chances(turned)[order].tobytes() == chances(whole).tobytes()
    other = whole.past.copy()
    other[3, 4] = 1.0 - other[3, 4]
    assert chances(replace(whole, past=other)).tobytes() == chances(whole).tobytes()


def test_a_forecast_moves_with_what_it_may_know_and_with_nothing_else():
    found = shipped()
    known = earlier(len(found.rows))
    flipped = found.answered.copy()
    flipped[10] = not flipped[10]
    one, two = (evidence(found).forecast(known, answers) for answers in (found.answered, flipped))
    assert one[:11].tobytes() == two[:11].tobytes()
    assert np.all(one[11:] != two[11:])


def test_rows_carry_their_category_and_their_observed_rung():
    rows = {row.id: row for row in shipped().rows}
    assert (rows["E64"].category, rows["E64"].rung, rows["E64"].answered) == ("strike_russia_western_missile", 8, True)
    changed = with_answers(shipped(), ~shipped().answered, shipped().rungs)
    assert changed.answered.tolist() == (~shipped().answered).tolist()
