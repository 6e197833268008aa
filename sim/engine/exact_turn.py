"""One turn without luck: every way an event may go, with its probability, by the same rules and functions that play a drawn turn.

Where `turn` draws, here every branch is taken: acts, clashes of acts, answers, candidate moments. Branches are told apart by replaying the turn
under a script of choices, which is counted up until all scripts are done. Hidden types are never drawn: an answer has the probability that the
law of the type gives it, and what was done then updates that law. Nuclear use is weight, as in a drawn history.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.engine.answer import backer_readiness, learn_from, weigh_nuclear
from sim.engine.beliefs import BACKER, CONVENTIONAL, NUCLEAR, type_answer, weigh
from sim.engine.choose import choice_probabilities, is_sound, value_menu
from sim.engine.exact_state import ENTRIES, GAINS, pack, share_beliefs, state_of, unpack
from sim.engine.realise import befall, cross, cross_by_clash, have_clash, realise, turn_page
from sim.jit import routine
from sim.rules.accident import decayed, hazard_rate, raised
from sim.rules.numerics import INFINITY, exp
from sim.rules.provocation import targeting
from sim.rules.response import rung_utility, strikes_backer
from sim.rules.settlement import bargaining_range, settlement_rate
from sim.terms import Crossing, Event, Score, Tier

OPPORTUNITY, INCIDENT, SETTLEMENT_CHANCE = int(Event.OPPORTUNITY), int(Event.INCIDENT), int(Event.SETTLEMENT_CHANCE)
OWNER, DIMENSION, EXPOSURE, BACKED, DEPTH = map(int, (Crossing.OWNER, Crossing.DIMENSION, Crossing.EXPOSURE, Crossing.BACKED, Crossing.DEPTH))
F_TIER = int(Crossing.TIER)
VERBAL = int(Tier.VERBAL)
INADVERTENT, VIA_CLASH, ANSWERED, SETTLEMENT = int(Score.INADVERTENT), int(Score.VIA_CLASH), int(Score.ANSWERED), int(Score.SETTLEMENT)
FOUND, FULL, FAILED, MELTING = 0, 1, 2, 3  # how an expansion ends: MELTING: tension decays through rungs at which hazards change
TIERS = np.array([VERBAL, CONVENTIONAL, BACKER])


class Tape(NamedTuple):
    """The script of one way through a turn: at each branch met, which of the possible ones is taken."""

    script: np.ndarray  # (branches,) the first, second, ... possible one
    last: np.ndarray  # (branches,) the last possible one
    met: np.ndarray  # (1,) branches met
    weight: np.ndarray  # (1,) probability of the way so far
    chances: np.ndarray  # (ways,) of the branch in hand
    acts: np.ndarray  # (options,) probabilities of the menu in hand
    law: np.ndarray  # (owners, 2, types) of the hidden types
    row: np.ndarray  # (width,) the state it leads to
    scores: np.ndarray  # (measures,) expected scores of one event
    own: np.ndarray  # (types,) each type's probability of an answer
    strike: np.ndarray  # (types,) ... of striking the backer, given an answer


@routine
def take(s, tape, ways):
    """Return the branch that the script takes among those of positive probability in chances[: ways]."""
    here = tape.met[0]
    if here >= tape.script.shape[0]:
        s.failed = 1
        return 0
    possible, taken = 0, 0
    for way in range(ways):
        if tape.chances[way] > 0.0:
            if possible == tape.script[here]:
                taken = way
            possible += 1
    tape.last[here] = possible - 1
    tape.met[0] = here + 1
    tape.weight[0] *= tape.chances[taken]
    return taken


@routine
def happens(s, tape, chance):
    """Return whether something of this probability happens in the script."""
    if chance <= 0.0 or chance >= 1.0:
        return chance >= 1.0
    tape.chances[0], tape.chances[1] = 1.0 - chance, chance
    return take(s, tape, 2) == 1


@routine
def next_script(tape):
    """Count the script up; return whether there is another one."""
    k = tape.met[0] - 1
    while k >= 0 and tape.script[k] >= tape.last[k]:
        k -= 1
    if k < 0:
        return False
    tape.script[k] += 1
    tape.script[k + 1 :] = 0
    return True


@routine
def set_type(p, s, j, tier, i):
    """Let type i be the true one of owner j in a tier."""
    s.true_type[j, tier, 0], s.true_type[j, tier, 1], s.true_type[j, tier, 2] = i % p.stride, i // p.stride % 2, i // p.pooled


@routine
def answered_by(p, s, law, j):
    """Return the probability that some other owner answers owner j's nuclear use, over the laws of their types."""
    silent = 1.0
    for o in range(p.owners):
        if p.side[p.owner_actor[o]] != p.side[p.owner_actor[j]]:
            weigh(p, s, o, 1)
            quiet = 0.0
            for i in range(p.types):
                if law[o, CONVENTIONAL, i] > 0.0:
                    set_type(p, s, o, CONVENTIONAL, i)
                    rest = law[o, CONVENTIONAL, i]
                    for d in range(p.dimensions):
                        if p.answer_exposes[j, NUCLEAR, d] > 0.0 and p.has_line[o, d] == 1:
                            chance, _, _ = type_answer(p, s, o, d, p.answer_exposes[j, NUCLEAR, d], CONVENTIONAL)
                            rest *= 1.0 - chance
                    quiet += rest
            silent *= quiet
    return 1.0 - silent


