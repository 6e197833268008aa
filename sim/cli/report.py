"""`redline report`: make the page of a results folder again, as one file that opens anywhere, or as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, escaped

SCHEMA = "redline/report/1"


@click.command("report", short_help="make the page again")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--words", type=click.Choice(["icd203", "ipcc", "none"]), default="icd203", show_default=True, help="Words of likelihood, or none.")
@click.option("--format", "form", type=click.Choice(["html", "pdf"]), default="html", show_default=True, help="pdf also prints it, through Chromium.")
@click.option("--explain", "asked_why", is_flag=True, help="Of a run: first ask why it escalates, where redline explain was not asked yet.")
@options.together(options.jobs, options.json, options.common)
def command(folder: Path, words: str, form: str, asked_why: bool, jobs: int | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Make the page and the figures of a run or a sweep again: DIR/report.html, one file without script that needs no network.

    Page 1 gives the answer and its range, what drives and changes it, and how far to trust it; figures, typical histories, inputs with their sources
    and checks follow.

    \b
    Examples
      redline report results/november-2024-3f9c12ab
      redline report results/november-2024-3f9c12ab --words ipcc
      redline report results/november-2024-3f9c12ab --explain --format pdf
    """
    from sim.cli.console import Console
    from sim.report import browser
    from sim.report.of_folder import write_report
    from sim.report.words import SCALES

    console = Console(quiet, verbose)
    if form == "pdf":
        browser.found()  # before anything is done
    if asked_why:
        _explain(folder, jobs, console)
    page, figures = write_report(folder, SCALES[words])
    written = [page, *([browser.print_pdf(page, page.with_suffix(".pdf"))] if form == "pdf" else [])]
    if as_json:
        import json

        console.data(
            json.dumps({"schema": SCHEMA, "files": [str(path) for path in written], "words": words, "figures": [one.name for one in figures]})
        )
    for path in written:
        console.say(f"{escaped(str(path))}  ({path.stat().st_size / 1e6:.1f} MB)")
    return int(Exit.DONE)


def _explain(folder: Path, jobs: int | None, console: Any) -> None:
    """Write why the run in a folder escalates into it, unless that is there already."""
    from sim.analysis.explain import RUNS, SHARES, WAYS
    from sim.cli.explaining import explain_into
    from sim.errors import ResultsError
    from sim.report.of_folder import world_of_folder

    plan, world, histories = world_of_folder(folder)
    if plan.kind != "run":
        raise ResultsError(f"{escaped(str(folder))} holds a {plan.kind}; --explain is for a run (see redline explain --point)", Exit.INPUT)
    explain_into(folder, world, plan.seed, min(RUNS, histories), (SHARES, WAYS), jobs, console)
