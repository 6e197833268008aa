"""Natural frequencies: the base fits the rarity, the decimals keep an interval apart, nothing is rounded to never or always."""

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.plots import frequency

probability = st.floats(1e-9, 1 - 1e-9)


def test_examples_in_the_docstrings_hold():
    assert doctest.testmod(frequency).failed == 0


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.15, "15 in 100"),
        (0.02, "2 in 100"),
        (0.0199, "20 in 1,000"),
        (0.0074, "7.4 in 1,000"),
        (0.00004, "4 in 100,000"),
        (1e-9, "fewer than 1 in 1,000,000"),
        (0.98, "98 in 100"),
        (0.9985, "998 in 1,000"),
        (1 - 1e-9, "more than 999,999 in 1,000,000"),
        (0.0, "none"),
        (1.0, "all"),
    ],
)
def test_a_probability_is_counted_where_it_can_be_pictured(p, expected):
    assert frequency.in_n(p) == expected


@given(probability)
def test_no_possible_outcome_is_counted_as_none_or_all(p):
    count, base = re.fullmatch(r"(?:fewer than |more than )?([\d,.]+) in ([\d,]+)", frequency.in_n(p)).groups()
    assert 0 < float(count.replace(",", "")) < int(base.replace(",", ""))


@given(probability, probability, probability)
def test_an_interval_reads_low_to_high_around_its_estimate_on_one_base(a, b, c):
    low, p, high = sorted((a, b, c))
    shown, interval = frequency.with_interval(p, low, high)
    numbers = [float(number.replace(",", "")) for number in re.findall(r"[\d,]+\.?\d*", f"{interval} {shown}")]
    assert numbers[0] <= numbers[2] <= numbers[1]


def test_decimals_appear_only_where_they_tell_something_apart():
    assert frequency.with_interval(0.15, 0.14, 0.16) == ("15 in 100", "14 to 16")
    assert frequency.with_interval(0.15, 0.147, 0.153) == ("15.0 in 100", "14.7 to 15.3")
    assert frequency.with_interval(0.0074, 0.0068, 0.0081, base=100) == ("0.74 in 100", "0.68 to 0.81")


@pytest.mark.parametrize(("values", "expected"), [((0.5, 0.001), 100), ((0.03, 0.025), 100), ((0.03, 0.001), 1_000), ((0.007,), 1_000), ((), 100)])
def test_an_axis_counts_on_the_base_of_its_largest_value(values, expected):
    assert frequency.axis_base(*values) == expected
