"""Timing that a noisy machine cannot spoil much: tasks in turn, processor time of the process, minima, and ratios taken within one round."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

Task = Callable[[], int]  # does some work and returns how many units of it


@dataclass(frozen=True)
class Timing:
    """Processor seconds for one unit of work, round by round; processor seconds of the first, untimed call; units of one call."""

    rounds: tuple[float, ...]
    first_call: float
    units: int

    @property
    def best(self) -> float:
        """The fastest round."""
        return min(self.rounds)

    @property
    def spread(self) -> float:
        """How much slower the median round was than the fastest, as a fraction."""
        return median(self.rounds) / self.best - 1.0

    @property
    def compiling(self) -> float:
        """Processor seconds that the first call took beyond an ordinary one: compiling, or loading what was compiled."""
        return max(0.0, self.first_call - self.units * median(self.rounds))


@dataclass(frozen=True)
class Ratio:
    """How many times slower one task is than another: ratio of the minima, and the lowest and highest ratio within a round."""

    value: float
    low: float
    high: float


def interleaved(tasks: Mapping[str, Task], repeats: int, clock: Callable[[], float] = time.process_time) -> dict[str, Timing]:
    """Time the tasks in turn, `repeats` rounds after one untimed call each (which compiles), and return their timings by name.

    The clock counts the processor time of all threads of the process, so that libraries that start threads are charged for them.
    """
    first, units, rounds = {}, {}, {name: list[float]() for name in tasks}
    for name, task in tasks.items():
        start = clock()
        units[name] = task()
        first[name] = clock() - start
    for _ in range(repeats):
        for name, task in tasks.items():
            start = clock()
            done = task()
            rounds[name].append((clock() - start) / done)
    return {name: Timing(tuple(rounds[name]), first[name], units[name]) for name in tasks}


def ratio(slow: Timing, fast: Timing) -> Ratio:
    """Return how many times slower `slow` is than `fast`; both come from one call of `interleaved`."""
    each = [a / b for a, b in zip(slow.rounds, fast.rounds, strict=True)]
    return Ratio(slow.best / fast.best, min(each), max(each))
