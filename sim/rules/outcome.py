"""How nuclear use is scored: as weight, never sampled, in parts that are always reported apart."""

from sim.jit import rule
from sim.rules.numerics import one_minus_exp


@rule
def chosen_use(survival, probability):
    """Return the weight of chosen use now and the survival after it: S q and S (1 - q)."""
    used = survival * probability
    return used, survival - used


@rule
def inadvertent_use(survival, hazard):
    """Return the weight of inadvertent use over an interval of cumulative hazard H, and the survival after it: S (1 - e^-H), the rest."""
    used = survival * one_minus_exp(hazard)
    return used, survival - used


@rule
def is_deliberate(log_stake, log_price):
    """Return whether the stake reaches the price: the owner would use without any noise too. Otherwise use is noise of the answer.

    References
    ----------
    Source: ours; noise may be agent error or payoffs we do not see, the two readings of Signorino 1999.
    """
    return log_stake >= log_price
