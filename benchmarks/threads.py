"""Two threads against one: how much sooner on the wall clock (meaningful only where the cores are quiet), and how much more processor time."""

from __future__ import annotations

import time
from typing import Any

from benchmarks import machine
from benchmarks.worlds import world
from sim.backends.local import Threads
from sim.engine.batch import BLOCK, simulate_block

BLOCKS = 4
QUIET = 1.5  # tasks that wanted a core in the minute before; this program itself is one of them


def timed(threads: int, blocks: int) -> tuple[float, float]:
    """Return wall seconds and processor seconds of some blocks on some threads."""
    prepared = world()
    wall, cpu = time.perf_counter(), time.process_time()
    Threads(threads).run(lambda index: simulate_block(prepared, 1, index, blocks * BLOCK), range(blocks), lambda _: None)
    return time.perf_counter() - wall, time.process_time() - cpu


def measure(quick: bool = False) -> dict[str, Any]:
    """Return least wall time of one thread over that of two, which is a speed-up only on quiet cores, processor time of two over one, and the load.

    With other tasks on the machine `speed_up` is None: two threads of ours cannot have two cores, and the wall clock says nothing of the kernel.
    """
    blocks = BLOCKS if quick else 3 * BLOCKS
    timed(1, 1)
    walls: dict[int, list[float]] = {1: [], 2: []}
    cpus: dict[int, list[float]] = {1: [], 2: []}
    before = machine.load()
    for _ in range(2 if quick else 7):
        for threads in (1, 2):
            wall, cpu = timed(threads, blocks)
            walls[threads].append(wall)
            cpus[threads].append(cpu)
    speed_up = min(walls[1]) / min(walls[2])
    quiet = before is not None and before <= QUIET
    return {"wall_ratio": speed_up, "speed_up": speed_up if quiet else None, "inflation": min(cpus[2]) / min(cpus[1]), "load": before}
