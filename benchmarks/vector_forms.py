"""The rules of rules/numerics.py and engine/draws.py in a form made for vector units: the same operations in the same order, so the same bits.

Each fills y from x, `rounds` times over. What helps: powers of two and mantissas taken as bits in a loop of their own instead of from a table or
by frexp, selections instead of branches, and the ten rounds of Philox written out, because a loop inside a loop keeps the outer one scalar.
"""

import numba
import numpy as np

from sim.rules.numerics import LN2_HIGH, LN2_LOW, LOG2_E, normal_quantile

loop = numba.njit(error_model="numpy")
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)
M0, M1, W0, W1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57), np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
SIX, TWO_26 = np.uint64(6), np.uint64(67108864)
ABOVE_SQRT_HALF = 0x3FE6A09E667F3BCD  # the bits of the square root of 1/2


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
def vector_quantile(x, y, rounds):
    """Normal draws: the middle polynomial for all, then the rule itself for the 15 % in the tails."""
    for _ in range(rounds):
        for i in range(x.shape[0]):
            q = x[i] - 0.5
            r = 0.180625 - q * q
            above = 2509.0809287301226727 * r + 33430.575583588128105
            above = above * r + 67265.770927008700853
            above = above * r + 45921.953931549871457
            above = above * r + 13731.693765509461125
            above = above * r + 1971.5909503065514427
            above = above * r + 133.14166789178437745
            above = above * r + 3.387132872796366608
            below = 5226.495278852854561 * r + 28729.085735721942674
            below = below * r + 39307.89580009271061
            below = below * r + 21213.794301586595867
            below = below * r + 5394.1960214247511077
            below = below * r + 687.1870074920579083
            below = below * r + 42.313330701600911252
            below = below * r + 1.0
            y[i] = q * above / below
        for i in range(x.shape[0]):
            if abs(x[i] - 0.5) > 0.425:
                y[i] = normal_quantile(x[i])
