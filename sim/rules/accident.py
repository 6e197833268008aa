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


@routine
def cumulative_hazard(tension, base, rate, months, steps, rates):
    """Return the integral of the hazard over `months` of decaying tension, by exact passage times through the steps.

    Parameters
    ----------
    tension, base : float    rungs; the tension moves from the first toward the second
    rate : float             ln 2 / half-life, per month
    months : float           length of the interval
    steps, rates : ndarray   as in `hazard_rate`

    Notes
    -----
    Splitting an interval changes nothing but rounding (1e-12 relative, tested). A tension below the base rises through steps the same way.
    """
    if months <= 0.0:
        return 0.0
    end = decayed(tension, base, rate, months)
    total = 0.0
    for i in range(steps.shape[0]):
        low = steps[i]
        jump = rates[i] - (rates[i - 1] if i > 0 else 0.0)  # the hazard is a sum of steps: rate changes by `jump` where tension >= low
        above_now = tension >= low
        above_end = end >= low
        if above_now and above_end:
            total += jump * months
        elif above_now:
            total += jump * min(months, passage_time(tension, base, rate, low)) if low != base else jump * months
        elif above_end:
            total += jump * max(0.0, months - passage_time(tension, base, rate, low)) if low != base else 0.0
    return total
