"""The public table of replications: every number that a game, a chain or a formula must come to, beside what it comes to here.

A row fails where the number is not reproduced to the digits printed. Rows that are known to fail say so and why; any other failure is a finding.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis import replications
from sim.errors import GameError, quoted
from sim.games import catalogue
from sim.games.game import Fidelity, Row, written
from sim.scenario.suggest import hint

EQUAL = 1e-11  # a smaller difference is rounding, and prints as 0


@dataclass(frozen=True, slots=True)
class Replication:
    """One row of the table, with the subject it belongs to and the source it is held against."""

    subject: str
    source: str
    row: Row

    @property
    def verdict(self) -> str:
        """Return "holds", "not reproduced" (and said beforehand), or "FAILS"."""
        if self.row.holds:
            return "holds"
        return "not reproduced" if self.row.fidelity is Fidelity.NOT_REPRODUCED else "FAILS"

    @property
    def surprising(self) -> bool:
        """Return whether the row fails although it should hold, or holds although it is said not to."""
        return self.row.holds == (self.row.fidelity is Fidelity.NOT_REPRODUCED)

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain values."""
        row = self.row
        return {
            "model": self.subject,
            "source": self.source,
            "quantity": row.quantity,
            "setting": setting(row.parameters),
            "expected": row.expected,
            "obtained": row.obtained,
            "difference": row.difference,
            "allowed": row.allowance if row.number is not None else None,
            "found by": row.where,
            "tag": str(row.fidelity),
            "verdict": self.verdict,
        }


def subjects() -> list[str]:
    """Return the names of everything that has rows: the games by name, then the other subjects."""
    return [*catalogue.names(), *_parts()]


def table(wanted: Sequence[str] = ()) -> Iterator[Replication]:
    """Yield the rows of the named subjects, or of all.

    Raises
    ------
    GameError                  a subject that there is none of
    """
    known = subjects()
    for name in wanted:
        if name not in known:
            raise GameError(f"nothing called {quoted(name)} is replicated here{hint(name, known)}")
    parts = _parts()
    for name in wanted or known:
        if name in parts:
            yield from (Replication(name, "", row) for row in parts[name].rows())
        else:
            game = catalogue.load(name)
            yield from (Replication(name, game.source, row) for row in game.checks())


def summary(found: Iterable[Replication]) -> dict[str, int]:
    """Return how many rows hold, are said not to be reproduced, and fail."""
    counts = dict.fromkeys(("holds", "not reproduced", "FAILS"), 0)
    for one in found:
        counts[one.verdict] += 1
    return counts


def setting(parameters: Mapping[str, Any]) -> str:
    """Return parameters in one line, as one may type them.

    >>> setting({"p": 0.3, "risks": (0.1, 0.2), "top": "quit"})
    'p=0.3 risks=0.1,0.2 top=quit'
    """
    return " ".join(f"{name}={written(value)}" for name, value in parameters.items())


def page(found: Sequence[Replication]) -> str:
    """Return the table as a page in Markdown."""
    counts = summary(found)
    lines = [
        "# Replications",
        "",
        "Every number that the games, chains and formulas of this program are held to, beside what comes out. Made by",
        "`redline validate --write docs/replications.md`; a test makes it again and compares. A decimal is held to the digits printed, a fraction",
        "to 1e-9; sampled numbers say so. What is *not reproduced* is said, not hidden.",
        "",
        f"{len(found)} rows: {counts['holds']} hold, {counts['not reproduced']} are not reproduced and say why, {counts['FAILS']} fail.",
    ]
    subject = None
    for one in found:
        if one.subject != subject:
            subject = one.subject
            source = f" (`{one.source}`)" if one.source else ""
            lines += ["", f"## {subject}{source}", "", "| quantity | setting | expected | obtained | difference | found by | tag | verdict |"]
            lines += ["|---|---|---|---|---|---|---|---|"]
        row = one.row
        cells = (row.quantity, setting(row.parameters), row.expected, shown(row), _difference(row), row.where, str(row.fidelity), one.verdict)
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def shown(row: Row) -> str:
    """Return what was obtained, to two digits more than were expected; a sampled number to its own tolerance."""
    if isinstance(row.obtained, str):
        return row.obtained
    digits = max(4, sum(sign.isdigit() for sign in row.expected.lower().partition("e")[0].lstrip("-0.")) + 2)
    return f"{row.obtained:.{min(digits, 12)}g}"


def _difference(row: Row) -> str:
    if row.difference is None:
        return ""
    return "0" if abs(row.difference) < EQUAL else f"{row.difference:.0e}"


def _parts() -> dict[str, Any]:
    """Return the subjects beside the games, by name."""
    found = (importlib.import_module(f"{replications.__name__}.{entry.name}") for entry in pkgutil.iter_modules(replications.__path__))
    return {part.SUBJECT: part for part in sorted(found, key=lambda part: str(part.SUBJECT))}
