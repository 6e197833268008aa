"""Random: base weights only. The limit of logit for zero precision."""

from sim.jit import rule


@rule
def preference(precision, value, best):
    """Return 0 for every legal act; neither precision nor value plays a part."""
    return 0.0
