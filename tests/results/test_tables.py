"""Sums of blocks and the canonical table: exact, in one order, whatever the order of the work."""

from __future__ import annotations

import csv
import io
import math
import random
import re
from pathlib import Path

import numpy as np
import pytest

from sim.plots.figure import FigureSpec
from sim.results import sums
from sim.results.tables import ROWS, append, canonical_text, csv_text, digest, empty, totals
from tests.experiment import fakes

SIM = Path(__file__).parents[2] / "sim"
PREPARED = fakes.Prepared(0.3, 0.2, "")


def rows_of(order: list[int]) -> dict:
    table = empty(ROWS)
    for index in order:
        append(table, sums.measure_rows(0, "base", fakes.simulate(PREPARED, 1, index, 5000), PREPARED.names))
    return table


def test_sums_are_those_of_a_loop_over_histories_in_order():
    block = fakes.simulate(PREPARED, 1, 0, 1024)
    rows = sums.measure_rows(3, "base", block, PREPARED.names)
    column = fakes.MEASURES.index("settlement")
    expected = [0.0] * 5
    for w, y in zip(block.weights.tolist(), block.measures[:, column].tolist(), strict=True):
        for place, term in enumerate((w, w * w, w * y, w * w * y, w * w * y * y)):
            expected[place] += term
    place = rows["measure"].index("settlement")
    assert expected == [rows[name][place] for name in ("sum_w", "sum_ww", "sum_wy", "sum_wwy", "sum_wwyy")]
    assert rows["point"][place] == 3
    assert rows["histories"][place] == 1024


def test_canonical_text_and_totals_do_not_depend_on_the_order_of_the_blocks():
    orders = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], *(random.Random(seed).sample(range(5), 5) for seed in range(5))]
    assert len({digest(canonical_text(rows_of(order))) for order in orders}) == 1
    assert len({tuple(totals(ROWS, rows_of(order)).items()) for order in orders}) == 1


def test_totals_are_exact_sums_of_the_blocks():
    table = {name: [] for name in ROWS.columns}
    for block, value in enumerate([1e16, 1.0, -1e16, 1.0]):
        append(
            table, {"point": [0], "block": [block], "variant": ["base"], "measure": ["y"], "histories": [1], **{n: [value] for n in ROWS.sums[1:]}}
        )
    assert totals(ROWS, table)[0, "base", "y"][1] == 2.0


def test_canonical_text_reads_back_exactly_and_has_one_row_a_block():
    rows = rows_of([0, 1])
    lines = [line.split(",") for line in canonical_text(rows).splitlines()]
    assert len(lines) == 3
    column = lines[0].index("clash.sum_wy")
    place = [i for i, (name, block) in enumerate(zip(rows["measure"], rows["block"], strict=True)) if name == "clash" and block == 1]
    assert rows["sum_wy"][place[0]] == float(lines[2][column])


def test_last_bit_changes_the_digest():
    rows = rows_of([0])
    before = digest(canonical_text(rows))
    rows["sum_wy"][0] = math.nextafter(rows["sum_wy"][0], 1)
    assert before != digest(canonical_text(rows))


def test_failed_histories_are_not_counted():
    failing = fakes.Prepared(0.3, 0.2, "failed")
    rows = sums.measure_rows(0, "base", fakes.simulate(failing, 1, 0, 1024), failing.names)
    assert set(rows["histories"]) == {1023}


def test_answers_at_a_rung_and_above_share_one_whole():
    block = fakes.simulate(PREPARED, 1, 0, 1024)
    rows = sums.share_rows(0, "base", block, PREPARED.names)
    at = [value for value, reach in zip(rows["sum_wy"], rows["reach"], strict=True) if reach == "at"]
    above = [value for value, reach in zip(rows["sum_wy"], rows["reach"], strict=True) if reach == "above"]
    assert math.isclose(sum(at), rows["sum_wt"][0], rel_tol=1e-12)
    assert math.isclose(above[0], rows["sum_wt"][0], rel_tol=1e-12)
    assert math.isclose(above[1], at[1] + at[2], rel_tol=1e-12)


def test_pairs_count_the_histories_that_differ():
    other = fakes.Prepared(0.3, 0.4, "")
    one, two = fakes.simulate(PREPARED, 1, 0, 1024), fakes.simulate(other, 1, 0, 1024)
    rows = sums.pair_rows(0, "tilt", one, PREPARED.names, two, other.names, ["settlement"])
    column = fakes.MEASURES.index("settlement")
    differing = (one.weights != two.weights) | (one.measures[:, column] != two.measures[:, column])
    assert rows["changed"] == [int(np.count_nonzero(differing))]
    same = sums.pair_rows(0, "none", one, PREPARED.names, one, PREPARED.names)
    assert set(same["changed"]) == {0}


FORMULAS = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "\uff1d1+1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_disarmed_in_names_of_columns_too_and_numbers_are_not_touched(text):
    rows = list(csv.reader(io.StringIO(csv_text([{"name": text, text: -1.5, "count": -2, "off": False, "none": None}]), newline="")))
    safe = "'" + text.replace("\r", " ")
    assert rows == [["name", safe, "count", "off", "none"], [safe, "-1.5", "-2", "False", ""]]


@pytest.mark.parametrize("text", FORMULAS)
def test_the_numbers_behind_a_figure_are_disarmed_by_the_same_rule(text):
    figure = FigureSpec("one", "Title", "Reading", "Alt", ("name", text), ((text, -1.5), ("x", -2), ("-", None)), (1, 1), lambda canvas, size: None)
    rows = list(csv.reader(io.StringIO(figure.csv(), newline="")))
    safe = "'" + text.replace("\r", " ")
    assert rows == [["name", safe], [safe, "-1.5"], ["x", "-2"], ["'-", ""]]


def test_csv_is_written_in_one_place_only():
    writing = re.compile(r"csv\.(writer|DictWriter)|to_csv|write_csv")
    assert [path.relative_to(SIM).as_posix() for path in sorted(SIM.rglob("*.py")) if writing.search(path.read_text(encoding="utf-8"))] == [
        "results/tables.py"
    ]
