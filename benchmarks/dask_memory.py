"""Memory of driver, scheduler and workers while very many tasks, and very many histories, go through Dask.

python -m benchmarks.dask_memory                      2e5 tasks that do nothing, then 1e6 histories of November 2024, on 2 workers
python -m benchmarks.dask_memory --quick              a hundredth of it
python -m benchmarks.dask_memory --out figures.json   also written there

Each of the four is a process of its own. After the first tenth of the work (libraries, compiled code, caches of fixed size) growth is what
the last twentieth holds more than the one after that tenth; the slope is that of the last half, with the interval of 20 means over it.
Dask keeps what it made of the last 100,000 names of tasks, in scheduler and workers: hence more tasks than that.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.processes import ROOT
from benchmarks.worlds import CRISIS
from sim.backends.dask import Dask

WORKERS = 2
TASKS, POINTS, HISTORIES = 200_000, 100, 10_240  # histories of a point: 1,024,000 in all
EVERY = 0.02  # seconds between samples, at first
SAMPLES = 4000  # at most: then every other one is dropped
FACTOR = "owners.russia.nuclear.audience_cost=0.3:1.5"
PAGE = os.sysconf("SC_PAGE_SIZE")
STUDENT = 2.093  # of 19 degrees of freedom, for 95 %


def nothing(task: int) -> int:
    """Do nothing: what is left is what a task costs."""
    return task


def memory(process: int) -> float:
    """Return the resident memory of a process in MB."""
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE / 1e6


class Sampler:
    """Notes how much is done and how much memory each process holds, now and then, in a list that does not grow for ever."""

    def __init__(self, processes: Mapping[str, int]) -> None:
        self.processes, self.done, self.every = dict(processes), 0, EVERY
        self.rows: list[tuple[float, ...]] = []
        self._end = threading.Event()

    def _sample(self) -> None:
        while not self._end.wait(self.every):
            self.rows.append((self.done, *(memory(process) for process in self.processes.values())))
            if len(self.rows) > SAMPLES:
                self.rows, self.every = self.rows[::2], 2 * self.every

    @contextmanager
    def running(self) -> Iterator[Sampler]:
        """Sample while inside."""
        thread = threading.Thread(target=self._sample)
        thread.start()
        try:
            yield self
        finally:
            self._end.set()
            thread.join()

    def found(self) -> dict[str, dict[str, float]]:
        """Return process -> MB at the first tenth, at the end, and the slope of the last half in MB for all the work."""
        return {name: trend([row[0] for row in self.rows], [row[place] for row in self.rows]) for place, name in enumerate(self.processes, 1)}


def trend(done: Sequence[float], held: Sequence[float]) -> dict[str, float]:
    """Return what a process held after the warm-up and at the end, and by how much it would grow in the whole run at the slope of the last half.

    >>> flat = trend(list(range(200)), [5.0] * 200)
    >>> flat["growth"], flat["slope"], flat["error"]
    (0.0, 0.0, 0.0)
    """
    whole = done[-1]
    cut = [next(place for place, number in enumerate(done) if number >= share * whole) for share in (0.1, 0.15, 0.5, 0.95)]
    early, late = held[cut[0] : cut[1] + 1], held[cut[3] :]
    start, end = sum(early) / len(early), sum(late) / len(late)
    half = cut[2]
    size = (len(done) - half) // 20
    x, y = (
        [sum(values[half + i * size : half + (i + 1) * size]) / size / scale for i in range(20)] for values, scale in ((done, whole), (held, 1.0))
    )
    middle, mean = sum(x) / 20, sum(y) / 20
    spread = sum((a - middle) * (a - middle) for a in x)
    slope = sum((a - middle) * (b - mean) for a, b in zip(x, y, strict=True)) / spread
    rest = sum((b - mean - slope * (a - middle)) * (b - mean - slope * (a - middle)) for a, b in zip(x, y, strict=True))
    return {"start": start, "end": end, "growth": end - start, "slope": slope, "error": STUDENT * (rest / 18 / spread) ** 0.5}


def started(opening: ExitStack, kind: str, *options: str) -> subprocess.Popen[bytes]:
    """Start a scheduler or a worker on loopback, without a nanny, that ends with `opening`."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0", *options]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=quiet, stderr=quiet)  # noqa: S603  ourselves
    opening.callback(process.wait)
    opening.callback(process.kill)
    return process


