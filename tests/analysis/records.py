"""The shipped record, read once, and records that the model itself made."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from sim.analysis.record import Record, normalised, record
from sim.encode.encode import Encoded, encode
from sim.scenario.past import Past, read_past
from sim.scenario.shipped import folder

SCENARIO = folder() / "november-2024.yaml"


@cache
def past() -> Past:
    """Return the shipped scenario with its history."""
    return read_past(SCENARIO)


@cache
def encoded() -> Encoded:
    """Return its arrays."""
    return encode(past().world)


@cache
def shipped() -> Record:
    """Return its record."""
    return record(encoded(), past().world, past().categories)


def with_answers(found: Record, answered: np.ndarray, rungs: np.ndarray) -> Record:
    """Return a record with other answers to the same crossings."""
    rows = [replace(row, answered=bool(a), rung=int(r)) for row, a, r in zip(found.rows, answered, rungs, strict=True)]
    return replace(found, rows=tuple(rows))


def made_by_the_model(found: Record, seed: int) -> Record:
    """Return a record in which a type drawn from the prior met the same crossings."""
    generator = np.random.Generator(np.random.Philox(seed))
    prior = normalised(np.log(np.where(found.prior[0, 0] > 0, found.prior[found.owner[0], 0], 1e-300)))
    kind = generator.choice(len(prior), p=prior)
    answered = generator.random(len(found.rows)) < found.chance[:, 0, kind]
    spread = np.where(answered[:, None], found.given_answer, found.given_words)
    rungs = (generator.random(len(found.rows))[:, None] >= np.cumsum(spread, axis=1)).sum(axis=1)
    return with_answers(found, answered, np.minimum(rungs, spread.shape[1] - 1))
