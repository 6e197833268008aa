"""Step 1: find the next event, and let the world move to it: fronts, aid and tension in closed form, accidents on the way, records read."""

from sim.engine.beliefs import CONVENTIONAL, NUCLEAR, weigh
from sim.engine.draws import uniform
from sim.engine.foresight import foreseen
from sim.engine.front import move_fronts, pass_nodes
from sim.jit import routine, step
from sim.rules.accident import cumulative_hazard, decayed, fill_months_above
from sim.rules.numerics import INFINITY, waiting_time
from sim.rules.outcome import inadvertent_use
from sim.rules.war import aid_months, front_drift
from sim.terms import Curve, Event, Purpose, Score

CLOCK = int(Purpose.CLOCK)
HORIZON, CALENDAR, GROUND = int(Event.HORIZON), int(Event.CALENDAR), int(Event.GROUND)
DELIBERATE, NOISE, INADVERTENT, VIA_CLASH, CLASH = map(int, (Score.DELIBERATE, Score.NOISE, Score.INADVERTENT, Score.VIA_CLASH, Score.CLASH))
C_NUCLEAR, C_DELIBERATE, C_NOISE, C_INADVERTENT, C_VIA_CLASH, C_CLASH = map(
    int, (Curve.NUCLEAR, Curve.DELIBERATE, Curve.NOISE, Curve.INADVERTENT, Curve.VIA_CLASH, Curve.CLASH)
)
C_SETTLEMENT, C_COLLAPSE, C_CREDIBILITY, C_CREDIBILITY_NUCLEAR, C_TENSION = map(
    int, (Curve.SETTLEMENT, Curve.COLLAPSE, Curve.CREDIBILITY, Curve.CREDIBILITY_NUCLEAR, Curve.TENSION)
)
CURVES = len(Curve)


@step
def next_event(p, s):
    """Set event and event_time to the earliest of calendar, clocks and horizon; ties go to the calendar, then to the earlier clock."""
    s.event, s.subject, s.clock = HORIZON, 0, -1
    s.event_time = p.horizon
    if s.regime < p.regimes - 1 and p.calendar[s.regime] <= s.event_time:
        s.event = CALENDAR
        s.event_time = p.calendar[s.regime]
    for c in range(p.clocks):
        if s.next_time[c] < s.event_time:
            s.event, s.subject, s.clock = p.clock_kind[c], p.clock_subject[c], c
            s.event_time = s.next_time[c]


@routine
def read_tension(p, s, months):
    """Fill s.above (steps,) with the months spent at or above each step of the accident hazards; return the tension then (of the higher side)."""
    return fill_months_above(max(s.tension[0], s.tension[1]), p.tension_base, p.tension_rate, months, p.accident_steps, p.steps, s.above)


@routine
def refresh_credibility(p, s):
    """Recompute the public probabilities of an answer to the reference crossing; a reading, which may not mark the history as failed."""
    if p.reference[0] >= 0:
        failed = s.failed
        weigh(p, s, p.reference[0], 0)
        k = p.reference_standing[s.regime]
        s.credibility[0] = foreseen(p, s, k, CONVENTIONAL)
        s.credibility[1] = foreseen(p, s, k, NUCLEAR)
        s.failed = failed


@step
def record(p, s):
    """Read the world at the next record tick without moving it."""
    t = s.tick
    months = p.record_times[t] - s.now
    tension = read_tension(p, s, months)
    inadvertent, _ = inadvertent_use(s.survival, cumulative_hazard(s.above, p.accident_total, p.steps))
    refresh_credibility(p, s)
    s.alive[t] = s.survival - inadvertent
    s.curve[t, C_DELIBERATE] = s.score[DELIBERATE]
    s.curve[t, C_NOISE] = s.score[NOISE]
    s.curve[t, C_INADVERTENT] = s.score[INADVERTENT] + inadvertent
    s.curve[t, C_NUCLEAR] = s.score[DELIBERATE] + s.score[NOISE] + s.score[INADVERTENT] + inadvertent
    s.curve[t, C_VIA_CLASH] = s.score[VIA_CLASH] + (inadvertent if s.clash_time <= s.now else 0.0)
    s.curve[t, C_CLASH] = s.score[CLASH]
    s.curve[t, C_SETTLEMENT] = 0.0
    s.curve[t, C_COLLAPSE] = 0.0
    s.curve[t, C_CREDIBILITY] = s.credibility[0]
    s.curve[t, C_CREDIBILITY_NUCLEAR] = s.credibility[1]
    s.curve[t, C_TENSION] = tension
    for k in range(p.fronts):
        since = p.record_times[t] - s.front_time
        held = aid_months(p.aid_decay[k], since)
        s.curve[t, CURVES + k] = s.front[k] + front_drift(p.front_drift[k], p.aid_effect[k], s.aid[k], held, since)
    s.tick += 1


@step
def advance(p, s):
    """Move the world to the event; if ground is lost at a node of the front on the way, that becomes the event and the other waits."""
    while True:
        tick = p.record_times[s.tick] if s.tick < p.ticks else INFINITY
        if pass_nodes(p, s, s.event_time, tick):
            s.event, s.subject, s.clock = GROUND, 0, -1
            s.event_time = s.front_time
        if tick > s.event_time:
            break
        record(p, s)
    target = s.event_time
    move_fronts(p, s, target)
    let_accidents_happen(p, s, target - s.now)
    for side in range(2):
        s.tension[side] = decayed(s.tension[side], p.tension_base, p.tension_rate, target - s.now)
    s.now = target
    clock = s.clock
    if clock >= 0:
        s.count[clock] += 1
        u = uniform(s.seed, s.replicate, p.clock_key[clock], CLOCK, s.count[clock])
        s.next_time[clock] = target + waiting_time(u, p.clock_rate[clock])


@step
def let_accidents_happen(p, s, months):
    """Score inadvertent use by each nuclear actor over the interval, as weight: S (1 - e^-H), shared in proportion to the hazards."""
    read_tension(p, s, months)
    total = cumulative_hazard(s.above, p.accident_total, p.steps)
    if total <= 0.0:
        return
    used, s.survival = inadvertent_use(s.survival, total)
    s.score[INADVERTENT] += used
    if s.clash_time <= s.now:
        s.score[VIA_CLASH] += used
    for actor in range(p.actors):
        if p.nuclear_column[actor] >= 0:
            s.score[p.nuclear_column[actor]] += used * cumulative_hazard(s.above, p.accident_rates[actor], p.steps) / total
