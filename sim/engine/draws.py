"""The only source of chance: a uniform number is a pure function of its address.

`uniform(seed, replicate, key, purpose, counter)` is Philox4x32-10, a counter-based generator: no state, so the same luck at every design
point, on any thread, process, node or order of work, and a new channel or actor moves no other draw. `key` is a 32-bit hash of the id of
the actor or process (never of its position), `purpose` a member of terms.Purpose, `counter` that stream's own count.

References
----------
Salmon, Moraes, Dror & Shaw 2011; known answers of its authors are the test.
"""

import numpy as np

from sim.jit import routine, rule
from sim.rules.numerics import gumbel, whole

M0 = np.uint64(0xD2511F53)
M1 = np.uint64(0xCD9E8D57)
W0 = np.uint64(0x9E3779B9)
W1 = np.uint64(0xBB67AE85)
LOW = np.uint64(0xFFFFFFFF)
TIMES = tuple(np.uint64(i) for i in range(10))
HALF = np.uint64(32)
SIX = np.uint64(6)
TWO_26 = 67108864.0
SCALE = 2.220446049250313e-16  # 2^-52


@rule
def mix(c0, c1, c2, c3, k0, k1):
    """Return the counter after one round of Philox4x32; all words are below 2^32, which the masks tell the compiler."""
    p0 = M0 * (c0 & LOW)
    p1 = M1 * (c2 & LOW)
    return (p1 >> HALF) ^ c1 ^ (k0 & LOW), p1 & LOW, (p0 >> HALF) ^ c3 ^ (k1 & LOW), p0 & LOW


@rule
def philox(c0, c1, c2, c3, k0, k1):
    """Return the four 32-bit words (as uint64) of Philox4x32-10 for a counter of four and a key of two 32-bit words (uint64).

    Ten rounds written out: a loop in here would keep a loop over many addresses from becoming vector code.
    """
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0, k1)
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0, k1 + W1)
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0 * TIMES[2], k1 + W1 * TIMES[2])
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0 * TIMES[3], k1 + W1 * TIMES[3])
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0 * TIMES[4], k1 + W1 * TIMES[4])
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0 * TIMES[5], k1 + W1 * TIMES[5])
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0 * TIMES[6], k1 + W1 * TIMES[6])
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0 * TIMES[7], k1 + W1 * TIMES[7])
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0 * TIMES[8], k1 + W1 * TIMES[8])
    c0, c1, c2, c3 = mix(c0, c1, c2, c3, k0 + W0 * TIMES[9], k1 + W1 * TIMES[9])
    return c0, c1, c2, c3


@rule
def addressed(seed, replicate, key, purpose, counter):
    """Return the uniform number of an address, inlined where it is used: for loops over many counters. See `uniform`."""
    a, b, _, _ = philox(np.uint64(counter), np.uint64(purpose), key, replicate, seed & LOW, seed >> HALF)
    return (whole(a >> SIX) * TWO_26 + whole(b >> SIX) + 0.5) * SCALE


@routine
def uniform(seed, replicate, key, purpose, counter):
    """Return a number in (0, 1), a multiple of 2^-53 never 0 or 1.

    Parameters
    ----------
    seed : uint64
    replicate, key : uint64           below 2^32
    purpose, counter : int            below 2^32
    """
    return addressed(seed, replicate, key, purpose, counter)


@routine
def fill_gumbels(seed, replicate, keys, purpose, counter, out):
    """Fill out with a standard Gumbel draw for each key (as many as there are places), -log(-log u): all at once, without branches."""
    for i in range(out.shape[0]):
        out[i] = addressed(seed, replicate, keys[i], purpose, counter)
    for i in range(out.shape[0]):
        out[i] = gumbel(out[i])
