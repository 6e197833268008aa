"""Records of named arrays: size classes, leading corners, independent copies."""

import numpy as np
import pytest

from sim.encode.layout import SMALLEST, axis_size, blank, copy_record, field, fill, record_type, sizes_of
from sim.encode.params import PARAMS, STATE

FIELDS = (field("number", "f8", "a number"), field("row", "i8", "a row", "acts"), field("grid", "f8", "a grid", 2, "acts"))


@pytest.mark.parametrize(
    ("axis", "count", "expected"),
    [("acts", 0, 32), ("acts", 32, 32), ("acts", 33, 64), ("acts", 200, 256), ("fronts", 0, 1), ("fronts", 3, 4), ("cells", 25, 28), ("cells", 0, 4)],
)
def test_an_axis_is_padded_to_its_size_class(axis, count, expected):
    assert axis_size(axis, count) == expected


def test_types_follow_from_cells_and_levels():
    sizes = sizes_of({"cells": 25, "levels": 3})
    assert (sizes["types"], sizes["pooled"]) == (28 * 2 * SMALLEST["levels"], 56)


def test_a_blank_record_is_all_zero_and_has_its_axes():
    record = blank(FIELDS, {"acts": 4})
    assert record.number == 0.0
    assert record.row.tolist() == [0, 0, 0, 0]
    assert record.grid.shape == (2, 4)
    assert record_type(FIELDS, {"acts": 4}).isalignedstruct


def test_values_fill_the_leading_corner_and_the_padding_stays():
    record = blank(FIELDS, {"acts": 4})
    record["row"] = -1
    fill(record, {"number": 2.5, "row": np.array([7, 8]), "grid": np.array([[1.0, 2.0]])})
    assert record.number == 2.5
    assert record.row.tolist() == [7, 8, -1, -1]
    assert record.grid.tolist() == [[1, 2, 0, 0], [0, 0, 0, 0]]


def test_a_value_without_a_field_is_refused():
    with pytest.raises(KeyError, match="colour"):
        fill(blank(FIELDS, {"acts": 4}), {"colour": 1})


def test_a_copy_is_independent():
    record = blank(FIELDS, {"acts": 2})
    again = copy_record(record)
    again.row[0] = 5
    assert record.row.tolist() == [0, 0]
    assert again.row.tolist() == [5, 0]


def test_no_field_hides_behind_an_attribute_of_numpy_records():
    """Compiled code reads the field, plain Python would read the attribute."""
    assert [one.name for one in (*PARAMS, *STATE) if hasattr(np.record, one.name)] == []
