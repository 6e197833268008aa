"""Step 3, first half: what each act of a menu is worth to its taker, in the eyes of its policy.

`logit`, `mechanical` and `random` go by Q. `prospect` feels the same outcomes as gains and losses, `reflex` goes by a book of rules. How a value
becomes a choice is the same for all (engine/choose.py). `lookahead` adds to Q what comes after (engine/lookahead.py).
"""

import math

from sim.engine.beliefs import CONVENTIONAL, FULL, NUCLEAR, believed, losing_of, weigh
from sim.engine.foresight import foreseen
from sim.jit import routine, step
from sim.rules.numerics import INFINITY
from sim.rules.payoff import feared_loss, worth
from sim.rules.policies import prospect, reflex
from sim.rules.provocation import weight_of_backing
from sim.terms import Policy

PROSPECT, REFLEX = int(Policy.PROSPECT), int(Policy.REFLEX)
change, standing, weight = prospect.change, prospect.standing, prospect.weight
book, stress, strictness, distance_value = reflex.book, reflex.stress, reflex.strictness, reflex.value


@routine
def is_legal(p, s, act):
    """Return whether an act is on the legal menu: its flags are up, and what it would set is neither locked nor already so."""
    for flag in range(p.switches):
        if p.act_requires[act, flag] == 1 and s.flag[flag] == 0:
            return False
        if p.act_sets[act, flag] >= 0 and (p.flag_locked[flag] == 1 or p.act_sets[act, flag] == s.flag[flag]):
            return False
    return True


@routine
def aid_short(p, s):
    """Return how much aid is missing on the worst front: max(0, 1 - aid)."""
    short = 0.0
    for k in range(p.fronts):
        short = max(short, 1.0 - s.aid[k])
    return short


@step
def fear_of_war(p, s, actor):
    """Return loss_if_nuclear times the public probability of a nuclear answer to the latest crossing: what talking may avert.

    The latest realised crossing of each opposing owner stands for the typical current one; 0 before any.
    """
    fear = 0.0
    for j in range(p.owners):
        if s.last_crossing[j, 0] >= 0.0 and p.side[p.owner_actor[j]] != p.side[actor]:
            fear += p.loss_if_nuclear[actor] * believed(p, s, FULL, j, int(s.last_crossing[j, 0]), s.last_crossing[j, 1], NUCLEAR)
    return fear


@routine
def exposure_of(p, s, actor, act, j, d):
    """Return the exposure an act would cause owner j on dimension d, read without noise."""
    share = p.backer_share[s.regime, j]
    return p.act_exposes[act, d] * weight_of_backing(p.act_backed[actor, act], share, p.attribution)


@step
def feared(p, s, actor, channel, option, value):
    """Return the value of an act less what it may meet: for each threat (an owner's line the act exposes), the losses if answered.

    Needs `weigh` to have been called for every opposing owner.
    """
    loss_if_nuclear = p.loss_if_nuclear[actor]
    first = p.threat_first[actor, channel, option]
    for row in range(first, first + p.threat_count[actor, channel, option]):
        k = p.threat_standing[s.regime, row]
        answered = foreseen(p, s, k, CONVENTIONAL)
        nuclear = foreseen(p, s, k, NUCLEAR) if loss_if_nuclear > 0.0 else 0.0
        value -= feared_loss(p.threat_loss[s.regime, row], answered, loss_if_nuclear, nuclear)
    return value


@step
def value_of(p, s, actor, channel, option, losing, short):
    """Return Q of one act: utility, front and aid terms, less the feared answers, plus for talking the fear of staying at war.

    `losing` is how far its side is losing, `short` how much aid is missing.
    """
    act = p.menu[actor, channel, option]
    utility = p.utility[s.regime, actor, channel, option]
    value = worth(utility, p.act_when_losing[act], losing, p.act_when_aid_short[act], short)
    if p.believes == 1:
        value = feared(p, s, actor, channel, option, value)
        if p.act_talks[act] == 1:
            value += fear_of_war(p, s, actor)
    return value


