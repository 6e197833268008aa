"""What is added up point by point, from shards of any shape, is what all rows at once come to: digest, file and sums."""

from __future__ import annotations

import random

import numpy as np
import pytest

from sim.errors import ResultsError
from sim.results import adding
from sim.results.adding import canonical_table, sums_of
from sim.results.tables import ROWS, SHARES, canonical_text, digest, empty, totals

MEASURES = {"base": ("clash", "nuclear_use"), "other": ("answers.x.2", "clash", "nuclear_use")}


def rows_of(points: dict[int, int], only: tuple[int, ...] = ()) -> dict[str, list]:
    """Return rows of points with so many blocks each; the points in `only` have one more measure."""
    luck, table = random.Random(7), empty(ROWS)
    for point, blocks in points.items():
        for block in range(blocks):
            for variant, measures in MEASURES.items():
                weights = [1024.0, *(luck.random() * 10.0 ** luck.randint(-9, 9) for _ in range(2))]
                for measure in (*measures, *(["zz"] if point in only else [])):
                    scores = [luck.random() * 10.0 ** luck.randint(-9, 9) for _ in range(3)]
                    row = (point, block, variant, measure, *weights, *scores)
                    for name, value in zip(ROWS.columns, row, strict=True):
                        table[name].append(value)
    return table


def parts_of(table: dict[str, list], size: int) -> list[dict[str, np.ndarray]]:
    """Return a table in parts of `size` blocks, whatever points they are of."""
    arrays = {name: np.array(values, dtype=object if isinstance(values[0], str) else None) for name, values in table.items()}
    keys = list(dict.fromkeys(zip(table["point"], table["block"], strict=True)))
    found = []
    for start in range(0, len(keys), size):
        chosen = set(keys[start : start + size])
        places = [place for place, key in enumerate(zip(table["point"], table["block"], strict=True)) if key in chosen]
        found.append({name: values[places] for name, values in arrays.items()})
    return found


@pytest.mark.parametrize("size", [1, 3, 7, 100])
@pytest.mark.parametrize("only", [(), (2,), (5,)], ids=["the same measures", "one more at the first", "one more at the last"])
def test_the_table_and_the_sums_are_those_of_all_rows_at_once(tmp_path, monkeypatch, size, only):
    monkeypatch.setattr(adding, "HELD", 12)
    monkeypatch.setattr(adding, "SPOOL", 300)
    table = rows_of({2: 9, 3: 1, 5: 4}, only)
    parts = parts_of(table, size)
    found, sums = canonical_table(lambda: iter(parts), len(MEASURES), tmp_path / "table.csv")
    assert found == digest(canonical_text(table))
    assert (tmp_path / "table.csv").read_text() == canonical_text(table)
    assert dict(sums) == totals(ROWS, table)
    assert list(sums) == list(totals(ROWS, table))
    assert sums == sums_of(ROWS, parts) == canonical_table(lambda: iter(parts), len(MEASURES))[1]


def test_one_variant_is_written_as_it_comes(tmp_path):
    table = {
        name: [value for value, variant in zip(values, rows["variant"], strict=True) if variant == "base"]
        for rows in [rows_of({0: 5})]
        for name, values in rows.items()
    }
    found, _ = canonical_table(lambda: iter(parts_of(table, 2)), 1, tmp_path / "table.csv")
    assert found == digest(canonical_text(table))
    assert (tmp_path / "table.csv").read_text() == canonical_text(table)


def test_nothing_at_all_has_a_header_and_no_sums():
    found, sums = canonical_table(lambda: iter(()), 1)
    assert found == digest(canonical_text(empty(ROWS)))
    assert (len(sums), list(sums_of(SHARES, ()))) == (0, [])


def test_a_key_that_is_not_there_is_missing():
    sums = sums_of(ROWS, parts_of(rows_of({2: 1, 5: 1}, (5,)), 1))
    assert (5, "base", "zz") in sums
    for absent in ((2, "base", "zz"), (3, "base", "clash"), (9, "base", "clash")):
        assert absent not in sums
    assert len(sums) == len(list(sums)) == 12


def test_rows_that_lie_behind_those_of_a_later_point_are_damage():
    first, second = parts_of(rows_of({2: 1, 5: 1}), 1)
    with pytest.raises(ResultsError, match="rows of point 2 lie behind those of point 5"):
        sums_of(ROWS, [second, first])
