"""What a user would pick instead, one line each, timed in turn with our batch kernel and with the same rules watched through Mesa."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Any

import mesa

from benchmarks.timing import Task, Timing, interleaved, ratio
from benchmarks.worlds import CRISIS, world
from sim.engine.agents import CrisisModel
from sim.engine.batch import BLOCK, simulate_block
from sim.engine.history import Prepared

OURS = "batch kernel"
FOLDER = "benchmarks.alternatives"


@dataclass(frozen=True)
class Contender:
    """A file of benchmarks/alternatives with `simulate(params, seed, histories, ...)`, and how much of it to time in one round."""

    label: str
    file: str
    histories: int
    options: tuple[tuple[str, Any], ...] = ()


# one line adds an alternative; a file that cannot be imported is reported as not installed
CONTENDERS = (
    Contender("Mesa, rules in Python", "mesa_python", 48),
    Contender("Mesa, rules in Python, DataCollector", "mesa_python", 48, (("collect", True),)),
    Contender("numba, the obvious kernel", "numba_obvious", 512),
    Contender("NumPy, 256 histories at a time", "numpy_histories", 256, (("width", 256),)),
    Contender("NumPy, 1024 histories at a time", "numpy_histories", 1024, (("width", 1024),)),
    Contender("NumPy, 4096 histories at a time", "numpy_histories", 4096, (("width", 4096),)),
    Contender("JAX on the processor, 256 histories at a time", "jax_histories", 4096, (("width", 256),)),
    Contender("JAX on the processor, 1024 histories at a time", "jax_histories", 4096, (("width", 1024),)),
    Contender("JAX on the processor, 4096 histories at a time", "jax_histories", 4096, (("width", 4096),)),
)
OBSERVER, OBSERVER_COLLECTING = "our rules watched through Mesa", "our rules watched through Mesa, DataCollector"
REPORTERS: dict[str, Callable[[Any], float]] = {
    "month": lambda model: model.month,
    "survival": lambda model: model.survival,
    "tension": lambda model: max(model.tension),
    "front": lambda model: model.front(),
}


def ours(prepared: Prepared, histories: int) -> Task:
    """Return a task that plays whole blocks with the batch kernel."""

    def task() -> int:
        for index in range(-(-histories // BLOCK)):
            simulate_block(prepared, 1, index, histories)
        return histories

    return task


def observed(prepared: Prepared, histories: int, collect: bool) -> Task:
    """Return a task that plays histories in the Mesa model, event by event, with or without a DataCollector."""

    def task() -> int:
        for replicate in range(histories):
            model = CrisisModel(prepared, 1, replicate)
            collector = mesa.DataCollector(REPORTERS) if collect else None
            while model.running:
                model.step()
                if collector:
                    collector.collect(model)
            model.close()
        return histories

    return task


def alternative(contender: Contender, prepared: Prepared, share: float) -> Task | str:
    """Return a task for a contender, or why there is none."""
    try:
        module = import_module(f"{FOLDER}.{contender.file}")
    except ImportError as error:
        return f"not installed ({error.name or error})"
    width = dict(contender.options).get("width", 1)
    histories = max(width, round(contender.histories * share))

    def task() -> int:
        module.simulate(prepared.params, 1, histories, **dict(contender.options))
        return histories

    return task


def measure(quick: bool = False, scenario: str = CRISIS) -> dict[str, Any]:
    """Time everything in turn and return rows (label, seconds a history, ratio to ours with its range, first call) and who is missing."""
    prepared, share, repeats = world(scenario), (0.25 if quick else 1.0), (3 if quick else 9)
    tasks: dict[str, Task] = {OURS: ours(prepared, BLOCK if quick else 2 * BLOCK)}
    missing = {}
    for contender in CONTENDERS:
        found = alternative(contender, prepared, share)
        if isinstance(found, str):
            missing[contender.label] = found
        elif not (quick and dict(contender.options).get("width", 1) > 1024):
            tasks[contender.label] = found
    tasks[OBSERVER] = observed(prepared, int(100 * share), False)
    tasks[OBSERVER_COLLECTING] = observed(prepared, int(100 * share), True)
    timings = interleaved(tasks, repeats)
    return {"scenario": scenario, "repeats": repeats, "rows": [_row(label, timings) for label in tasks], "missing": missing}


def _row(label: str, timings: dict[str, Timing]) -> dict[str, Any]:
    timing = timings[label]
    return {
        "label": label,
        "nanoseconds": timing.best * 1e9,
        "spread": timing.spread,
        "times_ours": asdict(ratio(timing, timings[OURS])),
        "compile_seconds": timing.compiling,
    }


def best_ratio(rows: list[dict[str, Any]], prefix: str) -> dict[str, float] | None:
    """Return the smallest ratio (value, low, high) among the rows whose label begins with `prefix`; None where there is none."""
    found = [row["times_ours"] for row in rows if row["label"].startswith(prefix)]
    return min(found, key=lambda one: one["value"], default=None)
