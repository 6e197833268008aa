"""Work in the hands of Slurm: what was submitted and how to watch it, waiting for it, and going on where a job's time was over."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import click

from sim.backends.settings import DASK_SLURM, SLURM
from sim.cli.cluster import Place
from sim.cli.console import Console, Meter, spoken
from sim.errors import Exit, RedlineError, ResultsError, RunError, escaped

FIRST_WAIT, LONGEST_WAIT, SLOWER = 0.5, 15.0, 1.3  # seconds between two looks at the queue, and their growth


def backend(place: Place, folder: Path, plan: Any, jobs: int | None, options: tuple[str, ...] = (), before: Path | None = None) -> Any:
    """Return the backend of a place for a plan, as a context: a job array, or what `backend_for` gives.

    Parameters
    ----------
    options : words that the job which gathers the results is called with too
    before : folder of the round of jobs that this process ends, if it does
    """
    if place.backend != SLURM:
        from sim.backends.choose import backend_for

        found: AbstractContextManager[Any] = backend_for(place.backend, place.settings, folder, jobs)
        return found
    from sim.backends.job_array import JobArray
    from sim.experiment.plan import folder_name

    return JobArray(place.settings, folder, plan.id, folder_name(plan), options, before)


def dry(place: Place, folder: Path, plan: Any) -> dict[str, Any]:
    """Return the scripts that would be submitted, as `scripts`: what each does -> its text; nothing for other places than Slurm."""
    from sim.backends.rounds import JOBS

    if place.backend == DASK_SLURM:
        from sim.backends.jobqueue import job_script

        return {"scripts": {"worker": job_script(place.settings, folder / JOBS)}}
    if place.backend != SLURM:
        return {}
    from sim.experiment.sweep import chunks

    array = backend(place, folder, plan, None)
    asked = array.round_of(chunks(plan, ()))
    return {"scripts": array.scripts(folder.absolute() / JOBS / "0001", asked.shares)}


def tell(console: Console, folder: Path, handed: Any, as_json: bool) -> int:
    """Say what is in the hands of Slurm, how to watch it and where the result will be; return the exit code."""
    array, finish = handed.jobs["array"], handed.jobs.get("finish", "")
    numbers = [number for number in (array, finish) if number]
    if as_json:
        facts = {"schema": "redline/submitted/1", "folder": str(folder), "round": str(handed.place), "jobs": handed.jobs}
        console.data(json.dumps(facts | {"tasks": handed.shares, "submitted_now": handed.anew}))
        return int(Exit.DONE)
    what = "submitted" if handed.anew else "Slurm is at it already"
    then = f", then job {finish}, which gathers the results or goes on" if finish else ""
    console.data(f"{what}: job array {array} of {handed.shares:,} tasks{then}")
    console.say(f"  watch   {spoken('status', str(folder))}   or: squeue --jobs={','.join(numbers)}")
    console.say(f"  logs    {escaped(str(_shown(handed.place, folder)))}")
    console.say(f"  cancel  scancel {' '.join(numbers)}")
    console.say(f"  result  {escaped(str(folder))}: estimates.csv, summary.json, figures/")
    return int(Exit.DONE)


def _shown(place: Path, folder: Path) -> Path:
    """Return a round's folder as the results folder was named."""
    return folder / place.parent.name / place.name


def watch(console: Console, folder: Path, handed: Any) -> Any:
    """Wait until all jobs of a folder have ended, those that follow too, and return the finished sweep.

    Raises
    ------
    RunError                       75 where work is left when they have ended; 130 where watching was stopped, which stops no job
    """
    from sim.analysis.folder import plan_of_folder
    from sim.analysis.sweeps import load_sweep

    tell(console, folder, handed, as_json=False)
    store, plan = plan_of_folder(folder)
    try:
        with console.progress(folder.name) as meter:
            _until_ended(folder, store, plan, meter)
    except KeyboardInterrupt:
        said = f"stopped watching; the jobs go on; look again with the same command, or end them: scancel {' '.join(handed.jobs.values())}"
        raise RunError(said, Exit.INTERRUPTED) from None
    try:
        return load_sweep(folder)
    except RedlineError as error:
        if isinstance(error, ResultsError) and error.exit_code == Exit.DAMAGED:
            raise
        logs = escaped(str(folder / "jobs"))
        again = escaped(spoken("resume", str(folder), "--backend", SLURM))
        raise RunError(f"the jobs have ended, and work is left; see the logs in {logs}, then go on with: {again}", Exit.LIMIT) from error


def _until_ended(folder: Path, store: Any, plan: Any, meter: Meter) -> None:
    """Report progress until Slurm knows no job of the folder; the last job of a round may have begun another, so two looks must agree."""
    from sim.backends import rounds, slurm
    from sim.experiment.sweep import Progress

    wait, found, ended = FIRST_WAIT, -1, 0
    while ended < 2:
        queue = slurm.queued()
        jobs = {str(number) for known in rounds.recorded(folder).values() for number in known.values()}
        ended = 0 if jobs & queue.keys() else ended + 1
        done, total = _extent(folder, store, plan)
        found = done if found < 0 else found
        meter(Progress(done, total, found, 0))
        time.sleep(wait if not ended else FIRST_WAIT)
        wait = min(LONGEST_WAIT, wait * SLOWER)


def _extent(folder: Path, store: Any, plan: Any) -> tuple[int, int]:
    """Return the histories done and wanted, by the names of shards; of a plan with a target wanted is what was handed over so far."""
    from sim.backends import rounds
    from sim.experiment.share import size

    done = store.named()
    if plan.target is None:
        return size(plan, done), plan.histories()
    asked = done
    for place in rounds.recorded(folder):
        asked |= rounds.read(place / rounds.UNITS).units()
    return size(plan, done), size(plan, asked)


@contextlib.contextmanager
def queued_again(wanted: bool, meter: Meter, console: Console) -> Iterator[None]:
    """Have the job that this process is, if that is wanted, queued again where its time was over meanwhile, unless nothing was done in it."""
    try:
        yield
    except RunError as error:
        stop = click.get_current_context().find_root().obj
        if wanted and error.exit_code == Exit.INTERRUPTED and getattr(stop, "time_is_up", False):
            if not meter.worked or meter.last.done == meter.first.done:
                console.say("nothing was finished within the time of one job; give it more: --time")
            else:
                from sim.backends.slurm import requeue

                console.say("the time of this job is over; Slurm starts it again" if requeue() else "Slurm does not let this job start again")
        raise
