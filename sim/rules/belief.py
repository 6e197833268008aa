"""Bayes' rule over an owner's type, for an answer and for silence alike."""

from sim.jit import routine, rule


@rule
def likelihood(probability_of_answer, answered):
    """Return the likelihood of what was seen: P(answer | type) where it answered, else 1 - P(answer | type)."""
    return probability_of_answer if answered else 1.0 - probability_of_answer


@routine
def update(belief, likelihoods, width, levels, scratch):
    """Update a table of beliefs in place and return the evidence, the public probability of what was seen.

    p'(type) = p(type) L(type) / sum over types of p L.

    Parameters
    ----------
    belief : ndarray (at least levels * width,)         sums to 1
    likelihoods : ndarray (at least levels * width,)    each in [0, 1]
    width, levels : int                                 types = levels blocks of `width`; the sum runs over the levels first, then the width
    scratch : ndarray (at least width,)                 overwritten

    Returns
    -------
    float                             the evidence; where it is 0 the table is left alone, and the caller reports a failed history

    References
    ----------
    Source: ours (elementary).
    """
    scratch[:width] = 0.0
    for level in range(levels):
        first = level * width
        for i in range(width):
            scratch[i] += belief[first + i] * likelihoods[first + i]
    evidence = 0.0
    for i in range(width):
        evidence += scratch[i]
    if evidence > 0.0:
        for i in range(levels * width):
            belief[i] = belief[i] * likelihoods[i] / evidence
    return evidence
