"""One folder a run id: a manifest written once, immutable shards, and derived files that can be made again.

    results/november-2024-3f9c12ab/
      manifest.json        what was asked, under which versions; written before any work, never changed
      scenario.yaml        byte copy of the scenario (and experiment.yaml of the experiment)
      inputs/              the scenario with all that it names, from which work goes on (see sim.experiment.inputs)
      README.md            the data dictionary
      shards/<kind>/       immutable Parquet parts, readable as one data set by any Parquet reader
      quarantine/          parts that did not count, each with a .reason, which is there before the part is
      table.csv ...        derived: deletable, made again by the same command

There is no lock and no file that two writers change. A unit of work counts as done when a sound shard of every kind covers it; what is
done twice has the same content, and a difference is reported as damage. Nothing is decided by clocks.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import reduce
from itertools import zip_longest
from operator import and_
from pathlib import Path
from typing import Any

from sim import __version__
from sim.errors import Exit, ResultsError, RunError, escaped
from sim.results import design_file, dictionary, shards
from sim.results.files import disk_trouble, flush_folder, make_folder, sweep_leftovers, whole_file, write_whole
from sim.results.inside import is_place, is_word, refuse_ways_out
from sim.results.provenance import MODEL_VERSION, RESULTS_SCHEMA
from sim.results.ranges import Range, Ranges
from sim.results.shards import NotAShard, Shard
from sim.results.versions import CHECKSUM, require_readable, to_newest

MANIFEST = "manifest.json"
QUARANTINE = "quarantine"
REASON = ".reason"
READERS, PART = 8, 512  # threads that read shards side by side, and how many each takes at a time
DIFFER = "two shards of the same work differ"


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a look at the shards found: sound shards by kind, and what was moved to quarantine (file name, reason)."""

    sound: Mapping[str, tuple[Shard, ...]]
    refused: tuple[tuple[str, str], ...] = field(default=())

    def done(self) -> Ranges:
        """Return the units that a sound shard of every kind covers."""
        covered = [Ranges((shard.first, shard.last) for shard in found) for found in self.sound.values()]
        return reduce(and_, covered) if covered else Ranges()

    def chosen(self, kind: str) -> list[Shard]:
        """Return shards of this kind that cover each unit at least once, by first unit, without shards that add nothing."""
        chosen: list[Shard] = []
        reached = -1
        for shard in sorted(self.sound[kind], key=lambda s: (s.first, -s.last, s.name)):
            if shard.last > reached:
                chosen.append(shard)
                reached = shard.last
        return chosen


