"""Ranges are sets of whole numbers: every answer is that of a plain set."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from sim.results.ranges import Ranges

PAIRS = some.lists(some.tuples(some.integers(0, 60), some.integers(0, 12)).map(lambda pair: (pair[0], sum(pair))), max_size=8)


def numbers(pairs) -> set[int]:
    return {number for first, last in pairs for number in range(first, last + 1)}


@given(PAIRS, PAIRS)
def test_every_answer_is_that_of_a_plain_set(one, two):
    a, b, x, y = Ranges(one), Ranges(two), numbers(one), numbers(two)
    assert (a, list(a), len(a), bool(a)) == (x, sorted(x), len(x), bool(x))
    assert all((number in a) == (number in x) for number in range(-1, 80))
    assert (a & b, a | b, a - b, a <= b, a.isdisjoint(b), a == b) == (x & y, x | y, x - y, x <= y, x.isdisjoint(y), x == y)
    assert (a & y, a - y, a <= y) == (x & y, x - y, x <= y)
    assert all(isinstance(made, Ranges) for made in (a & b, a | b, a - b, a - y))
    assert Ranges._from_iterable(x).pairs == a.pairs


@given(PAIRS, some.integers(-1, 80), some.integers(-1, 80))
def test_a_part_is_what_lies_between(pairs, first, last):
    assert numbers(Ranges(pairs).part(first, last)) == {number for number in numbers(pairs) if first <= number <= last}


@given(PAIRS, some.integers(1, 9))
def test_pieces_are_the_whole_and_none_is_too_long(pairs, size):
    pieces = Ranges(pairs).cut(size)
    assert numbers(pieces) == numbers(pairs)
    assert all(0 < last - first + 1 <= size for first, last in pieces)
    assert sum(last - first + 1 for first, last in pieces) == len(numbers(pairs))
    assert pieces == sorted(pieces)
    assert len(pieces) == sum(-(-(last - first + 1) // size) for first, last in Ranges(pairs).pairs)
