"""What the public believes of an owner's answer, what the owner of a type would do, and how an answer or silence teaches.

Beliefs are over types, not over thresholds: after a change of doctrine the same table is read with new lines, and what is learned on one
dimension carries to the others.
"""

from sim.engine.foresight import average, fill_readiness, foreseen, new_version
from sim.jit import routine, step
from sim.rules.belief import likelihood, update
from sim.rules.credibility import answer_probability, log_price, readiness
from sim.rules.numerics import bounded_log, log
from sim.rules.provocation import log_stakes
from sim.rules.red_lines import event, state
from sim.terms import Tier

CONVENTIONAL, NUCLEAR, BACKER = int(Tier.CONVENTIONAL), int(Tier.NUCLEAR), int(Tier.BACKER)
FULL, PLAIN = 0, 1  # prices: with the expected loss of the depth; one depth down, at depth 1 the own cost only
ITERATIONS = 500  # of the converged depth, damped by half; reported as failed where it does not settle
SETTLED = 1e-10
HUGE = 1e300
event_chance, state_chance = event.chance, state.chance


@routine
def losing_of(p, s, side):
    """Return how far a side is losing on its worst front, in [-1, 1]; 0 without a front."""
    worst = 0.0
    found = False
    for k in range(p.fronts):
        if p.side_losing[side, k] != 0.0:
            losing = p.side_losing[side, k] * s.front[k]
            if not found or losing > worst:
                worst = losing
                found = True
    return worst


@routine
def line_of(p, s, j, d, tier, own):
    """Return the declared line h of owner j on dimension d: `own` = 1 the operative text, 0 the published one."""
    if tier == CONVENTIONAL:
        return p.conventional_line[j, d]
    return p.nuclear_line_own[s.regime, j, d] if own == 1 else p.nuclear_line_public[s.regime, j, d]


@routine
def stakes(p, s, j, d, exposure, tier, own):
    """Return the logarithms of the stake for a bluff (A = 0) and for a real audience cost."""
    line, kept = line_of(p, s, j, d, tier, own), s.stakes[tier]
    if kept[0] != j or kept[1] != d or kept[2] != exposure or kept[3] != line:  # owner and public mostly ask the same
        kept[0], kept[1], kept[2], kept[3] = j, d, exposure, line
        kept[4], kept[5] = log_stakes(p.value[j, d], exposure, p.audience_cost[j, tier], line, p.ambiguity)
    return kept[4], kept[5]


@routine
def price_kind(p, s, plain, j, kind, tier, loss, losing, log_wait):
    """Fill price[plain, j, kind] (cells,): the log price of an answer with the costs of a tier and an expected loss, unless it is that already."""
    key = s.price_key[plain, j, kind]
    if s.price_version[plain, j, kind] > 0 and key[0] == loss and key[1] == losing and key[2] == log_wait:
        return
    key[0], key[1], key[2] = loss, losing, log_wait
    s.price_version[plain, j, kind] = new_version(s)
    price = s.price[plain, j, kind]
    phi = p.desperation[j]
    if loss == 0.0:
        for i in range(p.stride):
            price[i] = log_price(p.log_cost[j, tier, i], phi, losing, log_wait)
    elif loss > 0.0 and loss < HUGE:  # the same numbers as below, without branches
        for i in range(p.stride):
            price[i] = log_price(bounded_log(p.cost[j, tier, i] + loss), phi, losing, log_wait)
    else:
        for i in range(p.stride):
            price[i] = log_price(log(p.cost[j, tier, i] + loss), phi, losing, log_wait)


@routine
def price_owner(p, s, plain, j, conventional_loss, nuclear_loss, backer_loss):
    """Fill price[plain, j] (3, cells) for the given expected losses of the three kinds of answer; plain 1: the prices one depth down.

    A strike on the backer costs as in the conventional tier, without the premium on waiting: whether to answer has been decided by then.
    """
    losing = max(0.0, losing_of(p, s, p.side[p.owner_actor[j]])) if p.desperation[j] > 0.0 else 0.0
    log_wait = p.log_wait[s.regime, j]
    price_kind(p, s, plain, j, CONVENTIONAL, CONVENTIONAL, conventional_loss, losing, log_wait)
    if p.backer_probability[j] > 0.0:
        price_kind(p, s, plain, j, BACKER, CONVENTIONAL, backer_loss, losing, 0.0)
    if p.has_nuclear[j] == 1:
        price_kind(p, s, plain, j, NUCLEAR, NUCLEAR, nuclear_loss, losing, log_wait)


@routine
def believed(p, s, plain, j, d, exposure, tier):
    """Return the public probability that owner j answers any exposure on dimension d in this tier, at price[plain, j, tier] (cells,)."""
    if tier == NUCLEAR and p.has_nuclear[j] == 0:
        return 0.0
    bluff, real = stakes(p, s, j, d, exposure, tier, 0)
    fill_readiness(p.stride, s.ready, s.price[plain, j, tier], bluff, real, p.answer_noise[j, tier])
    return average(s.pooled[j, tier], s.ready, p.stride, p.false_alarm[j, tier])


@routine
def expected_loss(p, s, j, kind):
    """Return what owner j expects to lose if its answer of this kind (terms.Tier) exposes the lines of others, at their plain prices."""
    total = 0.0
    loss_if_nuclear = p.loss_if_nuclear[p.owner_actor[j]]
    for row in range(p.reply_first[j, kind], p.reply_first[j, kind] + p.reply_count[j, kind]):
        k = p.threat_standing[s.regime, row]
        total += p.threat_loss[s.regime, row] * foreseen(p, s, k, CONVENTIONAL)
        if loss_if_nuclear > 0.0:
            total += loss_if_nuclear * foreseen(p, s, k, NUCLEAR)
    return total


