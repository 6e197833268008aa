"""Steps 5 and 6: the owner answers a crossing at once, tier by tier, and the public learns from the answer or the silence."""

from sim.engine.beliefs import BACKER, CONVENTIONAL, FULL, NUCLEAR, learn, line_of, type_answer, weigh
from sim.engine.draws import uniform
from sim.engine.realise import cross, have_clash
from sim.jit import routine, step
from sim.rules.accident import raised
from sim.rules.credibility import readiness
from sim.rules.numerics import log
from sim.rules.outcome import chosen_use, is_deliberate
from sim.rules.provocation import past_line, stake, targeting
from sim.rules.red_lines import state
from sim.rules.response import rung_of_answer, strikes_backer, verbal_rung
from sim.terms import Crossing, Detail, Purpose, Score, Tier

ANSWER, BACKER_DRAW, RUNG_DRAW = int(Purpose.ANSWER), int(Purpose.BACKER), int(Purpose.RUNG)
VERBAL = int(Tier.VERBAL)
OWNER, DIMENSION, EXPOSURE, BACKED, DEPTH, GROUND = map(
    int, (Crossing.OWNER, Crossing.DIMENSION, Crossing.EXPOSURE, Crossing.BACKED, Crossing.DEPTH, Crossing.GROUND)
)
F_CONVENTIONAL, F_NUCLEAR, F_DELIBERATE, F_TIER, F_RUNG = map(
    int, (Crossing.CONVENTIONAL, Crossing.NUCLEAR, Crossing.DELIBERATE, Crossing.TIER, Crossing.RUNG)
)
F_BELIEVED, F_BELIEVED_NUCLEAR = int(Crossing.BELIEVED_CONVENTIONAL), int(Crossing.BELIEVED_NUCLEAR)
DELIBERATE, NOISE, VIA_CLASH = int(Score.DELIBERATE), int(Score.NOISE), int(Score.VIA_CLASH)
DEMONSTRATION, ANSWERED = int(Score.DEMONSTRATION), int(Score.ANSWERED)
ANSWER_MONTH, MAX_RUNG = int(Detail.FIRST_ANSWER_MONTH), int(Detail.MAX_ANSWER_RUNG)
state_chance = state.chance


@routine
def chance_now(p, s, j, d, exposure, tier, ground):
    """Return (chance of an answer now, log stake, log price) of the true type; for a state-like line only what is new since the last test."""
    chance, at_stake, price = type_answer(p, s, j, d, exposure, tier)
    if ground >= 0:
        chance, s.tested_own[ground, tier] = state_chance(chance, s.tested_own[ground, tier])
    return chance, at_stake, price


@routine
def answer_to_use(p, s, j):
    """Return the probability that some other owner answers owner j's nuclear use, of their true types, priced at their own cost."""
    silent = 1.0
    for o in range(p.owners):
        if p.side[p.owner_actor[o]] != p.side[p.owner_actor[j]]:
            for d in range(p.dimensions):
                if p.answer_exposes[j, NUCLEAR, d] > 0.0 and p.has_line[o, d] == 1:
                    weigh(p, s, o, 1)
                    chance, _, _ = type_answer(p, s, o, d, p.answer_exposes[j, NUCLEAR, d], CONVENTIONAL)
                    silent *= 1.0 - chance
    return 1.0 - silent


@step
def weigh_nuclear(p, s, i):
    """Tier 1: score nuclear use as weight, deliberate or noise, and carry on as the history in which it did not happen."""
    j, d, exposure = int(s.crossing[i, OWNER]), int(s.crossing[i, DIMENSION]), s.crossing[i, EXPOSURE]
    chance, at_stake, price = chance_now(p, s, j, d, exposure, NUCLEAR, int(s.crossing[i, GROUND]))
    deliberate = is_deliberate(at_stake, price)
    s.crossing[i, F_NUCLEAR] = chance
    s.crossing[i, F_DELIBERATE] = 1.0 if deliberate else 0.0
    used, s.survival = chosen_use(s.survival, chance)
    if used <= 0.0:
        return
    s.score[DELIBERATE if deliberate else NOISE] += used
    s.score[p.nuclear_column[p.owner_actor[j]]] += used
    s.score[DEMONSTRATION] += used * p.demonstration_share[j]
    s.score[ANSWERED] += used * answer_to_use(p, s, j)
    if s.clash_time <= s.now:
        s.score[VIA_CLASH] += used
    s.score[p.answer_column[j] + p.nuclear_rungs[j, 0]] += used * p.demonstration_share[j]
    s.score[p.answer_column[j] + p.nuclear_rungs[j, 1]] += used * (1.0 - p.demonstration_share[j])


