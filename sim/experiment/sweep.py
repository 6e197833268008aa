"""The driver: which units have no sound shard yet, into tasks with them, and what to say when it is stopped.

Running the same command again continues where it was, because the folder alone says what is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from sim.backends.base import Backend
from sim.errors import Exit, RunError, escaped
from sim.experiment.engine import REAL, Engine
from sim.experiment.plan import Plan
from sim.experiment.work import Receipt, Task, work
from sim.results.store import Inventory, Store

SHARDS = 64  # a run is cut into about as many, so that little is lost when it is killed
LARGEST_SHARD = 16  # units
ROUNDS = 3  # looks at the folder before giving up on units that never stay whole


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in histories with all variants counted: done in all, of which found on disk at the start, and failed."""

    done: int
    total: int
    found: int
    failed: int


Report = Callable[[Progress], None]


def execute(plan: Plan, store: Store, scenario: Path, backend: Backend, engine: Engine = REAL, report: Report | None = None) -> Inventory:
    """Do every unit of the plan that has no sound shard, and return the inventory of the finished folder.

    Raises
    ------
    RunError                       130 after Ctrl-C, 5 for disk trouble, 3 where units killed their worker each time; what is done stays
    ResultsError                   where shards of the same work differ
    """
    sizes = _sizes(plan)
    total = sum(sizes.values())
    found = 0
    for turn in range(ROUNDS):
        inventory = store.take_inventory()
        done = inventory.done() & sizes.keys()  # a plan that can grow may have more on disk
        here = sum(sizes[unit] for unit in done)
        found = here if turn == 0 else found
        if len(done) == len(sizes):
            return inventory
        count = _Counter(here, total, found, report)
        folder, source = store.folder.absolute(), scenario.absolute()  # a worker may stand elsewhere
        tasks = [Task(folder, plan.id, source, engine, first, last) for first, last in chunks(plan, done)]
        try:
            given_up = backend.run(work, tasks, count.take)
        except KeyboardInterrupt:
            raise RunError(f"stopped; {_safe(count)}; run the same command again to continue", Exit.INTERRUPTED) from None
        except RunError as error:
            raise RunError(f"{error} ({_safe(count)})", error.exit_code) from error
        if given_up:
            units = ", ".join(f"{task.first}-{task.last}" for task in given_up)
            raise RunError(f"work units {units} of {escaped(str(store.folder))} killed their worker each time; {_safe(count)}", Exit.INCOMPLETE)
    raise RunError(f"shards in {escaped(str(store.folder))} do not stay whole; see quarantine/ there, and check the disk", Exit.MACHINE)


def chunks(plan: Plan, done: Iterable[int]) -> list[tuple[int, int]]:
    """Return ranges (first, last) of units still to do, none across two points, none longer than a shard should be."""
    units = plan.units()
    size = min(LARGEST_SHARD, -(-len(units) // SHARDS))
    left = sorted(units.keys() - set(done))
    ranges = []
    for _, members in groupby(enumerate(left), key=lambda pair: (units[pair[1]][0].number, pair[1] - pair[0])):
        stretch = [unit for _, unit in members]
        ranges += [(part[0], part[-1]) for part in _cut(stretch, size)]
    return ranges


def failed_histories(inventory: Inventory) -> list[tuple[int, str, int]]:
    """Return (point, variant, replicate) of every history without a finite result; they are in no average."""
    noted = [entry for shard in inventory.sound["rows"] for entry in shard.notes.get("failed", ())]
    return sorted({(int(point), str(variant), int(replicate)) for point, variant, replicate in noted})


def _sizes(plan: Plan) -> dict[int, int]:
    """Return the histories of each unit, all variants counted."""
    return {unit: len(plan.variants) * min(plan.block, point.histories - block * plan.block) for unit, (point, block) in plan.units().items()}


def _cut(stretch: Sequence[int], size: int) -> list[Sequence[int]]:
    return [stretch[start : start + size] for start in range(0, len(stretch), size)]


def _safe(count: _Counter) -> str:
    return f"{count.done:,} of {count.total:,} histories are kept"


class _Counter:
    """Adds up receipts and reports."""

    def __init__(self, done: int, total: int, found: int, report: Report | None) -> None:
        self.done, self.total, self.found, self.failed = done, total, found, 0
        self.report = report
        self._tell()

    def take(self, receipt: Receipt) -> None:
        """Count one receipt."""
        self.done += receipt.histories
        self.failed += len(receipt.failed)
        self._tell()

    def _tell(self) -> None:
        if self.report:
            self.report(Progress(self.done, self.total, self.found, self.failed))