@step
def weigh_deeply(p, s):
    """Fill loss_now and loss_before (J, 3) by iterating expected losses to the depth, or until they settle where depth is 0."""
    owners = p.owners
    s.loss_now[:] = 0.0
    rounds = p.depth if p.depth > 0 else ITERATIONS
    gap = 0.0
    for _ in range(rounds):
        for j in range(owners):
            price_owner(p, s, PLAIN, j, s.loss_now[j, 0], s.loss_now[j, 1], s.loss_now[j, 2])
            for kind in range(3):
                s.loss_before[j, kind] = s.loss_now[j, kind]
        gap = 0.0
        for j in range(owners):
            for kind in range(3):
                fresh = expected_loss(p, s, j, kind)
                if p.depth == 0:
                    fresh = 0.5 * fresh + 0.5 * s.loss_before[j, kind]
                s.loss_now[j, kind] = fresh
                gap = max(gap, abs(fresh - s.loss_before[j, kind]))
        if p.depth == 0 and gap < SETTLED:
            break
    if p.depth == 0 and not gap < SETTLED:
        s.failed = 1


@routine
def weigh(p, s, j, cascaded):
    """Fill price[FULL, j]: what each type of owner j would pay for each kind of answer, retaliation included.

    At depth 1 the others' answers are priced at their own cost only. An answer to an answer (`cascaded` = 1) is weighed one depth less, so
    that an owner meets exactly the answer it expected.
    """
    if p.depth != 1:
        weigh_deeply(p, s)
        if cascaded == 1:
            price_owner(p, s, FULL, j, s.loss_before[j, 0], s.loss_before[j, 1], s.loss_before[j, 2])
        else:
            price_owner(p, s, FULL, j, s.loss_now[j, 0], s.loss_now[j, 1], s.loss_now[j, 2])
        return
    if cascaded == 1:
        price_owner(p, s, FULL, j, 0.0, 0.0, 0.0)
        return
    for o in range(p.owners):
        if o != j:
            price_owner(p, s, PLAIN, o, 0.0, 0.0, 0.0)
    nuclear = expected_loss(p, s, j, NUCLEAR) if p.has_nuclear[j] == 1 else 0.0
    backer = expected_loss(p, s, j, BACKER) if p.backer_probability[j] > 0.0 else 0.0
    price_owner(p, s, FULL, j, expected_loss(p, s, j, CONVENTIONAL), nuclear, backer)


@routine
def type_answer(p, s, j, d, exposure, tier):
    """Return (answer probability, log stake, log price) of owner j's true type, computed with its operative lines, at full prices."""
    cell, real, level = s.true_type[j, tier, 0], s.true_type[j, tier, 1], s.true_type[j, tier, 2]
    bluff, backed = stakes(p, s, j, d, exposure, tier, 1)
    at_stake = backed if real == 1 else bluff
    price = s.price[FULL, j, tier, cell]
    chance = answer_probability(readiness(at_stake, price, p.answer_noise[j, tier]), p.reliability[j, tier, level], p.false_alarm[j, tier])
    if chance != chance:  # no comparison would notice
        s.failed = 1
    return chance, at_stake, price


@routine
def pool(p, s, j, tier):
    """Refresh pooled[j, tier] (2 * cells, bluffs first): the belief summed over reliability with weight e - f, all that
    the public probability of an answer needs. To be called whenever `public` has changed.
    """
    width = p.pooled
    f = p.false_alarm[j, tier]
    table, pooled = s.public[j, tier], s.pooled[j, tier]
    pooled[:width] = 0.0
    for level in range(p.tier_levels[j, tier]):
        factor = p.reliability[j, tier, level] - f
        first = level * width
        for i in range(width):
            pooled[i] += table[first + i] * factor
    s.belief_version[j, tier] = new_version(s)


@routine
def probabilities_by_type(p, s, j, d, exposure, tier, ground, out):
    """Fill out (types,) with each type's probability of answering now, as the public computes it; ground >= 0: a state-like line.

    For a state-like line the running maximum of each type moves up with it.
    """
    bluff, real = stakes(p, s, j, d, exposure, tier, 0)
    fill_readiness(p.stride, s.ready, s.price[FULL, j, tier], bluff, real, p.answer_noise[j, tier])
    width = p.pooled
    f = p.false_alarm[j, tier]
    for level in range(p.tier_levels[j, tier]):
        e = p.reliability[j, tier, level]
        first = level * width
        for i in range(width):
            out[first + i], _ = event_chance(answer_probability(s.ready[i], e, f), 0.0)
        if ground >= 0:
            for i in range(first, first + width):
                out[i], s.tested[ground, tier, i] = state_chance(out[i], s.tested[ground, tier, i])


@routine
def learn(p, s, j, d, exposure, tier, ground, answered):
    """Update the public belief over owner j's type in one tier; return the public probability of an answer just before.

    One update per tier per fresh crossing, for an answer and for silence alike. Evidence of zero, or that is no number, marks the history as failed.
    """
    probabilities_by_type(p, s, j, d, exposure, tier, ground, s.likelihood)
    width, levels = p.pooled, p.tier_levels[j, tier]
    for i in range(levels * width):
        s.likelihood[i] = likelihood(s.likelihood[i], answered)
    evidence = update(s.public[j, tier], s.likelihood, width, levels, s.ready)
    if not evidence > 0.0:  # 0, or not a number
        s.failed = 1
    pool(p, s, j, tier)
    return evidence if answered else 1.0 - evidence
