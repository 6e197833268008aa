"""Step 3 for a planner: the world after an act is supposed, valued, and taken back, as deep as its horizon reaches (rules/policies/lookahead.py).

What is supposed is written into the state of the history itself, so that every rule reads it as it reads the world; a copy of what was there is
put back afterwards, bit for bit. Nothing is drawn.
"""

import math

import numpy as np

from sim.engine.beliefs import CONVENTIONAL, learn, pool, weigh
from sim.engine.foresight import foreseen
from sim.engine.value import value_now
from sim.jit import routine, step
from sim.rules.numerics import INFINITY
from sim.rules.policies import lookahead
from sim.terms import Policy

LOOKAHEAD = int(Policy.LOOKAHEAD)
worth_in_all = lookahead.value


@step
def keep(p, s, kept):
    """Write what an act and its answers may change into kept (numbers,): flags, fronts, aid, the latest crossings, beliefs."""
    at = 0
    for flag in range(p.switches):
        kept[at + flag] = s.flag[flag]
    at += p.switches
    for k in range(p.fronts):
        kept[at + 2 * k], kept[at + 2 * k + 1] = s.front[k], s.aid[k]
    at += 2 * p.fronts
    for j in range(p.owners):
        kept[at], kept[at + 1] = s.last_crossing[j, 0], s.last_crossing[j, 1]
        for tier in range(2):
            for i in range(p.types):
                kept[at + 2 + tier * p.types + i] = s.public[j, tier, i]
        at += 2 + 2 * p.types


@step
def take_back(p, s, actor, threats, kept):
    """Put back what `keep` wrote down; beliefs only of those who may have met something."""
    at = 0
    for flag in range(p.switches):
        s.flag[flag] = int(kept[at + flag])
    at += p.switches
    for k in range(p.fronts):
        s.front[k], s.aid[k] = kept[at + 2 * k], kept[at + 2 * k + 1]
    at += 2 * p.fronts
    for j in range(p.owners):
        if threats > 0 and p.side[p.owner_actor[j]] != p.side[actor]:
            s.last_crossing[j, 0], s.last_crossing[j, 1] = kept[at], kept[at + 1]
            for tier in range(2):
                for i in range(p.types):
                    s.public[j, tier, i] = kept[at + 2 + tier * p.types + i]
                pool(p, s, j, tier)
        at += 2 + 2 * p.types


@step
def is_idle(p, act, threats):
    """Return whether an act leaves the public state as it is: no line exposed, no flag set, no front moved, no aid added."""
    idle = threats == 0
    for flag in range(p.switches):
        idle = idle and p.act_sets[act, flag] < 0
    for k in range(p.fronts):
        idle = idle and p.act_front[act, k] == 0.0 and p.act_aid[act, k] == 0.0
    return idle


@step
def suppose(p, s, act, first, threats, outcome):
    """Let an act be taken, and its threats be answered as the bits of `outcome` say (1: answered); return the public probability of that.

    The world changes as `realise`, `answer` and `learn_from` would change it, without noise: an exposure is read as it stands, nuclear use is
    not met, and answers are not answered. Where the probability is 0 the rest is left undone.
    """
    for flag in range(p.switches):
        if p.act_sets[act, flag] >= 0:
            s.flag[flag] = p.act_sets[act, flag]
    for k in range(p.fronts):
        s.front[k] += p.act_front[act, k]
        s.aid[k] += p.act_aid[act, k]
    chance = 1.0
    for row in range(threats):
        k = p.threat_standing[s.regime, first + row]
        j, d, exposure, answered = p.standing_owner[k], p.standing_dimension[k], p.standing_exposure[k], (outcome >> row) % 2 == 1
        weigh(p, s, j, 0)
        believed = foreseen(p, s, k, CONVENTIONAL)
        chance *= believed if answered else 1.0 - believed
        if chance <= 0.0:
            return 0.0
        for tier in range(1 + p.has_nuclear[j]):
            learn(p, s, j, d, exposure, tier, -1, answered and tier == CONVENTIONAL)
        s.last_crossing[j, 0], s.last_crossing[j, 1] = d, exposure
    return chance


@routine
def look(p, s, actor, channel, steps, kept):
    """Fill plan_value[steps - 1] with what every legal act is worth with so many opportunities to come, this one included (nan: not legal).

    Parameters
    ----------
    kept : (horizon, numbers)        room for what is put back after each supposition, a row a depth

    Returns
    -------
    float                            the highest value, -infinity for an empty menu
    """
    own, size = s.plan_value[steps - 1], p.menu_size[actor, channel]
    best = value_now(p, s, actor, channel)
    for option in range(size):
        own[option] = s.option_value[option]
    if steps == 1 or best == -INFINITY:
        return best
    still = look(p, s, actor, channel, steps - 1, kept)
    keep(p, s, kept[steps - 1])
    best = -INFINITY
    for option in range(size):
        if math.isnan(own[option]):
            continue
        act, first = p.menu[actor, channel, option], p.threat_first[actor, channel, option]
        threats = p.threat_count[actor, channel, option] if p.believes == 1 else 0
        later = still
        if not is_idle(p, act, threats):
            later = 0.0
            for outcome in range(1 << threats):
                chance = suppose(p, s, act, first, threats, outcome)
                if chance > 0.0:
                    highest = look(p, s, actor, channel, steps - 1, kept)
                    later += chance * (highest if highest > -INFINITY else 0.0)  # nothing that may be done is worth nothing
                take_back(p, s, actor, threats, kept[steps - 1])
        own[option] = worth_in_all(own[option], p.lookahead_discount[actor], later)
        best = max(best, own[option])
    return best


@routine
def value_of_plans(p, s, actor, channel):
    """Fill option_value with the value of every legal act of the channel (nan: not legal); return the highest, -infinity for an empty menu.

    As `value_now`, and for an actor of policy `lookahead` with what comes after.
    """
    horizon = p.lookahead_horizon[actor]
    if p.policy[actor] != LOOKAHEAD or horizon == 1:
        return value_now(p, s, actor, channel)
    failed = s.failed
    kept = np.empty((horizon, p.switches + 2 * p.fronts + p.owners * (2 + 2 * p.types)))
    best = look(p, s, actor, channel, horizon, kept)
    for option in range(p.menu_size[actor, channel]):
        s.option_value[option] = s.plan_value[horizon - 1, option]
    s.failed = failed  # a supposition marks no history
    return best
