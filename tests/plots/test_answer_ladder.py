"""The ladder names its commonest rung, counts in 100 answers, and takes rungs in any order."""

import pytest

from sim.plots.answer_ladder import RungRow, draw
from tests.plots.examples import rungs


def test_the_claim_names_the_commonest_rung():
    assert draw("Russia", rungs()).title == "Russia's answers stand most often at rung 1, verbal protest: 32 in 100"


def test_alt_text_gives_share_interval_and_reach():
    assert "rung 7 strikes on cities and power plants 20 (19 to 21), at or above 43" in draw("Russia", rungs()).alt


def test_rungs_are_sorted_whatever_their_order():
    assert draw("Russia", rungs()[::-1]) == draw("Russia", rungs())


def test_shares_near_the_ends_are_never_rounded_to_none_or_all():
    alt = draw("Russia", [RungRow(0, "a", 0.0001, 0.0, 0.0002, 1.0, 1.0, 1.0), RungRow(1, "b", 0.9999, 0.999, 1.0, 0.9999, 0.999, 1.0)]).alt
    assert "rung 0 a <0.1" in alt
    assert "rung 1 b >99" in alt


def test_the_number_of_answers_is_said_where_known():
    assert "14.3 answers a simulated history" in draw("Russia", rungs(), answers_per_history=14.3).reading


def test_no_rungs_are_refused():
    with pytest.raises(ValueError, match="Russia has no rungs"):
        draw("Russia", [])
