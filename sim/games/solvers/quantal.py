"""Agent logit quantal response equilibria of a finite game: the branch that starts where all act at random, and every other branch found.

At precision 0 everybody chooses at random, and from there one branch leads on: the principal branch. Other branches leave it where it forks, or stand
apart. Those that fork are followed from the fork; those that stand apart are looked for from pure plans, random plans and Nash equilibria at several
precisions. What is found solves the equations to 1e-10; that nothing was missed is likely for small games and proved for none.

References
----------
McKelvey and Palfrey 1995; McKelvey and Palfrey 1998; Turocy 2005.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import ceil

import numpy as np

from sim.errors import GameError
from sim.games.solution import Equilibrium, Solution, Strategies
from sim.games.solvers.agents import Agents, Array
from sim.games.solvers.branches import Path, correct, follow, is_same, leave
from sim.games.solvers.evaluate import evaluate
from sim.games.tree import Tree

KIND = "logit quantal response"
PRINCIPAL, FORKED, APART = "principal", "forked", "apart"
MOST_BRANCHES = 24
PURE_STARTS, RANDOM_STARTS = 64, 24
FINE = 0.02  # of a probability: the largest jump between two points of a branch that is handed out
LOOKED_AT = (1.0, 0.5, 0.25, 0.1)  # shares of the highest precision at which branches that stand apart are looked for
ACCURACY = "residual below 1e-9"


@dataclass(frozen=True)
class Branch:
    """One branch: precisions and, at each, the probability of every (information set, action) of `pairs`.

    `kind` says how it hangs together: it begins at precision 0 ("principal"), leaves another branch at precision `begins` ("forked"), or stands
    "apart". `turns` are the precisions at which it turns back. `whole` is False where it was lost before the highest precision.
    """

    name: str
    kind: str
    begins: float
    precisions: tuple[float, ...]
    probabilities: tuple[tuple[float, ...], ...]
    turns: tuple[float, ...]
    whole: bool

    def probability(self, column: int) -> tuple[float, ...]:
        """Return the probability of one pair along the branch."""
        return tuple(row[column] for row in self.probabilities)


@dataclass(frozen=True)
class Branches:
    """All branches found up to a precision, the precisions at which branches fork, and the pairs that their columns stand for."""

    pairs: tuple[tuple[str, str], ...]
    branches: tuple[Branch, ...]
    forks: tuple[float, ...]
    highest: float


@dataclass
class _Found:
    """A path while the search goes on."""

    path: Path
    kind: str
    begins: float


class Search:
    """All branches of one tree up to one precision; with `everything` False only the principal one and what forks from it, which is quicker.

    Raises
    ------
    GameError                  a precision that is not positive and finite, or a tree part of which chance never reaches
    """

    def __init__(self, tree: Tree, precision: float, known: tuple[Strategies, ...] = (), everything: bool = True) -> None:
        if not (np.isfinite(precision) and precision > 0):
            raise GameError(f"precision must be a number above 0, got {precision:g}")
        self.agents = Agents(tree)
        self.highest = precision * self.agents.scale
        self.found: list[_Found] = []
        self.forks: list[float] = []
        unknowns = len(self.agents.free)
        start = np.zeros(unknowns + 1)
        self._take(follow(self.agents, start, np.append(np.zeros(unknowns), 1.0), self.highest), PRINCIPAL, 0.0)
        if everything:
            self._look_apart(known)

    def _take(self, path: Path, kind: str, begins: float) -> None:
        """Keep a path, and follow what forks from it."""
        self.found.append(_Found(path, kind, begins))
        for fork, direction in path.forks:
            at = float(fork[-1])
            if len(self.found) >= MOST_BRANCHES or any(abs(at - known) < 1e-6 * (1 + at) for known in self.forks):
                continue
            self.forks.append(at)
            for half in leave(self.agents, fork, direction, self.highest):
                half.points.insert(0, fork)
                if not self._is_known(half):
                    self._take(half, FORKED, at)

    def _is_known(self, path: Path) -> bool:
        """Return whether a path was met before, judged at its middle."""
        middle = path.points[len(path.points) // 2]
        return self._has(middle[:-1], float(middle[-1]))

    def _has(self, y: Array, precision: float) -> bool:
        return any(is_same(self.agents, y, other, 1e-6) for found in self.found for other in found.path.crossings(self.agents, precision))

    def _look_apart(self, known: tuple[Strategies, ...]) -> None:
        starts = [*self._starts(), *(self.agents.unknowns(strategies, 1e-3) for strategies in known)]
        for share in LOOKED_AT:
            precision = share * self.highest
            for start in starts:
                if len(self.found) >= MOST_BRANCHES:
                    return
                y = self.agents.at_precision(np.clip(self.agents.response(start, precision), -precision - 1, precision + 1), precision)
                if y is None or self._has(y, precision):
                    continue
                self._take(self._both_ways(np.append(y, precision)), APART, 0.0)

    def _starts(self) -> list[Array]:
        """Return plans to start a search from: pure ones, the first 64 of them, and random ones."""
        counts = np.bincount(self.agents.set_of)
        starts = []
        for choice in islice(product(*(range(count) for count in counts)), PURE_STARTS):
            full = np.full(len(self.agents.pairs), -6.0)
            full[self.agents.first + np.array(choice)] = 0.0
            starts.append(full[self.agents.free] - full[self.agents.first[self.agents.set_of[self.agents.free]]])
        luck = np.random.default_rng(1)
        return starts + [luck.normal(scale=2.0, size=len(self.agents.free)) for _ in range(RANDOM_STARTS)]

    def _both_ways(self, start: Array) -> Path:
        """Return the path through a point, followed both ways until it leaves the range of precision."""
        along = np.append(np.zeros(len(start) - 1), 1.0)
        up, down = (follow(self.agents, start, side, self.highest) for side in (along, -along))
        return Path([*reversed(down.points), *up.points[1:]], [*down.forks, *up.forks], up.whole and down.whole)

    def branches(self) -> Branches:
        """Return all branches found, the principal one first, as probabilities over precision in the units of the game."""
        scale = self.agents.scale
        listed = []
        for number, found in enumerate(self.found, 1):
            path = found.path
            inside = [point for point in self._finer(path.points) if -1e-9 <= point[-1] <= self.highest]
            at_edge = path.crossings(self.agents, self.highest)
            rows = [(float(point[-1]) / scale, tuple(np.exp(self.agents.log_probabilities(point[:-1])).tolist())) for point in inside]
            if len(at_edge) == 1 and inside and inside[-1][-1] < self.highest:
                rows.append((self.highest / scale, tuple(np.exp(self.agents.log_probabilities(at_edge[0])).tolist())))
            name = "principal branch" if found.kind == PRINCIPAL else f"branch {number}"
            precisions, probabilities = zip(*rows, strict=True)
            turns = tuple(turn / scale for turn in path.turns())
            listed.append(Branch(name, found.kind, found.begins / scale, precisions, probabilities, turns, path.whole))
        return Branches(tuple(self.agents.pairs), tuple(listed), tuple(sorted(fork / scale for fork in self.forks)), self.highest / scale)

    def _finer(self, points: list[Array]) -> list[Array]:
        """Return the points of a path with more between them where probabilities jump, so that a drawn line is as smooth as the path."""
        finer = [points[0]]
        for point in points[1:]:
            parts = max(1, ceil(np.abs(self._shares(point) - self._shares(finer[-1])).max() / FINE))
            start, way = finer[-1], point - finer[-1]
            for part in range(1, parts):
                found, _ = correct(self.agents, start + part / parts * way, way / np.linalg.norm(way))
                if found is not None:
                    finer.append(found)
            finer.append(point)
        return finer

    def _shares(self, point: Array) -> Array:
        return np.asarray(np.exp(self.agents.log_probabilities(point[:-1])))

    def at(self, precision: float) -> list[tuple[str, Strategies]]:
        """Return (name, strategies) of every equilibrium found at one precision, those of the principal branch first."""
        listed: list[tuple[str, Strategies]] = []
        for number, found in enumerate(self.found, 1):
            crossings = found.path.crossings(self.agents, precision * self.agents.scale)
            name = "principal branch" if found.kind == PRINCIPAL else f"branch {number}"
            for passing, y in enumerate(crossings, 1):
                listed.append((name if len(crossings) == 1 else f"{name}, passing {passing}", self.agents.strategies(y)))
        return listed


def logit_branches(tree: Tree, precision: float, known: tuple[Strategies, ...] = ()) -> Branches:
    """Return all branches found of agent logit quantal response equilibria up to `precision` (one over a unit of payoff).

    `known` are strategies, such as Nash equilibria, from which branches that stand apart are also looked for.
    """
    return Search(tree, precision, known).branches()


def principal_at(tree: Tree, precisions: Sequence[float]) -> list[Strategies]:
    """Return the strategies of the principal branch where it first passes each of `precisions` (above 0); the other branches are not looked for."""
    search = Search(tree, max(precisions), everything=False)
    scale = search.agents.scale
    return [search.agents.strategies(search.found[0].path.crossings(search.agents, precision * scale)[0]) for precision in precisions]


def logit_at(tree: Tree, precision: float, known: tuple[Strategies, ...] = ()) -> Solution:
    """Return all agent logit quantal response equilibria found at one precision; at 0 there is exactly one, at random.

    Raises
    ------
    GameError                  a precision that is negative or not finite, or a tree part of which chance never reaches
    """
    if precision == 0:
        agents = Agents(tree)
        listed: list[tuple[str, Strategies]] = [("principal branch", agents.strategies(np.zeros(len(agents.free))))]
    else:
        listed = Search(tree, precision, known).at(precision)
    equilibria = []
    for name, strategies in listed:
        found = evaluate(tree, strategies)
        equilibria.append(Equilibrium(KIND, name, found.outcomes, found.values, strategies, found.beliefs, accuracy=ACCURACY))
    statement = "Agent logit quantal response: branches followed from precision 0, from forks and from many starts. None is known to be missed."
    return Solution(tuple(equilibria), precision == 0, statement, quantities={"precision": precision})
