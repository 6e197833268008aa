"""Tornado: values in the order of their reach, raised and lowered told apart, one claim."""

import pytest

from sim.plots.tornado import TornadoRow, draw
from tests.plots.examples import changes


def test_the_claim_names_the_number_that_moves_the_first_outcome_most():
    title = draw(changes()).title
    assert title == "Of the numbers compared, “owners · Russia · nuclear · answer noise” moves nuclear use most: less of it at 0.25"


def test_alt_text_says_every_change_with_its_interval_largest_first():
    alt = draw(changes()).alt
    assert "owners · Russia · nuclear · answer noise, 0.45: at 0.25 -4.0 (-4.5 to -3.5), at 0.6 +3.0" in alt
    assert alt.index("answer noise") < alt.index("tension") < alt.index("clock") < alt.index("settlement")


def test_a_number_that_is_raised_looks_unlike_one_that_is_lowered():
    raised, lowered = (TornadoRow("a", 1.0, to, "clash", 0.1, 0.05, 0.2, 0.3).look for to in (2.0, 0.5))
    assert raised[0] != lowered[0]
    assert raised[1] != lowered[1]


def test_an_empty_table_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw([])
