"""The data dictionary names every column and every kind of shard."""

from __future__ import annotations

from sim.results import dictionary
from sim.results.tables import LAYOUTS


def test_every_key_column_is_explained():
    keys = {name for layout in LAYOUTS.values() for name in layout.columns if not name.startswith("sum_")}
    assert keys <= set(dictionary.COLUMNS)


def test_every_kind_that_is_there_is_explained_and_no_other():
    text = dictionary.text(["rows", "pairs"])
    assert "shards/rows/" in text
    assert "shards/pairs/" in text
    assert "shards/curves/" not in text
