"""The front: drift that follows aid, in closed form between events."""

from sim.jit import rule
from sim.rules.numerics import exp, one_minus_exp


@rule
def aid_left(decay, months):
    """Return the share of aid left after `months`: exp(-decay t). Aid 1 is the level that holds the front steady."""
    return exp(-decay * months)


@rule
def aid_months(decay, months):
    """Return the integral of `aid_left` over `months`: (1 - exp(-decay t)) / decay, months."""
    if decay <= 0.0:
        return months
    return one_minus_exp(decay * months) / decay


@rule
def front_drift(drift, aid_effect, aid, held, months):
    """Return the drift of the front over `months`: the integral of drift + effect (1 - aid(t)), with aid decaying.

    `held` is `aid_months`. + means that the second side (the one that gets the aid) is losing. Surplus aid pushes the front back.
    """
    return drift * months + aid_effect * (months - aid * held)
