"""After a played history: what each of the person's acts changed, beside the model's own odds at the same menu.

An act is weighed against the model's mixture: the difference between what follows it and what follows, on average, an act drawn with the
model's odds, in the same continuations (hidden types of this history, common luck, the model in every seat). Over all of the person's acts
and three outcomes some differences look large by luck; so intervals are simultaneous (Bonferroni), and a turning point is an act whose
interval leaves out zero, and which moved the outcome in one history of ten thousand at least.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.engine.seat import Afterwards, Offer, Seat

OUTCOMES = ("nuclear use", "clash", "settlement")
LEVEL = 0.95
LEAST = 1e-4  # change of a probability that is told


@dataclass(frozen=True)
class Change:
    """What an act did to the chance of one outcome from then on."""

    outcome: str
    act: float  # probability after the act
    model: float  # after an act drawn with the model's odds
    low: float  # simultaneous 95 % interval of act - model
    high: float

    @property
    def difference(self) -> float:
        """Chance after the act less chance after the model's odds."""
        return self.act - self.model

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Weighed:
    """One act of the person."""

    offer: Offer
    act: str
    probability: float  # with which the model would have chosen it
    likeliest: str  # what the model would have chosen most probably
    changes: tuple[Change, ...]  # nothing where there was nothing to choose


def weigh_acts(seat: Seat, continuations: int) -> tuple[Weighed, ...]:
    """Return each act of the person with what it changed, in order.

    Parameters
    ----------
    continuations : int     sampled for each act of each menu, at least 2

    References
    ----------
    Source: ours. Intervals are Student's of paired differences; Bonferroni over acts and outcomes.
    """
    from scipy.stats import t

    weighed = []
    choices = sum(len(offer.options) > 1 for offer in seat.offers)
    half = float(t.ppf(1.0 - (1.0 - LEVEL) / (2.0 * max(1, choices) * len(OUTCOMES)), continuations - 1))
    for number, (offer, act) in enumerate(zip(seat.offers, seat.taken, strict=True)):
        odds = {option.act: option.probability for option in offer.options}
        likeliest = max(offer.options, key=lambda option: option.probability).act
        changes: tuple[Change, ...] = ()
        if len(offer.options) > 1:
            after = {option.act: seat.afterwards(number, option.act, continuations) for option in offer.options}
            changes = tuple(found for outcome in OUTCOMES if (found := _change(outcome, after, act, odds, half)) is not None)
        weighed.append(Weighed(offer, act, odds[act], likeliest, changes))
    return tuple(weighed)


def turning_points(weighed: tuple[Weighed, ...], outcome: str) -> list[tuple[Weighed, Change]]:
    """Return the acts that clearly changed an outcome, by `LEAST` or more, the largest change first."""
    changes = [(one, change) for one in weighed for change in one.changes if change.outcome == outcome and change.clear]
    found = [(one, change) for one, change in changes if abs(change.difference) >= LEAST]
    return sorted(found, key=lambda pair: -abs(pair[1].difference))


def _change(outcome: str, after: dict[str, Afterwards], act: str, odds: dict[str, float], half: float) -> Change | None:
    """Return the change of one outcome, its interval `half` standard errors to each side; None where it had come before."""
    sampled = {name: _of(found, outcome) for name, found in after.items()}
    if np.isnan(sampled[act]).any():
        return None
    model = sum(odds[name] * values for name, values in sampled.items())
    difference = sampled[act] - model
    error = float(difference.std(ddof=1)) / float(np.sqrt(len(difference)))
    middle = float(difference.mean())
    return Change(outcome, float(sampled[act].mean()), float(np.mean(model)), middle - half * error, middle + half * error)


def _of(found: Afterwards, outcome: str) -> np.ndarray:
    return {"nuclear use": found.nuclear, "clash": found.clash, "settlement": found.settlement}[outcome]
