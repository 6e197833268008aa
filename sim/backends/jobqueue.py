"""Dask workers that are jobs of Slurm, submitted, replaced and cancelled from where the command runs.

A job that is killed or runs out of time is replaced, and a worker leaves shortly before its time is up, so that nothing it has in hand counts
as a death. Scheduler and workers speak TLS with keys of this one run, in files that only the user can read.
"""

from __future__ import annotations

import logging
import math
import shlex
import shutil
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sim.backends.dask import HERE, PROFILE, Dask, certificates, first_line
from sim.backends.local import ONE_THREAD
from sim.backends.settings import Settings, clock
from sim.errors import Exit, RunError
from sim.results.files import make_folder

NAME = "redline"  # of the jobs
WORKERS = 8  # jobs, where nothing is said
MEMORY = 2048  # MiB a processor, where nothing is said; a worker has been seen to take a quarter of it
TIME = 3600  # seconds a job, where nothing is said
DEATH_TIMEOUT = 60  # seconds that a worker outlives the scheduler


class Jobqueue(Dask):
    """Work tasks on as many jobs as the settings say, each with one worker process a processor."""

    patience = math.inf  # jobs may wait in the queue for hours

    def __init__(self, settings: Settings, folder: Path) -> None:
        """`folder` is seen by all nodes; logs of the jobs and, while they run, their keys lie in it."""
        super().__init__(workers=(settings.workers or WORKERS) * settings.processors)
        self.settings, self.folder = settings, folder

    @property
    def place(self) -> str:
        """Where the work is done."""
        return "the Slurm cluster"

    def reach(self, opening: ExitStack) -> Any:
        """Start a scheduler here, submit the jobs, and return the cluster of both."""
        library = jobqueue_library()
        _try(job_script(self.settings, self.folder))
        make_folder(self.folder)
        keys = Path(opening.enter_context(tempfile.TemporaryDirectory(prefix=".keys-", dir=self.folder.absolute())))
        cluster = library.SLURMCluster(
            **_job(self.settings, self.folder),
            security=certificates(keys),
            scheduler_options={"dashboard_address": f"{HERE}:0"},
            silence_logs=logging.CRITICAL,
        )
        opening.callback(cluster.close)
        jobs = self.settings.workers or WORKERS
        cluster.adapt(minimum_jobs=jobs, maximum_jobs=jobs)  # and not `scale`, under which a job that ends is not replaced
        return cluster


def job_script(settings: Settings, folder: Path) -> str:
    """Return the script of a job, without the address and keys that are known only when it is submitted; nothing is written."""
    job = jobqueue_library().slurm.SLURMJob(scheduler="tls://SCHEDULER", name=NAME, **_job(settings, folder))
    return str(job.job_script()).rstrip() + "\n"


def jobqueue_library() -> Any:
    """Return the library.

    Raises
    ------
    RunError                       exit code 2 where it is not installed
    """
    try:
        import dask_jobqueue
    except ModuleNotFoundError:
        raise RunError("dask-jobqueue is not installed; install it with: pip install 'redline[cluster]'", Exit.INPUT) from None
    return dask_jobqueue


def _job(settings: Settings, folder: Path) -> dict[str, Any]:
    """Return what the library wants to know about a job."""
    seconds = settings.time or TIME
    margin = min(300, max(10, seconds // 20))
    lines = [*settings.setup, *(f"export {name}=1" for name in ONE_THREAD), f"export {PROFILE}=${{{PROFILE}:-False}}"]
    lines += [f"export REDLINE_CACHE={shlex.quote(settings.cache)}"] if settings.cache else []
    said = [f"--{kind}={shlex.quote(str(folder.absolute() / f'{NAME}-%j.log'))}" for kind in ("output", "error")]
    leaving = ["--lifetime", f"{seconds - 2 * margin}s", "--lifetime-stagger", f"{margin}s"]
    return {
        "cores": settings.processors,
        "processes": settings.processors,
        "memory": f"{settings.memory or MEMORY * settings.processors}MiB",
        "queue": settings.partition or None,
        "account": settings.account or None,
        "walltime": clock(seconds),
        "job_script_prologue": lines,
        "job_extra_directives": [*said, *settings.directives],
        "python": settings.python or None,
        "interface": settings.interface or None,
        "local_directory": settings.scratch or None,
        "job_name": NAME,
        "death_timeout": DEATH_TIMEOUT,
        "worker_extra_args": [*leaving, "--dashboard-address", f"{HERE}:0"],
    }


def _try(script: str) -> None:
    """Ask Slurm whether it would take the job, before anything waits for it."""
    if shutil.which("sbatch") is None:
        raise RunError("there is no sbatch here; run the command where jobs are submitted", Exit.INPUT)
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as file:
        file.write(script)
        file.flush()
        asked = subprocess.run(["sbatch", "--test-only", file.name], capture_output=True, text=True, check=False)  # noqa: S603, S607
    if asked.returncode:
        raise RunError(f"Slurm refuses the job: {first_line(asked.stderr)}", Exit.INPUT)
