"""Shapley values of a game given by all of its 2^k values: what each player adds, averaged over every order in which they may enter.

A coalition is a number whose bit i says that player i is in. For k players and any array of values whose first axis are the 2^k coalitions,

    phi_i = sum over S without i of |S|! (k - |S| - 1)! / k! (v(S + i) - v(S)).

The four axioms that single this out hold by construction and are tested against all k! orders: phi sums to v(all) - v(none) (efficiency), a
player that never changes anything gets exactly 0 (dummy), players that stand for one another get the same (symmetry), and phi is linear in v.
Linearity is what intervals rest on: the Shapley value of a mean over histories is the mean of the histories' own Shapley values.

References
----------
Shapley 1953.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MOST_PLAYERS = 12


def players_of(values: np.ndarray) -> int:
    """Return k for values whose first axis has 2^k places; ValueError for any other length, and for more than 12 players."""
    players = len(values).bit_length() - 1
    if not 1 <= players <= MOST_PLAYERS or len(values) != 1 << players:
        raise ValueError(f"a game needs 2, 4, 8, ... values for 1 to {MOST_PLAYERS} players, got {len(values)}")
    return players


def shapley(values: np.ndarray) -> np.ndarray:
    """Return the Shapley values (k, ...) of games given by the values (2^k, ...) of all coalitions.

    Parameters
    ----------
    values : ndarray (2^k, ...)    bit i of the first index: player i is in; the other axes are games side by side, such as histories

    Examples
    --------
    >>> import numpy as np
    >>> shapley(np.array([0.0, 1.0, 2.0, 5.0])).tolist()  # alone 1 and 2, together 5
    [2.0, 3.0]
    """
    import numpy as np

    players = players_of(values)
    sizes = [number.bit_count() for number in range(len(values))]
    weight = [math.factorial(size) * math.factorial(players - size - 1) / math.factorial(players) for size in range(players)]
    found = np.zeros((players, *values.shape[1:]))
    for player in range(players):
        for without in range(len(values)):
            if not without >> player & 1:
                found[player] += weight[sizes[without]] * (values[without | 1 << player] - values[without])
    return found


def first_and_last(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what each player adds to nobody, and what it adds to all the others: two (k, ...); both equal phi where players do not interact."""
    import numpy as np

    players, whole = players_of(values), len(values) - 1
    first = np.stack([values[1 << player] - values[0] for player in range(players)])
    last = np.stack([values[whole] - values[whole ^ 1 << player] for player in range(players)])
    return first, last
