"""`redline game`: the canonical games of deterrence, shown and solved; what else one can do with them is loaded when asked for."""

from __future__ import annotations

import importlib
import json
import textwrap
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit

WIDTH = 100
FURTHER = {  # verb -> what it does; each in a file of its own, sim/cli/game_VERB.py
    "sweep": "solve at many settings, as a table",
    "plot": "draw regions, branches and curves",
    "fit": "estimate precision from counts of choices",
    "extract": "the stage game of a scenario's dyad",
}


class Verbs(click.Group):
    """A group whose larger verbs are files of this folder, imported when called."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the verbs in the order of a first visit."""
        return [*super().list_commands(context), *FURTHER]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a verb; None where there is none of that name."""
        if name not in FURTHER:
            return super().get_command(context, name)
        command = importlib.import_module(f"sim.cli.game_{name}").command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing them."""
        own = [(name, command.get_short_help_str()) for name, command in self.commands.items()]
        with formatter.section("Commands"):
            formatter.write_dl([*own, *FURTHER.items()], col_max=12)


@click.group("game", cls=Verbs, short_help="canonical games")
def command() -> None:
    """The canonical games of deterrence: what they ask, their equilibria, and how they depend on what is assumed.

    \b
    Examples
      redline game list
      redline game show chicken
      redline game solve unilateral-deterrence --set p=0.3 --set q=0.2
    """


precision = click.option(
    "--precision", type=float, metavar="L", help="Quantal response at this precision (per unit of payoff) instead of equilibrium."
)
setting = click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set one parameter, as p=0.3 or P1=-10; repeatable.")


@command.command("list", short_help="list the games")
@options.together(options.json, options.common)
def list_all(as_json: bool, quiet: bool, verbose: bool) -> int:
    """List the games: what each asks, and how faithfully it follows its source."""
    from sim.games import catalogue

    games = catalogue.every()
    if as_json:
        found = [{"name": game.name, "title": game.title, "question": game.question, "fidelity": str(game.fidelity)} for game in games]
        return _print({"schema": "redline/game-list/1", "games": found})
    for game in games:
        click.echo(f"{game.name}: {game.title} ({game.fidelity})")
        _paragraph(game.question, 4)
    return int(Exit.DONE)