@routine
def weigh_all_types(p, s, law, i):
    """Score nuclear use at crossing i over the law of the hidden type, type by type, and leave the law given that it did not happen."""
    j = int(s.crossing[i, OWNER])
    before, left, answered = s.survival, 0.0, s.score[ANSWERED]
    for kind in range(p.types):
        if law[j, NUCLEAR, kind] > 0.0:
            set_type(p, s, j, NUCLEAR, kind)
            s.survival = before * law[j, NUCLEAR, kind]
            weigh_nuclear(p, s, i)
            law[j, NUCLEAR, kind] = s.survival
            left += s.survival
    if left > 0.0:
        for kind in range(p.types):
            law[j, NUCLEAR, kind] /= left
    if before > left:
        s.score[ANSWERED] = answered + (before - left) * answered_by(p, s, law, j)
    s.survival = left


@routine
def pick_tier(p, s, tape, i):
    """Return the tier of the answer to crossing i that the script takes, and leave the law of the hidden type given that."""
    j, d, exposure = int(s.crossing[i, OWNER]), int(s.crossing[i, DIMENSION]), s.crossing[i, EXPOSURE]
    law = tape.law[j, CONVENTIONAL]
    strikes = p.backer_probability[j] > 0.0 and s.crossing[i, BACKED] > 0.0
    tape.chances[:3] = 0.0
    for kind in range(p.types):
        if law[kind] > 0.0:
            set_type(p, s, j, CONVENTIONAL, kind)
            tape.own[kind], _, _ = type_answer(p, s, j, d, exposure, CONVENTIONAL)
            tape.strike[kind] = 0.0
            if strikes:
                targeted = targeting(s.crossing[i, BACKED], p.backer_share[s.regime, j], p.attribution)
                tape.strike[kind] = strikes_backer(p.backer_probability[j], targeted, backer_readiness(p, s, j, d, exposure))
            tape.chances[0] += law[kind] * (1.0 - tape.own[kind])
            tape.chances[1] += law[kind] * tape.own[kind] * (1.0 - tape.strike[kind])
            tape.chances[2] += law[kind] * tape.own[kind] * tape.strike[kind]
    taken = take(s, tape, 3)
    evidence = tape.chances[taken]
    for kind in range(p.types):
        if law[kind] > 0.0:
            if taken == 0:
                law[kind] *= (1.0 - tape.own[kind]) / evidence
            elif taken == 1:
                law[kind] *= tape.own[kind] * (1.0 - tape.strike[kind]) / evidence
            else:
                law[kind] *= tape.own[kind] * tape.strike[kind] / evidence
    return TIERS[taken]


