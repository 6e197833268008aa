"""The unit of work: one block of histories of one design point, all variants on the same luck, down to the sums that go to disk.

A task names units by number and the folder whose manifest says what they are; nothing else travels. It leaves one shard of each kind in
that folder and returns a receipt of a few numbers.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from sim.backends import stopping
from sim.errors import Exit, RedlineError, RunError, escaped
from sim.experiment.design import Point
from sim.experiment.engine import Draft, Engine
from sim.experiment.inputs import same
from sim.experiment.plan import HISTORIES, Plan, from_manifest
from sim.experiment.watch import limited
from sim.results import sums
from sim.results.store import MANIFEST, Store, open_store
from sim.results.tables import LAYOUTS, append, empty

MESSAGE = 300  # characters of an error that are kept
History = tuple[int, str, int]  # point, variant, replicate


class HistoryError(Exception):
    """The engine raised while it played a block; the message says what."""


@dataclass(frozen=True, slots=True)
class Task:
    """Units first..last (included) of the run in `folder`."""

    folder: Path
    run_id: str
    scenario: Path
    engine: Engine
    first: int
    last: int
    left_out: tuple[History, ...] = ()  # histories that cannot be played
    limit: float = 0.0  # seconds that one block of one variant may take until its process is ended; 0: for ever
    driver: str = ""  # name of the process that must not be ended (see sim.experiment.watch)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done: units first..last, how many histories were simulated (all variants) and failed; or what the engine raised, and then nothing.

    It stays below 4,096 bytes, whatever happened: a pipe takes that at once or not at all, so a worker killed while it sends leaves no half of it,
    for the rest of which its driver would wait for ever.

    It is less than the task where work was asked to stop meanwhile; `last` is below `first` where nothing was begun.
    """

    first: int
    last: int
    histories: int
    failed: int
    error: str = ""


def work(task: Task) -> Receipt:
    """Simulate a task's units and write their shards, the shard of rows last; or nothing at all, where the engine raises.

    Where work is asked to stop meanwhile, the units that follow are left undone.

    Raises
    ------
    RunError                       exit code 2 where the scenario is no longer what the run began with; 5 where the disk refuses, or is not here
    ScenarioError                  where a design point makes the scenario illegal
    """
    _see(task)
    bench = bench_of(task)
    store, plan = bench.store, bench.plan
    begun: list[int] = []

    def until_stopped() -> Iterator[int]:
        for unit in range(task.first, task.last + 1):
            if stopping.asked():
                return
            begun.append(unit)
            yield unit

    try:
        with_limit = partial(limited, task.limit, task.driver)
        tables, failed, histories = rows(plan.grown_to(task.last), until_stopped(), bench.prepared, task.engine, task.left_out, with_limit)
    except HistoryError as error:
        return Receipt(task.first, task.last, 0, 0, str(error))
    if not begun:
        return Receipt(task.first, task.first - 1, 0, 0)
    notes = {"failed": failed} | ({"left_out": task.left_out} if task.left_out else {})
    for kind in sorted(plan.kinds, key=lambda kind: kind == "rows"):
        store.write(kind, task.first, begun[-1], tables[kind], notes if kind == "rows" else None)
    return Receipt(task.first, begun[-1], histories, len(failed))


def _see(task: Task) -> None:
    """Complain where this machine does not see the files of the machine that gave the task."""
    for path in (task.folder / MANIFEST, task.scenario):
        if not path.is_file():
            where = f"{socket.gethostname()} sees no {escaped(str(path))}"
            raise RunError(f"{where}; results and scenario must lie on a disk that all workers see", Exit.MACHINE)


