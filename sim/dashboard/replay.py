"""One history as frames for the page: the Mesa model is stepped event by event, and what each event moved is written down.

Frames are recorded once and played in the browser, so that play, step and scrub cost nothing and simulate nothing again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.dashboard.live import Picture
from sim.engine.agents import CrisisModel
from sim.engine.trace import Moment, trace
from sim.plots import style
from sim.report import labels, pick
from sim.report.story import Teller, date_of, ending_of, hidden_types
from sim.scenario.world import Scenario
from sim.terms import Event

CHOICES: Mapping[str, Callable[[Mapping[str, Any]], int]] = {"typical": pick.typical, "worst": pick.worst, "median": pick.median}
LONGEST = 900  # characters of what one event has to say

Frame = dict[str, Any]


def is_choice(how: str, histories: int) -> bool:
    """Return whether `how` means a history: a key of `CHOICES`, or the number of one of so many."""
    return how in CHOICES or (how.isascii() and how.isdecimal() and len(how) <= 6 and int(how) < histories)


def chosen(picture: Picture, how: str) -> int:
    """Return the number of the history that is meant by `how`: a key of `CHOICES`, or a number."""
    return CHOICES[how](picture.histories()) if how in CHOICES else int(how)


def record(picture: Picture, seed: int, replicate: int) -> dict[str, Any]:
    """Return one history as what the page needs to play it.

    Returns
    -------
    dict
        history, rungs (names, lowest first), sides, months (of the horizon), crossing (that `belief` speaks of, "" where there is none),
        ending and hidden (texts), frames: each with date, month, text, tension (of the two sides, in rungs), marks (who, kind, rung),
        belief (public probability of an answer to the reference crossing, or None), use (probability of nuclear use so far)
    """
    world = picture.world
    told = trace(picture.prepared, seed, replicate)
    teller = Teller(told, world, verbose=False)
    model = CrisisModel(picture.prepared, seed, replicate)
    try:
        frames = [_frame(world, model, 0.0, "The history begins.", [], 0.0)]
        for number, moment in enumerate(told.moments):
            model.step()
            after = [None if one.ground else model.actors[one.owner].credibility(one.dimension, one.exposure) for one in moment.answers]
            last = number == len(told.moments) - 1
            teller.quiet = 0  # what is quiet is a frame of its own here
            text = "The horizon." if moment.event == Event.HORIZON and not moment.used else ""
            text = text or " ".join(line.strip() for line in teller.moment(moment, after, last))[10:].strip()
            frames.append(_frame(world, model, moment.month, text, _marks(world, moment), 1.0 - moment.survival))
    finally:
        model.close()
    return {
        "history": replicate,
        "rungs": [style.clean(name, 60) for name in world.ladder.names],
        "sides": [labels.actor(side, start=True) for side in world.sides],
        "months": world.clock.horizon_months,
        "crossing": _crossing(world),
        "frames": frames,
        "ending": ending_of(told, world),
        "hidden": [line.strip() for line in hidden_types(told, world)[1:]],
    }


def _frame(world: Scenario, model: CrisisModel, month: float, text: str, marks: list[Frame], use: float) -> Frame:
    seen = world.reference
    belief = None if seen is None else model.actors[seen.owner].credibility(seen.dimension, seen.exposure)
    return {
        "date": date_of(world, month).isoformat(),
        "month": round(month, 3),
        "text": style.clean(text, LONGEST),
        "tension": [round(one, 2) for one in model.tension],
        "marks": marks,
        "belief": belief,
        "use": use,
    }


def _marks(world: Scenario, moment: Moment) -> list[Frame]:
    """Return what stands on the ladder at an event: the act, each answer, and where the story ends."""
    rungs = {action.id: action.rung for action in world.actions}
    found = []
    if moment.act is not None and rungs[moment.act] > 0:
        who = f"{labels.actor(moment.actor or '', start=True)}: {labels.plain(moment.act)}"
        found.append({"who": style.clean(who, 80), "kind": "act", "rung": rungs[moment.act]})
    for answer in moment.answers:
        found.append({"who": f"{labels.actor(answer.owner, start=True)} answers", "kind": "answer", "rung": answer.rung})
    if moment.clash:
        found.append({"who": "direct clash", "kind": "clash", "rung": int(world.clash.tension) if world.clash else world.ladder.first_outcome - 1})
    if moment.used is not None:
        found.append({"who": "nuclear use", "kind": "use", "rung": world.ladder.first_outcome})
    return found


def _crossing(world: Scenario) -> str:
    seen = world.reference
    if seen is None:
        return ""
    return f"Belief that {labels.actor(seen.owner)} would answer a crossing on {labels.plain(seen.dimension)} at exposure {seen.exposure:g}"
