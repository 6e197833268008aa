"""Credibility: types part, the average stays flat, and the reading says which is which."""

import pytest

from sim.plots.credibility import BeliefPoint, draw
from tests.plots.examples import beliefs


def test_the_claim_says_how_far_types_have_parted():
    assert draw(beliefs()).title == "By month 12 belief in an answer by Russia has parted by its true type: from 77 to 90 in 100"


def test_no_parting_is_claimed_while_intervals_overlap():
    rows = [BeliefPoint(group, month, mean, mean - 0.05, mean + 0.05) for group, mean in (("a", 0.5), ("b", 0.55)) for month in (0.0, 12.0)]
    assert draw(rows).title == "By month 12 the public cannot yet tell the true types of Russia apart"


def test_the_reading_says_why_the_average_is_flat():
    assert "martingale" in draw(beliefs()).reading
    assert "it is flat (range 0.2 in 100)" in draw(beliefs()).reading


def test_the_reading_says_so_when_the_average_moves():
    for noise, moves in ((0.01, True), (0.2, False)):
        rows = [BeliefPoint("all types", month, 0.5 + month / 100, 0.5 + month / 100 - noise, 0.5 + month / 100 + noise) for month in (0.0, 12.0)]
        assert ("what moves it here is the front, the calendar, or which histories are left" in draw(rows).reading) == moves
        assert ("it is flat" in draw(rows).reading) != moves
        assert "range 12.0 in 100" in draw(rows).reading


def test_alt_text_gives_start_end_and_interval_of_every_type():
    assert "high cost, bluff: 86.0 in 100 at month 0, 77.4 at month 12 (95 % interval 76.8 to 78.0)." in draw(beliefs()).alt


def test_an_empty_table_and_a_fifth_type_beside_the_average_are_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw([])
    with pytest.raises(ValueError, match="at most 4 types"):
        draw([BeliefPoint(group, 0.0, 0.5, 0.4, 0.6) for group in ("a", "b", "c", "d", "e", "all types")])
