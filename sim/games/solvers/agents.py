"""The equations of agent logit quantal response on a tree: every information set is an agent that errs by itself.

    log p(a) - log p(a_0) = precision (u(a) - u(a_0))      for every action a of every information set, a_0 its first action

u(a) is what the mover expects from a, given that the set is reached. The unknowns are the left sides, one for each action but the first of each
set, so that probabilities always sum to 1 and none is lost to rounding. Everything is computed in logarithms.

References
----------
McKelvey and Palfrey 1998; the form in logarithms as in Turocy 2005.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from sim.errors import GameError, quoted
from sim.games.tree import Tree

Array = NDArray[np.float64]


class Agents:
    """The agents of a tree, as arrays.

    Attributes
    ----------
    pairs : list[tuple[str, str]]     (information set, action), in the order of all arrays below
    free : ndarray (unknowns,)        indices of the pairs that are not the first action of their set
    scale : float                     the range of payoffs: precision times scale has no unit
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.pairs = [(name, action) for name, known in tree.information_sets.items() for action in known.actions]
        place = {pair: index for index, pair in enumerate(self.pairs)}
        sets = list(tree.information_sets.values())
        ends = [end for end in tree.ends if end.chance > 0]
        self.through = np.zeros((len(ends), len(self.pairs)), dtype=bool)  # whether an end's way takes a pair
        for row, end in enumerate(ends):
            for step in end.steps:
                self.through[row, place[step.information_set, step.action]] = True
        self.log_chance = np.log([end.chance for end in ends])
        self.set_of = np.array([number for number, known in enumerate(sets) for _ in known.actions], dtype=int)
        self.first = np.array([int(np.flatnonzero(self.set_of == number)[0]) for number in range(len(sets))], dtype=int)
        self.free = np.setdiff1d(np.arange(len(self.pairs)), self.first)
        self.visits = np.stack([self.through[:, self.set_of == number].any(axis=1) for number in range(len(sets))], axis=1)
        for known, visited in zip(sets, self.visits.T, strict=True):
            if not visited.any():
                raise GameError(f"quantal response needs every information set within reach; {quoted(known.name)} is never reached by chance")
        payoffs = np.array([end.payoffs for end in ends])
        movers = [tree.players.index(known.player) for known in sets]
        self.scale = float(max(np.ptp(payoffs[:, sorted(set(movers))], axis=0).max(initial=0.0), 1e-300))
        self.payoff = payoffs[:, [movers[number] for number in self.set_of]] / self.scale  # (ends, pairs): payoff of whoever moves at the pair
        self.same_set = self.set_of[:, None] == self.set_of[None, :]

    def log_probabilities(self, y: Array) -> Array:
        """Return the logarithm of the probability of every pair from the unknowns."""
        full = np.zeros(len(self.pairs))
        full[self.free] = y
        top = np.full(len(self.first), -np.inf)
        np.maximum.at(top, self.set_of, full)
        total = np.zeros(len(self.first))
        np.add.at(total, self.set_of, np.exp(full - top[self.set_of]))
        return full - (top + np.log(total))[self.set_of]

    def expectations(self, log_p: Array) -> tuple[Array, Array]:
        """Return u (pairs,), scaled, and its derivative (pairs, pairs) by the logarithm of every probability."""
        log_end = self.log_chance + self.through @ log_p
        masked = np.where(self.visits, log_end[:, None], -np.inf)
        top = masked.max(axis=0)
        shares = np.exp(masked - top)
        log_reach = top + np.log(shares.sum(axis=0))
        shares /= shares.sum(axis=0)  # (ends, sets): probability of an end given that the set is reached
        weight = np.where(self.through, np.exp(np.where(self.through, log_end[:, None] - log_p - log_reach[self.set_of], -np.inf)), 0.0)
        worth = weight * self.payoff
        u = worth.sum(axis=0)
        slope = worth.T @ self.through
        np.fill_diagonal(slope, 0.0)
        return u, slope - u[:, None] * (shares.T @ self.through)[self.set_of]

    def equations(self, y: Array, precision: float) -> tuple[Array, Array, Array]:
        """Return the residual (unknowns,), its derivative by y (unknowns, unknowns) and by precision (unknowns,); precision is scaled."""
        log_p = self.log_probabilities(y)
        u, slope = self.expectations(log_p)
        by_y = (np.eye(len(self.pairs)) - self.same_set * np.exp(log_p)[None, :])[:, self.free]
        gain = u[self.free] - u[self.first[self.set_of[self.free]]]
        rise = (slope[self.free] - slope[self.first[self.set_of[self.free]]]) @ by_y
        return y - precision * gain, np.eye(len(y)) - precision * rise, -gain

    def at_precision(self, start: Array, precision: float, rounds: int = 50, tolerance: float = 1e-13) -> Array | None:
        """Return the solution at a scaled precision that Newton's method reaches from `start`, damped; None where it reaches none."""
        y = start.copy()
        residual, by_y, _ = self.equations(y, precision)
        size = np.abs(residual).max(initial=0.0)
        for _ in range(rounds):
            if size <= tolerance * max(1.0, precision):
                return y
            try:
                step = np.linalg.solve(by_y, -residual)
            except np.linalg.LinAlgError:
                return None
            share = 1.0
            while True:
                trial = y + share * step
                found, slope, _ = self.equations(trial, precision)
                smaller = np.abs(found).max()
                if np.isfinite(smaller) and smaller < (1 - 0.25 * share) * size:
                    break
                share /= 2
                if share < 1e-6:
                    return y if size <= 1e-9 * max(1.0, precision) else None
            y, residual, by_y, size = trial, found, slope, smaller
        return y if size <= 1e-9 * max(1.0, precision) else None

    def strategies(self, y: Array) -> dict[str, dict[str, float]]:
        """Return the probabilities by information set and action."""
        found: dict[str, dict[str, float]] = {name: {} for name in self.tree.information_sets}
        for (name, action), share in zip(self.pairs, np.exp(self.log_probabilities(y)), strict=True):
            found[name][action] = float(share)
        return found

    def unknowns(self, strategies: Mapping[str, Mapping[str, float]], least: float = 1e-12) -> Array:
        """Return the unknowns of strategies; a probability below `least` counts as `least`."""
        log_p = np.log([max(strategies[name][action], least) for name, action in self.pairs])
        return np.asarray(log_p[self.free] - log_p[self.first[self.set_of[self.free]]])

    def response(self, y: Array, precision: float) -> Array:
        """Return the unknowns of the logit response to `y` at a scaled precision: quantal response equilibria are its fixed points."""
        u, _ = self.expectations(self.log_probabilities(y))
        return np.asarray(precision * (u[self.free] - u[self.first[self.set_of[self.free]]]))
