"""Points of no return: public states of a crisis after which an outcome is far more probable than it was at the start.

A state is one condition, or two that hold together, on what anybody could see: the highest rung reached, the tension, the credibility of the
reference line, the front, the calendar, a clash. A history enters a state at the first moment at which it holds; the probability after it is the
outcome's weight scored later over the weight that is still there. Hidden types are no states.

A state is a point of no return where the outcome is at least ten times as probable as at the start (a rare outcome), or has a probability of at
least .9 where ten times would be more than that (an ordinary one); clearly so where the whole interval lies there. Many states are looked at, so
the ones that look best by luck would be told: states are chosen on every other history and measured on the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sim.analysis import estimates
from sim.analysis.attribution import ENOUGH, carried, ratio, student
from sim.analysis.estimates import Estimate
from sim.analysis.moments import Field, Moments
from sim.terms import Ending, Tier

TIMES, SURE = 10.0, 0.9
SIMPLER = 1.2  # two conditions must come that much nearer than one, to be told where there is no point of no return
TENSIONS = (7.5, 8.5)
CREDIBILITIES = (0.25, 0.5, 0.75)
NUCLEAR_CREDIBILITIES = (0.01, 0.02, 0.05)
FRONTS = (0.1, 0.3, 0.5, 0.8)
VERBAL = int(Tier.VERBAL)


@dataclass(frozen=True, slots=True, order=True)
class Condition:
    """Something anybody could see: `kind` of thing, and the number or name it is compared with."""

    kind: str  # rung, answer, tension, credible, incredible, nuclear_credible, front_high, front_low, calendar, clash
    number: float = 0.0
    name: str = ""


State = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Gateway:
    """A state, how often it is entered, and what becomes of those who enter it."""

    outcome: str
    state: State
    reached: Estimate  # probability that it is entered with the outcome still open
    after: Estimate  # probability of the outcome from then on
    times: Estimate  # the same over the probability at the start
    passing: Estimate  # share of the outcome that comes after it
    entrants: int  # histories
    carriers: float  # that carry the probability after it, in effect
    clear: bool  # the whole interval lies beyond what makes a point of no return


@dataclass(frozen=True, slots=True)
class Gateways:
    """Points of no return of one outcome, those through which most of it passes first; `nearest` is the best state where there is none."""

    outcome: str
    start: Estimate
    rare: bool
    points: tuple[Gateway, ...]
    nearest: Gateway | None
    looked_at: int  # states
    histories: int  # that they were measured on


@dataclass(frozen=True, slots=True)
class Node:
    """A rung that was the highest so far: how many histories come to it, what becomes of them, and how much of the outcome has begun beyond."""

    rung: int
    reached: Estimate
    after: Estimate | None  # None: too few histories
    entrants: int


@dataclass(frozen=True, slots=True)
class Flow:
    """What passes from one highest rung straight to the next, or from a rung to the outcome (`to` None), as a probability a history."""

    source: int
    to: int | None
    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Graph:
    """Rungs and what flows between them: the gateway graph of one outcome."""

    outcome: str
    start: Estimate
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]


class Outlook:
    """What is still to come of an outcome, at every moment of every history."""

    def __init__(self, moments: Moments, outcome: str) -> None:
        self.moments, self.outcome = moments, outcome
        rows, history = moments.rows, moments.column(Field.HISTORY).astype(np.int64)
        self.history, last = history, moments.starts[1:] - 1
        self.scored = np.zeros(len(rows))  # of the outcome, in each row
        if outcome == "nuclear_use":
            scored, self.open = 1.0 - rows[:, Field.SURVIVAL], np.ones(len(rows), bool)
            self.final, self.scored = moments.nuclear, rows[:, Field.CHOSEN].copy()
            self.scored[:-1] += rows[1:, Field.ACCIDENT]  # an accident comes before the act of its row
        elif outcome == "clash":
            began = np.diff(rows[:, Field.CLASH], prepend=0.0) > 0.0
            began[moments.starts[:-1]] = False
            self.scored = np.where(began, rows[:, Field.SURVIVAL], 0.0)
            self.final = np.bincount(history, self.scored, minlength=moments.histories)
            scored, self.open = rows[:, Field.CLASH] * self.final[history], rows[:, Field.CLASH] == 0.0
        else:
            ended = moments.endings == int(Ending[outcome.upper()])
            self.final = np.where(ended, moments.survival, 0.0)
            scored, self.open = np.zeros(len(rows)), np.ones(len(rows), bool)
            self.scored[last] = self.final
        self.open[last] = False  # nothing is to come after the last moment
        # a moment holds what its own act has done, and not yet what is answered to it: nuclear use of this row comes later, of an answer before it
        self.later = np.maximum(0.0, self.final[history] - scored)
        self.alive = rows[:, Field.SURVIVAL]

    def at(self, entries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what is to come, and the weight that is there, of each history (histories,) that enters at these rows."""
        later, alive = np.zeros((2, self.moments.histories))
        later[self.history[entries]] = self.later[entries]
        alive[self.history[entries]] = self.alive[entries]
        return later, alive


