"""`redline work`: a share of a results folder's work, as one of many jobs that know nothing of each other."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Any

import click

from sim.cli import limits, options
from sim.errors import Exit, RunError, escaped, quoted

MOST_SHARES = 1_000_000


class ShareType(click.ParamType):
    """K/N, a share of the work."""

    name = "share"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> tuple[int, int]:
        """Return both numbers; a usage error says what is allowed."""
        match = re.fullmatch(r"([0-9]{1,7})/([0-9]{1,7})", str(value))
        number, of = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= of <= MOST_SHARES:
            self.fail(f"must be K/N, as 3/64 for the third of 64 shares, got {quoted(value)}", param, context)
        return number, of


@click.command("work", short_help="do a share of a folder's work")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--share", type=ShareType(), default="1/1", metavar="K/N", help="Which share, from 1, of how many (default: 1/1, all of it).")
@click.option("--units", type=click.Path(path_type=Path), metavar="FILE", help="Deal out what a file of units names, not the whole sweep.")
@click.option("--requeue", is_flag=True, hidden=True)  # of a job of Slurm
@options.together(options.jobs, limits.time_limit, options.common)
def command(
    folder: Path, share: tuple[int, int], units: Path | None, requeue: bool, jobs: int | None, time_limit: int | None, quiet: bool, verbose: bool
) -> int:
    """Simulate a share of what the sweep in a results folder still lacks, and leave it there; no table is made of it: redline resume does that.

    It needs the folder alone, does nothing twice that it finds done, and may be started as often as one likes. SIGTERM, SIGUSR1 and
    --time-limit stop it after the block in hand, with exit code 75: start it again. A history that ends its process ends no more than that
    process: it is found, noted in failed/ and left out, and the rest is done.

    \b
    Examples
      redline work results/doctrine-2024 --share 3/64
      redline work results/doctrine-2024 --share $((JOB_COMPLETION_INDEX + 1))/64
    """
    from sim.analysis.folder import plan_of_folder, scenario_of_folder
    from sim.backends.local import Processes
    from sim.backends.rounds import read
    from sim.cli.batch import queued_again
    from sim.cli.console import Console, compile_notice
    from sim.experiment.engine import prepare, simulate
    from sim.experiment.inputs import place_of
    from sim.experiment.share import Share, work_share

    limits.limit(time_limit)
    console = Console(quiet, verbose)
    store, plan = plan_of_folder(folder)
    if plan.kind != "sweep":
        raise RunError(f"{escaped(str(folder))} holds a {plan.kind}; shares are of sweeps; go on with: redline resume", Exit.INPUT)
    asked = read(units) if units else None
    if asked and asked.run_id != plan.id:
        raise RunError(f"{escaped(str(units))} names units of another run", Exit.INPUT)
    try:
        draft = scenario_of_folder(store, plan)
    except RunError as error:
        raise RunError(f"{escaped(str(folder))} cannot be worked: {error}", error.exit_code) from None
    name = f"{folder.name} {share[0]}/{share[1]}"
    with compile_notice(console):
        simulate(prepare(draft.scenario((*plan.overrides, *next(iter(plan.variants.values()))))), plan.seed, 0, 1)
    with console.progress(name) as meter, queued_again(requeue, meter, console), Processes(jobs or _processors()) as backend:
        count = work_share(plan, store, place_of(store), backend, Share(*share), asked.ranges if asked else None, report=meter)
    console.say(f"  {name}: {count.done:,} histories are done, {count.found:,} of them before")
    if count.failed:
        console.say(f"warning: {count.failed:,} histories failed; they are in no average")
    return int(Exit.DONE)


def _processors() -> int:
    """Return how many processors this process may use, which on a cluster is less than the machine has."""
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
