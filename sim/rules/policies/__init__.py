"""How an actor picks among its legal acts: one policy a file, one line here.

A policy turns the value of an act into a preference (the lambda Q of the logit formulas); rules/choice.py does the rest, so that every policy
keeps base weights, nests and common random numbers. `prospect`, `reflex` and `lookahead` value acts in their own way (engine/value.py and
engine/lookahead.py call their files) and prefer as logit does.
"""

from sim.jit import rule
from sim.rules.policies import logit, mechanical, random
from sim.terms import Policy

LOGIT, MECHANICAL, RANDOM = int(Policy.LOGIT), int(Policy.MECHANICAL), int(Policy.RANDOM)
_logit, _mechanical, _random = logit.preference, mechanical.preference, random.preference


@rule
def preference(policy, precision, value, best):
    """Return the preference for an act of this value (Q, or what the policy makes of it), where `best` is the highest on the legal menu."""
    if policy == MECHANICAL:
        return _mechanical(precision, value, best)
    if policy == RANDOM:
        return _random(precision, value, best)
    return _logit(precision, value, best)
