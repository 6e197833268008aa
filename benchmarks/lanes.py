"""Would histories side by side, as lanes of vectors, be faster than one history at a time with vectors over its types? Measured on the hot work.

The hot work is a lesson: how ready each type is at a fresh exposure, Bayes' rule over all types, the belief summed over reliability, and ten public
probabilities read from it. Three forms, all with the same operations in the same order, so that their bits agree:

one      one history after another, loops over the padded axis of types, with the functions of sim/engine
full     W histories side by side, innermost loops over lanes, every lane with a lesson at every step: what a model in lockstep would do;
         where all lanes meet the same operation the loop runs over types and lanes at once, and the number of lanes is tried both as a constant
         of the compiler and as a number, because it unrolls short loops of constant length and then leaves them scalar
masked   the same as it would really be: at its k-th event a history has a crossing to learn from or none, so that only some lanes count

Which lanes count is taken from histories of November 2024 played with the engine; a lane goes on with the next history when its own has ended.

    python -m benchmarks.lanes
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numba
import numpy as np

from benchmarks import table
from benchmarks.worlds import CRISIS, world
from sim.encode.params import new_state
from sim.engine.batch import BLOCK, simulate_block
from sim.engine.begin import begin
from sim.engine.beliefs import CONVENTIONAL, FULL, stakes, weigh
from sim.engine.foresight import average, fill_readiness
from sim.engine.turn import turn
from sim.rules.belief import likelihood, update
from sim.rules.credibility import answer_probability, margin
from sim.rules.numerics import normal_cdf
from sim.terms import Ending

WIDTHS = (1, 2, 4, 8, 16, 32)
HISTORIES = 32  # lanes in all; narrower forms take them in turn
LESSONS = 8  # a history, in the full form
READINGS = 10
loop = numba.njit(error_model="numpy")


class Work(NamedTuple):
    """What the lessons need, history first: arrays that the forms for lanes take with the lanes last."""

    price: np.ndarray  # (histories, stride) log price
    stakes: np.ndarray  # (histories, lessons, 2) log stake of a bluff, of a real audience cost
    answered: np.ndarray  # (histories, lessons)
    standing: np.ndarray  # (histories, readings, 2 * stride) readiness
    reliability: np.ndarray  # (levels,)
    false_alarm: float
    noise: float
    prior: np.ndarray  # (histories, types)


@loop
def one(price, at_stake, answered, standing, reliability, false_alarm, noise, counts, belief, pooled, ready, like, out):
    """Teach each history `counts` lessons, one history after another; fill belief, pooled and out (histories, readings)."""
    stride, levels, width = price.shape[1], reliability.shape[0], 2 * price.shape[1]
    for h in range(price.shape[0]):
        for r in range(counts[h]):
            fill_readiness(stride, ready, price[h], at_stake[h, r, 0], at_stake[h, r, 1], noise)
            for level in range(levels):
                first = level * width
                for i in range(width):
                    like[first + i] = likelihood(answer_probability(ready[i], reliability[level], false_alarm), answered[h, r])
            update(belief[h], like, width, levels, ready)
            for i in range(width):
                pooled[h, i] = 0.0
            for level in range(levels):
                factor, first = reliability[level] - false_alarm, level * width
                for i in range(width):
                    pooled[h, i] += belief[h, first + i] * factor
            for k in range(out.shape[1]):
                out[h, k] = average(pooled[h], standing[h, k], stride, false_alarm)


def side_by_side(constant: int, masked: bool) -> Callable[..., None]:
    """Return the lesson for histories side by side, as many as `constant` says to the compiler (0: it is not told); masked: only some lanes count."""

    @loop
    def taught(price, at_stake, answered, standing, reliability, false_alarm, noise, counting, belief, pooled, ready, like, total, more, out):
        stride, levels, width = price.shape[1], reliability.shape[0], 2 * price.shape[1]
        lanes = constant if constant > 0 else total.shape[0]
        flat, block, chances = ready.reshape(-1), width * total.shape[0], like.reshape(-1)
        for g in range(price.shape[0]):
            for r in range(counting.shape[1]):
                if masked and not counting[g, r].any():
                    continue
                for i in range(stride):
                    for w in range(lanes):
                        ready[i, w] = margin(at_stake[g, r, 0, w], price[g, i, w], noise)
                        ready[stride + i, w] = margin(at_stake[g, r, 1, w], price[g, i, w], noise)
                for i in range(block):
                    flat[i] = normal_cdf(flat[i])
                for level in range(levels):
                    first = level * width
                    for i in range(width):
                        for w in range(lanes):
                            chance = answer_probability(ready[i, w], reliability[level], false_alarm)
                            like[first + i, w] = likelihood(chance, answered[g, r, w])
                ready[:] = 0.0
                held, summed = belief[g].reshape(-1), pooled[g].reshape(-1)
                for level in range(levels):
                    first = level * block
                    for i in range(block):
                        flat[i] += held[first + i] * chances[first + i]
                total[:] = 0.0
                for i in range(width):
                    for w in range(lanes):
                        total[w] += ready[i, w]
                for i in range(levels * width):
                    for w in range(lanes):
                        fresh = belief[g, i, w] * like[i, w] / total[w]
                        belief[g, i, w] = fresh if not masked or counting[g, r, w] else belief[g, i, w]
                summed[:] = 0.0
                for level in range(levels):
                    factor, first = reliability[level] - false_alarm, level * block
                    for i in range(block):
                        summed[i] += held[first + i] * factor
                for k in range(out.shape[1]):
                    total[:] = 0.0
                    more[:] = 0.0
                    for i in range(stride):
                        for w in range(lanes):
                            total[w] += pooled[g, i, w] * standing[g, k, i, w]
                            more[w] += pooled[g, stride + i, w] * standing[g, k, stride + i, w]
                    for w in range(lanes):
                        out[g, k, w] = false_alarm + (total[w] + more[w])

    return taught


class Told(NamedTuple):
    """What happened at each event of some histories: what it was (kind, subject), and how many crossings were learned from."""

    events: list[list[tuple[int, int]]]
    crossings: list[list[int]]


def tell(histories: int, scenario: str = CRISIS) -> Told:
    """Play histories of a scenario and write down their events."""
    p = world(scenario).params
    told = Told([], [])
    for replicate in range(histories):
        s = new_state(p)
        begin(p, s, np.uint64(1), np.uint64(replicate))
        events, crossings = [], []
        while s.ending == Ending.RUNNING:
            turn(p, s)
            events.append((int(s.event), int(s.subject)))
            crossings.append(int(s.crossings))
        told.events.append(events)
        told.crossings.append(crossings)
    return told


def alike(told: Told) -> float:
    """Return the chance that the k-th events of two histories are of the same kind and subject (and actor), over all k that both have."""
    same = both = 0
    for one_, two in zip(told.events[::2], told.events[1::2], strict=True):
        same += sum(a == b for a, b in zip(one_, two, strict=False))
        both += min(len(one_), len(two))
    return same / both


def masks(told: Told, lanes: int) -> list[np.ndarray]:
    """Return for each group of lanes which have a lesson at each step (steps, lanes): several crossings at one event are several steps.

    The histories are dealt to the `HISTORIES` lanes in order; a lane goes on with its next history when its own has ended. Steps at which no lane
    has a lesson are left out.
    """
    streams = [[count for row in told.crossings[lane::HISTORIES] for count in row] for lane in range(HISTORIES)]
    length = min(map(len, streams))
    counts = np.array([stream[:length] for stream in streams]).T  # (events, lanes)
    groups = []
    for first in range(0, HISTORIES, lanes):
        part = counts[:, first : first + lanes]
        groups.append(np.array([row > done for row in part for done in range(row.max())]).reshape(-1, lanes))
    return groups


def lessons(most: int) -> Work:
    """Return lessons like those of November 2024: prices and prior of its first owner, exposures around its line, mostly silence."""
    p = world().params
    s = new_state(p)
    begin(p, s, np.uint64(1), np.uint64(0))
    weigh(p, s, 0, 0)
    stride, levels = int(p.stride), int(p.tier_levels[0, CONVENTIONAL])
    luck = np.random.default_rng(1)
    exposures = 0.2 + 0.8 * luck.random((HISTORIES, most))
    at_stake = np.array([[stakes(p, s, 0, 0, float(x), CONVENTIONAL, 0) for x in row] for row in exposures])
    price = s.price[FULL, 0, CONVENTIONAL] + 0.1 * luck.random((HISTORIES, 1))
    noise, false_alarm = float(p.answer_noise[0, CONVENTIONAL]), max(0.01, float(p.false_alarm[0, CONVENTIONAL]))
    standing = np.zeros((HISTORIES, READINGS, 2 * stride))
    for h in range(HISTORIES):
        for k in range(READINGS):
            fill_readiness(stride, standing[h, k], price[h], -2.0 + 0.2 * k, -1.0 + 0.2 * k, noise)
    prior = np.repeat(s.public[0, CONVENTIONAL][None, : levels * 2 * stride], HISTORIES, axis=0)
    answered = luck.random((HISTORIES, most)) < 0.2
    return Work(price, at_stake, answered, standing, p.reliability[0, CONVENTIONAL, :levels].copy(), false_alarm, noise, prior)


def lanes_last(values: np.ndarray, lanes: int) -> np.ndarray:
    """Return values (histories, ...) as (groups, ..., lanes), contiguous."""
    return np.ascontiguousarray(np.moveaxis(values.reshape(HISTORIES // lanes, lanes, *values.shape[1:]), 1, -1))


def histories_first(values: np.ndarray) -> np.ndarray:
    """Return values (groups, ..., lanes) as (histories, ...)."""
    moved = np.moveaxis(values, -1, 1)
    return np.ascontiguousarray(moved.reshape(HISTORIES, *moved.shape[2:]))


Form = Callable[[], tuple[float, np.ndarray, np.ndarray]]


def form_one(work: Work, counts: np.ndarray) -> Form:
    """Return a call that teaches one history after another, and returns thread CPU seconds, beliefs and readings."""
    width, types = work.standing.shape[2], work.prior.shape[1]
    pooled, ready, like, out = np.zeros((HISTORIES, width)), np.zeros(width), np.zeros(types), np.zeros((HISTORIES, READINGS))

    def run() -> tuple[float, np.ndarray, np.ndarray]:
        belief = work.prior.copy()
        start = time.thread_time_ns()
        one(*work[:7], counts, belief, pooled, ready, like, out)
        return (time.thread_time_ns() - start) * 1e-9, belief, out

    return run


def form_lanes(work: Work, kernel: Callable[..., None], counting: np.ndarray, spread: np.ndarray) -> Form:
    """Return a call that teaches histories side by side: `counting` (groups, steps, lanes), `spread` the lesson of each lane at each step."""
    lanes, width, types = counting.shape[2], work.standing.shape[2], work.prior.shape[1]
    groups = len(counting)
    whose = np.arange(HISTORIES).reshape(groups, 1, lanes)
    at_stake = np.ascontiguousarray(np.moveaxis(work.stakes[whose, spread], -1, 2))  # (groups, steps, 2, lanes)
    answered = np.ascontiguousarray(work.answered[whose, spread])
    price, standing, prior = lanes_last(work.price, lanes), lanes_last(work.standing, lanes), lanes_last(work.prior, lanes)
    pooled, ready, like = np.zeros((groups, width, lanes)), np.zeros((width, lanes)), np.zeros((types, lanes))
    total, more, out = np.zeros(lanes), np.zeros(lanes), np.zeros((groups, READINGS, lanes))
    constants = (work.reliability, work.false_alarm, work.noise)

    def run() -> tuple[float, np.ndarray, np.ndarray]:
        belief = prior.copy()
        start = time.thread_time_ns()
        kernel(price, at_stake, answered, standing, *constants, counting, belief, pooled, ready, like, total, more, out)
        return (time.thread_time_ns() - start) * 1e-9, histories_first(belief), histories_first(out)

    return run


def stacked(groups: Sequence[np.ndarray]) -> np.ndarray:
    """Return masks of groups with unlike numbers of steps as one array (groups, steps, lanes); no lane counts in the steps added."""
    steps = max(map(len, groups))
    return np.array([np.vstack([group, np.zeros((steps - len(group), group.shape[1]), bool)]) for group in groups])


def measure(quick: bool = False) -> dict[str, Any]:
    """Return nanoseconds a lesson in each form and width, the share of lanes that count, and what a history has of events and crossings.

    Raises
    ------
    AssertionError                    where two forms do not agree in every bit
    """
    told = tell(2 * HISTORIES)
    found = {lanes: masks(told, lanes) for lanes in WIDTHS}
    done = np.array([int(group.sum()) for group in found[1]])
    work, rounds = lessons(int(done.max())), 5 if quick else 40
    full_counts = np.full(HISTORIES, LESSONS)
    plain, real = form_one(work, full_counts), form_one(work, done)
    forms: dict[tuple[str, int, bool], Form] = {("one", 1, True): plain}
    untold = {masked: side_by_side(0, masked) for masked in (False, True)}
    for lanes in WIDTHS:
        everybody, some = np.ones((HISTORIES // lanes, LESSONS, lanes), bool), stacked(found[lanes])
        for constant in (True, False):
            for kind, counting in (("full", everybody), ("masked", some)):
                kernel = side_by_side(lanes, kind == "masked") if constant else untold[kind == "masked"]
                forms[kind, lanes, constant] = form_lanes(work, kernel, counting, np.maximum(np.cumsum(counting, axis=1) - 1, 0))
    expected = {"full": plain()[1:], "masked": real()[1:]}
    for (kind, lanes, _), form in forms.items():
        _, belief, out = form()
        for mine, theirs in zip((belief, out), expected["full" if kind == "one" else kind], strict=True):
            assert mine.tobytes() == theirs.tobytes(), (kind, lanes)  # noqa: S101 (a benchmark of other results would be worth nothing)
    least = dict.fromkeys(forms, float("inf"))
    for _ in range(rounds):
        for key, form in forms.items():
            least[key] = min(least[key], form()[0])
    units = {"one": HISTORIES * LESSONS, "full": HISTORIES * LESSONS, "masked": int(done.sum())}
    cost: dict[tuple[str, int], float] = {}
    for (kind, lanes, _), seconds in least.items():
        cost[kind, lanes] = min(cost.get((kind, lanes), float("inf")), seconds / units[kind] * 1e9)
    base = cost["one", 1]
    rows = [
        {
            "lanes": lanes,
            "full_ns": cost["full", lanes],
            "full_gain": base / cost["full", lanes],
            "share": float(done.sum() / (lanes * sum(len(group) for group in found[lanes]))),
            "masked_ns": cost["masked", lanes],
            "masked_gain": base / cost["masked", lanes],
        }
        for lanes in WIDTHS
    ]
    return {
        "one_ns": base,
        "rows": rows,
        "alike": alike(told),
        "events": sum(map(len, told.events)) / len(told.events),
        "lessons": sum(map(sum, told.crossings)) / len(told.crossings),
        "history_ns": history_ns(rounds),
    }


def history_ns(rounds: int) -> float:
    """Return the nanoseconds of a whole history of the crisis, as the kernel plays it."""
    least = float("inf")
    for _ in range(rounds):
        start = time.thread_time_ns()
        simulate_block(world(), 1, 0, BLOCK)
        least = min(least, (time.thread_time_ns() - start) / BLOCK)
    return least


if __name__ == "__main__":
    print(table.lanes(measure()))
