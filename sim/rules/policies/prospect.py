"""Prospect: outcomes are felt as gains and losses from a reference point, losses loom larger, small chances of a loss weigh too much.

The reference point is the status quo: no ground lost, and nothing done (utility 0). An actor whose side is losing stands below it. An act is
felt by its sure part first, then by what each answer would take away from there, with the weighted chance of that answer. With curvature 1,
loss aversion 1 and weights 1 that is Q, bit for bit, and the policy is `logit`.

References
----------
Kahneman & Tversky 1979 for the separable form; Tversky & Kahneman 1992 for value function, weights and their numbers. Gains are sure here, so
chances of gains need no weights. One curvature for gains and losses (their medians agree), because with two the loss aversion would hang on the unit.
"""

from sim.jit import routine, rule
from sim.rules.numerics import exp, log
from sim.rules.policies import logit

preference = logit.preference


@rule
def standing(losing, lost_ground):
    """Return where the actor stands against its reference point: minus what losing is felt to have cost, utility.

    Parameters
    ----------
    losing : float         how far its side is losing, in [-1, 1]; gains of ground are taken for granted at once (renormalised)
    lost_ground : float    what losing everything would cost, utility
    """
    return -lost_ground * max(0.0, losing)


@rule
def felt(outcome, curvature, loss_aversion):
    """Return v(x) = x^a for a gain, -lambda (-x)^a for a loss."""
    if outcome > 0.0:
        return exp(curvature * log(outcome))
    return -loss_aversion * exp(curvature * log(-outcome))


@routine
def change(stands, step, curvature, loss_aversion):
    """Return v(stands + step) - v(stands): how an outcome that is `step` better (or worse) is felt from where the actor stands.

    With curvature 1 the same without rounding: step + (lambda - 1) times what of it lies below the reference point.
    """
    after = stands + step
    if curvature == 1.0:
        return step + (loss_aversion - 1.0) * (min(0.0, after) - min(0.0, stands))
    return felt(after, curvature, loss_aversion) - felt(stands, curvature, loss_aversion)


@routine
def weight(chance, weighting):
    """Return the decision weight of a chance p of a loss: p^d / (p^d + (1 - p)^d)^(1 / d); p itself for d = 1.

    Parameters
    ----------
    chance : float        in [0, 1]; 0 and 1 weigh what they are
    weighting : float     d in [0.3, 1]; below 0.28 a likelier loss would weigh less
    """
    if weighting == 1.0 or chance <= 0.0 or chance >= 1.0:
        return chance
    own, other = exp(weighting * log(chance)), exp(weighting * log(1.0 - chance))
    return own * exp(-log(own + other) / weighting)
