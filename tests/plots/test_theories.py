"""Theories side by side: the claim follows the shares, the axis the numbers, and nothing is left out of the data."""

import pytest

from sim.plots.theories import ShareRow, TheoryRow, draw, percent, share_of


def theory(name: str, scale: float) -> TheoryRow:
    """Return a theory whose sets of numbers lie around a probability."""
    sets = tuple(scale * x for x in (0.2, 0.5, 1.0, 2.0, 5.0))
    return TheoryRow(name, scale, 0.9 * scale, 1.1 * scale, sets, sets[0], sets[2], sets[-1])


def shares(structural: float, low: float = 0.0, high: float = 1.0) -> list[ShareRow]:
    """Return shares in which so much is structural, with its interval, and 1 in 100 is noise."""
    numbers = 0.99 - structural
    return [
        ShareRow("structural", structural, low, high),
        ShareRow("parametric", numbers, 0.99 - high, 0.99 - low),
        ShareRow("sampling", 0.01, 0.005, 0.02),
    ]


ROWS = [theory("logit", 0.005), theory("random", 0.04)]


@pytest.mark.parametrize(
    ("rows", "claim"),
    [
        (shares(0.9, 0.8, 0.95), "your decision theory: 90 % of its spread is which theory, 9 % which numbers"),
        (
            shares(0.1, 0.05, 0.2),
            "the numbers more than on your decision theory: 10 % of its spread is which theory, 89 % which numbers",
        ),
        (shares(0.4, 0.1, 0.8), "your decision theory and on the numbers: 40 % of its spread is which theory, 59 % which numbers"),
    ],
)
def test_the_claim_says_whose_the_spread_is_only_as_far_as_the_interval_goes(rows, claim):
    assert draw(ROWS, rows, "a clash").title == f"A clash depends on {claim}"


def test_every_set_and_every_share_is_in_the_data():
    found = draw(ROWS, shares(0.4), "a clash")
    parts = ("structural", "parametric", "sampling")
    assert [row[1] for row in found.rows if row[0] == "share of the variance"] == list(parts)
    assert [row[2] for row in found.rows if row[:2] == ("one set", "logit")] == list(ROWS[0].sets)
    assert [row[2:] for row in found.rows if row[:2] == ("as it stands", "random")] == [(ROWS[1].value, ROWS[1].low, ROWS[1].high)]
    assert "logit: median of sets 5 in 1,000" in found.alt
    assert "which decision theory: 40 % (0 to 100)" in found.alt


def test_logarithms_are_said_to_be_taken_apart():
    assert "whose the variance of the logarithm is" in draw(ROWS, shares(0.4), "a clash", log=True).reading


def test_small_shares_keep_a_digit():
    assert (percent(0.004), percent(0.2), share_of(0.0, 0.0, 0.009)) == ("0.4 %", "20 %", "0 % (0 to 0.9)")


def test_nothing_to_show_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw([], shares(0.5), "a clash")
