"""The obvious kernel, part 1 of 3: what owners of red lines would do, what the public believes of them and learns. See numba_obvious.py."""

from math import erfc, exp, inf, log, sqrt

import numpy as np

from benchmarks.alternatives.compiler import compiled

CONVENTIONAL, NUCLEAR, BACKER, VERBAL = range(4)


@compiled
def random():
    """Return a uniform draw."""
    return np.random.random()  # noqa: NPY002


@compiled
def normal():
    """Return a standard normal draw."""
    return np.random.standard_normal()  # noqa: NPY002


@compiled
def waiting(rate):
    """Return an exponential waiting time."""
    return np.random.exponential(1.0 / rate) if rate > 0.0 else inf  # noqa: NPY002


@compiled
def phi(x):
    """Return the standard normal distribution function."""
    return 0.5 * erfc(-x / sqrt(2.0))


@compiled
def ready(stake, price, noise):
    """Return the chance that a type means to answer."""
    return phi(log(stake / price) / noise) if stake > 0.0 else 0.0


@compiled
def losing(p, s, side):
    """Return how far a side is losing on its worst front."""
    worst, found = 0.0, False
    for k in range(p.fronts):
        if p.side_losing[side, k] != 0.0 and (not found or p.side_losing[side, k] * s.front[k] > worst):
            worst, found = p.side_losing[side, k] * s.front[k], True
    return worst


@compiled
def stakes(p, s, j, d, exposure, tier, own):
    """Return what leaving an exposure unanswered is worth to a bluff and to a real audience cost."""
    line = p.conventional_line[j, d]
    if tier == NUCLEAR:
        line = p.nuclear_line_own[s.regime, j, d] if own else p.nuclear_line_public[s.regime, j, d]
    material = p.value[j, d] * exposure
    return material, material + p.audience_cost[j, tier] * phi((exposure - line) / p.ambiguity)


@compiled
def despair(p, s, j, kind):
    """Return the factor on every price of owner j: losing makes answers cheaper, waiting for a successor dearer."""
    wait = 0.0 if kind == BACKER else p.log_wait[s.regime, j]
    return exp(wait - p.desperation[j] * max(0.0, losing(p, s, p.side[p.owner_actor[j]])))


@compiled
def believed(p, s, j, d, exposure, tier, loss):
    """Return the public probability of an answer that would cost the owner an expected loss."""
    bluff, real = stakes(p, s, j, d, exposure, tier, False)
    factor, noise, f = despair(p, s, j, tier), p.answer_noise[j, tier], p.false_alarm[j, tier]
    total = 0.0
    for cell in range(p.cells):
        price = (p.cost[j, tier, cell] + loss) * factor
        for kind in range(2):
            chance = ready(real if kind else bluff, price, noise)
            for level in range(p.levels):
                total += s.belief[j, tier, (2 * level + kind) * p.stride + cell] * (f + (p.reliability[j, tier, level] - f) * chance)
    return total


@compiled
def expected_loss(p, s, j, kind):
    """Return what owner j expects to lose if its answer of this kind exposes the lines of others, who weigh only their own cost."""
    total, actor = 0.0, p.owner_actor[j]
    for o in range(p.owners):
        if p.side[p.owner_actor[o]] != p.side[actor]:
            for d in range(p.dimensions):
                exposure = p.answer_exposes[j, kind, d]
                if exposure > 0.0 and p.has_line[o, d]:
                    total += p.loss_if_answered[actor, o] * believed(p, s, o, d, exposure, CONVENTIONAL, 0.0)
                    if p.has_nuclear[o]:
                        total += p.loss_if_nuclear[actor] * believed(p, s, o, d, exposure, NUCLEAR, 0.0)
    return total


@compiled
def foreseen(p, s, j, kind, depth):
    """Return the loss an owner foresees: an answer to an answer foresees none."""
    return expected_loss(p, s, j, kind) if depth == 0 else 0.0


@compiled
def public_chance(p, s, j, d, exposure, tier):
    """Return the public probability that owner j answers."""
    return believed(p, s, j, d, exposure, tier, expected_loss(p, s, j, tier)) if tier == CONVENTIONAL or p.has_nuclear[j] else 0.0


@compiled
def true_ready(p, s, j, d, exposure, tier, kind, depth):
    """Return (readiness, stake, price) of the true type for an answer of a kind."""
    bluff, real = stakes(p, s, j, d, exposure, tier, True)
    stake = real if s.true_type[j, tier, 1] else bluff
    price = (p.cost[j, tier, s.true_type[j, tier, 0]] + foreseen(p, s, j, kind, depth)) * despair(p, s, j, kind)
    return ready(stake, price, p.answer_noise[j, tier]), stake, price


@compiled
def true_chance(p, s, j, d, exposure, tier, depth, ground):
    """Return (chance of an answer now, whether the stake reaches the price) of the true type."""
    chance, stake, price = true_ready(p, s, j, d, exposure, tier, tier, depth)
    f = p.false_alarm[j, tier]
    chance = f + (p.reliability[j, tier, s.true_type[j, tier, 2]] - f) * chance
    if ground >= 0:
        before = s.tested_own[ground, tier]
        s.tested_own[ground, tier] = max(before, chance)
        chance = max(0.0, chance - before) / (1.0 - before) if before < 1.0 else 0.0
    return chance, stake >= price


@compiled
def chances_by_type(p, s, j, d, exposure, tier, depth, ground):
    """Fill s.chance with the probability of an answer of every type, as the public computes it."""
    bluff, real = stakes(p, s, j, d, exposure, tier, False)
    factor, noise, f = despair(p, s, j, tier), p.answer_noise[j, tier], p.false_alarm[j, tier]
    loss = foreseen(p, s, j, tier, depth)
    for cell in range(p.cells):
        price = (p.cost[j, tier, cell] + loss) * factor
        for kind in range(2):
            means_to = ready(real if kind else bluff, price, noise)
            for level in range(p.levels):
                chance, at = f + (p.reliability[j, tier, level] - f) * means_to, (2 * level + kind) * p.stride + cell
                if ground >= 0:
                    before = s.tested[ground, tier, at]
                    s.tested[ground, tier, at] = max(before, chance)
                    chance = max(0.0, chance - before) / (1.0 - before) if before < 1.0 else 0.0
                s.chance[at] = chance


@compiled
def learn(p, s, j, tier, answered):
    """Update the public belief by Bayes' rule from s.chance."""
    evidence = 0.0
    for i in range(p.types):
        s.belief[j, tier, i] *= s.chance[i] if answered else 1.0 - s.chance[i]
        evidence += s.belief[j, tier, i]
    for i in range(p.types):
        s.belief[j, tier, i] /= evidence
