"""Checks of those who act: menus and nests, what acts expose and need, incidents, and the parties of a settlement."""

from __future__ import annotations

from sim.errors import quoted
from sim.scenario.build import ladder_of
from sim.scenario.checks_owners import below_outcomes
from sim.scenario.review import Path, Review
from sim.scenario.scalars import shortest
from sim.scenario.schema_actors import Channel
from sim.scenario.schema_policies import Reflex

TAKER = "taker"  # whoever takes the act


def check_actors(review: Review) -> None:
    """Hold every actor against sides, members, actions, owners and the ladder."""
    document = review.document
    top = len(ladder_of(document).names) - 1
    for name, actor in document.actors.items():
        path = ("actors", name)
        review.know((*path, "side"), actor.side, document.sides, "side")
        for i, member in enumerate(actor.members):
            others = document.actors if member != name else [other for other in document.actors if other != name]
            if review.know((*path, "members", i), member, others, "other actor") and document.actors[member].side != actor.side:
                review.complain((*path, "members", i), f"member {quoted(member)} is on the other side")
        for channel, menu in (("military", actor.military), ("diplomacy", actor.diplomacy)):
            if menu:
                _channel(review, ("actors", name, channel), menu)
        military = actor.military.utilities if actor.military else {}
        for action in actor.diplomacy.utilities if actor.diplomacy else ():
            if action in military:
                where = (*path, "diplomacy", "utilities", action)
                review.complain(where, f"{quoted(action)} is also on the military menu; an act of an actor has one channel", of_name=True)
        if isinstance(actor.loss_if_answered, dict):
            for owner in actor.loss_if_answered:
                review.know((*path, "loss_if_answered", owner), owner, document.owners, "owner", of_name=True)
        if actor.accidents and not review.says((*path, "nuclear")):
            review.complain((*path, "accidents"), f"{name} has nuclear accidents; say whether it is nuclear: true or false", of_name=True)
        reflex = actor.reflex or Reflex()
        if reflex.calm.value >= reflex.panic.value:
            calm, panic = shortest(reflex.calm.value), shortest(reflex.panic.value)
            review.complain((*path, "reflex", "calm"), f"calm must lie below panic, got {calm} and {panic}")
        for rung in actor.accidents:
            if rung > top:
                review.complain((*path, "accidents", str(rung)), f"rung {rung} lies above the ladder, which ends at {top}", of_name=True)


def _channel(review: Review, path: tuple[str, ...], menu: Channel) -> None:
    for action in menu.utilities:
        review.know((*path, "utilities", action), action, review.document.actions, "action", of_name=True)
    for action in menu.weights:
        review.know((*path, "weights", action), action, menu.utilities, "act on this menu called", of_name=True)
    nest_of: dict[str, str] = {}
    for name, nest in menu.nests.items():
        for i, action in enumerate(nest.actions):
            where: Path = (*path, "nests", name, "actions", i)
            if review.know(where, action, menu.utilities, "act on this menu called") and action in nest_of:
                review.complain(where, f"{quoted(action)} already lies in nest {quoted(nest_of[action])}; an act has one nest")
            nest_of.setdefault(action, name)


def check_actions(review: Review) -> None:
    """Hold every action against menus, backers, flags, fronts and the ladder."""
    document = review.document
    outcome = ladder_of(document).first_outcome
    on_menus = {action for actor in document.actors.values() for menu in (actor.military, actor.diplomacy) if menu for action in menu.utilities}
    unknown = sorted(on_menus - set(document.actions))
    nuclear = [name for name, actor in document.actors.items() if actor.nuclear]
    backers = dict.fromkeys([*nuclear, TAKER])
    for name, action in document.actions.items():
        path = ("actions", name)
        if name not in on_menus and review.nearest(name, unknown) is None:  # else the menu has been complained about
            review.complain(path, f"action {quoted(name)} is on no actor's menu; give it a utility there, or delete it", of_name=True)
        below_outcomes(review, (*path, "rung"), action.rung, outcome)
        for backer in action.backed_by:
            if backer in document.actors and backer not in backers:
                review.complain((*path, "backed_by", backer), f"{quoted(backer)} is not a nuclear actor; only nuclear backing counts", of_name=True)
            else:
                review.know((*path, "backed_by", backer), backer, backers, "nuclear actor", of_name=True)
        for i, flag in enumerate(action.requires):
            review.know((*path, "requires", i), flag, document.flags, "flag")
        for flag in action.sets:
            review.know((*path, "sets", flag), flag, document.flags, "flag", of_name=True)
        for effect, fronts in (("front", action.front), ("aid", action.aid)):
            for front in fronts:
                review.know((*path, effect, front), front, document.fronts, "front", of_name=True)


def check_incidents(review: Review) -> None:
    """Hold every incident against the actors, and its exposures against one another."""
    for name, incident in review.document.incidents.items():
        path = ("incidents", name)
        review.know((*path, "actor"), incident.actor, review.document.actors, "actor")
        for dimension, (low, high) in incident.exposes.items():
            if low.value > high.value:
                review.complain((*path, "exposes", dimension), "exposure must go from lowest to highest")


def check_settlement(review: Review) -> None:
    """Check that the parties are two actors on opposite sides, in the order the front asks for, that can talk."""
    document, one = review.document, review.document.settlement
    if one is None:
        return
    known = [review.know(("settlement", "parties", i), name, document.actors, "actor") for i, name in enumerate(one.parties)]
    review.know(("settlement", "mediator"), one.mediator, document.actors, "actor")
    fronts = review.know(("settlement", "front"), one.front, document.fronts, "front")
    for what, group in (("cost_of_war", one.cost_of_war), ("when_losing", one.when_losing)):
        for name in group:
            review.know(("settlement", what, name), name, one.parties, "party", of_name=True)
    for name in one.parties:
        if name not in one.cost_of_war:
            review.complain(("settlement", "cost_of_war"), f"cost_of_war of {name} is missing", of_name=True)
    if not all(known):
        return
    first, second = (document.actors[name].side for name in one.parties)
    if first == second:
        review.complain(("settlement", "parties"), f"the two parties are both on side {quoted(first)}; a settlement needs one of each side")
    elif fronts and one.front and set(document.fronts[one.front].between) == {first, second} and document.fronts[one.front].between[1] != first:
        review.complain(("settlement", "parties"), f"name {one.parties[1]} first: it is the one that loses when front {one.front} is +")
    talkers = [name for name, actor in document.actors.items() if _can_talk(review, actor.military) or _can_talk(review, actor.diplomacy)]
    for name in one.parties:
        if name not in talkers and not (name == one.parties[0] and one.mediator in talkers):
            review.complain(("settlement", "parties"), f"{name} can never talk, so nothing can be settled; give it an act with talks: true")


def _can_talk(review: Review, menu: Channel | None) -> bool:
    actions = review.document.actions
    return menu is not None and any(name in actions and actions[name].talks for name in menu.utilities)
