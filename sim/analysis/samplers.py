"""The ways there are to sample a rare outcome: each turns a chunk number into unbiased values of one measure and the work they took.

Work is counted in turns played, a copied state as a part of one, so that what is decided by it is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

COPY = 0.3  # of a turn: what it costs to copy a state; measured 0.2 to 0.4
WEIGHTS, FORKS, SPLITTING = "weights", "forks", "splitting"
CHAIN = "chain_of_answers."  # followed by a number: at least so many answers beyond words in one history, with no nuclear use before
CHUNK = {WEIGHTS: 1024, FORKS: 256, SPLITTING: 4}  # units a chunk: histories, forked histories, repetitions
STARTS = 256  # histories a stage
LADDER_STARTS = 512  # of the search for levels
SHARE = 0.2  # of histories that shall pass each level
MOST_LEVELS = 24
LATE = 0.1  # of a measure, scored beyond a level: the least for which the level pays


@dataclass(frozen=True, slots=True)
class Method:
    """One way to sample; `height` and `levels` are those of splitting."""

    name: str
    height: str = ""
    levels: tuple[float, ...] = field(default=())

    def label(self) -> str:
        """Return the method in words."""
        if self.name == WEIGHTS:
            return "the weights of the model"
        if self.name == FORKS:
            return "forks at every possible clash"
        return f"splitting by {self.height.lower()} at {', '.join(f'{level:g}' for level in self.levels) or 'no level'}"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Unbiased values of one measure, one a unit, with the work they took and how many histories failed."""

    values: np.ndarray  # (units,)
    work: float  # turns
    failed: int


def draw(prepared: Any, method: Method, measure: str, seed: int, chunk: int) -> Chunk:
    """Return chunk `chunk` (0, 1, ...) of a method: a pure function of its arguments. Failed histories count as 0 and are reported."""
    units = CHUNK[method.name]
    if method.name == SPLITTING:
        return _split(prepared, method, measure, seed, range(chunk * units, (chunk + 1) * units))
    column = prepared.names.measures.index(measure)
    if method.name == FORKS:
        from sim.engine.forking import simulate_forks

        forks = simulate_forks(prepared, seed, chunk * units, units)
        return Chunk(forks.weights * forks.measures[:, column], float(forks.turns.sum()) * (1.0 + COPY), len(forks.failed))
    from sim.engine.batch import simulate_block
    from sim.terms import Detail

    block = simulate_block(prepared, seed, chunk, (chunk + 1) * units)
    return Chunk(block.weights * block.measures[:, column], float(block.details[:, int(Detail.EVENTS)].sum()), len(block.failed))


def _split(prepared: Any, method: Method, measure: str, seed: int, repetitions: Sequence[int]) -> Chunk:
    from sim.engine.splitting import Height, Splitter

    splitter, work, failed = Splitter(prepared, Height[method.height], STARTS), 0.0, 0
    values: list[float] = []
    for repetition in repetitions:
        chain = measure.startswith(CHAIN)
        one = splitter.repeat(method.levels, seed, repetition, to_the_end=not chain)
        values.append(one.reached[-1] if chain else one.measures[prepared.names.measures.index(measure)])
        work += one.turns + COPY * one.copies
        failed += one.failed
    return Chunk(np.array(values), work, failed)


def ladder(prepared: Any, height: str, measure: str, seed: int) -> tuple[tuple[float, ...], float]:
    """Return levels that a share of 0.2 of the histories passes, each of those that passed the one before, and the work of finding them.

    One level is found at a time: the last stage is played to the end, and the height that the share reaches becomes the next. A ladder to a
    chain of answers ends at its length; any other ends where less than a tenth of the measure is scored beyond, or hardly anybody climbs.
    """
    from sim.engine.splitting import Height, Splitter

    top = float(measure.removeprefix(CHAIN)) if measure.startswith(CHAIN) else None
    column = None if top is not None else prepared.names.measures.index(measure)

    splitter, work = Splitter(prepared, Height[height], LADDER_STARTS), 0.0
    levels: list[float] = []
    for search in range(MOST_LEVELS):
        one = splitter.repeat(levels, seed, search)
        work += one.turns + COPY * one.copies
        if column is not None and levels and one.late[column] < LATE * one.measures[column]:
            levels.pop()
            break
        level = _reached_by(one.highest, one.mass, SHARE, above=levels[-1] if levels else None)
        if level is None or (top is not None and level >= top):
            break
        levels.append(level)
    return (*levels, *([] if top is None else [top])), work


def _reached_by(highest: np.ndarray, mass: np.ndarray, share: float, above: float | None) -> float | None:
    """Return the greatest height that at least `share` of the mass reaches, the next one above `above` where that is lower; None: nobody climbs."""
    order = np.argsort(-highest, kind="stable")
    total = float(mass.sum())
    if not total > 0.0:
        return None
    heights, reached = highest[order], np.cumsum(mass[order])
    level = float(heights[min(int(np.searchsorted(reached, share * total)), len(heights) - 1)])
    floor = float(heights[-1]) if above is None else above
    if level <= floor:
        higher = heights[heights > floor]
        if len(higher) < 8:
            return None
        level = float(higher[-1])
    return level
