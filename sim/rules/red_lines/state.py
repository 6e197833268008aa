"""State-like lines (ground lost): only what is new since the last test can be answered.

With g the answer probability now and G its running maximum, q = max(0, g - G) / (1 - G): whatever the number of small steps, the chance of
no answer up to a mark is 1 - G. Independent draws at every small rise would make risk an artefact of the step.
"""

from sim.jit import rule


@rule
def chance(answer_probability, tested):
    """Return the chance of an answer now and the new running maximum G; 0 where G = 1. An answer does not reset G.

    Source: ours (elementary conditioning).
    """
    if answer_probability <= tested or tested >= 1.0:
        return 0.0, tested
    return (answer_probability - tested) / (1.0 - tested), answer_probability
