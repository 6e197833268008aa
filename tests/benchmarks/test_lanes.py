"""Histories as lanes: the masks are those of the histories, and every form gives the same bits."""

import numpy as np
import pytest

from benchmarks import lanes, table
from benchmarks.lanes import HISTORIES, Told


def made_up() -> Told:
    """Return two histories a lane: lane 0 crosses twice at its first event, odd lanes once at their third."""
    first = [[2, 0, 0] if lane == 0 else [0, 0, lane % 2] for lane in range(HISTORIES)]
    return Told([[(1, 0), (1, 2), (6, 0)]] * (2 * HISTORIES), [*first, *([[0]] * HISTORIES)])


@pytest.mark.parametrize("width", [1, 4, 32])
def test_masks_have_a_step_for_every_crossing_and_none_without(width):
    groups = lanes.masks(made_up(), width)
    assert len(groups) == HISTORIES // width
    assert sum(int(group.sum()) for group in groups) == 2 + HISTORIES // 2
    assert all(group.any(axis=1).all() for group in groups)
    assert groups[0][:2].tolist() == [[True] + [False] * (width - 1)] * 2


def test_histories_with_the_same_events_are_alike_and_others_are_not():
    assert lanes.alike(made_up()) == 1.0
    assert lanes.alike(Told([[(1, 0), (1, 2)], [(1, 2), (1, 2)]], [[0, 0], [0, 0]])) == 0.5


def test_moving_lanes_last_and_back_changes_nothing():
    values = np.arange(HISTORIES * 6.0).reshape(HISTORIES, 2, 3)
    for width in lanes.WIDTHS:
        assert np.array_equal(lanes.histories_first(lanes.lanes_last(values, width)), values)


@pytest.mark.slow
def test_every_form_gives_the_same_bits_and_a_table():  # measure() itself compares the bits
    found = lanes.measure(quick=True)
    assert [row["lanes"] for row in found["rows"]] == list(lanes.WIDTHS)
    assert all(row["full_ns"] > 0 and 0 < row["share"] <= 1 for row in found["rows"])
    assert found["rows"][0]["share"] == 1.0
    assert "| 32 |" in table.lanes(found)
