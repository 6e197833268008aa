"""Contrasts: sorted, each with its sign said in words, one panel a measure."""

import pytest

from sim.plots.contrasts import draw
from sim.plots.differences import ContrastRow
from tests.plots.examples import differences


def test_the_claim_counts_clear_effects_and_names_the_largest():
    assert draw(differences()).title == "3 of 5 changes move nuclear use clearly; most of all “NATO owner off” (+17.0 in 1,000)"


def test_a_single_clear_effect_is_claimed_with_its_direction():
    assert (
        draw([ContrastRow("NATO owner off", "clash", -0.02, -0.022, -0.018, 0.031)]).title
        == "Clash clearly falls with “NATO owner off” (-2.0 points)"
    )


def test_no_effect_is_claimed_where_none_is_clear():
    assert draw([ContrastRow("x", "clash", 0.01, -0.02, 0.03, 0.1)]).title == "No change shown has a clear effect on clash"


def test_rows_are_sorted_within_each_measure():
    rows = [row for row in draw(differences()).rows if row[1] == "nuclear use"]
    assert [row[2] for row in rows] == sorted(row[2] for row in rows)
    assert len(draw(differences()).rows) == len(differences())


def test_alt_text_says_difference_interval_baseline_and_verdict():
    alt = draw(differences()).alt
    assert "Nuclear use, difference in 1,000 simulated histories: NATO owner off +17.0 (+15.5, +18.5), from 7.4, up" in alt
    assert "lines at audience cost 0 exactly 0, from 5.0, exactly none" in alt
    assert "attribution clause, who is hit -0.30 (-0.90, +0.30), from 7.40, unclear" in alt
    assert "NATO-Russia clash, difference in percentage points" in alt


def test_an_empty_table_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw([])
