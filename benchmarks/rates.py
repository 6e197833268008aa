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

from sim.engine.draws import uniform
from sim.rules import numerics
from sim.rules.credibility import readiness
from sim.rules.numerics import LN2_HIGH, LN2_LOW, LOG2_E

SIZE = 512
loop = numba.njit(error_model="numpy")
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
M0, M1, W0, W1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57), np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
SIX, TWO_26 = np.uint64(6), np.uint64(67108864)
ABOVE_SQRT_HALF = 0x3FE6A09E667F3BCD  # the bits of the square root of 1/2


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


@numba.njit(forceinline=True)
def _tail(t):
    """The polynomial of rules/numerics.normal_cdf."""
    g = 1.8544963358123816e-10
    g = g * t - 4.767851228809609e-11
    g = g * t - 2.0206904361824695e-09
    g = g * t - 4.583989356967971e-10
    g = g * t + 1.192568322987461e-08
    g = g * t + 1.0479978903484804e-08
    g = g * t - 5.2845602685133334e-08
    g = g * t - 9.534702277947434e-08
    g = g * t + 2.0602260013457762e-07
    g = g * t + 6.62297108753446e-07
    g = g * t - 8.294129430235673e-07
    g = g * t - 4.303904346491218e-06
    g = g * t + 4.631555015543092e-06
    g = g * t + 2.8648442798579606e-05
    g = g * t - 4.5554892640417344e-05
    g = g * t - 0.00018718428669896724
    g = g * t + 0.0006388138514064342
    g = g * t + 0.000507562076799988
    g = g * t - 0.008492095482084967
    g = g * t + 0.03086480410622515
    g = g * t - 0.07170740733773803
    g = g * t + 0.12437925533926537
    g = g * t - 0.17039772154845542
    return g * t + 0.09441064130196893


@numba.njit(forceinline=True)
def _series(x):
    """The reduced exponential of rules/numerics.bounded_exp, and the power of two as bits."""
    k = np.floor(x * LOG2_E + 0.5)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    z = 1.0 / 6227020800.0
    z = z * r + 1.0 / 479001600.0
    z = z * r + 1.0 / 39916800.0
    z = z * r + 1.0 / 3628800.0
    z = z * r + 1.0 / 362880.0
    z = z * r + 1.0 / 40320.0
    z = z * r + 1.0 / 5040.0
    z = z * r + 1.0 / 720.0
    z = z * r + 1.0 / 120.0
    z = z * r + 1.0 / 24.0
    z = z * r + 1.0 / 6.0
    z = z * r + 0.5
    z = z * r + 1.0
    return z * r + 1.0, (np.int64(k) + 1023) << 52


@loop
def vector_ready(x, y, rounds):
    """Readiness of many types side by side: one loop for the polynomials, one for the power of two and the sign."""
    bits = np.empty(x.shape[0], np.int64)
    powers = bits.view(np.float64)
    for r in range(rounds):
        stake = 0.01 * (r % 7)
        for i in range(x.shape[0]):
            z = min(abs((stake - x[i]) / 0.45), 37.5)
            y[i], bits[i] = _series(-0.5 * z * z)
            y[i] *= _tail((z - 4.0) / (z + 4.0))
        for i in range(x.shape[0]):
            below = y[i] * powers[i]
            y[i] = below if stake < x[i] else 1.0 - below


@loop
def vector_exp(x, y, rounds):
    """Exponentials, the power of two put in as bits."""
    bits = np.empty(x.shape[0], np.int64)
    powers = bits.view(np.float64)
    for _ in range(rounds):
        for i in range(x.shape[0]):
            y[i], bits[i] = _series(x[i])
        for i in range(x.shape[0]):
            y[i] *= powers[i]


@loop
def vector_log(x, y, rounds):
    """Logarithms, exponent and mantissa taken apart as bits."""
    given, bits = x.view(np.int64), np.empty(x.shape[0], np.int64)
    mantissa = bits.view(np.float64)
    for _ in range(rounds):
        for i in range(x.shape[0]):
            bits[i] = given[i] - (((given[i] - ABOVE_SQRT_HALF) >> 52) << 52)
        for i in range(x.shape[0]):
            k = float((given[i] - ABOVE_SQRT_HALF) >> 52)
            f = (mantissa[i] - 1.0) / (mantissa[i] + 1.0)
            z = f * f
            s = 1.0 / 23.0
            s = s * z + 1.0 / 21.0
            s = s * z + 1.0 / 19.0
            s = s * z + 1.0 / 17.0
            s = s * z + 1.0 / 15.0
            s = s * z + 1.0 / 13.0
            s = s * z + 1.0 / 11.0
            s = s * z + 1.0 / 9.0
            s = s * z + 1.0 / 7.0
            s = s * z + 1.0 / 5.0
            s = s * z + 1.0 / 3.0
            y[i] = k * LN2_HIGH + (k * LN2_LOW + 2.0 * f * (s * z)) + 2.0 * f


@numba.njit(forceinline=True)
def _mix(c0, c1, c2, c3, k0, k1):
    p0, p1 = M0 * (c0 & LOW), M1 * (c2 & LOW)
    return (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW


@loop
def vector_draws(x, y, rounds):
    """Philox4x32-10, the ten rounds written out, one history a lane."""
    for r in range(rounds):
        for i in range(x.shape[0]):
            c0, c1, c2, c3, k0, k1 = np.uint64(r), np.uint64(1), np.uint64(77), np.uint64(i), np.uint64(1), np.uint64(0)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, k0, k1)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + W0) & LOW, (k1 + W1) & LOW)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + W0 + W0) & LOW, (k1 + W1 + W1) & LOW)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + np.uint64(3) * W0) & LOW, (k1 + np.uint64(3) * W1) & LOW)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + np.uint64(4) * W0) & LOW, (k1 + np.uint64(4) * W1) & LOW)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + np.uint64(5) * W0) & LOW, (k1 + np.uint64(5) * W1) & LOW)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + np.uint64(6) * W0) & LOW, (k1 + np.uint64(6) * W1) & LOW)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + np.uint64(7) * W0) & LOW, (k1 + np.uint64(7) * W1) & LOW)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + np.uint64(8) * W0) & LOW, (k1 + np.uint64(8) * W1) & LOW)
            c0, c1, c2, c3 = _mix(c0, c1, c2, c3, (k0 + np.uint64(9) * W0) & LOW, (k1 + np.uint64(9) * W1) & LOW)
            y[i] = (float(np.int64((c0 >> SIX) * TWO_26 + (c1 >> SIX))) + 0.5) * 2.220446049250313e-16


@loop
def draws(x, y, rounds):
    """Draws as the kernel makes them, one history a lane."""
    for r in range(rounds):
        for i in range(x.shape[0]):
            y[i] = uniform(np.uint64(1), np.uint64(i), np.uint64(77), 1, r)


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
    "readiness": (ready, vector_ready),
    "exp": (over(numerics.bounded_exp), vector_exp),
    "log": (over(numerics.log), vector_log),
    "quantile": (over(numerics.normal_quantile),),
    "draw": (draws, vector_draws),
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
