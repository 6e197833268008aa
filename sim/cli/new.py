"""`redline new`: a commented scenario to start from."""

from __future__ import annotations

import re
from pathlib import Path

import click

from sim.cli import options
from sim.errors import Exit, RunError, escaped

TEMPLATES = ("two-actors", "november-2024")
VARIATION = """\
# A variation on the crisis of November 2024: it starts from the shipped scenario and says only what differs.
#   redline check {file}     redline run {file}     redline compare november-2024 {file}
# What follows changes nothing yet. Take the # away before a line, change the number, run again. Every number may also be written
# {{value, range, unit, source | assumption}}. All that can be changed: redline check november-2024 --sources
schema: redline/scenario/1
base: november-2024
id: {id}
title: A variation on the crisis of November 2024
summary: Say in a few sentences what differs from November 2024.
reading: Compare it with november-2024 on the same luck; the level means nothing by itself.

# clock: {{start: 2024-11-17, horizon_months: 12}}

# fronts:                              # -1 = Russia collapses, +1 = Ukraine collapses
#   ukraine:
#     initial: 0.10
#     drift_per_month: 0.005

# flags:
#   strike_permission: {{initial: true, locked: false}}      # locked: true freezes it

# owners:
#   russia:
#     doctrine: russia-2024              # or russia-2020, or {{published: russia-2024, operative: russia-2020}}
#     nuclear:
#       audience_cost: 0.30              # loss from backing down from a nuclear line, where the threat is real
#       probability_real: 0.5            # else it is a bluff
#   nato:
#     active: true                       # false: NATO has no red lines

# timeline:
#   inauguration: {{active: true}}         # false: no change of leadership in Washington
"""


@click.command("new", short_help="start a scenario of your own")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--template", type=click.Choice(TEMPLATES), default=TEMPLATES[0], show_default=True, help="What to start from.")
@options.common
def command(file: Path, template: str, quiet: bool, verbose: bool) -> int:
    """Write a commented scenario to start from: a small crisis of two actors, or a variation on November 2024.

    \b
    Examples
      redline new crisis.yaml
      redline new winter.yaml --template november-2024
    """
    from sim.cli.console import Console, spoken

    file = file if file.suffix in (".yaml", ".yml") else file.with_name(f"{file.name}.yaml")
    name = _id(file.stem)
    if file.exists():
        raise RunError(f"{escaped(str(file))} exists and is left as it is; choose another name", Exit.INPUT)
    text = VARIATION.format(file=file.name, id=name) if template != TEMPLATES[0] else _copied(template, file.name, name)
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise RunError(f"cannot write {escaped(str(file))}: {why}; choose another place", Exit.MACHINE) from error
    console = Console(quiet, verbose)
    console.say(f"Written to {escaped(str(file))}. Open it, change a number, then:\n  {spoken('check', str(file))}\n  {spoken('run', str(file))}")
    return int(Exit.DONE)


def _id(stem: str) -> str:
    """Return an id made from a file's name: small letters, digits, - and _, beginning with a letter."""
    name = re.sub(r"[^a-z0-9_-]+", "-", stem.lower()).strip("-_")
    return (name if re.match(r"[a-z]", name) else f"crisis-{name}".rstrip("-"))[:64]


def _copied(template: str, file: str, name: str) -> str:
    """Return the text of a shipped scenario under another id, with commands that speak of the new file."""
    text = options.scenario_file(template).read_text(encoding="utf-8")
    text = re.sub(r"^id: .*$", f"id: {name}", text, count=1, flags=re.MULTILINE)
    return text.replace("Copy this file and change it.", "Yours to change.").replace("FILE", file)
