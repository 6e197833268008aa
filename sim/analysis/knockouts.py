"""The channels by which a crisis may escalate beyond deliberate choice, and the same world with some of them knocked out.

What 'knocked out' means, quantity by quantity, is said once, in CHANNELS. The dated history is not replayed anew: what the record taught stays
as it was, so that every world draws the same types with the same weights, and differs from the others only in what may happen from the start
on. All worlds know what they are: beliefs and prices are computed with the numbers of the world in hand.

With all channels out an owner reads an exposure as it is, loses nothing by backing down, answers if and only if the stake reaches the price (and
then with its reliability), and nothing happens by accident. What is left is deliberate choice over material stakes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from sim.encode.encode import encode
from sim.encode.layout import copy_record
from sim.engine.history import Prepared, prepare
from sim.scenario.world import CalendarEvent, Owner, Scenario, TypeSpec

MISPERCEPTION, INADVERTENCE, COMMITMENT, NOISE = "misperception", "inadvertence", "commitment", "answer_noise"


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel: its name, what it is, which quantities are set to what when it is out, and the function that does so."""

    name: str
    label: str
    meaning: str
    set_to: tuple[str, ...]  # dotted paths of a scenario file, `*` for each
    knock_out: Callable[[Scenario], Scenario]


def _types(owner: Owner, change: Callable[[TypeSpec], TypeSpec]) -> Owner:
    """Return an owner whose types are changed in both tiers."""
    return replace(owner, conventional=change(owner.conventional), nuclear=change(owner.nuclear) if owner.nuclear else None)


def perceived_rightly(world: Scenario) -> Scenario:
    """Return the world in which exposure is read as it is, lines are sharp, the published text is the operative one, nothing is mistaken."""

    def event(one: CalendarEvent) -> CalendarEvent:
        return replace(one, doctrine={owner: (texts[1], texts[1]) for owner, texts in one.doctrine.items()})

    owners = tuple(replace(owner, published=owner.operative, conventional=replace(owner.conventional, false_alarm=0.0)) for owner in world.owners)
    crossings = replace(world.crossings, exposure_noise=0.0, ambiguity=0.0)
    return replace(world, bias=0.0, crossings=crossings, owners=owners, timeline=tuple(event(one) for one in world.timeline))


def without_accidents(world: Scenario) -> Scenario:
    """Return the world in which nothing nuclear happens by accident, and no clash that nobody answered with."""
    clash = replace(world.clash, hazard=dict.fromkeys(world.clash.hazard, 0.0)) if world.clash else None
    actors = tuple(replace(actor, accidents=dict.fromkeys(actor.accidents, 0.0)) for actor in world.actors)
    return replace(world, clash=clash, actors=actors, actions=tuple(replace(action, clash_probability=0.0) for action in world.actions))


def without_commitment(world: Scenario) -> Scenario:
    """Return the world in which backing down from a declared line costs nobody anything."""
    return replace(world, owners=tuple(_types(owner, lambda spec: replace(spec, audience_cost=0.0)) for owner in world.owners))


def without_noise(world: Scenario) -> Scenario:
    """Return the world in which an owner means to answer if and only if its stake reaches its price."""
    return replace(world, owners=tuple(_types(owner, lambda spec: replace(spec, answer_noise=0.0)) for owner in world.owners))


CHANNELS = (
    Channel(
        MISPERCEPTION, "misperception", "exposure misread, lines read as bands, observers biased or reading another text, harmless acts mistaken",
        ("crossings.exposure_noise = 0", "crossings.ambiguity = 0", "observers.bias = 0", "owners.*.conventional.false_alarm = 0",
         "owners.*.doctrine.published = the operative text"),
        perceived_rightly,
    ),
    Channel(
        INADVERTENCE, "inadvertence", "what nobody decides: nuclear accidents, forces that meet, acts that end in a clash",
        ("actors.*.accidents = 0", "clash.hazard_per_year = 0", "actions.*.clash_probability = 0"),
        without_accidents,
    ),
    Channel(
        COMMITMENT, "commitment", "the audience cost of backing down from a declared line",
        ("owners.*.conventional.audience_cost = 0", "owners.*.nuclear.audience_cost = 0"),
        without_commitment,
    ),
    Channel(
        NOISE, "answer noise", "answers given although the price exceeds the stake, or withheld although it does not",
        ("owners.*.conventional.answer_noise = 0", "owners.*.nuclear.answer_noise = 0"),
        without_noise,
    ),
)  # fmt: skip


def world_with(world: Scenario, channels: Collection[str]) -> Scenario:
    """Return the world in which only the named channels work; the others are knocked out, in the order of CHANNELS."""
    for channel in CHANNELS:
        if channel.name not in channels:
            world = channel.knock_out(world)
    return world


def prepared_like(world: Scenario, whole: Prepared, unbiased: bool = False) -> Prepared:
    """Return a changed world ready to run, with what history taught in the `whole` one: its types, their weights, its public beliefs.

    `unbiased`: the public starts from what the record says, as types do, and not from a biased reading of it.
    """
    encoded = encode(replace(world, history=replace(world.history, crossings=())))
    params = copy_record(prepare(encoded).params)
    params.prior_true = whole.params.prior_true
    params.prior_public = whole.params.prior_true if unbiased else whole.params.prior_public
    params.proposal_cumulative = whole.params.proposal_cumulative
    params.cell_weight = whole.params.cell_weight
    return Prepared(params, encoded.names)


def prepare_channels(world: Scenario, whole: Prepared, channels: Collection[str]) -> Prepared:
    """Return the world in which only the named channels work, ready to run."""
    return prepared_like(world_with(world, channels), whole, unbiased=MISPERCEPTION not in channels)


def same_world(one: Any, other: Any) -> bool:
    """Return whether two worlds (Params) are the same in every number, so that no history can differ."""
    return one.dtype == other.dtype and bytes(one.tobytes()) == bytes(other.tobytes())