@routine
def rung_chances(p, s, i, tier, chances):
    """Fill chances (rungs,) with the probability of each rung of an answer of this tier to crossing i; return the highest rung."""
    j, d = int(s.crossing[i, OWNER]), int(s.crossing[i, DIMENSION])
    chances[:] = 0.0
    if tier == BACKER:
        chances[p.backer_rung[j]] = 1.0
        return p.backer_rung[j]
    if tier == VERBAL:
        below, highest = 0.0, 0
        for word in range(p.words):
            chances[p.verbal_rungs[j, word]] += p.verbal_cumulative[j, word] - below
            below = p.verbal_cumulative[j, word]
            highest = max(highest, p.verbal_rungs[j, word])
        return highest
    first, last = p.rung_first[j], p.rung_last[j]
    material = p.value[j, d] * s.crossing[i, EXPOSURE]
    top, total = -INFINITY, 0.0
    for rung in range(first, last + 1):
        top = max(top, rung_utility(rung, last, p.rung_benefit[j], p.rung_cost[j], p.rung_precision[j], material))
    for rung in range(first, last + 1):
        chances[rung] = exp(rung_utility(rung, last, p.rung_benefit[j], p.rung_cost[j], p.rung_precision[j], material) - top)
        total += chances[rung]
    for rung in range(first, last + 1):
        chances[rung] /= total
    return last


@routine
def score_rung(p, s, plan, tape, i, tier):
    """Score the answer by rung; where tension matters each rung that may raise it is a branch of its own."""
    j = int(s.crossing[i, OWNER])
    side = p.side[p.owner_actor[j]]
    highest = rung_chances(p, s, i, tier, tape.chances)
    if plan.tension == 1 and p.tension_gain > 0.0:
        rung = take(s, tape, highest + 1)
        s.tension[side] = raised(s.tension[side], float(rung), p.tension_gain)
        s.score[p.answer_column[j] + rung] += s.survival
        return
    for rung in range(highest + 1):
        s.score[p.answer_column[j] + rung] += s.survival * tape.chances[rung]


@routine
def answer_by_script(p, s, plan, tape, i):
    """Let the owner answer crossing i as `answer` does, over the law of its type, and take the branch of the script."""
    j = int(s.crossing[i, OWNER])
    weigh(p, s, j, int(s.crossing[i, DEPTH]))
    if p.has_nuclear[j] == 1:
        weigh_all_types(p, s, tape.law, i)
    tier = pick_tier(p, s, tape, i)
    s.crossing[i, F_TIER] = tier
    score_rung(p, s, plan, tape, i, tier)
    if tier == VERBAL:
        return
    clashes = tier == BACKER or p.answer_clashes[j] == 1
    if clashes:
        have_clash(p, s)
    if s.crossing[i, DEPTH] == 0.0:
        side = p.side[p.owner_actor[j]]
        for d in range(p.dimensions):
            met_by_clash = clashes and p.clash_exposes[d] > 0.0
            if p.answer_exposes[j, tier, d] > 0.0 and not met_by_clash:
                for o in range(p.owners):
                    if p.has_line[o, d] == 1 and p.side[p.owner_actor[o]] != side:
                        cross(s, o, d, p.answer_exposes[j, tier, d], 0.0, 1, -1)


@routine
def settles(p, s, tape, clock):
    """Return whether a candidate moment of settlement is accepted in the script; who has talked once counts for ever."""
    first, second, mediator = p.party[0], p.party[1], p.mediator
    if s.talked[second] < 0.0:
        return False
    rate = 0.0
    if s.talked[first] >= 0.0:
        rate = p.settlement_rates[0]
    elif mediator >= 0 and s.talked[mediator] >= 0.0:
        rate = p.settlement_rates[1]
    front = 0.0
    if p.settlement_front >= 0:
        front = s.front[p.settlement_front] * p.side_losing[p.side[first], p.settlement_front]
    range_ = bargaining_range(front, p.cost_of_war[0], p.cost_of_war[1], p.cost_when_losing[0], p.cost_when_losing[1], p.indivisibility)
    return happens(s, tape, settlement_rate(rate, range_, p.range_width) / p.clock_rate[clock])


