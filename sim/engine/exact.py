"""The outcome distribution of a small world without sampling: forward recursion over the public states that histories can reach.

All clocks are Poisson with rates that no state changes, and accidents are one more clock at their highest hazard. So the number N of events up
to month t is Poisson(rate * t), and the state after n events is a Markov chain: with v_n the distribution over states after n events and g the
expected score of one event from each state,

    score up to t = sum over n of P(N > n) v_n g,    v_{n+1} = v_n P,

with P sparse and built only as far as histories reach. Calendar dates cut the horizon into pieces with a chain each.

References
----------
Jensen 1953 for uniformisation; deferred decisions on hidden types are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.encode.layout import copy_record
from sim.encode.names import Names
from sim.encode.params import new_state
from sim.engine.begin import set_world
from sim.engine.exact_limits import MELTS, highest_accident_hazard, obstacles, plan_of
from sim.engine.exact_state import ENTRIES, STATES, Plan, Space, grown, new_space, pack, state_of
from sim.engine.exact_turn import FAILED, FOUND, FULL, MELTING, Tape, expand_all, move, turn_pages
from sim.engine.history import Prepared
from sim.errors import Exit, Problem, RunError, ScenarioError
from sim.rules.numerics import log
from sim.terms import Curve, Score

MOST_STATES = 200_000
MOST_NUMBERS = 100_000_000  # in the rows of all states, unless a number of states is asked for: 0.8 GB
FIRST_ROOM = 1024  # states
LEAST = 1e-17  # a state of less probability than this is not followed; the sum of what is held back so is reported
BRANCHES = 256  # of one turn, at most
PARTS = (Score.DELIBERATE, Score.NOISE, Score.INADVERTENT)
RECORDED = {  # recorded channel -> scores that add up to it
    Curve.NUCLEAR: PARTS,
    Curve.DELIBERATE: (Score.DELIBERATE,),
    Curve.NOISE: (Score.NOISE,),
    Curve.INADVERTENT: (Score.INADVERTENT,),
    Curve.VIA_CLASH: (Score.VIA_CLASH,),
    Curve.CLASH: (Score.CLASH,),
    Curve.SETTLEMENT: (Score.SETTLEMENT,),
    Curve.COLLAPSE: (Score.COLLAPSE,),
}


@dataclass(frozen=True)
class Solution:
    """Exact scores of a world: what Monte Carlo estimates, without an interval. Columns are named in `names`."""

    names: Names
    scores: np.ndarray  # (measures,) expected score of a history
    curves: np.ndarray  # (ticks, len(RECORDED)) cumulative incidence at the record ticks, in the order of RECORDED
    states: int  # public states met
    followed: int  # of these, states whose next event was worked out
    entries: int  # transitions between them
    events: int  # most events of a history that were followed
    mass_error: float  # |1 - sum of the endings|
    held: float  # bound on the probability that was not followed for being too small

    def score(self, measure: str) -> float:
        """Return the expected score of a measure by its name; ValueError where there is none of that name."""
        return float(self.scores[self.names.measures.index(measure)])

    def curve(self, channel: str) -> np.ndarray:
        """Return the cumulative incidence (ticks,) of a recorded channel by its name, as "nuclear"."""
        return np.asarray(self.curves[:, [curve.name.lower() for curve in RECORDED].index(channel)])


def solve(prepared: Prepared, most_states: int | None = None) -> Solution:
    """Return the exact outcome distribution of a small world.

    Parameters
    ----------
    prepared : Prepared     a world with its history replayed
    most_states : int       give up where more public states than this are met; None: 200,000, or fewer where a state is very large

    Raises
    ------
    ScenarioError           a problem for each thing that cannot be solved exactly, with the setting that removes it
    RunError                exit code 2, with the number of states where there are too many; or where a history of this world fails
    """
    found = obstacles(prepared.params, prepared.names)
    if found:
        raise ScenarioError(Problem(prepared.names.scenario, 0, 0, f"cannot be solved exactly: {one}") for one in found)
    return _Recursion(prepared, most_states).run()


def poisson(mean: float, most: int) -> np.ndarray:
    """Return P(N = n) for n = 0 .. most of a Poisson variable, summing to 1: terms by ratio from the mode, then their sum."""
    mode = min(int(mean), most)
    terms = np.zeros(most + 1)
    terms[mode] = 1.0
    for n in range(mode, 0, -1):
        terms[n - 1] = terms[n] * n / mean
    for n in range(mode + 1, most + 1):
        terms[n] = terms[n - 1] * mean / n
    return np.asarray(terms / terms.sum())


def most_events(mean: float) -> int:
    """Return the number of events that a Poisson variable exceeds with a probability below 1e-17, by Chernoff's bound."""
    n = int(mean) + 1
    while n - mean - n * (log(n / mean) if mean > 0 else 0.0) > log(1e-17) and mean > 0:
        n += 1 + n // 64
    return n


