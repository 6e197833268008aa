"""Names: index <-> name for everything a result speaks of. Results store names, never indices."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


def key_of(*names: str) -> int:
    """Return the 32-bit key of a stream named by ids: the first four bytes of SHA-256 of the names joined by a zero byte.

    Keys come from ids and never from positions, so that adding an actor or an act moves no other draw.
    """
    return int.from_bytes(hashlib.sha256("\0".join(names).encode()).digest()[:4], "big")


@dataclass(frozen=True)
class Names:
    """What the indices of Params and of the result arrays mean."""

    scenario: str
    actors: tuple[str, ...]
    owners: tuple[str, ...]
    dimensions: tuple[str, ...]
    actions: tuple[str, ...]
    fronts: tuple[str, ...]
    flags: tuple[str, ...]
    incidents: tuple[str, ...]
    calendar: tuple[str, ...]  # ids of the active calendar events, by date
    rungs: tuple[str, ...]
    measures: tuple[str, ...]
    details: tuple[str, ...]
    channels: tuple[str, ...]  # of the curves
    ticks: tuple[float, ...]  # months
    groups: tuple[str, ...]  # of the reference owner's true type
