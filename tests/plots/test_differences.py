"""A difference is clear only if its interval leaves out zero; it is printed in its unit with two telling digits."""

import doctest

import pytest

from sim.plots import differences
from sim.plots.differences import COLUMNS, ContrastRow, from_mappings, printed, unit_words


def row(difference: float, low: float, high: float, unit: str = "points") -> ContrastRow:
    """Return a difference on nuclear use."""
    return ContrastRow("change", "nuclear use", difference, low, high, 0.0074, unit)


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(differences).failed == 0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.1, 0.05, 0.2), "up"),
        ((-0.1, -0.2, -0.05), "down"),
        ((0.1, -0.05, 0.2), "unclear"),
        ((0.1, 0.0, 0.2), "unclear"),
        ((0.0, 0.0, 0.0), "exactly none"),
    ],
)
def test_a_verdict_needs_an_interval_off_zero(values, expected):
    assert row(*values).verdict == expected


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        ((0.0019, 0.0015, 0.0023), "per 1,000", "+1.9"),
        ((0.0019, 0.0015, 0.0023), "points", "+0.19"),
        ((0.17, 0.15, 0.19), "points", "+17.0"),
        ((-0.12, -0.16, -0.08), "stake", "-0.12"),
        ((1234.0, 1200.0, 1300.0), "acts", "+1234"),
        ((1.2e-7, 1e-7, 1.4e-7), "points", "+0.000012"),
        ((0.0, -0.1, 0.1), "points", "0"),
    ],
)
def test_a_difference_is_printed_in_its_unit(values, unit, expected):
    assert printed(row(*values, unit), values[0]) == expected


def test_a_value_that_rounds_to_zero_has_no_sign():
    assert printed(row(-0.3, -0.5, 0.2), -1e-6) == "0.0"


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("points", " percentage points"),
        ("per 100", " in 100 simulated histories"),
        ("per 1,000", " in 1,000 simulated histories"),
        ("stake", " stake"),
        ("", ""),
    ],
)
def test_a_unit_is_said_in_words(unit, expected):
    assert unit_words(row(0, 0, 0, unit)) == expected


def test_rows_come_from_dictionaries_with_more_keys_than_needed():
    given = row(0.1, 0.05, 0.2)
    assert from_mappings([{column: getattr(given, column) for column in COLUMNS} | {"pairs": 3}]) == [given]
    with pytest.raises(KeyError, match="label"):
        from_mappings([{}])
