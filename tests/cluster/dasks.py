"""A Dask scheduler and its workers on loopback, each a process of its own, as a cluster has them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds


def until(true: Callable[[], Any], what: str) -> Any:
    """Wait for something to be true and return it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
    return found


class Cluster:
    """A scheduler, and workers with a nanny (that starts them again) and one thread each; all end with the context."""

    def __init__(self, folder: Path, workers: int = 2, root: Path = ROOT, scheduler_root: Path = ROOT) -> None:
        self.folder, self.count, self.root, self.scheduler_root = folder, workers, root, scheduler_root
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.scheduler = self.start("scheduler", self.scheduler_root, "--port", 0, "--scheduler-file", self.file)
        until(lambda: self.file.exists() and self.file.read_text().rstrip().endswith("}"), "no scheduler")
        self.workers = [self.worker() for _ in range(self.count)]
        return self

    def __exit__(self, *_: object) -> None:
        self.end(*self.processes)

    def end(self, *processes: subprocess.Popen[bytes]) -> None:
        """Kill processes; a worker ends with its nanny."""
        for process in processes:
            process.kill()
            process.wait()

    @property
    def address(self) -> str:
        """Of the scheduler."""
        return str(json.loads(self.file.read_text())["address"])

    def worker(self, root: Path | None = None) -> subprocess.Popen[bytes]:
        """Start one more worker; `root` is where it finds the package."""
        options = ("--nthreads", "1", "--memory-limit", "0", "--death-timeout", "20", "--local-directory", self.folder / "scratch")
        return self.start("worker", root or self.root, self.address, "--name", str(len(self.processes)), *options)

    def processes_of(self, worker: subprocess.Popen[bytes]) -> list[int]:
        """Return the processes that do the work of a worker: what its nanny has started, the keeper of its semaphores apart."""
        tasks = Path(f"/proc/{worker.pid}/task").glob("*/children")
        found = [int(word) for task in tasks for word in task.read_text().split()]
        return [process for process in found if b"resource_tracker" not in Path(f"/proc/{process}/cmdline").read_bytes()]

    def connected(self, worker: subprocess.Popen[bytes]) -> bool:
        """Return whether the scheduler has heard of a worker."""
        return "Starting established connection" in (self.folder / f"worker-{self.processes.index(worker)}.log").read_text()

    def start(self, kind: str, root: Path, *options: object) -> subprocess.Popen[bytes]:
        """Start a process of a kind."""
        command = [
            sys.executable,
            "-m",
            f"distributed.cli.dask_{kind}",
            "--host",
            "127.0.0.1",
            "--dashboard-address",
            "127.0.0.1:0",
            *map(str, options),
        ]
        environment = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
        with (self.folder / f"{kind}-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, cwd=self.folder, stdout=log, stderr=log)
        self.processes.append(process)
        return process
