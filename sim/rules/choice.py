"""Nested logit choice with base weights, as a race of Gumbel draws.

P(nest) is proportional to W exp(rho log(sum w exp(lambda Q / rho) / sum w)), then P(act | nest) to w exp(lambda Q / rho), sums over legal
acts. Without the division by sum w, opening an act would inflate its nest. A race of Gumbel draws (argmax of score + noise) has exactly
these probabilities and keeps common random numbers coupled when the menu changes.

References
----------
McFadden 1978 for nested logit; the base weights and the normalisation are ours. Only Q differences matter; (c Q, lambda / c) is (Q, lambda).
"""

from sim.jit import rule
from sim.rules.numerics import INFINITY, exp, log


@rule
def tilt(preference, best, similarity):
    """Return exp((preference - best) / rho), an act's weight against the best of its nest."""
    if preference == best:
        return 1.0
    return exp((preference - best) / similarity)


@rule
def nest_score(log_weight, best, similarity, mean_tilt):
    """Return log W + rho log(sum w exp(lambda Q / rho) / sum w), given the best preference and the weighted mean of the tilts.

    Parameters
    ----------
    log_weight : float     log W
    best : float           highest lambda Q of the nest's legal acts; minus infinity where none can be chosen
    similarity : float     rho in (0, 1]; 1: acts no more alike than any others
    mean_tilt : float      sum w tilt / sum w, in (0, 1]
    """
    if best == -INFINITY:
        return -INFINITY
    return log_weight + best + similarity * log(mean_tilt)


@rule
def option_score(log_weight, preference, similarity):
    """Return log w + lambda Q / rho, an act's score inside its nest."""
    if preference == -INFINITY:
        return -INFINITY
    return log_weight + preference / similarity