@routine
def prospect_of(p, s, actor, channel, option, losing, short):
    """Return how an act is felt by an actor of policy `prospect`: its sure part, then what each answer would take away (rules/policies/prospect.py).

    The same sums in the same order as `value_of`, with outcomes felt and chances weighted.
    """
    act = p.menu[actor, channel, option]
    curvature, aversion, bend = p.prospect_curvature[actor], p.prospect_aversion[actor], p.prospect_weighting[actor]
    gain = worth(p.utility[s.regime, actor, channel, option], p.act_when_losing[act], losing, p.act_when_aid_short[act], short)
    stands = standing(losing, p.prospect_ground[actor])
    value = change(stands, gain, curvature, aversion)
    if p.believes == 0:
        return value
    loss_if_nuclear = p.loss_if_nuclear[actor]
    use = -change(stands + gain, -loss_if_nuclear, curvature, aversion) if loss_if_nuclear > 0.0 else 0.0
    first = p.threat_first[actor, channel, option]
    for row in range(first, first + p.threat_count[actor, channel, option]):
        k = p.threat_standing[s.regime, row]
        loss = -change(stands + gain, -p.threat_loss[s.regime, row], curvature, aversion)
        answered = weight(foreseen(p, s, k, CONVENTIONAL), bend)
        nuclear = weight(foreseen(p, s, k, NUCLEAR), bend) if loss_if_nuclear > 0.0 else 0.0
        value -= feared_loss(loss, answered, use, nuclear)
    if p.act_talks[act] == 1:
        fear = 0.0
        for j in range(p.owners):
            if s.last_crossing[j, 0] >= 0.0 and p.side[p.owner_actor[j]] != p.side[actor]:
                fear += use * weight(believed(p, s, FULL, j, int(s.last_crossing[j, 0]), s.last_crossing[j, 1], NUCLEAR), bend)
        value += fear
    return value


@routine
def is_feared(p, s, actor, dread):
    """Return whether the latest crossing of some opposing owner gave reason to fear nuclear use with at least the chance `dread`."""
    for j in range(p.owners):
        opposed = s.last_crossing[j, 0] >= 0.0 and p.side[p.owner_actor[j]] != p.side[actor]
        if opposed and believed(p, s, FULL, j, int(s.last_crossing[j, 0]), s.last_crossing[j, 1], NUCLEAR) >= dread:
            return True
    return False


@routine
def is_barred(p, s, actor, channel, option):
    """Return whether an act would give an actor of policy `reflex` reason to fear nuclear use."""
    first = p.threat_first[actor, channel, option]
    for row in range(first, first + p.threat_count[actor, channel, option]):
        if foreseen(p, s, p.threat_standing[s.regime, row], NUCLEAR) >= p.reflex_dread[actor]:
            return True
    return False


@routine
def value_by_the_book(p, s, actor, channel, losing):
    """Fill option_value for an actor of policy `reflex` (nan: not legal) and return the highest; see rules/policies/reflex.py."""
    own, other = s.tension[p.side[actor]], s.tension[1 - p.side[actor]]
    stressed = stress(max(own, other), p.reflex_calm[actor], p.reflex_panic[actor])
    stands_down = p.believes == 1 and is_feared(p, s, actor, p.reflex_dread[actor])
    named = book(stands_down, stressed, p.reflex_routine[actor], other, losing, p.reflex_desperate[actor])
    strict = strictness(stressed, p.reflex_stress[actor])
    best = -INFINITY
    for option in range(p.menu_size[actor, channel]):
        act = p.menu[actor, channel, option]
        s.option_value[option] = math.nan
        if is_legal(p, s, act):
            barred = p.believes == 1 and is_barred(p, s, actor, channel, option)
            s.option_value[option] = distance_value(float(p.act_rung[act]), p.act_talks[act] == 1, barred, named, stands_down, strict)
            best = max(best, s.option_value[option])
    return best


@routine
def value_now(p, s, actor, channel):
    """Fill option_value with the value of every legal act of the channel (nan: not legal); return the highest, -infinity for an empty menu."""
    for j in range(p.owners):
        if p.side[p.owner_actor[j]] != p.side[actor]:
            weigh(p, s, j, 0)
    losing, short = losing_of(p, s, p.side[actor]), aid_short(p, s)
    if p.policy[actor] == REFLEX:
        return value_by_the_book(p, s, actor, channel, losing)
    best = -INFINITY
    for option in range(p.menu_size[actor, channel]):
        if is_legal(p, s, p.menu[actor, channel, option]):
            if p.policy[actor] == PROSPECT:
                s.option_value[option] = prospect_of(p, s, actor, channel, option, losing, short)
            else:
                s.option_value[option] = value_of(p, s, actor, channel, option, losing, short)
            best = max(best, s.option_value[option])
        else:
            s.option_value[option] = math.nan
    return best
