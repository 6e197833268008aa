"""How a record is laid out: fields, axes and size classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

SMALLEST = {
    "actors": 8, "owners": 4, "dimensions": 16, "acts": 32, "options": 8, "nests": 8, "fronts": 1, "switches": 4, "regimes": 4, "clocks": 32,
    "steps": 8, "grounds": 2, "incidents": 2, "levels": 4, "words": 4, "ticks": 64, "measures": 128, "channels": 16, "standings": 32,
    "threats": 32, "nodes": 512, "plans": 1,
}  # fmt: skip
VECTOR = 4  # cost cells come in fours, so that a loop over bluffs and real audience costs fills vectors of up to eight without a rest


@dataclass(frozen=True)
class Field:
    """One field of a record: its name, kind (f8, i8, u8), meaning with unit, and axes (names, or fixed lengths); no axes: a number."""

    name: str
    kind: str
    meaning: str
    axes: tuple[str | int, ...]


def field(name: str, kind: str, meaning: str, *axes: str | int) -> Field:
    """Return a field; see Field."""
    return Field(name, kind, meaning, axes)


def axis_size(axis: str, count: int) -> int:
    """Return the padded length of an axis: its smallest class, doubled until the count fits; cells to a multiple of VECTOR.

    Few classes mean few compilations: all scenarios of ordinary size share one.
    """
    if axis == "cells":
        return -(-max(count, 1) // VECTOR) * VECTOR
    size = SMALLEST.get(axis, max(count, 1))
    while size < count:
        size *= 2
    return size


def sizes_of(counts: Mapping[str, int]) -> dict[str, int]:
    """Return the padded lengths of all axes for the counts in use; types and pooled follow from cells and levels."""
    sizes = {axis: axis_size(axis, count) for axis, count in counts.items()}
    sizes["types"] = sizes["cells"] * 2 * sizes["levels"]
    sizes["pooled"] = sizes["cells"] * 2
    return sizes


def record_type(fields: Sequence[Field], sizes: Mapping[str, int]) -> np.dtype[Any]:
    """Return the aligned record type of the fields at these axis lengths."""
    rows = [(one.name, one.kind, tuple(axis if isinstance(axis, int) else sizes[axis] for axis in one.axes)) for one in fields]
    return np.dtype(rows, align=True)


def blank(fields: Sequence[Field], sizes: Mapping[str, int]) -> Any:
    """Return a record of zeros."""
    return np.zeros(1, record_type(fields, sizes)).view(np.recarray)[0]


def copy_record(record: Any) -> Any:
    """Return an independent copy of a record."""
    again = np.zeros(1, record.dtype).view(np.recarray)
    again[0] = record
    return again[0]


def fill(record: Any, values: Mapping[str, Any]) -> None:
    """Write arrays into the leading corner of their fields; the rest of a padded field keeps what it has.

    Raises
    ------
    KeyError       for a name that is no field
    """
    for name, value in values.items():
        if name not in record.dtype.names:
            raise KeyError(name)
        array = np.asarray(value)
        if array.ndim == 0:
            record[name] = array
        else:
            record[name][tuple(slice(0, n) for n in array.shape)] = array
