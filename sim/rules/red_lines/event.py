"""Event-like lines (strikes, deliveries): every crossing is met afresh."""

from sim.jit import rule


@rule
def chance(answer_probability, tested):
    """Return the chance of an answer now, and the new running maximum: the answer probability itself; nothing is remembered."""
    return answer_probability, tested
