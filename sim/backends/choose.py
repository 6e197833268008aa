"""From the name of a backend to the backend: each is imported only when it is chosen, because each needs libraries of its own."""

from __future__ import annotations

import importlib
import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sim.backends.base import Backend
from sim.backends.settings import DASK, DASK_SLURM, Settings
from sim.errors import Exit, RunError


def backend_for(name: str, settings: Settings, folder: Path, jobs: int | None = None) -> AbstractContextManager[Backend]:
    """Return the backend of this name, to be used in a `with`, which ends whatever it started. (A job array is no such thing: see slurm.py.)

    Parameters
    ----------
    folder : of the results; what a cluster writes about its jobs goes to `jobs/` in it
    jobs : processes of this machine, for `local`; all processors where None

    Raises
    ------
    RunError                       exit code 5 where a library is missing
    """
    if name == DASK:
        return _imported("dask").Dask(settings)
    if name == DASK_SLURM:
        return _imported("jobqueue").Jobqueue(settings, folder / "jobs")
    from sim.backends.local import Processes

    return Processes(jobs or os.cpu_count() or 1)


def _imported(module: str) -> Any:
    try:
        return importlib.import_module(f"sim.backends.{module}")
    except ModuleNotFoundError as error:
        library = (error.name or module).partition(".")[0]
        raise RunError(f"the library {library} is not installed; for Dask: pip install 'redline[cluster]'", Exit.MACHINE) from None