def rows(
    plan: Plan,
    units: Iterable[int],
    prepared: Callable[[Point, str], Any],
    engine: Engine,
    left_out: Iterable[History] = (),
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> tuple[dict[str, Any], list[History], int]:
    """Simulate units and return their rows (kind -> columns), the failed histories, and how many were simulated.

    Parameters
    ----------
    plan : grown to the units where it grows
    prepared : gives the prepared case of a variant at a point
    left_out : histories that are not played, and count as failed
    around : a context in which each block is played

    Raises
    ------
    HistoryError                   where the engine raises anything but an error that a person can mend
    """
    tables: dict[str, Any] = {kind: empty(layout) for kind, layout in LAYOUTS.items() if kind in plan.kinds}
    tables[HISTORIES] = {}
    failed: list[History] = []
    without: dict[tuple[int, str], set[int]] = {}
    for number, variant, replicate in left_out:
        without.setdefault((number, variant), set()).add(replicate)
    histories = 0
    for point, index in map(plan.finder(), units):
        blocks = {}
        for variant in plan.variants:
            case = prepared(point, variant)
            try:
                with around():
                    block = engine.simulate(case, plan.seed_at(point), index, point.histories, without.get((point.number, variant), ()))
            except RedlineError:
                raise
            except Exception as error:
                raise HistoryError(f"{type(error).__name__}: {error}"[:MESSAGE]) from error
            blocks[variant] = (block, case.names)
            histories += block.count
            failed += [(point.number, variant, int(replicate)) for replicate in block.failed]
        _add(tables, plan, point.number, blocks)
    tables[HISTORIES] = {name: np.concatenate(parts) for name, parts in tables[HISTORIES].items()}  # without rows beyond what is kept
    return tables, failed, histories


def _add(tables: dict[str, Any], plan: Plan, point: int, blocks: dict[str, tuple[Any, Any]]) -> None:
    for variant, (block, names) in blocks.items():
        keep = kept(names.measures, plan.measures)
        append(tables["rows"], sums.measure_rows(point, variant, block, names, keep))
        append(tables["shares"], sums.share_rows(point, variant, block, names, keep))
        if "curves" in tables:
            append(tables["curves"], sums.curve_rows(point, variant, block, names))
        if "credibility" in tables:
            append(tables["credibility"], sums.credibility_rows(point, variant, block, names))
        if HISTORIES in plan.kinds:
            kept_rows = slice(None if plan.keeps(block.index) else 0)
            for name, values in sums.history_columns(point, variant, block, names).items():
                tables[HISTORIES].setdefault(name, []).append(values[kept_rows])
    for contrast in plan.contrasts:
        (one, names_one), (two, names_two) = blocks[contrast.before], blocks[contrast.after]
        keep = kept(names_one.measures, plan.measures)
        append(tables["pairs"], sums.pair_rows(point, contrast.name, one, names_one, two, names_two, keep))


def kept(measures: Sequence[str], wanted: Iterable[str]) -> list[str] | None:
    """Return the measures that are asked for: exact names, or beginnings written `answers.*`; None where nothing is said, which means all."""
    chosen = set()
    for name in wanted:
        chosen |= {m for m in measures if m == name or (name.endswith("*") and m.startswith(name[:-1]))}
    return sorted(chosen) if wanted else None


@dataclass(slots=True)
class Bench:
    """What a process needs again and again for one run: store, plan, the scenario as it was read, and the cases of the current point."""

    store: Store
    plan: Plan
    draft: Draft
    engine: Engine
    cases: dict[tuple[int, str], Any] = field(default_factory=dict)
    lock: Any = field(default_factory=threading.Lock)

    def prepared(self, point: Point, variant: str) -> Any:
        """Return the case of a variant at a point, prepared once; earlier points are forgotten."""
        with self.lock:
            if (point.number, variant) not in self.cases:
                for key in [key for key in self.cases if key[0] != point.number]:
                    del self.cases[key]
                self.cases[point.number, variant] = self.engine.prepare(self.draft.setting(self.plan.case(point, variant)))
            return self.cases[point.number, variant]


_opening = threading.Lock()


def bench_of(task: Task) -> Bench:
    """Return what this process needs for the run of a task; RunError, exit code 2, where the scenario is not what the run began with."""
    with _opening:
        return _bench(task.folder, task.run_id, task.scenario, task.engine)


@lru_cache(maxsize=4)
def _bench(folder: Path, run_id: str, scenario: Path, engine: Engine) -> Bench:
    """Return the bench of a run, after a look whether the scenario is still the one the run began with, in every variant."""
    store = open_store(folder)
    plan = from_manifest(store.manifest)
    draft = engine.read(scenario)
    if store.run_id != run_id or not same(store, plan, draft):
        raise RunError("the scenario was changed while the run was under way; run the same command again for a folder of its own", Exit.INPUT)
    return Bench(store, plan, draft, engine)
