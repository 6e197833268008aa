"""Many histories: fixed blocks of 1,024, each a pure function of (world, seed, block), so that any split of the work gives the same bytes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np

from sim.encode.params import new_state
from sim.engine.begin import begin
from sim.engine.history import Prepared
from sim.engine.turn import turn
from sim.jit import routine, step
from sim.terms import Curve, Ending

BLOCK = 1024
RUNNING = int(Ending.RUNNING)
FIRST_PATH = int(Curve.CREDIBILITY)  # channels from here on are states of the world, weighted by survival too
MOST_TURNS = 1_000_000  # of one history; more means a scenario whose tempo was mistyped, and the history is reported as failed


@dataclass(frozen=True)
class Block:
    """The result of one block of histories. Columns are named in Prepared.names."""

    index: int
    first: int  # replicate number of its first history
    count: int
    weights: np.ndarray  # (count,) importance weights
    measures: np.ndarray  # (count, measures)
    details: np.ndarray  # (count, details), nan: did not happen
    curves: np.ndarray  # (ticks, channels, 5) sums over histories of v, v^2, v y, v^2 y, v^2 y^2; v = w for scores, w S(t) for paths
    groups: np.ndarray  # (groups, ticks, 5) the same of credibility, by true type
    failed: tuple[int, ...]  # replicates with a result that is not finite, or left out; their rows are 0, with weight 0


@step
def play(p, s, seed, replicate, most_turns):
    """Play one history from begin to end in the state s; return whether it is sound."""
    begin(p, s, seed, replicate)
    turns = 0
    while s.ending == RUNNING:
        turn(p, s)
        turns += 1
        if turns >= most_turns:
            s.failed = 1
            break
    return s.failed == 0


@routine
def add_weighted(sums, v, y):
    """Add one value y of weight v to sums (5,): v, v^2, v y, v^2 y, v^2 y^2."""
    sums[0] += v
    sums[1] += v * v
    sums[2] += v * y
    sums[3] += v * v * y
    sums[4] += v * v * y * y


@routine
def play_block(p, s, seed, first, weights, measures, details, curves, groups, failed):
    """Play histories first, first + 1, ... into the rows of the output arrays; sums run in history order."""
    for i in range(weights.shape[0]):
        if not play(p, s, seed, np.uint64(first + i), MOST_TURNS):
            failed[i] = 1
            continue
        w = s.weight
        weights[i] = w
        for c in range(p.measures):
            measures[i, c] = s.score[c]
        for c in range(details.shape[1]):
            details[i, c] = s.detail[c]
        for t in range(curves.shape[0]):
            for c in range(curves.shape[1]):
                add_weighted(curves[t, c], w * s.alive[t] if c >= FIRST_PATH else w, s.curve[t, c])
        if p.reference[0] >= 0:
            group = p.group_of_cell[s.true_type[p.reference[0], 0, 0]]
            for t in range(curves.shape[0]):
                add_weighted(groups[group, t], w * s.alive[t], s.curve[t, FIRST_PATH])


def stretches(first: int, count: int, without: Collection[int]) -> Iterator[tuple[int, int]]:
    """Yield (start, stop) of the rows of a block, in order, that are played when some histories are left out.

    >>> list(stretches(1024, 6, {1024, 1027}))
    [(1, 3), (4, 6)]
    """
    start = 0
    for row in sorted({replicate - first for replicate in without if 0 <= replicate - first < count}):
        if row > start:
            yield start, row
        start = row + 1
    if start < count:
        yield start, count


def simulate_block(prepared: Prepared, seed: int, index: int, histories: int, without: Collection[int] = ()) -> Block:
    """Return block `index` of a run of `histories` histories; the last block may be short. Releases the interpreter lock.

    Parameters
    ----------
    without : numbers of histories that are not played, because they are known to kill or to hang who plays them; they count as failed, and
        every other history is what it is without them

    Raises
    ------
    ValueError     if the block lies outside the run
    """
    first = index * BLOCK
    count = min(BLOCK, histories - first)
    if index < 0 or count <= 0:
        raise ValueError(f"block {index} lies outside a run of {histories} histories")
    p, names = prepared.params, prepared.names
    state = new_state(p)
    ticks, channels, groups = len(names.ticks), len(names.channels), len(names.groups)
    weights, measures, details = np.zeros(count), np.zeros((count, len(names.measures))), np.zeros((count, len(names.details)))
    curves, by_group = np.zeros((ticks, channels, 5)), np.zeros((groups, ticks, 5))
    failed = np.zeros(count, np.int64)
    for a, b in stretches(first, count, without):
        rows = weights[a:b], measures[a:b], details[a:b]
        play_block(p, state, np.uint64(seed), first + a, *rows, curves, by_group, failed[a:b])
    failed[[replicate - first for replicate in without if 0 <= replicate - first < count]] = 1
    details[np.isinf(details)] = np.nan
    return Block(index, first, count, weights, measures, details, curves, by_group, tuple(int(first + i) for i in np.flatnonzero(failed)))
