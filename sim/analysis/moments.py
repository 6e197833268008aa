"""Histories as rows of numbers, moment by moment: what was done, what was answered, what was scored by then.

A turn gives one row for what happened (an act, an incident, a passing chance) and one for each crossing, in the order in which owners answer.
So it is known to each moment what nuclear use was scored before it and what after, which a path or a point of no return must know. The same
compiled `turn` plays as in a run; the scores of these rows are the scores of that run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from sim.encode.names import Names, key_of
from sim.engine.batch import BLOCK, MOST_TURNS
from sim.engine.draws import uniform
from sim.engine.history import Prepared
from sim.engine.states import new_states
from sim.engine.turn import begin_first, turn_first
from sim.terms import Crossing, Ending, Event, Purpose, Score, Tier


class Field(IntEnum):
    """Columns of a row."""

    HISTORY = 0  # place among the recorded histories
    MONTH = 1
    EVENT = 2  # terms.Event of the turn
    ACTOR = 3  # who acted, -1: nobody
    ACT = 4  # -1: none, or this row is an answer
    OWNER = 5  # who answered, -1: this row is no answer
    DIMENSION = 6  # of the crossing answered
    TIER = 7  # terms.Tier of the answer
    RUNG = 8  # of the act or answer, 0: neither
    CHOSEN = 9  # weight of chosen nuclear use scored in this row
    DELIBERATE = 10  # 1: that use is deliberate, else noise
    ACCIDENT = 11  # weight of inadvertent use scored in this row, before its act
    SURVIVAL = 12  # weight of no nuclear use so far, after this row
    CLASH = 13  # 1: a clash has happened by now
    TENSION = 14  # the higher of the two sides', rungs; as the last turn left it, where more rows of this turn follow
    FRONT = 15  # first front; 0 where there is none
    REGIME = 16  # calendar events passed
    CREDIBILITY = 17  # public probability of an answer to the reference crossing, as last recorded
    NUCLEAR_CREDIBILITY = 18  # of a nuclear one


@dataclass(frozen=True)
class Moments:
    """The rows of many histories, one after the other."""

    names: Names
    rungs_of_acts: np.ndarray  # (acts,)
    exposes: np.ndarray  # (acts, dimensions)
    rows: np.ndarray  # (rows, fields)
    starts: np.ndarray  # (histories + 1,) first row of each history
    replicates: np.ndarray  # (histories,) number of each history
    weights: np.ndarray  # (histories,) importance weights
    survival: np.ndarray  # (histories,) weight of no nuclear use at the end
    endings: np.ndarray  # (histories,) terms.Ending
    luck: np.ndarray  # (histories,) uniform by which a replay tells nuclear use: where the weight of use first exceeds it
    failed: int

    def column(self, field: Field) -> np.ndarray:
        """Return one column (rows,)."""
        return self.rows[:, field]

    @property
    def histories(self) -> int:
        """How many histories there are."""
        return len(self.weights)

    @property
    def nuclear(self) -> np.ndarray:
        """Return the nuclear use of each history (histories,)."""
        return 1.0 - self.survival


RUNNING, OPPORTUNITY, CLASH_CHANCE = int(Ending.RUNNING), int(Event.OPPORTUNITY), int(Event.CLASH_CHANCE)
OWNER, DIMENSION, NUCLEAR, DELIBERATE, TIER, RUNG = map(
    int, (Crossing.OWNER, Crossing.DIMENSION, Crossing.NUCLEAR, Crossing.DELIBERATE, Crossing.TIER, Crossing.RUNG)
)
INADVERTENT, BACKER, CONVENTIONAL = int(Score.INADVERTENT), int(Tier.BACKER), int(Tier.CONVENTIONAL)


def record(prepared: Prepared, seed: int, histories: int, report: Callable[[int, int], None] | None = None) -> Moments:
    """Return the first histories of a seed, moment by moment; failed ones are left out and counted."""
    p = prepared.params
    states, _ = new_states(p, 1)
    world, history = np.frombuffer(p, p.dtype).view(np.ndarray), states.view(np.ndarray)
    book = _Book(p, history[0])
    kept: list[tuple[int, float, float, int]] = []
    starts, failed = [0], 0
    for replicate in range(histories):
        if report and replicate % BLOCK == 0:
            report(replicate, histories)
        begin_first(world, history, np.uint64(seed), np.uint64(replicate))
        if not book.play(world, history, len(kept)):
            book.forget(starts[-1])
            failed += 1
            continue
        kept.append((replicate, *book.ended()))
        starts.append(book.count)
    replicates = np.array([one[0] for one in kept], np.int64)
    key, story = np.uint64(key_of("story")), int(Purpose.STORY)
    luck = np.array([uniform(np.uint64(seed), np.uint64(replicate), key, story, 0) for replicate in replicates.tolist()])
    weights, survival, endings = (np.array([one[i] for one in kept]) for i in (1, 2, 3))
    acts = len(prepared.names.actions)
    return Moments(
        prepared.names, p.act_rung[:acts].copy(), p.act_exposes[:acts, : len(prepared.names.dimensions)].copy(), book.rows[: book.count].copy(),
        np.array(starts, np.int64), replicates, weights, survival, endings, luck, failed,
    )  # fmt: skip


class _Book:
    """Writes the rows of a history under way, read through views that are made once."""

    def __init__(self, p: Any, s: Any) -> None:
        self.p, self.count = p, 0
        self.rows = np.zeros((65_536, len(Field)))
        self.answer_clashes = [bool(x) for x in p.answer_clashes]
        self.rungs = [float(rung) for rung in p.act_rung]
        self.fronts = int(p.fronts)

    def forget(self, count: int) -> None:
        """Strike out all rows after the first `count`."""
        self.count = count

    def play(self, world: Any, history: Any, number: int) -> bool:
        """Play the history that has begun and write its rows; return whether it is sound."""
        names = "ending failed now event subject act survival score tension front regime credibility clash_time crossing crossings".split()
        at = {name: history[name] for name in names}
        ending, failed, now, event, subject, act = (at[name] for name in names[:6])
        survival, score, tension, front, regime, credibility, clash, crossing, crossings = (at[name] for name in names[6:])
        alive, accidents, clashed = 1.0, 0.0, 0.0
        sense = (float(tension[0].max()), float(front[0, 0]) if self.fronts else 0.0, 0.0, 0.0, 0.0)
        self._write((number, 0.0, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 1.0, 0.0, *sense))
        turns = 0
        while ending[0] == RUNNING and not failed[0] and turns < MOST_TURNS:
            turn_first(world, history)
            turns += 1
            month, kind, met = now[0], int(event[0]), int(crossings[0])
            taken = int(act[0]) if kind == OPPORTUNITY else -1
            actor = int(subject[0]) // 2 if kind == OPPORTUNITY else -1
            accident = score[0, INADVERTENT] - accidents
            accidents += accident
            alive -= accident
            answers = crossing[0, :met].tolist() if met else []
            after = 1.0 if clash[0] <= month else 0.0
            answered = [row[TIER] == BACKER or (row[TIER] == CONVENTIONAL and self.answer_clashes[int(row[OWNER])]) for row in answers]
            if after and not clashed and not any(answered):
                clashed = 1.0
            latest = (tension[0].max(), front[0, 0] if self.fronts else 0.0, regime[0], credibility[0, 0], credibility[0, 1])
            rung = self.rungs[taken] if taken >= 0 else 0.0
            act_row = (number, month, kind, actor, taken, -1, -1, -1, rung, 0.0, 0.0, accident, alive, clashed)
            self._write((*act_row, *(sense if met else latest)))
            for i, row in enumerate(answers):
                used = alive * row[NUCLEAR]
                alive -= used
                clashed = 1.0 if answered[i] else clashed
                who = (number, month, kind, actor, -1, row[OWNER], row[DIMENSION], row[TIER], row[RUNG], used, row[DELIBERATE])
                self._write((*who, 0.0, alive, clashed, *(latest if i == met - 1 else sense)))
            clashed = max(clashed, after)
            sense = latest
        self._end = (float(history["weight"][0]), float(survival[0]), int(ending[0]))
        return not failed[0] and ending[0] != RUNNING

    def ended(self) -> tuple[float, float, int]:
        """Return weight, survival and ending of the history just played."""
        return self._end

    def _write(self, row: tuple[Any, ...]) -> None:
        if self.count == len(self.rows):
            self.rows = np.concatenate([self.rows, np.zeros_like(self.rows)])
        self.rows[self.count] = row
        self.count += 1
