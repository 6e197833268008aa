"""The obvious way to write this model for numba: scalar functions, one history at a time, and what the libraries offer.

Exponentials, logarithms, the error function and random numbers are the library's; beliefs are tables over types (cost cell, audience cost real
or not, reliability); whatever is needed is computed where it is needed, and nothing is kept for later. Not crippled: what does not depend
on a loop stands outside it, division is unchecked, and a choice takes two uniforms where ours takes a Gumbel draw for each act. Luck is
numpy's, so the histories are others than ours; the distributions are the same (tests/benchmarks/test_obvious.py).
"""

from math import exp, inf, isnan, log, nan, tanh
from typing import Any

import numpy as np

from benchmarks.alternatives.compiler import compiled
from benchmarks.alternatives.numba_owners import (
    BACKER,
    CONVENTIONAL,
    NUCLEAR,
    VERBAL,
    chances_by_type,
    learn,
    losing,
    normal,
    public_chance,
    random,
    true_chance,
    true_ready,
)
from benchmarks.alternatives.numba_world import (
    CALENDAR,
    CHANNELS,
    CLASH_CHANCE,
    COLLAPSE,
    CROSSINGS,
    DELIBERATE,
    EVENTS,
    GROUND,
    HORIZON,
    INCIDENT,
    NO_END,
    NOISE,
    OPPORTUNITY,
    SETTLEMENT,
    SETTLEMENT_CHANCE,
    advance,
    begin,
    clash,
    cross,
    ground_lost,
    heat,
    next_event,
    read,
    use,
)

RUNNING, AT_HORIZON, SETTLED, COLLAPSED = range(4)
NAMES = ("deliberate", "noise", "inadvertent", "nuclear_use.via_clash", "clash", "settlement", "collapse", "no_end", "events", "crossings")


@compiled
def legal(p, s, act):
    """Return whether an act is on the menu now."""
    for flag in range(p.switches):
        if p.act_requires[act, flag] == 1 and s.flag[flag] == 0:
            return False
        if p.act_sets[act, flag] >= 0 and (p.flag_locked[flag] == 1 or p.act_sets[act, flag] == s.flag[flag]):
            return False
    return True


@compiled
def value(p, s, actor, act, utility):
    """Return what an act is worth to its taker."""
    side, short = p.side[actor], 0.0
    for k in range(p.fronts):
        short = max(short, 1.0 - s.aid[k])
    total = utility + p.act_when_losing[act] * max(0.0, losing(p, s, side)) + p.act_when_aid_short[act] * short
    for j in range(p.owners):
        if p.side[p.owner_actor[j]] != side:
            own = p.act_own_backing[actor, act]
            hit = 1.0 - own + own * p.backer_share[s.regime, j]
            for d in range(p.dimensions):
                exposure = p.act_exposes[act, d]
                if exposure > 0.0 and p.has_line[j, d]:
                    total -= p.loss_if_answered[actor, j] * hit * public_chance(p, s, j, d, exposure, CONVENTIONAL)
                    if p.loss_if_nuclear[actor] > 0.0:
                        total -= p.loss_if_nuclear[actor] * public_chance(p, s, j, d, exposure, NUCLEAR)
            if p.act_talks[act] and s.last[j, 0] >= 0.0:
                total += p.loss_if_nuclear[actor] * public_chance(p, s, j, int(s.last[j, 0]), s.last[j, 1], NUCLEAR)
    return total


@compiled
def choose(p, s, actor, channel):
    """Return the place on the menu that an actor chooses by nested logit, -1 where nothing is legal."""
    count, best = p.menu_size[actor, channel], -inf
    for m in range(count):
        act = p.menu[actor, channel, m]
        s.value[m] = value(p, s, actor, act, p.utility[s.regime, actor, channel, m]) if legal(p, s, act) else nan
        if s.value[m] > best:
            best = s.value[m]
    if best == -inf:
        return -1
    whole = 0.0
    for n in range(p.nest_count[actor, channel]):
        inside, weights, rho = 0.0, 0.0, p.nest_similarity[actor, channel, n]
        for m in range(count):
            if p.option_nest[actor, channel, m] == n and not isnan(s.value[m]):
                s.tilt[m] = p.option_weight[actor, channel, m] * exp(p.precision[actor, channel] * (s.value[m] - best) / rho)
                inside += s.tilt[m]
                weights += p.option_weight[actor, channel, m]
        s.nest[n] = p.nest_weight[actor, channel, n] * exp(rho * log(inside / weights)) if inside > 0.0 else 0.0
        s.inside[n] = inside
        whole += s.nest[n]
    n, u = 0, random() * whole
    while n < p.nest_count[actor, channel] - 1 and u >= s.nest[n]:
        u -= s.nest[n]
        n += 1
    chosen, u = -1, random() * s.inside[n]
    for m in range(count):
        if p.option_nest[actor, channel, m] == n and not isnan(s.value[m]) and (chosen < 0 or u >= 0.0):
            chosen = m
            u -= s.tilt[m]
    return chosen


