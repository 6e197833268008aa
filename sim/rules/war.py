"""The front: drift that follows aid, in closed form between events."""

from sim.jit import rule
from sim.rules.numerics import exp, one_minus_exp


@rule
def aid_left(aid, decay, months):
    """Return the aid after `months`: aid exp(-decay t). 1 is the level that holds the front steady."""
    return aid * exp(-decay * months)


@rule
def front_drift(drift, aid_effect, aid, decay, months):
    """Return the drift of the front over `months`: the integral of drift + effect (1 - aid(t)), with aid decaying.

    + means that the second side (the one that gets the aid) is losing. Surplus aid pushes the front back.
    """
    if decay <= 0.0:
        return (drift + aid_effect * (1.0 - aid)) * months
    if decay < 1e-4:  # the difference below would cancel
        return drift * months + aid_effect * (months - aid * one_minus_exp(decay * months) / decay)
    return drift * months + aid_effect * (months - aid * (1.0 - exp(-decay * months)) / decay)
