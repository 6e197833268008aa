"""The driver: which units have no sound shard yet, into tasks with them, and what to say when it is stopped.

Running the same command again continues where it was, because the folder alone says what is done.
"""

from __future__ import annotations

import shlex
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from operator import itemgetter
from pathlib import Path

from sim.backends.base import Backend
from sim.errors import Exit, RunError, escaped
from sim.experiment.engine import REAL, Engine
from sim.experiment.isolate import Isolated, isolate
from sim.experiment.plan import Plan
from sim.experiment.watch import here
from sim.experiment.work import History, Receipt, Task, work
from sim.results.failed import noted
from sim.results.ranges import Range
from sim.results.store import MANIFEST, Inventory, Store

SHARDS = 64  # a run is cut into about as many, so that little is lost when it is killed
LARGEST_SHARD = 1 << 14  # histories of all variants: about a second of work
MOST_SHARDS = 1 << 14  # of each kind of table: what a shared disk and a scheduler bear easily; a larger plan has larger shards
ALONE = "although each of their histories can be played alone; see whether memory is short, or the time limit of a block too small, and resume"
ROUNDS = 3  # looks at the folder before giving up on units that never stay whole


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, in histories with all variants counted: done in all, of which found on disk at the start, and failed."""

    done: int
    total: int
    found: int
    failed: int


Report = Callable[[Progress], None]


def execute(
    plan: Plan, store: Store, scenario: Path, backend: Backend, engine: Engine = REAL, report: Report | None = None, limit: float = 0.0
) -> Inventory:
    """Do every unit of the plan that has no sound shard, and return the inventory of the finished folder.

    Units that kill their worker, or in which the engine raises, are looked into; the histories that cannot be played are noted in `failed/`
    and left out from then on (see `isolate`).

    Parameters
    ----------
    limit : seconds that one block of one variant may take until its worker is ended, and then each single history; 0: for ever

    Raises
    ------
    RunError                       130 after Ctrl-C, 5 for disk trouble, 3 where units fail although no single history of theirs does; what is
                                   done stays
    ResultsError                   where shards of the same work differ
    """
    units, total = plan.units(), plan.histories()
    found, rounds = -1, 0
    while rounds < ROUNDS:
        inventory = store.take_inventory()
        done = inventory.done()
        kept = len(plan.variants) * units.histories(done)  # a plan that can grow may have more on disk
        found = kept if found < 0 else found
        if units.numbers <= done:
            return inventory
        count = Counter(kept, total, found, report)
        rounds += not work_ranges(plan, store, scenario, backend, engine, chunks(plan, done), count, limit)
    raise unsound(store)


def work_ranges(
    plan: Plan, store: Store, scenario: Path, backend: Backend, engine: Engine, ranges: Sequence[Range], count: Counter, limit: float = 0.0
) -> bool:
    """Work ranges of units, and look into those that break; return whether any did: then there are histories to leave out.

    Raises
    ------
    RunError                       as `execute`, with how much is kept
    """
    folder, source = store.folder.absolute(), scenario.absolute()  # absolute, for a worker may stand elsewhere
    known = {one.key for one in noted(store.folder, plan.id)}
    left_out = _by_unit(plan, known)
    tasks = [Task(folder, plan.id, source, engine, *part, _within(left_out, *part), limit, here()) for part in ranges]
    looked_into: list[Isolated] = []
    try:
        broken = [*backend.run(work, tasks, count.take), *(task for task in tasks if (task.first, task.last) in count.raised)]
        lost = backend.run(isolate, broken, looked_into.append) if broken else []
    except KeyboardInterrupt:
        raise RunError(f"stopped; {_safe(count)}; run the same command again to continue, or: {_resume(store)}", Exit.INTERRUPTED) from None
    except RunError as error:
        raise RunError(f"{error} ({_safe(count)})", error.exit_code) from error
    if broken and (lost or known.issuperset(one for look in looked_into for one in look.found)):
        raise RunError(f"{_told(broken, count.raised)} of {escaped(str(store.folder))} {ALONE}; {_safe(count)}", Exit.INCOMPLETE)
    return bool(broken)


def unsound(store: Store) -> RunError:
    """Return the complaint about a disk on which shards do not stay whole."""
    return RunError(f"shards in {escaped(str(store.folder))} do not stay whole; see quarantine/ there, and check the disk", Exit.MACHINE)


def chunks(plan: Plan, done: Iterable[int]) -> list[Range]:
    """Return ranges (first, last) of units still to do, none longer than a shard should be."""
    return (plan.units().numbers - done).cut(shard_size(plan))


def shard_size(plan: Plan) -> int:
    """Return how many units a shard should have; it changes no result, only what is lost with a worker and how many files there are."""
    units, histories = len(plan.units()), plan.histories()
    return max(min(-(-LARGEST_SHARD * units // histories), -(-units // SHARDS)), -(-units // MOST_SHARDS)) if units else 1


def _by_unit(plan: Plan, known: Iterable[History]) -> list[tuple[int, History]]:
    """Return histories that cannot be played, each with the number of its unit, in ascending order."""
    units = plan.units()
    return sorted((units.number(one[0], one[2] // plan.block), one) for one in known)


def _within(known: Sequence[tuple[int, History]], first: int, last: int) -> tuple[History, ...]:
    """Return those of the units first..last."""
    start = bisect_left(known, first, key=itemgetter(0))
    return tuple(sorted(one for _, one in takewhile(lambda pair: pair[0] <= last, islice(known, start, None))))


def _told(broken: Sequence[Task], raised: Mapping[tuple[int, int], str]) -> str:
    units = ", ".join(f"{task.first}-{task.last}" for task in broken)
    errors = dict.fromkeys(raised.values())
    return f"work units {units} " + (f"raised {escaped('; '.join(errors))}" if errors else "killed their worker each time, or took too long")


def failed_histories(inventory: Inventory) -> list[tuple[int, str, int]]:
    """Return (point, variant, replicate) of every history without a finite result; they are in no average."""
    noted = [entry for shard in inventory.sound["rows"] for entry in shard.notes.get("failed", ())]
    return sorted({(int(point), str(variant), int(replicate)) for point, variant, replicate in noted})


def _resume(store: Store) -> str:
    """Return the command that goes on with a folder; for one inside another, such as the contrast of a run, with the outer one."""
    outer = store.folder.parent
    return escaped(shlex.join(["redline", "resume", str(outer if (outer / MANIFEST).is_file() else store.folder)]))


def _safe(count: Counter) -> str:
    return f"{count.done:,} of {count.total:,} histories are kept"


class Counter:
    """Adds up receipts and reports them, in histories with all variants counted: `done` of `total`, of which `found` were there before."""

    def __init__(self, done: int, total: int, found: int, report: Report | None) -> None:
        self.done, self.total, self.found, self.failed = done, total, found, 0
        self.report = report
        self.raised: dict[tuple[int, int], str] = {}
        self._tell()

    def take(self, receipt: Receipt) -> None:
        """Count one receipt."""
        if receipt.error:
            self.raised[receipt.first, receipt.last] = receipt.error
            return
        self.done += receipt.histories
        self.failed += receipt.failed
        self._tell()

    def _tell(self) -> None:
        if self.report:
            self.report(Progress(self.done, self.total, self.found, self.failed))
