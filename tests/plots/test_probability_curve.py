"""The curve's claim follows from intervals, not from wiggles."""

import pytest

from sim.plots.probability_curve import CurvePoint, draw, trend
from tests.plots.examples import TWO, curve


def points(*p: float, half: float = 0.01) -> list[CurvePoint]:
    """Return points at 0, 1, 2 ... with intervals of +- half."""
    return [CurvePoint("s", float(x), value, max(0.0, value - half), value + half) for x, value in enumerate(p)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.1, 0.2, 0.3), "rises"),
        ((0.3, 0.2, 0.1), "falls"),
        ((0.1, 0.105, 0.1), "shows no clear change"),
        ((0.1, 0.3, 0.1), "is highest at 1, 30 in 100"),
        ((0.3, 0.1, 0.3), "is highest at 0, 30 in 100"),
        ((0.1, 0.305, 0.3), "rises"),  # a last step back within the intervals
        ((0.2,), "shows no clear change"),
    ],
)
def test_a_trend_is_claimed_only_where_intervals_part(values, expected):
    assert trend(points(*values)) == expected


def test_a_line_of_zeros_is_none_throughout():
    assert trend([CurvePoint("s", x, 0.0, 0.0, 0.0) for x in (0.0, 1.0)]) == "is none throughout"


def test_the_claim_compares_series():
    title = draw(curve(TWO), "nuclear audience cost", "stake").title
    assert title.startswith("As nuclear audience cost goes from 0 to 1.5, nuclear use rises from 6 to 14 in 1,000 (doctrine of 2024)")
    assert title.endswith("and shows no clear change (doctrine of 2020)")


def test_alt_text_lists_every_point():
    assert "doctrine of 2024: 5.5 in 1,000 at 0, 7.3 in 1,000 at 0.3, " in draw(curve(TWO), "cost").alt


def test_the_value_as_set_is_said():
    assert "the value as set, 0.3" in draw(curve(TWO), "cost", current=0.3).reading


def test_six_series_or_none_are_refused():
    with pytest.raises(ValueError, match="at most 5 series"):
        draw(curve({str(number): 0.0 for number in range(6)}), "cost")
    with pytest.raises(ValueError, match="at least one point"):
        draw([], "cost")
