"""Reflex: a book of rules instead of a weighing of gains. The rules name a rung; acts are valued by how far from it they lie.

From the top, the first rule that applies names the rung of the book:

    1. stand down      nuclear use was to be feared at the latest crossing (public chance at least `dread`)       rung 0, and talks
    2. standing orders neither side's tension lies above `calm`                                                  rung `routine`
    3. overmatch       its side is losing at least `desperate`                                                   the other side's tension, and one
    4. reciprocate     otherwise                                                                                 the other side's tension

An act that is itself to be feared so much is barred. Stress, from 0 at tension `calm` to 1 at `panic`, makes the actor keep to the book more
strictly (`stress` above 0: it falls back on what it has drilled) or less (below 0: judgement goes to pieces). The noise is that of logit, with
a precision per rung. At `stress` -1 and full stress nothing is left but base weights: `random`. Utilities and losses play no part.

References
----------
Davis, Bankes & Kahan 1986 and Glaser & Davis 1983 for rule-based decision models of crises; Staw, Sandelands & Dutton 1981 for rigidity under
threat. The rules and all their numbers are ours.
"""

from sim.jit import rule
from sim.rules.policies import logit

BARRED = 1000.0  # rungs; farther from the book than any act can lie
preference = logit.preference


@rule
def stress(tension, calm, panic):
    """Return stress in [0, 1]: 0 up to tension `calm`, 1 from `panic` on, a straight line between (rungs; calm below panic)."""
    return min(1.0, max(0.0, (tension - calm) / (panic - calm)))


@rule
def book(stands_down, stressed, routine, other_tension, losing, desperate):
    """Return the rung that the rules name; see the list above."""
    if stands_down:
        return 0.0
    if stressed <= 0.0:
        return routine
    return other_tension + (1.0 if losing >= desperate else 0.0)


@rule
def value(rung, talks, barred, named, stands_down, strictness):
    """Return minus the distance of an act from the book, rungs, times the strictness with which the book is kept.

    Talking where the book does not stand down is one rung off it, and so is everything else where it does.
    """
    off = abs(rung - named) + (0.0 if talks == stands_down else 1.0) + (BARRED if barred else 0.0)
    return -strictness * off


@rule
def strictness(stressed, stress_effect):
    """Return 1 + effect * stress, the factor on the precision with which the book is kept, at least 0."""
    return 1.0 + stress_effect * stressed
