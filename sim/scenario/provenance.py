"""Where every number of a scenario stands and comes from: `Scenario.quantities` and the sources it uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.scenario.checks import quantities_of
from sim.scenario.nodes import Names, at
from sim.scenario.schema import Document
from sim.scenario.validate import dotted, place
from sim.scenario.world import Quantity


def quantities(document: Document, tree: Names) -> dict[str, Quantity]:
    """Return every number that was given, by dotted path, with its range, its source or assumption, and its place."""
    found: dict[str, Quantity] = {}
    for path, one in quantities_of(document):
        if at(tree, path) is None:
            continue  # a default of the schema: nobody said it
        mark = place(tree, [*path, "value"])
        low, high = one.range if one.range is not None else (None, None)
        name = dotted(path)
        found[name] = Quantity(name, one.value, low, high, one.scale, one.unit, one.source, one.assumption, mark.file, mark.line, mark.column)
    return found


def used_sources(document: Document, bibliography: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Return the scenario's own sources and those of the bibliography that some number, event or clause names, by key."""
    own = {key: entry.model_dump() for key, entry in document.sources.items()}
    keys = {quantity.source for _, quantity in quantities_of(document)} | {event.source for event in document.timeline.values()}
    keys |= {clause.get("source") for text in document.doctrines.values() for clause in text.clauses}
    shared = {key: dict(bibliography[key]) for key in sorted(key for key in keys if key is not None) if key in bibliography and key not in own}
    return own | shared


PLAIN = "a plain number: an assumption of ours, no reason given"


def assumptions(numbers: Iterable[Quantity]) -> list[tuple[Quantity, str]]:
    """Return every number that rests on no source alone, and why it is what it is: its own words, or those that stand for a plain number."""
    return [(one, one.assumption or PLAIN) for one in numbers if one.source is None or one.assumption]


def baseless(numbers: Iterable[Quantity], known: Iterable[str]) -> list[str]:
    """Return what stands against numbers that ship: a source nobody lists, or a range that rests on nothing that is said.

    A plain number is an assumption by the rule of the format; one with a range is to be varied, and whoever varies it must know what it rests on.
    """
    keys = set(known)
    numbers = list(numbers)
    found = [f"{one.path} names the source {one.source}, which is not listed" for one in numbers if one.source is not None and one.source not in keys]
    varied = [one for one in numbers if one.low is not None and not (one.source or one.assumption)]
    return found + [f"{one.path} has a range, but neither source nor assumption" for one in varied]
