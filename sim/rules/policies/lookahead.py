"""Lookahead: an act is worth its Q, and the best that can be done after it, as far as its horizon reaches; backward induction over public states.

    V_1(a | s) = Q(a | s)        V_h(a | s) = Q(a | s) + discount * E[ max over b of V_{h-1}(b | s') | s, a ]

with s' the public state after the act and after what its owners did about it: flags, fronts and aid that the act moves, and what the public
learns from an answer or from silence, each with its public probability. So it knows that an unanswered probe makes the next one cheaper.
Opportunities are the actor's own, in the same channel; all others, the calendar and time stand still. With horizon 1 it is `logit`, bit for bit.
The work grows with each further opportunity by about twice the number of acts that expose a line.

References
----------
Bellman 1957 for backward induction; to plan over beliefs as states is Bayes-adaptive control (Duff 2002). The states and what stands still are
ours.
"""

from sim.jit import rule
from sim.rules.policies import logit

preference = logit.preference


@rule
def value(now, discount, later):
    """Return Q and the discounted value of what can be done afterwards."""
    return now + discount * later
