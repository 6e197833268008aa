"""Endings over time: rare ones get a scale of their own, none seen is no proof of none."""

import pytest
from matplotlib.figure import Figure

from sim.plots import style
from sim.plots.cumulative_incidence import IncidencePoint, draw
from tests.plots.examples import incidence


def panels(rows: list[IncidencePoint]) -> int:
    """Return how many panels the figure of `rows` has."""
    figure = draw(rows)
    with style.drawing():
        canvas = Figure(figsize=figure.size)
        figure.paint(canvas, figure.size)
    return len(canvas.axes)


def test_a_rare_ending_gets_its_own_panel():
    assert panels(incidence()) == 2
    assert panels([row for row in incidence() if row.ending == "settlement"]) == 1
    assert "scale of its own" in draw(incidence()).reading


def test_the_claim_counts_each_ending_at_the_last_month():
    assert draw(incidence()).title == "By month 12: settlement 15 in 100, front collapse 12 in 1,000, nuclear use 7.4 in 1,000"


def test_alt_text_gives_middle_end_and_interval():
    assert "settlement: 7 in 100 by month 6, 15 in 100 by month 12 (95 % interval 14 to 16)." in draw(incidence()).alt


def test_none_seen_reads_otherwise_than_none_possible():
    rows = [IncidencePoint("settlement", 12.0, 0.0, 0.0, 0.001), IncidencePoint("nuclear_use", 12.0, 0.0, 0.0, 0.0)]
    assert "settlement: none seen by month 12" in draw(rows).alt
    assert "nuclear use: none by month 12, none by month 12 (impossible in this model as set)" in draw(rows).alt


def test_an_empty_table_and_a_sixth_unknown_ending_are_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw([])
    with pytest.raises(ValueError, match="at most 5 endings"):
        draw([IncidencePoint(str(number), 1.0, 0.1, 0.1, 0.1) for number in range(6)])
