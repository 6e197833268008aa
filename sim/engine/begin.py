"""Step 0: a fresh history. Clocks start, the world stands as the scenario says, each owner's type is drawn from the posterior of history."""

from sim.engine.beliefs import pool, probabilities_by_type, type_answer, weigh
from sim.engine.draws import uniform
from sim.engine.front import draw_path, ground_lost
from sim.jit import routine, step
from sim.rules.numerics import INFINITY, waiting_time
from sim.terms import Detail, Purpose

CLASH_MONTH, ANSWER_MONTH = int(Detail.CLASH_MONTH), int(Detail.FIRST_ANSWER_MONTH)
CLOCK, COST, AUDIENCE, RELIABILITY = int(Purpose.CLOCK), int(Purpose.TYPE_COST), int(Purpose.TYPE_AUDIENCE), int(Purpose.TYPE_RELIABILITY)


@step
def draw_type(p, s, j, tier):
    """Draw the true type of owner j in one tier; return its importance weight, posterior / proposal of the cost cell.

    The cell is drawn from the tempered posterior, the rest from the posterior given the cell, each by inversion of one uniform.
    """
    cells, stride, levels = p.cells, p.stride, p.tier_levels[j, tier]
    key, seed, replicate = p.owner_key[j], s.seed, s.replicate
    table = p.prior_true[j, tier]
    u = uniform(seed, replicate, key, COST, tier)
    cell = 0
    while cell < cells - 1 and u >= p.proposal_cumulative[j, tier, cell]:
        cell += 1
    bluff, total = 0.0, 0.0
    for level in range(levels):
        bluff += table[2 * level * stride + cell]
        total += table[2 * level * stride + cell] + table[(2 * level + 1) * stride + cell]
    real = 1 if uniform(seed, replicate, key, AUDIENCE, tier) * total >= bluff else 0
    share = total - bluff if real == 1 else bluff
    u = uniform(seed, replicate, key, RELIABILITY, tier) * share
    level = 0
    reached = table[real * stride + cell]
    while level < levels - 1 and u >= reached:
        level += 1
        reached += table[(2 * level + real) * stride + cell]
    s.true_type[j, tier, 0], s.true_type[j, tier, 1], s.true_type[j, tier, 2] = cell, real, level
    return p.cell_weight[j, tier, cell]


@routine
def set_world(p, s):
    """Set the world as the scenario says: fronts, aid, tension, flags, beliefs; nothing drawn yet."""
    s.now = 0.0
    s.regime = 0
    s.ending = 0
    s.failed = 0
    for k in range(p.fronts):
        s.front[k] = p.front_initial[k]
        s.aid[k] = p.aid_initial[k]
    s.front_time = 0.0
    s.node = 0
    s.collapsed = 0
    for side in range(2):
        s.tension[side] = p.tension_initial[side]
    for flag in range(p.switches):
        s.flag[flag] = p.flag_initial[flag]
    s.talked[:] = -INFINITY
    s.clash_time = INFINITY
    s.clash_now = 0
    s.stakes[:] = -1.0  # of no owner
    s.counter[:] = 0
    s.crossings = 0
    for j in range(p.owners):
        s.last_crossing[j, 0] = -1.0
        s.last_crossing[j, 1] = 0.0
        for tier in range(2):
            for i in range(p.types):
                s.public[j, tier, i] = p.prior_public[j, tier, i]
            pool(p, s, j, tier)
    s.survival = 1.0
    s.weight = 1.0
    s.score[:] = 0.0
    s.detail[:] = 0.0
    s.detail[CLASH_MONTH] = s.detail[ANSWER_MONTH] = INFINITY
    s.tick = 0
    s.credibility[:] = 0.0


@step
def set_marks(p, s):
    """Start every state-like line at the initial state: what is already lost has been met, only further loss is a crossing."""
    for line in range(p.grounds):
        j, d = p.ground_owner[line], p.ground_dimension[line]
        s.mark[line] = ground_lost(p, s, line)
        s.tested[line, :, :] = 0.0
        s.tested_own[line, :] = 0.0
        weigh(p, s, j, 0)
        for tier in range(1 + p.has_nuclear[j]):
            probabilities_by_type(p, s, j, d, s.mark[line], tier, line, s.likelihood)
            chance, _, _ = type_answer(p, s, j, d, s.mark[line], tier)
            s.tested_own[line, tier] = chance


@routine
def begin(p, s, seed, replicate):
    """Start history `replicate` of `seed` (both uint64): step 0 of a turn."""
    s.seed = seed
    s.replicate = replicate
    set_world(p, s)
    draw_path(p, s)
    for j in range(p.owners):
        for tier in range(1 + p.has_nuclear[j]):
            s.weight *= draw_type(p, s, j, tier)
    set_marks(p, s)
    for c in range(p.clocks):
        s.count[c] = 0
        s.next_time[c] = waiting_time(uniform(seed, replicate, p.clock_key[c], CLOCK, 0), p.clock_rate[c])
