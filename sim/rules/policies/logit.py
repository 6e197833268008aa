"""Logit: the probability of an act grows with exp(precision * Q)."""

from sim.jit import rule


@rule
def preference(precision, value, best):
    """Return lambda (Q - Q_best), in [-inf, 0]; 0 at precision 0, however bad the act, and for a best act, however great the precision.

    References
    ----------
    McKelvey & Palfrey 1998: agent quantal response, here against the public belief instead of an equilibrium.
    """
    return precision * (value - best) if precision > 0.0 and value != best else 0.0
