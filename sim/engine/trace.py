"""One history as data: every event that moved something, who did what and why, who answered, what was learned.

A replay must tell an ending too. Nuclear use is weight, so one uniform of its own stream decides: the story ends in nuclear use where the
weight of use so far first exceeds it, which happens with exactly the history's probability of use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.encode.names import key_of
from sim.engine.agents import CrisisModel, Option
from sim.engine.draws import uniform
from sim.engine.history import Prepared
from sim.terms import Channel, Crossing, Ending, Event, Purpose, Score, Tier


@dataclass(frozen=True)
class Answer:
    """One crossing and what its owner did."""

    owner: str
    dimension: str
    exposure: float
    cascade: bool  # crossed by another answer
    ground: bool  # by lost ground
    believed: float  # public probability of a conventional answer just before
    believed_nuclear: float
    chance: float  # of the true type
    chance_nuclear: float
    deliberate: bool  # in the nuclear tier, stake at least the price
    tier: Tier
    rung: int


@dataclass(frozen=True)
class Moment:
    """One event of a history."""

    month: float
    event: Event
    actor: str | None
    channel: Channel | None
    act: str | None
    menu: tuple[Option, ...]  # of the actor, at the time of choice
    subject: str | None  # incident or calendar event
    answers: tuple[Answer, ...]
    clash: bool
    tension: tuple[float, float]
    front: tuple[float, ...]
    survival: float  # weight of no nuclear use so far, after the event
    used: str | None  # "deliberate", "noise" or "inadvertent": the story ends here in nuclear use


@dataclass(frozen=True)
class Trace:
    """A told history: its luck, its hidden types, its moments, its ending."""

    seed: int
    replicate: int
    weight: float  # importance weight
    types: dict[str, dict[str, float | bool]]  # owner -> cost, audience cost real, reliability, by tier
    moments: tuple[Moment, ...]
    ending: Ending
    ending_month: float
    nuclear: str | None  # None where the story ends without nuclear use
    probability_of_use: float
    failed: bool = False  # a number of it is not finite, or what was seen is impossible; where it shows before the end, the history breaks off


def trace(prepared: Prepared, seed: int, replicate: int) -> Trace:
    """Return history `replicate` of `seed`, event by event, through the Mesa model."""
    model = CrisisModel(prepared, seed, replicate)
    s = model.state
    doom = uniform(np.uint64(seed), np.uint64(replicate), np.uint64(key_of("story")), int(Purpose.STORY), 0)
    moments: list[Moment] = []
    used = None
    try:
        while model.running and used is None:
            before = (float(s.survival), float(s.score[Score.INADVERTENT]))
            clash = float(s.clash_time)
            model.step()
            if is_broken(model):
                break
            used = use_in_story(model, before, doom)
            moments.append(moment_of(model, clash, used))
        ending, month = Ending(int(s.ending)), float(s.now)
        while model.running:  # the rest is only scored, so that the probability of use is that of the whole history
            model.step()
        use = 1.0 - float(s.survival)
        return Trace(seed, replicate, float(s.weight), types_of(model), tuple(moments), ending, month, used, use, bool(s.failed))
    finally:
        model.close()


def is_broken(model: CrisisModel) -> bool:
    """Return whether the history has just failed before its end: the turn just played has no meaning."""
    return bool(model.state.failed) and model.state.ending == Ending.RUNNING


def use_in_story(model: CrisisModel, before: tuple[float, float], doom: float) -> str | None:
    """Return how the story has just ended in nuclear use, None where it has not.

    Parameters
    ----------
    before : (survival, inadvertent use scored) before the turn
    doom : the uniform of the story, in (0, 1)
    """
    s = model.state
    if 1.0 - float(s.survival) <= doom:
        return None
    inadvertent = float(s.score[Score.INADVERTENT]) - before[1]
    survival = before[0] - inadvertent
    if 1.0 - survival > doom:
        return "inadvertent"
    for i in range(int(s.crossings)):
        row = s.crossing[i]
        survival -= survival * float(row[Crossing.NUCLEAR])
        if 1.0 - survival > doom:
            return "deliberate" if row[Crossing.DELIBERATE] else "noise"
    return "noise"


def moment_of(model: CrisisModel, clash_before: float, used: str | None) -> Moment:
    """Return the turn just played as data; `clash_before` is the month of the first clash before it (infinity: none)."""
    s, names = model.state, model.names
    event = Event(int(s.event))
    actor = channel = act = subject = None
    menu: tuple[Option, ...] = ()
    if event == Event.OPPORTUNITY:
        index, which = int(s.subject) // 2, int(s.subject) % 2
        actor, channel = names.actors[index], Channel(which)
        act = names.actions[int(s.act)] if s.act >= 0 else None
        menu = tuple(model.menu_of(index, which))
    elif event == Event.INCIDENT:
        subject = names.incidents[int(s.subject)]
    elif event == Event.CALENDAR:
        subject = names.calendar[int(s.regime) - 1]
    answers = tuple(_answer(model, s.crossing[i]) for i in range(int(s.crossings)))
    first_clash = float(s.clash_time) < clash_before or bool(s.clash_now)
    front = tuple(float(x) for x in s.front[: len(names.fronts)])
    tension = (float(s.tension[0]), float(s.tension[1]))
    return Moment(float(s.now), event, actor, channel, act, menu, subject, answers, first_clash, tension, front, float(s.survival), used)


def _answer(model: CrisisModel, row: np.ndarray) -> Answer:
    names = model.names
    return Answer(
        owner=names.owners[int(row[Crossing.OWNER])],
        dimension=names.dimensions[int(row[Crossing.DIMENSION])],
        exposure=float(row[Crossing.EXPOSURE]),
        cascade=bool(row[Crossing.DEPTH]),
        ground=row[Crossing.GROUND] >= 0,
        believed=float(row[Crossing.BELIEVED_CONVENTIONAL]),
        believed_nuclear=float(row[Crossing.BELIEVED_NUCLEAR]),
        chance=float(row[Crossing.CONVENTIONAL]),
        chance_nuclear=float(row[Crossing.NUCLEAR]),
        deliberate=bool(row[Crossing.DELIBERATE]),
        tier=Tier(int(row[Crossing.TIER])),
        rung=int(row[Crossing.RUNG]),
    )


def types_of(model: CrisisModel) -> dict[str, dict[str, float | bool]]:
    """Return the hidden types by owner: cost, whether the audience cost is real, reliability, each by tier."""
    p, s = model.params, model.state
    types: dict[str, dict[str, float | bool]] = {}
    for j, name in enumerate(model.names.owners):
        own: dict[str, float | bool] = {}
        for tier in range(1 + int(p.has_nuclear[j])):
            cell, real, level = (int(x) for x in s.true_type[j, tier])
            label = Tier(tier).name.lower()
            own[f"{label} cost"] = float(p.cost[j, tier, cell])
            own[f"{label} audience cost is real"] = bool(real) and float(p.audience_cost[j, tier]) > 0
            own[f"{label} reliability"] = float(p.reliability[j, tier, level])
        types[name] = own
    return types
