"""`redline status`: how far a results folder is, and how to go on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, RunError, escaped

SHOWN = 10  # damaged or failed parts named; more are counted


@click.command("status", short_help="how far a folder is")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.together(options.json, options.common)
def command(folder: Path, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Say how far a run or sweep is: blocks of histories done and missing, what is damaged or in quarantine and why, histories that failed, and the
    command to go on; of a sweep that was handed to Slurm also which of its jobs wait or run. Nothing is changed; it may be asked while the work
    goes on.

    \b
    Examples
      redline status results/doctrine-2024
      redline status results/doctrine-2024 --json
    """
    from sim.analysis.folder import facts, status
    from sim.analysis.summary import json_text
    from sim.cli.console import Console

    console = Console(quiet, verbose)
    found = status(folder)
    jobs = jobs_of(found)
    if as_json:
        console.data(json_text(facts(found) | {"jobs": jobs}).rstrip("\n"))
        return int(Exit.DONE)
    tell(console, found, jobs)
    return int(Exit.DONE)


def tell(console: Any, found: Any, jobs: dict[str, Any]) -> None:
    """Print how far a folder is, what is damaged or failed, which jobs are at it, and how to go on."""
    from sim.analysis.folder import failure
    from sim.cli.console import luck, spoken

    plan = found.plan
    console.data(f"{escaped(plan.title)}\n  {plan.kind} {plan.id[:8]}: points {len(plan.points):,}, variants {len(plan.variants)}, {luck(plan)}")
    if found.wanted is None or found.asked is None:
        console.data(f"  {found.done:,} blocks, {found.histories:,} histories; a target decides how many it needs")
    else:
        missing = found.wanted - found.done
        console.data(f"  {found.done:,} of {found.wanted:,} blocks, {found.histories:,} of {found.asked:,} histories, blocks missing: {missing:,}")
    _list(console, "damaged, to be done again", [f"{name}: {reason}" for name, reason in found.damaged])
    _list(console, "in quarantine", [f"{name}: {reason}" for name, reason in found.quarantined])
    failed = [failure(found, key) for key in found.failed]
    told = "point {point}, variant {variant}, history {history} of seed {seed}: {error}"
    _list(console, "histories that failed", [told.format(**one) for one in failed])
    if failed:
        console.data(f"    the first: {spoken(*failed[0]['replay'][1:])}")
    for line in _about_jobs(jobs):
        console.data(f"  {line}")
    if found.finished or jobs["waiting_or_running"]:
        console.data("  finished" if found.finished else "  not finished; Slurm is at it")
    else:
        console.data(f"  not finished; go on with: {spoken('resume', str(found.folder))}")


def jobs_of(found: Any) -> dict[str, Any]:
    """Return the jobs of Slurm that were submitted for a folder, those of them that wait or run, and why that is not known.

    Slurm is only asked where there were any. It uses numbers again, so that a job counts only if it has the name that ours have.
    """
    from sim.backends import rounds, slurm
    from sim.experiment.plan import folder_name

    folder, name = found.folder, folder_name(found.plan)

    submitted = [str(number) for jobs in rounds.recorded(folder).values() for number in jobs.values()]
    live: list[str] | None = []
    why = None
    if submitted:
        try:
            queue = slurm.queued()
            live = [number for number in submitted if queue.get(number) == name]
        except RunError as error:
            live, why = None, str(error)
    return {"submitted": submitted, "waiting_or_running": live, "unknown": why}


def _about_jobs(jobs: dict[str, Any]) -> list[str]:
    """Return what is known of jobs as a line, if there were any."""
    if not jobs["submitted"]:
        return []
    if jobs["unknown"]:
        return [escaped(f"jobs submitted: {len(jobs['submitted'])}; which of them wait or run is not known: {jobs['unknown']}")]
    live = jobs["waiting_or_running"]
    what = f"waiting or running: {', '.join(live)}; watch: squeue --jobs={','.join(live)}" if live else "none of them waits or runs"
    return [escaped(f"jobs submitted: {len(jobs['submitted'])}; {what}")]


def _list(console: Any, what: str, lines: list[str]) -> None:
    """Print what there is, if anything, at most ten of it."""
    if lines:
        console.data(f"  {len(lines):,} {what}")
    for line in lines[:SHOWN]:
        console.data(f"    {escaped(line)}")
    if len(lines) > SHOWN:
        console.data(f"    {len(lines) - SHOWN:,} more")
