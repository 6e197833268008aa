"""One folder a run id: a manifest written once, immutable shards, and derived files that can be made again.

    results/november-2024-3f9c12ab/
      manifest.json        what was asked, under which versions; written before any work, never changed
      scenario.yaml        byte copy of the scenario (and experiment.yaml of the experiment)
      README.md            the data dictionary
      shards/<kind>/       immutable Parquet parts, readable as one data set by any Parquet reader
      quarantine/          parts that did not count, each with a .reason
      table.csv ...        derived: deletable, made again by the same command

There is no lock and no file that two writers change. A unit of work counts as done when a sound shard of every kind covers it; what is
done twice has the same content, and a difference is reported as damage. Nothing is decided by clocks.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import Exit, ResultsError, RunError, escaped
from sim.results import dictionary, shards
from sim.results.files import disk_trouble, flush_folder, make_folder, sweep_leftovers, write_whole
from sim.results.provenance import RESULTS_SCHEMA
from sim.results.shards import NotAShard, Shard

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a look at the shards found: sound shards by kind, and what was moved to quarantine (file name, reason)."""

    sound: Mapping[str, tuple[Shard, ...]]
    refused: tuple[tuple[str, str], ...] = field(default=())

    def done(self) -> set[int]:
        """Return the units that a sound shard of every kind covers."""
        covered = [{unit for shard in found for unit in range(shard.first, shard.last + 1)} for found in self.sound.values()]
        return set.intersection(*covered) if covered else set()

    def chosen(self, kind: str) -> list[Shard]:
        """Return shards of this kind that cover each unit at least once, by first unit, without shards that add nothing."""
        chosen: list[Shard] = []
        covered: set[int] = set()
        for shard in sorted(self.sound[kind], key=lambda s: (s.first, -s.last, s.path.name)):
            units = set(range(shard.first, shard.last + 1))
            if not units <= covered:
                chosen.append(shard)
                covered |= units
        return chosen


@dataclass(frozen=True, slots=True)
class Store:
    """A results folder: its place and its manifest."""

    folder: Path
    manifest: Mapping[str, Any]

    @property
    def run_id(self) -> str:
        """The 64 hex digits that name the run."""
        return str(self.manifest["run_id"])

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of tables of which every unit must have a shard."""
        return tuple(self.manifest["kinds"])

    def write(self, kind: str, first: int, last: int, columns: Mapping[str, Any], notes: Mapping[str, Any] | None = None) -> Shard:
        """Write the rows of units first..last as one shard (see `shards.write`)."""
        return shards.write(self.folder / "shards" / kind, self.run_id, kind, first, last, columns, notes)

    def take_inventory(self) -> Inventory:
        """Check every shard; move what does not count to quarantine; return what is left.

        Raises
        ------
        ResultsError                   where two sound shards of the same units differ: results are then not reproducible
        """
        sound: dict[str, tuple[Shard, ...]] = {}
        refused: list[tuple[str, str]] = []
        for kind in self.kinds:
            folder = self.folder / "shards" / kind
            found = []
            for path in sorted(p for p in folder.glob("*") if not p.name.startswith(".")):
                try:
                    found.append(shards.check(path, self.run_id, kind))
                except NotAShard as error:
                    reason = str(error)
                    refused.append((f"{kind}/{path.name}", reason))
                    self._quarantine(path, reason)
                except FileNotFoundError:
                    continue  # another driver moved it
                except OSError as error:
                    message = (
                        f"cannot read {escaped(str(path))}: {(error.strerror or str(error)).lower()}; see to it, then run the same command again"
                    )
                    raise RunError(message, Exit.MACHINE) from error
            found.sort(key=lambda shard: (shard.first, shard.last, shard.path.name))
            for one, two in _overlapping(found):
                if not _agree(one, two):
                    for path in (one.path, two.path):
                        self._quarantine(path, "two shards of the same work differ")
                    names = f"{kind}/{one.path.name} and {kind}/{two.path.name}"
                    raise ResultsError(
                        f"{names} differ although they are the same work; both are in quarantine; please report this with manifest.json"
                    )
            sound[kind] = tuple(found)
        return Inventory(sound, tuple(refused))

    def read(self, inventory: Inventory, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of this kind, shard by shard, as column name -> ndarray (rows,); each block comes once, whoever computed it twice."""
        seen: set[tuple[int, int]] = set()
        for shard in inventory.chosen(kind):
            table = shards.read(shard)
            blocks = _blocks(table)
            if blocks & seen:
                rows = _rows_in(table, blocks - seen)
                table = {name: values[rows] for name, values in table.items()}
            seen |= blocks
            yield table

    def _quarantine(self, path: Path, reason: str) -> None:
        place = self.folder / "quarantine"
        make_folder(place)
        with disk_trouble(place):
            try:
                mark = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
                target = place / f"{path.parent.name}-{path.name}.{mark}"
                os.replace(path, target)
            except FileNotFoundError:
                return  # another driver moved it
            flush_folder(place)
        write_whole(target.with_name(target.name + ".reason"), f"{reason}\n")

    def derive(self, name: str, text: str | bytes) -> Path:
        """Write a derived file (a table, a summary) whole or not at all, and return its path."""
        write_whole(self.folder / name, text)
        return self.folder / name


