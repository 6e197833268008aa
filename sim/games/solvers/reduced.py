"""A game of two sides with at most one open choice of each on any path, written as linear conditions of one side's best answers in the other's plan.

A choice is settled where one action is strictly best at every node of its information set, whatever is believed, later settled choices being made.
Settled choices are made first and do not count as open.

Source: ours (elementary).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from sim.errors import GameError, quoted
from sim.games.solvers.fractions import ONE, ZERO, exactly
from sim.games.tree import InformationSet, Step, Tree

MOST_OPEN = 6  # open information sets of one player
Point = tuple[Fraction, ...]  # a plan: the shares of all actions of all open sets of one side, one after another
Key = tuple[str, str, str]  # information set, history, action


@dataclass(frozen=True)
class Side:
    """The open information sets of one player (a number), and where their actions lie in its plans."""

    player: int
    sets: tuple[InformationSet, ...]

    @property
    def sizes(self) -> list[int]:
        """The number of actions at each set."""
        return [len(known.actions) for known in self.sets]

    @property
    def places(self) -> dict[tuple[str, str], int]:
        """Where (set, action) lies in a plan."""
        pairs = [(known.name, action) for known in self.sets for action in known.actions]
        return {pair: place for place, pair in enumerate(pairs)}


class Reduced:
    """A tree after its settled choices.

    `sides` are the two players with open choices; `chance[history]` is the chance of a node alone. `values[side]` maps (set, history, action) to what
    that side expects, times the chance of the node, as coefficients in the other side's plan with a last one for the constant; `later` holds the same
    for choices of the other that lie behind the node only. `before` maps (set, history) to where the other's choice before the node lies in its plan.

    Raises
    ------
    GameError                  more than two players with open choices, two open choices of one player on a path, or more than 6 of one player
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.settled = settled_choices(tree)
        self.ends = [end for end in tree.ends if all(self.settled.get(step.information_set, step.action) == step.action for step in end.steps)]
        self.sides = self._sides()
        self.chance: dict[str, Fraction] = {}
        self.before: dict[tuple[str, str], int | None] = {}
        self.later: tuple[dict[Key, list[Fraction]], ...] = tuple(self._later(side) for side in (0, 1))
        self.values = tuple(self._values(side) for side in (0, 1))

    def _sides(self) -> tuple[Side, Side]:
        tree = self.tree
        waiting = [known for name, known in tree.information_sets.items() if name not in self.settled]
        players = [player for player in tree.players if any(known.player == player for known in waiting)]
        if len(players) > 2:
            raise GameError(f"this enumeration takes two players, got open choices of {', '.join(players)}")
        sides = [Side(tree.players.index(player), tuple(known for known in waiting if known.player == player)) for player in players]
        for side in sides:
            if len(side.sets) > MOST_OPEN:
                raise GameError(
                    f"this enumeration takes at most {MOST_OPEN} open choices of one player, {tree.players[side.player]} has {len(side.sets)}"
                )
            names = {known.name for known in side.sets}
            for end in self.ends:
                open_here = [step.information_set for step in end.steps if step.information_set in names]
                if len(open_here) > 1:
                    one, two = map(quoted, open_here[:2])
                    raise GameError(f"this enumeration takes one open choice of a player on a path; {tree.players[side.player]} has {one} and {two}")
        none = Side(0, ())
        return (*sides, none, none)[0], (*sides, none, none)[1]

    def _steps(self, side: int) -> Iterator[tuple[Step, int | None, int | None, Fraction]]:
        """Yield every open step of a side: the step, where the other's choices before and behind it lie, and its payoff weighted by chance."""
        mine, theirs = self.sides[side], self.sides[1 - side].places
        own = {known.name for known in mine.sets}
        for end in self.ends:
            for number, step in enumerate(end.steps):
                if step.information_set in own:
                    places = [theirs.get((there.information_set, there.action)) for there in end.steps]
                    earlier = next((place for place in places[:number] if place is not None), None)
                    behind = next((place for place in places[number + 1 :] if place is not None), None)
                    weight = math.prod(map(exactly, (*step.chances_before, *step.chances_after)), start=ONE)
                    yield step, earlier, behind, weight * exactly(end.payoffs[mine.player])

    def _later(self, side: int) -> dict[Key, list[Fraction]]:
        found: dict[Key, list[Fraction]] = {}
        size = len(self.sides[1 - side].places)
        for step, earlier, behind, worth in self._steps(side):
            row = found.setdefault((step.information_set, step.history, step.action), [ZERO] * (size + 1))
            row[size if behind is None else behind] += worth
            self.before[step.information_set, step.history] = earlier
            self.chance[step.history] = math.prod(map(exactly, step.chances_before), start=ONE)
        return found

    def _values(self, side: int) -> dict[Key, list[Fraction]]:
        """Return the rows of `later`, moved to the choice before the node where there is one, for then nothing of the other's lies behind."""
        found = {}
        for key, row in self.later[side].items():
            place = self.before[key[0], key[1]]
            moved = list(row)
            if place is not None:
                moved = [ZERO] * len(row)
                moved[place] = row[-1]
            found[key] = moved
        return found

    def rows(self, side: int, known: InformationSet) -> dict[str, list[Fraction]]:
        """Return action -> coefficients in the other's plan (and the constant) of what `side` expects at a set, times how likely the set is."""
        return {
            action: [
                sum(column, ZERO) for column in zip(*(self.values[side][known.name, history, action] for history in known.histories), strict=True)
            ]
            for action in known.actions
        }

    def reach(self, known: InformationSet, point: Point) -> Fraction:
        """Return how likely a set is under the plan of the side that does not own it."""
        places = ((history, self.before[known.name, history]) for history in known.histories)
        return sum((self.chance[history] * (ONE if place is None else point[place]) for history, place in places), ZERO)


def settled_choices(tree: Tree) -> dict[str, str]:
    """Return information set -> action for every settled choice."""
    settled: dict[str, str] = {}
    while True:
        left = [known for name, known in tree.information_sets.items() if name not in settled]
        news = {known.name: best for known in left if (best := _dominant(tree, known, settled)) is not None}
        if not news:
            return settled
        settled |= news


def _dominant(tree: Tree, known: InformationSet, settled: dict[str, str]) -> str | None:
    """Return the action that is strictly best at every node; None where there is none, or where something open lies behind."""
    mover = tree.players.index(known.player)
    worth: dict[str, dict[str, Fraction]] = {history: dict.fromkeys(known.actions, ZERO) for history in known.histories}
    for end in tree.ends:
        for number, step in enumerate(end.steps):
            if step.information_set != known.name:
                continue
            behind = end.steps[number + 1 :]
            if any(there.information_set not in settled for there in behind):
                return None
            if all(settled[there.information_set] == there.action for there in behind):
                worth[step.history][step.action] += math.prod(map(exactly, step.chances_after), start=ONE) * exactly(end.payoffs[mover])
    best = [{action for action, value in values.items() if value == max(values.values())} for values in worth.values()]
    return next(iter(best[0])) if len(best[0]) == 1 and all(one == best[0] for one in best) else None