@compiled
def take(p, s, actor, act):
    """Carry out an act: flags, fronts, aid, tension, talks, a possible clash, and exposure as others read it."""
    side = p.side[actor]
    for flag in range(p.switches):
        if p.act_sets[act, flag] >= 0:
            s.flag[flag] = p.act_sets[act, flag]
    for k in range(p.fronts):
        s.front[k] += p.act_front[act, k]
        s.aid[k] += p.act_aid[act, k]
    heat(p, s, side, p.act_rung[act])
    if p.act_talks[act]:
        s.talked[actor] = s.now
    clashes = p.act_clash[act] > 0.0 and random() < p.act_clash[act]
    for d in range(p.dimensions):
        if p.act_exposes[act, d] > 0.0:
            noise = p.exposure_noise * normal()
            for j in range(p.owners):
                if p.has_line[j, d] and p.side[p.owner_actor[j]] != side:
                    exposure = max(0.0, p.act_exposes[act, d] + noise)
                    s.exposed[j] += s.survival * p.value[j, d] * exposure
                    if not (clashes and p.clash_exposes[d] > 0.0):
                        cross(p, s, j, d, exposure, p.act_backed[actor, act], 0, -1)
    if clashes:
        clash(p, s)


@compiled
def answer(p, s, i):
    """Let the owner answer a crossing, nuclear use as weight, and let the public learn from it."""
    row = s.crossing[i]
    j, d, exposure, backed, depth, ground = int(row[0]), int(row[1]), row[2], row[3], int(row[4]), int(row[5])
    side = p.side[p.owner_actor[j]]
    if p.has_nuclear[j]:
        chance, deliberate = true_chance(p, s, j, d, exposure, NUCLEAR, depth, ground)
        if s.survival * chance > 0.0:
            s.by_actor[p.owner_actor[j]] += s.survival * chance
            s.answered += s.survival * chance * answer_to_use(p, s, j)
            use(s, DELIBERATE if deliberate else NOISE, s.survival * chance)
    chance, _ = true_chance(p, s, j, d, exposure, CONVENTIONAL, depth, ground)
    kind, rung = VERBAL, 0
    if random() < chance:
        kind = CONVENTIONAL
        if p.backer_probability[j] > 0.0 and backed > 0.0:
            means_to, _, _ = true_ready(p, s, j, d, exposure, CONVENTIONAL, BACKER, depth)
            if random() < p.backer_probability[j] * backed * p.backer_share[s.regime, j] * means_to:
                kind = BACKER
    if kind == CONVENTIONAL:
        rung = rung_of_answer(p, s, j, p.value[j, d] * exposure)
    elif kind == BACKER:
        rung = p.backer_rung[j]
    else:
        u, word = random(), 0
        while word < p.words - 1 and u >= p.verbal_cumulative[j, word]:
            word += 1
        rung = p.verbal_rungs[j, word]
    s.answers[j, rung] += s.survival
    chances_by_type(p, s, j, d, exposure, CONVENTIONAL, depth, ground)
    learn(p, s, j, CONVENTIONAL, kind != VERBAL)
    if p.has_nuclear[j]:
        chances_by_type(p, s, j, d, exposure, NUCLEAR, depth, ground)
        learn(p, s, j, NUCLEAR, False)
    heat(p, s, side, rung)
    if kind == VERBAL:
        return
    clashes = kind == BACKER or p.answer_clashes[j] == 1
    if clashes:
        clash(p, s)
    if depth == 0:
        for e in range(p.dimensions):
            if p.answer_exposes[j, kind, e] > 0.0 and not (clashes and p.clash_exposes[e] > 0.0):
                for o in range(p.owners):
                    if p.has_line[o, e] and p.side[p.owner_actor[o]] != side:
                        cross(p, s, o, e, p.answer_exposes[j, kind, e], 0.0, 1, -1)


