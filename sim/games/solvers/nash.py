"""All Nash equilibria of a game of two players who move at the same time, by exact enumeration.

For every pair of supports (sets of actions used) the conditions of equilibrium are linear: whoever mixes is indifferent between the actions it
uses, and no other action is better. Where they have more than one solution (a degenerate game), the corners of the solution set are returned; all
equilibria are mixtures of such corners, and the solution says so. Payoffs are read as the decimals they print as; arithmetic is in fractions.

References
----------
Dickhaut and Kaplan 1993 (supports); corners for degenerate games as in Avis et al. 2010.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from sim.errors import GameError
from sim.games.matrix import Matrix
from sim.games.solution import Equilibrium, Solution
from sim.games.solvers.evaluate import evaluate
from sim.games.solvers.fractions import exactly, solve

MOST_ACTIONS = 16  # of both players together

Vector = tuple[Fraction, ...]
Table = tuple[Vector, ...]


def all_nash(matrix: Matrix) -> Solution:
    """Return all Nash equilibria; in a degenerate game the corners of their set.

    Raises
    ------
    GameError                  more than 16 actions in all: the enumeration would take too long
    """
    rows, columns = (len(actions) for actions in matrix.actions)
    if rows + columns > MOST_ACTIONS:
        raise GameError(f"enumeration takes games with at most {MOST_ACTIONS} actions of both players together, got {rows + columns}")
    first = tuple(tuple(exactly(payoff) for payoff in row) for row in matrix.first)
    second = tuple(tuple(exactly(payoff) for payoff in column) for column in zip(*matrix.second, strict=True))
    # x of the first player is a corner with respect to the second player's payoffs, and the other way round
    ours = list(_corners(second, rows))
    theirs = list(_corners(first, columns))
    pairs = [(x, y) for x, best_to_x in ours for y, best_to_y in theirs if _support(x) <= best_to_y and _support(y) <= best_to_x]
    found = tuple(_equilibrium(matrix, x, y, number, len(pairs)) for number, (x, y) in enumerate(sorted(pairs, reverse=True), 1))
    degenerate = any(len(best) > len(_support(corner)) for corner, best in (*ours, *theirs))
    statement = "All Nash equilibria, by exact enumeration of supports."
    if degenerate:
        statement = "By exact enumeration. The game is degenerate: these are the corners of the set of Nash equilibria, and mixtures may be more."
    return Solution(found, True, statement)


def _support(strategy: Vector) -> frozenset[int]:
    return frozenset(action for action, share in enumerate(strategy) if share > 0)


def _corners(payoffs: Table, size: int) -> Iterator[tuple[Vector, frozenset[int]]]:
    """Yield every strategy of `size` actions that is a corner of the set on which some set of the other's actions is best, with that set.

    `payoffs[action of the other][own action]` is what the other gets. A corner has as many best answers as it has actions in use, or more.
    """
    seen: set[Vector] = set()
    for count in range(1, min(size, len(payoffs)) + 1):
        for support in combinations(range(size), count):
            for best in combinations(range(len(payoffs)), count):
                solved = _indifferent(payoffs, support, best)
                if solved is None:
                    continue
                strategy = [Fraction(0)] * size
                for action, share in zip(support, solved, strict=True):
                    strategy[action] = share
                corner = tuple(strategy)
                worth = [sum((row[action] * share for action, share in enumerate(corner)), Fraction(0)) for row in payoffs]
                answers = frozenset(action for action, value in enumerate(worth) if value == max(worth))
                if set(best) <= answers and corner not in seen:
                    seen.add(corner)
                    yield corner, answers


def _indifferent(payoffs: Table, support: Sequence[int], best: Sequence[int]) -> list[Fraction] | None:
    """Return positive shares of `support` that make all of `best` equally good and sum to 1; None where there are none or not just one."""
    rows = [[payoffs[action][own] for own in support] + [Fraction(-1)] for action in best]
    solved = solve([*rows, [Fraction(1)] * len(support) + [Fraction(0)]], [Fraction(0)] * len(best) + [Fraction(1)])
    if solved is None or min(solved[:-1]) <= 0:
        return None
    return solved[:-1]


def _equilibrium(matrix: Matrix, x: Vector, y: Vector, number: int, count: int) -> Equilibrium:
    strategies = {
        player: {action: float(share) for action, share in zip(actions, strategy, strict=True)}
        for player, actions, strategy in zip(matrix.players, matrix.actions, (x, y), strict=True)
    }
    found = evaluate(matrix.tree(), strategies)
    pure = max(x) == max(y) == 1
    name = "Nash" if count == 1 else f"Nash {number}"
    return Equilibrium("pure Nash" if pure else "mixed Nash", name, found.outcomes, found.values, strategies, accuracy="exact")
