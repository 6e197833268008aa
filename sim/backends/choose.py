"""From the name of a backend to the backend: what is not chosen is not imported."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from pathlib import Path

from sim.backends.base import Backend
from sim.backends.settings import DASK, DASK_SLURM, Settings


def backend_for(name: str, settings: Settings, folder: Path, jobs: int | None = None) -> AbstractContextManager[Backend]:
    """Return the backend of this name, to be used in a `with`, which ends whatever it started. (A job array is no such thing: see slurm.py.)

    Parameters
    ----------
    folder : of the results; what a cluster writes about its jobs goes to `jobs/` in it
    jobs : processes of this machine, for `local`; all processors where None
    """
    if name == DASK:
        from sim.backends.dask import Dask

        if settings.scheduler:
            return Dask(scheduler=settings.scheduler)
        return Dask(settings.workers or os.cpu_count() or 1, None, settings.memory, settings.scratch, settings.cache)
    if name == DASK_SLURM:
        from sim.backends.jobqueue import Jobqueue

        return Jobqueue(settings, folder / "jobs")
    from sim.backends.local import Processes

    return Processes(jobs or os.cpu_count() or 1)
