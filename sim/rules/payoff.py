"""What an act is worth to its taker, in units of a notable battlefield gain."""

from sim.jit import rule


@rule
def worth(utility, when_losing, losing, when_aid_short, aid_short):
    """Return the part of Q that does not depend on anyone's answer: utility + front and aid terms.

    Parameters
    ----------
    utility : float           of the act
    when_losing : float       added for each unit that the taker's side is losing
    losing : float            in [-1, 1]; only its positive part counts
    when_aid_short : float    added for each unit of missing aid
    aid_short : float         max(0, 1 - aid)
    """
    return utility + when_losing * max(0.0, losing) + when_aid_short * aid_short


@rule
def feared_loss(loss_if_answered, believed_answer, loss_if_nuclear, believed_nuclear):
    """Return what the taker expects to lose through the answers, with P from the public belief at the exposure the act would cause.

    The audience cost is not counted here: it stands in the owner's stake (rules/provocation.py).
    """
    return loss_if_answered * believed_answer + loss_if_nuclear * believed_nuclear
