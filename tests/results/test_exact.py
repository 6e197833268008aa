"""A sum in pieces is that of `math.fsum` over all at once, bit for bit, whatever the pieces."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.results.exact import ExactSum, column_sums

FLOATS = some.lists(some.floats(allow_nan=False, allow_infinity=False, width=64).map(lambda x: x / 64), max_size=40)


@given(FLOATS, some.data())
def test_pieces_add_up_as_the_whole_does(values, data):
    values += [-value for value in values[::2]]
    order = data.draw(some.permutations(values))
    size = data.draw(some.integers(1, 50))
    one = ExactSum()
    for start in range(0, len(order), size):
        one.add(np.array(order[start : start + size]))
    assert one.value().hex() == math.fsum(values).hex()


def test_the_smallest_and_the_largest_doubles_are_kept():
    tiny, huge = 5e-324, 1.7976931348623157e308
    one = ExactSum()
    one.add(np.array([huge, tiny, -huge, tiny, -0.0]))
    assert one.value() == 2 * tiny
    one.add(np.array([huge, huge]))
    with pytest.raises(OverflowError):
        one.value()
    assert math.copysign(1.0, ExactSum().value()) == 1.0


def test_infinities_are_infinite_and_nan_is_nan():
    one = ExactSum()
    one.add(np.array([1.0, math.inf]))
    assert one.value() == math.inf
    one.add(np.array([math.nan]))
    assert math.isnan(one.value())


def test_columns_are_added_each_by_itself():
    assert column_sums(np.array([[1e16, 1.0], [1.0, 2.0], [-1e16, 0.5]])) == [1.0, 3.5]
