"""Dots: whole, honest counts, and a claim that follows from them."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plots import outcome_dots
from sim.plots.outcome_dots import OutcomeRow, dot_count, dots, draw
from tests.plots.examples import outcomes


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(outcome_dots).failed == 0


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=6), st.sampled_from([100, 1_000]))
def test_dots_sum_to_the_count_and_stay_within_one_of_their_share(weights, count):
    shares = [weight / sum(weights) for weight in weights]
    placed = dots(shares, count)
    assert sum(placed) == count
    assert all(abs(dot - share * count) < 1 + 1e-6 for dot, share in zip(placed, shares, strict=True))


@pytest.mark.parametrize(("p", "expected"), [(0.0, 100), (0.019, 1_000), (0.02, 100), (0.5, 100)])
def test_there_are_a_thousand_dots_where_an_outcome_is_rarer_than_two_in_a_hundred(p, expected):
    assert dot_count([OutcomeRow("nuclear_use", "nuclear use", p, p, p), OutcomeRow("no_end", "none", 1 - p, 1, 1)]) == expected


def test_a_rare_clash_counts_as_an_outcome_shown():
    rows = [OutcomeRow("no_end", "none", 1.0, 1.0, 1.0), OutcomeRow("clash", "clash", 0.01, 0.0, 0.02, is_ending=False)]
    assert dot_count(rows) == 1_000


def test_alt_text_counts_the_dots_and_names_interval_and_clash():
    alt = draw(outcomes()).alt
    assert "1,000 dots" in alt
    assert "nuclear use 7, front collapse 12, settlement 148, none of these 833" in alt
    assert "nuclear use: 7.4 in 1,000 (95 % interval 6.8 to 8.1)" in alt
    assert "NATO-Russia clash: 31 in 1,000 (95 % interval 28 to 34; the history goes on after it, so it is no ending)" in alt


def test_the_claim_says_what_most_histories_do():
    rows = outcomes()
    assert draw(rows).title == "Most simulated years end without nuclear use, front collapse or settlement"
    assert draw(rows, horizon_months=18).title.startswith("Most simulated histories")
    settled = [OutcomeRow("settlement", "settlement", 0.6, 0.55, 0.65), OutcomeRow("no_end", "none of these", 0.4, 0.35, 0.45)]
    assert draw(settled).title == "The commonest way for simulated years to go is settlement: 60 in 100"


def test_an_impossible_outcome_reads_otherwise_than_one_not_seen():
    rows = [
        OutcomeRow("nuclear_use", "nuclear use", 0.0, 0.0, 0.0),
        OutcomeRow("settlement", "settlement", 0.0, 0.0, 0.0003),
        OutcomeRow("no_end", "none", 1.0, 0.9997, 1.0),
    ]
    assert "nuclear use: none (impossible in this model as set)" in draw(rows).alt
    assert "settlement: none (none seen; 95 % interval up to 3 in 10,000)" in draw(rows).alt


@pytest.mark.parametrize("rows", [[], [OutcomeRow("no_end", "none", 0.9, 0.8, 1.0)]])
def test_endings_that_do_not_sum_to_one_are_refused(rows):
    with pytest.raises(ValueError, match="must sum to 1"):
        draw(rows)
