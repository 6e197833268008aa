"""`redline resume`: go on with an interrupted run or sweep, from its folder alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import cluster, limits, options
from sim.errors import RunError, escaped


@click.command("resume", short_help="go on with a folder")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--retry-failed", is_flag=True, help="Try histories that were left out (see failed/) once more.")
@options.together(options.max_runs, options.jobs, options.no_figures, options.json, limits.time_limit)
@cluster.place_options
@cluster.block_limit
@click.option("--finish", "before", type=click.Path(path_type=Path), hidden=True)  # of a job of Slurm: the round that it ends
@options.common
def command(
    folder: Path,
    retry_failed: bool,
    max_runs: int | None,
    jobs: int | None,
    no_figures: bool,
    as_json: bool,
    time_limit: int | None,
    quiet: bool,
    verbose: bool,
    place: cluster.Place,
    block_limit: float,
    before: Path | None,
) -> int:
    """Go on with an interrupted run or sweep from what its folder holds, and end as the first command would have ended.

    The originals are not needed: the folder keeps all that its scenario names. Damaged parts are moved to quarantine/ and done again. Where
    the copies in inputs/ were changed, it is refused with exit code 2: run the first command again, which mends them.

    \b
    Examples
      redline resume results/doctrine-2024
      redline resume results/november-2024-3f9c12ab -j 2
    """
    from sim.analysis.folder import ceiling_of, plan_of_folder, scenario_of_folder
    from sim.cli import batch
    from sim.cli.console import Console, compile_notice, luck
    from sim.experiment.engine import prepare, simulate
    from sim.results.failed import try_again

    limits.limit(time_limit)
    console = Console(quiet, verbose)
    store, plan = plan_of_folder(folder)
    if max_runs is not None and plan.target is None:
        raise click.UsageError("--max-runs is for a run or sweep with a target", click.get_current_context())
    try:
        draft = scenario_of_folder(store, plan)
    except RunError as error:
        given = " ".join(map(str, store.manifest.get("made_with", {}).get("command", ())))
        again = f"; run the first command again: {escaped(given)}" if given else "; run the first command again"
        raise RunError(f"{escaped(str(folder))} cannot be resumed: {error}{again}", error.exit_code) from None
    ceiling = max_runs or ceiling_of(store)
    if retry_failed:
        try_again(store)
    if plan.kind == "run":
        if not place.local:
            raise click.UsageError("a run is worked on this machine; --backend is for sweeps", click.get_current_context())
        return _run(console, store, folder, plan, ceiling, jobs, not no_figures, as_json)
    console.say(f"{escaped(plan.title)}\n  {len(plan.points):,} points x {len(plan.variants)} variants, {luck(plan)} -> {escaped(str(folder))}")
    with compile_notice(console):
        simulate(prepare(draft.scenario((*plan.overrides, *next(iter(plan.variants.values()))))), plan.seed, 0, 1)
    more = cluster.words(no_figures, block_limit) + (("--max-runs", str(max_runs)) if max_runs else ())
    return _sweep(console, folder, ceiling, place, batch.backend(place, folder, plan, jobs, more, before), block_limit, not no_figures, as_json)


def _run(console: Any, store: Any, folder: Path, plan: Any, ceiling: int, jobs: int | None, figures: bool, as_json: bool) -> int:
    from sim.cli.running import Asked, run_and_report
    from sim.experiment.inputs import place_of
    from sim.scenario import shipped

    copy = place_of(store)
    known = shipped.scenario_path(plan.scenario)
    same = known is not None and known.read_bytes() == copy.read_bytes()
    runs = None if plan.target else plan.points[0].histories
    given = plan.scenario if same else str(copy)
    asked = Asked(given, copy, plan.overrides, runs, plan.seed, jobs, folder, figures, as_json=as_json, target=plan.target, ceiling=ceiling)
    return run_and_report(asked, console)


def _sweep(console: Any, folder: Path, ceiling: int, place: cluster.Place, backend: Any, limit: float, figures: bool, as_json: bool) -> int:
    from sim.analysis.sweeps import resume_sweep
    from sim.backends.job_array import Submitted
    from sim.cli import batch
    from sim.cli.sweeping import tell_finished

    wanted = getattr(backend, "before", None) is not None  # then this process is a job
    try:
        with backend, console.progress(folder.name) as meter, batch.queued_again(wanted, meter, console):
            result = resume_sweep(folder, report=meter, backend=backend, ceiling=ceiling, limit=limit)
    except Submitted as handed:
        if not place.wait:
            return batch.tell(console, folder, handed, as_json)
        result = batch.watch(console, folder, handed)
    return tell_finished(console, result, meter, ceiling, figures, as_json)
