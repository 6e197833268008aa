"""`redline game plot`: the figures of a game."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli import options
from sim.cli.game import read_settings, setting
from sim.errors import Exit, GameError, escaped, quoted

KINDS = ("regions", "branches", "curve")


@click.command("plot", short_help="draw a game")
@click.argument("name", metavar="NAME")
@click.argument("kind", metavar="[KIND]", required=False, type=click.Choice(KINDS))
@setting
@click.option("--factor", metavar="NAME[=LOW:HIGH]", help="The parameter that a curve turns (default: the game's own).")
@click.option("--outcome", metavar="OUTCOME", help="The outcome that a curve shows (default: the game's own).")
@click.option("--precision", type=float, metavar="L", help="Highest precision of the branches (default: 500 over the range of payoffs).")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), default=Path("figures"), metavar="DIR", help="Folder for the figures (default: figures)."
)
@options.common
def command(
    name: str,
    kind: str | None,
    settings: tuple[str, ...],
    factor: str | None,
    outcome: str | None,
    precision: float | None,
    out: Path,
    quiet: bool,
    verbose: bool,
) -> int:
    """Draw a game as SVG and PNG with its data as CSV: the map of its regions, the branches of quantal response, one outcome over one parameter.

    KIND is regions, branches or curve; without it, all that the game has.

    \b
    Examples
      redline game plot unilateral-deterrence regions
      redline game plot chicken branches --precision 5
      redline game plot chicken curve --factor P1=-20:-2 --outcome crash
    """
    from sim.games import catalogue
    from sim.games.parameters import number_of
    from sim.report import game_figures

    game = catalogue.load(name)
    values = game.values(read_settings(settings))
    turned, _, ends = (factor or "").partition("=")
    low, high = (number_of(end) for end in ends.split(":")) if ends.count(":") == 1 else (None, None)
    if ends and not (low is not None and high is not None and low < high):
        raise GameError(f"--factor takes NAME or NAME=LOW:HIGH, got {quoted(factor)}")
    if kind == "regions":
        found = [game_figures.regions(game, values)]
    elif kind == "branches":
        found = [game_figures.branches(game, values, precision)]
    elif kind == "curve" or factor or outcome:
        found = [game_figures.curves(game, values, turned, outcome or "", low, high)]
    else:
        found = game_figures.every(game, values)
    for figure in found:
        figure.save(out)
        if not quiet:
            click.echo(f"{escaped(str(out / figure.name))}.svg .png .pdf .csv: {figure.title}", err=True)
    return int(Exit.DONE)
