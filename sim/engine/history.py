"""What was seen before the start: the dated crossings are replayed through the same update, which gives the prior of a run.

The run's true type is drawn from the unbiased posterior, so that observers are calibrated unless `bias` says otherwise; with a bias the
history is replayed twice, and the biased table is what the public believes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.encode.encode import Encoded
from sim.encode.layout import copy_record
from sim.encode.names import Names
from sim.encode.params import new_state
from sim.engine.begin import set_world
from sim.engine.beliefs import CONVENTIONAL, FULL, NUCLEAR, believed, learn, weigh
from sim.engine.foresight import set_stakes
from sim.errors import Exit, RunError
from sim.jit import routine
from sim.rules.numerics import exp, log
from sim.rules.response import rung_utility


@dataclass(frozen=True)
class Prepared:
    """A world ready to run: Params with the posterior of history as prior, and the names of its indices."""

    params: Any  # Params record
    names: Names


@dataclass(frozen=True)
class Forecast:
    """What the model said of one dated crossing before it learned the answer."""

    id: str
    conventional: float  # public probability of a conventional answer
    nuclear: float  # of a nuclear one
    rungs: tuple[float, ...]  # probability of each rung of the ladder, nuclear use apart


@routine
def replay(p, s, past, lines, front, only_before, out):
    """Replay dated crossings (rows of Encoded.past) in order: forecast into out (rows, 2), then update s.public.

    `lines` (rows, J, D) are the nuclear lines in force at each date, `front` the front that the coded front speaks of (-1: none), and
    `only_before` = 1 leaves out the crossings on or after the start.
    """
    for i in range(past.shape[0]):
        if only_before == 1 and past[i, 5] == 0.0:
            continue
        j, d, exposure = int(past[i, 0]), int(past[i, 1]), past[i, 2]
        if front >= 0:
            s.front[front] = past[i, 3]
        for o in range(p.owners):
            for k in range(p.dimensions):
                p.nuclear_line_public[0, o, k] = lines[i, o, k]
        for k in range(p.standings):
            set_stakes(p, k, lines[i, p.standing_owner[k], p.standing_dimension[k]])
        s.ready_version[:] = 0
        weigh(p, s, j, 0)
        out[i, 0] = believed(p, s, FULL, j, d, exposure, CONVENTIONAL)
        out[i, 1] = believed(p, s, FULL, j, d, exposure, NUCLEAR)
        learn(p, s, j, d, exposure, CONVENTIONAL, -1, past[i, 4] == 1.0)
        if p.has_nuclear[j] == 1:
            learn(p, s, j, d, exposure, NUCLEAR, -1, False)


def _replayed(encoded: Encoded, prior: np.ndarray, only_before: bool) -> tuple[Any, np.ndarray]:
    p = copy_record(encoded.params)
    p.prior_public = prior
    p.log_wait = 0.0
    p.ticks = 0
    state = new_state(p)
    set_world(p, state)
    out = np.zeros((encoded.past.shape[0], 2))
    replay(p, state, encoded.past, encoded.past_lines, encoded.past_front, int(only_before), out)
    return state, out


def prepare(encoded: Encoded) -> Prepared:
    """Return the world with history replayed: public and true priors, and the tempered proposal of the nuclear cost cells.

    Raises
    ------
    RunError       exit code 2, where a dated crossing has probability zero under every type (the coding contradicts the prior), or
                   expected losses do not settle, or numbers of the scenario are so large that sums of them are none
    """
    p = encoded.params
    lost = [name for name in p.dtype.names if p.dtype[name].base.kind == "f" and np.isnan(p[name]).any()]
    if lost:
        raise RunError(f"numbers of the scenario are too large to compute with ({', '.join(lost)} would not be a number)", Exit.INPUT)
    true_state, _ = _replayed(encoded, p.prior_true, True)
    public_state = true_state
    if not np.array_equal(p.prior_true, p.prior_public):
        public_state, _ = _replayed(encoded, p.prior_public, True)
    if true_state.failed or public_state.failed:
        raise RunError(
            "the history cannot be replayed: a dated crossing has probability zero under every type, or expected losses do not settle; "
            "give the conventional tier some answer_noise or false_alarm, or set crossings.expected_loss_depth to 1",
            Exit.INPUT,
        )
    params = copy_record(p)
    params.prior_true = true_state.public
    params.prior_public = public_state.public
    _set_proposal(params)
    return Prepared(params, encoded.names)


def _set_proposal(p: Any) -> None:
    """Fill the cumulative proposal of every cost cell and the weights posterior / proposal; only the nuclear tier is tempered."""
    cells = int(p.cells)
    for j in range(p.owners):
        for tier in range(2):
            table = p.prior_true[j, tier]
            mass = [_sum(table[i : p.types : p.stride]) for i in range(cells)]
            exponent = float(p.proposal_exponent) if tier == NUCLEAR else 1.0
            raw = [exp(exponent * log(m)) if m > 0.0 else 0.0 for m in mass] if exponent != 1.0 else mass
            total, reached = _sum(raw), 0.0
            for i in range(cells):
                reached += raw[i] / total
                p.proposal_cumulative[j, tier, i] = reached
                p.cell_weight[j, tier, i] = mass[i] / (raw[i] / total) if raw[i] > 0.0 else 0.0


def _sum(values: Sequence[float] | np.ndarray) -> float:
    """Return the sum, added one after the other: the built-in one adds floats in another way since Python 3.12, and its last bits differ."""
    return float(np.add.accumulate(values)[-1])


def forecast_history(encoded: Encoded) -> list[Forecast]:
    """Return the sequential replay of all dated crossings (forecast, then update), whether before or after the start.

    The rung of a conventional answer follows from the material stake alone, the rest is verbal: P(rung) = P(answer) P(rung | answer) +
    (1 - P(answer)) P(words).
    """
    p = encoded.params
    _, out = _replayed(encoded, p.prior_public, False)
    result = []
    for i, name in enumerate(encoded.past_ids):
        j, d, exposure = int(encoded.past[i, 0]), int(encoded.past[i, 1]), float(encoded.past[i, 2])
        rungs = [0.0] * len(encoded.names.rungs)
        first, last = int(p.rung_first[j]), int(p.rung_last[j])
        spec = (float(p.rung_benefit[j]), float(p.rung_cost[j]), float(p.rung_precision[j]), float(p.value[j, d]) * exposure)
        scores = {rung: rung_utility(rung, last, *spec) for rung in range(first, last + 1)}
        top = max(scores.values())
        total = _sum([exp(score - top) for score in scores.values()])
        for rung, score in scores.items():
            rungs[rung] += float(out[i, 0]) * exp(score - top) / total
        before = 0.0
        for k in range(p.words):
            rungs[int(p.verbal_rungs[j, k])] += (1.0 - float(out[i, 0])) * (float(p.verbal_cumulative[j, k]) - before)
            before = float(p.verbal_cumulative[j, k])
        result.append(Forecast(name, float(out[i, 0]), float(out[i, 1]), tuple(rungs)))
    return result
