"""`redline doctrine`: the nuclear doctrines that scenarios name, clause by clause, and what differs between two of them."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit

SIDE = 50  # columns of each side of a comparison
NOTE = "Exposure 1 means that a reader in the owner's capital would say the wording is met. The scale is ours."


@click.group("doctrine", short_help="show and compare doctrines")
def command() -> None:
    """Show, compare and list nuclear doctrines: their red lines as numbers, their clauses in our own words, and how far each was read.

    \b
    Examples
      redline doctrine list
      redline doctrine show russia-2024
      redline doctrine diff russia-2020 russia-2024
    """


@command.command("list")
@options.together(options.json, options.common)
def list_all(as_json: bool, quiet: bool, verbose: bool) -> int:
    """List the shipped doctrines."""
    from sim.scenario.doctrine import doctrine_names, read_doctrine

    texts = [read_doctrine(name) for name in doctrine_names()]
    if as_json:
        return _print({"schema": "redline/doctrine-list/1", "doctrines": [_head(text) for text in texts]})
    for text in texts:
        click.echo(f"{text.id:<14} {text.owner}, in force from {text.in_force_from.isoformat()}: {text.title}")
    return int(Exit.DONE)


@command.command("show")
@click.argument("name", metavar="ID")
@options.together(options.json, options.common)
def show(name: str, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Show one doctrine: lines, who is held responsible, and every clause."""
    from sim.scenario.doctrine import read_doctrine

    text = read_doctrine(name)
    if as_json:
        whole = _head(text) | {"backer_share": text.backer_share, "nuclear_lines": dict(text.nuclear_lines)}
        return _print({"schema": "redline/doctrine-show/1", **whole, "clauses": [dict(clause) for clause in text.clauses]})
    click.echo(f"{text.title}\n{text.id}, {text.owner}, in force from {text.in_force_from.isoformat()}\n\nNuclear lines, as exposure")
    for dimension, line in sorted(text.nuclear_lines.items(), key=lambda pair: (pair[1], pair[0])):
        click.echo(f"  {dimension:<20} {line:g}")
    click.echo(f"  {'share of the backer':<20} {text.backer_share:g}   (how far a nuclear power behind an act is held responsible)")
    click.echo(f"{NOTE}\n\nClauses")
    for clause in text.clauses:
        _clause(dict(clause))
    return int(Exit.DONE)


@command.command("diff")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@options.together(options.json, options.common)
def differ(first: str, second: str, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Show what differs between two doctrines, side by side."""
    from sim.scenario.doctrine import diff, read_doctrine

    one, two = read_doctrine(first), read_doctrine(second)
    rows = diff(one, two)
    if as_json:
        return _print({"schema": "redline/doctrine-diff/1", "from": _head(one), "to": _head(two), "differences": [asdict(row) for row in rows]})
    _side_by_side("", [one.id], [two.id])
    _side_by_side("", [f"in force from {one.in_force_from.isoformat()}"], [f"in force from {two.in_force_from.isoformat()}"])
    watched = {clause["id"]: clause.get("watches", "") for text in (one, two) for clause in text.clauses}
    kinds = {"line": "Nuclear lines, as exposure", "backer_share": "Share of responsibility of a backer", "clause": "Clauses: when they speak"}
    for kind, title in kinds.items():
        chosen = [row for row in rows if row.what == kind]
        if chosen:
            click.echo(f"\n{title}")
        for row in chosen:
            texts = [_cell(value) for value in (row.first, row.second)]
            if kind == "clause":
                click.echo(textwrap.fill(f"{row.name}: {watched[row.name]}", 2 * SIDE, initial_indent="  ", subsequent_indent="    "))
            _side_by_side("" if kind == "clause" else f"{row.name}: ", *([texts[0]], [texts[1]]))
    click.echo(f"\n{NOTE}" if rows else "No difference.")
    return int(Exit.DONE)


def _head(text: Any) -> dict[str, Any]:
    return {"id": text.id, "title": text.title, "owner": text.owner, "in_force_from": text.in_force_from.isoformat()}


def _cell(value: float | str | None) -> str:
    return "(absent)" if value is None or value == "" else value if isinstance(value, str) else f"{value:g}"


def _side_by_side(head: str, left: Sequence[str], right: Sequence[str]) -> None:
    """Print two texts beside each other, wrapped."""
    columns = [[line for text in texts for line in textwrap.wrap(head + text, SIDE - 4) or [""]] for texts in (left, right)]
    for number in range(max(map(len, columns))):
        one, two = (column[number] if number < len(column) else "" for column in columns)
        click.echo(f"    {one:<{SIDE - 2}}{two}".rstrip())


def _clause(clause: dict[str, str]) -> None:
    first = f"  {clause.pop('id')}: {clause.pop('watches', '')}"
    click.echo(textwrap.fill(first, 2 * SIDE, subsequent_indent="    "))
    said = [f"crossed when {clause.pop('crossing')}"] if clause.get("crossing") else []
    note = clause.pop("note", "")
    said += [f"{name.replace('_', ' ')}: {value}" for name, value in clause.items() if value]
    click.echo(textwrap.fill("; ".join(said) + (f". {note}" if note else ""), 2 * SIDE, initial_indent="    ", subsequent_indent="    "))


def _print(found: dict[str, Any]) -> int:
    import json

    click.echo(json.dumps(found, ensure_ascii=False))
    return int(Exit.DONE)
