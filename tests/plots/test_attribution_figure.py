"""The figure of shares: its title claims no more than the intervals allow."""

import pytest

from sim.plots import attribution
from tests.plots.explain_examples import NONE, TOTAL, few, parts


def test_the_title_names_the_largest_part_and_says_most_only_above_a_half():
    assert attribution.draw(parts(), TOTAL, "nuclear use", "x").title == "Most of nuclear use comes from answer noise"
    assert attribution.draw(parts()[:4], TOTAL, "nuclear use", "x").title == "The largest part of nuclear use comes from inadvertence"


def test_without_a_share_that_can_be_told_the_title_claims_nothing():
    spec = attribution.draw([NONE, few()], TOTAL, "a direct clash", "x")
    assert spec.title.startswith("Too few histories")
    assert "too few histories" in spec.alt
    assert "%" not in spec.alt.replace("95 %", "")


def test_no_parts_are_refused():
    with pytest.raises(ValueError, match="at least one part"):
        attribution.draw([], TOTAL, "nuclear use", "x")