class _Recursion:
    """One solution under way: distribution over states, and scores so far."""

    def __init__(self, prepared: Prepared, most_states: int | None) -> None:
        self.names = prepared.names
        self.p = p = copy_record(prepared.params)  # play_by_script decides clashes of acts through it
        self.s = new_state(p)
        self.plan: Plan = plan_of(p)
        self.space: Space = new_space(p, self.plan, FIRST_ROOM)
        self.most_states = most_states or min(MOST_STATES, MOST_NUMBERS // self.space.key.size)
        self.most_hazard = highest_accident_hazard(p)
        self.rate = float(sum(p.clock_rate[: p.clocks])) + self.most_hazard
        self.events, self.held = 0, 0.0
        self.scores = np.zeros(p.measures)
        self.curves = np.zeros((len(self.names.ticks), len(Score)))
        self.tape = self._new_tape()
        set_world(p, self.s)
        pack(p, self.s, self.plan, p.prior_true, self.tape.row)
        self.mass = np.zeros(1)
        self.mass[state_of(self.space, self.tape.row)] = 1.0

    def _new_tape(self) -> Tape:
        p = self.p
        return Tape(
            script=np.zeros(BRANCHES, np.int64),
            last=np.zeros(BRANCHES, np.int64),
            met=np.zeros(1, np.int64),
            weight=np.zeros(1),
            chances=np.zeros(max(3, len(self.names.rungs))),
            acts=np.zeros(p.menu.shape[2]),
            law=np.zeros(p.prior_true.shape),
            row=np.zeros(self.space.rows.shape[1]),
            scores=np.zeros(p.measures),
            own=np.zeros(p.types),
            strike=np.zeros(p.types),
        )

    def run(self) -> Solution:
        p, now = self.p, 0.0
        dates = [float(date) for date in p.calendar[: p.regimes - 1] if date <= p.horizon]
        for date in dates:
            self._until(now, date)
            self._turn_pages()
            now = date
        self._until(now, float(p.horizon))
        alive = float(self.mass.sum())
        self.scores[Score.NUCLEAR] = sum(self.scores[part] for part in PARTS)
        self.scores[Score.NO_END] = alive
        whole = alive + self.scores[Score.NUCLEAR] + self.scores[Score.SETTLEMENT]
        curves = np.stack([self.curves[:, list(parts)].sum(axis=1) for parts in RECORDED.values()], axis=1)
        used = self.space.used
        followed = int((self.space.length[: used[STATES]] >= 0).sum())
        error = abs(1.0 - float(whole))
        return Solution(self.names, self.scores, curves, int(used[STATES]), followed, int(used[ENTRIES]), self.events, error, self.held)

    def _until(self, now: float, end: float) -> None:
        """Let the chain run from `now` to `end`, months; record ticks on the way read the scores."""
        ticks = [t for t, month in enumerate(self.names.ticks) if now < month <= end]
        mean = self.rate * (end - now)
        most = most_events(mean)
        counts = poisson(mean, most) if mean > 0 else np.ones(1)
        beyond = _beyond(counts)
        steps = np.zeros((counts.size, self.scores.size))
        after = np.zeros(self.mass.size)
        for n in range(counts.size):
            after = _longer(after, self.mass.size)
            after[: self.mass.size] += counts[n] * self.mass
            if n + 1 < counts.size:
                self.held += self._event(steps[n], beyond[n]) * beyond[n]
        for t in ticks:
            months = self.names.ticks[t] - now
            reached = _beyond(poisson(self.rate * months, most)) if self.rate * months > 0 else np.zeros(counts.size)
            self.curves[t] = self.scores[: len(Score)] + reached @ steps[:, : len(Score)]
        self.scores += beyond @ steps
        self.mass = after
        self.events = max(self.events, counts.size - 1)

    def _event(self, scores: np.ndarray, weight: float) -> float:
        """Let one event happen to the mass, adding to scores (measures,); return the mass that was too little to follow."""
        least = LEAST / max(weight, 1e-300)
        while True:
            ended = expand_all(self.p, self.s, self.plan, self.space, self.tape, self.mass, least, self.most_hazard, self.rate)
            if ended == FOUND:
                break
            self._mend(ended)
        if self.space.used[STATES] > self.most_states:
            self._give_up()
        after = np.zeros(int(self.space.used[STATES]))
        held = move(self.space, self.mass, after, scores)
        self.mass = after
        return float(held)

    def _mend(self, ended: int) -> None:
        """Make room, or say why the recursion cannot go on."""
        if ended == FULL:
            if self.space.used[STATES] > self.most_states:
                self._give_up()
            self.space = grown(self.p, self.plan, self.space)
        elif ended == MELTING:
            raise ScenarioError([Problem(self.names.scenario, 0, 0, f"cannot be solved exactly: {MELTS}")])
        elif ended == FAILED:
            raise RunError(
                "a history of this world fails: evidence is zero, a number is not finite, losses do not settle, or a turn has too many branches",
                Exit.INPUT,
            )

    def _give_up(self) -> None:
        states, most = int(self.space.used[STATES]), self.most_states
        raise RunError(
            f"too large to be solved exactly: {states:,} public states met, more than the {most:,} allowed; fewer lines, acts or months, "
            "coarser types (numerics.cost_cells=3), or --max-states",
            Exit.INPUT,
        )

    def _turn_pages(self) -> None:
        """Move the mass of every state to the state that the next calendar event makes of it."""
        moved = np.zeros(self.space.first.size)
        while not turn_pages(self.p, self.s, self.plan, self.space, self.tape, self.mass, moved):
            self._mend(FULL)
            moved = np.zeros(self.space.first.size)
        self.mass = moved[: int(self.space.used[STATES])].copy()


def _beyond(counts: np.ndarray) -> np.ndarray:
    """Return P(N > n) for each n, from P(N = n)."""
    tail = np.cumsum(counts[::-1])[::-1]
    return np.append(tail[1:], 0.0)


def _longer(values: np.ndarray, size: int) -> np.ndarray:
    """Return the values with zeros behind them up to a size."""
    return np.append(values, np.zeros(size - values.size)) if size > values.size else values
