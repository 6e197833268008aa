"""`redline explain`: why a scenario escalates: shares of channels, ways there, points of no return, how far red lines may move."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, ResultsError, RunError, escaped

FIGURES, FOLDER = "figures", "explain"
KNOWN = ("nuclear_use", "clash", "settlement", "collapse")
PARTS = ("shares", "paths", "lines")


@click.command("explain", short_help="why it escalated")
@click.argument("source", metavar="FILE|NAME|DIR")
@click.option("--outcome", "outcomes", multiple=True, type=click.Choice(KNOWN), help="What to explain; repeatable (default: nuclear_use, clash).")
@click.option("--only", "parts", multiple=True, type=click.Choice(PARTS), help="Leave out the rest: shares, paths (and points of no return), lines.")
@click.option("--move", type=options.Size(10.0), metavar="X", help="Red lines: how far until an outcome moves by this share of itself (default 0.1).")
@click.option("--point", type=options.Whole(0, 10**6), metavar="N", help="Of a sweep: the design point (default 0, or the first).")
@click.option("--variant", metavar="NAME", help="Of a sweep: the variant (default: the first).")
@click.option("-r", "--runs", type=options.Whole(1, 1_000_000), metavar="N", help="Histories of each world (default 16,384).")
@options.together(options.seed, options.settings, options.preset, options.jobs)
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for tables and figures (default: its own in results/).")
@click.option("--no-figures", is_flag=True, help="Only tables and sentences.")
@options.together(options.json, options.common)
def command(
    source: str,
    outcomes: tuple[str, ...],
    parts: tuple[str, ...],
    move: float | None,
    point: int | None,
    variant: str | None,
    runs: int | None,
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
    """Say why a scenario, or that of a results folder, escalates; the first three lines are the answer.

    Shares: misperception, inadvertence, commitment and answer noise are knocked out in every combination on the same luck; what each adds over all
    orders (Shapley) and what is left when all are out, deliberate choice, add up to the outcome. Then the commonest climbs, each with a history
    to replay; public states after which an outcome is ten times as probable; and the smallest change of each red line that moves an outcome.

    \b
    Examples
      redline explain november-2024
      redline explain november-2024 --runs 65536 --only shares
      redline explain results/november-2024-3f9c12ab --outcome settlement
    """
    from sim.analysis.explain import MOVE, RUNS, explain
    from sim.analysis.explain_tables import write
    from sim.analysis.summary import json_text
    from sim.cli.console import Console, compile_notice
    from sim.report.explain_report import figures
    from sim.report.run_report import save

    console = Console(quiet, verbose)
    if options.is_results(source):
        if settings or preset or seed is not None:
            raise ResultsError("a results folder is explained as it is; --set, --preset and --seed need a scenario", Exit.INPUT)
        world, luck, words, most = _of_folder(Path(source), point, variant)
        if runs is not None and most is not None and runs > most:
            raise RunError(f"{escaped(source)} has {most:,} histories; --runs cannot be more", Exit.INPUT)
        histories = runs or min(RUNS, most or RUNS)
    else:
        if point is not None or variant is not None:
            raise ResultsError("--point and --variant speak of the results folder of a sweep", Exit.INPUT)
        world, luck, words = _of_scenario(source, settings, preset, seed)
        histories = runs or RUNS
    with compile_notice(console):
        found = explain(world, luck, histories, outcomes, parts or PARTS, move or MOVE, jobs, _teller(console))
    asked = [*(f"--outcome={one}" for one in outcomes), *(f"--only={one}" for one in parts), *([f"--move={move:g}"] if move else [])]
    command_words = ["redline", "explain", *words, *asked, "--runs", str(histories)]
    folder = out or _folder(source, world, command_words, luck)
    summary = write(found, folder, words, " ".join(command_words))
    if not no_figures:
        save(figures(found), folder / FIGURES)
    if as_json:
        console.data(json_text(summary).rstrip("\n"))
    else:
        tell(console, found, summary)
    console.say(f"\nWritten to {escaped(str(folder))}/: README.md says what each file holds" + ("" if no_figures else ", figures/ has the figures"))
    if found.failed:
        console.say(f"warning: {found.failed:,} histories failed; they are in no average")
    return int(Exit.INCOMPLETE if found.failed else Exit.DONE)


def _of_scenario(source: str, settings: Sequence[str], preset: str | None, seed: int | None) -> tuple[Any, int, list[str]]:
    """Return (world, seed, words of the command that mean it) of a scenario with settings."""
    from sim.scenario.load import load

    path = options.scenario_file(source)
    overrides = options.overrides(path, preset, settings)
    world = load(path, overrides)
    luck = int(world.numerics.seed) if seed is None else seed
    return world, luck, [source, "--seed", str(luck), *(word for one in overrides for word in ("--set", one))]


def _of_folder(folder: Path, point: int | None, variant: str | None) -> tuple[Any, int, list[str], int | None]:
    """Return (world, seed, words, number of histories) of a results folder, whose scenario must still be the one that was simulated."""
    from sim.analysis.folder import plan_of_folder
    from sim.analysis.runs import load_run

    _, plan = plan_of_folder(folder)
    if plan.kind != "sweep" and (point is not None or variant is not None):
        raise ResultsError("--point and --variant speak of the results folder of a sweep", Exit.INPUT)
    case = variant if variant is not None else next(iter(plan.variants))
    chosen = next((one for one in plan.points if point is None or one.number == point), None)
    if case not in plan.variants or chosen is None:
        what = f"variant {escaped(case)} (it has {', '.join(plan.variants)})" if case not in plan.variants else f"point {point}"
        raise ResultsError(f"{escaped(str(folder))} has no {what}", Exit.INPUT)
    world = options.world_of_folder(folder, plan, plan.case(chosen, case))
    words = [str(folder), *(["--point", str(chosen.number), "--variant", case] if plan.kind == "sweep" else [])]
    if plan.kind == "sweep":
        return world, plan.seed_at(chosen), words, chosen.histories or None
    return world, plan.seed_at(chosen), words, load_run(folder).histories


def _folder(source: str, world: Any, words: Sequence[str], seed: int) -> Path:
    """Return the folder of an explanation: inside a results folder, else its own in results/, named by what was asked."""
    if options.is_results(source):
        return Path(source) / FOLDER
    name = hashlib.sha256("\0".join([world.text, *words[3:], str(seed)]).encode()).hexdigest()[:8]
    return Path("results") / f"{world.id}-{FOLDER}-{name}"


def _teller(console: Any) -> Any:
    """Return what says, once for each part, what is being done."""
    told: set[str] = set()

    def report(what: str, done: int, total: int) -> None:
        if what not in told:
            told.add(what)
            console.say(f"  {what} ...")

    return report


def tell(console: Any, found: Any, summary: Any) -> None:
    """Print the answer in three lines, then everything behind it."""
    from sim.report import explain_words as words

    for line in words.headline(found):
        console.data(line)
    console.data(f"\n{found.scenario}: {found.histories:,} histories of each world, seed {found.seed}, {summary['digest'][:19]}; 95 % intervals")
    for one in found.attributions:
        console.data(f"\nShares of {words.outcome(one.outcome)} (Shapley values; with deliberate choice they add up to the total)")
        for line in words.share_lines(one, console.verbose):
            console.data(line)
    for ways in found.paths:
        if ways.total.value > 0.0 and not found.missed(ways.outcome):
            commands = [row["replay"] for row in summary["paths"] if row["outcome"] == ways.outcome and row["kind"] == "path"]
            console.data(f"\nCommonest ways to {words.outcome(ways.outcome)}")
            for line in (*words.end_lines(ways), *words.path_lines(ways, commands)):
                console.data(line)
    halves = f"chosen on half of {found.recorded:,} histories, measured on the rest"
    for gates in found.gateways:
        if gates.start.value > 0.0 and not found.missed(gates.outcome):
            console.data(f"\nPoints of no return of {words.outcome(gates.outcome)}, {halves}")
            for line in words.point_lines(gates):
                console.data(line)
    for lines in found.radii:
        if lines.amount > 0.0 and not found.missed(lines.outcome):
            what = f"{words.outcome(lines.outcome)} by {100 * found.move:g} % of its value ({lines.amount:.2g})"
            console.data(f"\nRed lines: the smallest change that moves {what}, from {lines.histories:,} histories")
            for line in words.line_lines(lines):
                console.data(line)
    console.data("\nAll of this is about the model, not the world.")