def create(folder: Path, manifest: Mapping[str, Any], copies: Mapping[str, bytes]) -> Store:
    """Return the store at `folder`, made if it is not there: copies of the inputs first, then the manifest, then work may begin.

    Parameters
    ----------
    manifest : JSON values; `run_id` and `kinds` are required
    copies : file name -> bytes, such as {"scenario.yaml": ...}

    Raises
    ------
    ResultsError                   exit code 2 where the folder holds another run
    RunError                       exit code 5 where the disk refuses
    """
    if (folder / MANIFEST).exists():
        store = open_store(folder)
        if store.run_id != manifest["run_id"]:
            raise ResultsError(
                f"{escaped(str(folder))} holds another run ({store.run_id[:8]}, this one is {manifest['run_id'][:8]}); "
                "each run gets its own folder: drop --out, or name a new folder",
                Exit.INPUT,
            )
    else:
        make_folder(folder)
        for name, data in {**copies, dictionary.NAME: dictionary.text(manifest["kinds"]).encode()}.items():
            write_whole(folder / name, data)
        write_whole(folder / MANIFEST, json.dumps({"schema": RESULTS_SCHEMA, **manifest}, indent=1) + "\n")
        store = open_store(folder)
    for kind in store.kinds:
        make_folder(folder / "shards" / kind)
        sweep_leftovers(folder / "shards" / kind)
    sweep_leftovers(folder)
    return store


def open_store(folder: Path) -> Store:
    """Return the store at `folder`.

    Raises
    ------
    ResultsError                   where there is no manifest that can be read
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ResultsError(f"{escaped(str(folder))} holds no results: there is no {MANIFEST} in it", Exit.INPUT) from None
    except (OSError, ValueError) as error:
        raise ResultsError(f"{escaped(str(path))} cannot be read ({escaped(str(error))}); restore it, or choose another folder") from error
    if not isinstance(manifest, dict) or manifest.get("schema") != RESULTS_SCHEMA or not {"run_id", "kinds"} <= manifest.keys():
        raise ResultsError(f"{escaped(str(path))} is not a manifest of {RESULTS_SCHEMA}; choose another folder")
    return Store(folder, manifest)


def _overlapping(found: Sequence[Shard]) -> Iterator[tuple[Shard, Shard]]:
    """Yield pairs of shards that cover a common unit; `found` is sorted by first unit."""
    for place, one in enumerate(found):
        for two in found[place + 1 :]:
            if two.first > one.last:
                break
            yield one, two


def _agree(one: Shard, two: Shard) -> bool:
    """Return whether two shards hold the same rows for the blocks they share, whatever their bytes."""
    first, second = shards.read(one), shards.read(two)
    if first.keys() != second.keys():
        return False
    common = _blocks(first) & _blocks(second)
    a, b = _rows_in(first, common), _rows_in(second, common)
    return all(_equal(first[name][a], second[name][b]) for name in first)


def _blocks(table: Mapping[str, Any]) -> set[tuple[int, int]]:
    return set(zip(table["point"].tolist(), table["block"].tolist(), strict=True))


def _rows_in(table: Mapping[str, Any], blocks: set[tuple[int, int]]) -> list[int]:
    return [row for row, key in enumerate(zip(table["point"].tolist(), table["block"].tolist(), strict=True)) if key in blocks]


def _equal(one: Any, two: Any) -> bool:
    if len(one) != len(two):
        return False
    same = one == two
    if one.dtype.kind == "f" and two.dtype.kind == "f":
        same = same | ((one != one) & (two != two))
    return bool(same.all())
