"""What stands beside a run is drawn on its page; units are always words; every figure that is missing names the command that gives it."""

import csv

import numpy as np
import pytest

from sim.analysis.ranges import middle_interval
from sim.cli.ending import run
from sim.errors import Exit, ResultsError
from sim.report import beside, figure_names, run_page, units
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path

ROW = {"path": "actors.south.loss_if_answered", "given": "0.6", "to": "3", "measure": "nuclear_use", "difference": "-0.004", "low": "-0.005"}
ROW |= {"high": "-0.003", "baseline": "0.02", "unit": "per 1,000"}


def audited(folder, **changes):
    """Leave the rows of a tornado in a folder, as redline audit does."""
    (folder / beside.AUDIT).mkdir()
    with (folder / beside.AUDIT / beside.LEADING).open("w", newline="") as file:
        writer = csv.DictWriter(file, [*ROW, "label"])
        writer.writeheader()
        writer.writerow(ROW | {"label": "x"} | changes)


def test_the_tornado_of_an_audit_beside_a_run_is_drawn_with_its_number_in_words(tmp_path):
    audited(tmp_path)
    (figure,) = beside.figures(tmp_path)
    assert figure.name == "tornado"
    assert figure_names.of_file(figure.name).code == "F3"
    assert "South's loss if answered" in figure.title


def test_nothing_is_drawn_where_nothing_stands_and_what_is_damaged_is_refused(tmp_path):
    assert beside.figures(tmp_path) == []
    audited(tmp_path, given="six")
    with pytest.raises(ResultsError, match=r"leading\.csv is damaged .* make it again: redline audit") as caught:
        beside.figures(tmp_path)
    assert caught.value.exit_code == Exit.DAMAGED


def test_an_audit_leaves_what_the_page_reads(tmp_path):
    folder = tmp_path / beside.AUDIT
    words = ["audit", "two-actors", "--runs", "64", "--only", "owners.north.nuclear.audience_cost", "--no-figures", "-q", "-j", "1"]
    assert run([*words, "--out", str(folder)]) == 0
    with (folder / beside.LEADING).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(beside.draw_tornado(rows)) == bool(rows)


def test_every_figure_that_is_missing_says_which_command_gives_it():
    assert [one.code for one in figure_names.missing([])] == [f"F{place}" for place in range(1, 11)]
    assert all("redline " in one.needs for one in figure_names.FIXED)
    told = run_page._not_here([])
    assert len(told[1].items) == 10


@pytest.mark.parametrize("name", ["november-2024", "two-actors"])
def test_every_loss_and_cost_of_a_scenario_has_a_unit_in_words(name):
    world = load(scenario_path(name))
    told = {path: units.unit(path, one.unit) for path, one in world.quantities.items()}
    assert all(unit for path, unit in told.items() if any(word in path for word in ("loss_if", "cost", "stake", "utilities")))
    assert set(told.values()) >= {units.GAINS, units.STAKES}


def test_the_interval_of_a_middle_holds_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(2000):
        low, high = middle_interval(rng.lognormal(size=64))
        held += low <= 1.0 <= high
    assert 0.95 <= held / 2000 <= 0.98
    assert middle_interval(np.array([0.3])) == (0.3, 0.3)
