"""Learning where a red line lies from silence and answers: Bayes' rule as the engine applies it, against arithmetic.

A line theta has a prior on cells; a crossing at x is answered with probability e if the line lies at or below x, and with f (a false alarm) if not.
All rows go through `sim.rules.belief.update`, the function that simulated actors learn with.

References
----------
Source: ours (elementary); the numbers are Bayes' rule by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from sim.games.game import Fidelity, Row
from sim.rules.belief import update

Table = NDArray[np.float64]
SUBJECT = "learning from answers"
WHERE = "Bayes' rule by hand"


def learn(prior: Sequence[float] | Table, *seen: Sequence[float] | Table) -> tuple[Table, float]:
    """Return (belief, evidence of the last observation) after observations given as likelihoods (cells,)."""
    belief = np.array(prior, dtype=np.float64)
    evidence = 1.0
    for likelihoods in seen:
        evidence = float(update(belief, np.array(likelihoods, dtype=np.float64), belief.size, 1, np.empty(belief.size)))
    return belief, evidence


def answers(edges: Table, x: float, answer: float, false_alarm: float) -> Table:
    """Return P(answer to a crossing at x | line in the cell that ends at each edge)."""
    return np.where(edges <= x + 1e-12, answer, false_alarm)


def rows() -> Iterator[Row]:
    """Yield truncation, noisy silence, bluff odds, reliability, and two laws."""
    yield from _truncation()
    yield from _noisy()
    yield from _bluff()
    yield from _reliability()
    yield from _laws()


def _truncation() -> Iterator[Row]:
    edges = np.arange(1, 101) / 100
    silent, _ = learn(np.full(100, 0.01), 1 - answers(edges, 0.3, 1.0, 0.0))
    given: dict[str, float | str] = {"prior": "uniform on [0, 1]", "unanswered at": 0.3}
    yield Row("density beyond .3", WHERE, given, "10/7", float(silent[99]) * 100, Fidelity.VERIFIED)
    yield Row("density below .3", WHERE, given, "0", float(silent[:30].sum()), Fidelity.VERIFIED)
    _, evidence = learn(silent, answers(edges, 0.4, 1.0, 0.0))
    yield Row("chance that the next step of .1 crosses", WHERE, given, "1/7", evidence, Fidelity.VERIFIED)


def _noisy() -> Iterator[Row]:
    given: dict[str, float | str] = {"P(line <= x)": 0.3, "answer": 0.8}
    two, evidence = learn((0.3, 0.7), (1 - 0.8, 1.0))
    yield Row("P(line <= x | no answer)", WHERE, given, ".078947", float(two[0]), Fidelity.VERIFIED)
    yield Row("P(line <= x | no answer), as a fraction", WHERE, given, "3/38", float(two[0]), Fidelity.VERIFIED)
    yield Row("P(no answer)", WHERE, given, ".76", evidence, Fidelity.VERIFIED)
    edges = np.arange(1, 11) / 10
    after_one, _ = learn(np.full(10, 0.1), 1 - answers(edges, 0.3, 0.8, 0.0))
    silent, _ = learn(after_one, 1 - answers(edges, 0.5, 0.8, 0.0))
    yield Row("P(line <= .5 | silence at .3 and .5)", WHERE, given, ".094203", float(silent[:5].sum()), Fidelity.VERIFIED)
    heard, evidence = learn(after_one, answers(edges, 0.5, 0.8, 0.05))
    given |= {"false alarm": 0.05}
    yield Row("P(line <= .5 | silence at .3, answer at .5)", WHERE, given, ".892704", float(heard[:5].sum()), Fidelity.VERIFIED)
    yield Row("P(answer at .5 | silence at .3)", WHERE, given, ".306579", evidence, Fidelity.VERIFIED)


def _bluff() -> Iterator[Row]:
    given = {"prior": 0.5, "answer if meant": 0.7}
    for count, expected in ((1, ".230769"), (2, ".082569"), (3, ".026290"), (5, ".002424")):
        belief, _ = learn((0.5, 0.5), *[(1 - 0.7, 1.0)] * count)
        yield Row(f"P(meant | {count} unanswered)", WHERE, given, expected, float(belief[0]), Fidelity.VERIFIED)


def _reliability() -> Iterator[Row]:
    given: dict[str, float | str] = {"prior": "Beta(8, 2)", "unanswered": 3.0}
    middle = (np.arange(4000) + 0.5) / 4000
    share = middle * middle * middle
    prior = share * share * middle * (1 - middle)  # r^7 (1 - r)
    belief, _ = learn(prior / prior.sum(), *[1 - middle] * 3)
    where = "conjugate prior; here on a grid of 4,000 cells"
    yield Row("mean reliability", where, given, "8/13", float(belief @ middle), Fidelity.VERIFIED, tolerance=1e-6)
    belief, _ = learn(belief, middle)
    yield Row("mean reliability, then one answered", where, given, "9/14", float(belief @ middle), Fidelity.VERIFIED, tolerance=1e-6)


def _laws() -> Iterator[Row]:
    prior = np.arange(1, 26, dtype=np.float64) / 325
    chance = np.linspace(0.05, 0.95, 25)
    heard, evidence = learn(prior, chance)
    silent, rest = learn(prior, 1 - chance)
    drift = float(np.abs(evidence * heard + rest * silent - prior).max())
    yield Row("drift of a belief under its own prediction", "martingale", {"cells": 25.0}, "0", drift, Fidelity.VERIFIED)
    seen = (chance, 1 - chance, 1 - 0.5 * chance)
    orders = [learn(prior, *order)[0] for order in permutations(seen)]
    spread = float(max(np.abs(one - orders[0]).max() for one in orders))
    yield Row("difference between orders of evidence", "exchangeable evidence", {"cells": 25.0}, "0", spread, Fidelity.VERIFIED)