@command.command("show", short_help="show one game")
@click.argument("name", metavar="NAME")
@options.together(options.json, options.common)
def show(name: str, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Show one game: players, moves, information, payoffs, parameters with bounds and sources."""
    from sim.games import catalogue
    from sim.games.game import written

    game = catalogue.load(name)
    if as_json:
        return _print({"schema": "redline/game-show/1", **game.as_dict()})
    click.echo(f"{game.title}  [{game.name}]")
    words = {"Question": game.question, "Players": ", ".join(game.players), "Moves": game.moves, "Information": game.information}
    words |= {"Payoffs": game.payoffs, "Source": ", ".join((game.source, *game.further_sources)), "Fidelity": f"{game.fidelity}. {game.followed}"}
    for label, text in words.items():
        _paragraph(f"{label}: {text}", 2)
    click.echo("\nParameters, with defaults")
    for parameter in game.parameters:
        unit = f", {parameter.unit}" if parameter.unit else ""
        _paragraph(f"{parameter.name}={written(parameter.default)}: {parameter.meaning} ({parameter.allowed}{unit}; source: {parameter.source})", 2)
    for constraint in game.constraints:
        _paragraph(f"needs {constraint.words}", 2)
    return int(Exit.DONE)


@command.command("solve", short_help="all equilibria at one setting")
@click.argument("name", metavar="NAME")
@setting
@precision
@options.together(options.json, options.common)
def solve(name: str, settings: tuple[str, ...], precision: float | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Find all equilibria of a game at one setting: strategies, beliefs, outcome probabilities, values.

    With --precision the players err: logit quantal response, in every finite game.

    \b
    Examples
      redline game solve chicken --set P1=-20
      redline game solve unilateral-deterrence --set p=0.3 --set q=0.2 --json
      redline game solve chicken --precision 1
    """
    from sim.games import catalogue

    game = catalogue.load(name)
    values = game.values(read_settings(settings))
    solution = solved(game, values, precision)
    if as_json:
        whole = {"game": game.name, "title": game.title, "fidelity": str(game.fidelity), "parameters": values.as_dict(), "precision": precision}
        return _print({"schema": "redline/game-solve/1", **whole, **solution.as_dict()})
    from sim.games.game import written

    click.echo(f"{game.title}: {', '.join(f'{key} {written(value)}' for key, value in values.as_dict().items())}\n")
    if solution.region:
        click.echo(f"Region: {solution.region}")
    for key, value in solution.quantities.items():
        click.echo(f"  {key} = {value:.8g}")
    _paragraph(f"{solution.multiplicity} {solution.statement}", 0)
    for equilibrium in solution:
        _tell(equilibrium)
    return int(Exit.DONE)


@command.command("export", short_help="write one game for Gambit")
@click.argument("name", metavar="NAME")
@setting
@click.option("-o", "--out", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="File to write (default: standard output).")
@options.common
def export(name: str, settings: tuple[str, ...], out: Path | None, quiet: bool, verbose: bool) -> int:
    """Write a finite game at one setting as an .efg file, which Gambit reads and solves.

    \b
    Examples
      redline game export chicken
      redline game export unilateral-deterrence --set q=0.52 -o unilateral.efg
    """
    from sim.games import catalogue
    from sim.games.efg import to_efg

    game = catalogue.load(name)
    text = to_efg(game.finite_tree(game.values(read_settings(settings))))
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")
    return int(Exit.DONE)


def solved(game: Any, values: Any, precision: float | None) -> Any:
    """Return the solution of a game, or its quantal response at a precision; branches that stand apart are also looked for from equilibria."""
    if precision is None:
        return game.solve(values)
    from sim.games.solvers.quantal import logit_at

    return logit_at(game.finite_tree(values), precision, tuple(one.strategies for one in game.solve(values)))


def read_settings(settings: tuple[str, ...]) -> dict[str, str]:
    """Return name -> text of every `--set NAME=VALUE`; GameError where one has no name or no value."""
    from sim.errors import GameError, quoted

    found = {}
    for text in settings:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise GameError(f"--set takes NAME=VALUE, got {quoted(text)}")
        found[name.strip()] = value.strip()
    return found


def _tell(equilibrium: Any) -> None:
    """Print one equilibrium."""
    click.echo(f"\n{equilibrium.name} ({equilibrium.kind}; {equilibrium.accuracy})")
    for name, mixed in equilibrium.strategies.items():
        click.echo(f"  {name}: " + ", ".join(f"{action} {share:.6g}" for action, share in mixed.items()))
    for name, plan in equilibrium.plans.items():
        _paragraph(f"{name}: {plan}", 2)
    for name, belief in equilibrium.beliefs.items():
        if len(belief) > 1:
            _paragraph(f"belief at {name}: " + "; ".join(f"{history}: {share:.6g}" for history, share in belief.items()), 2)
    for label, numbers in (("", equilibrium.quantities), ("outcomes: ", equilibrium.outcomes), ("values: ", equilibrium.values)):
        if numbers:
            _paragraph(label + ", ".join(f"{key} {value:.8g}" for key, value in numbers.items()), 2)
    for note in equilibrium.notes:
        _paragraph(note, 2)


def _paragraph(text: str, indent: int) -> None:
    space = " " * indent
    click.echo(textwrap.fill(text, WIDTH, initial_indent=space, subsequent_indent=space + "  ", break_on_hyphens=False, break_long_words=False))


def _print(found: dict[str, Any]) -> int:
    click.echo(json.dumps(found, ensure_ascii=False))
    return int(Exit.DONE)
