"""All perfect Bayesian equilibria of small games with hidden types in which, on every path, each of two players has at most one open choice.

What a mover expects from an action is linear in the other's plan (see `reduced`), so the equilibria are made of polytopes whose corners can be
enumerated exactly: plans are cut by the planes on which somebody is indifferent, and a pair of corners is an equilibrium if every action in use is
a best answer. Where an information set is not reached, its actions must be best for some one belief, any belief being allowed there (weak perfect
Bayesian equilibrium). Every equilibrium is a mixture of corners returned; two corners may be mixed where they share the plan of one player.

Source: ours; the idea is that of enumerating Nash equilibria by supports, see `nash`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from sim.games.solution import Beliefs, Equilibrium, Solution, Strategies
from sim.games.solvers.evaluate import evaluate
from sim.games.solvers.fractions import ONE, ZERO, corners, dot
from sim.games.solvers.reduced import Point, Reduced
from sim.games.tree import InformationSet, Tree

KIND = "perfect Bayesian"
Choice = frozenset[str]


@dataclass(frozen=True)
class _Corner:
    """A corner of one side's plans: its actions in use by information set, and what the other can best do against it (None: not reached)."""

    point: Point
    used: dict[str, Choice]
    best: dict[str, Choice | None]


def all_perfect_bayesian(tree: Tree) -> Solution:
    """Return the corners of the set of (weak) perfect Bayesian equilibria.

    Raises
    ------
    GameError                  a game outside the class
    """
    game = Reduced(tree)
    firsts, seconds = (_corners(game, side) for side in (0, 1))
    pairs = [(one, two) for one in firsts for two in seconds if _answers(game, one, two, 1) and _answers(game, two, one, 0)]
    profiles = [_profile(game, one, two) for one, two in pairs]
    found = tuple(_equilibrium(tree, number, len(profiles), *profile) for number, profile in enumerate(profiles, 1))
    played = {tuple(round(share, 12) for share in one.outcomes.values()) for one in found}
    statement = (
        "All perfect Bayesian equilibria, with any belief where play never gets to: the corners of their set, by exact enumeration; corners "
        f"that share one player's plan may be mixed. Among them {len(played)} distribution{'s' if len(played) > 1 else ''} of outcomes."
    )
    return Solution(found, True, statement)


def _corners(game: Reduced, side: int) -> list[_Corner]:
    """Return the corners of the plans of `side`, cut where the other side is indifferent."""
    mine, other = game.sides[side], game.sides[1 - side]
    planes = []
    for known in other.sets if mine.sets else ():
        rows = game.rows(1 - side, known)
        for one, two in combinations(known.actions, 2):
            *row, constant = (a - b for a, b in zip(rows[one], rows[two], strict=True))
            planes.append([value + (constant if place < mine.sizes[0] else ZERO) for place, value in enumerate(row)])  # shares of a mixture sum to 1
    found = []
    for point in corners(mine.sizes, planes) if mine.sets else [()]:
        used = {known.name: frozenset(action for action in known.actions if point[mine.places[known.name, action]] > 0) for known in mine.sets}
        best = {known.name: _best(game, 1 - side, known, point) for known in other.sets}
        found.append(_Corner(point, used, best))
    return found


def _best(game: Reduced, side: int, known: InformationSet, point: Point) -> Choice | None:
    """Return the best actions of `side` at one of its sets against the other's plan; None where the set is not reached."""
    if game.reach(known, point) == 0:
        return None
    worth = {action: dot(row, (*point, ONE)) for action, row in game.rows(side, known).items()}
    return frozenset(action for action, value in worth.items() if value == max(worth.values()))


def _answers(game: Reduced, plan: _Corner, answer: _Corner, side: int) -> bool:
    """Return whether every action that `answer` (a plan of `side`) uses is best against `plan`."""
    for known in game.sides[side].sets:
        best = plan.best[known.name]
        if best is None:
            if not _beliefs(game, side, known, answer.used[known.name], plan.point):
                return False
        elif not answer.used[known.name] <= best:
            return False
    return True


def _beliefs(game: Reduced, side: int, known: InformationSet, used: Choice, point: Point) -> list[Point]:
    """Return the corners of the beliefs, at a set that is not reached, for which every action in use is best."""
    worth = {
        action: [dot(game.later[side][known.name, history, action], (*point, ONE)) / (game.chance[history] or ONE) for history in known.histories]
        for action in known.actions
    }
    planes = [[a - b for a, b in zip(worth[one], worth[two], strict=True)] for one, two in combinations(known.actions, 2)]
    found = []
    for belief in corners([len(known.histories)], planes):
        expected = {action: dot(row, belief) for action, row in worth.items()}
        if all(expected[action] == max(expected.values()) for action in used):
            found.append(belief)
    return found


def _profile(game: Reduced, one: _Corner, two: _Corner) -> tuple[Strategies, Beliefs, tuple[str, ...]]:
    """Return strategies, beliefs where play never gets to, and notes on how free those beliefs are."""
    strategies = {name: {each: float(each == action) for each in game.tree.information_sets[name].actions} for name, action in game.settled.items()}
    beliefs: dict[str, dict[str, float]] = {}
    notes = []
    for side, mine, theirs in ((0, one, two), (1, two, one)):
        places = game.sides[side].places
        for known in game.sides[side].sets:
            strategies[known.name] = {action: float(mine.point[places[known.name, action]]) for action in known.actions}
            if theirs.best[known.name] is None and len(known.histories) > 1:
                free = list(zip(*_beliefs(game, side, known, mine.used[known.name], theirs.point), strict=True))
                beliefs[known.name] = {history: float(sum(column, ZERO) / len(column)) for history, column in zip(known.histories, free, strict=True)}
                spans = (
                    f"{history}: {float(min(column)):.6g} to {float(max(column)):.6g}" for history, column in zip(known.histories, free, strict=True)
                )
                notes.append(f"{known.name} is never reached; beliefs that hold it up: {'; '.join(spans)}.")
    return {name: strategies[name] for name in game.tree.information_sets}, beliefs, tuple(notes)


def _equilibrium(tree: Tree, number: int, count: int, strategies: Strategies, beliefs: Beliefs, notes: tuple[str, ...]) -> Equilibrium:
    held = dict(beliefs)
    for name, gap in evaluate(tree, strategies, held).gaps.items():
        if gap is None:  # a settled choice that is never reached: it is best whatever is believed
            histories = tree.information_sets[name].histories
            held[name] = {history: 1 / len(histories) for history in histories}
    found = evaluate(tree, strategies, held)
    name = KIND if count == 1 else f"{KIND} {number}"
    return Equilibrium(KIND, name, found.outcomes, found.values, strategies, found.beliefs, accuracy="exact", notes=notes)
