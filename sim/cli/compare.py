"""`redline compare`: two runs on the same luck, or one scenario with and without a setting: paired differences with intervals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, ResultsError, escaped

FIRST = ("nuclear_use", "nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent", "clash", "settlement", "collapse")
FIGURE = ("nuclear_use", "clash", "settlement", "collapse")


@click.command("compare", short_help="what a change does")
@click.argument("first", metavar="A")
@click.argument("second", metavar="[B]", required=False)
@options.together(
    options.runs, options.seed, options.settings, options.preset, options.jobs, options.out, options.no_figures, options.json, options.common
)
def command(
    first: str,
    second: str | None,
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
    """What changes from A to B, history by history on the same luck. A and B are scenarios or results folders; --set and --preset change B, which
    is A again where it is left out.

    Runs are kept in results/ and found again; with --out everything goes there, with a table and a figure.

    \b
    Examples
      redline compare november-2024 --set owners.nato.active=false
      redline compare calm-2023 november-2024 --runs 20000
      redline compare results/november-2024-3f9c12ab results/november-2024-77ab01cd
    """
    from sim.analysis.compare import compare
    from sim.analysis.summary import compare_summary, json_text
    from sim.cli import failures
    from sim.cli.console import Console, compile_notice

    console = Console(quiet, verbose)
    if second is None and not settings and preset is None:
        raise click.UsageError("nothing to compare: name a second scenario or folder, or a change (--set, --preset)", click.get_current_context())
    one, two = (_place(name) for name in (first, second or first))
    if options.is_results(str(two)) and (settings or preset):
        raise ResultsError("--set and --preset change a scenario; a results folder cannot be changed: name the scenario instead", Exit.INPUT)
    changes = options.overrides(two, preset, settings)
    runs, seed = _same_luck(one, two, runs, seed)
    with compile_notice(console), console.progress("simulating") as meter:
        comparison = compare(one, two, changes, runs, seed, jobs, out, meter)
    for side in (comparison.one, comparison.two):
        console.detail(f"  {escaped(str(side.folder))}")
    if out is not None and not no_figures:
        _draw(comparison, out, _label(comparison, first, second, changes))
    if as_json:
        console.data(json_text(compare_summary(comparison)).rstrip("\n"))
    else:
        _tell(console, comparison, _label(comparison, first, second, changes))
    if out is not None:
        console.say(f"\nWritten to {escaped(str(out))}/: differences.csv, compare.json" + ("" if no_figures else ", figures/"))
    return max(failures.warn(console, side.folder, side.failed, side.histories) for side in (comparison.one, comparison.two))


def _place(name: str) -> Path:
    return Path(name) if options.is_results(name) else options.scenario_file(name)


def _same_luck(one: Path, two: Path, runs: int | None, seed: int | None) -> tuple[int | None, int | None]:
    """Return histories and seed: those of a results folder where one side is one and nothing else was asked for."""
    for place in (one, two):
        if options.is_results(str(place)) and not (options.is_results(str(one)) and options.is_results(str(two))):
            manifest = json.loads((place / options.MANIFEST).read_bytes())
            if manifest.get("kind") == "run":
                return runs or int(manifest["points"][0]["histories"]), int(manifest["seed"]) if seed is None else seed
    return runs, seed


def _label(comparison: Any, first: str, second: str | None, changes: tuple[str, ...]) -> str:
    """Return how the change is called: the settings of one scenario, or the second instead of the first."""
    if second is None:
        return ", ".join(changes)
    one, two = comparison.one.plan, comparison.two.plan
    names = [", ".join((plan.scenario, *plan.overrides)) for plan in (one, two)]
    return f"{names[1]} instead of {names[0]}" if names[0] != names[1] else f"{second} instead of {first}"


def _draw(comparison: Any, folder: Path, label: str) -> None:
    from sim.plots import contrasts
    from sim.report.run_report import FIGURES, difference_rows, save

    rows = difference_rows(comparison, label, (*FIGURE, *_of_owners(comparison, "exposure.")))
    if rows:
        save([contrasts.draw(rows)], folder / FIGURES)


def _of_owners(comparison: Any, kind: str) -> list[str]:
    return sorted((name for name in comparison.differences if name.startswith(kind)), key=lambda name: [_number(part) for part in name.split(".")])


def _number(part: str) -> tuple[int, str]:
    return (int(part), "") if part.isdecimal() else (-1, part)


def _tell(console: Any, comparison: Any, label: str) -> None:
    """Print the differences: outcomes first, then how far lines are exposed, then answers by rung as far as they clearly change."""
    from sim.cli.running import paragraph
    from sim.plots.differences import printed
    from sim.report import words
    from sim.report.run_report import difference_rows

    one = comparison.one
    console.data(f"Change: {label}")
    console.data(f"  {one.histories:,} histories each, seed {one.plan.seed}, the same luck history by history; 95 % intervals")
    for row in difference_rows(comparison, "", (*FIRST, *_of_owners(comparison, "exposure."))):
        paragraph(console, words.contrast(row, headed=False))
    answers = difference_rows(comparison, "", _of_owners(comparison, "answers."))
    clear = [row for row in answers if row.verdict in ("up", "down")]
    if clear:
        console.data("Answers a history, where they clearly change")
    for row in clear:
        change = f"{printed(row, row.difference)} ({printed(row, row.low)} to {printed(row, row.high)})"
        console.data(f"  {row.measure:<72} {change}, from {printed(row, row.baseline, signed=False)}")
    if len(clear) < len(answers):
        console.data(f"Answers at {len(answers) - len(clear)} other rungs do not clearly change.")