@routine
def play_by_script(p, s, plan, tape, clock, option):
    """Play the event of a clock with the chosen option of the menu, where there is one, as `turn` does; return whether the history goes on."""
    kind, subject = p.clock_kind[clock], p.clock_subject[clock]
    s.event, s.subject, s.clock = kind, subject, clock
    if kind == OPPORTUNITY:
        actor, channel = subject // 2, subject % 2
        s.taker, s.act = actor, p.menu[actor, channel, option]
        s.score[p.option_column[actor, channel, option]] += s.survival
        chance = p.act_clash[s.act]
        p.act_clash[s.act] = 1.0 if happens(s, tape, chance) else 0.0  # what `realise` would draw is decided here
        realise(p, s)
        p.act_clash[s.act] = chance
    elif kind == INCIDENT:
        befall(p, s)
    elif kind == SETTLEMENT_CHANCE:
        if settles(p, s, tape, clock):
            s.score[SETTLEMENT] += s.survival
            return False
    elif happens(s, tape, hazard_rate(max(s.tension[0], s.tension[1]), p.clash_steps, p.clash_rates) / p.clock_rate[clock]):
        have_clash(p, s)
    i, met_clash = 0, False
    while s.failed == 0:
        if i < s.crossings:
            answer_by_script(p, s, plan, tape, i)
            learn_from(p, s, i)
            share_beliefs(p, s, plan, tape.law)
            i += 1
        elif s.clash_now == 1 and not met_clash:  # what the clash exposes is met once, after everything else
            cross_by_clash(p, s)
            met_clash = True
        else:
            break
    return True


@routine
def add_entry(space, state, to, chance):
    """Add to the probability of moving from the state in hand, whose entries are the last ones, to another; return whether there was room."""
    end = space.used[ENTRIES]
    for entry in range(space.first[state], end):
        if space.to[entry] == to:
            space.chance[entry] += chance
            return True
    if end >= space.to.shape[0]:
        return False
    space.to[end], space.chance[end] = to, chance
    space.used[ENTRIES] = end + 1
    return True


@routine
def try_all_scripts(p, s, plan, space, tape, state, clock, option, share):
    """Play every script of one event and option, and add where it leads and what it scores, each times `share`; return how it ended."""
    tape.script[:] = 0
    while True:
        unpack(p, s, plan, space.rows[state], tape.law)
        tape.met[0], tape.weight[0] = 0, share
        goes_on = play_by_script(p, s, plan, tape, clock, option)
        if s.failed == 1:
            return FAILED
        for measure in range(p.measures):
            tape.scores[measure] += tape.weight[0] * s.score[measure]
        if goes_on and s.survival > 0.0:
            pack(p, s, plan, tape.law, tape.row)
            to = state_of(space, tape.row)
            if to < 0 or not add_entry(space, state, to, tape.weight[0] * s.survival):
                return FULL
        if not next_script(tape):
            return FOUND


@routine
def suffer_accidents(p, s, plan, space, tape, state, most, total):
    """Add inadvertent use at the hazard of the state, and for the rest of the highest hazard (`most`) no change; return how it ended."""
    unpack(p, s, plan, space.rows[state], tape.law)
    tension = max(s.tension[0], s.tension[1])
    hazard = 0.0
    for actor in range(p.actors):
        if p.nuclear_column[actor] >= 0:
            own = hazard_rate(tension, p.accident_steps, p.accident_rates[actor])
            tape.scores[p.nuclear_column[actor]] += own / total
            hazard += own
    tape.scores[INADVERTENT] += hazard / total
    if s.clash_time <= s.now:
        tape.scores[VIA_CLASH] += hazard / total
    if plan.tension == 1:
        later = decayed(tension, p.tension_base, p.tension_rate, p.horizon)
        for actor in range(p.actors):
            if p.nuclear_column[actor] >= 0:
                here = hazard_rate(tension, p.accident_steps, p.accident_rates[actor])
                if here != hazard_rate(later, p.accident_steps, p.accident_rates[actor]):
                    return MELTING
        if hazard_rate(tension, p.clash_steps, p.clash_rates) != hazard_rate(later, p.clash_steps, p.clash_rates):
            return MELTING
    if hazard < most and not add_entry(space, state, state, (most - hazard) / total):
        return FULL
    return FOUND


