"""From type to answer: the price of answering, the probability of an answer, the effective threshold they imply."""

from sim.jit import rule
from sim.rules.numerics import normal_cdf


@rule
def log_price(log_burden, desperation, losing, log_wait):
    """Return the logarithm of the price of answering: p = (c + expected loss) exp(-phi max(0, losing)) (1 + wait).

    Parameters
    ----------
    log_burden : float       ln(c + expected loss): cost plus what others would do to the owner in return, stake (deterrence)
    desperation : float      phi, per unit of losing
    losing : float           how far the owner's side is losing, in [-1, 1]
    log_wait : float         ln(1 + wait), wait the premium on waiting for a successor, a fraction

    References
    ----------
    Source: ours. The expected loss stands inside the desperation factor: outside it, a losing owner is held back by the same fear as a
    winning one, and no tuning restores the order of September 2022 above November 2024.
    """
    return log_burden - desperation * max(0.0, losing) + log_wait


@rule
def margin(log_stake, log_price_, answer_noise):
    """Return ln(s / p) / sigma: by how many sigmas of the answer noise the stake exceeds the price."""
    return (log_stake - log_price_) / answer_noise


@rule
def readiness(log_stake, log_price_, answer_noise):
    """Return Phi(ln(s / p) / sigma), the chance that a type means to answer; a step at s = p where sigma = 0, and 0 where s = 0.

    References
    ----------
    Source: ours; the probit of Signorino 1999 on the logarithm of stake over price.
    """
    if answer_noise <= 0.0:
        return 1.0 if log_stake >= log_price_ else 0.0
    return normal_cdf(margin(log_stake, log_price_, answer_noise))


@rule
def answer_probability(ready, reliability, false_alarm):
    """Return P(answer | type, X) = f + (e - f) Phi(ln(s / p) / sigma), from the readiness Phi(...).

    Parameters
    ----------
    ready : float            readiness, in [0, 1]
    reliability : float      e, chance that what is meant is carried out, in [0, 1]
    false_alarm : float      f, chance of answering what was not meant as a crossing; 0 in the nuclear tier
    """
    return false_alarm + (reliability - false_alarm) * ready


def effective_threshold(value: float, audience_cost: float, cost: float, line: float) -> float:
    """Return the exposure from which a mechanical owner answers: max(0, min(c / v, max(h, (c - A) / v))).

    The limit of `answer_probability` for sigma -> 0, e = 1, f = 0, then w -> 0. Declaring pulls the operative line toward h, at most down
    to (c - A) / v.

    Examples
    --------
    >>> effective_threshold(value=1, audience_cost=0.5, cost=0.8, line=0.5)
    0.5
    """
    return max(0.0, min(cost / value, max(line, (cost - audience_cost) / value)))
