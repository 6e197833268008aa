"""What a page is made of: sections with sentences, lists, tables, figures and code. Plain data: only the template knows HTML, and escapes text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sim.plots.figure import FigureSpec


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `style` is one of: lead (the answer), key (said first), note (small), caution, or empty."""

    text: str
    style: str = ""
    kind: str = field(default="text", init=False)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]
    kind: str = field(default="bullets", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts below `columns`; folded away behind `summary` where there is one, and open on paper."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    summary: str = ""
    whole: Sequence[int] = ()  # columns whose texts are never broken, such as dates
    style: str = ""  # of words: "dense" (short rows, in two columns on paper), "paths" (the second column is a path, and stands alone on paper)
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Terms:
    """Words with what they mean here."""

    items: Mapping[str, str]
    kind: str = field(default="terms", init=False)


@dataclass(frozen=True, slots=True)
class Code:
    """A command or a script, as typed; folded away behind `summary` where there is one, and open on paper unless for the screen only."""

    text: str
    summary: str = ""
    screen_only: bool = False
    kind: str = field(default="code", init=False)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures, two beside each other where there is room; `code` names each (F1, F2, ...) where it has a fixed name."""

    figures: Sequence[FigureSpec]
    codes: Mapping[str, str] = field(default_factory=dict)  # name of a figure -> F1 ... F10
    kind: str = field(default="figures", init=False)


Block: TypeAlias = Text | Bullets | Table | Terms | Code | Figures


@dataclass(frozen=True, slots=True)
class Section:
    """One headed part of a page. `aside` is said smaller, after the heading."""

    name: str  # its id on the page: letters, digits and hyphens
    heading: str
    blocks: Sequence[Block]
    aside: str = ""
    style: str = ""  # "answer" is set apart
    half: int = 0  # of a group of sections in two columns, its number; 0: it has the whole width
    level: int = 2


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page: what it is about, where it comes from (`facts`), and its sections."""

    title: str
    name: str  # of the browser's tab
    facts: Sequence[str]
    about: str
    sections: Sequence[Section]

    def groups(self) -> list[list[list[Section]]]:
        """Return the sections in order: rows of one section or several beside each other; on paper the rows of one group share their columns."""
        found: list[list[list[Section]]] = []
        for section in self.sections:
            before = found[-1][-1][-1] if found else None
            if section.half and before is not None and before.half == section.half:
                found[-1][-1].append(section)
            elif section.half and before is not None and before.half:
                found[-1].append([section])
            else:
                found.append([[section]])
        return found
