"""One run or sweep, worked in one of many ways, and the digest of every byte that people get from it.

As a command it works the cells given as JSON, in this process and its surroundings, and prints their digests as JSON:

    PYTHONHASHSEED=7 python -m tests.agreement.cells '[["two-actors", ["clock.horizon_months=3"], "threads", 2, 7, 1]]'
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from sim.analysis.runs import plan_of, run_scenario
from sim.analysis.sweeps import run_sweep
from sim.backends.local import Processes, Threads
from sim.experiment import sweep
from sim.experiment.load import experiment_of_factors
from sim.results.store import create
from sim.scenario.load import read_draft
from sim.scenario.shipped import scenario_path

SEED = 5
HISTORIES = 7 * 1024 + 300  # eight blocks, the last one short
ALL = 1000  # units: more than there are


class Cell(NamedTuple):
    """A way of working: `way` is "threads" or how processes start; shards hold `size` units; order 0 is ascending, else a seed to shuffle by."""

    scenario: str
    overrides: tuple[str, ...]
    way: str
    jobs: int
    size: int
    order: int


class Shuffled:
    """A backend that hands its tasks to another one in a random order."""

    def __init__(self, inner: Any, seed: int) -> None:
        self.inner, self.random = inner, random.Random(seed)

    def run(self, work, tasks, done):
        """See `sim.backends.base.Backend`."""
        tasks = list(tasks)
        self.random.shuffle(tasks)
        return self.inner.run(work, tasks, done)


def run_digest(cell: Cell) -> str:
    """Return the digest of a run: its id, every table it derives and every history it keeps."""
    path = scenario_path(cell.scenario)
    assert path is not None
    plan = plan_of(read_draft(path).scenario(cell.overrides), cell.overrides, HISTORIES, SEED)
    with tempfile.TemporaryDirectory() as folder, _worked(cell) as backend:
        out = Path(folder) / "run"
        store = create(out, plan.manifest(), {"scenario.yaml": path.read_bytes()})
        sweep.execute(plan, store, path, backend)
        result = run_scenario(path, cell.overrides, HISTORIES, SEED, jobs=1, out=out)  # nothing is left to simulate
        digest = _digest_of(result.plan.id, out)
        for name, values in result.read_histories().items():
            digest.update(f"{name} {values.tolist()!r}\n".encode())
        return digest.hexdigest()


def sweep_digest(cell: Cell) -> str:
    """Return the digest of a sweep over two values of one factor: its id and every table it derives."""
    factor = "owners.north.nuclear.audience_cost=0,1" if cell.scenario == "two-actors" else "owners.russia.nuclear.audience_cost=0.3,1"
    experiment = experiment_of_factors(scenario_path(cell.scenario), [factor], replicates=3 * 1024, seed=SEED, overrides=cell.overrides)
    with tempfile.TemporaryDirectory() as folder, _worked(cell) as backend:
        result = run_sweep(experiment, out=Path(folder) / "sweep", backend=backend)
        return _digest_of(result.plan.id, Path(folder) / "sweep").hexdigest()


class _worked:
    """Within it, tasks hold so many units, processes start that way, and the value is the backend."""

    def __init__(self, cell: Cell) -> None:
        self.cell = cell
        context = multiprocessing.get_context
        self.patches = [mock.patch.object(sweep, "SHARDS", 1), mock.patch.object(sweep, "LARGEST_SHARD", cell.size)]
        if cell.way != "threads":
            self.patches.append(mock.patch.object(multiprocessing, "get_context", return_value=context(cell.way)))

    def __enter__(self) -> Any:
        for patch in self.patches:
            patch.start()
        backend = Threads(self.cell.jobs) if self.cell.way == "threads" else Processes(self.cell.jobs)
        return Shuffled(backend, self.cell.order) if self.cell.order else backend

    def __exit__(self, *_: object) -> None:
        for patch in self.patches:
            patch.stop()


def _digest_of(run_id: str, folder: Path) -> Any:
    digest = hashlib.sha256(run_id.encode())
    for file in sorted(folder.glob("*.csv")):
        digest.update(file.name.encode() + b"\n" + file.read_bytes())
    return digest


if __name__ == "__main__":
    cells = [Cell(scenario, tuple(overrides), *rest) for scenario, overrides, *rest in json.loads(sys.argv[1])]
    print(json.dumps([[run_digest(cell), sweep_digest(cell)] for cell in cells]))
