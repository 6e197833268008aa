"""Scenario -> Params and Names. Cheap enough to run at every design point."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.encode.menus import CHANNELS, channels_of, encode_menus
from sim.encode.names import Names, key_of
from sim.encode.owners import encode_answers, encode_lines, encode_types, nuclear_lines
from sim.encode.params import new_params
from sim.encode.policies import encode_policies, plans
from sim.encode.standings import encode_standings
from sim.encode.types import cost_weights
from sim.errors import Exit, RunError
from sim.rules.numerics import INFINITY, LN2
from sim.rules.provocation import UNDECLARED
from sim.rules.war import aid_left, aid_months
from sim.scenario.world import Owner, Scenario
from sim.terms import Curve, Detail, Event, Score

DAYS_PER_MONTH = 365.25 / 12
MONTHS_PER_YEAR = 12.0
HALF_RUNG = 0.5  # a tension is read as its nearest rung; read as the rung below, the hazard of a rung that acts reach would never act
SCORE_NAMES = {
    Score.DELIBERATE: "nuclear_use.deliberate",
    Score.NOISE: "nuclear_use.noise",
    Score.INADVERTENT: "nuclear_use.inadvertent",
    Score.VIA_CLASH: "nuclear_use.via_clash",
    Score.DEMONSTRATION: "nuclear_use.demonstration",
    Score.ANSWERED: "nuclear_use.answered",
    Score.CLASH: "clash",
    Score.SETTLEMENT: "settlement",
    Score.COLLAPSE: "collapse",
    Score.NO_END: "no_end",
    Score.NUCLEAR: "nuclear_use",
}
GROUPS = ("low cost of answering", "middle cost", "high cost of answering")


@dataclass(frozen=True)
class Encoded:
    """A world as arrays, with the names of their indices; `past` are the dated crossings, oldest first."""

    params: Any  # Params record
    names: Names
    past: np.ndarray  # (crossings, 6): owner, dimension, exposure, front, answered, 1 where before the start
    past_lines: np.ndarray  # (crossings, J, D) nuclear lines in force at the date of each crossing
    past_front: int  # front that `past` speaks of, or -1
    past_ids: tuple[str, ...]


def months_between(start: dt.date, end: dt.date) -> float:
    """Return the months (of 365.25 / 12 days) from start to end."""
    return (end - start).days / DAYS_PER_MONTH


def encode(scenario: Scenario) -> Encoded:
    """Return the arrays and names of a checked scenario.

    Everything is ordered by id, so that the order of a file changes no bit.

    Raises
    ------
    RunError       exit code 2, where the ids of two clocks give one stream of luck
    """
    events = [event for event in scenario.timeline if event.active]
    names = _names(scenario, [event.id for event in events])
    owners = [next(owner for owner in scenario.owners if owner.id == name) for name in names.owners]
    fields: dict[str, Any] = {}
    fields |= _time_and_clocks(scenario, names, events)
    fields |= _fronts(scenario, names)
    fields |= _actors_and_acts(scenario, names, events)
    fields |= encode_lines(scenario, names, owners, events)
    fields |= encode_types(scenario, owners)
    fields |= encode_answers(scenario, names, owners)
    fields |= _hazards(scenario, names)
    fields |= _columns(scenario, names, fields)
    fields |= encode_standings(fields)
    fields |= _counts(scenario, names, fields)
    past, lines, front, ids = _past(scenario, names, owners)
    return Encoded(new_params(fields), names, past, lines, front, ids)


def _names(scenario: Scenario, calendar: Sequence[str]) -> Names:
    actors = tuple(sorted(actor.id for actor in scenario.actors))
    owners = tuple(sorted(owner.id for owner in scenario.owners if owner.active))
    actions = tuple(sorted(action.id for action in scenario.actions))
    dimensions = tuple(sorted(scenario.dimensions))
    nuclear = {actor.id for actor in scenario.actors if actor.nuclear}
    by_actor = [f"nuclear_use.by.{name}" for name in actors if name in nuclear]
    answers = [f"answers.{owner}.{rung}" for owner in owners for rung in range(len(scenario.ladder.names))]
    by_id = sorted(scenario.actors, key=lambda actor: actor.id)
    acts = [f"acts.{actor.id}.{name}" for actor in by_id for menu in channels_of(actor) if menu for name in sorted(menu.utilities)]
    fronts = tuple(sorted(front.id for front in scenario.fronts))
    measures = [
        *(SCORE_NAMES[score] for score in Score),
        *by_actor,
        *answers,
        *acts,
        *(f"crossings.{d}" for d in dimensions),
        *(f"exposure.{o}" for o in owners),
    ]
    every = scenario.clock.record_every_months
    count = int(scenario.clock.horizon_months / every + 1e-9)
    ticks = [0.0, *(every * (i + 1) for i in range(count))]
    if ticks[-1] < scenario.clock.horizon_months - 1e-9:
        ticks.append(scenario.clock.horizon_months)
    ticks[-1] = min(ticks[-1], scenario.clock.horizon_months)
    return Names(
        scenario=scenario.id,
        actors=actors,
        owners=owners,
        dimensions=dimensions,
        actions=actions,
        fronts=fronts,
        flags=tuple(sorted(flag.id for flag in scenario.flags)),
        incidents=tuple(sorted(incident.id for incident in scenario.incidents)),
        calendar=tuple(calendar),
        rungs=scenario.ladder.names,
        measures=tuple(measures),
        details=tuple(detail.name.lower() for detail in Detail),
        channels=(*(curve.name.lower() for curve in Curve), *(f"front.{name}" for name in fronts)),
        ticks=tuple(ticks),
        groups=GROUPS,
    )


def _time_and_clocks(scenario: Scenario, names: Names, events: Sequence[Any]) -> dict[str, Any]:
    clocks: list[tuple[float, Event, int, int]] = []
    by_id = {actor.id: actor for actor in scenario.actors}
    for a, name in enumerate(names.actors):
        for c, menu in enumerate(channels_of(by_id[name])):
            if menu and menu.tempo > 0:
                clocks.append((menu.tempo, Event.OPPORTUNITY, 2 * a + c, key_of(name, CHANNELS[c])))
    for i, name in enumerate(names.incidents):
        incident = next(one for one in scenario.incidents if one.id == name)
        clocks.append((incident.per_month, Event.INCIDENT, i, key_of("incident", name)))
    settlement = scenario.settlement
    if settlement:
        bound = max(settlement.rate_direct, settlement.rate_mediated if settlement.mediator else 0.0)
        clocks.append((bound, Event.SETTLEMENT_CHANCE, 0, key_of("settlement")))
    if scenario.clash and scenario.clash.hazard:
        bound = max(scenario.clash.hazard.values()) / MONTHS_PER_YEAR
        clocks.append((bound, Event.CLASH_CHANCE, 0, key_of("clash")))
    if len({clock[3] for clock in clocks}) < len(clocks):
        raise RunError("two clocks would share their luck: an actor is named like an incident, settlement or clash; give it another id", Exit.INPUT)
    start = scenario.clock.start
    return {
        "horizon": float(scenario.clock.horizon_months),
        "record_times": np.array(names.ticks),
        "clock_rate": np.array([clock[0] for clock in clocks], np.float64),
        "clock_kind": np.array([int(clock[1]) for clock in clocks], np.int64),
        "clock_subject": np.array([clock[2] for clock in clocks], np.int64),
        "clock_key": np.array([clock[3] for clock in clocks], np.uint64),
        "calendar": np.array([months_between(start, event.date) for event in events], np.float64),
    }


def _fronts(scenario: Scenario, names: Names) -> dict[str, Any]:
    fronts = sorted(scenario.fronts, key=lambda front: front.id)
    losing = np.zeros((2, len(fronts)))
    for k, front in enumerate(fronts):
        losing[scenario.sides.index(front.between[0]), k] = -1.0
        losing[scenario.sides.index(front.between[1]), k] = 1.0
    tension = scenario.tension
    width = 1.0 / scenario.numerics.front_steps_per_month if fronts else INFINITY
    return {
        "node_width": width,
        "front_initial": np.array([front.initial for front in fronts], np.float64),
        "front_drift": np.array([front.drift_per_month for front in fronts], np.float64),
        "front_volatility": np.array([front.volatility for front in fronts], np.float64),
        "front_key": np.array([key_of("front", front.id) for front in fronts], np.uint64),
        "aid_initial": np.array([front.aid_initial for front in fronts], np.float64),
        "aid_effect": np.array([front.aid_effect for front in fronts], np.float64),
        "aid_decay": np.array([front.aid_decay_per_month for front in fronts], np.float64),
        "node_aid_left": np.array([aid_left(front.aid_decay_per_month, width) for front in fronts], np.float64),
        "node_aid_months": np.array([aid_months(front.aid_decay_per_month, width) for front in fronts], np.float64),
        "side_losing": losing,
        "tension_initial": np.array([tension.initial[side] for side in scenario.sides], np.float64),
        "tension_base": float(tension.base),
        "tension_rate": LN2 / tension.half_life_months,
        "tension_gain": float(tension.gain),
    }


def _actors_and_acts(scenario: Scenario, names: Names, events: Sequence[Any]) -> dict[str, Any]:
    actors = sorted(scenario.actors, key=lambda actor: actor.id)
    actions = sorted(scenario.actions, key=lambda action: action.id)
    nuclear = {actor.id for actor in actors if actor.nuclear}
    backed, own = np.zeros((len(actors), len(actions))), np.zeros((len(actors), len(actions)))
    for n, action in enumerate(actions):
        for a, actor in enumerate(actors):
            stands = {actor.id if who == "taker" else who: share for who, share in action.backed_by.items()}
            stands = {who: share for who, share in stands.items() if who in nuclear}
            backed[a, n], own[a, n] = max(stands.values(), default=0.0), stands.get(actor.id, 0.0)
    flags = {flag.id: flag for flag in scenario.flags}
    regime_flag = np.full((len(events) + 1, len(names.flags)), -1, np.int64)
    for g, event in enumerate(events):
        for flag, value in event.flags.items():
            if not flags[flag].locked:
                regime_flag[g + 1, names.flags.index(flag)] = int(value)
    owners, by_flag = names.owners, (len(actions), len(names.flags))
    menus = encode_menus(actors, names.actions, [None, *events])
    return (
        menus
        | encode_policies(actors)
        | {
            "flag_initial": np.array([int(flags[name].initial) for name in names.flags], np.int64),
            "flag_locked": np.array([int(flags[name].locked) for name in names.flags], np.int64),
            "regime_flag": regime_flag,
            "side": np.array([scenario.sides.index(actor.side) for actor in actors], np.int64),
            "loss_if_answered": _by_name((actor.loss_if_answered for actor in actors), owners),
            "loss_if_nuclear": np.array([actor.loss_if_nuclear for actor in actors], np.float64),
            "act_rung": np.array([action.rung for action in actions], np.int64),
            "act_exposes": _by_name((action.exposes for action in actions), names.dimensions),
            "act_backed": backed,
            "act_own_backing": own,
            "act_requires": np.array([[int(flag in action.requires) for flag in names.flags] for action in actions], np.int64).reshape(by_flag),
            "act_sets": np.array([[int(action.sets.get(flag, -1)) for flag in names.flags] for action in actions], np.int64).reshape(by_flag),
            "act_front": _by_name((action.front for action in actions), names.fronts),
            "act_aid": _by_name((action.aid for action in actions), names.fronts),
            "act_when_losing": np.array([action.when_losing for action in actions], np.float64),
            "act_when_aid_short": np.array([action.when_aid_short for action in actions], np.float64),
            "act_clash": np.array([action.clash_probability for action in actions], np.float64),
            "act_talks": np.array([int(action.talks) for action in actions], np.int64),
            "noise_key": np.array([[key_of(actor.id, "exposure", d) for d in names.dimensions] for actor in actors], np.uint64).reshape(
                len(actors), -1
            ),
            "actor_key": np.array([key_of(actor.id) for actor in actors], np.uint64),
        }
    )


def _by_name(rows: Any, columns: Sequence[str]) -> np.ndarray:
    table = [[float(row.get(name, 0.0)) for name in columns] for row in rows]
    return np.array(table, np.float64).reshape(len(table), len(columns))


def _hazards(scenario: Scenario, names: Names) -> dict[str, Any]:
    actors = {actor.id: actor for actor in scenario.actors}
    clash, settlement, dims = scenario.clash, scenario.settlement, names.dimensions
    clash_hazard: Mapping[int, float] = clash.hazard if clash else {}
    steps = sorted({rung for actor in actors.values() if actor.nuclear for rung in actor.accidents})
    rates = np.zeros((len(names.actors), len(steps)))
    for a, name in enumerate(names.actors):
        current = 0.0
        for h, rung in enumerate(steps):
            if actors[name].nuclear:
                current = actors[name].accidents.get(rung, current)
            rates[a, h] = current / MONTHS_PER_YEAR
    incidents = sorted(scenario.incidents, key=lambda one: one.id)
    ranges = [[one.exposes.get(d, (0.0, 0.0)) for d in dims] for one in incidents]
    bounds = np.array(ranges, np.float64).reshape(len(incidents), len(dims), 2)
    party = [names.actors.index(name) for name in settlement.parties] if settlement else [-1, -1]
    return {
        "clash_tension": float(clash.tension) if clash else 0.0,
        "clash_exposes": np.array([clash.exposes.get(d, 0.0) if clash else 0.0 for d in dims], np.float64),
        "clash_steps": np.array(sorted(clash_hazard), np.float64) - HALF_RUNG,
        "clash_rates": np.array([clash_hazard[rung] / MONTHS_PER_YEAR for rung in sorted(clash_hazard)], np.float64),
        "accident_steps": np.array(steps, np.float64) - HALF_RUNG,
        "accident_rates": rates,
        "accident_total": np.add.accumulate(rates)[-1],  # one after the other: the built-in sum rounds in another way since Python 3.12
        "party": np.array(party, np.int64),
        "mediator": names.actors.index(settlement.mediator) if settlement and settlement.mediator else -1,
        "settlement_front": names.fronts.index(settlement.front) if settlement and settlement.front else -1,
        "cost_of_war": np.array(settlement.cost_of_war if settlement else (0.0, 0.0)),
        "cost_when_losing": np.array(settlement.when_losing if settlement else (0.0, 0.0), np.float64),
        "indivisibility": float(settlement.indivisibility) if settlement else 0.0,
        "range_width": float(settlement.width) if settlement else 1.0,
        "settlement_rates": np.array([settlement.rate_direct, settlement.rate_mediated] if settlement else [0.0, 0.0], np.float64),
        "memory": float(settlement.memory_months) if settlement else 0.0,
        "incident_low": np.ascontiguousarray(bounds[:, :, 0]),
        "incident_high": np.ascontiguousarray(bounds[:, :, 1]),
        "incident_key": np.array([key_of("incident", one.id) for one in incidents], np.uint64),
    }


def _columns(scenario: Scenario, names: Names, fields: dict[str, Any]) -> dict[str, Any]:
    at = {name: i for i, name in enumerate(names.measures)}
    actors = {actor.id: actor for actor in scenario.actors}
    shape = fields["menu"].shape
    option = np.zeros(shape, np.int64)
    for a, name in enumerate(names.actors):
        for c, menu in enumerate(channels_of(actors[name])):
            for m, act in enumerate(sorted(menu.utilities) if menu else ()):
                option[a, c, m] = at[f"acts.{name}.{act}"]
    reference = scenario.reference
    watched = reference is not None and reference.owner in names.owners
    owner = names.owners.index(reference.owner) if reference and watched else -1
    cells, span = scenario.numerics.cost_cells, scenario.numerics.cost_span_sigmas
    below = np.cumsum(cost_weights(cells, span, 0.0)) - cost_weights(cells, span, 0.0) / 2
    nuclear = [at[f"nuclear_use.by.{name}"] for name in names.actors if actors[name].nuclear]
    column = np.full(len(names.actors), -1, np.int64)
    column[[a for a, name in enumerate(names.actors) if actors[name].nuclear]] = nuclear
    return {
        "reference": np.array([owner, names.dimensions.index(reference.dimension) if reference and watched else -1], np.int64),
        "reference_exposure": float(reference.exposure) if reference else 0.0,
        "group_of_cell": np.minimum((below * len(GROUPS)).astype(np.int64), len(GROUPS) - 1),
        "answer_column": np.array([at[f"answers.{name}.0"] for name in names.owners], np.int64),
        "option_column": option,
        "crossing_column": at[f"crossings.{names.dimensions[0]}"] if names.dimensions else 0,
        "exposure_column": at[f"exposure.{names.owners[0]}"] if names.owners else 0,
        "nuclear_column": column,
    }


def _counts(scenario: Scenario, names: Names, fields: dict[str, Any]) -> dict[str, int]:
    return {
        "actors": len(names.actors),
        "owners": len(names.owners),
        "dimensions": len(names.dimensions),
        "acts": len(names.actions),
        "options": fields["menu"].shape[2],
        "nests": fields["nest_weight"].shape[2],
        "fronts": len(names.fronts),
        "switches": len(names.flags),
        "regimes": len(names.calendar) + 1,
        "clocks": len(fields["clock_rate"]),
        "steps": max(len(fields["clash_steps"]), len(fields["accident_steps"])),
        "grounds": len(fields["ground_owner"]),
        "incidents": len(names.incidents),
        "cells": scenario.numerics.cost_cells,
        "levels": fields["reliability"].shape[2],
        "words": fields["verbal_rungs"].shape[1],
        "ticks": len(names.ticks),
        "measures": len(names.measures),
        "channels": len(names.channels),
        "standings": len(fields["standing_owner"]),
        "threats": fields["threat_loss"].shape[1],
        "plans": plans(scenario.actors),
        "nodes": int(fields["horizon"] / fields["node_width"]) + 1 if names.fronts else 0,
    }


def _past(scenario: Scenario, names: Names, owners: Sequence[Owner]) -> tuple[np.ndarray, np.ndarray, int, tuple[str, ...]]:
    history = scenario.history
    rows = [one for one in history.crossings if one.owner in names.owners and one.dimension in names.dimensions]
    table = np.zeros((len(rows), 6))
    lines = np.full((len(rows), len(owners), len(names.dimensions)), UNDECLARED)
    for i, one in enumerate(rows):
        before = float(one.date < scenario.clock.start)
        table[i] = (names.owners.index(one.owner), names.dimensions.index(one.dimension), one.exposure, one.front, float(one.answered), before)
        for j, owner in enumerate(owners):
            texts = [text for text in history.doctrines if text.owner == owner.id and text.in_force_from <= one.date]
            lines[i, j] = nuclear_lines(texts[-1] if texts else None, owner, names.dimensions)
    front = names.fronts.index(history.front) if history.front else -1
    return table, lines, front, tuple(one.id for one in rows)
