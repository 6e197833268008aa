"""Inadvertent escalation: hazards that follow the rung of a tension that decays."""

from sim.jit import routine, rule
from sim.rules.numerics import exp, log


@rule
def decayed(tension, base, rate, months):
    """Return the tension after `months`: base + (tension - base) exp(-rate t), rate = ln 2 / half-life."""
    if months <= 0.0 or tension == base:
        return tension
    return base + (tension - base) * exp(-rate * months)


@rule
def raised(tension, rung, gain):
    """Return the tension after an act on a rung: it closes the share `gain` of the gap to a higher rung, and never falls."""
    if rung <= tension:
        return tension
    return tension + gain * (rung - tension)


@rule
def passage_time(tension, base, rate, level):
    """Return the months after which a tension moving toward its base passes `level`; the level lies strictly between the two."""
    return log((tension - base) / (level - base)) / rate


@routine
def hazard_rate(tension, steps, rates):
    """Return the rate of the highest step at or below the tension (0 below the first).

    Parameters
    ----------
    steps : ndarray (steps,)    rungs, increasing
    rates : ndarray (steps,)    events a month from that rung up to the next
    """
    found = 0.0
    for i in range(steps.shape[0]):
        if tension >= steps[i]:
            found = rates[i]
    return found


@rule
def months_above(tension, end, base, rate, months, level):
    """Return the months that a tension moving from `tension` to `end` spends at or above a level; exact, from the passage time."""
    if tension >= level:
        if end >= level or level == base:
            return months
        return min(months, passage_time(tension, base, rate, level))
    if end < level or level == base:
        return 0.0
    return max(0.0, months - passage_time(tension, base, rate, level))


@routine
def fill_months_above(tension, base, rate, months, steps, count, out):
    """Fill out (count,) with the months that a decaying tension spends at or above each step; return the tension at the end.

    Parameters
    ----------
    tension, base : float     rungs; the tension moves from the first toward the second
    rate : float              ln 2 / half-life, per month
    months : float            length of the interval
    steps : ndarray (at least count,)    rungs, increasing

    Notes
    -----
    Splitting an interval changes nothing but rounding (1e-12 relative, tested). A tension below the base rises through steps the same way.
    """
    end = decayed(tension, base, rate, months)
    for i in range(count):
        out[i] = months_above(tension, end, base, rate, months, steps[i]) if months > 0.0 else 0.0
    return end


@routine
def cumulative_hazard(above, rates, count):
    """Return the integral of the hazard over an interval, from the months above each step and the rates from that step up to the next.

    The hazard is a sum of steps: it changes by rates[i] - rates[i - 1] where the tension reaches step i.
    """
    total, before = 0.0, 0.0
    for i in range(count):
        total += (rates[i] - before) * above[i]
        before = rates[i]
    return total
