"""`redline plot`: make the figures (and the page) of a results folder again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, ResultsError, escaped, quoted


@click.command("plot", short_help="make figures again")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("name", metavar="[NAME]", required=False)
@options.together(options.out, options.common)
def command(folder: Path, name: str | None, out: Path | None, quiet: bool, verbose: bool) -> int:
    """Make the figures of a results folder again, and the page of a run; or only the figure NAME. They go to DIR/figures, or to --out.

    \b
    Examples
      redline plot results/november-2024-3f9c12ab
      redline plot results/november-2024-3f9c12ab answer-ladder-russia -o paper
    """
    from sim.cli.console import Console
    from sim.experiment.plan import from_manifest
    from sim.report.run_report import FIGURES, PAGE, save
    from sim.results.store import open_store

    console = Console(quiet, verbose)
    plan = from_manifest(open_store(folder).manifest)
    if plan.kind == "sweep":
        from sim.analysis.sweeps import load_sweep
        from sim.report.sweep_report import figures

        found, page = figures(load_sweep(folder)), None
    else:
        found, page = _of_run(folder, plan)
    chosen = [figure for figure in found if name in (None, figure.name)]
    if not chosen:
        from sim.scenario.suggest import hint

        names = [figure.name for figure in found]
        what = f"no figure {quoted(name)}{hint(str(name), names)}" if name else "nothing in it can be drawn"
        raise ResultsError(f"{escaped(str(folder))}: {what}", Exit.INPUT)
    save(chosen, out or folder / FIGURES)
    if page is not None and name is None and out is None:
        page()
        console.say(f"{escaped(str(folder / PAGE))}")
    for figure in chosen:
        console.say(f"{escaped(str((out or folder / FIGURES) / figure.name))}.svg .png .csv: {figure.title}")
    return int(Exit.DONE)


def _of_run(folder: Path, plan: Any) -> tuple[list[Any], Any]:
    """Return the figures of a run, and a function that writes its page."""
    from sim.analysis.compare import compare_runs
    from sim.analysis.runs import load_run
    from sim.analysis.sweeps import load_sweep
    from sim.cli.running import Asked
    from sim.experiment.inputs import place_of
    from sim.report.run_report import RANGE, difference_rows, figures, level_range, predecessor, write_page
    from sim.results.store import open_store
    from sim.scenario import shipped

    world = options.world_of_folder(folder, plan, plan.overrides)
    result = load_run(folder)
    before = predecessor(world)
    changes = []
    if before is not None and options.is_results(str(folder / before.folder)):
        changes = difference_rows(compare_runs(load_run(folder / before.folder), result), before.label, before.measures)
    found = figures(result, world, changes)
    given = plan.scenario if shipped.scenario_path(plan.scenario) else str(place_of(open_store(folder)))
    command_line = Asked(given, folder, plan.overrides, target=plan.target).command(result.histories, plan.seed)
    level = level_range(load_sweep(folder / RANGE)) if options.is_results(str(folder / RANGE)) else None
    return found, lambda: write_page(result, world, found, changes, command_line, level)
