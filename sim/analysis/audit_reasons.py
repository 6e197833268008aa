"""Why a quantity moves nothing in this world, where that can be proved from the scenario and the rules: a list of cases, each with its reason.

A reason is claimed before anything is played, and held to: a quantity that is said to be inert and moves a history beyond rounding is a finding.
"""

from __future__ import annotations

from sim.analysis.audit_entries import Entry, fits
from sim.analysis.audit_facts import Facts
from sim.analysis.audit_reasons_acts import OF_ACTS, Case, Parts


def reason(facts: Facts, entry: Entry) -> str:
    """Return why an entry cannot move anything in its world; empty where no case covers it."""
    parts = tuple(entry.path.split("."))
    return next((why for pattern, case in CASES if fits(pattern, parts) and (why := case(facts, parts, entry))), "")


# ---- the world ----------------------------------------------------------------------------------------------------------------------------
def _undated(facts: Facts, parts: Parts, entry: Entry) -> str:
    dated = facts.world.history.crossings or any(event.active for event in facts.world.timeline)
    return "" if dated else "nothing in this world is dated"


def _rungs_are_checked(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "it only says which rungs acts and answers may have, and is held against them when the file is read"


def _order_of_sides(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "which side is named first means nothing"


def _aid_without_effect(facts: Facts, parts: Parts, entry: Entry) -> str:
    front = next(one for one in facts.world.fronts if one.id == parts[1])
    felt = any(action.when_aid_short for action in facts.world.actions if facts.takers(action.id))
    return "" if front.aid_effect or felt else "aid has no effect on this front, and no act is worth more where it is short"


def _aid_steady(facts: Facts, parts: Parts, entry: Entry) -> str:
    front = next(one for one in facts.world.fronts if one.id == parts[1])
    return "" if facts.aid_is_short(front) else "aid stays at the level that holds the front"


def _nobody_sets(facts: Facts, parts: Parts, entry: Entry) -> str:
    flag, world = parts[1], facts.world
    by_act = any(flag in action.sets for action in world.actions if facts.takers(action.id))
    by_date = any(flag in event.flags for event in world.timeline if event.active)
    return "" if by_act or by_date else "no act and no date changes this flag"


def _lower_tension(facts: Facts, parts: Parts, entry: Entry) -> str:
    """Claim only for what is tried: decay keeps the order of tensions, and with gain 1 an act lifts either side to the same rung."""
    tension = facts.world.tension
    others = max(value for side, value in tension.initial.items() if side != parts[2])
    tried = [float(change.partition("=")[2]) for way in entry.ways for change in way]
    plain = tension.gain == 1.0 and all(actor.policy != "reflex" for actor in facts.world.actors)
    lower = max(tried, default=0.0) <= others and facts.world.tension.initial[parts[2]] <= others
    return "over all that is tried, the other side's tension stands at least as high, and the higher one counts" if plain and lower else ""


def _never_so_tense(facts: Facts, parts: Parts, entry: Entry) -> str:
    world = facts.world
    if parts[0] == "actors":
        steps = sorted({rung for actor in world.actors if actor.nuclear for rung in actor.accidents})
    else:
        steps = sorted(world.clash.hazard) if world.clash else []
    low, high = facts.tension_between
    return "" if facts.reaches(int(parts[-1]), steps) else f"tension stays between {low:g} and {high:g}, where other rungs set the rate"


def _readings_agree(facts: Facts, parts: Parts, entry: Entry) -> str:
    if not facts.backed_crossings:
        return "no act that crosses a line is backed by a nuclear power"
    one = all(facts.shares_in_force(owner) == {1.0} for owner in facts.backed_crossings)
    return "every backer share in force is 1, where all readings of backing agree" if one else ""


def _no_ground(facts: Facts, parts: Parts, entry: Entry) -> str:
    state_like = any(line.front is not None for owner in facts.owners.values() for line in owner.lines)
    return "" if state_like else "no line is state-like"


def _nothing_read(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if facts.acts_expose else "no act crosses a line"


def _no_chain(facts: Facts, parts: Parts, entry: Entry) -> str:
    met = {one.id for owner in facts.owners.values() for one in facts.answers_exposing(owner)}
    if not met:
        return "no answer crosses a line"
    chained = any(facts.answers_exposing(facts.owners[name]) for name in met)
    return "" if chained else "whoever would answer an answer has no answer to fear itself"


def _no_fronts(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if facts.world.fronts else "there is no front"


def _no_nuclear_owner(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if any(facts.is_armed(owner) for owner in facts.owners.values()) else "no owner has a nuclear tier"


def _nobody_weighs(facts: Facts, parts: Parts, entry: Entry) -> str:
    weighing = [actor for actor in facts.world.actors if actor.policy != "random" and any(len(menu.utilities) > 1 for menu in facts.menus(actor))]
    talking = any(action.talks for actor in weighing for action in facts.acts_of(actor))
    exposing = any(facts.exposed_by_act(actor, action) for actor in weighing for action in facts.acts_of(actor))
    return "" if talking or exposing else "nobody who acts weighs answers"


# ---- owners -------------------------------------------------------------------------------------------------------------------------------
def _switched_off(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if parts[1] in facts.owners or parts[2] == "active" else "this owner's lines are switched off"


def _not_armed(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if facts.is_armed(facts.owners[parts[1]]) else "this owner has no nuclear weapons"


def _no_audience(facts: Facts, parts: Parts, entry: Entry) -> str:
    """Cover declared lines, whether they were declared, what backing down from them costs, and whether that cost is real."""
    owner = facts.owners[parts[1]]
    of_tier = {"conventional_line": ("conventional",), "probability_real": (parts[2],), "audience_cost": (parts[2],)}
    tiers = of_tier.get(parts[-1], ("conventional", "nuclear"))
    if not any(facts.declares(owner, tier) for tier in tiers):
        return "nothing is declared from which to back down"
    if parts[-1] == "audience_cost":
        return ""
    if parts[-1] == "probability_real":
        spec = owner.conventional if parts[2] == "conventional" else owner.nuclear
        return "" if spec is None or spec.audience_cost else "the audience cost is 0"
    return "" if any(facts.cost_of_backing_down(owner, tier) for tier in tiers) else "no audience cost makes the line felt"


def _event_like(facts: Facts, parts: Parts, entry: Entry) -> str:
    line = next(line for line in facts.owners[parts[1]].lines if line.dimension == parts[3])
    return "" if line.front is not None else "the line is not state-like"


def _one_rung(facts: Facts, parts: Parts, entry: Entry) -> str:
    answer = facts.owners[parts[1]].conventional_answer
    return "the tier has a single rung" if answer.first == answer.last else ""


def _cannot_lose(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if facts.may_lose(facts.side(parts[1])) else "its side can never be losing on a front"


def _no_successor(facts: Facts, parts: Parts, entry: Entry) -> str:
    ahead = any(event.active and event.kind == "leadership_change" for event in facts.world.timeline)
    return "" if ahead else "no change of leadership is ahead"


def _nobody_backed(facts: Facts, parts: Parts, entry: Entry) -> str:
    if facts.owners[parts[1]] not in facts.backed_crossings:
        return "no act that crosses its lines is backed by a nuclear power"
    backer = facts.owners[parts[1]].backer_answer
    return "" if parts[3] == "probability" or (backer and backer.probability > 0.0) else "it never strikes a backer"


def _nothing_shown(facts: Facts, parts: Parts, entry: Entry) -> str:
    answer = facts.owners[parts[1]].nuclear_answer
    share = answer.demonstration_share if answer else 0.0
    if parts[-1] == "0":
        return "" if share > 0.0 else "no nuclear answer is a demonstration"
    return "" if share < 1.0 else "every nuclear answer is a demonstration"


# ---- the past -----------------------------------------------------------------------------------------------------------------------------
def _not_yet_seen(facts: Facts, parts: Parts, entry: Entry) -> str:
    if facts.is_learned(int(parts[2])) or parts[3] == "date":
        return ""
    return "the crossing lies on or after the start, or its owner's lines are switched off: it is not part of what has been seen"


def _past_front(facts: Facts, parts: Parts, entry: Entry) -> str:
    owner = facts.owners.get(facts.world.history.crossings[int(parts[2])].owner)
    return "the price of its owner's answers does not hang on the front" if owner and owner.desperation == 0.0 else ""


def _unread_past(facts: Facts, parts: Parts, entry: Entry) -> str:
    return "" if entry.given in facts.learned_texts else "no crossing before the start is read under this text"


def _date_of_text(facts: Facts, parts: Parts, entry: Entry) -> str:
    dated = any(text.id == parts[1] for text in facts.world.history.doctrines) and facts.world.history.crossings
    return "" if dated else "the date of a text only says which past crossings are read under it, and none is dated"


def _text_out_of_force(facts: Facts, parts: Parts, entry: Entry) -> str:
    if parts[1] in facts.named:
        owner = next((one for one in facts.owners.values() if one.id == _owner_of(facts, parts[1])), None)
        if parts[2] == "nuclear_lines" and owner is not None and not facts.cost_of_backing_down(owner, "nuclear"):
            return "no nuclear audience cost makes the line felt"
        if parts[2] == "nuclear_lines" and owner is not None and parts[3] not in {line.doctrine_line for line in owner.lines}:
            return "its owner watches no such dimension here"
        unbacked = owner is None or owner not in facts.backed_crossings
        return "no act that crosses its owner's lines is backed by a nuclear power" if parts[2] == "backer_share" and unbacked else ""
    if parts[1] not in facts.learned_texts:
        return "nobody goes by this text, and no crossing before the start is read under it"
    return "only past crossings are read under this text, and who backed them is not coded" if parts[2] == "backer_share" else ""


def _owner_of(facts: Facts, text: str) -> str:
    events = [pair for event in facts.world.timeline for pair in event.doctrine.values()]
    found = [*facts.world.history.doctrines, *(one for pair in events for one in pair)]
    found += [one for owner in facts.world.owners for one in (owner.published, owner.operative) if one is not None]
    return next((one.owner for one in found if one.id == text), "")


CASES: tuple[tuple[str, Case], ...] = (
    ("clock.start", _undated),
    ("ladder.first_outcome", _rungs_are_checked),
    ("sides.*", _order_of_sides),
    ("fronts.*.aid.initial", _aid_without_effect),
    ("fronts.*.aid.decay_per_month", _aid_without_effect),
    ("fronts.*.aid.effect", _aid_steady),
    ("tension.initial.*", _lower_tension),
    ("flags.*.locked", _nobody_sets),
    ("crossings.attribution", _readings_agree),
    ("crossings.state_step", _no_ground),
    ("crossings.exposure_noise", _nothing_read),
    ("crossings.expected_loss_depth", _no_chain),
    ("owners.**", _switched_off),
    ("owners.*.nuclear.**", _not_armed),
    ("owners.*.declared", _no_audience),
    ("owners.*.lines.*.conventional_line", _no_audience),
    ("owners.*.*.probability_real", _no_audience),
    ("owners.*.*.audience_cost", _no_audience),
    ("owners.*.lines.*.per_unit", _event_like),
    ("owners.*.conventional.answer.benefit", _one_rung),
    ("owners.*.conventional.answer.cost", _one_rung),
    ("owners.*.conventional.answer.precision", _one_rung),
    ("owners.*.nuclear.answer.rungs.*", _nothing_shown),
    ("owners.*.backer.**", _nobody_backed),
    ("owners.*.desperation", _cannot_lose),
    ("owners.*.wait_for_successor", _no_successor),
    ("history.crossings.**", _not_yet_seen),
    ("history.crossings.*.front", _past_front),
    ("history.doctrines.*", _unread_past),
    ("observers.beliefs", _nobody_weighs),
    ("observers.bias", _no_nuclear_owner),
    ("actors.*.accidents.*", _never_so_tense),
    ("clash.hazard_per_year.*", _never_so_tense),
    ("doctrines.*.owner", _text_out_of_force),
    ("doctrines.*.in_force_from", _date_of_text),
    ("doctrines.*.nuclear_lines.*", _text_out_of_force),
    ("doctrines.*.backer_share", _text_out_of_force),
    ("numerics.front_steps_per_month", _no_fronts),
    ("numerics.proposal_exponent", _no_nuclear_owner),
    *OF_ACTS,
)
