"""A world said in another way, of which it is known what may differ: other ids, acts in two halves, other units of time and of utility."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from sim.scenario.world import Action, Actor, CalendarEvent, Channel, Doctrine, Owner, Scenario, Settlement, TypeSpec

V = TypeVar("V")
QUICKER = 4  # a power of 4, so that times, rates and their square roots change without rounding
DEARER = 2.0  # a power of 2, so that nothing is rounded where a rule only multiplies and divides


def renamed(world: Scenario, names: Mapping[str, str]) -> Scenario:
    """Return the world with its actors (owners among them) under other ids; sides, acts and lines keep theirs."""

    def of(name: str) -> str:
        return names.get(name, name)

    def keys(group: Mapping[str, V]) -> dict[str, V]:
        return {of(name): value for name, value in group.items()}

    def text(one: Doctrine) -> Doctrine:
        return replace(one, owner=of(one.owner))

    def event(one: CalendarEvent) -> CalendarEvent:
        utilities = {(of(actor), channel, act): value for (actor, channel, act), value in one.utilities.items()}
        return replace(one, utilities=utilities, doctrine={of(owner): (text(a), text(b)) for owner, (a, b) in one.doctrine.items()})

    def settlement(one: Settlement) -> Settlement:
        return replace(one, parties=(of(one.parties[0]), of(one.parties[1])), mediator=of(one.mediator) if one.mediator else None)

    return replace(
        world,
        actors=tuple(
            replace(one, id=of(one.id), members=tuple(map(of, one.members)), loss_if_answered=keys(one.loss_if_answered)) for one in world.actors
        ),
        owners=tuple(
            replace(one, id=of(one.id), published=one.published and text(one.published), operative=one.operative and text(one.operative))
            for one in world.owners
        ),
        actions=tuple(replace(one, backed_by=keys(one.backed_by)) for one in world.actions),
        incidents=tuple(replace(one, actor=of(one.actor)) for one in world.incidents),
        history=replace(
            world.history,
            crossings=tuple(replace(one, owner=of(one.owner)) for one in world.history.crossings),
            doctrines=tuple(map(text, world.history.doctrines)),
        ),
        settlement=world.settlement and settlement(world.settlement),
        timeline=tuple(map(event, world.timeline)),
        reference=world.reference and replace(world.reference, owner=of(world.reference.owner)),
    )


def cloned(world: Scenario, action: str, clone: str) -> Scenario:
    """Return the world with an act on every menu twice, its base weight split in halves; alike in everything else."""

    def menu(one: Channel | None) -> Channel | None:
        if one is None or action not in one.utilities:
            return one
        half = one.weights.get(action, 1.0) / 2.0
        nests = tuple(replace(nest, actions=(*nest.actions, clone)) if action in nest.actions else nest for nest in one.nests)
        utilities = {**one.utilities, clone: one.utilities[action]}
        return replace(one, utilities=utilities, weights={**one.weights, action: half, clone: half}, nests=nests)

    def event(one: CalendarEvent) -> CalendarEvent:
        more = {(actor, channel, clone): value for (actor, channel, act), value in one.utilities.items() if act == action}
        return replace(one, utilities={**one.utilities, **more})

    twin: Action = replace(next(one for one in world.actions if one.id == action), id=clone)
    actors = tuple(replace(one, military=menu(one.military), diplomacy=menu(one.diplomacy)) for one in world.actors)
    return replace(world, actors=actors, actions=(*world.actions, twin), timeline=tuple(map(event, world.timeline)))


def shifted(world: Scenario, constant: float, applies: Callable[[Actor], bool]) -> Scenario:
    """Return the world with a constant added to the utility of every act on the menus of the actors chosen, at every date."""
    chosen = {actor.id for actor in world.actors if applies(actor)}

    def menu(one: Channel | None) -> Channel | None:
        return one and replace(one, utilities={act: value + constant for act, value in one.utilities.items()})

    def event(one: CalendarEvent) -> CalendarEvent:
        return replace(one, utilities={key: value + constant * (key[0] in chosen) for key, value in one.utilities.items()})

    actors = tuple(replace(one, military=menu(one.military), diplomacy=menu(one.diplomacy)) if one.id in chosen else one for one in world.actors)
    return replace(world, actors=actors, timeline=tuple(map(event, world.timeline)))


def dearer(world: Scenario) -> Scenario:
    """Return the world with every utility, stake, cost and loss `DEARER` times as large, and every precision so much smaller."""
    c = DEARER

    def scaled(group: Mapping[V, float]) -> dict[V, float]:
        return {name: value * c for name, value in group.items()}

    def menu(one: Channel | None) -> Channel | None:
        return one and replace(one, precision=one.precision / c, utilities=scaled(one.utilities))

    def tier(one: TypeSpec) -> TypeSpec:
        return replace(one, cost_median=one.cost_median * c, audience_cost=one.audience_cost * c)

    def actor(one: Actor) -> Actor:
        losses = {"loss_if_answered": scaled(one.loss_if_answered), "loss_if_nuclear": one.loss_if_nuclear * c}
        return replace(one, military=menu(one.military), diplomacy=menu(one.diplomacy), **losses)  # type: ignore[arg-type]

    def owner(one: Owner) -> Owner:
        answer = one.conventional_answer  # its benefit multiplies the stake
        return replace(
            one,
            lines=tuple(replace(line, stake=line.stake * c) for line in one.lines),
            conventional=tier(one.conventional),
            nuclear=one.nuclear and tier(one.nuclear),
            conventional_answer=replace(answer, cost=answer.cost * c, precision=answer.precision / c),
        )

    return replace(
        world,
        actors=tuple(map(actor, world.actors)),
        owners=tuple(map(owner, world.owners)),
        actions=tuple(replace(one, when_losing=one.when_losing * c, when_aid_short=one.when_aid_short * c) for one in world.actions),
        timeline=tuple(replace(one, utilities=scaled(one.utilities)) for one in world.timeline),
    )


def on_whole_steps(world: Scenario) -> Scenario:
    """Return the world with every date of the calendar at most three days earlier, so many days after the start that a quarter is whole."""
    start = world.clock.start
    moved = (replace(one, date=start + dt.timedelta(max(QUICKER, (one.date - start).days // QUICKER * QUICKER))) for one in world.timeline)
    return replace(world, timeline=tuple(moved))


def quicker(world: Scenario) -> Scenario:
    """Return the world in which everything happens `QUICKER` times as fast, over a horizon so much shorter: another unit of time.

    Rates are multiplied, durations divided, the volatility of a front (per square root of a month) multiplied by the root.
    """
    c, start = QUICKER, world.clock.start

    def menu(one: Channel | None) -> Channel | None:
        return one and replace(one, tempo=one.tempo * c)

    def rates(group: Mapping[int, float]) -> dict[int, float]:
        return {rung: rate * c for rung, rate in group.items()}

    settlement = world.settlement
    return replace(
        world,
        clock=replace(world.clock, horizon_months=world.clock.horizon_months / c, record_every_months=world.clock.record_every_months / c),
        fronts=tuple(
            replace(
                front,
                drift_per_month=front.drift_per_month * c,
                volatility=front.volatility * c**0.5,
                aid_effect=front.aid_effect * c,
                aid_decay_per_month=front.aid_decay_per_month * c,
            )
            for front in world.fronts
        ),
        tension=replace(world.tension, half_life_months=world.tension.half_life_months / c),
        actors=tuple(
            replace(one, military=menu(one.military), diplomacy=menu(one.diplomacy), accidents=rates(one.accidents)) for one in world.actors
        ),
        incidents=tuple(replace(one, per_month=one.per_month * c) for one in world.incidents),
        clash=world.clash and replace(world.clash, hazard=rates(world.clash.hazard)),
        settlement=settlement
        and replace(
            settlement,
            rate_direct=settlement.rate_direct * c,
            rate_mediated=settlement.rate_mediated * c,
            memory_months=settlement.memory_months / c,
        ),
        timeline=tuple(replace(one, date=start + (one.date - start) / c) for one in world.timeline),
        numerics=replace(world.numerics, front_steps_per_month=world.numerics.front_steps_per_month * c),
    )
