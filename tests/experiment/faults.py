"""A disk that fails on demand: every step at which results reach it is counted, and at one of them the process dies or is refused.

A step is counted before and after it happens. Of a write there is one more in between, when half of it is on the disk.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from sim.results import files

DEATH = 9  # exit code of a process that dies at a step
PATIENCE = 60  # seconds until a child that hangs is ended


class Disk:
    """Counts steps, and at number `fatal` ends the process without a word, or has the step refused with `code`."""

    def __init__(self, fatal: int | None = None, code: int | None = None) -> None:
        self.fatal, self.code = fatal, code
        self.steps: list[str] = []

    def step(self, name: str) -> None:
        """Count one."""
        self.steps.append(name)
        if len(self.steps) - 1 == self.fatal:
            if self.code is None:
                os._exit(DEATH)
            raise OSError(self.code, os.strerror(self.code))

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Return `call` with a step before and after it; where steps are refused, only before, for what has happened cannot be refused."""

        def counted(*arguments: Any, **settings: Any) -> Any:
            self.step(f"before {name}")
            result = call(*arguments, **settings)
            if self.code is None:
                self.step(f"after {name}")
            return _File(result, self) if name == "open" else result

        return counted

    @contextlib.contextmanager
    def mounted(self) -> Iterator[Disk]:
        """Put the disk under everything that `sim.results` writes."""
        with contextlib.ExitStack() as stack:
            stack.enter_context(mock.patch.object(files, "open", self.around("open", open), create=True))
            for name in ("fsync", "replace", "mkdir"):
                stack.enter_context(mock.patch.object(os, name, self.around(name, getattr(os, name))))
            yield self


class _File:
    """A file whose writes are steps."""

    def __init__(self, file: Any, disk: Disk) -> None:
        self.file, self.disk = file, disk

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *_error: object) -> None:
        self.file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def write(self, data: bytes) -> None:
        """Write in two halves, with steps around each."""
        self.disk.step("before write")
        self.file.write(data[: len(data) // 2])
        self.file.flush()
        self.disk.step("amid write")
        self.file.write(data[len(data) // 2 :])
        self.file.flush()
        if self.disk.code is None:
            self.disk.step("after write")


REFUSALS = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def child(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Do `work` in a child of this process, killed after so many seconds where given; return its exit code, negative for a signal."""
    number = os.fork()
    if number == 0:
        signal.alarm(PATIENCE)
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(number, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])


def parts(folder: Path) -> dict[Path, int]:
    """Return the shards of finished units (those of rows come last) with their inodes, which change when a file is written anew."""
    finished = {path.name[:13] for path in (folder / "shards" / "rows").glob("[0-9]*.parquet")}
    return {path: path.stat().st_ino for path in sorted((folder / "shards").glob("*/[0-9]*.parquet")) if path.name[:13] in finished}