def through_dask(work: Callable[[Dask, Sampler], int]) -> dict[str, Any]:
    """Return what driver, scheduler and workers of a fresh cluster hold while `work` is done, and how long that takes."""
    with ExitStack() as opening:
        folder = Path(opening.enter_context(tempfile.TemporaryDirectory()))
        scheduler = started(opening, "scheduler", "--port", "0", "--scheduler-file", str(folder / "scheduler.json"))
        while not (folder / "scheduler.json").exists():
            time.sleep(0.05)
        given = ("--nthreads", "1", "--no-nanny", "--memory-limit", "0", "--death-timeout", "20", "--local-directory", str(folder))
        workers = [started(opening, "worker", "--scheduler-file", str(folder / "scheduler.json"), *given) for _ in range(WORKERS)]
        backend = opening.enter_context(Dask(scheduler=str(folder / "scheduler.json")))
        processes = {"driver": os.getpid(), "scheduler": scheduler.pid} | {f"worker {i}": worker.pid for i, worker in enumerate(workers, 1)}
        with Sampler(processes).running() as sampler:
            start = time.perf_counter()
            tasks = work(backend, sampler)
            seconds = time.perf_counter() - start
        return {"tasks": tasks, "seconds": seconds, "memory": sampler.found()}


def tasks(count: int) -> Callable[[Dask, Sampler], int]:
    """Return work of so many tasks that do nothing."""

    def work(backend: Dask, sampler: Sampler) -> int:
        def done(_receipt: int) -> None:
            sampler.done += 1

        backend.run(nothing, range(count), done)
        return count

    return work


def histories(points: int, each: int) -> Callable[[Dask, Sampler], int]:
    """Return the work of a sweep of November 2024 over so many points, in shards of one block; a small one goes before it, unmeasured."""

    def work(backend: Dask, sampler: Sampler) -> int:
        from sim.analysis.sweeps import run_sweep
        from sim.experiment import sweep
        from sim.experiment.engine import prepare, read, simulate
        from sim.experiment.load import experiment_of_factors
        from sim.scenario.shipped import folder as shipped

        world = shipped() / f"{CRISIS}.yaml"

        def report(progress: Any) -> None:
            sampler.done = progress.done

        def swept(count: int, replicates: int) -> int:
            experiment = experiment_of_factors(world, (f"{FACTOR}:{count}",), (), replicates, 1)
            with tempfile.TemporaryDirectory() as folder:
                run_sweep(replace(experiment, default_replicates=0), out=Path(folder) / "out", backend=backend, report=report)
                return sum(1 for _ in (Path(folder) / "out" / "shards" / "rows").glob("[0-9]*.parquet"))

        simulate(prepare(read(world).scenario()), 1, 0, 1)  # compiled here, as `redline sweep` does, so that workers find it
        sweep.LARGEST_SHARD = 1
        swept(2 * WORKERS, 64)
        sampler.rows.clear()
        return swept(points, each)

    return work


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dask_memory", description="Memory of very many tasks through Dask.")
    parser.add_argument("--quick", action="store_true", help="a hundredth of the work")
    parser.add_argument("--only", choices=("tasks", "histories"), help="one of the two")
    parser.add_argument("--tasks", type=int, default=TASKS, help=f"tasks that do nothing ({TASKS:,})")
    parser.add_argument("--out", type=Path, help="a file for the figures")
    given = parser.parse_args(arguments)
    small = 100 if given.quick else 1
    works = {"tasks": tasks(given.tasks // small), "histories": histories(POINTS, HISTORIES // small)}
    results: dict[str, Any] = {"machine": machine.describe(), "load": machine.load()}
    for name, work in works.items():
        if given.only in (None, name):
            results[name] = through_dask(work)
            print(f"{name}: {results[name]['tasks']:,} tasks in {results[name]['seconds']:,.0f} s")
            for process, held in results[name]["memory"].items():
                spread = f"{held['slope']:+.1f} +- {held['error']:.1f} MB for all the work"
                print(f"  {process:10} {held['start']:6.0f} -> {held['end']:6.0f} MB, growth {held['growth']:+6.1f}, slope of the last half {spread}")
    if given.out:
        given.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
