"""`redline learn`: what the dated record says about an owner's private type, and what it cannot say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import options

FILE, LEARNED, PRIORS, FIGURES = "learn.json", "learned.csv", "other-priors.csv", "figures"
HEADS = ("", "before", "after", "middle 90 %", "bits", "on average", "learned")
WIDTHS = (20, 9, 9, 17, 13, 13, 0)


@click.command("learn", short_help="what history says about an owner's type")
@click.argument("scenario", metavar="FILE|NAME")
@click.option("--owner", metavar="NAME", help="Whose type (default: the owner with most crossings).")
@click.option(
    "--history", "files", multiple=True, type=click.Path(path_type=Path), metavar="CSV", help="Crossings instead of the scenario's; repeatable."
)
@click.option("--every-row", is_flag=True, help="Learn from crossings on and after the start too, not only from those before it.")
@options.together(options.seed, options.settings, options.preset)
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for tables and figures (default: none).")
@options.together(options.json, options.common)
def command(
    scenario: str,
    owner: str | None,
    files: tuple[Path, ...],
    every_row: bool,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Say what the dated crossings teach about the cost of answering, the audience cost and the reliability of an owner, in bits.

    Posteriors are exact, on the model's own grid of types and by its own update of beliefs. Beside each stands what a record of the same crossings
    teaches on average, from 2,000 simulated records (--seed), and what becomes of it under other priors.

    \b
    Examples
      redline learn november-2024
      redline learn november-2024 --every-row --out learned
      redline learn november-2024 --set owners.russia.nuclear.audience_cost=1.5
    """
    from sim.analysis.learning import SEED, learned, silences
    from sim.analysis.learning_tables import as_dict
    from sim.analysis.priors import real_by_prior, sensitivities
    from sim.analysis.summary import json_text
    from sim.cli.console import Console, compile_notice
    from sim.engine.history import replay

    console = Console(quiet, verbose)
    path = options.scenario_file(scenario)
    world = world_of(path, files, options.overrides(path, preset, settings))
    who = owner_of(world, owner, every_row)
    with compile_notice(console, kernel=replay):
        found = learned(world, who, every_row, seed=SEED if seed is None else seed)
        priors, real = sensitivities(world, who, every_row), real_by_prior(world, who, every_row)
        patience = silences(world, who, found)
    summary = as_dict(world.id, found, priors, real, patience)
    if out is not None:
        _write(out, found, priors, real, summary)
    if as_json:
        console.data(json_text(summary).rstrip("\n"))
    else:
        tell(console, world, found, priors, patience)
    if out is not None:
        from sim.errors import escaped

        console.say(f"\nWritten to {escaped(str(out))}/: {FILE}, {LEARNED}, {PRIORS}, {FIGURES}/")
    return 0


def world_of(path: Path, files: tuple[Path, ...], overrides: tuple[str, ...]) -> Any:
    """Return the scenario, with the history of some files in the place of its own where any is given."""
    from sim.scenario.load import load
    from sim.scenario.past import read_past

    return read_past(path, files, overrides).world if files else load(path, overrides)


def owner_of(world: Any, asked: str | None, every_row: bool) -> str:
    """Return the owner that is meant; exit code 2 where there is none of that name, or where nothing dated is known of it."""
    from collections import Counter

    from sim.errors import Exit, RunError, quoted
    from sim.scenario.suggest import hint

    counts = Counter(one.owner for one in world.history.crossings if every_row or one.date < world.clock.start)
    active = [one.id for one in world.owners if one.active]
    if asked is not None and asked not in active:
        raise RunError(f"no owner {quoted(asked)}{hint(asked, active)}", Exit.INPUT)
    known = [name for name, _ in counts.most_common() if name in active and asked in (None, name)]
    if not known:
        of = f" of {asked}" if asked else ""
        raise RunError(f"{world.id} has no dated crossings{of} to learn from; name some with --history CSV, or try --every-row", Exit.INPUT)
    return known[0]


def _write(folder: Path, found: Any, priors: Any, real: Any, summary: dict[str, Any]) -> None:
    from sim.analysis.learning_tables import marginal_row, sensitivity_rows
    from sim.analysis.summary import json_text
    from sim.report.backcast_figures import learning_figures
    from sim.report.run_report import save
    from sim.results.tables import csv_text

    folder.mkdir(parents=True, exist_ok=True)
    texts = {FILE: json_text(summary), LEARNED: csv_text(map(marginal_row, found.marginals)), PRIORS: csv_text(sensitivity_rows(priors))}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    save(learning_figures(found, real), folder / FIGURES)


def tell(console: Any, world: Any, found: Any, priors: Any, patience: Any) -> None:
    """Print what was learned of each number of the type, then what that says."""
    from sim.cli.running import paragraph
    from sim.report import labels
    from sim.report.learning_words import TIERS, row, sentences

    console.data(f"{world.id}: what {found.rows} dated crossings say about the type of {labels.actor(found.owner)} (exact, given the model)")
    for tier in dict.fromkeys(one.tier for one in found.marginals):
        console.data(f"\n{TIERS[tier][:1].upper()}{TIERS[tier][1:]}")
        lines = [HEADS, *(row(one) for one in found.marginals if one.tier == tier)]
        for line in lines:
            console.data("  " + "".join(f"{cell:<{width}}" for cell, width in zip(line, WIDTHS, strict=True)).rstrip())
    console.data("")
    for text in sentences(found, priors, patience):
        paragraph(console, text)
