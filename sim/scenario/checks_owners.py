"""Checks of owners: lines, answers and their rungs, types, doctrines, and the history they are learned from."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import quoted
from sim.scenario.build import ladder_of
from sim.scenario.quantity import Quantity
from sim.scenario.review import Path, Review
from sim.scenario.scalars import shortest
from sim.scenario.schema_owners import DoctrineReference, Owner, ReliabilityLevels

TOLERANCE = 1e-9
MOST_LINES = 100_000  # of doctrines, over all that name one: some 30 MB


def check_owners(review: Review) -> None:
    """Hold every owner against the actors, fronts, ladder and doctrines."""
    document = review.document
    for name, owner in document.owners.items():
        path = ("owners", name)
        if review.know(path, name, document.actors, "actor", of_name=True) and owner.nuclear and not review.says(("actors", name, "nuclear")):
            review.complain((*path, "nuclear"), f"{name} has a nuclear tier; say in actors.{name} whether it is nuclear: true or false", of_name=True)
        known = dict.fromkeys([*owner.lines, *_doctrine_lines(review, owner)])
        for dimension, line in owner.lines.items():
            review.know((*path, "lines", dimension, "front"), line.front, document.fronts, "front")
            if line.doctrine_line and owner.doctrine is not None:
                review.know((*path, "lines", dimension, "doctrine_line"), line.doctrine_line, known, "line or doctrine line")
        _types(review, path, owner)
        _rungs(review, path, owner)
        check_reference(review, (*path, "doctrine"), name, owner.doctrine)
    for name, event in document.timeline.items():
        for owner_name, reference in event.doctrine.items():
            check_reference(review, ("timeline", name, "doctrine", owner_name), owner_name, reference)
    for name, text in document.doctrines.items():
        review.know(("doctrines", name, "owner"), text.owner, document.owners, "owner")
    _copies(review)


def _copies(review: Review) -> None:
    """Check that owners and events together do not ask for more lines than memory should hold: each has a copy of its own of a text's lines."""
    document = review.document
    references = [owner.doctrine for owner in document.owners.values()]
    references += [one for event in document.timeline.values() for one in event.doctrine.values()]
    length = {name: len(text.nuclear_lines) for name, text in document.doctrines.items()}
    lines = sum(length.get(name, 0) for reference in references for name in named(reference))
    if lines > MOST_LINES:
        place = ("timeline",) if document.timeline else ("owners",)
        message = f"owners and events draw {lines:,} lines of doctrines, {MOST_LINES:,} is the most; shorten the doctrines, or draw fewer"
        review.complain(place, message, of_name=True)


def _doctrine_lines(review: Review, owner: Owner) -> list[str]:
    return [line for name in named(owner.doctrine) if name in review.document.doctrines for line in review.document.doctrines[name].nuclear_lines]


def named(reference: str | DoctrineReference | None) -> list[str]:
    """Return the ids of the texts that a reference names."""
    if isinstance(reference, DoctrineReference):
        return [name for name in (reference.published, reference.operative, reference.attribution, reference.earlier) if name is not None]
    return [] if reference is None else [reference]


def check_reference(review: Review, path: Path, owner: str, reference: str | DoctrineReference | None) -> None:
    """Check that the texts of a reference belong to its owner, and that `blend` has an earlier text to start from."""
    texts = review.document.doctrines
    for name in named(reference):
        if name in texts and texts[name].owner != owner and texts[name].owner in review.document.owners:
            review.complain(path, f"doctrine {quoted(name)} belongs to {texts[name].owner}, not to {owner}")
    if isinstance(reference, DoctrineReference) and reference.earlier is None and reference.blend.value != 1:
        review.complain((*path, "blend"), "blend needs 'earlier', the text to start from")


def _types(review: Review, path: Path, owner: Owner) -> None:
    tiers = [("conventional", owner.conventional.reliability)] + ([("nuclear", owner.nuclear.reliability)] if owner.nuclear else [])
    for tier, reliability in tiers:
        if isinstance(reliability, ReliabilityLevels):
            shares(review, (*path, tier, "reliability"), reliability.levels, reliability.weights, "levels")
    if owner.verbal:
        shares(review, (*path, "verbal"), owner.verbal.rungs, owner.verbal.weights, "rungs")


def shares(review: Review, path: Path, of: Sequence[object], weights: Sequence[Quantity], what: str) -> None:
    """Check that there is one weight for each entry and that the weights sum to 1."""
    if len(of) != len(weights):
        review.complain((*path, "weights"), f"{len(weights)} weights for {len(of)} {what}; give one for each", of_name=True)
        return
    total = sum(weight.value for weight in weights)
    if abs(total - 1) > TOLERANCE:
        terms = " + ".join(shortest(weight.value) for weight in weights)
        review.complain((*path, "weights"), f"weights sum to {total:.6g}, not 1 ({terms})")


def _rungs(review: Review, path: Path, owner: Owner) -> None:
    ladder = ladder_of(review.document)
    outcome, top = ladder.first_outcome, len(ladder.names) - 1
    first, last = owner.conventional.answer.rungs
    where = (*path, "conventional", "answer", "rungs")
    if first > last:
        review.complain(where, f"rungs must go from first to last, got [{first}, {last}]")
    below_outcomes(review, where, last, outcome)
    if last == 0:
        review.complain(where, "the last rung must be above 0")
    if owner.nuclear:
        demonstration, use = owner.nuclear.answer.rungs
        where = (*path, "nuclear", "answer", "rungs")
        if not outcome <= demonstration <= use <= top:
            review.complain(where, f"nuclear rungs are outcomes, from {outcome} to {top}, demonstration first; got [{demonstration}, {use}]")
    if owner.backer:
        below_outcomes(review, (*path, "backer", "rung"), owner.backer.rung, outcome)
    for i, rung in enumerate(owner.verbal.rungs if owner.verbal else ()):
        below_outcomes(review, (*path, "verbal", "rungs", i), rung, outcome)


def below_outcomes(review: Review, path: Path, rung: int, outcome: int) -> None:
    """Check that a rung that people may choose lies below the outcomes of the ladder."""
    if rung >= outcome:
        review.complain(path, f"rung {rung} is an outcome (the ladder's outcomes begin at {outcome}); choose a lower one")


def check_history(review: Review) -> None:
    """Hold the past crossings against owners, lines and fronts, and the texts they are read under against the owners."""
    document, history = review.document, review.document.history
    review.know(("history", "front"), history.front, document.fronts, "front")
    seen: set[str] = set()
    for i, name in enumerate(history.doctrines):
        if name in seen:
            review.complain(("history", "doctrines", i), f"doctrine {quoted(name)} is given twice")
        seen.add(name)
    seen = set()
    for i, row in enumerate(history.rows):
        path = ("history", "crossings", i)
        if row.id in seen:
            review.complain((*path, "id"), f"{quoted(row.id)} is given twice")
        seen.add(row.id)
        if review.know((*path, "owner"), row.owner, document.owners, "owner"):
            lines = document.owners[row.owner].lines
            if row.dimension not in lines:
                review.know((*path, "dimension"), row.dimension, lines, f"line of {row.owner} on")
