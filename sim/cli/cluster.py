"""Options that say where a sweep is worked: on this machine, on Dask, on Slurm; from a file that describes the cluster, and over it.

An option that the chosen backend would ignore is refused. The file is meant for all backends, so what it says beyond one of them is passed over.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from sim.backends import settings
from sim.backends.settings import BACKENDS, DASK_SLURM, LOCAL, SLURM, Settings
from sim.cli import options
from sim.cli.measured import Measured
from sim.errors import quoted

block_limit = click.option(
    "--block-limit", type=Measured(settings.seconds), default="1h", metavar="TIME", show_default=True,
    help="A block of histories that takes longer is taken for hung: it is looked for a history that never ends, which is left out.",
)  # fmt: skip
backend = click.option(
    "--backend", type=click.Choice(list(BACKENDS)), default=LOCAL, show_default=True,
    help="Where to work: this machine, Dask, a job array of Slurm, or Dask workers that Slurm starts.",
)  # fmt: skip
_FILE = click.option(
    "--cluster", "file", type=click.Path(path_type=Path), metavar="FILE",
    help="What the cluster is told (default: $REDLINE_CLUSTER, else ~/.config/redline/cluster.yaml).",
)  # fmt: skip
_PARTITION = click.option("--partition", metavar="NAME", help="Slurm: the partition.")
_ACCOUNT = click.option("--account", metavar="NAME", help="Slurm: the account that is charged.")
_MEMORY = click.option("--memory", type=Measured(settings.memory), metavar="SIZE", help="Memory of one task or worker, as 2GB.")
_TIME = click.option("--time", type=Measured(settings.seconds), metavar="TIME", help="Slurm: time that one job may take, as 1h50m.")
_PROCESSORS = click.option("--processors", type=options.Whole(1, 4096), metavar="N", help="Processors of one task or worker (default: 1).")
_WORKERS = click.option("--workers", type=options.Whole(1, 1_000_000), metavar="N", help="Tasks of a job array, or workers of Dask.")
_SETUP = click.option("--setup", multiple=True, metavar="LINE", help="Slurm: shell that every job runs first, as 'module load python'; repeatable.")
_SCHEDULER = click.option("--scheduler", metavar="ADDRESS", help="Dask: a scheduler that runs already, as tcp://10.0.0.1:8786.")
_WAIT = click.option("--wait", is_flag=True, help="Slurm: wait for the jobs and show the result.")
OVERRIDING = "partition", "account", "memory", "time", "processors", "workers", "setup", "scheduler"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to work: the name of a backend, and what its cluster is told."""

    backend: str
    settings: Settings
    wait: bool = False  # for what was handed over

    @property
    def local(self) -> bool:
        """Whether it is this machine."""
        return self.backend == LOCAL

    def processors(self, jobs: int | None) -> int:
        """Return how many processors work there, as far as is known: of this machine `jobs`, or all."""
        if self.local:
            return jobs or os.cpu_count() or 1
        from sim.backends import job_array, jobqueue

        usual = {SLURM: job_array.TASKS, DASK_SLURM: jobqueue.WORKERS}.get(self.backend, os.cpu_count() or 1)
        return (self.settings.workers or usual) * self.settings.processors


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which gets them as one `Place` named `place`; the command has an option --jobs of its own."""

    @functools.wraps(command)
    def call(**given: Any) -> Any:
        name, file = given.pop("backend"), given.pop("file")
        over = {option: given.pop(option) for option in OVERRIDING}
        wait, here = given.pop("wait"), {option for option in ("jobs", "time_limit") if given.get(option)}
        place = _place(name, file, {option: value for option, value in over.items() if value}, here, wait)
        return command(**given, place=place)

    return options.together(backend, _FILE, _PARTITION, _ACCOUNT, _MEMORY, _TIME, _PROCESSORS, _WORKERS, _SETUP, _SCHEDULER, _WAIT)(call)


def words(no_figures: bool, block_limit: float) -> tuple[str, ...]:
    """Return what a job that gathers results is told as the command was that submitted it."""
    return (*(["--no-figures"] if no_figures else []), f"--block-limit={settings.clock(int(block_limit))}")


def _place(name: str, file: Path | None, over: dict[str, Any], here: set[str], wait: bool) -> Place:
    """Return the place that the options say; `here` names those that speak of this process."""
    context = click.get_current_context()
    if wait and name != SLURM:
        raise click.UsageError(f"--wait says nothing to --backend {name}, which waits anyway", context)
    if "time_limit" in here and name == SLURM:
        raise click.UsageError("--time-limit stops this process; with --backend slurm use --time, the time of one job", context)
    ignored = [option for option in over if option not in BACKENDS[name]]
    if ignored:
        heeding = [known for known, heeded in BACKENDS.items() if ignored[0] in heeded]
        raise click.UsageError(f"--{ignored[0]} says nothing to --backend {name}; it is for --backend {' or '.join(heeding)}", context)
    if name == LOCAL:
        if file is not None:
            raise click.UsageError("--cluster says nothing to --backend local; choose dask, slurm or dask-slurm", context)
        return Place(name, Settings())
    if "scheduler" in over and len(over) > 1:
        raise click.UsageError("--scheduler names a cluster that has its workers already; leave the other options out", context)
    if "jobs" in here:
        raise click.UsageError(f"--jobs are processes of this machine; with --backend {name} use --workers and --processors", context)
    from sim.backends import cluster_file

    path = file or cluster_file.usual()
    if path is not None and path.is_dir():
        raise click.UsageError(f"--cluster must be a file, got the folder {quoted(path)}", context)
    found = cluster_file.load(path) if path else Settings()
    if "setup" in over:
        over["setup"] = (*found.setup, *over["setup"])
    whole = replace(found, **over)
    if whole.cache:
        os.environ["REDLINE_CACHE"] = whole.cache  # the kernel that is compiled here is the one that the jobs find
    return Place(name, whole, wait)
