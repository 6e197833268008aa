"""Shapley values: the four axioms, against the average over every order in which players may enter."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.shapley import first_and_last, shapley

games = st.integers(1, 4).flatmap(lambda k: st.lists(st.floats(-10, 10), min_size=1 << k, max_size=1 << k)).map(np.array)


def over_all_orders(values):
    """Return the mean, over all k! orders, of what each player adds to those before it."""
    players = len(values).bit_length() - 1
    added = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        before = 0
        for player in order:
            added[player] += values[before | 1 << player] - values[before]
            before |= 1 << player
    return added / len(orders)


@given(games)
def test_it_is_the_average_over_every_order(values):
    np.testing.assert_allclose(shapley(values), over_all_orders(values), atol=1e-12)


@given(games)
def test_efficiency_the_values_add_up_to_all_less_none(values):
    assert shapley(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-12)


@given(games, st.data())
def test_dummy_a_player_that_changes_nothing_gets_exactly_nothing(values, data):
    player = data.draw(st.integers(0, len(values).bit_length() - 2))
    without = np.array([values[number & ~(1 << player)] for number in range(len(values))])
    assert shapley(without)[player] == 0.0


@given(games, st.data())
def test_symmetry_players_who_stand_for_one_another_get_the_same(values, data):
    players = len(values).bit_length() - 1
    one, two = data.draw(st.integers(0, players - 1)), data.draw(st.integers(0, players - 1))

    def swapped(number):
        bits = (number >> one & 1, number >> two & 1)
        rest = number & ~(1 << one) & ~(1 << two)
        return rest | bits[1] << one | bits[0] << two

    alike = np.array([values[number] + values[swapped(number)] for number in range(len(values))])
    assert shapley(alike)[one] == pytest.approx(shapley(alike)[two], abs=1e-12)


def test_linearity_the_value_of_a_mean_is_the_mean_of_the_values():
    draws = np.random.default_rng(1).normal(size=(8, 50))
    np.testing.assert_allclose(shapley(draws).mean(axis=1), shapley(draws.mean(axis=1)), atol=1e-12)


def test_first_and_last_differ_by_what_players_do_together():
    first, last = first_and_last(np.array([0.0, 1.0, 2.0, 5.0]))
    assert (first.tolist(), last.tolist()) == ([1.0, 2.0], [3.0, 4.0])


@pytest.mark.parametrize("count", [0, 1, 3, 6, 1 << 13])
def test_what_is_no_game_is_refused(count):
    with pytest.raises(ValueError, match="2, 4, 8"):
        shapley(np.zeros(count))
