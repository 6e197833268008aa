"""One turn: one event in continuous time, as a numbered list and one call a step. READ FIRST.

    0. begin      draw each owner's private type from what history leaves open; start the clocks            (once a history)
    1. advance    find the earliest of calendar, clocks and horizon; let fronts, aid, tension move to it;
                  score inadvertent use on the way; ground lost at a node of the front becomes the event
    2. calendar   a dated change sets payoffs, flags, doctrine
    3. choose     or an actor has an opportunity: its legal menu, what each act is worth, its choice
    4. realise    the act changes the world and exposes red lines, read with noise; incidents, lost ground and clashes expose them too
    5. answer     each owner whose line is crossed answers at once, tier by tier: nuclear (as weight), backer, conventional, verbal;
                  an answer that exposes another owner's line is answered too, once
    6. learn      the public updates its belief over the owner's type, for an answer and for silence alike
    7. end        settlement, collapse or horizon

There is no time step: nothing shrinks, nothing depends on one. Nuclear use is never sampled; every history goes on as the one in which it
has not happened, with the weight `survival` of that. The same compiled functions drive the batch kernel and the Mesa model.
"""

from sim.engine.advance import advance, next_event
from sim.engine.answer import answer, learn_from
from sim.engine.begin import begin
from sim.engine.choose import choose
from sim.engine.finish import finish
from sim.engine.realise import befall, cross_by_clash, lose_ground, maybe_clash, maybe_settle, realise, turn_page
from sim.jit import routine
from sim.terms import Detail, Ending, Event

HORIZON, OPPORTUNITY, INCIDENT, SETTLEMENT_CHANCE, CLASH_CHANCE, CALENDAR, GROUND = map(int, Event)
EVENTS, CROSSINGS = int(Detail.EVENTS), int(Detail.CROSSINGS)
RUNNING, AT_HORIZON, COLLAPSED = int(Ending.RUNNING), int(Ending.HORIZON), int(Ending.COLLAPSE)


@routine
def turn(p, s):
    """Play one event of a history begun with `begin`; afterwards s.ending tells whether it is over.

    Parameters
    ----------
    p : Params     the world
    s : State      the history, changed in place; s.event, s.act and s.crossing tell what happened
    """
    s.crossings = s.clash_now = 0
    s.act = -1
    next_event(p, s)
    advance(p, s)  # 1
    kind = s.event
    if kind == CALENDAR:
        turn_page(p, s)  # 2
    elif kind == OPPORTUNITY:
        choose(p, s)  # 3
        realise(p, s)  # 4
    elif kind == INCIDENT:
        befall(p, s)
    elif kind == GROUND:
        lose_ground(p, s)
    elif kind == SETTLEMENT_CHANCE:
        maybe_settle(p, s)
    elif kind == CLASH_CHANCE:
        maybe_clash(p, s)
    resolve(p, s, 0)
    if s.clash_now == 1:
        met = s.crossings
        cross_by_clash(p, s)
        resolve(p, s, met)
    s.detail[EVENTS] += 1.0
    s.detail[CROSSINGS] += s.crossings
    if kind == GROUND and s.collapsed == 1:  # 7: answered first, then over
        s.ending = COLLAPSED
    if kind == HORIZON:
        s.ending = AT_HORIZON
    if s.ending != RUNNING:
        finish(p, s)


@routine
def resolve(p, s, first):
    """Answer and learn from every crossing of this turn from the first on, in order; answers may add to the list."""
    i = first
    while i < s.crossings:
        answer(p, s, i)  # 5
        learn_from(p, s, i)  # 6
        i += 1


@routine
def begin_first(worlds, histories, seed, replicate):
    """`begin` for the first of an array of worlds and of histories, which Python hands over faster than records."""
    begin(worlds[0], histories[0], seed, replicate)


@routine
def turn_first(worlds, histories):
    """`turn` for the first of an array of worlds and of histories."""
    turn(worlds[0], histories[0])