@dataclass(frozen=True, slots=True)
class Survey:
    """What a look at the shards found; nothing was changed."""

    sound: Mapping[str, tuple[Shard, ...]]
    refused: tuple[tuple[Path, str], ...]  # file, why it does not count
    differing: tuple[tuple[Shard, Shard], ...]  # sound shards of the same work with different rows
    unreadable: tuple[tuple[Path, str], ...]  # file, what the machine says


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

    def look(self) -> Survey:
        """Check every shard and change nothing."""
        while True:
            with contextlib.suppress(FileNotFoundError):  # another driver moved a shard after it was checked: look again
                return self._look()

    def _look(self) -> Survey:
        sound: dict[str, tuple[Shard, ...]] = {}
        refused: list[tuple[Path, str]] = []
        differing: list[tuple[Shard, Shard]] = []
        unreadable: list[tuple[Path, str]] = []
        for kind in self.kinds:
            found: list[Shard] = []
            for name, one in self._checked(kind):
                if isinstance(one, Shard):
                    found.append(one)
                elif isinstance(one, NotAShard):
                    refused.append((self.folder / "shards" / kind / name, str(one)))
                elif not isinstance(one, FileNotFoundError):  # then another driver moved it
                    unreadable.append((self.folder / "shards" / kind / name, (one.strerror or str(one)).lower()))
            found.sort(key=lambda shard: (shard.first, shard.last, shard.name))
            pairs = [(one, two) for one, two in _overlapping(found) if not _agree(one, two)]
            differing += pairs
            known = {shard.name for pair in pairs for shard in pair}
            left = {shard.name: (shard.path, reason) for shard, reason in self._left_behind(found) if shard.name not in known}
            refused += left.values()
            sound[kind] = tuple(shard for shard in found if shard.name not in left)
        return Survey(sound, tuple(refused), tuple(differing), tuple(unreadable))

    def _checked(self, kind: str) -> Iterator[tuple[str, Shard | NotAShard | OSError]]:
        """Yield (name, shard, or what is wrong with it) of every file of this kind, in order of names; many are read side by side."""
        folder = self.folder / "shards" / kind
        names = sorted(name for name in _listed(folder) if not name.startswith("."))

        def check(part: Sequence[str]) -> list[tuple[str, Shard | NotAShard | OSError]]:
            found: list[tuple[str, Shard | NotAShard | OSError]] = []
            for name in part:
                try:
                    found.append((name, shards.check(folder / name, self.run_id, kind)))
                except (NotAShard, OSError) as error:
                    found.append((name, error))
            return found

        parts = [names[start : start + PART] for start in range(0, len(names), PART)]
        if len(parts) < 2:
            yield from check(names)
            return
        with ThreadPoolExecutor(READERS) as pool:  # a disk far away answers many as fast as one
            for part in pool.map(check, parts):
                yield from part

    def _left_behind(self, found: Sequence[Shard]) -> Iterator[tuple[Shard, str]]:
        """Yield shards with the reason for which they were to go to quarantine, where who found that died before the move."""
        there = {path.name for path in (self.folder / QUARANTINE).glob("*")}
        for shard in found if there else ():
            name = _quarantine_name(shard.path, shards.mark(shard.name))
            if name in there and not shard.path.exists():
                raise FileNotFoundError(shard.path)
            if name + REASON in there and name not in there:
                yield shard, (self.folder / QUARANTINE / (name + REASON)).read_text(encoding="utf-8").strip()

    def done_among(self, units: Iterable[int]) -> Ranges:
        """Return which of some units a sound shard of every kind covers. Only shards that touch them are read, and nothing is changed."""
        asked = Ranges() | units
        covered = []
        for kind in self.kinds:
            found: list[Range] = []
            for name in _listed(self.folder / "shards" / kind):
                touched = asked.part(*(shards.span(name) or (0, -1)))
                if touched:
                    with contextlib.suppress(NotAShard, OSError):
                        shards.check(self.folder / "shards" / kind / name, self.run_id, kind)
                        found += touched
            covered.append(Ranges(found))
        return reduce(and_, covered) if covered else Ranges()

    def named(self) -> Ranges:
        """Return the units that are done if every shard is what its name says: enough to show progress, and nothing else."""
        return Ranges(filter(None, map(shards.span, _listed(self.folder / "shards" / "rows"))))

    def take_inventory(self) -> Inventory:
        """Check every shard; move what does not count to quarantine; return what is left.

        Raises
        ------
        ResultsError                   where two sound shards of the same units differ: results are then not reproducible
        RunError                       with exit code 5, where a shard cannot be read
        """
        seen = self.look()
        self.set_aside([(path, reason) for path, reason in seen.refused if not self._made_again(path)])
        for path, what in seen.unreadable:
            raise RunError(f"cannot read {escaped(str(path))}: {what}; see to it, then run the same command again", Exit.MACHINE)
        if seen.differing:
            self.set_aside([(path, DIFFER) for path in dict.fromkeys(shard.path for pair in seen.differing for shard in pair)])
            one, two = seen.differing[0]
            names = f"{one.kind}/{one.name} and {two.kind}/{two.name}"
            raise ResultsError(f"{names} differ although they are the same work; both are in quarantine; please report this with manifest.json")
        return Inventory(seen.sound, tuple((f"{path.parent.name}/{path.name}", reason) for path, reason in seen.refused))

    def _made_again(self, path: Path) -> bool:
        """Return whether another driver, which was faster, has put a sound shard with no reason against it where one was refused."""
        try:
            shard = shards.check(path, self.run_id, path.parent.name)
        except (NotAShard, OSError):
            return False
        return not any(self._left_behind([shard]))

    def read(self, inventory: Inventory, kind: str) -> Iterator[dict[str, Any]]:
        """Yield the rows of this kind, shard by shard, as column name -> ndarray (rows,); each block comes once, whoever computed it twice.

        Raises
        ------
        ResultsError                   where another command has moved a shard to quarantine since the look
        """
        seen: set[tuple[int, int]] = set()  # blocks of shards that overlap, no more
        reached = -1
        chosen = inventory.chosen(kind)
        for shard, following in zip_longest(chosen, chosen[1:]):
            try:
                table = shards.read(shard)
            except FileNotFoundError:
                where = escaped(f"{shard.kind}/{shard.name}")
                raise ResultsError(f"another command set {where} aside meanwhile; run the same command again") from None
            if shard.first > reached:
                seen = set()
            reached = shard.last
            if seen or (following is not None and following.first <= reached):
                blocks = _blocks(table)
                if blocks & seen:
                    rows = _rows_in(table, blocks - seen)
                    table = {name: values[rows] for name, values in table.items()}
                seen |= blocks
            yield table

    def quarantined(self) -> list[tuple[str, str]]:
        """Return (file name, reason) of everything in quarantine."""
        found = []
        for path in sorted((self.folder / QUARANTINE).glob(f"*{REASON}")):
            found.append((path.name.removesuffix(REASON), path.read_text(encoding="utf-8", errors="replace").strip()))
        return found

    def set_aside(self, parts: Sequence[tuple[Path, str]]) -> None:
        """Move shards to quarantine. All reasons are on the disk before the first move, so that one cut short is known and finished later."""
        if not parts:
            return
        place = self.folder / QUARANTINE
        make_folder(place)
        with disk_trouble(place):
            targets = []
            for path, reason in parts:
                try:
                    content = path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else b""  # a link goes, and not what it leads to
                    target = place / _quarantine_name(path, hashlib.sha256(content).hexdigest())
                except FileNotFoundError:
                    continue  # another driver moved it
                write_whole(target.with_name(target.name + REASON), f"{reason}\n")
                targets.append((path, target))
            for path, target in targets:
                with contextlib.suppress(FileNotFoundError):
                    os.replace(path, target)
            flush_folder(place)

    def derive(self, name: str, lines: Iterable[str]) -> Path:
        """Write a derived file (a table, a summary) whole or not at all, line by line or as one text, and return its path."""
        with whole_file(self.folder / name) as file:
            file.writelines(line.encode() for line in ([lines] if isinstance(lines, str) else lines))
        return self.folder / name


