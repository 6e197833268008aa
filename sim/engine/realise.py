"""Steps 2 and 4: what the calendar changes, and what an act, an incident or lost ground does to the world and exposes."""

from sim.engine.draws import uniform
from sim.engine.front import ground_lost
from sim.engine.value import exposure_of
from sim.jit import routine, step
from sim.rules.accident import hazard_rate, raised
from sim.rules.numerics import normal_quantile
from sim.rules.settlement import bargaining_range, settlement_rate
from sim.terms import Crossing, Detail, Ending, Purpose, Score

OWNER, DIMENSION, EXPOSURE, BACKED, DEPTH, GROUND_LINE = map(
    int, (Crossing.OWNER, Crossing.DIMENSION, Crossing.EXPOSURE, Crossing.BACKED, Crossing.DEPTH, Crossing.GROUND)
)
NOISE, CLASH, THINNING = int(Purpose.EXPOSURE), int(Purpose.CLASH), int(Purpose.THINNING)
SETTLED = int(Ending.SETTLEMENT)
CLASH_MONTH = int(Detail.CLASH_MONTH)
S_CLASH = int(Score.CLASH)


@step
def turn_page(p, s):
    """Apply the calendar event: the next regime of payoffs and doctrine begins, and its flags are set."""
    s.regime += 1
    for flag in range(p.switches):
        if p.regime_flag[s.regime, flag] >= 0:
            s.flag[flag] = p.regime_flag[s.regime, flag]


@routine
def cross(s, j, d, exposure, backed, depth, ground):
    """Add one crossing to the turn's buffer."""
    i = s.crossings
    if i >= s.crossing.shape[0]:
        s.failed = 1
        return
    s.crossing[i, :] = 0.0
    s.crossing[i, OWNER], s.crossing[i, DIMENSION], s.crossing[i, EXPOSURE] = j, d, exposure
    s.crossing[i, BACKED], s.crossing[i, DEPTH], s.crossing[i, GROUND_LINE] = backed, depth, ground
    s.crossings = i + 1


@routine
def have_clash(p, s):
    """Mark a direct clash: the first one is scored as first passage; both tensions rise to its level."""
    s.clash_now = 1
    if s.clash_time > s.now:
        s.clash_time = s.now
        s.score[S_CLASH] = s.survival
        s.detail[CLASH_MONTH] = s.now
    for side in range(2):
        s.tension[side] = max(s.tension[side], p.clash_tension)


@routine
def realise(p, s):
    """Carry out the chosen act: flags, front, aid, tension, talks, a possible clash, and exposure as others read it (with noise)."""
    actor, act = s.taker, s.act
    if act < 0:
        return
    side = p.side[actor]
    counter = 2 * s.count[s.clock] + s.subject % 2
    for flag in range(p.switches):
        if p.act_sets[act, flag] >= 0:
            s.flag[flag] = p.act_sets[act, flag]
    for k in range(p.fronts):
        s.front[k] += p.act_front[act, k]
        s.aid[k] += p.act_aid[act, k]
    s.tension[side] = raised(s.tension[side], float(p.act_rung[act]), p.tension_gain)
    if p.act_talks[act] == 1:
        s.talked[actor] = s.now
    clashes = p.act_clash[act] > 0.0 and uniform(s.seed, s.replicate, p.actor_key[actor], CLASH, counter) < p.act_clash[act]
    for d in range(p.dimensions):
        met_by_clash = clashes and p.clash_exposes[d] > 0.0  # the clash itself exposes it: one crossing, not two
        if p.act_exposes[act, d] > 0.0:
            z = normal_quantile(uniform(s.seed, s.replicate, p.noise_key[actor, d], NOISE, counter))
            for j in range(p.owners):
                if p.has_line[j, d] == 1 and p.side[p.owner_actor[j]] != side:
                    exposure = max(0.0, exposure_of(p, s, actor, act, j, d) + p.exposure_noise * z)
                    s.score[p.exposure_column + j] += s.survival * p.value[j, d] * exposure
                    if not met_by_clash:
                        cross(s, j, d, exposure, p.act_backed[actor, act], 0, -1)
                        s.last_crossing[j, 0], s.last_crossing[j, 1] = d, exposure
                        s.score[p.crossing_column + d] += s.survival
    if clashes:
        have_clash(p, s)


@step
def befall(p, s):
    """Let an incident happen: it exposes lines at a level drawn uniformly from its range; it has no taker and no backer."""
    incident = s.subject
    for d in range(p.dimensions):
        if p.incident_high[incident, d] > 0.0:
            low, high = p.incident_low[incident, d], p.incident_high[incident, d]
            exposure = low + (high - low) * uniform(s.seed, s.replicate, p.incident_key[incident], NOISE, s.count[s.clock])
            for j in range(p.owners):
                if p.has_line[j, d] == 1:
                    cross(s, j, d, exposure, 0.0, 0, -1)
                    s.last_crossing[j, 0], s.last_crossing[j, 1] = d, exposure
                    s.score[p.crossing_column + d] += s.survival


@step
def lose_ground(p, s):
    """Turn lost ground into crossings of the state-like lines that have risen by a step, or by anything where the front has collapsed."""
    for line in range(p.grounds):
        exposure = ground_lost(p, s, line)
        if exposure >= s.mark[line] + p.ground_step or (s.collapsed == 1 and exposure > s.mark[line]):
            j, d = p.ground_owner[line], p.ground_dimension[line]
            s.mark[line] = exposure
            cross(s, j, d, exposure, 0.0, 0, line)
            s.score[p.crossing_column + d] += s.survival


@step
def maybe_settle(p, s):
    """Accept or reject a candidate moment of settlement: possible only while both parties (or the mediator and the second) have talked."""
    first, second, mediator = p.party[0], p.party[1], p.mediator
    since = s.now - p.memory
    if s.talked[second] < since:
        return
    rate = 0.0
    if s.talked[first] >= since:
        rate = p.settlement_rates[0]
    elif mediator >= 0 and s.talked[mediator] >= since:
        rate = p.settlement_rates[1]
    front = 0.0
    if p.settlement_front >= 0:
        front = s.front[p.settlement_front] * p.side_losing[p.side[first], p.settlement_front]
    width = bargaining_range(front, p.cost_of_war[0], p.cost_of_war[1], p.cost_when_losing[0], p.cost_when_losing[1], p.indivisibility)
    u = uniform(s.seed, s.replicate, p.clock_key[s.clock], THINNING, s.count[s.clock])
    if u * p.clock_rate[s.clock] < settlement_rate(rate, width, p.range_width):
        s.ending = SETTLED


@step
def maybe_clash(p, s):
    """Accept or reject a candidate moment of an inadvertent clash, at the hazard of the current tension."""
    u = uniform(s.seed, s.replicate, p.clock_key[s.clock], THINNING, s.count[s.clock])
    if u * p.clock_rate[s.clock] < hazard_rate(max(s.tension[0], s.tension[1]), p.clash_steps, p.clash_rates):
        have_clash(p, s)


@step
def cross_by_clash(p, s):
    """Turn a clash of this turn into crossings of whatever it exposes, whoever caused it."""
    for d in range(p.dimensions):
        if p.clash_exposes[d] > 0.0:
            for j in range(p.owners):
                if p.has_line[j, d] == 1:
                    cross(s, j, d, p.clash_exposes[d], 0.0, 0, -1)
                    s.last_crossing[j, 0], s.last_crossing[j, 1] = d, p.clash_exposes[d]
                    s.score[p.crossing_column + d] += s.survival
