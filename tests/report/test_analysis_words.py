"""Words of an analysis: no share is nothing or all, amounts have their unit, boxes are said with factor and unit."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.analysis.analysis_tables import share_text
from sim.analysis.discovery import Limit
from sim.report import analysis_words


@pytest.mark.parametrize(("value", "text"), [
    (0.372, "0.37"), (0.004, "below 0.01"), (0.0, "below 0.01"), (-0.1, "below 0.01"), (0.996, "above 0.99"), (1.2, "above 0.99"),
    (float("nan"), "unknown"),
])  # fmt: skip
def test_a_share_is_never_nothing_and_never_all(value, text):
    assert share_text(value) == text


@pytest.mark.parametrize(("ends", "text"), [
    ((0.0, 0.057), "fewer than 6 in 100"), ((0.0, 0.004), "fewer than 1 in 100"), ((0.54, 0.891), "54 to 89 in 100"),
    ((0.94, 1.0), "more than 94 in 100"), ((0.0, 1.0), "any share"),
])  # fmt: skip
def test_an_interval_of_a_share_never_begins_at_nothing_and_never_ends_at_all(ends, text):
    assert analysis_words._range(ends) == text


@pytest.mark.parametrize(("measure", "value", "text"), [
    ("nuclear_use", 0.0074, "7.4 in 1,000"), ("acts.usa.aid", 2.345, "2.35 a history"), ("clash", 0.0, "none"), ("settlement", 1.0, "all"),
])  # fmt: skip
def test_an_amount_has_the_unit_of_its_measure(measure, value, text):
    assert analysis_words.amount(measure, value) == text


@pytest.mark.parametrize(("limit", "text"), [
    (Limit(low=0.6), "audience cost is above 0.6 stake"),
    (Limit(high=1.25), "audience cost is below 1.25 stake"),
    (Limit(0.6, 1.25), "audience cost is between 0.6 and 1.25 stake"),
    (Limit(words=("low", "high")), "audience cost is low or high"),
])  # fmt: skip
def test_a_restriction_is_said_with_its_factor_and_unit(limit, text):
    plan = SimpleNamespace(about={"factors": {"audience_cost": {"unit": "stake"}}})
    analysis = SimpleNamespace(result=SimpleNamespace(plan=plan))
    assert analysis_words.limit_words("audience_cost", limit, analysis) == text


def test_effects_are_counted_in_hundreds_or_in_thousands():
    assert analysis_words.unit([0.002, -0.04]) == 1_000
    assert analysis_words.unit([0.002, 0.4]) == 100
