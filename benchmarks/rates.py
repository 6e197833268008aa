"""How fast this machine does what the model is made of: each operation alone in a loop over arrays in the first cache, in the best form we know.

Where the rule as we run it and a form made for vector units differ, both are timed and the faster counts, so that the limit is the machine's
and not that of our code. Rates are nanoseconds an operation, the minimum over repeats of thread CPU time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from sim.engine.draws import addressed
from sim.rules import numerics
from sim.rules.credibility import readiness
from sim.rules.numerics import CENTRAL, central_quantile, normal_quantile

SIZE = 512
loop = numba.njit(error_model="numpy")


def over(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return a compiled loop of a rule of one number."""

    @loop
    def run(x: Any, y: Any, rounds: int) -> None:
        for _ in range(rounds):
            for i in range(x.shape[0]):
                y[i] = rule(x[i])

    return run


@loop
def ready(x, y, rounds):
    """Readiness as the rule has it, of one type after the other."""
    for r in range(rounds):
        for i in range(x.shape[0]):
            y[i] = readiness(0.01 * (r % 7), x[i], 0.45)


@loop
def vector_quantile(x, y, rounds):
    """Normal draws: the middle polynomial for all, then the rule itself for the 15 % in the tails."""
    for _ in range(rounds):
        for i in range(x.shape[0]):
            y[i] = central_quantile(x[i] - 0.5)
        for i in range(x.shape[0]):
            if abs(x[i] - 0.5) > CENTRAL:
                y[i] = normal_quantile(x[i])


@loop
def draws(x, y, rounds):
    """Draws as the kernel makes them, one history a lane."""
    for r in range(rounds):
        for i in range(x.shape[0]):
            y[i] = addressed(np.uint64(1), np.uint64(i), np.uint64(77), 1, r)


@loop
def multiply_adds(x, y, rounds):
    """Products added to running sums that lie side by side in the first cache."""
    for r in range(rounds):
        factor = 0.5 + 0.001 * (r % 7)
        for i in range(x.shape[0]):
            y[i] = y[i] * factor + x[i]


@loop
def divisions(x, y, rounds):
    """Divisions."""
    for r in range(rounds):
        over_ = 1.0 + 0.001 * (r % 7)
        for i in range(x.shape[0]):
            y[i] = over_ / x[i]


FORMS: dict[str, tuple[Callable[..., Any], ...]] = {
    "readiness": (ready,),
    "exp": (over(numerics.bounded_exp),),
    "log": (over(numerics.bounded_log),),
    "quantile": (over(normal_quantile), vector_quantile),
    "draw": (draws,),
    "multiply_add": (multiply_adds,),
    "division": (divisions,),
}


def measure(repeats: int = 7, rounds: int = 400) -> dict[str, float]:
    """Return nanoseconds by operation, each the fastest of its forms; the forms are timed in turn, so that no one has the quiet moments."""
    x, y = np.linspace(0.01, 0.99, SIZE), np.zeros(SIZE)
    best = {(name, form): float("inf") for name, forms in FORMS.items() for form in forms}
    for _, form in best:
        form(x, y, 1)
    for _ in range(repeats):
        for name, form in best:
            start = time.thread_time()
            form(x, y, rounds)
            best[name, form] = min(best[name, form], time.thread_time() - start)
    return {name: min(best[name, form] for form in forms) / rounds / SIZE * 1e9 for name, forms in FORMS.items()}
