"""Meaning across a scenario: names that must exist, shares that must sum to 1, rungs within the ladder, dates within the clock.

The schema has checked each value by itself; here values are held against one another. Every complaint says what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.errors import Problem, quoted
from sim.scenario.build import exposed, ladder_of
from sim.scenario.checks_actors import check_actions, check_actors, check_incidents, check_settlement
from sim.scenario.checks_owners import check_history, check_owners
from sim.scenario.nodes import Names
from sim.scenario.quantity import Quantity
from sim.scenario.review import Review
from sim.scenario.scalars import shortest
from sim.scenario.schema import Document
from sim.scenario.schema_world import Ladder
from sim.scenario.settle import is_beyond
from sim.scenario.words import Section

NAMED = ("actors", "actions", "owners", "fronts", "flags", "incidents", "timeline", "doctrines", "presets")
RESERVED = ("taker", "value", "range", "published", "levels", "names")  # words that already mean something where a name may stand


def check(document: Document, tree: Names, sources: Iterable[str]) -> list[Problem]:
    """Return what is wrong with a document that the schema accepts; `sources` are the keys of the bibliography in reach."""
    review = Review(document, tree)
    _names(review)
    _world(review)
    check_owners(review)
    check_history(review)
    check_actors(review)
    check_actions(review)
    check_incidents(review)
    check_settlement(review)
    _timeline(review)
    _reference(review)
    _dimensions(review)
    _sources(review, list(sources))
    return review.problems


def _names(review: Review) -> None:
    document = review.document
    groups: dict[tuple[str, ...], Iterable[str]] = {
        (name,): getattr(document, name)
        for name in ("actors", "actions", "owners", "fronts", "flags", "incidents", "timeline", "doctrines", "presets")
    }
    groups |= {("owners", name, "lines"): owner.lines for name, owner in document.owners.items()}
    for path, names in groups.items():
        seen: dict[str, str] = {}
        for name in names:
            if name in RESERVED:
                review.complain((*path, name), f"{quoted(name)} means something else in scenario files; choose another name", of_name=True)
            other = seen.setdefault(name.replace("-", "_"), name)
            if other != name:
                review.complain(
                    (*path, name), f"{quoted(name)} and {quoted(other)} differ only by - and _; choose names one can tell apart", of_name=True
                )


def _world(review: Review) -> None:
    document, sides = review.document, review.document.sides
    if sides[0] == sides[1]:
        review.complain(("sides",), "the two sides must differ")
    for name, front in document.fronts.items():
        path = ("fronts", name, "between")
        known = [review.know((*path, i), side, sides, "side") for i, side in enumerate(front.between)]
        if all(known) and front.between[0] == front.between[1]:
            review.complain(path, "a front lies between two different sides")
    top = len(ladder_of(document).names) - 1
    if document.tension:
        _tension(review, top)
    if isinstance(document.ladder, Ladder) and not 1 <= document.ladder.first_outcome <= top:
        review.complain(("ladder", "first_outcome"), f"first_outcome must be a rung from 1 to {top}, the last of the ladder")
    if document.clash:
        _within(review, ("clash", "tension"), document.clash.tension.value, top)
        for rung in document.clash.hazard_per_year:
            _within(review, ("clash", "hazard_per_year", str(rung)), rung, top, of_name=True)
    elif any(action.clash_probability.value > 0 for action in document.actions.values()) or any(
        owner.backer or owner.conventional.answer.clash for owner in document.owners.values()
    ):
        review.complain(("id",), "acts or answers may lead to a direct clash, but there is no 'clash:' section that says what follows", of_name=True)


def _tension(review: Review, top: int) -> None:
    tension = review.document.tension
    if tension is None:
        return
    for side, value in tension.initial.items():
        if review.know(("tension", "initial", side), side, review.document.sides, "side", of_name=True):
            _within(review, ("tension", "initial", side), value.value, top)
    for side in review.document.sides:
        if side not in tension.initial:
            review.complain(("tension", "initial"), f"tension of side {quoted(side)} is missing in tension.initial", of_name=True)
    _within(review, ("tension", "base"), tension.base.value, top)


def _within(review: Review, path: tuple[str, ...], value: float, top: int, of_name: bool = False) -> None:
    if value > top:
        review.complain(path, f"rung {shortest(value)} lies above the ladder, which ends at {top}", of_name)


def _timeline(review: Review) -> None:
    document = review.document
    for name, event in document.timeline.items():
        path = ("timeline", name)
        if event.active and event.date <= document.clock.start:
            message = "lies on or before the start of the clock; give the new state as the initial one, or set active: false"
            review.complain((*path, "date"), f"date {event.date} {message}")
        elif event.active and is_beyond(document.clock.start, document.clock.horizon_months.value, event.date):
            review.complain((*path, "date"), f"date {event.date} lies beyond the horizon; lengthen horizon_months, or set active: false")
        for flag in event.flags:
            review.know((*path, "flags", flag), flag, document.flags, "flag", of_name=True)
        for owner in event.doctrine:
            review.know((*path, "doctrine", owner), owner, document.owners, "owner", of_name=True)
        for actor, changes in event.utilities.items():
            if not review.know((*path, "utilities", actor), actor, document.actors, "actor", of_name=True):
                continue
            for channel, group in (("military", changes.military), ("diplomacy", changes.diplomacy)):
                menu = getattr(document.actors[actor], channel)
                for action in group:
                    known = menu.utilities if menu else ()
                    review.know(
                        (*path, "utilities", actor, channel, action), action, known, f"act on the {channel} menu of {actor} called", of_name=True
                    )


def _reference(review: Review) -> None:
    one = review.document.reference
    if one and review.know(("reference", "owner"), one.owner, review.document.owners, "owner"):
        review.know(("reference", "dimension"), one.dimension, review.document.owners[one.owner].lines, f"line of {one.owner} on")


def _dimensions(review: Review) -> None:
    document = review.document
    watched = dict.fromkeys(dimension for owner in document.owners.values() for dimension in owner.lines)
    shown = exposed(document)
    for dimension, paths in shown.items():
        if dimension not in watched:
            for where in paths:
                meant = review.nearest(dimension, watched)
                near = f"; did you mean {quoted(meant)}?" if meant else "; give some owner a line on it, or delete it"
                review.complain(where, f"no owner watches {quoted(dimension)}{near}", of_name=True)
    happened = {row.dimension for row in document.history.rows}
    elsewhere = sorted((set(shown) | happened) - watched.keys())
    for name, owner in document.owners.items():
        for dimension, line in owner.lines.items():
            happens = dimension in shown or dimension in happened or line.front is not None
            if not happens and review.nearest(dimension, elsewhere) is None:  # else the other end has been complained about
                message = f"nothing ever exposes {quoted(dimension)}; let some act expose it, or delete the line"
                review.complain(("owners", name, "lines", dimension), message, of_name=True)


def _sources(review: Review, known: list[str]) -> None:
    document = review.document
    names = dict.fromkeys([*document.sources, *known])
    for path, quantity in quantities_of(document):
        review.know((*path, "source"), quantity.source, names, "source")
    for name, event in document.timeline.items():
        review.know(("timeline", name, "source"), event.source, names, "source")
    for name, text in document.doctrines.items():
        for i, clause in enumerate(text.clauses):
            review.know(("doctrines", name, "clauses", i, "source"), clause.get("source"), names, "source")


def quantities_of(node: object, path: tuple[str | int, ...] = ()) -> Iterable[tuple[tuple[str | int, ...], Quantity]]:
    """Yield every quantity below a part of the document with its path; past crossings are data, not quantities."""
    if isinstance(node, Quantity):
        yield path, node
    elif isinstance(node, Mapping):
        for name, value in node.items():
            yield from quantities_of(value, (*path, str(name)))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from quantities_of(value, (*path, i))
    elif isinstance(node, Section) and path != ("history",):
        for name, info in type(node).model_fields.items():
            yield from quantities_of(getattr(node, name), (*path, info.alias or name))
