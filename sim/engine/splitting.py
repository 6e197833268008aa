"""Fixed-effort multilevel splitting: what a rare history must pass on its way becomes levels, and whoever passes one is cloned.

A height is a number read off the state after each turn. A repetition starts n histories and plays each until its height reaches the first
level; those that get there are the stock from which n starts of the next stage are taken, and so on; the last stage is played to the end.
Starts are taken in proportion to promise: weight, times the weight of no nuclear use so far, times the months left. Every history keeps its
weight, divided by how much more often it was taken, and whatever it scores counts with it, those that fall behind included. So every score
is unbiased for any height, any levels, any promise and any n; these decide the cost alone. With the months left in it, a chain of eighteen
answers took half the work.

A start copies a state and goes on under a replicate number of its own, so its luck is fresh (see engine.states). Numbers follow from
(repetition, stage, start), hence each repetition is a pure function of (world, levels, n, seed, repetition).

References
----------
garvels-2000 and lecuyer-2007 for fixed effort; the idea is that of kahn-1951 and villen-altamirano-1991. Starts by promise: ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from sim.engine.begin import begin
from sim.engine.draws import uniform
from sim.engine.forking import MOST_TURNS, add_scores
from sim.engine.history import Prepared
from sim.engine.states import copy_words, new_states, renew_luck
from sim.engine.turn import turn
from sim.jit import routine
from sim.rules.numerics import INFINITY
from sim.terms import Crossing, Ending, Purpose, Score, Tier


class Height(IntEnum):
    """What of a history counts as progress toward a rare outcome."""

    ANSWERS = 0  # answers beyond words so far
    CLASH = 1  # 1 after the first clash; before it, the higher tension as a share of that of a clash, below 1
    FRONT = 2  # how far the worst front has moved, 1 at collapse


ANSWERS, CLASH, FRONT = map(int, Height)
RUNNING, VERBAL, TIER = int(Ending.RUNNING), int(Tier.VERBAL), int(Crossing.TIER)
STORY = int(Purpose.STORY)
DELIBERATE, NOISE, INADVERTENT, NUCLEAR = int(Score.DELIBERATE), int(Score.NOISE), int(Score.INADVERTENT), int(Score.NUCLEAR)
SPLIT_KEY = np.uint64(0x73706C74)  # stream of the choice of starts; "splt"
BELOW_ONE = 0.999


@dataclass(frozen=True)
class Splits:
    """What one repetition gives."""

    measures: np.ndarray  # (measures,) unbiased estimates
    late: np.ndarray  # (measures,) the part of them that was scored beyond the last level
    reached: np.ndarray  # (levels,) weight of the histories that reach each level with no nuclear use before
    highest: np.ndarray  # (starts,) highest point of each history of the last stage
    mass: np.ndarray  # (starts,) its weight
    turns: int  # played
    copies: int  # states copied
    failed: int  # histories with a result that is not finite, or contradictory


@routine
def count_answers(s):
    """Return how many owners answered beyond words in the turn just played."""
    found = 0
    for i in range(s.crossings):
        if int(s.crossing[i, TIER]) != VERBAL:
            found += 1
    return found


@routine
def height_of(p, s, height, answers):
    """Return the height of a state; `answers` so far are counted by the caller, since a state holds no such number."""
    if height == ANSWERS:
        return float(answers)
    if height == CLASH:
        return 1.0 if s.clash_time < INFINITY else BELOW_ONE * min(1.0, max(s.tension[0], s.tension[1]) / max(p.clash_tension, 1.0))
    worst = 0.0
    for k in range(p.fronts):
        worst = max(worst, abs(s.front[k]))
    return min(1.0, worst)


@routine
def choose_starts(starts, origin, promise, stock, u):
    """Take starts from a stock, in expectation in proportion to promise, by one uniform (systematic); fill origin, return the promise of a start.

    Parameters
    ----------
    origin : int (starts,)         row of the stock that each start copies
    promise : (stock,)             of each row, in any unit
    """
    total = 0.0
    for j in range(stock):
        total += promise[j]
    fresh = total / starts
    row, reached = 0, promise[0]
    for i in range(starts):
        point = (i + u) * fresh
        while reached <= point and row < stock - 1:
            row += 1
            reached += promise[row]
        origin[i] = row
    return fresh


@routine
def play_stages(p, height, levels, seed, repetition, states, words, answers, promise, origin, to_the_end, out, late, reached, highest, last_mass):
    """Play one repetition; return (turns, copies, failed).

    Parameters
    ----------
    height : int                      Height
    levels : (levels,)                increasing
    states, words : (2 n + 1)         room: the history under way, n rows of stock to start from, n rows of those that arrive
    answers, promise : (2 n + 1), (n,)    answers so far of each row, and what those that arrive promise
    origin : int (n,)                 the row that each start copies
    to_the_end : bool                 False: nothing is played beyond the last level, and scores mean nothing
    out, late, reached, highest, last_mass    see Splits
    """
    n = origin.shape[0]
    s = states[0]
    old, new = 1, 1 + n  # first rows of the two stocks
    turns, copies, failed = 0, 0, 0
    out[:] = 0.0
    late[:] = 0.0
    reached[:] = 0.0
    share = 0.0
    for stage in range(levels.shape[0] + 1):
        last = stage == levels.shape[0]
        if last and not to_the_end:
            break
        level = INFINITY if last else levels[stage]
        arrived = 0
        for i in range(n):
            replicate = np.uint64((repetition * (levels.shape[0] + 1) + stage) * n + i)
            if stage == 0:
                begin(p, s, seed, replicate)
                copy_words(words[old], words[0])
                base, weight, count = old, s.weight / n, 0
            else:
                base = old + origin[i]
                copy_words(words[0], words[base])
                copies += 1
                renew_luck(p, s, replicate)
                weight, count = share / (s.survival * (p.horizon - s.now)), answers[base]
            entry = states[base]
            top = height_of(p, s, height, count)
            played = 0
            while s.ending == RUNNING and top < level and played < MOST_TURNS:
                turn(p, s)
                played += 1
                count += count_answers(s)
                top = max(top, height_of(p, s, height, count))
            turns += played
            if s.failed != 0 or (s.ending == RUNNING and top < level):
                failed += 1
                continue
            add_scores(out, weight, s.score, entry.score, p.measures)
            if last:
                add_scores(late, weight, s.score, entry.score, p.measures)
                highest[i], last_mass[i] = top, weight * entry.survival
            elif top >= level:
                reached[stage] += weight * s.survival
                if s.ending == RUNNING and s.survival > 0.0:
                    row = new + arrived
                    copy_words(words[row], words[0])
                    copies += 1
                    answers[row] = count
                    promise[arrived] = weight * s.survival * (p.horizon - s.now)
                    arrived += 1
        if last or arrived == 0:
            break
        u = uniform(seed, np.uint64(repetition), SPLIT_KEY, STORY, stage)
        share = choose_starts(n, origin, promise, arrived, u)
        old, new = new, old
    for sums in (out, late):
        sums[NUCLEAR] = sums[DELIBERATE] + sums[NOISE] + sums[INADVERTENT]
    return turns, copies, failed


class Splitter:
    """Room for the repetitions of one world, one height and n starts; one for each thread."""

    def __init__(self, prepared: Prepared, height: Height, starts: int) -> None:
        self.prepared, self.height, self.starts = prepared, height, starts
        self._states, self._words = new_states(prepared.params, 2 * starts + 1)
        self._answers, self._promise, self._origin = np.zeros(2 * starts + 1, np.int64), np.zeros(starts), np.zeros(starts, np.int64)

    def repeat(self, levels: Sequence[float], seed: int, repetition: int, to_the_end: bool = True) -> Splits:
        """Return one repetition. Releases the interpreter lock.

        Parameters
        ----------
        levels : increasing heights; none: plain histories
        seed, repetition : its luck
        to_the_end : False to stop at the last level, where only the chance of reaching it is asked

        Raises
        ------
        ValueError     for levels that do not increase, or too many repetitions for the numbers of histories to stay apart
        """
        ladder = np.array(levels, float)
        if np.any(np.diff(ladder) <= 0.0):
            raise ValueError(f"levels must increase, got {list(levels)}")
        if (repetition + 1) * (len(ladder) + 1) * self.starts >= 1 << 32:
            raise ValueError(f"repetition {repetition} lies beyond the numbers of histories that there are")
        (out, late), reached = np.zeros((2, len(self.prepared.names.measures))), np.zeros(len(ladder))
        highest, mass = np.zeros(self.starts), np.zeros(self.starts)
        turns, copies, failed = play_stages(
            self.prepared.params, int(self.height), ladder, np.uint64(seed), repetition, self._states, self._words, self._answers, self._promise,
            self._origin, to_the_end, out, late, reached, highest, mass,
        )  # fmt: skip
        return Splits(out, late, reached, highest, mass, int(turns), int(copies), int(failed))
