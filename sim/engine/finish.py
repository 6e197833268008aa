"""Step 7: close the books of a history: the ending takes the surviving weight, and the records after it are filled."""

from sim.engine.advance import refresh_credibility
from sim.jit import routine, step
from sim.rules.numerics import INFINITY, log
from sim.terms import Curve, Detail, Ending, Score

SETTLED, COLLAPSED = int(Ending.SETTLEMENT), int(Ending.COLLAPSE)
DELIBERATE, NOISE, INADVERTENT, NUCLEAR = int(Score.DELIBERATE), int(Score.NOISE), int(Score.INADVERTENT), int(Score.NUCLEAR)
SETTLEMENT, COLLAPSE, NO_END = int(Score.SETTLEMENT), int(Score.COLLAPSE), int(Score.NO_END)
CLASH, VIA_CLASH = int(Score.CLASH), int(Score.VIA_CLASH)
D_ENDING, D_MONTH, D_CLASH, D_ANSWER = int(Detail.ENDING), int(Detail.ENDING_MONTH), int(Detail.CLASH_MONTH), int(Detail.FIRST_ANSWER_MONTH)
D_SURVIVAL, D_WEIGHT = int(Detail.SURVIVAL), int(Detail.LOG_WEIGHT)
C_NUCLEAR, C_DELIBERATE, C_NOISE, C_INADVERTENT, C_VIA_CLASH, C_CLASH, C_SETTLEMENT, C_COLLAPSE = map(
    int, (Curve.NUCLEAR, Curve.DELIBERATE, Curve.NOISE, Curve.INADVERTENT, Curve.VIA_CLASH, Curve.CLASH, Curve.SETTLEMENT, Curve.COLLAPSE)
)
C_CREDIBILITY, C_CREDIBILITY_NUCLEAR, C_TENSION = int(Curve.CREDIBILITY), int(Curve.CREDIBILITY_NUCLEAR), int(Curve.TENSION)
CURVES = len(Curve)
LARGEST = 1e140  # of a score: its square, summed over ten million weighted histories, does not overflow


@routine
def is_finite(p, s):
    """Return whether every number that goes into a table is finite, and scores are so small that sums of their squares are finite too.

    The months of a first clash and of a first answer may be infinite: there was none.
    """
    sound = s.weight >= 0.0 and s.weight < INFINITY
    for i in range(p.measures):
        sound = sound and abs(s.score[i]) <= LARGEST
    for i in range(s.detail.shape[0]):
        sound = sound and s.detail[i] > -INFINITY and (s.detail[i] < INFINITY or (s.detail[i] == INFINITY and i in (D_CLASH, D_ANSWER)))
    for t in range(p.ticks):
        sound = sound and s.alive[t] >= 0.0 and s.alive[t] <= 1.0
        for c in range(CURVES + p.fronts):
            sound = sound and abs(s.curve[t, c]) <= LARGEST
    return sound


@step
def finish(p, s):
    """Score the ending, keep the details, and fill the record ticks after the end with what then stands; a number that is none fails the history."""
    s.score[NUCLEAR] = s.score[DELIBERATE] + s.score[NOISE] + s.score[INADVERTENT]
    if s.ending == SETTLED:
        s.score[SETTLEMENT] = s.survival
    elif s.ending == COLLAPSED:
        s.score[COLLAPSE] = s.survival
    else:
        s.score[NO_END] = s.survival
    s.detail[D_ENDING] = s.ending
    s.detail[D_MONTH] = s.now
    s.detail[D_SURVIVAL] = s.survival
    s.detail[D_WEIGHT] = log(s.weight)
    refresh_credibility(p, s)
    while s.tick < p.ticks:
        t = s.tick
        s.alive[t] = s.survival
        s.curve[t, C_NUCLEAR] = s.score[NUCLEAR]
        s.curve[t, C_DELIBERATE] = s.score[DELIBERATE]
        s.curve[t, C_NOISE] = s.score[NOISE]
        s.curve[t, C_INADVERTENT] = s.score[INADVERTENT]
        s.curve[t, C_VIA_CLASH] = s.score[VIA_CLASH]
        s.curve[t, C_CLASH] = s.score[CLASH]
        s.curve[t, C_SETTLEMENT] = s.score[SETTLEMENT]
        s.curve[t, C_COLLAPSE] = s.score[COLLAPSE]
        s.curve[t, C_CREDIBILITY] = s.credibility[0]
        s.curve[t, C_CREDIBILITY_NUCLEAR] = s.credibility[1]
        s.curve[t, C_TENSION] = max(s.tension[0], s.tension[1])
        for k in range(p.fronts):
            s.curve[t, CURVES + k] = s.front[k]
        s.tick += 1
    if not is_finite(p, s):
        s.failed = 1