@routine
def expand_all(p, s, plan, space, tape, mass, least, most, total):
    """Find what one event makes of every state of which mass (states,) is above `least` and of which that is not known; return how it ended.

    `total` is the rate of all clocks, with accidents at their highest hazard `most`. Where the end is not FOUND the state in hand is left as
    it was.
    """
    for state in range(mass.shape[0]):
        if mass[state] <= least or space.length[state] >= 0:
            continue
        entries, gains = space.used[ENTRIES], space.used[GAINS]
        space.first[state], space.first_gain[state] = entries, gains
        tape.scores[:] = 0.0
        ended = suffer_accidents(p, s, plan, space, tape, state, most, total)
        for clock in range(p.clocks):
            share, options = p.clock_rate[clock] / total, 1
            actor, channel = p.clock_subject[clock] // 2, p.clock_subject[clock] % 2
            tape.acts[0] = 1.0
            if p.clock_kind[clock] == OPPORTUNITY:
                unpack(p, s, plan, space.rows[state], tape.law)
                value_menu(p, s, actor, channel)
                choice_probabilities(p, s, actor, channel, tape.acts)
                options = p.menu_size[actor, channel]
                if not is_sound(p, s, actor, channel):
                    ended = FAILED
            idle = True
            for option in range(options):
                if share * tape.acts[option] > 0.0 and ended == FOUND:
                    idle = False
                    ended = try_all_scripts(p, s, plan, space, tape, state, clock, option, share * tape.acts[option])
            if idle and ended == FOUND and not add_entry(space, state, state, share):  # nothing on the menu is legal
                ended = FULL
        if ended == FOUND and space.used[GAINS] + p.measures > space.gain.shape[0]:
            ended = FULL
        if ended != FOUND:
            space.used[ENTRIES], space.used[GAINS] = entries, gains
            return ended
        for measure in range(p.measures):
            if tape.scores[measure] != 0.0:
                at = space.used[GAINS]
                space.measure[at], space.gain[at] = measure, tape.scores[measure]
                space.used[GAINS] = at + 1
        space.gain_length[state] = space.used[GAINS] - gains
        space.length[state] = space.used[ENTRIES] - entries
    return FOUND


@routine
def move(space, mass, after, scores):
    """Let one event happen: move mass (states,) into after (states,) and add what it scores; return the mass that was too little to be moved."""
    held = 0.0
    for state in range(mass.shape[0]):
        m = mass[state]
        if m <= 0.0:
            continue
        if space.length[state] < 0:
            after[state] += m
            held += m
            continue
        first = space.first[state]
        for entry in range(first, first + space.length[state]):
            after[space.to[entry]] += m * space.chance[entry]
        first = space.first_gain[state]
        for at in range(first, first + space.gain_length[state]):
            scores[space.measure[at]] += m * space.gain[at]
    return held


@routine
def turn_pages(p, s, plan, space, tape, mass, moved):
    """Move mass (states,) to what the next calendar event makes of each state, into moved (room,); return whether there was room."""
    moved[:] = 0.0
    for state in range(mass.shape[0]):
        if mass[state] > 0.0:
            unpack(p, s, plan, space.rows[state], tape.law)
            turn_page(p, s)
            pack(p, s, plan, tape.law, tape.row)
            to = state_of(space, tape.row)
            if to < 0:
                return False
            moved[to] += mass[state]
    return True
