"""The fronts: drift in closed form, noise as one fixed Brownian path on a grid, and the ground that is lost."""

import math

from sim.engine.draws import addressed
from sim.jit import routine, rule
from sim.rules.numerics import CENTRAL, central_quantile, tail_quantile
from sim.rules.war import aid_left, aid_months, front_drift
from sim.terms import Purpose

FRONT = int(Purpose.FRONT)


@routine
def draw_path(p, s):
    """Draw the noise of every node of the grid: increments of a fixed Brownian path, a stream of each front.

    The path is a function of (seed, replicate) alone, so that events which a contrast adds do not reshuffle it. All nodes at once, in loops
    without branches: the compiler makes vector code of them.
    """
    for k in range(p.fronts):
        if p.front_volatility[k] > 0.0:
            key, scale = p.front_key[k], p.front_volatility[k] * math.sqrt(p.node_width)
            for n in range(p.nodes):
                s.node_luck[n] = addressed(s.seed, s.replicate, key, FRONT, n + 1)
            for n in range(p.nodes):
                s.shock[k, n] = scale * central_quantile(s.node_luck[n] - 0.5)
            for n in range(p.nodes):
                if abs(s.node_luck[n] - 0.5) > CENTRAL:
                    s.shock[k, n] = scale * tail_quantile(s.node_luck[n])


@rule
def ground_lost(p, s, line):
    """Return the exposure of a state-like line now: what the owner's side is losing on the front, at least 0."""
    return max(0.0, p.ground_scale[line] * s.front[p.ground_front[line]])


@rule
def node_factors(p, k, months):
    """Return (`aid_months`, `aid_left`) of front k; from one node to the next they are the same every time."""
    if months == p.node_width:
        return p.node_aid_months[k], p.node_aid_left[k]
    return aid_months(p.aid_decay[k], months), aid_left(p.aid_decay[k], months)


@routine
def move_fronts(p, s, time):
    """Move fronts and aid to `time` without noise."""
    months = time - s.front_time
    for k in range(p.fronts):
        held, left = node_factors(p, k, months)
        s.front[k] += front_drift(p.front_drift[k], p.aid_effect[k], s.aid[k], held, months)
        s.aid[k] *= left
    s.front_time = time


@routine
def pass_nodes(p, s, until, before):
    """Pass the nodes of the grid up to `until` (months) and before `before`: drift, then noise; return whether ground was lost at the last.

    Ground is lost where a front has collapsed, which stays at its end, or a state-like exposure has risen by a step.
    """
    node, last, lost = s.node, s.front_time, False
    while not lost:
        time = (node + 1) * p.node_width
        if time > until or time >= before:
            break
        months = time - last
        for k in range(p.fronts):
            held, left = node_factors(p, k, months)
            front = s.front[k] + front_drift(p.front_drift[k], p.aid_effect[k], s.aid[k], held, months)
            s.aid[k] *= left
            front += s.shock[k, node]
            if abs(front) >= 1.0:
                front = 1.0 if front > 0.0 else -1.0
                s.collapsed = 1
                lost = True
            s.front[k] = front
        for line in range(p.grounds):
            if ground_lost(p, s, line) >= s.mark[line] + p.ground_step:
                lost = True
        node += 1
        last = time
    s.node, s.front_time = node, last
    return lost
