"""What an owner does once its answer is decided, tier by tier: the top first, nested, never one softmax across tiers."""

from sim.jit import routine, rule
from sim.rules.numerics import INFINITY, exp


@rule
def strikes_backer(probability, targeted, ready):
    """Return the chance that an answer strikes the backer: q9 (share b) Phi(ln(s / p2) / sigma).

    Parameters
    ----------
    probability : float    q9, scaled to the clash anchor
    targeted : float       share times backing, rules/provocation.targeting
    ready : float          readiness with the price of meeting the alliance, rules/credibility.readiness
    """
    return probability * targeted * ready


@rule
def rung_utility(rung, last, benefit, cost, precision, material_stake):
    """Return precision times the utility of a rung: benefit * v X * x - cost * x^2, with x = rung / last; 0 at precision 0, however large it is."""
    if precision <= 0.0:
        return 0.0
    x = rung / last
    return precision * (benefit * material_stake * x - cost * x * x)


@routine
def rung_of_answer(first, last, benefit, cost, precision, material_stake, u):
    """Return the rung of a conventional answer: logit over first..last by `rung_utility`; -1 where utilities are too large to compare.

    One uniform by inversion, so that a higher stake never lowers the rung under the same luck. Only the material stake v X enters: with
    the audience cost in it the rung would reveal the type and would need a Bayes update of its own.

    Parameters
    ----------
    first, last : int                          lowest and highest rung of the tier
    benefit, cost, precision : float           of `rung_utility`
    material_stake : float                     v X, stake
    u : float                                  uniform draw

    References
    ----------
    Source: ours.
    """
    top = -INFINITY
    for rung in range(first, last + 1):
        top = max(top, rung_utility(rung, last, benefit, cost, precision, material_stake))
    total = 0.0
    for rung in range(first, last + 1):
        total += exp(rung_utility(rung, last, benefit, cost, precision, material_stake) - top)
    if total != total:
        return -1
    reached = 0.0
    for rung in range(first, last):
        reached += exp(rung_utility(rung, last, benefit, cost, precision, material_stake) - top)
        if u * total < reached:
            return rung
    return last


@routine
def verbal_rung(rungs, cumulative, u):
    """Return the rung of a verbal answer by inversion of the cumulative weights (the last is 1)."""
    for i in range(rungs.shape[0] - 1):
        if u < cumulative[i]:
            return rungs[i]
    return rungs[rungs.shape[0] - 1]
