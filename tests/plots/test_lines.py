"""End labels: the value is never cut, whatever the name."""

import pytest

from sim.plots import style
from sim.plots.lines import EndLabel
from tests.plots.examples import HOSTILE, LONG


@pytest.mark.parametrize("name", [LONG, HOSTILE, "x" * 300, ""])
@pytest.mark.parametrize("most", [0, 2, 3])
def test_a_long_name_is_cut_but_its_value_stays(name, most):
    lines = EndLabel(0.5, name, "14 in 1,000", style.LOOKS[0]).lines(1.1, most)
    assert len(lines) <= max(2, most)
    assert " ".join(lines).endswith("14 in 1,000")
    assert all(style.width_of(line, style.SMALL) <= 1.1 for line in lines)


def test_a_short_name_stays_whole():
    assert EndLabel(0.5, "settlement", "15", style.LOOKS[0]).lines(1.1, 2) == ["settlement: 15"]
