"""The dated record as the model reads it: for each crossing the chance of an answer by private type, and forecasts from any part of it.

The chances are those of the model's own update of beliefs (sim.engine.history), at the prices each crossing meets. What other owners are
believed to do stands at its prior: so the chance at one row depends on no other row, and nothing that came later can leak into it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.encode.encode import Encoded
from sim.errors import Exit, RunError

Floats = NDArray[np.float64]
Known = NDArray[np.bool_]
CONVENTIONAL, NUCLEAR = 0, 1
UNKIND = "(no category)"


@dataclass(frozen=True, slots=True)
class Row:
    """One dated crossing with what was observed."""

    id: str
    date: dt.date
    owner: str
    dimension: str
    exposure: float
    answered: bool
    rung: int
    category: str


@dataclass(frozen=True)
class Record:
    """Rows by date, and what each type of their owners would have done; a type has the index (level * 2 + real) * stride + cell."""

    rows: tuple[Row, ...]
    owners: tuple[str, ...]
    owner: NDArray[np.int64]  # (rows,) index into owners
    chance: Floats  # (rows, 2 tiers, types) probability of an answer
    prior: Floats  # (owners, 2 tiers, types)
    given_answer: Floats  # (rows, rungs) of a conventional answer
    given_words: Floats  # (rows, rungs) where there is none

    @property
    def answered(self) -> Known:
        """Whether each row was answered, (rows,)."""
        return np.array([row.answered for row in self.rows])

    @property
    def rungs(self) -> NDArray[np.int64]:
        """The observed rungs, (rows,)."""
        return np.array([row.rung for row in self.rows], np.int64)

    @property
    def main_owner(self) -> str:
        """The owner of most rows."""
        return Counter(row.owner for row in self.rows).most_common(1)[0][0]

    def spread(self, answer: Floats) -> Floats:
        """Return forecasts over rungs (rows, rungs) from the probability of an answer (rows,)."""
        return answer[:, None] * self.given_answer + (1.0 - answer[:, None]) * self.given_words


def record(encoded: Encoded, world: Any, categories: Mapping[str, str]) -> Record:
    """Return the record of a scenario's history, whether before or after its start; beliefs start from the unbiased prior, whatever observers do."""
    coded = {one.id: one for one in world.history.crossings}
    rows = []
    for name in encoded.past_ids:
        one = coded[name]
        rows.append(Row(name, one.date, one.owner, one.dimension, one.exposure, one.answered, one.rung, categories.get(name, UNKIND)))
    count = world.ladder.first_outcome
    p = encoded.params
    return Record(
        tuple(rows),
        encoded.names.owners,
        encoded.past[:, 0].astype(np.int64),
        chances(encoded),
        np.array(p.prior_true[: p.owners, :, : p.types]),
        np.array([_of_answer(p, row, count) for row in encoded.past]).reshape(-1, count),
        np.array([_of_words(p, int(row[0]), count) for row in encoded.past]).reshape(-1, count),
    )


def chances(encoded: Encoded) -> Floats:
    """Return the probability of an answer by tier and type, (rows, 2, types), of each dated crossing by itself, under the text then in force."""
    from sim.encode.layout import copy_record
    from sim.encode.params import new_state
    from sim.engine.begin import set_world
    from sim.engine.beliefs import probabilities_by_type
    from sim.engine.history import replay

    p = copy_record(encoded.params)
    p.log_wait = 0.0
    p.ticks = 0
    p.prior_public = p.prior_true
    s = new_state(p)
    out, found = np.zeros((1, 2)), np.zeros((len(encoded.past), 2, int(p.types)))
    for i, row in enumerate(encoded.past):
        set_world(p, s)
        replay(p, s, encoded.past[i : i + 1], encoded.past_lines[i : i + 1], encoded.past_front, 0, out)
        if s.failed:
            raise RunError(f"crossing {encoded.past_ids[i]} has probability zero under every type, or expected losses do not settle", Exit.INPUT)
        j, d = int(row[0]), int(row[1])
        for tier in range(1 + int(p.has_nuclear[j])):
            probabilities_by_type(p, s, j, d, float(row[2]), tier, -1, found[i, tier])
    return found


def _of_answer(p: Any, row: Floats, count: int) -> Floats:
    from sim.rules.response import rung_utility

    j, d = int(row[0]), int(row[1])
    first, last = int(p.rung_first[j]), int(p.rung_last[j])
    spec = (float(p.rung_benefit[j]), float(p.rung_cost[j]), float(p.rung_precision[j]), float(p.value[j, d]) * float(row[2]))
    scores = np.array([rung_utility(rung, last, *spec) for rung in range(first, last + 1)])
    weights = np.exp(scores - scores.max())
    found = np.zeros(count)
    found[first : last + 1] = weights / weights.sum()
    return found


def _of_words(p: Any, j: int, count: int) -> Floats:
    shares = np.diff(p.verbal_cumulative[j, : p.words], prepend=0.0)
    return np.bincount(p.verbal_rungs[j, : p.words], shares, minlength=count).astype(np.float64)


@dataclass(frozen=True)
class Evidence:
    """The logarithms that learning adds up, kept so that thousands of other answers to the same rows cost little."""

    log_prior: Floats  # (owners, types)
    silence: Floats  # (rows, types) ln(1 - chance)
    answer: Floats  # (rows, types) ln(chance / (1 - chance))
    chance: Floats  # (rows, types)
    owner: NDArray[np.int64]

    def beliefs(self, owners: NDArray[np.int64], known: Known, answered: Known) -> Floats:
        """Return beliefs (m, types) over the types of `owners` (m,), each from the rows it may know (m, rows) and their answers (rows,)."""
        learned = (known & (owners[:, None] == self.owner[None, :])).astype(float)
        return normalised(self.log_prior[owners] + learned @ self.silence + (learned * answered) @ self.answer)

    def forecast(self, known: Known, answered: Known) -> Floats:
        """Return the probability of an answer (rows,) to each row, from the rows that its forecast may know (rows, rows)."""
        return np.asarray((self.beliefs(self.owner, known, answered) * self.chance).sum(axis=1), float)


def evidence(found: Record, tier: int = CONVENTIONAL) -> Evidence:
    """Return the evidence of a record in one tier.

    A chance of exactly 0 or 1 is moved by 1e-300 or the last bit, so that sums of logarithms stay finite; a type that is ruled out keeps no
    weight that could be seen.
    """
    chance = found.chance[:, tier]
    inside = np.clip(chance, 1e-300, 1.0 - 1e-16)
    with np.errstate(divide="ignore"):
        log_prior = np.log(found.prior[:, tier])
    silence = np.log1p(-inside)
    return Evidence(log_prior, silence, np.log(inside) - silence, chance, found.owner)


def normalised(log_weights: Floats) -> Floats:
    """Return weights that sum to 1 along the last axis."""
    weights = np.exp(log_weights - log_weights.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True), float)
