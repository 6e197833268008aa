"""What a command says while it works: messages and progress on standard error, data on standard output.

On a terminal progress is a bar; elsewhere one line every half minute, so that logs stay short. Colours only from the bar, which respects NO_COLOR.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

LINE_EVERY = 30.0  # seconds between lines of progress where there is no terminal
COMPILING = "compiling the kernel, once per installation (about half a minute) ..."
PATIENCE = 4.0  # seconds after which a kernel that is not there yet must be compiling


class Console:
    """How much one command says."""

    def __init__(self, quiet: bool = False, verbose: bool = False) -> None:
        self.quiet = quiet
        self.verbose = verbose
        self._bar: Any = None

    def say(self, text: str) -> None:
        """Write a message to standard error, unless quiet."""
        if self.quiet:
            return
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """Write a message to standard error, if verbose."""
        if self.verbose:
            self.say(text)

    def data(self, text: str) -> None:
        """Write to standard output."""
        click.echo(text)

    @contextlib.contextmanager
    def progress(self, what: str, unit: str = "histories") -> Iterator[Meter]:
        """Yield the function to report `Progress` to; it also counts whether anything was left to do."""
        if self.quiet:
            yield Meter(lambda _: None)
        elif not sys.stderr.isatty():
            yield Meter(Lines(self, what, unit=unit))
        else:
            with self._bars(what) as report:
                yield Meter(report)

    @contextlib.contextmanager
    def _bars(self, what: str) -> Iterator[Callable[[Any], None]]:
        from rich.console import Console as Terminal
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = (TextColumn("  {task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TaskProgressColumn(), TimeRemainingColumn())
        with Progress(*columns, TextColumn("{task.fields[note]}", markup=False), console=Terminal(stderr=True), transient=True) as bar:
            self._bar = bar
            task = bar.add_task(what, total=None, note="")

            def report(progress: Any) -> None:
                failed = f"{progress.failed} failed" if progress.failed else "Ctrl-C is safe"
                bar.update(task, completed=progress.done, total=progress.total, note=f"({failed})")

            try:
                yield report
            finally:
                self._bar = None


class Meter:
    """Passes reports of progress on, and remembers the first and the last of them."""

    def __init__(self, tell: Callable[[Any], None]) -> None:
        self._tell = tell
        self.first: Any = None
        self.last: Any = None

    def __call__(self, progress: Any) -> None:
        """Take one report."""
        self.first = self.first or progress
        self.last = progress
        self._tell(progress)

    @property
    def worked(self) -> bool:
        """Whether anything was left to do: a finished run reports nothing."""
        return self.first is not None


class Lines:
    """One line of progress every half minute. Speed is measured from the first shard on: what comes before it is loading and compiling."""

    def __init__(self, console: Console, what: str, every: float = LINE_EVERY, unit: str = "histories") -> None:
        self.console, self.what, self.every, self.unit = console, what, every, unit
        self.told = time.monotonic()
        self.start: tuple[float, int] | None = None

    def __call__(self, progress: Any) -> None:
        """Take one report of `Progress`."""
        now = time.monotonic()
        if progress.done > progress.found and self.start is None:
            self.start = now, progress.done
        if now - self.told < self.every:
            return
        self.told = now
        since, begun = self.start or (now, progress.done)
        pace = ""
        if progress.done > begun:
            rate = (progress.done - begun) / (now - since)
            pace = f", {rate:,.0f} a second, about {duration((progress.total - progress.done) / rate)} left"
        failed = f", {progress.failed} failed" if progress.failed else ""
        share = 100 * progress.done // progress.total
        self.console.say(f"  {self.what}: {progress.done:,} of {progress.total:,} {self.unit}, {share} %{pace}{failed}")


def duration(seconds: float) -> str:
    """Return a duration in words.

    >>> duration(0.2), duration(42), duration(150), duration(5400)
    ('1 s', '42 s', '2.5 min', '1.5 h')
    """
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    return f"{seconds / 60:.2g} min" if seconds < 5400 else f"{seconds / 3600:.2g} h"


def luck(plan: Any) -> str:
    """Return in words which luck the histories of a plan meet."""
    return f"seed {plan.seed}" + ("" if plan.luck == "common" else ", luck of its own at each point")


def spoken(*arguments: str) -> str:
    """Return a command line to copy: `redline ...` where that is found, else by the path it was called by, such as .venv/bin/redline."""
    called = Path(sys.argv[0])
    if called.stem != "redline" or not called.is_file():
        return shlex.join(["redline", *arguments])
    found = shutil.which("redline")
    known = found is not None and Path(found).resolve() == called.resolve()
    return shlex.join(["redline" if known else os.path.relpath(called), *arguments])


@contextlib.contextmanager
def compile_notice(console: Console, patience: float = PATIENCE, kernel: Any = None) -> Iterator[None]:
    """Say once, in one line, that the kernel is being compiled, where it has neither been loaded nor compiled after a few seconds.

    `kernel` is the compiled loop over histories; its `signatures` are empty until it is there. As plain Python it has none, and nothing is said.
    """
    if kernel is None:
        from sim.engine.batch import play_block as kernel
    if getattr(kernel, "signatures", None) is None:
        yield
        return

    def look() -> None:
        if not kernel.signatures:
            console.say(COMPILING)

    timer = threading.Timer(patience, look)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
