"""Settlement: a hazard that follows the width of the bargaining range."""

from sim.jit import rule
from sim.rules.numerics import tanh


@rule
def bargaining_range(front, cost_first, cost_second, losing_first, losing_second, indivisibility):
    """Return c_1 (1 + k_1 max(0, F)) + c_2 (1 + k_2 max(0, -F)) - indivisibility, in shares of what is contested.

    Parameters
    ----------
    front : float                        F in [-1, 1]; + means the first party is losing
    cost_first, cost_second : float      costs of war of the two parties
    losing_first, losing_second : float  by how much losing raises them
    indivisibility : float               what cannot be shared

    References
    ----------
    Fearon 1995: the range [p - c_A, p + c_B] has width c_A + c_B; that losing makes war dearer is ours.
    """
    return cost_first * (1.0 + losing_first * max(0.0, front)) + cost_second * (1.0 + losing_second * max(0.0, -front)) - indivisibility


@rule
def settlement_rate(rate, range_, width):
    """Return the hazard of settlement a month while both parties talk: rate (1 + tanh(range / width)) / 2.

    Source: ours; the level of `rate` is an input, not a finding.
    """
    if width <= 0.0:
        return rate if range_ >= 0.0 else 0.0
    return rate * (1.0 + tanh(range_ / width)) / 2.0
