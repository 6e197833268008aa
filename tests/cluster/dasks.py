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
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
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

    def start(self, kind: str, root: Path, *options: object) -> subprocess.Popen[bytes]:
        """Start a process of a kind."""
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--host", "127.0.0.1", "--no-dashboard", *map(str, options)]
        environment = {**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"}
        with (self.folder / f"{kind}-{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(command, env=environment, cwd=self.folder, stdout=log, stderr=log)
        self.processes.append(process)
        return process