@compiled
def answer_to_use(p, s, j):
    """Return the chance that some other owner answers nuclear use by owner j."""
    silent = 1.0
    for o in range(p.owners):
        if p.side[p.owner_actor[o]] != p.side[p.owner_actor[j]]:
            for d in range(p.dimensions):
                if p.answer_exposes[j, NUCLEAR, d] > 0.0 and p.has_line[o, d]:
                    chance, _ = true_chance(p, s, o, d, p.answer_exposes[j, NUCLEAR, d], CONVENTIONAL, 1, -1)
                    silent *= 1.0 - chance
    return 1.0 - silent


@compiled
def rung_of_answer(p, s, j, material):
    """Draw the rung of a conventional answer by logit."""
    first, last = p.rung_first[j], p.rung_last[j]
    whole = 0.0
    for rung in range(first, last + 1):
        x = rung / last
        s.rung[rung - first] = exp(p.rung_precision[j] * (p.rung_benefit[j] * material * x - p.rung_cost[j] * x * x))
        whole += s.rung[rung - first]
    u, rung = random() * whole, first
    while rung < last and u >= s.rung[rung - first]:
        u -= s.rung[rung - first]
        rung += 1
    return rung


@compiled
def settles(p, s):
    """Return whether a candidate moment of settlement is accepted."""
    since = s.now - p.memory
    if s.talked[p.party[1]] < since:
        return False
    rate = 0.0
    if s.talked[p.party[0]] >= since:
        rate = p.settlement_rates[0]
    elif p.mediator >= 0 and s.talked[p.mediator] >= since:
        rate = p.settlement_rates[1]
    front = 0.0
    if p.settlement_front >= 0:
        front = s.front[p.settlement_front] * p.side_losing[p.side[p.party[0]], p.settlement_front]
    width = p.cost_of_war[0] * (1.0 + p.cost_when_losing[0] * max(0.0, front)) + p.cost_of_war[1] * (1.0 + p.cost_when_losing[1] * max(0.0, -front))
    return random() * p.clock_rate[s.clock] < rate * (1.0 + tanh((width - p.indivisibility) / p.range_width)) / 2.0


@compiled
def happen(p, s):
    """Let the event happen: what it changes and exposes."""
    subject = p.clock_subject[s.clock] if s.clock >= 0 else 0
    if s.event == CALENDAR:
        s.regime += 1
        for flag in range(p.switches):
            if p.regime_flag[s.regime, flag] >= 0:
                s.flag[flag] = p.regime_flag[s.regime, flag]
    elif s.event == OPPORTUNITY:
        actor, channel = subject // 2, subject % 2
        place = choose(p, s, actor, channel)
        if place >= 0:
            s.acts[actor, channel, place] += s.survival
            take(p, s, actor, p.menu[actor, channel, place])
    elif s.event == INCIDENT:
        for d in range(p.dimensions):
            low, high = p.incident_low[subject, d], p.incident_high[subject, d]
            if high > 0.0:
                exposure = low + (high - low) * random()
                for j in range(p.owners):
                    if p.has_line[j, d]:
                        cross(p, s, j, d, exposure, 0.0, 0, -1)
    elif s.event == GROUND:
        for line in range(p.grounds):
            exposure = ground_lost(p, s, line)
            if exposure >= s.mark[line] + p.ground_step or (s.collapsed and exposure > s.mark[line]):
                s.mark[line] = exposure
                cross(p, s, p.ground_owner[line], p.ground_dimension[line], exposure, 0.0, 0, line)
    elif s.event == SETTLEMENT_CHANCE:
        if settles(p, s):
            s.ending = SETTLED
    elif s.event == CLASH_CHANCE:
        rate, tension = 0.0, max(s.tension[0], s.tension[1])
        for i in range(p.steps):
            if tension >= p.clash_steps[i]:
                rate = p.clash_rates[i]
        if random() * p.clock_rate[s.clock] < rate:
            clash(p, s)


@compiled
def turn(p, s):
    """Play one event."""
    s.crossings = s.clashed = 0
    next_event(p, s)
    advance(p, s)
    happen(p, s)
    i = 0
    while i < s.crossings:
        answer(p, s, i)
        i += 1
    if s.clashed:
        for d in range(p.dimensions):
            if p.clash_exposes[d] > 0.0:
                for j in range(p.owners):
                    if p.has_line[j, d]:
                        cross(p, s, j, d, p.clash_exposes[d], 0.0, 0, -1)
        while i < s.crossings:
            answer(p, s, i)
            i += 1
    s.score[EVENTS] += 1.0
    s.score[CROSSINGS] += s.crossings
    if s.event == GROUND and s.collapsed:
        s.ending = COLLAPSED
    elif s.event == HORIZON:
        s.ending = AT_HORIZON