def first_rows(holds: np.ndarray, history: np.ndarray) -> np.ndarray:
    """Return the first row of each history at which something holds (rows,), in order."""
    rows = np.flatnonzero(holds)
    if not len(rows):
        return rows
    of = history[rows]
    return rows[np.concatenate([[True], of[1:] != of[:-1]])]


def conditions(moments: Moments) -> Iterator[tuple[Condition, np.ndarray]]:
    """Yield every condition with whether it holds at each row (rows,), those that never hold left out."""
    rung, answers = moments.column(Field.RUNG), moments.column(Field.OWNER) >= 0
    beyond = answers & (moments.column(Field.TIER) != VERBAL)
    for kind, mask, lowest in (("rung", ~answers | beyond, 3), ("answer", beyond, 5)):
        highest = highest_so_far(moments, np.where(mask, rung, 0.0))
        for place in range(lowest, int(rung.max(initial=0.0)) + 1):
            yield Condition(kind, place), highest >= place
    for kind, column, numbers in (
        ("tension", Field.TENSION, TENSIONS),
        ("credible", Field.CREDIBILITY, CREDIBILITIES),
        ("nuclear_credible", Field.NUCLEAR_CREDIBILITY, NUCLEAR_CREDIBILITIES),
    ):
        for number in numbers:
            yield Condition(kind, number), moments.column(column) >= number
    known = moments.column(Field.MONTH) > 0.0
    yield Condition("incredible", CREDIBILITIES[0]), known & (moments.column(Field.CREDIBILITY) < CREDIBILITIES[0])
    for number in FRONTS if moments.names.fronts else ():
        yield Condition("front_high", number, moments.names.fronts[0]), moments.column(Field.FRONT) >= number
        yield Condition("front_low", -number, moments.names.fronts[0]), moments.column(Field.FRONT) <= -number
    for place, name in enumerate(moments.names.calendar):
        yield Condition("calendar", 0.0, name), moments.column(Field.REGIME) >= place + 1
    yield Condition("clash"), moments.column(Field.CLASH) > 0.0


def highest_so_far(moments: Moments, values: np.ndarray) -> np.ndarray:
    """Return the running maximum of values (rows,) >= 0 within each history."""
    step = float(values.max(initial=0.0)) + 1.0
    lifted = values + step * moments.column(Field.HISTORY)
    return np.maximum.accumulate(lifted) - step * moments.column(Field.HISTORY)


def gateways_to(moments: Moments, outcome: str, most: int = 8, rule: tuple[float, float] = (TIMES, SURE)) -> Gateways:
    """Return the points of no return of an outcome: nuclear_use, clash, settlement or collapse.

    Parameters
    ----------
    most : points told
    rule : how many times as probable a rare outcome must be, and how probable an ordinary one
    """
    outlook = Outlook(moments, outcome)
    times, sure = rule
    start = _start(outlook)
    rare = start.value * times < sure
    single = [(condition, holds) for condition, holds in conditions(moments) if holds.any()]
    chosen = np.arange(moments.histories) % 2 == 0
    found: list[tuple[State, np.ndarray]] = []
    looked = 0
    best: tuple[float, State, np.ndarray] | None = None
    for state, holds in _states(single):
        looked += 1
        entries = first_rows(holds & outlook.open, outlook.history)
        after, _, carriers = _after(outlook, entries, chosen)
        if carriers < ENOUGH / 2.0 or math.isnan(after) or (len(entries) and (outlook.moments.column(Field.MONTH)[entries] <= 0.0).mean() > 0.5):
            continue
        score = after / start.value if rare and start.value > 0 else after / sure * times
        simple = score / (1.0 if len(state) == 1 else SIMPLER)
        if best is None or simple > best[0]:
            best = (simple, state, entries)
        if score >= times:
            found.append((state, entries))
    measured = [_gateway(outlook, state, entries, start, ~chosen, rare, times, sure) for state, entries in found]
    points = [one for one in measured if one is not None and (one.times.value >= times if rare else one.after.value >= sure)]
    points.sort(key=lambda one: (-one.clear, -one.passing.value, len(one.state), one.state))
    nearest = _gateway(outlook, best[1], best[2], start, ~chosen, rare, times, sure) if best and not points else None
    return Gateways(outcome, start, rare, tuple(_apart(points))[:most], nearest, looked, int((~chosen).sum()))


def _states(single: Sequence[tuple[Condition, np.ndarray]]) -> Iterator[tuple[State, np.ndarray]]:
    for i, (one, holds) in enumerate(single):
        yield (one,), holds
        for other, also in single[i + 1 :]:
            if one.kind != other.kind:
                yield (one, other), holds & also


