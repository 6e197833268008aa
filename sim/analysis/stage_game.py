"""The stage game of a dyad: one move of one actor before one owner of red lines, with the payoffs that the simulation itself uses.

Nature draws the owner's private type from what the public believes; the actor, who does not see it, takes one act of its menu; the owner answers
each line of its own that the act crosses, in its conventional and in its nuclear tier, or stays with words. The actor's payoff is

    worth(act) - loss_if_answered [answered] - loss_if_nuclear [nuclear]

so that its expectation under the public belief is the model's Q. The owner would rather answer where its stake exceeds its price (MATCHED and
STAKE, two scales of one preference; `gain`). It moves last and knows its type, so nothing it does depends on what the actor intends: quantal
response and equilibrium are worked out backward, one for each precision. analysis/stage_tree.py writes the same game as a tree.

Source: ours; the reduction is that of Signorino 1999, from a theory of choice with error to a game tree, taken the other way round.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.analysis.stage_types import Kind, Types, response

MATCHED, STAKE = "matched", "stake"  # scales of the owner's payoffs: errors as frequent as in the model, or stake less price as they stand
SCALES = (MATCHED, STAKE)
TIERS = ("conventional", "nuclear")  # in the order of terms.Tier
INDIFFERENT = 1e-12  # relative difference of payoffs that counts as none


@dataclass(frozen=True)
class Crossing:
    """One line of the owner that one act crosses: how far, and what the actor loses if that is answered."""

    act: str
    dimension: str
    exposure: float  # read without noise
    loss: float  # utility, if it is answered conventionally
    material: float  # v X, stake: what rungs are chosen by
    believed: tuple[float, ...]  # public probability of an answer by tier, as the model computes it


@dataclass(frozen=True)
class Act:
    """One act of the legal menu."""

    name: str
    worth: float  # what it is worth where nobody answers
    elsewhere: float  # what the answers of owners outside the dyad take from it, in expectation
    weight: float  # base weight; in a nest its share of the nest's
    nest: str  # acts of one nest are told apart by their own names
    similarity: float  # of its nest; 1 where it stands alone
    crossings: tuple[int, ...]  # places in StageGame.crossings


@dataclass(frozen=True)
class Rungs:
    """The rungs of a conventional answer, chosen by logit of benefit * v X * x - cost * x^2, x = rung / last."""

    first: int
    last: int
    benefit: float
    cost: float
    precision: float

    def utility(self, rung: int, material: float) -> float:
        """Return what a rung is worth, stake."""
        x = rung / self.last
        return self.benefit * material * x - self.cost * x * x

    def shares(self, material: float) -> dict[int, float]:
        """Return the probability of each rung, given an answer."""
        listed = range(self.first, self.last + 1)
        return dict(zip(listed, softmax([self.precision * self.utility(rung, material) for rung in listed]), strict=True))


@dataclass(frozen=True)
class Play:
    """How a game is played: the actor's choice (one per equilibrium where it is indifferent: all its best acts) and the owner's answers."""

    choice: dict[str, float]
    best: tuple[str, ...]  # acts of the highest value
    values: dict[str, float]  # what each act is worth in expectation
    answers: tuple[tuple[float, ...], ...]  # by tier, by crossing: public probability of an answer


@dataclass(frozen=True)
class StageGame:
    """One move of the actor, answered by the owner. `kinds` and `types` by tier: conventional, then nuclear where the owner has that tier."""

    scenario: str
    title: str
    actor: str
    owner: str
    channel: str
    policy: str
    precision: float
    loss_if_nuclear: float
    acts: tuple[Act, ...]
    crossings: tuple[Crossing, ...]
    types: tuple[Types, ...]
    kinds: tuple[tuple[Kind, ...], ...]
    rungs: Rungs

    @cached_property
    def unit(self) -> float:
        """The precision at which the matched scale errs as the model does: the model's own, or 1 where that is 0."""
        return self.precision if self.precision > 0.0 else 1.0

    def act(self, name: str) -> Act:
        """Return the act of that name."""
        return next(one for one in self.acts if one.name == name)

    def gain(self, kind: Kind, crossing: int, scale: str = MATCHED) -> float:
        """Return what answering a crossing gains a kind over leaving it: stake - price, or the same preference on the matched scale.

        The model's owner answers with a probit error on ln(stake / price). On the matched scale a logit error at the model's precision is as
        frequent: ln(m / (1 - m)) / precision, m the probability of meaning to answer. Both are positive where the stake exceeds the price.
        """
        if scale == STAKE:
            return math.exp(kind.log_stake[crossing]) - math.exp(kind.log_price)
        return kind.log_odds[crossing] / self.unit

    def means(self, tier: int, crossing: int, precision: float | None, scale: str = MATCHED) -> tuple[float, ...]:
        """Return the probability with which each kind means to answer a crossing; precision None: without error."""
        gains = [self.gain(kind, crossing, scale) for kind in self.kinds[tier]]
        return tuple(float(gain >= 0.0) if precision is None else logistic(precision * gain) for gain in gains)

    def play(self, precision: float | None, scale: str = MATCHED) -> Play:
        """Return quantal response at a precision, or with None what is done without error (all best acts equally likely where several are)."""
        answers = tuple(
            tuple(
                response(self.kinds[tier], place, self.means(tier, place, precision, scale), self.types[tier].false_alarm)
                for place in range(len(self.crossings))
            )
            for tier in range(len(self.kinds))
        )
        return self._choose(answers, precision)

    def unerring(self) -> Play:
        """Return what is done without error by every single type instead of by kinds."""
        answers = tuple(tuple(map(float, types.response(types.would().astype(float)))) for types in self.types)
        return self._choose(answers, None)

    def _choose(self, answers: tuple[tuple[float, ...], ...], precision: float | None) -> Play:
        values = {}
        for act in self.acts:
            fears = [self.crossings[place].loss * answers[0][place] for place in act.crossings]
            fears += [self.loss_if_nuclear * tier[place] for tier in answers[1:] for place in act.crossings]
            values[act.name] = act.worth - math.fsum(fears)
        top = max(values.values())
        near = INDIFFERENT * max(1.0, abs(top))
        best = tuple(name for name, value in values.items() if value >= top - near)
        if precision is None:
            choice = {name: float(name in best) / len(best) for name in values}
        else:
            choice = dict(zip(values, softmax([precision * value for value in values.values()]), strict=True))
        return Play(choice, best, values, answers)


def logistic(x: float) -> float:
    """Return 1 / (1 + e^-x)."""
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0.0 else math.exp(max(x, -700.0)) / (1.0 + math.exp(x))


def softmax(scores: list[float]) -> list[float]:
    """Return the probabilities that are proportional to e^score."""
    raised = np.exp(np.array(scores) - max(scores))
    return [float(one) for one in raised / raised.sum()]
