"""Ends of ranges are written with the digits that their width deserves."""

import matplotlib.pyplot as plt
import pytest

from sim.plots.level_map import LevelPoint, draw
from sim.plots.rounding import ends, plain
from tests.plots.report_examples import X, Y


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0.000841, 0.74, ("0", "0.74")),
        (2.251, 2.992, ("2.25", "2.99")),
        (12.34, 300.0, ("12", "300")),
        (100.0, 101.26, ("100", "101.3")),
        (-0.0002, 0.03, ("0", "0.03")),
        (1e-7, 4e-7, ("0.0000001", "0.0000004")),
        (2.0, 2.0, ("2", "2")),
    ],
)
def test_what_is_negligible_beside_the_width_is_nothing(start, end, expected):
    assert ends(start, end) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(-4.4e-05, "-0.000044"), (-0.0, "0"), (1e6, "1000000"), (float("inf"), "inf"), (0.1234567, "0.1235")]
)
def test_no_number_has_an_exponent(value, expected):
    assert plain(value) == expected


def test_classes_of_levels_meet_without_overlap_and_empty_ones_are_left_out():
    def key(levels):
        figure = draw([LevelPoint(0.1 + n / 10, 0.2, p) for n, p in enumerate(levels)], X, Y, (0.5, 0.5))
        canvas = plt.figure(figsize=figure.size)
        figure.paint(canvas, figure.size)
        texts = [text.get_text() for text in canvas.texts]
        plt.close(canvas)
        return texts

    assert key([0.0006, 0.004, 0.0043, 0.01, 0.012, 0.02, 0.023, 0.06])[:1] == ["in 1,000:"]
    told = key([0.0006, 0.004, 0.0043, 0.01, 0.012, 0.02, 0.023, 0.06])
    assert [told[1].split()[0], told[-1].split(maxsplit=1)[1]] == ["below", "or more"]
    assert [text.partition(" to <")[0] for text in told[2:4]] == [told[1].removeprefix("below "), told[2].partition("<")[2]]
    assert len(key([0.01] * 8)) == 2
