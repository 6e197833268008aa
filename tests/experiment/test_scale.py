"""What is done with a folder grows with its shards and no faster, and memory with what the result holds: counted, not timed."""

from __future__ import annotations

import os
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import toy
from sim.analysis.folder import status
from sim.analysis.sweeps import load_sweep, resume_sweep
from sim.analysis.verify import verify
from sim.backends.local import Threads
from sim.experiment.inputs import manifest_of, place_of
from sim.experiment.plan import plan_sweep
from sim.experiment.units import Units
from sim.experiment.work import Task, work
from sim.results import shards
from sim.results.store import Store, create, open_store

KINDS = 3


def made(folder: Path, points: int, blocks: int) -> Store:
    """Return the store of a finished sweep in which every unit has shards of its own."""
    folder.mkdir()
    experiment = toy.experiment(folder, points, blocks, contrast=True)
    plan = plan_sweep(experiment, toy.ENGINE)
    store = create(folder / "out", *manifest_of(plan, toy.ENGINE.read(experiment.scenario), experiment))
    for unit in plan.units():
        work(Task(store.folder, plan.id, place_of(store), toy.ENGINE, unit, unit))
    return store


@pytest.fixture(scope="module")
def folders(tmp_path_factory) -> dict[str, Store]:
    """Return folders of 20 and 80 shards of each kind: four times the points, or four times the blocks of each."""
    place = tmp_path_factory.mktemp("scale")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        return {"small": made(place / "small", 10, 2), "points": made(place / "points", 40, 2), "blocks": made(place / "blocks", 10, 8)}


@pytest.fixture
def counted(monkeypatch) -> Counter:
    """Return how often shards are checked and read, and units counted, from now on."""
    found = Counter()

    def counting(where: object, name: str) -> None:
        whole = getattr(where, name)

        def one(*arguments, **more):
            found[name] += 1
            return whole(*arguments, **more)

        monkeypatch.setattr(where, name, one)

    for where, name in ((shards, "check"), (shards, "read"), (Units, "__init__")):
        counting(where, name)
    return found


STEPS: dict[str, tuple[Callable[[Store], object], float, float]] = {  # checks and reads of each shard
    "take_inventory": (lambda store: store.take_inventory(), 1, 0),
    "status": (lambda store: status(store.folder), 1, 0),
    "load": (lambda store: load_sweep(store.folder), 1, 1),
    "resume": (lambda store: resume_sweep(store.folder, engine=toy.ENGINE, backend=Threads(1)), 1, 1),
    "verify": (lambda store: verify(store.folder, 0, toy.ENGINE), 1, 1 + 1 / KINDS),  # the canonical table is made once more
}


@pytest.mark.parametrize("name", STEPS)
def test_every_shard_is_looked_at_once_and_units_are_never_listed_for_each(folders, counted, name):
    step, checks, reads = STEPS[name]
    lists = []
    for size, shards_of_a_kind in (("small", 20), ("points", 80), ("blocks", 80)):
        counted.clear()
        step(folders[size])
        files = KINDS * shards_of_a_kind
        first = counted["read"] - round(reads * files)  # the first of the rows says which measures there are
        assert counted["check"] == checks * files
        assert first in (0, 1)
        lists.append(counted["__init__"])
    assert lists[0] == lists[1] == lists[2] <= 2


def test_a_worker_reads_no_shard_and_looks_only_at_those_of_its_share(folders, counted):
    store = folders["points"]
    work(Task(store.folder, store.run_id, place_of(store), toy.ENGINE, 7, 7))
    assert (counted["check"], counted["read"]) == (0, 0)
    assert counted["__init__"] <= 1
    assert open_store(store.folder).done_among([3, 50]) == {3, 50}
    assert counted["check"] == 2 * KINDS


def peak(step: Callable[[], object]) -> int:
    """Return the most bytes that are held at once in a step, after it was done once."""
    step()
    tracemalloc.start()
    try:
        step()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_the_blocks_of_a_point(folders):
    steps = [lambda name=name: load_sweep(folders[name].folder).digest for name in ("small", "blocks")]
    few, many = map(peak, steps)
    assert many < 1.5 * few  # of four times as many shards, the names and no more


def test_a_shard_that_was_looked_at_takes_few_bytes(folders):
    held = []
    for name in ("small", "points"):
        folders[name].take_inventory()
        tracemalloc.start()
        found = folders[name].take_inventory()
        held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        del found
    assert (held[1] - held[0]) / (KINDS * 60) < 400
