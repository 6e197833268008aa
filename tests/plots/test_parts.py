"""Parts: the claim names the larger of deliberate and noise, and impossible use is called so."""

import pytest

from sim.plots.parts import PartRow, draw
from tests.plots.examples import NONE, TOTAL, nuclear_parts


def part(name: str, p: float) -> PartRow:
    """Return a part with a narrow interval."""
    return PartRow(name, p, 0.9 * p, 1.1 * p)


@pytest.mark.parametrize(
    ("deliberate", "noise", "expected"),
    [
        (0.0011, 0.0044, "Most nuclear use that is not inadvertent is answer noise"),
        (0.003, 0.001, "Most nuclear use that is not inadvertent is deliberate"),
        (0.0, 0.0, "All nuclear use in the model is inadvertent"),
        (0.0, 0.001, "All nuclear use that is not inadvertent is answer noise"),
    ],
)
def test_the_claim_names_the_larger_part(deliberate, noise, expected):
    rows = [part("deliberate", deliberate), part("noise", noise), part("inadvertent", 0.002)]
    assert draw(rows, part("total", deliberate + noise + 0.002)).title == expected


def test_impossible_use_is_called_impossible():
    assert draw([part("deliberate", 0.0)], NONE).title == "No nuclear use is possible in this model as set"


def test_data_hold_parts_total_and_what_came_after_a_clash():
    figure = draw(nuclear_parts(), TOTAL, PartRow("any name", 0.0011, 0.0009, 0.0013))
    assert [row[0] for row in figure.rows] == ["deliberate", "noise", "inadvertent", "total", "via_clash"]
    assert "of all this, after a direct clash 1.1 in 1,000 (0.9 to 1.3)" in figure.alt


def test_an_empty_table_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        draw([], NONE)
