"""The fronts: drift in closed form, noise as one fixed Brownian path on a grid, and the ground that is lost."""

import math

from sim.engine.draws import addressed
from sim.jit import routine
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


@routine
def ground_lost(p, s, line):
    """Return the exposure of a state-like line now: what the owner's side is losing on the front, at least 0."""
    return max(0.0, p.ground_scale[line] * s.front[p.ground_front[line]])


@routine
def move_fronts(p, s, time):
    """Move fronts and aid to `time` without noise."""
    months = time - s.front_time
    for k in range(p.fronts):
        if months == p.node_width:  # from node to node the same two factors, every time
            held, left = p.node_aid_months[k], p.node_aid_left[k]
        else:
            held, left = aid_months(p.aid_decay[k], months), aid_left(p.aid_decay[k], months)
        s.front[k] += front_drift(p.front_drift[k], p.aid_effect[k], s.aid[k], held, months)
        s.aid[k] *= left
    s.front_time = time


@routine
def pass_node(p, s):
    """Pass the next node of the grid: add its noise; return whether a front has collapsed or a state-like exposure has risen by a step.

    A collapsed front stays at its end.
    """
    found = False
    for k in range(p.fronts):
        s.front[k] += s.shock[k, s.node]
        if abs(s.front[k]) >= 1.0:
            s.front[k] = 1.0 if s.front[k] > 0.0 else -1.0
            s.collapsed = 1
            found = True
    s.node += 1
    for line in range(p.grounds):
        if ground_lost(p, s, line) >= s.mark[line] + p.ground_step:
            found = True
    return found
