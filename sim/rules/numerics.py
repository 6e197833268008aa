"""Portable exp, log and normal distribution, from + - * / and sqrt only.

The library functions of C and NumPy differ in the last bit between processors and versions; these do not, because IEEE 754 fixes the
operations they are made of, in the order written here. Accuracy is tested against 50-digit arithmetic: exp and log to 2 units in the last
place, the normal distribution to 1e-13 relative over its whole range, the quantile to 1e-15 absolute in probability.
"""

import math

import numpy as np

from sim.jit import bits_of, float_of, routine, rule

INFINITY = math.inf
LOG2_E = 1.4426950408889634
LN2_HIGH = 0.6931471803691238  # the upper 33 bits of ln 2, so that k * LN2_HIGH is exact
LN2_LOW = 1.9082149292705877e-10
LN2 = 0.6931471805599453
CENTRAL = 0.425  # distance from 1/2 up to which one rational function gives the quantile
SMALLEST_NORMAL = 2.2250738585072014e-308
TWO_54 = 18014398509481984.0
# Numbers whose last bits count: added to a small number they leave its nearest whole number in the last bits.
MAGIC = 6755399441055744.0  # 1.5 * 2^52
TWO_52 = 4503599627370496.0
EXPONENT_OF_TWO_52 = np.uint64(0x4330000000000000)
ONE_BITS = np.uint64(0x3FF0000000000000)
ONE_OVER_SQRT_HALF_BITS = np.uint64(0x3FF0000000000000 - 0x3FE6A09E667F3BCD)  # the bits of 1 less those of sqrt 1/2
BIAS = np.uint64(1023)
SHIFT = np.uint64(52)


@rule
def whole(n):
    """Return a whole number below 2^52 (uint64) as a float, by its bits: a conversion that every vector unit has."""
    return float_of(n | EXPONENT_OF_TWO_52) - TWO_52


@rule
def bounded_exp(x):
    """Return e to the power x for x in [-708, 709]; no branches, and no meaning outside that range.

    x = k ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite's two-part reduction), then the Taylor series of degree 13, summed in pairs
    (Estrin's scheme: fewer steps wait for one another).

    References
    ----------
    Cody & Waite 1980 for the reduction; series elementary.
    """
    x = x if x > -708.0 else -708.0
    shifted = x * LOG2_E + MAGIC
    k = shifted - MAGIC
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    y0 = (1.0 + r) + (0.5 + r * (1.0 / 6.0)) * r2
    y4 = (1.0 / 24.0 + r * (1.0 / 120.0)) + (1.0 / 720.0 + r * (1.0 / 5040.0)) * r2
    y8 = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) * r2
    y12 = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0)
    y = (y0 + y4 * r4) + (y8 + y12 * r4) * (r4 * r4)
    return y * float_of((bits_of(shifted) + BIAS) << SHIFT)


@rule
def exp(x):
    """Return e to the power x; 0 below -708 (no subnormal results), infinity above 709, nan for nan. See `bounded_exp`."""
    if not x > -708.0:
        return x if x != x else 0.0
    if x > 709.0:
        return INFINITY
    return bounded_exp(x)


@rule
def bounded_log(x):
    """Return the natural logarithm of a normal positive number; no branches, and no meaning for any other.

    x = m 2^k with m in [sqrt 1/2, sqrt 2), then log m = 2 artanh((m - 1) / (m + 1)) by its series, summed in pairs.
    """
    power = (bits_of(x) + ONE_OVER_SQRT_HALF_BITS) >> SHIFT  # k + 1023
    m = float_of(bits_of(x) + ONE_BITS - (power << SHIFT))
    k = whole(power) - 1023.0
    f = (m - 1.0) / (m + 1.0)
    z = f * f
    z2 = z * z
    z4 = z2 * z2
    y0 = (1.0 / 3.0 + z * (1.0 / 5.0)) + (1.0 / 7.0 + z * (1.0 / 9.0)) * z2
    y4 = (1.0 / 11.0 + z * (1.0 / 13.0)) + (1.0 / 15.0 + z * (1.0 / 17.0)) * z2
    y8 = (1.0 / 19.0 + z * (1.0 / 21.0)) + (1.0 / 23.0) * z2
    y = (y0 + y4 * z4) + y8 * (z4 * z4)
    return k * LN2_HIGH + (k * LN2_LOW + 2.0 * f * (y * z)) + 2.0 * f


@rule
def log(x):
    """Return the natural logarithm of x; minus infinity at 0, nan below. See `bounded_log`."""
    if x >= SMALLEST_NORMAL and x < INFINITY:
        return bounded_log(x)
    if x > 0.0:
        return x if x == INFINITY else bounded_log(x * TWO_54) - 54.0 * LN2
    return -INFINITY if x == 0.0 else math.nan


