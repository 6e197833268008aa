"""`redline demo`: the November 2024 crisis, from nothing to the page."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli import options

SCENARIO = "november-2024"
RUNS = 20_000


@click.command("demo", short_help="see it work")
@options.together(options.runs, options.jobs, options.out, options.json, options.common)
def command(runs: int | None, jobs: int | None, out: Path | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """See it work: simulate the crisis of November 2024 under the nuclear doctrines of 2024 and 2020, look how far the level moves over the ranges
    of its numbers, look for points of no return, and write figures and a page.

    Takes a minute or two on two cores; the first time, the kernel is compiled as well.
    """
    from sim.cli.console import Console
    from sim.cli.running import Asked, run_and_report

    asked = Asked(SCENARIO, options.scenario_file(SCENARIO), runs=runs or RUNS, jobs=jobs, out=out, ranged=True, explained=True, as_json=as_json)
    return run_and_report(asked, Console(quiet, verbose))
