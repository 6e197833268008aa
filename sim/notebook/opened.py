"""`open_results`: what a results folder holds, as `run` or `sweep` would have returned it."""

from __future__ import annotations

from pathlib import Path

from sim.notebook.runs import Run
from sim.notebook.sweeps import Sweep


def open_results(folder: str | Path) -> Run | Sweep:
    """Return the finished run or sweep in a folder; nothing is simulated.

    Raises
    ------
    ResultsError       exit code 2 where the folder holds neither, or is not finished; 4 where it is damaged
    """
    from sim.analysis.folder import plan_of_folder
    from sim.analysis.runs import load_run
    from sim.analysis.sweeps import load_sweep
    from sim.cli.options import world_of_folder

    place = Path(folder)
    _, plan = plan_of_folder(place)
    if plan.kind == "sweep":
        return Sweep(load_sweep(place))
    return Run(load_run(place), world_of_folder(place, plan, plan.overrides))
