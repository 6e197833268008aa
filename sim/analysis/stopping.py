"""When a run is exact enough: the looks at which that is asked, the interval of each look, and which look comes next.

A run with a target grows in whole blocks (see `growing`). It is looked at after numbers of blocks that a fixed schedule allows, eight to a
doubling; which of them are used follows from the sums of the blocks so far, in block order, never from what happens to be finished. Only
+ - * / and square roots decide, so that no machine stops elsewhere.

Between looks nothing is claimed: an interval is formed at the one look where the run ends. A run ends at the first look where the interval is
as narrow as asked, so the width picks the look, and width and error of an estimate hang together a little. `Z_MET` pays for that: even somebody
who saw the estimates and could choose freely between three neighbouring looks would miss the truth in at most 4 % of runs. `Z_LIMIT` gives the
last 1 % to the end of a run that reaches its ceiling first. Both are normal approximations, which a heavy tail that was not met yet would fool:
so no interval of a probability ends closer than three unseen histories could move it. `benchmarks/stopping.py` measures the coverage.

References
----------
Chow & Robbins 1965; Glynn & Whitt 1992: when stopping by width is valid in the limit. Lan & DeMets 1983: spending an error over looks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.analysis import estimates
from sim.analysis.contrasts import difference
from sim.analysis.estimates import Estimate
from sim.experiment.design import Target

FIRST_LOOK = 2  # blocks
A_DOUBLING = 8  # looks in it, from FINE blocks on; every block before
Z_MET = 2.25  # P(|Z| exceeds 2.243 at any of the times 16, 18, 20) = 0.04: computed with 10^6 draws, and rounded up
Z_LIMIT = 2.575829303548901  # two-sided 1 %
FARTHEST = 4  # times the blocks so far: as far as the next look may lie
CAUTION = 0.8  # of the blocks that the sums so far foretell


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a growing run: how far it is, the interval that holds if the run ends here, and how exact that is."""

    number: int  # 1 for the first
    blocks: int
    estimate: Estimate
    z: float  # standard errors on each side, on the scale of the interval
    reached: float  # half the width of the interval; as a share of the estimate where the target is one
    growth: float  # by how much the run would have to be longer, as far as these sums tell; 1 and below: the target is met

    @property
    def met(self) -> bool:
        """Whether the run is exact enough."""
        return self.growth <= 1.0 and self.z == Z_MET


def last_look(blocks: int) -> int:
    """Return the largest number of blocks up to `blocks` that the schedule allows; 0 below the first look.

    >>> [last_look(blocks) for blocks in (1, 2, 15, 17, 18, 19, 35, 39, 976)]
    [0, 2, 15, 16, 18, 18, 32, 36, 960]
    """
    return blocks // _step(blocks) * _step(blocks) if blocks >= FIRST_LOOK else 0


def next_look(look: Look | None) -> int:
    """Return the blocks of the look after `look` (None: the first): short of what the sums foretell, at most four times as far, at least one step."""
    if look is None:
        return FIRST_LOOK
    foretold = look.blocks * min(FARTHEST, CAUTION * look.growth)
    return max(look.blocks + _step(look.blocks), last_look(int(foretold)))


def judge(target: Target, number: int, blocks: int, sums: Sequence[float], last: bool = False, zero: bool = False) -> Look:
    """Return the look at these sums: with `Z_MET`, or with `Z_LIMIT` where the target is not met and the run ends here all the same (`last`).

    Parameters
    ----------
    number, blocks : of the look, and of blocks so far
    sums : sum w, ww, wy, wwy, wwyy of the measure over the blocks so far
    zero : the measure is exactly 0 by construction
    """
    z = Z_MET
    noise, whole = (0.0, 0.0) if zero else (part / target.size for part in precision(target, sums, z))
    growth = max(noise * noise, whole)  # noise shrinks with the root of the histories, the rest with them
    if last and growth > 1.0:
        z = Z_LIMIT
    found = estimates.score(target.measure, *sums, z=z)
    if zero:
        return Look(number, blocks, estimates.probability(0.0, 0.0), z, 0.0, growth)
    if found.value == 0.0:
        found = estimates.probability(0.0, 0.0, estimates.rule_of_three(z) / _worth(sums))
    return Look(number, blocks, found, z, precision(target, sums, z)[1], growth)


def judge_difference(
    target: Target, number: int, blocks: int, one: Sequence[float], two: Sequence[float], pair: Sequence[float], last: bool = False
) -> Look:
    """Return the look at a paired difference from its sums (see `contrasts.difference`)."""
    found = difference(one, two, pair, Z_MET)
    noise, whole = Z_MET * found.standard_error / target.size, (found.high - found.value) / target.size
    growth = math.inf if whole != whole else max(noise * noise, whole)
    z = Z_LIMIT if last and growth > 1.0 else Z_MET
    found = difference(one, two, pair, z)
    return Look(number, blocks, Estimate(found.value, found.low, found.high, found.standard_error), z, found.high - found.value, growth)


def precision(target: Target, sums: Sequence[float], z: float) -> tuple[float, float]:
    """Return half the width of the interval of `z` standard errors, as a share of the estimate where the target is one; inf where there is none.

    First without, then with what rare histories that were not met could add (see `estimates.score`, whose interval it is, by a formula that needs
    no logarithm). Where nothing (or everything) was seen, the interval has one side, and its whole width counts, unless the measure is 0 by
    construction.
    """
    p, error = estimates.weighted_mean(*sums)
    if p != p:
        return math.inf, math.inf
    unit = p if target.relative else 1.0
    if target.measure.startswith(estimates.COUNTED) and p > 0.0:
        grown = _exp(z * error / p)
        half = p * (grown - 1.0 / grown) / 2.0 / unit
        return half, half
    if p <= 0.0 or p >= 1.0:
        half = estimates.rule_of_three(z) / _worth(sums) / unit if unit > 0.0 else math.inf
        return half, half
    grown = _exp(z * error / (p * (1.0 - p)))
    if grown == math.inf:
        return math.inf, math.inf
    below, above = p * (1.0 - p) * (1.0 - 1.0 / grown) / (1.0 - p + p / grown), p * (1.0 - p) * (grown - 1.0) / (1.0 - p + p * grown)
    noise, rare = (below + above) / 2.0, estimates.unseen(z, *sums[:4])
    far = (below + max(above, min(rare, 1.0 - p))) / 2.0 if p < 0.5 else (max(below, min(rare, p)) + above) / 2.0
    return noise / unit, far / unit


def _step(blocks: int) -> int:
    return max(1, (1 << (blocks.bit_length() - 1)) // A_DOUBLING) if blocks else 1


def _worth(sums: Sequence[float]) -> float:
    return estimates.effective_sample_size(sums[0], sums[1])


def _exp(u: float) -> float:
    """Return e^u by its series, for u >= 0; inf from 4 on, where no target is near."""
    if not u < 4.0:
        return math.inf
    total, term = 1.0, 1.0
    for n in range(1, 41):
        term = term * u / n
        total += term
    return total
