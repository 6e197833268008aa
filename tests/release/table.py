"""One row a check of a release: what was asked, how it ended, what was seen; and the table of them all."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OK, FAILED, SKIPPED = "ok", "FAILED", "skipped"


class Failure(Exception):
    """A check failed; the message says what was seen."""


class Skip(Exception):
    """A check cannot be made here; the message says why."""


@dataclass(frozen=True)
class Row:
    """How one check ended."""

    name: str
    verdict: str
    detail: str
    seconds: float


def checked(name: str, look: Callable[[], str]) -> Row:
    """Return the row of a check, which returns what it saw, or raises `Failure` or `Skip`."""
    began = time.monotonic()
    try:
        verdict, detail = OK, look()
    except Failure as error:
        verdict, detail = FAILED, str(error)
    except Skip as error:
        verdict, detail = SKIPPED, str(error)
    return Row(name, verdict, detail, time.monotonic() - began)


def table(rows: Sequence[Row]) -> str:
    """Return the rows as lines, a column each for name, verdict and seconds, and what was seen."""
    width = max(len(row.name) for row in rows)
    lines = [f"{row.name:<{width}}  {row.verdict:<7}  {row.seconds:6.1f} s  {row.detail}" for row in rows]
    count = {verdict: sum(row.verdict == verdict for row in rows) for verdict in (OK, FAILED, SKIPPED)}
    return "\n".join([*lines, f"{count[OK]} ok, {count[FAILED]} failed, {count[SKIPPED]} skipped"])
