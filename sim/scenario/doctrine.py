"""Doctrines: named, dated, sourced sets of nuclear lines; read by id, listed, compared, and resolved for an owner.

An owner may publish one text and act on another, stand between two texts (`blend`), or shift every line (`line_shift`). A line that is
absent at one end of a blend counts as drawn at an exposure of 2, beyond reach.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario import shipped, world
from sim.scenario.library import Library, doctrine_tree
from sim.scenario.nodes import Mark
from sim.scenario.schema_owners import DoctrineReference, DoctrineText
from sim.scenario.suggest import hint
from sim.scenario.validate import validate

ABSENT = 2.0  # exposure that stands for "no such line" where two texts are blended
DETAILS = ("watches", "tier", "ambiguity", "attribution")  # of a clause, beside when it speaks
Texts = Mapping[str, DoctrineText]


def text_of(name: str, text: DoctrineText) -> world.Doctrine:
    """Return a doctrine as plain numbers."""
    return world.Doctrine(
        id=name,
        title=text.title,
        owner=text.owner,
        in_force_from=text.in_force_from,
        nuclear_lines={dimension: line.value for dimension, line in text.nuclear_lines.items()},
        backer_share=text.backer_share.value,
        clauses=tuple(dict(clause) for clause in text.clauses),
    )


def resolved(reference: str | DoctrineReference | None, texts: Texts) -> tuple[world.Doctrine | None, world.Doctrine | None]:
    """Return the text the public computes with and the one the owner computes with; None, None where the owner names none."""
    return (None, None) if reference is None else attributed(reference, texts)


def attributed(reference: str | DoctrineReference, texts: Texts) -> tuple[world.Doctrine, world.Doctrine]:
    """Return the published and the operative text, both with the backer share of the text named by `attribution`."""
    if isinstance(reference, str):
        only = text_of(reference, texts[reference])
        return only, only
    operative = reference.operative or reference.published
    share = texts[reference.attribution or operative].backer_share.value
    published, acted_on = (_between(reference, name, texts) for name in (reference.published, operative))
    return replace(published, backer_share=share), replace(acted_on, backer_share=share)


def _between(reference: DoctrineReference, name: str, texts: Texts) -> world.Doctrine:
    text = text_of(name, texts[name])
    lines = dict(text.nuclear_lines)
    if reference.earlier is not None:
        lines = blend(text_of(reference.earlier, texts[reference.earlier]).nuclear_lines, lines, reference.blend.value)
    shift = reference.line_shift.value
    return replace(text, nuclear_lines={dimension: line + shift for dimension, line in lines.items()})


def blend(earlier: Mapping[str, float], later: Mapping[str, float], weight: float) -> dict[str, float]:
    """Return each line (1 - weight) * earlier + weight * later; exactly the earlier lines at 0 and the later ones at 1.

    >>> blend({"territory": 1.0}, {"territory": 0.5, "belarus": 0.7}, 0.5)
    {'territory': 0.75, 'belarus': 1.35}
    """
    if weight <= 0 or weight >= 1:
        return dict(earlier if weight <= 0 else later)
    names = [*earlier, *(name for name in later if name not in earlier)]
    return {name: (1 - weight) * earlier.get(name, ABSENT) + weight * later.get(name, ABSENT) for name in names}


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of a comparison: what differs, and how it reads in either text ("" or None where it is absent)."""

    what: str  # "line", "backer_share", "clause" (when it speaks), "watches", "tier", "ambiguity" or "attribution"
    name: str
    first: float | str | None
    second: float | str | None


def doctrine_names(folder: Path | None = None) -> list[str]:
    """Return the ids of the doctrines in `folder`/doctrines and of the shipped ones, sorted."""
    return sorted(Library([folder] if folder else []).doctrine_names())


def read_doctrine(name: str, folder: Path | None = None) -> world.Doctrine:
    """Return a doctrine by id as plain numbers; ScenarioError names the nearest where there is none."""
    return text_of(name, read_text(name, folder))


def read_text(name: str, folder: Path | None = None) -> DoctrineText:
    """Return a doctrine by id as it is written, with ranges, sources and how far the document was read; errors as `read_doctrine`."""
    found = shipped.candidates([folder] if folder else [], "doctrines", ".yaml")
    if name not in found:
        raise ScenarioError([Problem("doctrine", 0, 0, f"no doctrine {quoted(name)}{hint(name, found)}")])
    text, problems = validate(doctrine_tree(found[name]), DoctrineText)
    if text is None:
        raise ScenarioError(problems or [Mark(str(found[name])).problem("not a doctrine")])
    return text


def sources_of(text: DoctrineText, folder: Path | None = None) -> dict[str, dict[str, str]]:
    """Return the listed sources that a doctrine's lines and clauses name, by key."""
    keys = {line.source for line in (text.backer_share, *text.nuclear_lines.values())} | {clause.get("source") for clause in text.clauses}
    listed = Library([folder] if folder else []).bibliography()
    return {key: dict(listed[key]) for key in sorted(key for key in keys if key is not None) if key in listed}


def diff(first: world.Doctrine, second: world.Doctrine) -> list[Difference]:
    """Return what differs between two texts: lines, backer share, clauses (by id; how the crossing is worded, then the rest of those in both)."""
    rows: list[Difference] = []
    for name in [*first.nuclear_lines, *(n for n in second.nuclear_lines if n not in first.nuclear_lines)]:
        before, after = first.nuclear_lines.get(name), second.nuclear_lines.get(name)
        if before != after:
            rows.append(Difference("line", name, before, after))
    if first.backer_share != second.backer_share:
        rows.append(Difference("backer_share", "backer_share", first.backer_share, second.backer_share))
    old, new = ({clause["id"]: clause for clause in text.clauses} for text in (first, second))
    for name in [*old, *(n for n in new if n not in old)]:
        one, two = (text[name].get("crossing", "") if name in text else None for text in (old, new))
        if one != two:
            rows.append(Difference("clause", name, one, two))
    both = [name for name in old if name in new]
    changed = [(field, name) for field in DETAILS for name in both if old[name].get(field, "") != new[name].get(field, "")]
    return rows + [Difference(field, name, old[name].get(field, ""), new[name].get(field, "")) for field, name in changed]
