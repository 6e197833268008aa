"""Mechanical: the best act, always; ties by base weight. The limit of logit for infinite precision."""

from sim.jit import rule
from sim.rules.numerics import INFINITY


@rule
def preference(precision, value, best):
    """Return 0 for a best act, minus infinity for any other; the precision plays no part."""
    return 0.0 if value == best else -INFINITY
