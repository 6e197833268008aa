"""`redline analyse`: what the points of a finished sweep say about factors, signs and regions."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, escaped

SIGNS = ("other", "unclear", "up", "down")
SEED = 1


@click.command("analyse", short_help="which factors matter, and where")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--measure", metavar="NAME", help="Which measure to look at first (default: nuclear_use).")
@click.option("--variant", metavar="NAME", help="Of which variant (default: the first).")
@click.option("--contrast", metavar="NAME", help="And of which contrast (default: the first).")
@click.option("--above", type=float, metavar="X", help="A point is of interest where the measure is above X.")
@click.option("--top", type=options.Size(1.0), metavar="SHARE", help="... or in this share of the points, from above (default: 0.25).")
@click.option("--sign", type=click.Choice(SIGNS), help="... and for the contrast: where its sign is that (default: other than usual).")
@click.option("--log", is_flag=True, help="Explain logarithms: of the measure, and for contrasts of the ratio of the two variants.")
@click.option("--seed", type=options.Whole(0, options.LARGEST_SEED), metavar="N", help=f"Of resampling; same seed, same intervals (default: {SEED}).")
@click.option("--no-figures", is_flag=True, help="Only tables and sentences.")
@options.together(options.json, options.common)
def command(
    folder: Path,
    measure: str | None,
    variant: str | None,
    contrast: str | None,
    above: float | None,
    top: float | None,
    sign: str | None,
    log: bool,
    seed: int | None,
    no_figures: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Say which factors matter most, in what share of the sets of numbers a contrast has a clear sign, and in which box of values the points of
    interest lie; each with its interval and with the share that noise of simulation may have. From the folder of a finished sweep alone: nothing
    is simulated. Tables and figures go to DIR/analysis, which can be deleted and made again.

    A rare outcome ranges over powers of ten, so a few points have most of its variance; with --log all count alike.

    What can be said depends on the design: saltelli has Sobol indices, morris elementary effects, a grid its own shares of variance, any other
    sample first-order indices and rank correlations. Indices need SALib, boxes ema_workbench (extras: sensitivity, discovery); what needs none of
    them is done without them, and the exit code is then 2.

    \b
    Examples
      redline analyse results/doctrine-2024-1b2c3d4e
      redline analyse results/doctrine-2024-1b2c3d4e --measure clash --top 0.1
      redline analyse results/doctrine-2024-1b2c3d4e --contrast lines --sign unclear --json
    """
    from sim.analysis import analysis_tables
    from sim.analysis.analyse import Asked, analyse
    from sim.analysis.interest import Question
    from sim.analysis.summary import json_text
    from sim.analysis.sweeps import load_sweep
    from sim.cli.console import Console
    from sim.cli.running import paragraph
    from sim.report.analysis_report import figures
    from sim.report.analysis_words import RULE, path, sentences, table
    from sim.report.run_report import save

    if above is not None and top is not None:
        raise click.UsageError("--above and --top say two things about the same points; keep one", click.get_current_context())
    if above is not None and not math.isfinite(above):
        raise click.UsageError(f"--above must be a number, got {above}", click.get_current_context())
    console = Console(quiet, verbose)
    asked = Asked(measure, variant, contrast, Question(above, top, sign), SEED if seed is None else seed, log)
    analysis = analyse(load_sweep(folder), asked)
    place = analysis_tables.write(analysis)
    if not no_figures:
        save(figures(analysis), place / analysis_tables.FIGURES)
    if as_json:
        console.data(json_text(analysis_tables.as_dict(analysis)).rstrip("\n"))
    else:
        for text in sentences(analysis):
            paragraph(console, text)
        for line in [*table(analysis), *(line for box in analysis.boxes for line in path(box))]:
            console.data(line)
        if any(path(box) for box in analysis.boxes):
            console.data(f"  {RULE}")
        paragraph(console, "All of this is about the model, not the world.")
    _say(console, analysis, place, no_figures)
    return int(Exit.INPUT if analysis.missing else Exit.DONE)


def _say(console: Any, analysis: Any, place: Path, no_figures: bool) -> None:
    """Say what must be known before believing it, what could not be done, and where everything is."""
    for note in analysis.notes:
        console.say(f"warning: {escaped(note)}")
    for needed in analysis.missing:
        click.echo(f"error: {needed}", err=True)
    console.say(f"\nWritten to {escaped(str(place))}: README.md says what each file holds" + ("" if no_figures else ", figures/ has the figures"))
