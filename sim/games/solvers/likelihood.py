"""How precise the players of an experiment were: maximum likelihood of the precision of logit quantal response from counts of what was chosen.

Along each branch of equilibria the log likelihood is a function of precision, sum of count x log probability. Its maximum is the estimate; the
interval holds every precision whose log likelihood is less than 1.92 below it (likelihood ratio, 95 %). All branches up to a highest precision are
searched; a maximum at that end is said to be there and not to be an estimate.

References
----------
McKelvey and Palfrey 1995.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.errors import GameError, quoted
from sim.games.solution import Strategies
from sim.games.solvers.agents import Agents, Array
from sim.games.solvers.quantal import Search
from sim.games.tree import Tree

DROP = 1.9207294103470696  # half of the 95 % quantile of chi-squared with one degree of freedom
GOLDEN = (5**0.5 - 1) / 2
CLOSE = 1e-9  # relative width at which a search for a maximum or an edge ends

Counts = Mapping[str, Mapping[str, float]]  # information set -> action -> how often it was chosen


@dataclass(frozen=True)
class Fit:
    """The precision that makes the counts most likely on one branch, with its 95 % interval (None: beyond the precisions searched).

    `log_likelihood` leaves out the constant of the counts; `at_end` says that it was still rising at the highest precision searched.
    """

    branch: str
    precision: float
    low: float
    high: float | None
    log_likelihood: float
    strategies: Strategies
    at_end: bool


class Estimator:
    """All branches of one tree up to a highest precision, followed once, to fit any number of counts to."""

    def __init__(self, tree: Tree, highest: float) -> None:
        self.search = Search(tree, highest)
        self.names = [branch.name for branch in self.search.branches().branches]

    def fit(self, counts: Counts) -> tuple[Fit, ...]:
        """Return the best precision on every branch, the most likely branch first.

        Raises
        ------
        GameError                  counts of an unknown information set or action, negative, or none at all
        """
        agents = self.search.agents
        weights = _weights(agents, counts)
        found = [
            _best(agents, weights, name, kept.path.points, self.search.highest) for name, kept in zip(self.names, self.search.found, strict=True)
        ]
        return tuple(sorted((one for one in found if one is not None), key=lambda one: -one.log_likelihood))


def fit(tree: Tree, counts: Counts, highest: float) -> tuple[Fit, ...]:
    """Return the best precision on every branch up to `highest`, the most likely branch first; see `Estimator.fit`."""
    return Estimator(tree, highest).fit(counts)


def _weights(agents: Agents, counts: Counts) -> Array:
    place = {pair: index for index, pair in enumerate(agents.pairs)}
    weights = np.zeros(len(agents.pairs))
    for name, chosen in counts.items():
        for action, count in chosen.items():
            if (name, action) not in place:
                known = ", ".join(f"{name}/{action}" for name, action in agents.pairs)
                raise GameError(f"no choice {quoted(f'{name}/{action}')}; choices are {known}")
            if not (np.isfinite(count) and count >= 0):
                raise GameError(f"a count must be a number of at least 0, got {count:g} for {quoted(f'{name}/{action}')}")
            weights[place[name, action]] = count
    if weights.sum() == 0:
        raise GameError("counts are all 0: nothing to fit")
    return weights


def _best(agents: Agents, weights: Array, name: str, points: list[Array], highest: float) -> Fit | None:
    """Return the maximum along one path; positions along it are numbers from 0 to len(points) - 1."""
    points = [point for point in points if 0 <= point[-1] <= highest]
    if len(points) < 2:
        return None

    def state(position: float) -> Array:
        index = min(int(position), len(points) - 2)
        guess = points[index] + (position - index) * (points[index + 1] - points[index])
        y = agents.at_precision(guess[:-1], float(guess[-1]))
        return np.append(guess[:-1] if y is None else y, guess[-1])

    def likelihood(position: float) -> float:
        return float(weights @ agents.log_probabilities(state(position)[:-1]))

    values = [float(weights @ agents.log_probabilities(point[:-1])) for point in points]
    top = int(np.argmax(values))
    best = _maximum(likelihood, max(0, top - 1), min(len(points) - 1, top + 1))
    peak = likelihood(best)
    edges = []
    for step, end in ((-1, 0), (1, len(points) - 1)):
        outside = next((index for index in range(top, end + step, step) if values[index] < peak - DROP), None)
        edges.append(None if outside is None else float(state(_edge(likelihood, peak - DROP, best, outside))[-1]))
    at = state(best)
    spans = sorted(edge for edge in edges if edge is not None)
    low = next((edge for edge in spans if edge <= at[-1]), 0.0)
    high = next((edge for edge in reversed(spans) if edge >= at[-1]), None)
    scale = agents.scale
    at_end = bool(at[-1] > highest * (1 - 1e-6))
    return Fit(
        name,
        float(at[-1]) / scale,
        low / scale,
        None if high is None else high / scale,
        peak,
        agents.strategies(at[:-1]),
        at_end or top == len(points) - 1,
    )


def _maximum(of: Callable[[float], float], low: float, high: float) -> float:
    """Return where a function with one peak between two ends is highest, by golden section."""
    one, two = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_one, at_two = of(one), of(two)
    while high - low > CLOSE * (1 + abs(high)):
        if at_one >= at_two:
            high, two, at_two = two, one, at_one
            one = high - GOLDEN * (high - low)
            at_one = of(one)
        else:
            low, one, at_one = one, two, at_two
            two = low + GOLDEN * (high - low)
            at_two = of(two)
    return (low + high) / 2


def _edge(of: Callable[[float], float], level: float, inside: float, outside: float) -> float:
    """Return where a function falls through `level` between a place where it is above and one where it is below, by bisection."""
    while abs(outside - inside) > CLOSE * (1 + abs(outside)):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if of(middle) >= level else (inside, middle)
    return (inside + outside) / 2
