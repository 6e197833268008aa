"""How far the kernel is from what this machine could do: what one history needs, times how fast the machine does each operation.

The limit counts every operation that the model as specified cannot do without: an evaluation whose arguments were met before, in this history or an
earlier one, is not counted (an exact cache could have kept it). It takes every operation at the rate of a long loop in the first cache. It ignores
what is not arithmetic: looking things up (in such a cache, too), branches, moving the state, finding the next event, legality, sums that must run
in order, and vectors that do not fill up because each history is at another place. So nothing can reach it.
"""

from __future__ import annotations

import time
from typing import Any

from benchmarks import counts, rates
from benchmarks.worlds import world
from sim.engine.batch import BLOCK, simulate_block
from sim.terms import Detail

OPERATIONS = ("readiness", "multiply_add", "log", "exp", "quantile", "draw", "division")


def cost(table: dict[str, dict[str, float]], rate: dict[str, float]) -> float:
    """Return the nanoseconds of all operations of a table (operation -> place -> number)."""
    return sum(number * rate[operation] for operation, places in table.items() for number in places.values())


def shares(table: dict[str, dict[str, float]], rate: dict[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Return nanoseconds by operation, and by place."""
    by_operation = {operation: sum(table.get(operation, {}).values()) * rate[operation] for operation in OPERATIONS}
    by_place: dict[str, float] = {}
    for operation, places in table.items():
        for place, number in places.items():
            by_place[place] = by_place.get(place, 0.0) + number * rate[operation]
    return by_operation, by_place


def scaled(counted: dict[str, Any], events: float) -> dict[str, Any]:
    """Return counts for histories of so many events on average: those that are timed may be longer or shorter than the few that were counted."""
    factor = events / counted["events"]["events"]

    def larger(table: Any) -> Any:
        return {name: larger(below) for name, below in table.items()} if isinstance(table, dict) else table * factor

    return counted | {"factor": factor} | {part: larger(counted[part]) for part in ("events", "done", "needed")}


def measure(scenario: str, quick: bool = False) -> dict[str, Any]:
    """Return counts, rates, the limit with and without caches, what was achieved in the same minute, and the ratios."""
    prepared = world(scenario)
    block = simulate_block(prepared, 1, 0, BLOCK)
    counted = scaled(counts.measure(scenario, 6 if quick else 64), float(block.details[:, Detail.EVENTS].mean()))
    achieved, rate = [], dict.fromkeys(OPERATIONS, float("inf"))
    for _ in range(3 if quick else 7):
        start = time.thread_time()
        simulate_block(prepared, 1, 0, BLOCK)
        achieved.append((time.thread_time() - start) / BLOCK * 1e9)
        rate = {name: min(rate[name], now) for name, now in rates.measure(1).items()}
    needed, done = cost(counted["needed"], rate), cost(counted["done"], rate)
    by_operation, by_place = shares(counted["needed"], rate)
    return {
        "scenario": scenario,
        "counts": counted,
        "rates": rate,
        "achieved": min(achieved),
        "limit": needed,
        "limit_without_caches": done,
        "times_limit": min(achieved) / needed,
        "times_limit_without_caches": min(achieved) / done,
        "by_operation": by_operation,
        "by_place": by_place,
    }
