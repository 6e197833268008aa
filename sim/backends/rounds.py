"""What was handed to a batch system, round by round, as files in the results folder that are written once and never changed.

    jobs/0001/units.json       the units of work of the round, and into how many shares they are dealt
              array.sh ...     the scripts, and what the jobs say
              submitted.json   the numbers of the jobs; not there where nothing was submitted

A round is begun by making its folder, which succeeds for one of two who try; nobody waits for anybody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Exit, RunError, escaped
from sim.results.files import disk_trouble, make_folder, write_whole
from sim.results.ranges import Range, Ranges

JOBS = "jobs"
UNITS, SUBMITTED = "units.json", "submitted.json"
SCHEMA = "redline/units/1"


@dataclass(frozen=True, slots=True)
class Round:
    """Ranges of units of a run, to be dealt into so many shares."""

    run_id: str
    shares: int
    ranges: tuple[Range, ...]

    def units(self) -> Ranges:
        """Return the numbers of all units."""
        return Ranges(self.ranges)


def begin(folder: Path, content: Round) -> Path:
    """Write the next round of a results folder, and return the round's own folder.

    Raises
    ------
    RunError                       exit code 5 where the disk refuses
    """
    jobs = folder / JOBS
    make_folder(jobs)
    number = 1 + max((int(path.name) for path in jobs.glob("[0-9]*") if path.name.isdigit()), default=0)
    place = jobs / f"{number:04d}"
    while True:
        try:
            with disk_trouble(place):
                place.mkdir()
            break
        except RunError as error:
            if not isinstance(error.__cause__, FileExistsError):
                raise
            number += 1
            place = jobs / f"{number:04d}"
    facts = {"schema": SCHEMA, "run_id": content.run_id, "shares": content.shares, "ranges": content.ranges}
    write_whole(place / UNITS, json.dumps(facts) + "\n")
    return place


def read(path: Path) -> Round:
    """Return the round that a file of units describes.

    Raises
    ------
    RunError                       exit code 2 where it is no such file
    """
    try:
        facts = json.loads(path.read_bytes())
        found = Round(str(facts["run_id"]), int(facts["shares"]), tuple((int(first), int(last)) for first, last in facts["ranges"]))
        sound = facts["schema"] == SCHEMA and found.shares >= 1 and all(0 <= first <= last for first, last in found.ranges)
    except OSError as error:
        raise RunError(f"cannot read {escaped(str(path))}: {(error.strerror or str(error)).lower()}", Exit.INPUT) from error
    except (ValueError, TypeError, KeyError, RecursionError):
        sound = False
    if not sound:
        raise RunError(f"{escaped(str(path))} is not a file of units ({SCHEMA})", Exit.INPUT)
    return found


def record(place: Path, jobs: Mapping[str, str]) -> None:
    """Note which jobs a round became: what each does -> its number."""
    write_whole(place / SUBMITTED, json.dumps(dict(jobs)) + "\n")


def recorded(folder: Path) -> dict[Path, Mapping[str, Any]]:
    """Return the jobs of every round that was submitted, by the round's folder, in order; a file that cannot be read is passed over."""
    found: dict[Path, Mapping[str, Any]] = {}
    for path in sorted((folder / JOBS).glob(f"[0-9]*/{SUBMITTED}")):
        try:
            facts = json.loads(path.read_bytes())
        except (OSError, ValueError):
            continue
        if isinstance(facts, dict):
            found[path.parent] = facts
    return found


def spans(tasks: Sequence[Any]) -> tuple[Range, ...]:
    """Return the units of tasks that have a first and a last one."""
    return tuple((int(task.first), int(task.last)) for task in tasks)
