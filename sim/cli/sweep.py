"""`redline sweep`: an experiment, or a scenario over its ranges; continues where it stopped."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from sim.cli import asking, cluster, limits, options
from sim.cli.asking import DesignKind
from sim.errors import Exit, escaped

BYTES_PER_ROW, BYTES_PER_SHARD = 30, 4_500  # of shards: of a row (measure, variant or contrast, block), and of an empty one; all of these measured
BYTES_IN_TABLE, BYTES_OF_ESTIMATE, BYTES_PER_POINT = (
    45,
    110,
    900,
)  # of a row in table.csv, in estimates.csv and contrasts.csv; of manifest and summary
TRIAL, TRIED = 128, 6  # histories that a dry run times, of each of so many cases
STARTING = 3.0  # seconds until workers work


@click.command("sweep", short_help="run an experiment")
@click.argument("source", metavar="EXPERIMENT|FILE|NAME")
@click.option(
    "-f", "--factor", "factors", multiple=True, metavar="PATH[=A,B,C|=LOW:HIGH[:COUNT]]",
    help="Of a scenario: what to turn, over the scenario's range, a list, a range, or equal steps; repeatable. Without: every range.",
)  # fmt: skip
@click.option("-p", "--points", type=options.Whole(2, 1_000_000), metavar="N", help="Of a scenario: points of a Latin hypercube over the factors.")
@click.option(
    "-d",
    "--design",
    type=DesignKind(),
    metavar="KIND[:N]",
    help="Of a scenario: grid, latin_hypercube, sobol, saltelli, morris; sobol:128 has 128 points.",
)
@click.option(
    "--luck", type=click.Choice(["common", "independent"]), help="The same luck at every point (as where unsaid), or luck of its own for each."
)
@click.option("-n", "--dry-run", is_flag=True, help="Show points, histories, time and disk; run nothing.")
@options.together(
    options.runs, *options.exactness, options.seed, options.settings, options.preset, options.jobs, options.out, options.no_figures,
    options.json, limits.time_limit,
)  # fmt: skip
@cluster.place_options
@cluster.block_limit
@options.common
def command(
    source: str,
    factors: tuple[str, ...],
    points: int | None,
    design: tuple[str, int | None] | None,
    luck: str | None,
    dry_run: bool,
    runs: int | None,
    relative_error: float | None,
    half_width: float | None,
    measure: str | None,
    max_runs: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    jobs: int | None,
    out: Path | None,
    no_figures: bool,
    as_json: bool,
    time_limit: int | None,
    quiet: bool,
    verbose: bool,
    place: cluster.Place,
    block_limit: float,
) -> int:
    """Run an experiment file, or a scenario over the ranges it gives, and store what every block of histories adds up to.

    Stop it whenever you like: the same command continues where it was. --runs is per point; every variant meets the same luck. With
    --relative-error or --half-width each point gets as many histories as it needs, at most --max-runs.

    \b
    Examples
      redline sweep red-line-curve -n
      redline sweep two-actors --factor owners.north.nuclear.audience_cost=0:1.5:7
      redline sweep november-2024 --points 200 --runs 1024
      redline sweep november-2024 --design sobol:128 --luck independent
    """
    from sim.analysis.runs import RESULTS
    from sim.analysis.sweeps import run_sweep
    from sim.backends.job_array import Submitted
    from sim.cli import batch
    from sim.cli import console as speech
    from sim.cli.running import wanted
    from sim.cli.sweeping import tell_finished
    from sim.experiment.dead import dead
    from sim.experiment.design import CEILING
    from sim.experiment.load import with_target
    from sim.experiment.plan import folder_name, plan_sweep

    limits.limit(time_limit)
    console = speech.Console(quiet, verbose)
    experiment = asking.experiment(asking.Asked(source, factors, points, design, luck, runs, seed, settings, preset))
    if experiment.target and max_runs and measure is None and relative_error is None and half_width is None:  # only another ceiling than the file's
        experiment, max_runs = replace(experiment, ceiling=max_runs), None
    target = options.target(relative_error, half_width, measure, max_runs, runs)
    if target:
        experiment = with_target(experiment, target, max_runs or CEILING)
    elif runs:
        experiment = replace(experiment, target=None)
    plan = plan_sweep(experiment)
    folder = out or RESULTS / folder_name(plan)
    size = f"{len(plan.points):,} points x {len(plan.variants)} variants"
    if plan.target:
        size += f", each {wanted(plan.target)}, at most {experiment.ceiling:,} histories"
    else:
        size += f" = {plan.histories():,} histories"
    console.say(f"{experiment.title}\n  {size}, {speech.luck(plan)} -> {escaped(str(folder))}")
    for note in dead(experiment):
        console.say(f"  note: {note}")
    case = _warm_up(console, experiment, plan)
    if dry_run:
        return _dry(console, experiment, plan, case, place, jobs, folder, as_json)
    try:
        with (
            batch.backend(place, folder, plan, jobs, cluster.words(no_figures, block_limit)) as backend,
            console.progress("trying every point", "cases") as trying,
            console.progress(plan.name) as meter,
        ):
            result = run_sweep(experiment, jobs, folder, meter, backend=backend, trying=trying, limit=block_limit)
    except Submitted as handed:
        if not place.wait:
            return batch.tell(console, folder, handed, as_json)
        result = batch.watch(console, folder, handed)
    return tell_finished(console, result, meter, experiment.ceiling, not no_figures, as_json)


def _warm_up(console: Any, experiment: Any, plan: Any) -> Any:
    """Load (or compile) the kernel in this process, so that workers find it ready; return the first case, prepared."""
    from sim.cli.console import compile_notice
    from sim.experiment.engine import prepare, read, simulate

    first = next(iter(plan.variants.values()))
    case = prepare(read(experiment.scenario).scenario((*plan.overrides, *first)))
    with compile_notice(console):
        simulate(case, plan.seed, 0, 1)
    return case


def _dry(console: Any, experiment: Any, plan: Any, case: Any, place: cluster.Place, jobs: int | None, folder: Path, as_json: bool) -> int:
    """Say what the sweep would take, after trying every point and timing a few histories of a few cases; nothing is written."""
    from sim.analysis.stopping import FIRST_LOOK
    from sim.cli import batch
    from sim.cli.console import duration
    from sim.experiment.legal import require_legal
    from sim.experiment.sweep import chunks
    from sim.experiment.work import kept

    with console.progress("trying every point", "cases") as trying:
        require_legal(plan, experiment, jobs=jobs or os.cpu_count() or 1, report=trying)
    workers = place.processors(jobs)
    if plan.target:
        plan = plan.grown({point.number: FIRST_LOOK for point in plan.points})
    seconds = STARTING + _processor_time(experiment, plan) / workers
    measures = len(kept(case.names.measures, plan.measures) or case.names.measures)
    units, answers = len(plan.units()), len(plan.variants) + len(plan.contrasts)
    disk = units * answers * measures * BYTES_PER_ROW + len(chunks(plan, ())) * len(plan.kinds) * BYTES_PER_SHARD
    disk += units * len(plan.variants) * measures * BYTES_IN_TABLE + len(plan.points) * (answers * measures * BYTES_OF_ESTIMATE + BYTES_PER_POINT)
    found = {"schema": "redline/plan/1", "experiment": plan.name, "points": len(plan.points), "variants": len(plan.variants)}
    found |= {"contrasts": len(plan.contrasts), "runs": plan.histories(), "seconds": round(seconds), "bytes": disk, "folder": str(folder)}
    found |= {"luck": plan.luck, "processors": workers} | batch.dry(place, folder, plan)
    if as_json:
        import json

        console.data(json.dumps(found))
        return int(Exit.DONE)
    for point in plan.points[:3]:
        console.data(f"  point {point.number}: {point.histories:,} histories{_values(point)}")
    if len(plan.points) > 3:
        console.data(f"  ... {len(plan.points) - 3:,} more points")
    for name, overrides in plan.variants.items():
        console.data(f"  variant {name}: {', '.join(overrides) or 'as it stands'}")
    console.data(f"{'At least' if plan.target else 'About'} {duration(seconds)} on {workers} processors and {disk / 1e6:.2g} MB. Nothing was run.")
    for what, text in found.get("scripts", {}).items():
        console.data(f"\n# {what}.sh\n{text.rstrip()}")
    return int(Exit.DONE)


def _processor_time(experiment: Any, plan: Any) -> float:
    """Return about how many seconds one processor would need, from a short block of each of a few cases spread over the plan."""
    from sim.experiment.engine import prepare, read, simulate

    draft, variants = read(experiment.scenario), list(plan.variants)
    cases = len(plan.points) * len(variants)
    tried = sorted({number * cases // TRIED for number in range(TRIED)})
    preparing = simulating = 0.0
    for number in tried:
        point = plan.points[number // len(variants)]
        start = time.perf_counter()
        case = prepare(draft.setting(plan.case(point, variants[number % len(variants)])))
        prepared = time.perf_counter()
        simulate(case, plan.seed_at(point), 0, TRIAL)
        preparing += prepared - start
        simulating += time.perf_counter() - prepared
    return (preparing * cases + simulating * plan.histories() / TRIAL) / len(tried)


def _values(point: Any) -> str:
    shown = [f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in list(point.values.items())[:4]]
    more = f", {len(point.values) - 4} more" if len(point.values) > 4 else ""
    return f" at {', '.join(shown)}{more}" if shown else ", the scenario as it stands"