def create(folder: Path, manifest: Mapping[str, Any], copies: Mapping[str, bytes]) -> Store:
    """Return the store at `folder`, made if it is not there: copies of the inputs first, then the manifest, then work may begin.

    Parameters
    ----------
    manifest : JSON values; `run_id` and `kinds` are required
    copies : place in the folder -> bytes, such as {"scenario.yaml": ...}; one that is damaged in a folder made before is made again

    Raises
    ------
    ResultsError                   exit code 2 where the folder holds another run
    RunError                       exit code 5 where the disk refuses
    """
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in copies.items()}
    if not (folder / MANIFEST).exists():
        refuse_ways_out(folder)
        for place in dict.fromkeys([folder, *((folder / name).parent for name in copies)]):
            make_folder(place)
        for name, data in {**copies, dictionary.NAME: dictionary.text(manifest["kinds"]).encode()}.items():
            write_whole(folder / name, data)
        whole = {"schema": RESULTS_SCHEMA, "written_by": f"redline {__version__}", **manifest, "model_version": MODEL_VERSION, "copies": sums}
        write_whole(folder / MANIFEST, json.dumps({**whole, CHECKSUM: _checksum(whole)}, indent=1) + "\n")
    store = open_store(folder)
    if store.run_id != manifest["run_id"]:
        raise ResultsError(
            f"{escaped(str(folder))} holds another run ({store.run_id[:8]}, this one is {manifest['run_id'][:8]}); "
            "each run gets its own folder: drop --out, or name a new folder",
            Exit.INPUT,
        )
    for name, checksum in store.manifest.get("copies", {}).items():  # a copy that was damaged since is made once more
        if sums.get(name) == checksum and not _holds(folder / name, checksum):
            make_folder((folder / name).parent)
            write_whole(folder / name, copies[name])
    for kind in store.kinds:
        make_folder(folder / "shards" / kind)
        sweep_leftovers(folder / "shards" / kind)
    for place in dict.fromkeys([folder, folder / QUARANTINE, *((folder / name).parent for name in copies)]):
        sweep_leftovers(place)
    return store


