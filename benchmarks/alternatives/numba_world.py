"""The obvious kernel, part 2 of 3: a history's beginning, and the world between its events. See numba_obvious.py."""

from math import exp, inf, log, sqrt

from benchmarks.alternatives.compiler import compiled
from benchmarks.alternatives.numba_owners import CONVENTIONAL, NUCLEAR, chances_by_type, normal, public_chance, random, true_chance, waiting

HORIZON, OPPORTUNITY, INCIDENT, SETTLEMENT_CHANCE, CLASH_CHANCE, CALENDAR, GROUND = range(7)
DELIBERATE, NOISE, INADVERTENT, VIA_CLASH, CLASH, SETTLEMENT, COLLAPSE, NO_END, EVENTS, CROSSINGS = range(10)
CHANNELS = 6  # of the record: nuclear use, clash, credibility (two tiers), tension, survival; then the fronts


@compiled
def draw_type(p, s, j, tier):
    """Draw the true type: the cost cell from the proposal, weighted back, the rest from the posterior of history."""
    u, cell = random(), 0
    while cell < p.cells - 1 and u >= p.proposal_cumulative[j, tier, cell]:
        cell += 1
    total = 0.0
    for i in range(2 * p.levels):
        total += p.prior_true[j, tier, i * p.stride + cell]
    u, at = random() * total, 0
    reached = p.prior_true[j, tier, cell]
    while at < 2 * p.levels - 1 and u >= reached:
        at += 1
        reached += p.prior_true[j, tier, at * p.stride + cell]
    s.true_type[j, tier, 0], s.true_type[j, tier, 1], s.true_type[j, tier, 2] = cell, at % 2, at // 2
    s.weight *= p.cell_weight[j, tier, cell]


@compiled
def ground_lost(p, s, line):
    """Return the exposure of a state-like line now."""
    return max(0.0, p.ground_scale[line] * s.front[p.ground_front[line]])


@compiled
def begin(p, s):
    """Start a history."""
    s.now = s.front_time = 0.0
    s.regime = s.node = s.tick = s.ending = s.clashed = s.collapsed = s.crossings = 0
    s.front[:], s.aid[:], s.tension[:], s.flag[:] = p.front_initial, p.aid_initial, p.tension_initial, p.flag_initial
    s.talked[:] = -inf
    s.clash_time = inf
    s.belief[:] = p.prior_public
    s.last[:, :] = -1.0
    s.survival = s.weight = 1.0
    s.score[:] = 0.0
    s.acts[:] = 0.0
    s.answers[:] = 0.0
    s.exposed[:] = 0.0
    s.by_actor[:] = 0.0
    s.answered = 0.0
    for j in range(p.owners):
        for tier in range(1 + p.has_nuclear[j]):
            draw_type(p, s, j, tier)
    s.tested[:] = 0.0
    s.tested_own[:] = 0.0
    for line in range(p.grounds):
        j, d = p.ground_owner[line], p.ground_dimension[line]
        s.mark[line] = ground_lost(p, s, line)
        for tier in range(1 + p.has_nuclear[j]):
            chances_by_type(p, s, j, d, s.mark[line], tier, 0, line)
            true_chance(p, s, j, d, s.mark[line], tier, 0, line)
    for c in range(p.clocks):
        s.next_time[c] = waiting(p.clock_rate[c])


@compiled
def next_event(p, s):
    """Find the earliest of calendar, clocks and horizon."""
    s.event, s.clock, s.event_time = HORIZON, -1, p.horizon
    if s.regime < p.regimes - 1 and p.calendar[s.regime] <= p.horizon:
        s.event, s.event_time = CALENDAR, p.calendar[s.regime]
    for c in range(p.clocks):
        if s.next_time[c] < s.event_time:
            s.event, s.clock, s.event_time = p.clock_kind[c], c, s.next_time[c]


@compiled
def tension_after(p, tension, months):
    """Return the tension after some months of decay."""
    return p.tension_base + (tension - p.tension_base) * exp(-p.tension_rate * months)


@compiled
def hazard(p, s, months):
    """Fill s.hazard with each actor's cumulative hazard of inadvertent use over some months of decaying tension; return their sum."""
    start = max(s.tension[0], s.tension[1])
    end, sum_ = tension_after(p, start, months), 0.0
    s.hazard[:] = 0.0
    for i in range(p.steps):
        low = p.accident_steps[i]
        time = 0.0
        if start >= low and end >= low:
            time = months
        elif start >= low:
            time = log((start - p.tension_base) / (low - p.tension_base)) / p.tension_rate
        elif end >= low:
            time = months - log((start - p.tension_base) / (low - p.tension_base)) / p.tension_rate
        if time > 0.0:
            for actor in range(p.actors):
                if p.nuclear_column[actor] >= 0:
                    rate = (p.accident_rates[actor, i] - (p.accident_rates[actor, i - 1] if i else 0.0)) * time
                    s.hazard[actor] += rate
                    sum_ += rate
    return sum_