@rule
def normal_cdf(x):
    """Return Phi(x), the standard normal distribution function; exactly 0 below -37.5, exactly 1 above 8.3.

    For z = |x|: 1 - Phi(z) = exp(-z^2 / 2) g(t), t = (z - 4) / (z + 4), g a polynomial of degree 23. Free of branches, so that a loop over
    types becomes vector code.

    References
    ----------
    Source: ours. g is the Chebyshev expansion of exp(z^2/2) (1 - Phi(z)) in t, computed with 40 digits, truncated below 1e-17.
    """
    z = 37.5 if abs(x) > 37.5 else abs(x)
    t = (z - 4.0) / (z + 4.0)
    t2 = t * t
    t4 = t2 * t2
    t8 = t4 * t4
    g0 = (0.09441064130196893 - 0.17039772154845542 * t) + (0.12437925533926537 - 0.07170740733773803 * t) * t2
    g4 = (0.03086480410622515 - 0.008492095482084967 * t) + (0.000507562076799988 + 0.0006388138514064342 * t) * t2
    g8 = (-0.00018718428669896724 - 4.5554892640417344e-05 * t) + (2.8648442798579606e-05 + 4.631555015543092e-06 * t) * t2
    g12 = (-4.303904346491218e-06 - 8.294129430235673e-07 * t) + (6.62297108753446e-07 + 2.0602260013457762e-07 * t) * t2
    g16 = (-9.534702277947434e-08 - 5.2845602685133334e-08 * t) + (1.0479978903484804e-08 + 1.192568322987461e-08 * t) * t2
    g20 = (-4.583989356967971e-10 - 2.0206904361824695e-09 * t) + (-4.767851228809609e-11 + 1.8544963358123816e-10 * t) * t2
    g = ((g0 + g4 * t4) + (g8 + g12 * t4) * t8) + (g16 + g20 * t4) * (t8 * t8)
    tail = g * bounded_exp(-0.5 * z * z)
    tail = 0.0 if x < -37.5 else tail
    return tail if x < 0.0 else 1.0 - tail


@rule
def central_quantile(q):
    """Return x with Phi(x) = 1/2 + q for |q| <= CENTRAL; free of branches, and no meaning outside. See `normal_quantile`."""
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
    return q * above / below


@rule
def tail_quantile(u):
    """Return x with Phi(x) = u for u in (0, 1) farther than CENTRAL from 1/2. See `normal_quantile`."""
    q = u - 0.5
    tail = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-log(tail))
    if r <= 5.0:
        r = r - 1.6
        above = 7.7454501427834140764e-4 * r + 0.0227238449892691845833
        above = above * r + 0.24178072517745061177
        above = above * r + 1.27045825245236838258
        above = above * r + 3.64784832476320460504
        above = above * r + 5.7694972214606914055
        above = above * r + 4.6303378461565452959
        above = above * r + 1.42343711074968357734
        below = 1.05075007164441684324e-9 * r + 5.475938084995344946e-4
        below = below * r + 0.0151986665636164571966
        below = below * r + 0.14810397642748007459
        below = below * r + 0.68976733498510000455
        below = below * r + 1.6763848301838038494
        below = below * r + 2.05319162663775882187
        below = below * r + 1.0
    else:
        r = r - 5.0
        above = 2.01033439929228813265e-7 * r + 2.71155556874348757815e-5
        above = above * r + 0.0012426609473880784386
        above = above * r + 0.026532189526576123093
        above = above * r + 0.29656057182850489123
        above = above * r + 1.7848265399172913358
        above = above * r + 5.4637849111641143699
        above = above * r + 6.6579046435011037772
        below = 2.04426310338993978564e-15 * r + 1.4215117583164458887e-7
        below = below * r + 1.8463183175100546818e-5
        below = below * r + 7.868691311456132591e-4
        below = below * r + 0.0148753612908506148525
        below = below * r + 0.13692988092273580531
        below = below * r + 0.59983220655588793769
        below = below * r + 1.0
    x = above / below
    return -x if q < 0.0 else x


@routine
def normal_quantile(u):
    """Return x with Phi(x) = u, for u in (0, 1): the standard normal draw of a uniform, increasing in u.

    References
    ----------
    Wichura 1988, algorithm AS 241 (routine PPND16).
    """
    q = u - 0.5
    return central_quantile(q) if abs(q) <= CENTRAL else tail_quantile(u)


@rule
def tanh(x):
    """Return the hyperbolic tangent, 1 - 2 / (exp(2 x) + 1)."""
    if x > 20.0:
        return 1.0
    if x < -20.0:
        return -1.0
    return 1.0 - 2.0 / (exp(2.0 * x) + 1.0)


@rule
def one_minus_exp(h):
    """Return 1 - exp(-h) for h >= 0, without cancellation where h is small."""
    if h < 1e-2:
        y = 1.0 - h * (1.0 / 6.0) * (1.0 - h * (1.0 / 7.0))
        y = 1.0 - h * (1.0 / 4.0) * (1.0 - h * (1.0 / 5.0) * y)
        return h * (1.0 - h * (1.0 / 2.0) * (1.0 - h * (1.0 / 3.0) * y))
    return 1.0 - exp(-h)


@rule
def waiting_time(u, rate):
    """Return the exponential waiting time of a uniform u at `rate` events a month; infinity at rate 0."""
    if rate <= 0.0:
        return INFINITY
    return -log(u) / rate


@rule
def gumbel(u):
    """Return the standard Gumbel draw of a uniform u, -log(-log u), for u in [1e-300, 1 - 2^-53]; no branches."""
    return -bounded_log(-bounded_log(u))
