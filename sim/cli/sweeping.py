"""How a finished sweep is told, by the command that began it and by the one that went on with it: sentences, where things are, exit code."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from sim.cli import failures
from sim.cli.console import Console, spoken
from sim.errors import Exit, escaped

MOST_SENTENCES = 4  # contrasts; more are a table


def tell_finished(console: Console, result: Any, meter: Any, ceiling: int, with_figures: bool, as_json: bool) -> int:
    """Draw the figures of a sweep, print what it says, and return the exit code.

    Parameters
    ----------
    meter : the progress that was shown, which knows what was found on disk
    ceiling : histories that no point of a sweep with a target exceeds
    """
    from sim.analysis.summary import json_text, sweep_summary
    from sim.report.run_report import FIGURES, save
    from sim.report.sweep_report import figures

    if not meter.worked:
        console.say("  found finished: nothing left to simulate")
    elif meter.first.done:
        console.say(f"  continued: {meter.first.done:,} histories were there already")
    found = figures(result) if with_figures else []
    save(found, result.folder / FIGURES)
    if as_json:
        console.data(json_text(sweep_summary(result)).rstrip("\n"))
    else:
        _tell(console, result, found)
    failed = _say_next(console, result, with_figures)
    held = [point for point, look in result.looks.items() if not look.met]
    if held:
        console.say(
            f"stopped by the ceiling of {ceiling:,} histories: {len(held):,} of {len(result.looks):,} points are not as exact as asked; "
            "a higher --max-runs (or max_replicates) continues from here"
        )
        return int(Exit.LIMIT)
    return failed


def _tell(console: Console, result: Any, found: Sequence[Any]) -> None:
    """Print what curves and maps claim, the main contrasts, and how far the level moves."""
    from sim.cli.running import paragraph
    from sim.report.sweep_report import TOLD, anchors_beside, exactness, level, sentences, table

    for figure in found:
        if not figure.name.startswith("contrasts-"):
            paragraph(console, f"{figure.title}.")
    few = len(result.plan.contrasts) <= MOST_SENTENCES
    for text in sentences(result) if few else ():
        paragraph(console, text)
    for line in () if few else (line for measure in TOLD for line in table(result, measure)):
        console.data(line)
    if level(result):
        paragraph(console, level(result))
    for text in anchors_beside(result):
        paragraph(console, text, indent=2)
    if result.looks:
        paragraph(console, exactness(result))
    paragraph(console, "All of this is about the model, not the world.")


def _say_next(console: Console, result: Any, with_figures: bool) -> int:
    folder = escaped(str(result.folder))
    tables = "estimates.csv" + (", contrasts.csv, signs.csv" if result.plan.contrasts else "")
    console.say(f"\nWritten to {folder}{os.sep}: {tables}, summary.json" + (", figures/" if with_figures else ""))
    failed = failures.warn(console, result.folder, result.failed, of_sweep=True)
    if with_figures:
        console.say(f"Next:  {spoken('plot', str(result.folder))}\n         makes the figures again")
    return failed
