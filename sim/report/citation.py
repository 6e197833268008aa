"""The sources of a scenario as people and programs cite them: plain text, BibTeX, CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim import __version__
from sim.scenario.events import Event

FIELDS = ("publisher", "date", "title", "link", "verified")
REDLINE = {
    "publisher": "Redline maintainers",
    "date": "2026-11-22",
    "title": "Redline: nuclear red lines and escalation, simulated from scenarios",
    "link": "",
    "verified": f"version {__version__}",
}
_SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {sign: f"\\{sign}" for sign in "&%$#_{}"}
_IN_LINKS = {" ": "%20", "{": "%7B", "}": "%7D", "\\": "%5C", "%": r"\%", "#": r"\#"}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


@dataclass(frozen=True, slots=True)
class Citation:
    """One source: its key, what is known of it, and what of the scenario rests on it (dotted paths, events, clauses)."""

    key: str
    publisher: str
    date: str  # as printed: a year, a month or a day
    title: str
    link: str
    verified: str  # how far it was read
    used_by: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[int, ...]:
        """Year, month and day, as far as the date gives them."""
        found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", self.date)
        return tuple(int(part) for part in found.groups() if part) if found else ()


def redline() -> Citation:
    """Return how Redline itself is cited."""
    return _citation(f"redline-{__version__}", REDLINE)


def citations(world: Any) -> list[Citation]:
    """Return the sources that a scenario's numbers, events and clauses rest on, by key."""
    used: dict[str, list[str]] = {key: [] for key in world.sources}
    for quantity in world.quantities.values():
        _add(used, quantity.source, quantity.path)
    for event in world.timeline:
        _add(used, event.source, f"timeline.{event.id}")
    texts = {text.id: text for owner in world.owners for text in (owner.published, owner.operative) if text is not None}
    texts |= {text.id: text for text in world.history.doctrines}
    for text in texts.values():
        for clause in text.clauses:
            _add(used, clause.get("source"), f"doctrines.{text.id}.clauses.{clause['id']}")
    return [_citation(key, world.sources[key], tuple(paths)) for key, paths in sorted(used.items())]


def _citation(key: str, source: Mapping[str, str], used_by: tuple[str, ...] = ()) -> Citation:
    return Citation(key, **{field: source.get(field, "") for field in FIELDS}, used_by=used_by)


def _add(used: dict[str, list[str]], key: str | None, path: str) -> None:
    if key is not None:
        used.setdefault(key, []).append(path)


def row_citations(history: str, events: Sequence[Event]) -> list[Citation]:
    """Return one citation a dated event of a history: where it was read. The date is that of the event; a publisher's own is in its name."""
    once = {one.id: one for one in sorted(events, key=lambda one: one.kind != "crossing")[::-1]}
    return [
        Citation(f"{history}-{name}", one.publisher, one.date.isoformat(), one.text, one.link, "see the codebook", (f"history.{name}",))
        for name, one in sorted(once.items())
    ]


def text(one: Citation) -> str:
    """Return a citation as one line of text."""
    body = ". ".join(part for part in (one.title, one.link) if part)
    return f"[{one.key}] {one.publisher} ({one.date or 'no date'}). {body} ({one.verified})"


def bibtex(found: Sequence[Citation]) -> str:
    """Return the citations as BibTeX entries."""
    entries = []
    for one in found:
        fields = {"author": f"{{{escaped(one.publisher)}}}", "title": f"{{{escaped(one.title)}}}"}
        if one.parts:
            fields["year"] = str(one.parts[0])
        if len(one.parts) > 1:
            fields["month"] = MONTHS[one.parts[1] - 1]
        if one.link.startswith("http"):
            fields["url"] = "".join(_IN_LINKS.get(sign, sign) for sign in one.link)
        fields["note"] = escaped(f"{one.date}; {one.verified}" if one.date else one.verified)
        body = "".join(f",\n  {name} = {value if name == 'month' else '{' + value + '}'}" for name, value in fields.items())
        entries.append(f"@misc{{{one.key}{body}\n}}\n")
    return "\n".join(entries)


def escaped(words: str) -> str:
    """Return text with the signs that BibTeX reads as commands spelled out.

    >>> print(escaped("5 % of {a_b} & c"))
    5 \\% of \\{a\\_b\\} \\& c
    """
    return "".join(_SPECIAL.get(sign, sign) for sign in words)


def csl(found: Sequence[Citation]) -> list[dict[str, Any]]:
    """Return the citations as items of CSL-JSON, which reference managers import."""
    items = []
    for one in found:
        item: dict[str, Any] = {"id": one.key, "type": "webpage", "title": one.title, "author": [{"literal": one.publisher}], "note": one.verified}
        if one.parts:
            item["issued"] = {"date-parts": [list(one.parts)]}
        if one.link.startswith("http"):
            item["URL"] = one.link
        items.append(item)
    return items


def as_dict(one: Citation) -> Mapping[str, Any]:
    """Return a citation as JSON values."""
    return {
        "key": one.key,
        "publisher": one.publisher,
        "date": one.date,
        "title": one.title,
        "link": one.link,
        "verified": one.verified,
        "used_by": list(one.used_by),
    }
