"""What a standing crossing would meet: the public probability of an answer, kept until something it depends on changes.

Actors weigh the same few crossings again and again: those that the acts on their menus would make, those that an owner's answer would make,
and the one by which credibility is plotted. Of such a crossing the exposure and the line are fixed, so that how ready each type is depends
on the price of answering alone, and the public probability on readiness and belief alone. Both are kept with the version of what they were
computed from (`price_version`, `belief_version`: numbers that are never used twice in a history), and computed again where it is older.
Nothing is approximated: a kept number is the number that would be computed.
"""

from sim.jit import routine
from sim.rules.credibility import margin, readiness
from sim.rules.numerics import normal_cdf
from sim.rules.provocation import log_stakes
from sim.terms import Tier

CONVENTIONAL, NUCLEAR = int(Tier.CONVENTIONAL), int(Tier.NUCLEAR)


@routine
def new_version(s):
    """Return a number that no price or belief of this history has had."""
    s.version += 1
    return s.version


@routine
def fill_readiness(stride, out, price, bluff, real, noise):
    """Fill out (2 * stride): how ready each cost cell is at `price` (stride,), first for a bluff's log stake, then for a real one's.

    The same numbers as `readiness` of each; one loop over both halves, so that vectors are full.
    """
    if noise <= 0.0:
        for i in range(stride):
            out[i], out[stride + i] = readiness(bluff, price[i], noise), readiness(real, price[i], noise)
        return
    for i in range(stride):
        out[i] = margin(bluff, price[i], noise)
    for i in range(stride):
        out[stride + i] = margin(real, price[i], noise)
    for i in range(2 * stride):
        out[i] = normal_cdf(out[i])


@routine
def average(pooled, ready, stride, false_alarm):
    """Return f + sum over (cost cell, bluff or real) of pooled * ready: the public probability of an answer.

    Bluffs and real threats are summed side by side, in the order of cells: two sums that need not wait for each other.
    """
    bluffs, threats = 0.0, 0.0
    for i in range(stride):
        bluffs += pooled[i] * ready[i]
        threats += pooled[stride + i] * ready[stride + i]
    return false_alarm + (bluffs + threats)


@routine
def foreseen(p, s, k, tier):
    """Return the public probability that standing crossing k is answered in a tier, at the prices of `weigh`."""
    j, plain = p.standing_owner[k], p.standing_plain[k]
    if tier == NUCLEAR and p.has_nuclear[j] == 0:
        return 0.0
    if s.ready_version[k, tier] != s.price_version[plain, j, tier]:
        bluff, real, noise = p.standing_stake[k, tier, 0], p.standing_stake[k, tier, 1], p.answer_noise[j, tier]
        fill_readiness(p.stride, s.standing_ready[k, tier], s.price[plain, j, tier], bluff, real, noise)
        s.ready_version[k, tier] = s.price_version[plain, j, tier]
        s.chance_version[k, tier] = 0
    if s.chance_version[k, tier] != s.belief_version[j, tier]:
        s.standing_chance[k, tier] = average(s.pooled[j, tier], s.standing_ready[k, tier], p.stride, p.false_alarm[j, tier])
        s.chance_version[k, tier] = s.belief_version[j, tier]
    return s.standing_chance[k, tier]


@routine
def set_stakes(p, k, nuclear_line):
    """Set the stakes of standing crossing k under another nuclear line; what was kept of it must then be forgotten."""
    j, d = p.standing_owner[k], p.standing_dimension[k]
    for tier in range(2):
        line = p.conventional_line[j, d] if tier == CONVENTIONAL else nuclear_line
        bluff, real = log_stakes(p.value[j, d], p.standing_exposure[k], p.audience_cost[j, tier], line, p.ambiguity)
        p.standing_stake[k, tier, 0], p.standing_stake[k, tier, 1] = bluff, real
