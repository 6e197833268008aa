"""The misere ladder: the rule of parity against a search over positions, and against all games played out."""

from functools import cache

import pytest

from sim.games.canonical import misere_ladder
from sim.games.canonical.misere_ladder import best, loses


@cache
def wins(distance, most):
    """Return whether the mover can leave the other in a lost position; who moves with nothing left has been spared."""
    return distance == 0 or any(not wins(distance - step, most) for step in range(1, min(most, distance) + 1))


@pytest.mark.parametrize("most", [1, 2, 3, 4, 7])
def test_the_rule_of_parity_is_what_a_search_over_positions_finds(most):
    for distance in range(1, 60):
        assert loses(distance, most) == (not wins(distance, most))
        if wins(distance, most):
            assert not wins(distance - best(distance, most), most)


def test_how_much_a_side_would_lose_decides_nothing():
    winners = {loss: misere_ladder.GAME.solved(loss=loss).equilibria[0].outcomes for loss in (0.5, 10, 1000)}
    assert winners[0.5] == winners[10] == winners[1000]


def test_the_winner_changes_with_one_rung_more():
    names = [misere_ladder.GAME.solved(distance=distance).region for distance in (6, 7, 8)]
    assert names == ["the mover wins", "the mover loses", "the mover wins"]
