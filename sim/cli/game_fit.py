"""`redline game fit`: the precision at which counts of choices are most likely."""

from __future__ import annotations

import json

import click

from sim.cli import options
from sim.cli.game import read_settings, setting
from sim.errors import Exit, GameError, quoted

HIGHEST = 200.0  # times what a unit of the range of payoffs is


@click.command("fit", short_help="estimate precision from counts")
@click.argument("name", metavar="NAME")
@click.option("--count", "counts", multiple=True, metavar="SET/ACTION=N", help="How often an action was chosen at an information set; repeatable.")
@click.option("--highest", type=float, metavar="L", help="Highest precision searched (default: 200 over the range of payoffs).")
@setting
@options.together(options.json, options.common)
def command(name: str, counts: tuple[str, ...], highest: float | None, settings: tuple[str, ...], as_json: bool, quiet: bool, verbose: bool) -> int:
    """Estimate the precision of logit quantal response from counts of choices, by maximum likelihood, on every branch; intervals are 95 %.

    \b
    Examples
      redline game fit chicken --count first/firm=12 --count first/swerve=88 --count second/firm=15 --count second/swerve=85
    """
    from sim.games import catalogue
    from sim.games.solvers.agents import Agents
    from sim.games.solvers.likelihood import fit

    game = catalogue.load(name)
    values = game.values(read_settings(settings))
    tree = game.finite_tree(values)
    top = HIGHEST / Agents(tree).scale if highest is None else highest
    found = fit(tree, _read_counts(counts), top)
    if as_json:
        listed = [
            {
                "branch": one.branch,
                "precision": one.precision,
                "interval": [one.low, one.high],
                "log_likelihood": one.log_likelihood,
                "strategies": {place: dict(mixed) for place, mixed in one.strategies.items()},
                "at_highest": one.at_end,
            }
            for one in found
        ]
        whole = {"schema": "redline/game-fit/1", "game": game.name, "parameters": values.as_dict(), "highest": top, "fits": listed}
        click.echo(json.dumps(whole, ensure_ascii=False))
        return int(Exit.DONE)
    for one in found:
        high = "beyond what was searched" if one.high is None else f"{one.high:.6g}"
        more = f"; still rising at the highest precision searched, {top:.6g}" if one.at_end else ""
        click.echo(f"{one.branch}: precision {one.precision:.6g} (95 %: {one.low:.6g} to {high}), log likelihood {one.log_likelihood:.6g}{more}")
        for place, mixed in one.strategies.items():
            click.echo(f"  {place}: " + ", ".join(f"{action} {share:.6g}" for action, share in mixed.items()))
    return int(Exit.DONE)


def _read_counts(texts: tuple[str, ...]) -> dict[str, dict[str, float]]:
    """Return information set -> action -> count of every `--count SET/ACTION=N`."""
    from sim.games.parameters import number_of

    found: dict[str, dict[str, float]] = {}
    for text in texts:
        where, equals, count = text.rpartition("=")
        place, slash, action = where.rpartition("/")
        number = number_of(count)
        if not equals or not slash or number != number:
            raise GameError(f"--count takes SET/ACTION=N, got {quoted(text)}")
        found.setdefault(place, {})[action] = number
    return found
