"""How credible an owner's answers were after each dated crossing: the model's belief as the record grew, for a typical act of each kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from sim.analysis.learning import probing
from sim.analysis.record import CONVENTIONAL, Record, chances, evidence
from sim.encode.encode import encode


@dataclass(frozen=True, slots=True)
class PathPoint:
    """The believed chance of an answer short of nuclear use to one kind of act, from a date on; exact, given the model."""

    dimension: str
    exposure: float
    date: dt.date
    after: str  # id of the crossing learned last, "" before the first
    p: float


def credibility_path(world: Any, found: Record, owner: str) -> list[PathPoint]:
    """Return the path for each dimension of the record at its median exposure, with the front as at the start: only learning moves it."""
    encoded = encode(world)
    j = encoded.names.owners.index(owner)
    mine = [i for i, row in enumerate(found.rows) if row.owner == owner]
    dimensions = sorted({found.rows[i].dimension for i in mine})
    probes = [(name, float(median(found.rows[i].exposure for i in mine if found.rows[i].dimension == name))) for name in dimensions]
    of_types = chances(probing(encoded, j, probes))[:, CONVENTIONAL]
    order = np.arange(len(found.rows))
    known = np.array([order < place for place in [mine[0], *(i + 1 for i in mine)]])
    beliefs = evidence(found).beliefs(np.full(len(known), j), known, found.answered)
    steps = [(found.rows[mine[0]].date, ""), *((found.rows[i].date, found.rows[i].id) for i in mine)]
    return [
        PathPoint(name, exposure, date, after, float(belief @ chance))
        for (name, exposure), chance in zip(probes, of_types, strict=True)
        for (date, after), belief in zip(steps, beliefs, strict=True)
    ]