@compiled
def play(p, s):
    """Play one history to its end and fill the rest of its record with what then stands."""
    begin(p, s)
    while s.ending == RUNNING:
        turn(p, s)
    s.score[SETTLEMENT if s.ending == SETTLED else COLLAPSE if s.ending == COLLAPSED else NO_END] = s.survival
    if s.tick < p.ticks:
        first = s.tick
        read(p, s, 0.0, 0.0, 0.0)
        s.record[first + 1 :] = s.record[first]
        s.tick = p.ticks


@compiled
def play_all(p, s, seed, histories, score, record):
    """Play histories one after the other; add weighted scores and records; return the sum of weights."""
    np.random.seed(seed)  # noqa: NPY002
    whole = 0.0
    for _ in range(histories):
        play(p, s)
        whole += s.weight
        for i in range(len(s.score)):
            score[i] += s.weight * s.score[i]
        for t in range(p.ticks):
            for c in range(record.shape[1]):
                record[t, c] += s.weight * s.record[t, c] * (s.record[t, 5] if c == 2 or c == 3 else 1.0)
    return whole


def new_state(p: Any) -> Any:
    """Return an empty history of a world, as a record of arrays as long as those of Params, so that worlds share one compilation."""
    (owners, _, types), (actors, _, options) = p.prior_public.shape, p.menu.shape
    fronts, rungs = p.front_initial.shape[0], 32
    floats: dict[str, tuple[int, ...]] = dict.fromkeys(("now", "front_time", "event_time", "clash_time", "survival", "weight", "answered"), ())
    floats |= {"next_time": p.clock_rate.shape, "front": (fronts,), "aid": (fronts,), "tension": (2,), "talked": (actors,), "hazard": (actors,)}
    floats |= {"belief": (owners, 2, types), "chance": (types,), "last": (owners, 2), "mark": p.ground_owner.shape}
    floats |= {"tested": (*p.ground_owner.shape, 2, types), "tested_own": (*p.ground_owner.shape, 2), "crossing": (64, 6)}
    floats |= {"value": (options,), "tilt": (options,), "nest": p.nest_weight.shape[2:], "inside": p.nest_weight.shape[2:], "rung": (rungs,)}
    floats |= {"score": (len(NAMES),), "by_actor": (actors,), "acts": (actors, 2, options), "answers": (owners, rungs), "exposed": (owners,)}
    floats |= {"record": (*p.record_times.shape, CHANNELS + fronts)}
    numbers = ("regime", "node", "tick", "ending", "clashed", "collapsed", "crossings", "event", "clock")
    whole: dict[str, tuple[int, ...]] = {**dict.fromkeys(numbers, ()), "flag": p.flag_initial.shape, "true_type": (owners, 2, 3)}
    fields = [(name, kind, shape) for kind, group in (("f8", floats), ("i8", whole)) for name, shape in group.items()]
    return np.zeros(1, np.dtype(fields, align=True)).view(np.recarray)[0]


def simulate(params: Any, seed: int, histories: int, width: int = 1) -> dict[str, float]:
    """Return weighted means of the scores by name, and of the last record of credibility.

    Parameters
    ----------
    params : Params     of a prepared world (sim.encode.params); depth 1, attribution by target, the logit policy
    width : int         1: one history at a time is all it can do

    Raises
    ------
    ValueError     for a world with options that are not written here
    """
    if params.depth != 1 or params.attribution != 0 or params.believes != 1 or params.policy[: params.actors].any() or width != 1:
        raise ValueError("the obvious kernel knows depth 1, attribution by target, public beliefs, the logit policy, and width 1")
    score, record = np.zeros(len(NAMES)), np.zeros((int(params.ticks), CHANNELS + params.front_initial.shape[0]))
    whole = play_all(params, new_state(params), seed, histories, score, record)
    means = {name: float(total) / whole for name, total in zip(NAMES, score, strict=True)}
    nuclear = means["deliberate"] + means["noise"] + means["inadvertent"]
    return means | {"nuclear_use": nuclear, "credibility": float(record[-1, 2] / record[-1, 5])}
