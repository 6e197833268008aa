"""`redline plot`: make the figures of a results folder again, all of them or one by its fixed name."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli import options
from sim.errors import Exit, ResultsError, escaped, quoted

SCHEMA = "redline/figures/1"


@click.command("plot", short_help="make figures again")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("name", metavar="[NAME]", required=False)
@click.option("-l", "--list", "listed", is_flag=True, help="Only list the figures that the folder gives, by name.")
@options.together(options.out, options.json, options.common)
def command(folder: Path, name: str | None, listed: bool, out: Path | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Make the figures of a results folder again as SVG, PNG and PDF, each with its data as CSV; or only those that NAME means: F1 to F10, a word
    such as outcomes, ladder, drivers, map, rules, trajectories, beliefs, gateways, compare or quality, or the name of one file. They go to
    DIR/figures, or to --out.

    \b
    Examples
      redline plot results/november-2024-3f9c12ab
      redline plot results/november-2024-3f9c12ab F2 -o paper
      redline plot results/november-2024-3f9c12ab --list
    """
    from sim.cli.console import Console
    from sim.report.figure_names import FIXED, chosen
    from sim.report.of_folder import figures_of_folder
    from sim.report.run_report import FIGURES, save

    console = Console(quiet, verbose)
    found = figures_of_folder(folder)
    wanted = found if name is None else chosen(found, name)
    if not wanted:
        from sim.scenario.suggest import hint

        known = next((one for one in FIXED if name and name.lower() in (one.code.lower(), one.word)), None)
        what = "nothing in it can be drawn"
        if known is not None:
            how = f"; {known.needs.replace('DIR', escaped(str(folder)))}"
            what = f"{known.code} ({known.shows}) cannot be drawn from it{how}"
        elif name:
            what = f"no figure {quoted(name)}{hint(name, [*(one.word for one in FIXED), *(figure.name for figure in found)])}"
        raise ResultsError(f"{escaped(str(folder))}: {what}", Exit.INPUT)
    if not listed:
        save(wanted, out or folder / FIGURES)
    if as_json:
        import json

        console.data(json.dumps({"schema": SCHEMA, "figures": [_facts(figure, None if listed else out or folder / FIGURES) for figure in wanted]}))
        return int(Exit.DONE)
    for figure in wanted:
        facts = _facts(figure, out or folder / FIGURES)
        if listed:
            console.data(f"{facts['code'] or '':<4} {facts['word'] or '':<13} {figure.name:<28} {figure.title}")
        else:
            console.say(f"{escaped(str((out or folder / FIGURES) / figure.name))}.svg .png .pdf .csv: {figure.title}")
    return int(Exit.DONE)


def _facts(figure: object, place: Path | None) -> dict[str, object]:
    """Return what --json says of a figure."""
    from sim.plots.figure import FigureSpec
    from sim.report.figure_names import of_file

    assert isinstance(figure, FigureSpec)  # noqa: S101 (so that this file loads no matplotlib)
    fixed = of_file(figure.name)
    facts: dict[str, object] = {"name": figure.name, "code": fixed.code if fixed else None, "word": fixed.word if fixed else None}
    facts |= {"title": figure.title, "reading": figure.reading, "alt": figure.alt}
    return facts | ({"files": [str(place / f"{figure.name}{end}") for end in (".svg", ".png", ".pdf", ".csv")]} if place else {})
