"""`redline ensemble`: one scenario under every decision theory, and whose the spread is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import cluster, failures, limits, options
from sim.errors import escaped

ORDER = (
    "nuclear_use", "clash", "settlement", "collapse", "nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent",
)  # fmt: skip


@click.command("ensemble", short_help="all decision theories, and whose the spread is")
@click.argument("source", metavar="FILE|NAME|DIR")
@click.option(
    "-y", "--policy", "policies", multiple=True, metavar="NAME[:N]",
    help="A decision theory for all actors: mechanical, random, prospect, reflex, logit[:TIMES PRECISION], lookahead[:IN VIEW]; repeatable. Others "
    "are compared with the first. Without: nine of them.",
)  # fmt: skip
@click.option(
    "-f", "--factor", "factors", multiple=True, metavar="PATH[=LOW:HIGH]",
    help="What to vary, over the scenario's range or this one; repeatable. Without: every range but precision.",
)  # fmt: skip
@click.option("-p", "--points", type=options.Whole(4, 1_000_000), metavar="N", help="Sets of numbers, a Latin hypercube (default: 32).")
@click.option("--measure", "measures", multiple=True, metavar="NAME", help="What to take apart; repeatable (default: every outcome there is).")
@click.option("--log", is_flag=True, help="Take logarithms apart: a rare outcome ranges over powers of ten, and few sets have most of its variance.")
@options.together(
    options.runs, options.seed, options.settings, options.preset, options.jobs, options.out, options.no_figures, options.json, limits.time_limit
)
@cluster.place_options
@cluster.block_limit
@options.common
def command(
    source: str,
    policies: tuple[str, ...],
    factors: tuple[str, ...],
    points: int | None,
    measures: tuple[str, ...],
    log: bool,
    runs: int | None,
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
    """Play a scenario under several theories of decision at several sets of numbers, and split the variance of each outcome into structural (which
    theory), parametric (which numbers) and sampling (chance of simulation). The theories of a set meet the same luck, each set has its own.

    The folder is that of a sweep: the same command continues it, and resume, status and verify know it. With DIR, a finished one is taken apart
    again. Tables and figures go to DIR/ensemble.

    \b
    Examples
      redline ensemble two-actors --points 16
      redline ensemble november-2024 -y logit -y prospect -y reflex --runs 2048
      redline ensemble results/november-2024-ensemble-1b2c3d4e --log
    """
    from sim.analysis import ensemble_tables
    from sim.analysis.ensemble import decompose, has_logarithm
    from sim.analysis.summary import json_text
    from sim.analysis.sweeps import load_sweep
    from sim.cli.console import Console
    from sim.cli.running import paragraph
    from sim.report.ensemble_report import figures, sentence, table
    from sim.report.run_report import FIGURES, save

    limits.limit(time_limit)
    console = Console(quiet, verbose)
    if options.is_results(source):
        given = {"--policy": policies, "--factor": factors, "--points": points, "--runs": runs, "--seed": seed, "--set": settings, "--preset": preset}
        extra = [name for name, value in (given | {"--out": out}).items() if value]
        if extra:
            raise click.UsageError(f"{extra[0]} begins an ensemble; a finished one is only taken apart again", click.get_current_context())
        result = load_sweep(Path(source))
    else:
        played = _played(console, source, policies, factors, points, runs, seed, settings, preset, jobs, out, as_json, place, block_limit)
        if isinstance(played, int):
            return played
        result = played
    held = {measure for _, _, measure in result.sums["rows"]}
    there = [name for name in ORDER if name in held]
    wanted = measures or [name for name in there if not log or has_logarithm(result, name)] or there  # none has one: the first says so
    if not measures and len(wanted) < len(there):
        console.say(f"left out, 0 at some set of numbers, which has no logarithm: {', '.join(name for name in there if name not in wanted)}")
    found = [decompose(result, measure, log) for measure in wanted]
    folder = ensemble_tables.write(result, found)
    if not no_figures:
        save(figures(found), folder / FIGURES)
    if as_json:
        console.data(json_text(ensemble_tables.as_dict(result, found)).rstrip("\n"))
    else:
        for one in found:
            paragraph(console, sentence(one))
            for line in table(one) if one.measure == found[0].measure else ():
                console.data(line)
        paragraph(console, "All of this is about the model, not the world, and about these theories: others would split the spread otherwise.")
    console.say(f"\nWritten to {escaped(str(folder))}: README.md says what each file holds" + ("" if no_figures else ", figures/ has the figures"))
    return failures.warn(console, result.folder, result.failed, of_sweep=True)


def _played(
    console: Any,
    source: str,
    policies: tuple[str, ...],
    factors: tuple[str, ...],
    points: int | None,
    runs: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    jobs: int | None,
    out: Path | None,
    as_json: bool,
    place: cluster.Place,
    block_limit: float,
) -> Any:
    """Return the result of a new ensemble or of one that goes on; an exit code where it was handed to others."""
    from sim.analysis.runs import RESULTS
    from sim.analysis.sweeps import run_sweep
    from sim.backends.job_array import Submitted
    from sim.cli import batch
    from sim.cli.console import compile_notice
    from sim.experiment.engine import prepare, read, simulate
    from sim.experiment.ensemble import POINTS, THEORIES, experiment_of_theories
    from sim.experiment.plan import folder_name, plan_sweep
    from sim.scenario.load import load

    path = options.scenario_file(source)
    given = options.overrides(path, preset, settings)
    luck = int(load(path, given).numerics.seed) if seed is None else seed
    experiment = experiment_of_theories(path, policies or THEORIES, factors, given, points or POINTS, runs or 1024, luck)
    plan = plan_sweep(experiment)
    folder = out or RESULTS / folder_name(plan)
    sets = len(plan.points) - 1
    console.say(
        f"{experiment.title}\n  {len(plan.variants)} theories x {sets:,} sets of {len(plan.paths)} numbers, and the scenario as it stands = "
        f"{plan.histories():,} histories, seed {plan.seed} -> {escaped(str(folder))}"
    )
    draft = read(experiment.scenario)
    planners = [name for name in plan.variants if name.startswith("lookahead")]
    with compile_notice(console):
        for name in (next(iter(plan.variants)), *planners[-1:]):  # a world with a planner has a kernel of its own
            simulate(prepare(draft.scenario((*plan.overrides, *plan.variants[name]))), plan.seed, 0, 1)
    try:
        with (
            batch.backend(place, folder, plan, jobs, ("--no-figures",)) as backend,
            console.progress("trying every point", "cases") as trying,
            console.progress(plan.name) as meter,
        ):
            result = run_sweep(experiment, jobs, folder, meter, backend=backend, trying=trying, limit=block_limit)
    except Submitted as handed:
        if not place.wait:
            return batch.tell(console, folder, handed, as_json)
        result = batch.watch(console, folder, handed)
    if not meter.worked:
        console.say("  found finished: nothing left to simulate")
    return result
