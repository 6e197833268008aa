"""`redline game sweep`: one game at many settings, every equilibrium a row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.cli.game import precision, read_settings, setting, solved
from sim.errors import Exit


@click.command("sweep", short_help="solve at many settings")
@click.argument("name", metavar="NAME")
@click.option("--factor", "factors", multiple=True, metavar="NAME[=RANGE]", help="Vary a parameter: q, q=0:1, q=0:1:21 or q=0.2;0.5; repeatable.")
@setting
@precision
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="CSV file to write (default: standard output).")
@options.together(options.json, options.common)
def command(
    name: str,
    factors: tuple[str, ...],
    settings: tuple[str, ...],
    precision: float | None,
    out: Path | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Solve a game at every combination of the factors: one row per setting and equilibrium, as CSV.

    Settings that break a constraint between parameters are left out and counted.

    \b
    Examples
      redline game sweep unilateral-deterrence --factor q=0.05:0.7:14
      redline game sweep chicken --factor P1=-20:-5:4 --factor "P2=-10;-100" -o chicken.csv
      redline game sweep chicken --factor P1=-20:-5:4 --precision 1 --json
    """
    from sim.games import catalogue, sweep

    game = catalogue.load(name)
    if not factors:
        raise click.UsageError("name at least one --factor to vary", click.get_current_context())
    varied = [sweep.read_factor(game, text) for text in factors]
    points, left_out = sweep.settings(game, read_settings(settings), varied)
    names = [factor for factor, _ in varied]
    listed: list[dict[str, Any]] = []
    for values in points:
        listed += sweep.rows(game, solved(game, values, precision), values, names)
    table = sweep.table(listed)
    if left_out and not quiet:
        click.echo(f"{left_out:,} settings break a constraint and are left out", err=True)
    if as_json:
        click.echo(json.dumps({"schema": "redline/game-sweep/1", "game": game.name, "factors": names, "left_out": left_out, "rows": table}))
        return int(Exit.DONE)
    from sim.results.tables import csv_text

    if out is None:
        click.echo(csv_text(table), nl=False)
    else:
        out.write_text(csv_text(table), encoding="utf-8", newline="")
    return int(Exit.DONE)
