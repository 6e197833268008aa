"""The points of a large design in one file, points.parquet: a row a point, a column a factor. In the manifest they would be read by every worker.

A manifest of a million points takes a worker six seconds and 800 MB; the file a tenth of a second and 8 bytes a number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.errors import Exit, ResultsError, RunError, escaped

NAME = "points.parquet"
FIRST = ("point", "histories")  # columns before those of factors, which are called value.NAME
VALUE = "value."
_KEY = b"redline"
_KINDS = {bool: np.bool_, int: np.int64, float: np.float64}


@dataclass(frozen=True, slots=True)
class Columns:
    """Points by columns: those from number `first` on, of which the first `plain` have no values."""

    first: int
    histories: np.ndarray  # (points,) int64
    names: tuple[str, ...]  # of factors
    values: tuple[Any, ...]  # of each factor, of the points that have values: ndarray of one kind of number, or list
    plain: int = 0


def column(values: Sequence[Any]) -> Any:
    """Return values as an array where they are all numbers of one kind, or all switches; else as a list."""
    kinds = {type(value) for value in values}
    kind = _KINDS.get(next(iter(kinds))) if len(kinds) == 1 else None
    try:
        return np.array(values, kind) if kind else list(values)
    except OverflowError:  # whole numbers of more than 64 bits
        return list(values)


def to_bytes(points: Columns) -> bytes:
    """Return the content of the file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    count = len(points.histories)
    table: dict[str, Any] = {"point": np.arange(points.first, points.first + count), "histories": points.histories}
    mixed = []
    for name, values in zip(points.names, points.values, strict=True):
        if isinstance(values, np.ndarray):
            told: Any = values.tolist() if points.plain else values
        else:
            mixed.append(name)
            told = [json.dumps(value) for value in values]
        table[VALUE + name] = [*[None] * points.plain, *told] if points.plain else told
    facts = {"first": points.first, "plain": points.plain, "names": points.names, "json": mixed}
    sink = pa.BufferOutputStream()
    pq.write_table(pa.table(table).replace_schema_metadata({_KEY: json.dumps(facts)}), sink, compression="zstd")
    return bytes(sink.getvalue().to_pybytes())


def of_bytes(data: bytes) -> Columns:
    """Return what `to_bytes` was given; any error is that of a file that is none of ours."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(pa.BufferReader(data))
    table = file.read(use_threads=False)
    facts = json.loads(file.schema_arrow.metadata[_KEY])
    values: list[Any] = []
    for name in facts["names"]:
        found = table.column(VALUE + name).slice(facts["plain"])
        values.append([json.loads(text) for text in found.to_pylist()] if name in facts["json"] else found.to_numpy())
    return Columns(facts["first"], table.column("histories").to_numpy(), tuple(facts["names"]), tuple(values), facts["plain"])


def load(folder: Path, expected: Mapping[str, Any]) -> Columns:
    """Return the points of the folder whose manifest says of them what is `expected`: sha256 and count.

    Raises
    ------
    ResultsError                   where the file is not the one that was written
    RunError                       with exit code 5, where the machine does not let it be read
    """
    path = folder / NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ResultsError(f"{escaped(str(path))} is missing; restore it, or choose another folder") from None
    except OSError as error:
        raise RunError(f"cannot read {escaped(str(path))}: {(error.strerror or str(error)).lower()}; see to it", Exit.MACHINE) from error
    if hashlib.sha256(data).hexdigest() != expected.get("sha256"):
        raise ResultsError(f"{escaped(str(path))} was changed after it was written; restore it, or choose another folder")
    try:
        return _sound(of_bytes(data))
    except (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:  # pyarrow's own are among them
        raise ResultsError(f"{escaped(str(path))} is not a file of points; restore it, or choose another folder") from error


def _sound(points: Columns) -> Columns:
    """Return points whose parts are of the kinds and lengths that they must have; ValueError otherwise."""
    count, plain = len(points.histories), points.plain
    counts = [points.first, plain, *points.histories.tolist()]
    if not all(type(one) is int and one >= 0 for one in counts) or any(len(values) != count - plain for values in points.values):
        raise ValueError("not points")
    return points
