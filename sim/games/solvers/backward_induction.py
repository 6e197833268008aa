"""Subgame perfection by backward induction, for games in which whoever moves knows all that went before.

Exact arithmetic: every number is read as the decimal it prints as, so a tie is a tie and not a matter of rounding. At a tie each best action is
the start of equilibria of its own; `all_subgame_perfect` returns them all, `subgame_perfect` the one in which ties go to the action that the
tree names first (or last). Random choices at ties make further equilibria: they are mixtures of those listed and are not listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Literal

from sim.errors import GameError, quoted
from sim.games.solution import Equilibrium, Solution
from sim.games.solvers.evaluate import evaluate
from sim.games.solvers.fractions import exactly
from sim.games.tree import Chance, Decision, Node, Terminal, Tree

MOST = 64  # equilibria that are listed
Plan = dict[str, str]  # information set -> action


@dataclass(frozen=True, slots=True)
class _Best:
    """One way to play on from a node: the plan below it and what it is worth to each player."""

    plan: Plan
    values: tuple[Fraction, ...]


def subgame_perfect(tree: Tree, ties: Literal["first", "last"] = "first") -> Equilibrium:
    """Return the subgame perfect equilibrium in which whoever is indifferent takes the action that the tree names first (or last).

    Raises
    ------
    GameError                  some player does not know all that went before
    """
    _refuse(tree)
    best = next(iter(_ways(tree, tree.root, ties, 1)))
    return _equilibrium(tree, best, f"ties to the {ties} action")


def all_subgame_perfect(tree: Tree, most: int = MOST) -> Solution:
    """Return all subgame perfect equilibria in pure strategies, at most `most` of them; the solution says where there are more.

    Raises
    ------
    GameError                  some player does not know all that went before
    """
    _refuse(tree)
    ways = list(islice(_ways(tree, tree.root, "all", most + 1), most + 1))
    whole = len(ways) <= most
    names = ["subgame perfect"] if len(ways) == 1 else ["ties to the first action", *(f"ties otherwise {number}" for number in range(1, len(ways)))]
    found = tuple(_equilibrium(tree, best, name) for best, name in zip(ways[:most], names, strict=False))
    statement = (
        "Backward induction: the only subgame perfect equilibrium."
        if len(ways) == 1
        else "Backward induction with every way to break ties: all subgame perfect equilibria in pure strategies; mixing at ties makes more."
        if whole
        else f"Backward induction: the first {most} subgame perfect equilibria in pure strategies; ties make more."
    )
    return Solution(found, whole, statement)


def _ways(tree: Tree, node: Node, ties: str, most: int) -> Iterator[_Best]:
    """Yield ways to play on from a node in equilibrium: all, or at least the first `most`, for each way below a node is part of one above it."""
    if isinstance(node, Terminal):
        yield _Best({}, tuple(exactly(payoff) for payoff in node.payoffs))
    elif isinstance(node, Chance):
        shares = [exactly(share) for share, _ in node.branches.values()]
        for combination in product(*(tuple(islice(_ways(tree, below, ties, most), most)) for _, below in node.branches.values())):
            plan = {name: action for best in combination for name, action in best.plan.items()}
            worth = (
                sum((share * best.values[player] for share, best in zip(shares, combination, strict=True)), Fraction(0)) for player in _all(tree)
            )
            yield _Best(plan, tuple(worth))
    else:
        yield from _decide(tree, node, ties, most)


def _decide(tree: Tree, node: Decision, ties: str, most: int) -> Iterator[_Best]:
    mover = tree.players.index(node.player)
    for combination in product(*(tuple(islice(_ways(tree, below, ties, most), most)) for below in node.branches.values())):
        top = max(best.values[mover] for best in combination)
        plan = {name: action for best in combination for name, action in best.plan.items()}
        tied = [(action, best) for action, best in zip(node.branches, combination, strict=True) if best.values[mover] == top]
        if ties != "all":
            tied = tied[:1] if ties == "first" else tied[-1:]
        for action, best in tied:
            yield _Best(plan | {node.information_set: action}, best.values)


def _all(tree: Tree) -> range:
    return range(len(tree.players))


def _refuse(tree: Tree) -> None:
    if not tree.has_perfect_information:
        blurred = next(known.name for known in tree.information_sets.values() if len(known.histories) > 1)
        raise GameError(f"backward induction needs players who know all that went before; at {quoted(blurred)} several ways cannot be told apart")


def _equilibrium(tree: Tree, best: _Best, name: str) -> Equilibrium:
    strategies = {
        known.name: {action: float(action == best.plan[known.name]) for action in known.actions} for known in tree.information_sets.values()
    }
    found = evaluate(tree, strategies)
    values = {player: float(value) for player, value in zip(tree.players, best.values, strict=True)}
    return Equilibrium("subgame perfect", name, found.outcomes, values, strategies, accuracy="exact")
