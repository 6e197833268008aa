"""Which single histories of a task cannot be played: each is played by itself, in a process that may die of it or never come back.

That process says the number of each history before it plays it, so the last one said is the culprit. It is tried once more in a new process;
only what fails twice is noted in `failed/`, and left out by all work that follows. Nothing that is played here is kept.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import queue
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sim.backends import stopping
from sim.errors import Exit, RunError, escaped
from sim.experiment.engine import Engine
from sim.experiment.plan import Plan, from_manifest
from sim.experiment.watch import limited
from sim.experiment.work import MESSAGE, History, Task, bench_of
from sim.results.failed import Failed, note
from sim.results.store import open_store

MOST, MOST_DEATHS = 64, 16  # histories of one task that raise, that end their process; where more do, it is not an accident of single histories
STARTING = 600.0  # seconds that a process may take to its first history, compiling included, where there is a limit at all


@dataclass(frozen=True, slots=True)
class Isolated:
    """The histories of units first..last that cannot be played."""

    first: int
    last: int
    found: tuple[History, ...]


def isolate(task: Task) -> Isolated:
    """Note every history of a task that cannot be played, and return them; those that the task leaves out are not tried.

    Raises
    ------
    RunError                       exit code 3 where more than 64 raise or 16 kill, or the cases cannot even be prepared; then nothing is noted
    """
    plan = from_manifest(open_store(task.folder).manifest)
    cells, units = _cells(plan, task), f"work units {task.first}-{task.last}"
    raised: dict[History, str] = {}
    died: dict[History, str] = {}
    place, suspect = 0, -1
    while place < len(cells):
        at, death = -1, ""
        for word, given in _played(task, place):
            if stopping.asked():
                return Isolated(task.first, task.last, ())
            if word == "at":
                at = given
            elif word == "raised":
                raised[cells[at]] = given
                if len(raised) > MOST:
                    raise RunError(f"more than {MOST} histories of {units} raise, as in: {escaped(given)}", Exit.INCOMPLETE)
            elif word == "trouble":
                raise RunError(f"{units} cannot be looked into: {escaped(given)}", Exit.INCOMPLETE)
            else:
                death = f"the process {given}"
        if not death:
            break
        if at < 0:
            raise RunError(f"{units} cannot be looked into: {death} before any history", Exit.INCOMPLETE)
        if at == suspect:
            died[cells[at]] = death
            if len(died) > MOST_DEATHS:
                raise RunError(f"more than {MOST_DEATHS} histories of {units} end their process, as in: {death}", Exit.INCOMPLETE)
        place, suspect = (at + 1, -1) if at == suspect else (at, at)
    failed = {**raised, **died}
    if failed:
        note(task.folder, (_failed(plan, task, history, error) for history, error in failed.items()))
    return Isolated(task.first, task.last, tuple(failed))


def _cells(plan: Plan, task: Task) -> list[History]:
    """Return the histories of a task in the order in which they are played here."""
    units = plan.grown_to(task.last).units()
    found = []
    for point, block in (units[unit] for unit in range(task.first, task.last + 1)):
        numbers = range(block * plan.block, min((block + 1) * plan.block, point.histories))
        found += [(point.number, variant, number) for variant in plan.variants for number in numbers]
    left_out = set(task.left_out)
    return [one for one in found if one not in left_out]


def _failed(plan: Plan, task: Task, history: History, error: str) -> Failed:
    number, variant, replicate = history
    point = next(point for point in plan.points if point.number == number)
    where = ("--point", str(number), "--variant", variant) if plan.kind == "sweep" else ()
    command = shlex.join(["redline", "replay", str(task.folder), *where, "--history", str(replicate)])
    return Failed(task.run_id, number, variant, replicate, plan.seed_at(point), error, command)


def _played(task: Task, place: int) -> Iterator[tuple[str, Any]]:
    """Play the histories from `place` on in a process, and yield what becomes of it.

    These are pairs ("at", place), ("raised", error), ("trouble", error that has to do with no history), ("died", how).
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path or os.curdir for path in sys.path)}
    command = [sys.executable, "-P", "-c", "from sim.experiment.isolate import play; play()"]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    said: queue.Queue[str] = queue.Queue()
    patience = max(STARTING, task.limit)
    with subprocess.Popen(command, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=nowhere) as process:  # noqa: S603  it is ourselves
        listener = threading.Thread(target=_listen, args=[process.stdout, said], daemon=True)
        listener.start()
        try:
            _tell(process, json.dumps({**_plain(task), "place": place}))
            while line := said.get(timeout=patience if task.limit else None):
                word, given = json.loads(line)
                if word == "end":
                    return
                patience = task.limit
                yield word, given
            code = process.wait()
            yield "died", f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        except queue.Empty:
            yield "died", f"did not come back within {patience:g} seconds"
        finally:
            process.kill()
            listener.join()


def _tell(process: subprocess.Popen[str], line: str) -> None:
    """Give a process its work. The pipe stays open: its end tells the process that nobody listens any more."""
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):  # it has died already, which shows soon enough
            process.stdin.write(line + "\n")
            process.stdin.flush()


def _listen(stream: Any, said: queue.Queue[str]) -> None:
    """Hand over lines, and an empty text at the end."""
    for line in stream:
        if line.endswith("\n"):
            said.put(line)
    said.put("")


def _plain(task: Task) -> dict[str, Any]:
    """Return a task as JSON values; functions by the names of their modules and their own."""
    found = {one.name: getattr(task, one.name) for one in fields(task)}
    functions = {one.name: getattr(task.engine, one.name) for one in fields(task.engine)}
    named = {name: [function.__module__, function.__qualname__] for name, function in functions.items()}
    return {**found, "folder": str(task.folder), "scenario": str(task.scenario), "engine": named}


def play() -> None:
    """Play histories one by one, as told by a line on standard input, and say so on standard output; this is the process that may die."""
    voice = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever else prints cannot be taken for our words
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this decides
    told = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_listener, daemon=True).start()

    def say(word: str, given: Any = "") -> None:
        voice.write(json.dumps([word, given]) + "\n")
        voice.flush()

    place = told.pop("place")
    engine = Engine(**{name: getattr(importlib.import_module(module), function) for name, (module, function) in told["engine"].items()})
    paths = {name: Path(told[name]) for name in ("folder", "scenario")}
    task = Task(**{**told, **paths, "engine": engine, "left_out": tuple(map(tuple, told["left_out"]))})
    try:
        bench = bench_of(task)
        plan = bench.plan.grown_to(task.last)
        points = {point.number: point for point in plan.points}
        for number, (at, variant, replicate) in enumerate(_cells(bench.plan, task)[place:], place):
            point, block = points[at], replicate // plan.block
            case = bench.prepared(point, variant)
            others = set(range(block * plan.block, (block + 1) * plan.block)) - {replicate}
            say("at", number)
            for last in (False, True):
                try:
                    with limited(2 * task.limit, ""):  # for when nobody listens any more
                        engine.simulate(case, plan.seed_at(point), block, point.histories, others)
                    break
                except Exception as error:
                    if last:
                        say("raised", f"{type(error).__name__}: {error}"[:MESSAGE])
    except Exception as error:
        say("trouble", f"{type(error).__name__}: {error}"[:MESSAGE])
    say("end")


def _end_with_listener() -> None:
    sys.stdin.read()
    os._exit(1)
