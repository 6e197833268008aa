"""Why a value of an actor, an act, an incident or a date moves nothing: cases of `audit_reasons`, each with its reason."""

from __future__ import annotations

from collections.abc import Callable

from sim.analysis.audit_entries import Entry
from sim.analysis.audit_facts import Facts
from sim.scenario.world import Action, Owner

Parts = tuple[str, ...]
Case = Callable[[Facts, Parts, Entry], str]
LABEL = "told, not modelled"
# what a policy does not look at
UNREAD = {"random": ("precision", "utilities", "similarity"), "mechanical": ("precision",), "reflex": ("utilities",)}
WEIGHING = ("logit", "mechanical", "prospect", "lookahead")  # policies by which utilities and losses count


def _never_acts(facts: Facts, parts: Parts, entry: Entry) -> str:
    actor = facts.actors[parts[1]]
    return "" if any(len(menu.utilities) > 1 for menu in facts.menus(actor)) else "it never has a choice"


def _side_without_weight(facts: Facts, parts: Parts, entry: Entry) -> str:
    actor, world = facts.actors[parts[1]], facts.world
    idle = not facts.menus(actor) and actor.id not in facts.owners
    if idle:
        return "it neither acts nor holds lines"
    watched = {line.dimension for owner in facts.owners.values() for line in owner.lines}
    kinds = [kind for one in facts.owners.values() for kind in (one.conventional_answer, one.nuclear_answer, one.backer_answer) if kind]
    shown = [action.exposes for action in world.actions if facts.takers(action.id)] + [kind.exposes for kind in kinds]
    met = any(level > 0.0 and dimension in watched for exposes in shown for dimension, level in exposes.items())
    plain = world.tension.gain in (0.0, 1.0) and all(one.policy != "reflex" for one in world.actors) and not world.fronts
    return "" if met or not plain else "no act and no answer crosses a line, so that no side has an opponent"


def _told(facts: Facts, parts: Parts, entry: Entry) -> str:
    return LABEL


def _nothing_to_lose(facts: Facts, parts: Parts, entry: Entry) -> str:
    """Cover both losses: what answers to its acts, and answers to its own answers, would cost an actor."""
    actor = facts.actors[parts[1]]
    feared: list[Owner] = [one for action in facts.acts_of(actor) for one in facts.exposed_by_act(actor, action)] if actor.policy in WEIGHING else []
    owner = facts.owners.get(actor.id)
    feared += facts.answers_exposing(owner) if owner is not None else []
    if parts[2] == "loss_if_answered":
        feared = [one for one in feared if len(parts) == 3 or one.id == parts[3]]
        return "" if feared else "nothing that it does is answered"
    talks = actor.policy in WEIGHING and any(action.talks for action in facts.acts_of(actor))
    armed = [one for one in facts.opponents(actor.id) if facts.is_armed(one)]
    met = bool(armed) if talks else any(facts.is_armed(one) for one in feared)
    return "" if met else "nothing that it does is answered by nuclear use"


def _menu_unread(facts: Facts, parts: Parts, entry: Entry) -> str:
    actor = facts.actors[parts[1]]
    menu = getattr(actor, parts[2])
    if menu not in facts.menus(actor):
        return "it has no opportunity to act in this channel" if parts[3] != "tempo" else ""
    unread = UNREAD.get(actor.policy, ())
    return f"policy {actor.policy} does not look at it" if {parts[3], parts[-1]} & set(unread) else ""


def _unarmed(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if facts.actors[parts[1]].nuclear else "it has no nuclear weapons"


def _not_on_a_menu(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if facts.takers(parts[1]) else "nobody has it on a menu that is ever opened"


def _worth_unread(facts: Facts, parts: Parts, entry: Entry) -> str:
    takers = [actor for actor in facts.takers(parts[1]) if actor.policy in WEIGHING and _has_choice(facts, parts[1], actor.id)]
    if not takers:
        return "nobody who may take it weighs what it is worth"
    if parts[2] == "when_losing":
        return "" if any(facts.may_lose(facts.side(actor.id)) for actor in takers) else "no side that may take it can ever be losing on a front"
    return "" if any(facts.aid_is_short(front) for front in facts.world.fronts) else "there is no front on which aid may be short"


def _has_choice(facts: Facts, action: str, actor: str) -> bool:
    return any(action in menu.utilities and len(menu.utilities) > 1 for menu in facts.menus(facts.actors[actor]))


def _talk_is_cheap(facts: Facts, parts: Parts, entry: Entry) -> str:
    """Talk counts toward a settlement, and an actor that fears staying at war likes it better; policy `reflex` looks at it too."""
    takers = facts.takers(parts[1])
    settling = facts.world.settlement is not None
    feared = any(
        actor.policy in WEIGHING and actor.loss_if_nuclear > 0.0 and any(facts.is_armed(one) for one in facts.opponents(actor.id)) for actor in takers
    )
    by_the_book = any(actor.policy == "reflex" for actor in takers)
    return "" if settling or feared or by_the_book else "there is nothing to settle, and nobody who may take it fears nuclear use"


def _backing_unread(facts: Facts, parts: Parts, entry: Entry) -> str:
    action: Action = facts.actions[parts[1]]
    met = [one for actor in facts.takers(action.id) for one in facts.exposed_by_act(actor, action)]
    if not met:
        return "the act crosses no line"
    if all(facts.shares_in_force(one) == {1.0} and not (one.backer_answer and one.backer_answer.probability) for one in met):
        return "every backer share in force is 1, and nobody strikes backers"
    return ""


def _no_mediator(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if facts.world.settlement and facts.world.settlement.mediator else "there is no mediator"


def _like_parties(facts: Facts, parts: Parts, entry: Entry) -> str:
    """Cover which party is named first: it says who the mediator speaks for and who loses when the front is +; costs are said by name."""
    one = facts.world.settlement
    return "" if one is None or one.mediator or one.front else "without a mediator and a front, which party is named first means nothing"


def _calm_whatever(facts: Facts, parts: Parts, entry: Entry) -> str:
    book = any(actor.policy == "reflex" for actor in facts.takers(parts[1]))
    return "" if facts.world.tension.gain > 0.0 or book else "acts do not move tension (gain 0), and nobody goes by rungs"


def _date_off(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if any(event.active and event.id == parts[1] for event in facts.world.timeline) or parts[2] == "active" else "the event does not happen"


def _nobody_waits(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if any(owner.wait_for_successor for owner in facts.owners.values()) else "no owner waits for a successor"


OF_ACTS: tuple[tuple[str, Case], ...] = (
    ("actors.*.policy", _never_acts),
    ("actors.*.side", _side_without_weight),
    ("actors.*.members.*", _told),
    ("actors.*.loss_if_answered", _nothing_to_lose),
    ("actors.*.loss_if_answered.*", _nothing_to_lose),
    ("actors.*.loss_if_nuclear", _nothing_to_lose),
    ("actors.*.military.**", _menu_unread),
    ("actors.*.diplomacy.**", _menu_unread),
    ("actors.*.accidents.*", _unarmed),
    ("actions.**", _not_on_a_menu),
    ("actions.*.rung", _calm_whatever),
    ("actions.*.when_losing", _worth_unread),
    ("actions.*.when_aid_short", _worth_unread),
    ("actions.*.talks", _talk_is_cheap),
    ("actions.*.backed_by.*", _backing_unread),
    ("incidents.*.actor", _told),
    ("settlement.rate_per_month.mediated", _no_mediator),
    ("settlement.parties.*", _like_parties),
    ("timeline.**", _date_off),
    ("timeline.*.event", _nobody_waits),
)
