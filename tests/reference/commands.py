"""Every verb of `redline` with its arguments and options, as Markdown: read from the commands themselves."""

from __future__ import annotations

import importlib
import textwrap
from collections.abc import Iterator

import click

from sim.cli.program import VERBS
from tests.reference.words import code, plain, row, table

SHARED = ("quiet", "verbose", "debug")
SHARED_WORDS = (
    "Every verb also takes `-q`, `--quiet` (nothing but results and errors), `-v`, `--verbose` (more), `--debug` (a "
    "traceback where something goes wrong) and `-h`, `--help`."
)


def page() -> list[str]:
    """Return the page."""
    lines = [
        "Options mean the same wherever they appear. "
        + SHARED_WORDS
        + " Exit codes: [what a command tells the shell](messages.md). JSON objects: [versions](versions.md).",
        "",
    ]
    lines += table(["verb", "what it does"], [(f"[`{verb}`](#redline-{verb})", plain(what)) for verb, what in VERBS.items()])
    for verb in VERBS:
        command = importlib.import_module(f"sim.cli.{verb}").command
        lines += _described(command, f"redline {verb}", "##")
        if isinstance(command, click.Group):
            for name, one in command.commands.items():
                lines += _described(one, f"redline {verb} {name}", "###")
    return lines


def _described(command: click.Command, called: str, level: str) -> list[str]:
    context = click.Context(command, info_name=called)
    usage = " ".join([called, *command.collect_usage_pieces(context)])
    lines = ["", f"{level} {called}", "", "```text", usage, "```", "", *_told(command.help or "")]
    rows = [row(*cells) for cells in _options(command, context)]
    return [*lines, *(["", *table(["option", "meaning"], rows)] if rows else [])]


def _told(text: str) -> Iterator[str]:
    r"""Yield the words of a help text; a paragraph after \b keeps its lines and is shown as commands."""
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        lines = paragraph.splitlines()
        if number:
            yield ""
        if lines[0].strip() == "\b":
            yield from ("```text", *textwrap.dedent("\n".join(lines[1:])).splitlines(), "```")
        else:
            yield plain(" ".join(lines))


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for option in command.params:
        if isinstance(option, click.Option) and option.name not in SHARED and not option.hidden:
            record = option.get_help_record(context)
            if record is not None:
                yield code(record[0]), record[1]