@routine
def backer_readiness(p, s, j, d, exposure):
    """Return how ready the true type is to strike the backer: stake and noise of the conventional tier, price of meeting the alliance."""
    cell, real = s.true_type[j, CONVENTIONAL, 0], s.true_type[j, CONVENTIONAL, 1]
    past = past_line(exposure, line_of(p, s, j, d, CONVENTIONAL, 1), p.ambiguity)
    at_stake = stake(p.value[j, d], exposure, p.audience_cost[j, CONVENTIONAL] if real == 1 else 0.0, past)
    return readiness(log(at_stake), s.price[FULL, j, BACKER, cell], p.answer_noise[j, CONVENTIONAL])


@step
def pick_answer(p, s, i):
    """Tiers 2 to 4: set the tier and rung of the sampled answer to crossing i."""
    j, d, exposure = int(s.crossing[i, OWNER]), int(s.crossing[i, DIMENSION]), s.crossing[i, EXPOSURE]
    seed, replicate, key, counter = s.seed, s.replicate, p.owner_key[j], s.counter[j]
    chance, _, _ = chance_now(p, s, j, d, exposure, CONVENTIONAL, int(s.crossing[i, GROUND]))
    s.crossing[i, F_CONVENTIONAL] = chance
    u = uniform(seed, replicate, key, RUNG_DRAW, counter)
    if uniform(seed, replicate, key, ANSWER, counter) >= chance:
        s.crossing[i, F_TIER] = VERBAL
        s.crossing[i, F_RUNG] = verbal_rung(p.verbal_rungs[j], p.verbal_cumulative[j], u)
        return
    if p.backer_probability[j] > 0.0 and s.crossing[i, BACKED] > 0.0:
        targeted = targeting(s.crossing[i, BACKED], p.backer_share[s.regime, j], p.attribution)
        strike = strikes_backer(p.backer_probability[j], targeted, backer_readiness(p, s, j, d, exposure))
        if uniform(seed, replicate, key, BACKER_DRAW, counter) < strike:
            s.crossing[i, F_TIER] = BACKER
            s.crossing[i, F_RUNG] = p.backer_rung[j]
            return
    s.crossing[i, F_TIER] = CONVENTIONAL
    rung = rung_of_answer(p.rung_first[j], p.rung_last[j], p.rung_benefit[j], p.rung_cost[j], p.rung_precision[j], p.value[j, d] * exposure, u)
    if rung < 0:
        rung = p.rung_last[j]
        s.failed = 1
    s.crossing[i, F_RUNG] = rung


@routine
def answer(p, s, i):
    """Let the owner answer crossing i: nuclear as weight, then the backer, a conventional rung or words, and what the answer exposes."""
    j = int(s.crossing[i, OWNER])
    weigh(p, s, j, int(s.crossing[i, DEPTH]))
    if p.has_nuclear[j] == 1:
        weigh_nuclear(p, s, i)
    pick_answer(p, s, i)
    s.counter[j] += 1
    tier, rung = int(s.crossing[i, F_TIER]), s.crossing[i, F_RUNG]
    s.score[p.answer_column[j] + int(rung)] += s.survival
    side = p.side[p.owner_actor[j]]
    s.tension[side] = raised(s.tension[side], rung, p.tension_gain)
    if tier == VERBAL:
        return
    s.detail[ANSWER_MONTH] = min(s.detail[ANSWER_MONTH], s.now)
    s.detail[MAX_RUNG] = max(s.detail[MAX_RUNG], rung)
    clashes = tier == BACKER or p.answer_clashes[j] == 1
    if clashes:
        have_clash(p, s)
    if s.crossing[i, DEPTH] == 0.0:
        for d in range(p.dimensions):
            met_by_clash = clashes and p.clash_exposes[d] > 0.0  # the clash itself exposes it: one crossing, not two
            if p.answer_exposes[j, tier, d] > 0.0 and not met_by_clash:
                for o in range(p.owners):
                    if p.has_line[o, d] == 1 and p.side[p.owner_actor[o]] != side:
                        cross(s, o, d, p.answer_exposes[j, tier, d], 0.0, 1, -1)


@step
def learn_from(p, s, i):
    """Update the public belief, both tiers, from what the owner did at crossing i; keep the public probabilities from just before.

    Prices are those of `answer`: nothing moves between an answer and its lesson.
    """
    j, d, exposure = int(s.crossing[i, OWNER]), int(s.crossing[i, DIMENSION]), s.crossing[i, EXPOSURE]
    ground = int(s.crossing[i, GROUND])
    s.crossing[i, F_BELIEVED] = learn(p, s, j, d, exposure, CONVENTIONAL, ground, s.crossing[i, F_TIER] != VERBAL)
    if p.has_nuclear[j] == 1:
        s.crossing[i, F_BELIEVED_NUCLEAR] = learn(p, s, j, d, exposure, NUCLEAR, ground, False)
