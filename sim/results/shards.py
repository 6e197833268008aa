"""One shard: the rows of one kind of table for a range of work units, in one Parquet file that proves it is whole.

The name carries the range of units and the first 16 hex digits of the file's SHA-256; the footer carries the run id, the kind, the range
and the number of rows. A shard whose name, bytes, footer and rows do not agree does not count.
"""

from __future__ import annotations

import hashlib
import json
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.errors import ResultsError, escaped
from sim.results.files import whole_file, write_whole
from sim.results.tables import LAYOUTS

_NAME = re.compile(r"(\d{6,12})-(\d{6,12})\.([0-9a-f]{16})\.parquet")
_KEY = b"redline"
NOTHING: Mapping[str, Any] = MappingProxyType({})  # the notes of nearly all


class NotAShard(Exception):
    """The file does not count; the message says why."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard that was found whole: kind, units first..last (last included), and notes of the writer."""

    folder: Path
    name: str
    kind: str
    first: int
    last: int
    rows: int
    notes: Mapping[str, Any]

    @property
    def path(self) -> Path:
        """The file; a path of its own for each of very many shards would be most of what they hold."""
        return self.folder / self.name


def write(folder: Path, run_id: str, kind: str, first: int, last: int, columns: Mapping[str, Any], notes: Mapping[str, Any] | None = None) -> Shard:
    """Write the rows of the units first..last (included) as one shard in `folder`, and return it.

    Parameters
    ----------
    columns : column name -> list or ndarray (rows,)
    notes : small facts kept in the footer, such as failed histories
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.table(dict(columns))
    facts = {"run_id": run_id, "kind": kind, "first": first, "last": last, "rows": table.num_rows, "notes": dict(notes or {})}
    sink = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata({_KEY: json.dumps(facts, sort_keys=True)}), sink, compression="zstd")
    data = sink.getvalue().to_pybytes()
    path = folder / f"{first:06d}-{last:06d}.{_sum(data)}.parquet"
    write_whole(path, data)
    return Shard(folder, path.name, kind, first, last, table.num_rows, facts["notes"])


def check(path: Path, run_id: str, kind: str) -> Shard:
    """Return the shard at `path` if it is whole and belongs to this run and kind.

    Raises
    ------
    NotAShard                      with the reason
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    match = _NAME.fullmatch(path.name)
    if match is None:
        raise NotAShard("the name is not that of a shard")
    if not stat.S_ISREG(path.lstat().st_mode):
        raise NotAShard("it is a link, or no file at all")
    data = path.read_bytes()
    if _sum(data) != match[3]:
        raise NotAShard("the checksum does not fit the bytes: the file was cut short or changed")
    try:
        parquet = pq.ParquetFile(pa.BufferReader(data))
        facts = json.loads((parquet.schema_arrow.metadata or {})[_KEY])
        found = (facts["run_id"], facts["kind"], facts["first"], facts["last"], facts["rows"])
        notes = facts["notes"] if any(facts["notes"].values()) else NOTHING
        schema = dict(zip(parquet.schema_arrow.names, parquet.schema_arrow.types, strict=True))
    except (pa.ArrowException, KeyError, TypeError, ValueError, AttributeError, RecursionError, OSError) as error:
        raise NotAShard("it is not a Parquet file with our footer") from error
    expected = (run_id, kind, int(match[1]), int(match[2]), parquet.metadata.num_rows)
    for what, has, needs in zip(("run id", "kind", "first unit", "last unit", "number of rows"), found, expected, strict=True):
        if has != needs:
            raise NotAShard(f"the {what} is {has}, not {needs}")
    keys = LAYOUTS[kind].keys if kind in LAYOUTS else ()
    for name in LAYOUTS[kind].columns if kind in LAYOUTS else ():
        if name not in schema or not _fits(name, schema[name], name in keys, parquet.metadata.num_rows):
            raise NotAShard(f"it has no column {name} of the kind that it needs")
    return Shard(_one(path.parent), path.name, kind, int(match[1]), int(match[2]), facts["rows"], notes)


def _fits(name: str, kind: Any, is_key: bool, rows: int) -> bool:
    """Return whether a column may be of a type of Arrow: whole numbers, numbers, or for what identifies a row also text; without rows, of none."""
    import pyarrow as pa

    if rows == 0 and pa.types.is_null(kind):
        return True
    if name in ("point", "block"):
        return bool(pa.types.is_integer(kind))
    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind) or (is_key and pa.types.is_string(kind)) or pa.types.is_null(kind))


@lru_cache(maxsize=64)
def _one(folder: Path) -> Path:
    """Return the same object for the same folder."""
    return folder


def mark(name: str) -> str:
    """Return the checksum that the name of a sound shard carries."""
    match = _NAME.fullmatch(name)
    return match[3] if match else ""


def span(name: str) -> tuple[int, int] | None:
    """Return the first and last unit that the name of a shard states; None for another name."""
    match = _NAME.fullmatch(name)
    return (int(match[1]), int(match[2])) if match else None


def read(shard: Shard) -> dict[str, Any]:
    """Return the rows of a shard: column name -> ndarray (rows,).

    Raises
    ------
    ResultsError                   where the rows cannot be read although checksum and footer are right: somebody made both to fit
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    data = shard.path.read_bytes()
    try:
        file = pq.ParquetFile(pa.BufferReader(data))  # `read_table` takes three times as long to begin
        return _arrays(file.read(use_threads=False))
    except (pa.ArrowException, ValueError, OSError) as error:
        what = "has rows that cannot be read; delete it, and run the same command again"
        raise ResultsError(f"{escaped(str(shard.path))} {what}") from error


def as_read(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns as `read` would give them back after a `write`."""
    import pyarrow as pa

    return _arrays(pa.table(dict(columns)))


def same_bytes(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Return whether two tables as read have the same columns and rows, bit for bit: -0.0 is not 0.0 here."""
    if one.keys() != two.keys() or any(len(one[name]) != len(two[name]) for name in one):
        return False
    return all(
        len(one[name]) == 0
        or (
            one[name].dtype == two[name].dtype
            and (one[name].tolist() == two[name].tolist() if one[name].dtype.kind == "O" else one[name].tobytes() == two[name].tobytes())
        )
        for name in one
    )


def write_one(path: Path, tables: Iterable[Mapping[str, Any]]) -> None:
    """Write tables with the same columns, one after the other, as one plain Parquet file, whole or not at all; one table in memory at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with whole_file(path) as file:
        writer = None
        for columns in tables:
            table = pa.table(dict(columns))
            writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
            writer.write_table(table)
        if writer:
            writer.close()


def _arrays(table: Any) -> dict[str, Any]:
    return {name: table.column(name).to_numpy() for name in table.column_names}


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