def _apart(points: Sequence[Gateway]) -> list[Gateway]:
    """Return the points without those that say little more than one before them: entered about as often, or narrower for about the same."""
    kept: list[Gateway] = []
    for point in points:
        if not any(_alike(one, point) or (set(one.state) < set(point.state) and point.after.value <= 1.5 * one.after.value) for one in kept):
            kept.append(point)
    return kept


def _alike(one: Gateway, other: Gateway) -> bool:
    return abs(one.entrants - other.entrants) <= 0.05 * one.entrants and abs(one.after.value - other.after.value) <= 0.1 * one.after.value


def _start(outlook: Outlook) -> Estimate:
    mean, error = ratio(outlook.moments.weights, outlook.final, np.ones_like(outlook.final))
    return estimates.probability(mean, error)


def _after(outlook: Outlook, entries: np.ndarray, among: np.ndarray) -> tuple[float, float, float]:
    """Return (probability after entry, standard error, histories that carry it) among some histories."""
    entries = entries[among[outlook.history[entries]]]
    if not len(entries):
        return math.nan, math.nan, 0.0
    weights = outlook.moments.weights[outlook.history[entries]]
    later, alive = outlook.later[entries], outlook.alive[entries]
    return (*ratio(weights, later, alive), carried(weights, later))


def _gateway(
    outlook: Outlook, state: State, entries: np.ndarray, start: Estimate, among: np.ndarray, rare: bool, times: float, sure: float
) -> Gateway | None:
    """Return a state as it is on the histories it was not chosen by; None where they are too few."""
    inside = entries[among[outlook.history[entries]]]
    mean, error, carriers = _after(outlook, entries, among)
    if carriers < ENOUGH / 2.0:
        return None
    z = student(carriers - 1.0)
    after = estimates.probability(mean, error, z=z)
    weights = outlook.moments.weights * among
    later, alive = outlook.at(inside)
    entered = (alive > 0.0).astype(float)
    reached = estimates.probability(*ratio(weights, entered, among.astype(float)), z=z)
    passing = estimates.probability(*ratio(weights, later, outlook.final * among), z=z)
    whole, there = math.fsum(weights), math.fsum(weights * alive)
    p0 = math.fsum(weights * outlook.final) / whole
    share = weights * (later - mean * alive) / there / mean - weights * (outlook.final - p0) / whole / p0
    factor = estimates.positive(mean / p0, mean / p0 * math.sqrt(math.fsum(share**2)), z)
    clear = factor.low >= times if rare else after.low >= sure
    return Gateway(outlook.outcome, state, reached, after, factor, passing, len(inside), carriers, clear)


def graph_to(moments: Moments, outcome: str) -> Graph:
    """Return the gateway graph: how histories climb from one highest rung to the next, and what becomes of them there."""
    outlook = Outlook(moments, outcome)
    rung = np.where((moments.column(Field.OWNER) < 0) | (moments.column(Field.TIER) != VERBAL), moments.column(Field.RUNG), 0.0)
    highest = highest_so_far(moments, rung)
    everybody = np.ones(moments.histories, bool)
    nodes, flows = [], []
    new = np.diff(highest, prepend=-1.0) != 0.0
    new[moments.starts[:-1]] = True
    rows = np.flatnonzero(new)
    order = outlook.history[rows]
    for number in sorted({int(x) for x in highest[rows]}):
        entries = rows[(highest[rows] == number) & outlook.open[rows]]
        after, error, carriers = _after(outlook, entries, everybody)
        _, alive = outlook.at(entries)
        reached = estimates.probability(*ratio(moments.weights, (alive > 0.0).astype(float), np.ones(moments.histories)))
        known = estimates.probability(after, error, z=student(carriers - 1.0)) if carriers >= ENOUGH else None
        nodes.append(Node(number, reached, known, len(entries)))
    pairs: dict[tuple[int, int], np.ndarray] = {}
    climbs = np.flatnonzero(order[:-1] == order[1:])
    for history, one, two in zip(order[climbs].tolist(), highest[rows[climbs]].tolist(), highest[rows[climbs + 1]].tolist(), strict=True):
        pairs.setdefault((int(one), int(two)), np.zeros(moments.histories))[history] = 1.0
    for (one, two), passed in sorted(pairs.items()):
        flows.append(_flow(moments, one, two, passed))
    before = np.where(moments.column(Field.OWNER) >= 0, np.roll(highest, 1), highest)  # what an answer brings comes from the rung it answers
    for number in sorted({int(x) for x in highest[rows]}):
        passed = np.bincount(outlook.history, np.where(before == number, outlook.scored, 0.0), minlength=moments.histories)
        if passed.any():
            flows.append(_flow(moments, number, None, passed))
    return Graph(outcome, _start(outlook), tuple(nodes), tuple(flows))


def _flow(moments: Moments, source: int, to: int | None, passed: np.ndarray) -> Flow:
    one = estimates.probability(*ratio(moments.weights, passed, np.ones(moments.histories)))
    return Flow(source, to, one.value, one.low, one.high)
