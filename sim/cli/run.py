"""`redline run`: simulate a scenario, write tables, figures and a page, and say the answer in words."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli import options


@click.command("run", short_help="simulate a scenario")
@click.argument("scenario", metavar="FILE|NAME")
@click.option("--range", "ranged", is_flag=True, help="Also sample the scenario's ranges, to say how far the level moves over them.")
@click.option("--explain", "explained", is_flag=True, help="Also look for points of no return, and draw the gateway graph (F8).")
@options.together(
    options.runs, *options.exactness, options.seed, options.settings, options.preset, options.jobs, options.out, options.no_figures,
    options.json, options.common,
)  # fmt: skip
def command(
    scenario: str,
    ranged: bool,
    explained: bool,
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
    quiet: bool,
    verbose: bool,
) -> int:
    """Simulate a scenario many times, write figures and a page, and say the answer in words.

    Stop it whenever you like: the same command continues where it was, and finds a finished run. Where an owner's nuclear doctrine replaced an
    earlier one, the same histories are played under that one too, and the difference is told.

    With --relative-error or --half-width it runs until one measure is as exact as that, or --max-runs is reached (exit code 75; a higher one
    continues).

    \b
    Examples
      redline run november-2024
      redline run november-2024 --set actors.russia.nuclear=false
      redline run november-2024 --relative-error 0.1
      redline run crisis.yaml --runs 100000 -j 8 -o results/big
    """
    from sim.cli.console import Console
    from sim.cli.running import Asked, run_and_report

    path = options.scenario_file(scenario)
    settings = options.overrides(path, preset, settings)
    target = options.target(relative_error, half_width, measure, max_runs, runs)
    asked = Asked(scenario, path, settings, runs, seed, jobs, out, not no_figures, ranged, explained, as_json, target, max_runs)
    return run_and_report(asked, Console(quiet, verbose))
