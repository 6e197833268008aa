"""How much memory histories take: the peak of a process that keeps N of them against one that keeps 2 N, and the bytes they take on disk.

What is kept of a history does not depend on its length, so the horizon is short here and the figures hold for any.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.processes import run
from benchmarks.worlds import CRISIS

HORIZON = "clock.horizon_months=0.1"
RUN = """
import sys
from pathlib import Path
from sim.analysis.runs import run_scenario
from sim.scenario.shipped import scenario_path
run_scenario(scenario_path(sys.argv[1]), (sys.argv[2],), int(sys.argv[3]), 1, 1, Path(sys.argv[4]))
"""
SWEEP = """
import sys
from dataclasses import replace
from pathlib import Path
from sim.analysis.sweeps import run_sweep
from sim.backends.local import Threads
from sim.experiment.load import experiment_of_factors
from sim.scenario.shipped import scenario_path
half = int(sys.argv[3]) // 2
factor = "owners.russia.nuclear.audience_cost=0,0.3"
experiment = experiment_of_factors(scenario_path(sys.argv[1]), (factor,), (sys.argv[2],), half, 1)
run_sweep(replace(experiment, default_replicates=0), out=Path(sys.argv[4]), backend=Threads(1))
"""


def grown(program: str, histories: int) -> tuple[float, float]:
    """Return bytes of memory and bytes on disk for each further history: 2 N against N."""
    peaks, sizes = [], []
    for count in (histories, 2 * histories):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "out"
            peaks.append(run(program, CRISIS, HORIZON, str(count), str(out))["peak_kib"] * 1024)
            sizes.append(sum(file.stat().st_size for file in out.rglob("*") if file.is_file()))
    return max(0.0, (peaks[1] - peaks[0]) / histories), max(0.0, (sizes[1] - sizes[0]) / histories)


def measure(quick: bool = False) -> dict[str, Any]:
    """Return bytes a history of memory and of disk, for a run and for a sweep; times a million they are megabytes a million histories."""
    histories = 8192 if quick else 131072
    run_memory, run_disk = grown(RUN, histories)
    sweep_memory, sweep_disk = grown(SWEEP, histories)
    return {"histories": histories, "run_bytes": run_memory, "run_disk_bytes": run_disk, "sweep_bytes": sweep_memory, "sweep_disk_bytes": sweep_disk}
