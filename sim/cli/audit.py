"""`redline audit`: whether every value of a scenario does something, and whether the laws of the model hold on it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, escaped

ABOUT = 0.012  # seconds that trying one change takes beside its histories, about
A_SECOND = 8_000  # histories a second and processor, about
WORTH_IT = 20.0  # seconds from which more processes are worth starting
_out = click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for tables and a figure (default: none).")
_no_figures = click.option("--no-figures", is_flag=True, help="With --out: tables only.")


@click.command("audit", short_help="find values that do nothing and laws that break")
@click.argument("scenario", metavar="FILE|NAME")
@click.option(
    "-r",
    "--runs",
    type=options.Whole(8, 65_536),
    default=1024,
    metavar="N",
    help="Histories by which effects are measured (default: 1,024; 32 or fewer: only whether anything moves).",
)
@click.option("--only", "only", multiple=True, metavar="PATH", help="Audit only what stands at or below a path, and no laws; repeatable.")
@options.together(options.seed, options.settings, options.preset, options.jobs, _out, _no_figures, options.json, options.common)
def command(
    scenario: str,
    runs: int,
    only: tuple[str, ...],
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
    """Change every value of a scenario by itself, on the same luck, and say which do nothing; try the laws of the model on it.

    Exit code 6 with findings, one a line: a value that no array of the encoded world depends on (unread), one that moves nothing although
    nobody knows why (dead), one that moves although it should not, histories that fail, a law that breaks.

    \b
    Examples
      redline audit november-2024
      redline audit crisis.yaml --only owners.north --runs 4096
      redline audit two-actors --out results/audit-two-actors
    """
    from sim.analysis.audit import audit
    from sim.analysis.audit_plan import plan
    from sim.analysis.audit_tables import summary, tornado_rows, write
    from sim.analysis.summary import json_text
    from sim.cli.console import Console, compile_notice, duration

    console = Console(quiet, verbose)
    path = options.scenario_file(scenario)
    with compile_notice(console):
        todo = plan(path, runs, seed, only, options.overrides(path, preset, settings))
    seconds = todo.histories / A_SECOND + todo.changes * ABOUT
    jobs = jobs or (1 if seconds < WORTH_IT else os.cpu_count() or 1)
    cost = f"some {duration(seconds / jobs)}; more for what moves nothing"
    console.say(f"{len(todo.tried)} values, {todo.changes} changes, about {todo.histories:,} histories at first: {cost}")
    with compile_notice(console), console.progress("auditing", "values") as meter:
        found = audit(todo, jobs, meter)
    if out is not None:
        files = ", ".join(write(found, out))
        if not no_figures:
            _draw(tornado_rows(found), out)
        console.say(f"written to {escaped(str(out))}/: {files}" + ("" if no_figures else ", figures/"))
    if as_json:
        console.data(json_text(summary(found)).rstrip("\n"))
    else:
        tell(console, found, verbose)
    return int(Exit.FINDINGS if found.findings else Exit.DONE)


def _draw(rows: list[dict[str, Any]], folder: Path) -> None:
    from sim.report.beside import draw_tornado
    from sim.report.run_report import FIGURES, save

    save(draw_tornado(rows), folder / FIGURES)


def tell(console: Any, found: Any, verbose: bool) -> None:
    """Print findings, one a line; then the laws, what moves each outcome most, and how many values have which standing."""
    from sim.analysis.audit_examine import MEANING, Standing
    from sim.report.audit_words import table

    for line in found.findings:
        console.data(escaped(line))
    for law in found.laws:
        verdict = {True: "holds", False: "BROKEN", None: "says nothing here"}[law.holds]
        console.data(f"{verdict}: {law.name} ({law.criterion}; {law.histories:,} histories): {escaped(law.detail)}")
    for line in table(found):
        console.data(line)
    if verbose:
        for one in found.examined:
            if one.standing is not Standing.TEXT:
                reason = f"; {one.reason}" if one.reason else ""
                console.data(f"{one.standing.value}: {escaped(one.entry.path)} = {escaped(one.entry.given)}{reason}")
    counts = [f"{found.count(standing)} {standing.value} ({MEANING[standing]})" for standing in Standing if found.count(standing)]
    console.data(f"{found.plan.name}: {len(found.examined)} values: " + "; ".join(counts))
    count = len(found.findings)
    console.data(f"{count} finding{'s' * (count != 1)}" if count else "no findings")
