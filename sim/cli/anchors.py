"""`redline anchors`: a scenario's level of nuclear use, over its own ranges, beside published numbers and quiet months."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from sim.cli import options

SCHEMA = "redline/anchors/1"
FILE, SWEEP, FIGURES = "anchors.json", "sweep", "figures"


@dataclass(frozen=True, slots=True)
class Measured:
    """A level and what it is set beside: published numbers, quiet months, the level by preset, and the object that --json prints."""

    world: Any
    rows: Any
    silences: Any
    models: Any
    facts: dict[str, Any]


@click.command("anchors", short_help="a level beside published numbers")
@click.argument("scenario", metavar="FILE|NAME")
@click.option("--points", type=options.Whole(2, 100_000), metavar="N", help="Sets of numbers drawn from the scenario's ranges (default: 64).")
@click.option("-r", "--runs", type=options.Whole(1, 1_000_000), metavar="N", help="Histories for each set (default: 512).")
@options.together(options.seed, options.settings, options.jobs, options.out, options.no_figures, options.json, options.common)
def command(
    scenario: str,
    points: int | None,
    runs: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    jobs: int | None,
    out: Path | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Set the level of nuclear use that a scenario gives over its own ranges beside published forecasts and the quiet months before its start.

    Forecasts of other windows are rescaled by a constant hazard. A forecast under a condition is compared with the preset of that name alone.
    Which is compared, and why another is not, follows the rules of scenarios/anchors/CODEBOOK.md; -v lists them all.

    \b
    Examples
      redline anchors september-2022
      redline anchors november-2024 --points 256 -o anchors
    """
    from sim.analysis.summary import json_text
    from sim.cli.console import Console, compile_notice

    console = Console(quiet, verbose)
    path = options.scenario_file(scenario)
    with tempfile.TemporaryDirectory() as scratch, compile_notice(console), console.progress(f"{path.stem}, its ranges") as meter:
        found = measure(path, settings, points, runs, seed, jobs, out / SWEEP if out else Path(scratch) / SWEEP, meter)
    if out is not None:
        _write(out, found, not no_figures)
    if as_json:
        console.data(json_text(found.facts).rstrip("\n"))
    else:
        tell(console, found.world, found.rows, found.silences, found.models)
        if out is not None:
            from sim.errors import escaped

            console.say(f"\nWritten to {escaped(str(out))}{os.sep}: {FILE}{f', {FIGURES}{os.sep}' if not no_figures else ''}, {SWEEP}{os.sep}")
    return 0


def measure(
    path: Path, settings: Sequence[str], points: int | None, runs: int | None, seed: int | None, jobs: int | None, folder: Path, report: Any
) -> Measured:
    """Return the level that a scenario gives over its own ranges, with the numbers that it is set beside; the sweep goes to `folder`."""
    from sim.analysis import anchors
    from sim.analysis.prior_predictive import POINTS, RUNS, levels
    from sim.scenario.load import load

    world = load(path, settings)
    rows, silences = anchors.beside(world), anchors.silences(world)
    given = sorted({row.given for row in rows if row.given and row.standing == anchors.COMPARABLE})
    presets = [(name, [f"{key}={value}" for key, value in world.presets[name].items()]) for name in given]
    many = (points or POINTS, runs or RUNS, 1 if seed is None else seed, jobs or os.cpu_count() or 1)
    models = levels(path, world.id, settings, presets, folder, *many, report=report)
    spans = {model.given: anchors.span(rows, model.given) for model in models}
    told = [
        model.as_dict() | {"verdict": anchors.verdict(model.low, model.high, spans[model.given]), "against": spans[model.given]} for model in models
    ]
    facts = {"schema": SCHEMA, "scenario": world.id, "horizon_months": world.clock.horizon_months, "histories_per_set": many[1], "seed": many[2]}
    return Measured(world, rows, silences, models, facts | anchors.summary(rows, silences, told))


def pictures(found: Measured) -> list[Any]:
    """Return the figure; none where the level is 0 throughout."""
    from sim.plots import anchors
    from sim.report.anchor_words import figure_rows

    if not any(model.high > 0 for model in found.models):
        return []
    shown = [{"label": model.name, "given": model.given, "p": model.median, "low": model.low, "high": model.high} for model in found.models]
    return [anchors.draw(figure_rows(found.rows, found.silences, shown), found.world.clock.horizon_months)]


def _write(out: Path, found: Measured, figures: bool) -> None:
    from sim.analysis.summary import json_text
    from sim.report.run_report import save
    from sim.results.files import write_whole

    write_whole(out / FILE, json_text(found.facts))
    save(pictures(found) if figures else [], out / FIGURES)


def tell(console: Any, world: Any, rows: Any, silences: Any, models: Any) -> None:
    """Print the level of each preset, then what stands beside it."""
    from sim.cli.running import paragraph
    from sim.errors import escaped
    from sim.plots import frequency, spans
    from sim.report import anchor_words

    horizon = world.clock.horizon_months
    for model in models:
        spread = frequency.span(model.low, model.high) if model.high > model.low else frequency.in_n(model.low)
        level, interval = frequency.with_interval(model.default.value, model.default.low, model.default.high)
        sets = f"over {len(model.values)} sets of numbers from its ranges {spread} (middle 90 %)"
        paragraph(
            console, f"{escaped(model.name)}: nuclear use within {spans.text(horizon)}, {sets}; as it stands {level} (95 % interval {interval})."
        )
        if rows:
            paragraph(console, anchor_words.published(rows, model.low, model.high, "middle 90 % of its prior", horizon, model.given), indent=2)
    if not rows:
        paragraph(console, "No published number is listed for what this scenario is about.")
    for one in silences:
        paragraph(console, anchor_words.silence(one, horizon))
    for row in rows if console.verbose else ():
        number = "" if row.anchor.probability is None else f": {frequency.in_n(row.anchor.probability)}"
        number += "" if row.anchor.months is None or not number else f" in {row.anchor.months:.1f} months"
        monthly = "" if row.hazard is None else f", a constant hazard of {100 * row.hazard:.2f} in 100 a month"
        why = f": {row.reason}" if row.reason else ""
        paragraph(console, f"{row.standing}{why}: {row.anchor.who}, {row.anchor.date}, {row.anchor.question}{number}{monthly}", indent=2)
