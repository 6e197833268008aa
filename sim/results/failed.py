"""Histories that cannot be played: each has a small file in `failed/` that names it, says what happens, and how to see it happen.

Work that comes later leaves them out. A file that was changed, or that belongs to another run, does not count.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.results.files import disk_trouble, flush_folder, make_folder, write_whole
from sim.results.store import Store
from sim.results.tables import ROWS

FOLDER = "failed"
SCHEMA = "redline/failed/1"
AGAIN = "histories that it leaves out were to be tried again"


@dataclass(frozen=True, slots=True)
class Failed:
    """One history that cannot be played: where it stands in the design, the seed of its luck, what happened, and the command that tells it."""

    run_id: str
    point: int
    variant: str
    history: int
    seed: int
    error: str
    command: str

    @property
    def key(self) -> tuple[int, str, int]:
        """Point, variant, number of the history."""
        return self.point, self.variant, self.history

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.point:06d}-{self.variant}-{self.history:09d}.json"


def note(folder: Path, found: Iterable[Failed]) -> None:
    """Write a file for each failed history of the results in `folder`."""
    make_folder(folder / FOLDER)
    for one in found:
        facts = {"schema": SCHEMA, **asdict(one)}
        write_whole(folder / FOLDER / one.name, json.dumps({**facts, "checksum": _checksum(facts)}, indent=1) + "\n")


def noted(folder: Path, run_id: str) -> list[Failed]:
    """Return the failed histories that are noted in a results folder, by point, variant and number."""
    found = []
    for path in sorted((folder / FOLDER).glob("[0-9]*.json")):
        try:
            facts = json.loads(path.read_bytes())
            checksum = facts.pop("checksum")
            sound = checksum == _checksum(facts) and facts.pop("schema") == SCHEMA and facts["run_id"] == run_id
            one = Failed(**facts)
            if sound and one.name == path.name:
                found.append(one)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            continue
    return found


def try_again(store: Store) -> None:
    """Have all histories that were left out tried once more: their blocks go to quarantine, then their notes are removed.

    Raises
    ------
    RunError                       exit code 5 where the disk refuses
    """
    sound = store.take_inventory().sound
    units = {unit for shard in sound.get(ROWS.kind, ()) if shard.notes.get("left_out") for unit in range(shard.first, shard.last + 1)}
    parts = [shard for found in sound.values() for shard in found if not units.isdisjoint(range(shard.first, shard.last + 1))]
    store.set_aside([(shard.path, AGAIN) for shard in parts])
    place = store.folder / FOLDER
    with disk_trouble(place):
        for path in place.glob("[!.]*"):
            path.unlink(missing_ok=True)
        if place.is_dir():
            flush_folder(place)


def _checksum(facts: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
