"""`redline backcast`: the model asked before each dated crossing what the owner would do, and scored against base rates."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from sim.cli import options

FILE, SCORES, DIFFERENCES, FORECASTS, PATH = "backcast.json", "scores.csv", "differences.csv", "forecasts.csv", "credibility-path.csv"
FIGURES = "figures"
DEFAULT = "november-2024"
WIDTHS = (26, 8, 8, 8)


@click.command("backcast", short_help="score the model against what happened")
@click.argument("files", metavar="[CSV...]", nargs=-1, type=click.Path(path_type=Path))
@click.option("--scenario", metavar="FILE|NAME", default=DEFAULT, show_default=True, help="The world that is asked.")
@click.option("--from", "begin", metavar="DATE", help="Score only crossings from this day on; earlier ones are learned from.")
@click.option("--deals", type=options.Whole(0, 100_000), metavar="N", help="Deals of the permutation check (default 999; 0: none).")
@options.together(options.seed, options.settings, options.preset)
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for tables and figures (default: none).")
@options.together(options.json, options.common)
def command(
    files: tuple[Path, ...],
    scenario: str,
    begin: str | None,
    deals: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Forecast the answer to each dated crossing from the others, and score the forecasts against climatology and base rates.

    CSV files in the columns of the shipped history take its place; rows of several files are put together. The protocol was fixed before anything
    was scored: docs/explanation/backcast.md. Exact and deterministic but for the permutation check, which has a seed.

    \b
    Examples
      redline backcast
      redline backcast --out backcast
      redline backcast scenarios/history/ukraine-2022-2025.csv later.csv --from 2025-02-01
    """
    from sim.analysis.backcast import DEALS, SEED, backcast
    from sim.analysis.backcast_tables import as_dict
    from sim.analysis.credibility_path import credibility_path
    from sim.analysis.summary import json_text
    from sim.cli.console import Console, compile_notice
    from sim.engine.history import replay
    from sim.scenario.past import departures, read_past

    console = Console(quiet, verbose)
    path = options.scenario_file(scenario)
    past = read_past(path, files, options.overrides(path, preset, settings))
    day = None if begin is None else _day(begin)
    with compile_notice(console, kernel=replay):
        found = backcast(past.world, past.categories, SEED if seed is None else seed, DEALS if deals is None else deals, day)
        credibility = credibility_path(past.world, found.record, found.record.main_owner)
    changes = departures(past, path)
    summary = as_dict(found, past, past.world.id, changes, credibility)
    if out is not None:
        _write(out, found, past.world, credibility, summary)
    if as_json:
        console.data(json_text(summary).rstrip("\n"))
    else:
        tell(console, found, past, changes)
    if out is not None:
        from sim.errors import escaped

        console.say(f"\nWritten to {escaped(str(out))}/: {FILE}, {SCORES}, {DIFFERENCES}, {FORECASTS}, {PATH}, {FIGURES}/")
    return 0


def _day(text: str) -> dt.date:
    from sim.errors import quoted

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"--from must be a day as 2025-02-01, got {quoted(text)}", click.get_current_context()) from None


def _write(folder: Path, found: Any, world: Any, credibility: Any, summary: dict[str, Any]) -> None:
    from sim.analysis.backcast_tables import difference_rows, forecast_rows, path_rows, score_rows
    from sim.analysis.summary import json_text
    from sim.report.backcast_figures import backcast_figures
    from sim.report.run_report import save
    from sim.results.tables import csv_text

    folder.mkdir(parents=True, exist_ok=True)
    tables = {SCORES: score_rows(found), DIFFERENCES: difference_rows(found), FORECASTS: forecast_rows(found), PATH: path_rows(credibility)}
    texts = {FILE: json_text(summary), **{name: csv_text(rows) for name, rows in tables.items()}}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    save(backcast_figures(found, credibility, world.history.doctrines), folder / FIGURES)


def tell(console: Any, found: Any, past: Any, changes: list[str]) -> None:
    """Print the scores as a table, then what they say."""
    from sim.analysis.backcast_tables import score_rows
    from sim.cli.running import paragraph
    from sim.errors import escaped
    from sim.report.backcast_words import FORECASTERS, SPLITS, sentences

    rows = found.record.rows
    console.data(f"Backcast of {past.world.id}: {len(rows)} crossings in {int(found.clusters[-1]) + 1} clusters, {rows[0].date} to {rows[-1].date}")
    frozen = "stakes, types and coding as frozen before the first scoring"
    paragraph(console, frozen if not changes else f"not as frozen before the first scoring: {escaped('; '.join(changes))}", indent=2)
    scores = score_rows(found)
    for split, words in SPLITS.items():
        chosen = [row for row in scores if row["split"] == split]
        console.data(f"\n{words[:1].upper()}{words[1:]}, {chosen[0]['rows']} rows scored; lower is better")
        console.data("  " + "".join(f"{head:<{width}}" for head, width in zip(("", "RPS", "log", "Brier"), WIDTHS, strict=True)).rstrip())
        for row in chosen:
            cells = (FORECASTERS[row["forecaster"]], *(f"{row[score]:.3f}" for score in ("rps", "log", "brier")))
            console.data("  " + "".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True)).rstrip())
    console.data("")
    for text in sentences(found):
        paragraph(console, escaped(text))
