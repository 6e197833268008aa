"""The verbs of `redline`, each loaded only when it is called, and the welcome of a bare call."""

from __future__ import annotations

import importlib

import click

from sim import __version__

VERBS = {  # verb -> what it does, in the order of a first visit
    "demo": "see it work: the crisis of November 2024, with figures and a page",
    "new": "start a scenario of your own from a commented file",
    "check": "say what is wrong with a file, and where",
    "run": "simulate a scenario, write figures and a page",
    "solve": "work a small scenario out exactly, without sampling",
    "rare": "estimate one rare outcome as exactly as asked",
    "replay": "tell one simulated history, with why",
    "play": "take an actor's seat, and be told afterwards what you changed",
    "view": "move the red lines yourself, in the browser",
    "explain": "why it escalated: channels, ways, points of no return, red lines",
    "compare": "what a change does: two scenarios or settings on the same luck",
    "sweep": "run an experiment, or a scenario over its ranges; resumable",
    "work": "do a share of a results folder's work, as one job of many",
    "ensemble": "all decision theories, and whose the spread of outcomes is",
    "analyse": "which factors matter in a sweep, how clear signs are, and where",
    "status": "how far a results folder is",
    "resume": "go on with what was interrupted, from its folder alone",
    "verify": "check a results folder, by doing some of its work once more",
    "report": "make the page of a results folder again, or print it",
    "plot": "make the figures of a results folder again",
    "anchors": "a level of nuclear use beside published numbers and quiet months",
    "backcast": "score the model against what happened, beside base rates",
    "learn": "what the dated record says about an owner's private type",
    "doctrine": "show, compare and list nuclear doctrines",
    "game": "solve the canonical games of deterrence",
    "audit": "find values of a scenario that do nothing, and laws that break",
    "validate": "reproduce published numbers, game by game",
    "cite": "list the sources a scenario rests on, as text, BibTeX or CSL-JSON",
    "schema": "print the JSON Schema of files, for editors",
    "doctor": "is this installation in order? what a bug report needs",
}
WELCOME = """\
redline - simulate how a crisis climbs (or not) when its powers have red lines.

  redline demo                 see it work (a minute or two, nothing to prepare)
  redline new crisis.yaml      start your own scenario
  redline run crisis.yaml      run it, get figures and a page
  redline replay two-actors    watch one simulated history

It compares assumptions; it does not forecast. More: redline --help
"""
EPILOG = "FILE is a scenario file, NAME a shipped scenario (november-2024, two-actors, ...), DIR a results folder."


class Program(click.Group):
    """A group whose verbs are modules of this folder."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the verbs in the order of a first visit."""
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return a verb, imported now; None where there is none of that name."""
        if name not in VERBS:
            return None
        command = importlib.import_module(f"sim.cli.{name}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(self, context: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the verb that is meant; an unknown one gets the nearest as a suggestion."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from sim.errors import quoted
            from sim.scenario.suggest import hint

            raise click.UsageError(f"no command {quoted(args[0])}{hint(args[0], VERBS)}", context)
        return super().resolve_command(context, args)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()), col_max=12)


@click.command(cls=Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.version_option(__version__, prog_name="redline", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, expose_value=False, help="Show a traceback where something goes wrong.")
@click.pass_context
def program(context: click.Context) -> None:
    """Simulate how a crisis climbs, or does not, when its powers have red lines."""
    if context.invoked_subcommand is None:
        click.echo(WELCOME, nl=False)
