"""What redline explain left is read back as it was: points of no return in the same words, figures of the same names."""

import json
import math

import pytest

from sim.analysis.estimates import Estimate
from sim.analysis.explain_tables import condition_code, gateway_row
from sim.analysis.gateways import Condition, Gateway
from sim.errors import ResultsError
from sim.report import explain_words
from sim.report.explained import condition, of_folder

RUNGS = ["restraint", "protest", "clash"]
STATES = [Condition("rung", 9.0), Condition("clash"), Condition("calendar", 0.0, "inauguration"), Condition("front_low", -0.3, "ukraine")]


def estimate(value: float) -> Estimate:
    """Return an estimate with an interval."""
    return Estimate(value, 0.8 * value, 1.2 * value, math.nan)


def kept(folder, **changes) -> None:
    """Leave an explanation in a folder."""
    gate = Gateway("nuclear_use", (STATES[0], STATES[1]), *map(estimate, (0.02, 0.06, 12.0, 0.2)), 40, 30.0, True)
    node = {"outcome": "nuclear_use", "rung": 1, "name": "protest", "reached": 0.9, "reached_low": 0.8, "reached_high": 1.0}
    node |= {"after": 0.005, "after_low": 0.004, "after_high": 0.006, "entrants": 90}
    flow = {"outcome": "nuclear_use", "source": 1, "to": None, "p": 0.005, "p_low": 0.004, "p_high": 0.006}
    whole = {"part": "total", "value": 0.005, "low": 0.004, "high": 0.006, "share": None, "share_low": None, "share_high": None, "verdict": None}
    shares = [{"outcome": "nuclear_use", **whole}, {"outcome": "nuclear_use", **whole, "part": "deliberate", "verdict": "raises"}]
    found = {"schema": "redline/explain/1", "gateways": [gateway_row(gate, point=True)], "nodes": [node], "flows": [flow], "shares": shares}
    found |= {"states_looked_at": {"nuclear_use": 280}, "histories_recorded": 2048} | changes
    (folder / "explain").mkdir()
    (folder / "explain" / "explain.json").write_text(json.dumps(found))


@pytest.mark.parametrize("one", STATES, ids=lambda one: one.kind)
def test_conditions_come_back_from_their_codes(one):
    assert condition(condition_code(one)) == one


def test_points_of_no_return_are_told_in_the_words_of_explain(tmp_path):
    kept(tmp_path)
    gates = of_folder(tmp_path, RUNGS).gateways("nuclear_use")
    assert (gates.rare, gates.looked_at, gates.histories) == (True, 280, 1024)
    assert gates.start.value == pytest.approx(0.005)
    first, second = explain_words.point_lines(gates)
    assert first.strip() == "at least 10 times as probable as at the start:"
    assert "rung 9 or higher reached and a direct clash: 6 in 100 (5 to 7), 12.0 times as probable (9.6 to 14.4)" in second


def test_its_figures_are_the_gateway_graph_and_the_shares(tmp_path):
    kept(tmp_path)
    assert [figure.name for figure in of_folder(tmp_path, RUNGS).figures()] == ["gateways-nuclear_use", "shares-nuclear_use"]


def test_nothing_is_read_where_nothing_is_and_what_is_damaged_is_refused(tmp_path):
    assert of_folder(tmp_path, RUNGS) is None
    kept(tmp_path, schema="another")
    with pytest.raises(ResultsError, match=r"explain\.json is damaged \(its schema is not redline/explain/1\)"):
        of_folder(tmp_path, RUNGS)
