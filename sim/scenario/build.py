"""Typed document -> frozen Scenario: shorthands written out, doctrines resolved, everything a plain number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from sim.scenario import world
from sim.scenario.doctrine import attributed, resolved, text_of
from sim.scenario.quantity import Quantity
from sim.scenario.scalars import in_a_file
from sim.scenario.schema import Document
from sim.scenario.schema_actors import Action, Actor, CalendarEvent, Channel
from sim.scenario.schema_owners import Conventional, Line, Nuclear, Owner, ReliabilityLevels
from sim.scenario.schema_policies import Lookahead, Prospect, Reflex
from sim.scenario.schema_world import Front, Ladder
from sim.scenario.settle import DAYS_PER_MONTH
from sim.scenario.words import Section

K = TypeVar("K", str, int)

INTERVALS = {"day": 1 / DAYS_PER_MONTH, "week": 7 / DAYS_PER_MONTH, "month": 1.0}
RUNGS = (  # the ladder of the shipped scenarios, in our words; 10 to 12 are outcomes
    "restraint",
    "protest",
    "warning or veiled nuclear threat",
    "diplomatic or economic penalty",
    "legal or doctrinal step, short-range arms",
    "nuclear posture step, long-range arms",
    "limited intensification, unmanned incident",
    "mass strikes, mobilisation",
    "strategic-class weapon used conventionally",
    "direct clash of nuclear powers",
    "nuclear demonstration",
    "limited nuclear use",
    "nuclear exchange",
)
FIRST_OUTCOME = 10
MARK = "HYPOTHETICAL"  # at the head of the title of a crisis that has not happened


def numbers(group: Mapping[K, Quantity]) -> Mapping[K, float]:
    """Return the plain numbers of a group of quantities."""
    return {name: quantity.value for name, quantity in group.items()}


def ladder_of(document: Document) -> world.Ladder:
    """Return the ladder of a document, the default one spelled out."""
    if isinstance(document.ladder, Ladder):
        return world.Ladder(tuple(document.ladder.names), document.ladder.first_outcome)
    return world.Ladder(RUNGS, FIRST_OUTCOME)


def titled(document: Document) -> str:
    """Return the title, marked where the crisis is hypothetical: whatever prints a title then prints the mark."""
    title = document.title.strip()
    return f"{MARK}: {title}" if document.hypothetical and not title.startswith(MARK) else title


def build(document: Document, quantities: Mapping[str, world.Quantity], sources: Mapping[str, Mapping[str, str]], text: str) -> world.Scenario:
    """Return the frozen world of a checked document."""
    numerics, observers = document.numerics, document.observers
    return world.Scenario(
        id=document.id,
        title=titled(document),
        hypothetical=bool(document.hypothetical),
        summary=document.summary.strip(),
        reading=document.reading.strip(),
        clock=_clock(document),
        ladder=ladder_of(document),
        sides=(document.sides[0], document.sides[1]),
        dimensions=dimensions(document),
        fronts=tuple(_front(name, front) for name, front in document.fronts.items()),
        tension=_tension(document),
        flags=tuple(world.Flag(name, flag.initial, flag.locked) for name, flag in document.flags.items()),
        crossings=_crossings(document),
        owners=tuple(_owner(name, owner, document) for name, owner in document.owners.items()),
        history=_history(document),
        beliefs=observers.beliefs,
        bias=observers.bias.value,
        actors=tuple(_actor(name, actor, document) for name, actor in document.actors.items()),
        actions=tuple(_action(name, action) for name, action in document.actions.items()),
        incidents=tuple(
            world.Incident(name, one.actor, one.per_month.value, {d: (low.value, high.value) for d, (low, high) in one.exposes.items()})
            for name, one in document.incidents.items()
        ),
        clash=_clash(document),
        settlement=_settlement(document),
        timeline=tuple(
            sorted((_event(name, event, document) for name, event in document.timeline.items()), key=lambda event: (event.date, event.id))
        ),
        reference=_reference(document),
        numerics=world.Numerics(
            histories=int(numerics.histories.value),
            seed=int(numerics.seed.value),
            cost_cells=int(numerics.cost_cells.value),
            cost_span_sigmas=numerics.cost_span_sigmas.value,
            front_steps_per_month=int(numerics.front_steps_per_month.value),
            proposal_exponent=numerics.proposal_exponent.value,
        ),
        quantities=quantities,
        sources=sources,
        presets={name: {path: in_a_file(value) for path, value in preset.items()} for name, preset in document.presets.items()},
        text=text,
    )


def dimensions(document: Document) -> tuple[str, ...]:
    """Return every dimension that some owner watches or something exposes, sorted."""
    found = {d for owner in document.owners.values() for d in owner.lines}
    return tuple(sorted(found | set(exposed(document))))


def exposed(document: Document) -> dict[str, list[tuple[str, ...]]]:
    """Return every exposed dimension with the paths of what exposes it."""
    found: dict[str, list[tuple[str, ...]]] = {}
    groups: list[tuple[tuple[str, ...], Mapping[str, object]]] = [(("actions", n, "exposes"), a.exposes) for n, a in document.actions.items()]
    groups += [(("incidents", n, "exposes"), one.exposes) for n, one in document.incidents.items()]
    groups += [(("clash", "exposes"), document.clash.exposes)] if document.clash else []
    for name, owner in document.owners.items():
        groups.append((("owners", name, "conventional", "answer", "exposes"), owner.conventional.answer.exposes))
        groups += [(("owners", name, "nuclear", "answer", "exposes"), owner.nuclear.answer.exposes)] if owner.nuclear else []
        groups += [(("owners", name, "backer", "exposes"), owner.backer.exposes)] if owner.backer else []
    for path, group in groups:
        for dimension in group:
            found.setdefault(dimension, []).append((*path, dimension))
    return found


def _clock(document: Document) -> world.Clock:
    every = document.clock.record_every
    months = INTERVALS[every] if isinstance(every, str) else every.value
    return world.Clock(document.clock.start, document.clock.horizon_months.value, months)


def _front(name: str, front: Front) -> world.Front:
    aid = front.aid
    return world.Front(
        name,
        (front.between[0], front.between[1]),
        front.initial.value,
        front.drift_per_month.value,
        front.volatility.value,
        aid.initial.value,
        aid.effect.value,
        aid.decay_per_month.value,
    )


def _tension(document: Document) -> world.Tension:
    if document.tension is None:
        return world.Tension(dict.fromkeys(document.sides, 2.0), 2.0, 1.4, 1.0)
    one = document.tension
    return world.Tension(numbers(one.initial), one.base.value, one.half_life_months.value, one.gain.value)


def _crossings(document: Document) -> world.Crossings:
    one = document.crossings
    depth = one.expected_loss_depth if isinstance(one.expected_loss_depth, int) else 0
    return world.Crossings(one.ambiguity.value, one.exposure_noise.value, one.attribution, one.state_step.value, depth)


def _line(name: str, line: Line) -> world.Line:
    declared = line.conventional_line.value if line.conventional_line is not None else None
    return world.Line(name, line.stake.value, declared, line.doctrine_line or name, line.front, line.per_unit.value)


def _type(one: Conventional | Nuclear) -> world.TypeSpec:
    given = one.reliability
    return world.TypeSpec(
        cost_median=one.cost.median.value,
        cost_sigma=one.cost.sigma.value,
        audience_cost=one.audience_cost.value,
        probability_real=one.probability_real.value,
        reliability_levels=tuple(level.value for level in given.levels) if isinstance(given, ReliabilityLevels) else (given.value,),
        reliability_weights=tuple(weight.value for weight in given.weights) if isinstance(given, ReliabilityLevels) else (1.0,),
        false_alarm=one.false_alarm.value if isinstance(one, Conventional) else 0.0,
        answer_noise=one.answer_noise.value,
    )


def _owner(name: str, owner: Owner, document: Document) -> world.Owner:
    answer = owner.conventional.answer
    nuclear, backer, verbal = owner.nuclear, owner.backer, owner.verbal
    published, operative = resolved(owner.doctrine, document.doctrines)
    return world.Owner(
        id=name,
        active=owner.active,
        declared=owner.declared,
        lines=tuple(_line(dimension, line) for dimension, line in owner.lines.items()),
        published=published,
        operative=operative,
        conventional=_type(owner.conventional),
        nuclear=_type(nuclear) if nuclear else None,
        conventional_answer=world.ConventionalAnswer(
            answer.rungs[0], answer.rungs[1], answer.benefit.value, answer.cost.value, answer.precision.value, numbers(answer.exposes), answer.clash
        ),
        nuclear_answer=world.NuclearAnswer(
            nuclear.answer.rungs[0], nuclear.answer.rungs[1], nuclear.answer.demonstration_share.value, numbers(nuclear.answer.exposes)
        )
        if nuclear
        else None,
        backer_answer=world.BackerAnswer(backer.rung, backer.probability.value, numbers(backer.exposes)) if backer else None,
        verbal_answer=world.VerbalAnswer(tuple(verbal.rungs), tuple(weight.value for weight in verbal.weights)) if verbal else None,
        desperation=owner.desperation.value,
        wait_for_successor=owner.wait_for_successor.value,
    )


def _history(document: Document) -> world.History:
    rows = document.history.rows
    crossings = [
        world.PastCrossing(row.id, row.date, row.owner, row.dimension, row.exposure.value, row.front.value, row.answered, row.rung) for row in rows
    ]
    texts = [text_of(name, document.doctrines[name]) for name in document.history.doctrines]
    return world.History(
        tuple(sorted(crossings, key=lambda one: (one.date, one.id))),
        tuple(sorted(texts, key=lambda text: (text.in_force_from, text.id))),
        document.history.front,
    )


def _channel(channel: Channel | None) -> world.Channel | None:
    if channel is None:
        return None
    nests = tuple(world.Nest(name, nest.weight.value, nest.similarity.value, tuple(nest.actions)) for name, nest in channel.nests.items())
    return world.Channel(channel.tempo.value, channel.precision.value, numbers(channel.utilities), numbers(channel.weights), nests)


def _actor(name: str, actor: Actor, document: Document) -> world.Actor:
    loss = actor.loss_if_answered
    losses = {owner: loss.value for owner in document.owners if owner != name} if isinstance(loss, Quantity) else dict(numbers(loss))
    return world.Actor(
        id=name,
        side=actor.side,
        nuclear=actor.nuclear,
        members=tuple(actor.members),
        policy=actor.policy,
        prospect=world.Prospect(**_told(actor.prospect or Prospect())),
        lookahead=world.Lookahead(**_told(actor.lookahead or Lookahead())),
        reflex=world.Reflex(**_told(actor.reflex or Reflex())),
        military=_channel(actor.military),
        diplomacy=_channel(actor.diplomacy),
        loss_if_answered=losses,
        loss_if_nuclear=actor.loss_if_nuclear.value,
        accidents=numbers(actor.accidents),
    )


def _told(section: Section) -> dict[str, float]:
    """Return the numbers that a policy is told, by name."""
    return {name: getattr(section, name).value for name in type(section).model_fields}


def _action(name: str, action: Action) -> world.Action:
    return world.Action(
        id=name,
        rung=action.rung,
        exposes=numbers(action.exposes),
        backed_by=numbers(action.backed_by),
        requires=tuple(action.requires),
        sets=dict(action.sets),
        front=numbers(action.front),
        aid=numbers(action.aid),
        when_losing=action.when_losing.value,
        when_aid_short=action.when_aid_short.value,
        clash_probability=action.clash_probability.value,
        talks=action.talks,
    )


def _clash(document: Document) -> world.Clash | None:
    one = document.clash
    return world.Clash(one.tension.value, numbers(one.exposes), numbers(one.hazard_per_year)) if one else None


def _settlement(document: Document) -> world.Settlement | None:
    one = document.settlement
    if one is None:
        return None
    first, second = one.parties
    growth = {name: one.when_losing[name].value if name in one.when_losing else 1.0 for name in one.parties}
    return world.Settlement(
        parties=(first, second),
        front=one.front,
        mediator=one.mediator,
        cost_of_war=(one.cost_of_war[first].value, one.cost_of_war[second].value),
        when_losing=(growth[first], growth[second]),
        indivisibility=one.indivisibility.value,
        width=one.width.value,
        rate_direct=one.rate_per_month.direct.value,
        rate_mediated=one.rate_per_month.mediated.value,
        memory_months=one.memory_months.value,
    )


def _event(name: str, event: CalendarEvent, document: Document) -> world.CalendarEvent:
    utilities = {
        (actor, channel, action): quantity.value
        for actor, one in event.utilities.items()
        for channel, group in (("military", one.military), ("diplomacy", one.diplomacy))
        for action, quantity in group.items()
    }
    texts = {owner: attributed(reference, document.doctrines) for owner, reference in event.doctrine.items()}
    return world.CalendarEvent(name, event.date, event.event, event.active, utilities, dict(event.flags), texts, event.source)


def _reference(document: Document) -> world.Reference | None:
    one = document.reference
    return world.Reference(one.owner, one.dimension, one.exposure.value) if one else None
