"""What a profile of strategies comes to: outcome probabilities, values, beliefs, and what each information set could gain by playing otherwise."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import GameError, quoted
from sim.games.solution import Beliefs, Equilibrium, Strategies
from sim.games.tree import TOLERANCE, Tree

BeliefDict = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Assessment:
    """What a profile comes to.

    `reached` is the probability of each information set; `beliefs` follow from Bayes' rule where it is positive, and are those given elsewhere.
    `action_values[set][action]` is what the mover expects from each action, all else as in the profile. `gaps[set]` is the most it could gain
    there (0 in an equilibrium), None where the set is not reached, has several nodes and no beliefs were given.
    """

    outcomes: Mapping[str, float]
    values: Mapping[str, float]
    reached: Mapping[str, float]
    beliefs: Beliefs
    action_values: Mapping[str, Mapping[str, float]]
    gaps: Mapping[str, float | None]

    @property
    def largest_gap(self) -> float:
        """The largest known gap, at least 0: with perfect recall, 0 here means that no player gains by any deviation, however complex."""
        return max((gap for gap in self.gaps.values() if gap is not None), default=0.0)


def evaluate(tree: Tree, strategies: Strategies, beliefs: Beliefs | None = None) -> Assessment:
    """Return what `strategies` come to, with `beliefs` where Bayes' rule is silent.

    Raises
    ------
    GameError                  strategies that miss an information set or are no probabilities
    """
    _check(tree, strategies)
    given = beliefs or {}
    outcomes: dict[str, list[float]] = {name: [] for name in tree.outcomes}
    values: list[list[float]] = [[] for _ in tree.players]
    arrival: dict[str, dict[str, float]] = {name: {} for name in tree.information_sets}
    # what the mover gets, in expectation, once a node is reached and an action taken
    beyond: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for end in tree.ends:
        shares = [strategies[step.information_set][step.action] for step in end.steps]
        whole = end.chance * math.prod(shares)
        outcomes[end.outcome].append(whole)
        for player, payoff in enumerate(end.payoffs):
            values[player].append(whole * payoff)
        for place, step in enumerate(end.steps):
            mover = tree.players.index(tree.information_sets[step.information_set].player)
            arrival[step.information_set][step.history] = step.before * math.prod(shares[:place])
            beyond[step.information_set, step.history, step.action].append(step.after * math.prod(shares[place + 1 :]) * end.payoffs[mover])
    reached = {name: math.fsum(masses.values()) for name, masses in arrival.items()}
    held: BeliefDict = {}
    action_values: dict[str, dict[str, float]] = {}
    gaps: dict[str, float | None] = {}
    for name, known in tree.information_sets.items():
        belief = _belief(name, arrival[name], reached[name], given)
        if belief is None:
            gaps[name] = None
            continue
        held[name] = belief
        action_values[name] = {
            action: math.fsum(belief.get(history, 0.0) * math.fsum(beyond[name, history, action]) for history in known.histories)
            for action in known.actions
        }
        mine = math.fsum(strategies[name][action] * value for action, value in action_values[name].items())
        gaps[name] = max(action_values[name].values()) - mine
    return Assessment(
        {name: math.fsum(masses) for name, masses in outcomes.items()},
        {player: math.fsum(values[number]) for number, player in enumerate(tree.players)},
        reached,
        held,
        action_values,
        gaps,
    )


def assessed(
    tree: Tree,
    kind: str,
    name: str,
    strategies: Strategies,
    beliefs: Beliefs | None = None,
    accuracy: str = "closed form",
    notes: tuple[str, ...] = (),
) -> Equilibrium:
    """Return an `Equilibrium` of these strategies, with outcomes, values and beliefs worked out on the tree."""
    found = evaluate(tree, strategies, beliefs)
    return Equilibrium(kind, name, found.outcomes, found.values, strategies, found.beliefs, accuracy=accuracy, notes=notes)


def _belief(name: str, arrival: Mapping[str, float], reached: float, given: Beliefs) -> dict[str, float] | None:
    if len(arrival) == 1:
        return dict.fromkeys(arrival, 1.0)
    if reached > 0:
        return {history: mass / reached for history, mass in arrival.items()}
    if name not in given:
        return None
    belief = dict(given[name])
    strangers = set(belief) - set(arrival)
    if strangers or abs(math.fsum(belief.values()) - 1) > TOLERANCE or min(belief.values()) < 0:
        raise GameError(f"the belief at {quoted(name)} must be probabilities of {', '.join(arrival)}, got {belief}")
    return belief


def _check(tree: Tree, strategies: Strategies) -> None:
    for name, known in tree.information_sets.items():
        if name not in strategies:
            raise GameError(f"no strategy for information set {quoted(name)}")
        mixed = strategies[name]
        if set(mixed) != set(known.actions):
            raise GameError(f"a strategy for {quoted(name)} needs the actions {', '.join(known.actions)}, got {', '.join(mixed)}")
        if min(mixed.values()) < -TOLERANCE or abs(math.fsum(mixed.values()) - 1) > TOLERANCE:
            raise GameError(f"the strategy for {quoted(name)} must be probabilities that sum to 1, got {dict(mixed)}")
