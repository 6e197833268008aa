"""What can and what cannot happen in a world, read off the scenario: the ground on which a quantity is said to be inert.

Every answer errs to one side: what is said to be impossible is impossible by the rules; what is not said may still never happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sim.encode.encode import HALF_RUNG
from sim.scenario.world import Action, Actor, Channel, Front, Owner, Scenario


@dataclass(frozen=True)
class Facts:
    """A scenario with what follows from it; `named` are the doctrines that some owner or date refers to in any role."""

    world: Scenario
    named: frozenset[str] = frozenset()

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Actors by id."""
        return {actor.id: actor for actor in self.world.actors}

    @cached_property
    def actions(self) -> dict[str, Action]:
        """Actions by id."""
        return {action.id: action for action in self.world.actions}

    @cached_property
    def owners(self) -> dict[str, Owner]:
        """Active owners by id."""
        return {owner.id: owner for owner in self.world.owners if owner.active}

    def menus(self, actor: Actor) -> list[Channel]:
        """Return the channels of an actor that are ever opened."""
        return [menu for menu in (actor.military, actor.diplomacy) if menu is not None and menu.tempo > 0.0]

    def takers(self, action: str) -> list[Actor]:
        """Return the actors that may take an action."""
        return [actor for actor in self.world.actors if any(action in menu.utilities for menu in self.menus(actor))]

    def acts_of(self, actor: Actor) -> Iterator[Action]:
        """Yield the actions an actor may take."""
        for menu in self.menus(actor):
            yield from (self.actions[name] for name in menu.utilities)

    def side(self, name: str) -> str:
        """Return the side of an actor."""
        return self.actors[name].side

    def opponents(self, name: str) -> list[Owner]:
        """Return the active owners on the other side of an actor."""
        return [owner for owner in self.owners.values() if self.side(owner.id) != self.side(name)]

    def is_armed(self, owner: Owner) -> bool:
        """Return whether an owner has a nuclear tier."""
        return owner.nuclear is not None and owner.nuclear_answer is not None and self.actors[owner.id].nuclear

    def cost_of_backing_down(self, owner: Owner, tier: str) -> float:
        """Return the audience cost of a tier where it can be real, else 0."""
        spec = owner.conventional if tier == "conventional" else owner.nuclear if self.is_armed(owner) else None
        return spec.audience_cost if spec is not None and spec.probability_real > 0.0 else 0.0

    def declares(self, owner: Owner, tier: str) -> bool:
        """Return whether an owner has said of any of its lines where it would act in a tier, now, by a later text or in the past."""
        if tier == "conventional":
            return owner.declared and any(line.conventional_line is not None for line in owner.lines)
        texts = [owner.published, owner.operative, *(text for event in self.world.timeline for text in event.doctrine.get(owner.id, ()))]
        texts += [text for text in self.world.history.doctrines if text.owner == owner.id]
        return owner.nuclear is not None and any(text is not None and text.nuclear_lines for text in texts)

    # ---- what is exposed ------------------------------------------------------------------------------------------------------------------
    def exposed_by_act(self, actor: Actor, action: Action) -> list[Owner]:
        """Return the owners whose lines an act crosses when this actor takes it."""
        return [one for one in self.opponents(actor.id) if any(action.exposes.get(line.dimension, 0.0) > 0.0 for line in one.lines)]

    def answers_exposing(self, owner: Owner) -> list[Owner]:
        """Return the owners on the other side whose lines some answer of an owner crosses."""
        kinds = [owner.conventional_answer, owner.nuclear_answer if self.is_armed(owner) else None, owner.backer_answer]
        shown = {dimension for kind in kinds if kind is not None for dimension, level in kind.exposes.items() if level > 0.0}
        return [one for one in self.opponents(owner.id) if any(line.dimension in shown for line in one.lines)]

    @cached_property
    def acts_expose(self) -> bool:
        """Whether any act on any menu crosses any line."""
        return any(self.exposed_by_act(actor, action) for actor in self.world.actors for action in self.acts_of(actor))

    @cached_property
    def answers_expose(self) -> bool:
        """Whether any answer crosses any line."""
        return any(self.answers_exposing(owner) for owner in self.owners.values())

    def shares_in_force(self, owner: Owner) -> set[float]:
        """Return the backer shares by which an owner goes, from regime to regime; 1 without a doctrine."""
        texts = [owner.operative, *(event.doctrine[owner.id][1] for event in self.world.timeline if event.active and owner.id in event.doctrine)]
        return {text.backer_share if text is not None else 1.0 for text in texts}

    def backing(self, actor: Actor, action: Action) -> float:
        """Return how far nuclear powers stand behind an act."""
        stands = ((actor.id if who == "taker" else who, share) for who, share in action.backed_by.items())
        return max((share for who, share in stands if self.actors[who].nuclear), default=0.0)

    @cached_property
    def backed_crossings(self) -> list[Owner]:
        """The owners whose lines are crossed by some backed act."""
        pairs = ((actor, action) for actor in self.world.actors for action in self.acts_of(actor))
        return [one for actor, action in pairs if self.backing(actor, action) > 0.0 for one in self.exposed_by_act(actor, action)]

    # ---- fronts ---------------------------------------------------------------------------------------------------------------------------
    def fronts_of(self, side: str) -> list[Front]:
        """Return the fronts on which a side may gain and lose."""
        return [front for front in self.world.fronts if side in front.between]

    def may_lose(self, side: str) -> bool:
        """Return whether a side may ever be losing on a front."""
        return any(self._moves(front) or front.initial * (1.0 if front.between[1] == side else -1.0) > 0.0 for front in self.fronts_of(side))

    def _moves(self, front: Front) -> bool:
        pushed = any(action.front.get(front.id) for action in self.world.actions if self.takers(action.id))
        return bool(front.drift_per_month or front.volatility or front.aid_effect or pushed)

    def aid_is_short(self, front: Front) -> bool:
        """Return whether aid may ever differ from the level that holds a front steady."""
        added = any(action.aid.get(front.id) for action in self.world.actions if self.takers(action.id))
        return front.aid_initial != 1.0 or front.aid_decay_per_month > 0.0 or added

    # ---- tension --------------------------------------------------------------------------------------------------------------------------
    @cached_property
    def tension_between(self) -> tuple[float, float]:
        """The lowest and the highest that the higher of the two tensions can ever be, rungs."""
        tension, highest = self.world.tension, max(self.world.tension.initial.values())
        rungs = [highest, tension.base]
        if tension.gain > 0.0:
            rungs += [float(action.rung) for action in self.world.actions if self.takers(action.id)]
            rungs += [float(owner.conventional_answer.last) for owner in self.owners.values()]
            rungs += [float(rung) for owner in self.owners.values() if owner.verbal_answer for rung in owner.verbal_answer.rungs]
            rungs += [float(owner.backer_answer.rung) for owner in self.owners.values() if owner.backer_answer]
        if self.may_clash and self.world.clash:
            rungs.append(self.world.clash.tension)
        return min(tension.base, highest), max(rungs)

    @cached_property
    def may_clash(self) -> bool:
        """Whether a direct clash can come about."""
        acts = any(action.clash_probability > 0.0 and self.takers(action.id) for action in self.world.actions)
        answers = any(one.conventional_answer.clash or (one.backer_answer and one.backer_answer.probability > 0.0) for one in self.owners.values())
        return acts or answers or bool(self.world.clash and any(rate > 0.0 for rate in self.world.clash.hazard.values()))

    def reaches(self, rung: int, rungs: list[int]) -> bool:
        """Return whether the tension is ever read as a rung, or as one from it up to the next of `rungs`."""
        low, high = self.tension_between
        above = [one for one in rungs if one > rung]
        return high >= rung - HALF_RUNG and (not above or low < min(above) - HALF_RUNG)

    # ---- the past -------------------------------------------------------------------------------------------------------------------------
    def is_learned(self, row: int) -> bool:
        """Return whether a dated crossing is part of what the public has seen before the start."""
        one = self.world.history.crossings[row]
        return one.date < self.world.clock.start and one.owner in self.owners

    @cached_property
    def learned_texts(self) -> set[str]:
        """The doctrines under which some crossing before the start is read."""
        found: set[str] = set()
        for i, row in enumerate(self.world.history.crossings):
            texts = [text for text in self.world.history.doctrines if text.owner == row.owner and text.in_force_from <= row.date]
            found |= {texts[-1].id} if texts and self.is_learned(i) else set()
        return found