def open_store(folder: Path) -> Store:
    """Return the store at `folder`, its manifest in the form of today, whatever layout it has.

    Raises
    ------
    ResultsError                   where there is no manifest, or not the one that was written, or it or a link speaks of files outside the folder;
                                   exit code 2 where a newer Redline wrote it
    RunError                       with exit code 5, where the machine does not let it be read
    """
    path = folder / MANIFEST
    refuse_ways_out(folder)
    try:
        manifest = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ResultsError(f"{escaped(str(folder))} holds no results: there is no {MANIFEST} in it", Exit.INPUT) from None
    except OSError as error:
        raise RunError(f"cannot read {escaped(str(path))}: {(error.strerror or str(error)).lower()}; see to it", Exit.MACHINE) from error
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{escaped(str(path))} cannot be read ({escaped(str(error))}); restore it, or choose another folder") from error
    require_readable(manifest, path)
    rest = {name: value for name, value in manifest.items() if name != CHECKSUM}
    if manifest.get(CHECKSUM, "") != _checksum(rest) and ("copies" in manifest or CHECKSUM in manifest):  # older ones have neither
        raise ResultsError(f"{escaped(str(path))} was changed after it was written; restore it, or choose another folder")
    copies, kinds, variants = manifest.get("copies", {}), manifest["kinds"], manifest.get("variants", {})
    known = isinstance(copies, dict) and isinstance(kinds, list) and isinstance(variants, dict)
    places, words = ([*copies, manifest.get("scenario_file", ".")], [*kinds, *variants]) if known else ([], [""])  # words name folders and files too
    if not all(is_place(folder, place) for place in places) or not all(map(is_word, words)):
        raise ResultsError(f"{escaped(str(path))} speaks of files outside its folder; restore it, or choose another folder")
    if isinstance(manifest.get("points"), dict):  # many: they are in a file of their own
        manifest["points"] = design_file.load(folder, manifest["points"])
    return Store(folder, to_newest(manifest))


def _holds(path: Path, checksum: str) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == checksum
    except OSError:
        return False


def _listed(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RunError(f"cannot read {escaped(str(folder))}: {(error.strerror or str(error)).lower()}; see to it", Exit.MACHINE) from error


def _checksum(manifest: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _quarantine_name(path: Path, checksum: str) -> str:
    return f"{path.parent.name}-{path.name}.{checksum[:8]}"


def _overlapping(found: Sequence[Shard]) -> Iterator[tuple[Shard, Shard]]:
    """Yield pairs of shards that cover a common unit; `found` is sorted by first unit."""
    for place, one in enumerate(found):
        after = place + 1  # by number, for a slice would copy the rest each time
        while after < len(found) and found[after].first <= one.last:
            yield one, found[after]
            after += 1


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