@compiled
def drift(p, s, k, months):
    """Return how far a front drifts in some months, aid decaying."""
    decay = p.aid_decay[k]
    used = s.aid[k] * ((1.0 - exp(-decay * months)) / decay if decay > 0.0 else months)
    return p.front_drift[k] * months + p.aid_effect[k] * (months - used)


@compiled
def move(p, s, time):
    """Move fronts and aid without noise."""
    for k in range(p.fronts):
        s.front[k] += drift(p, s, k, time - s.front_time)
        s.aid[k] *= exp(-p.aid_decay[k] * (time - s.front_time))
    s.front_time = time


@compiled
def record(p, s, until):
    """Read the world at every record tick up to a time."""
    while s.tick < p.ticks and p.record_times[s.tick] <= until:
        months = p.record_times[s.tick] - s.now
        read(p, s, s.survival * (1.0 - exp(-hazard(p, s, months))), months, p.record_times[s.tick] - s.front_time)


@compiled
def read(p, s, inadvertent, months, since):
    """Write one row of the record."""
    row = s.record[s.tick]
    row[0] = s.score[DELIBERATE] + s.score[NOISE] + s.score[INADVERTENT] + inadvertent
    row[1] = s.score[CLASH]
    if p.reference[0] >= 0:
        row[2] = public_chance(p, s, p.reference[0], p.reference[1], p.reference_exposure, CONVENTIONAL)
        row[3] = public_chance(p, s, p.reference[0], p.reference[1], p.reference_exposure, NUCLEAR)
    row[4] = tension_after(p, max(s.tension[0], s.tension[1]), months)
    row[5] = s.survival - inadvertent
    for k in range(p.fronts):
        row[CHANNELS + k] = s.front[k] + drift(p, s, k, since)
    s.tick += 1


@compiled
def ground_event(p, s):
    """Return whether a front has collapsed or a state-like exposure has risen by a step."""
    found = False
    for k in range(p.fronts):
        if abs(s.front[k]) >= 1.0:
            s.front[k] = 1.0 if s.front[k] > 0.0 else -1.0
            s.collapsed, found = 1, True
    for line in range(p.grounds):
        found = found or ground_lost(p, s, line) >= s.mark[line] + p.ground_step
    return found


@compiled
def advance(p, s):
    """Move the world to the event, or to the ground lost on the way."""
    while (s.node + 1) * p.node_width <= s.event_time:
        time = (s.node + 1) * p.node_width
        record(p, s, time)
        move(p, s, time)
        s.node += 1
        for k in range(p.fronts):
            s.front[k] += p.front_volatility[k] * sqrt(p.node_width) * normal()
        if ground_event(p, s):
            s.event, s.clock, s.event_time = GROUND, -1, time
            break
    record(p, s, s.event_time)
    move(p, s, s.event_time)
    months = s.event_time - s.now
    total = hazard(p, s, months)
    if total > 0.0:
        used = s.survival * (1.0 - exp(-total))
        use(s, INADVERTENT, used)
        for actor in range(p.actors):
            s.by_actor[actor] += used * s.hazard[actor] / total
    for side in range(2):
        s.tension[side] = tension_after(p, s.tension[side], months)
    s.now = s.event_time
    if s.clock >= 0:
        s.next_time[s.clock] = s.now + waiting(p.clock_rate[s.clock])


@compiled
def use(s, part, weight):
    """Score nuclear use, and go on as the history in which it did not happen."""
    s.score[part] += weight
    if s.clash_time <= s.now:
        s.score[VIA_CLASH] += weight
    s.survival -= weight


@compiled
def heat(p, s, side, rung):
    """Raise a side's tension toward a rung."""
    s.tension[side] += p.tension_gain * max(0.0, rung - s.tension[side])


@compiled
def cross(p, s, j, d, exposure, backed, depth, ground):
    """Add a crossing."""
    row = s.crossing[s.crossings]
    row[0], row[1], row[2], row[3], row[4], row[5] = j, d, exposure, backed, depth, ground
    s.crossings += 1
    if depth == 0 and ground < 0:
        s.last[j, 0], s.last[j, 1] = d, exposure


@compiled
def clash(p, s):
    """Let the two sides clash: scored once, and tension rises."""
    s.clashed = 1
    if s.clash_time > s.now:
        s.clash_time = s.now
        s.score[CLASH] = s.survival
    for side in range(2):
        s.tension[side] = max(s.tension[side], p.clash_tension)
