"""`redline doctrine`: the nuclear doctrines that scenarios name, clause by clause, what differs between two of them, and what happened when."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
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
      redline doctrine timeline -o timeline
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
    from sim.scenario.doctrine import read_doctrine, read_text, sources_of

    text, written = read_doctrine(name), read_text(name)
    sources = sources_of(written)
    lines = {dimension: line.model_dump() for dimension, line in written.nuclear_lines.items()}
    if as_json:
        whole = _head(text) | {"document": written.document, "backer_share": text.backer_share, "nuclear_lines": dict(text.nuclear_lines)}
        whole |= {"lines_with_sources": lines | {"backer_share": written.backer_share.model_dump()}}
        return _print({"schema": "redline/doctrine-show/1", **whole, "clauses": [dict(clause) for clause in text.clauses], "sources": sources})
    click.echo(f"{text.title}\n{text.id}, {text.owner}, in force from {text.in_force_from.isoformat()}")
    if written.document:
        click.echo(textwrap.fill(" ".join(written.document.split()), 2 * SIDE))
    click.echo("\nNuclear lines, as exposure")
    for dimension, line in sorted(text.nuclear_lines.items(), key=lambda pair: (pair[1], pair[0])):
        click.echo(f"  {dimension:<20} {line:g}")
        _basis(lines[dimension])
    click.echo(f"  {'share of the backer':<20} {text.backer_share:g}   (how far a nuclear power behind an act is held responsible)")
    _basis(written.backer_share.model_dump())
    click.echo(f"{NOTE}\n\nClauses")
    for clause in text.clauses:
        _clause(dict(clause))
    click.echo("\nSources" if sources else "")
    for key, source in sources.items():
        said = ", ".join(source[part] for part in ("publisher", "date", "title", "link", "verified") if source.get(part))
        indents: dict[str, Any] = {"initial_indent": "  ", "subsequent_indent": "    "}
        click.echo(textwrap.fill(f"{key}: {said}", 2 * SIDE, break_long_words=False, break_on_hyphens=False, **indents))
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
    kinds = {
        "line": "Nuclear lines, as exposure",
        "backer_share": "Share of responsibility of a backer",
        "clause": "Clauses: when they speak",
        "watches": "Clauses in both: what they watch",
        "tier": "Clauses in both: what they may justify",
        "ambiguity": "Clauses in both: how ambiguous they are",
        "attribution": "Clauses in both: who is held responsible",
    }
    for kind, title in kinds.items():
        chosen = [row for row in rows if row.what == kind]
        if chosen:
            click.echo(f"\n{title}")
        for row in chosen:
            texts = [_cell(value) for value in (row.first, row.second)]
            if kind == "clause":
                click.echo(textwrap.fill(f"{row.name}: {watched[row.name]}", 2 * SIDE, initial_indent="  ", subsequent_indent="    "))
            if kind == "watches":
                click.echo(f"  {row.name}")
            _side_by_side("" if kind in ("clause", "watches") else f"{row.name}: ", *([texts[0]], [texts[1]]))
    click.echo(f"\n{NOTE}" if rows else "No difference.")
    return int(Exit.DONE)


@command.command("timeline")
@click.argument("history", metavar="[HISTORY]", default="ukraine-2022-2025")
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder for the figure (default: none).")
@options.together(options.json, options.common)
def timeline(history: str, out: Path | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """List the dated crossings, answers and signals of a shipped history with the dates of doctrines, and draw them."""
    from sim.scenario.doctrine import doctrine_names, read_doctrine
    from sim.scenario.events import CROSSING, events

    found = events(history)
    owners = {one.actor for one in found if one.kind == "answer"}
    texts = [text for text in map(read_doctrine, doctrine_names()) if text.owner in owners]
    if as_json:
        rows = [asdict(one) | {"date": one.date.isoformat()} for one in found]
        _print({"schema": "redline/doctrine-timeline/1", "history": history, "doctrines": [_head(text) for text in texts], "events": rows})
    else:
        dated = [(text.in_force_from, f"{'':<4} {'doctrine':<13} {'':<8} {text.id} in force") for text in texts]
        dated += [(one.date, f"{one.id:<4} {one.kind:<13} rung {one.rung:<3} {_clean(one.text)}") for one in found]
        for date, line in sorted(dated, key=lambda pair: pair[0]):
            click.echo(f"{date.isoformat()} {line}")
        crossings = sum(one.kind == CROSSING for one in found)
        click.echo(f"{crossings} crossings and their answers, {len(found) - 2 * crossings} other events. Publisher and link of each: --json")
    if out is not None:
        from sim.report.backcast_figures import timeline_figure
        from sim.report.run_report import save

        figure = timeline_figure(found, texts, next(iter(sorted(owners)), ""))
        save([figure], out)
        click.echo(f"{_clean(str(out / figure.name))}.svg .png .pdf .csv: {figure.title}", err=True)
    return int(Exit.DONE)


def _clean(text: str) -> str:
    from sim.errors import escaped

    return escaped(text)


def _basis(line: dict[str, Any]) -> None:
    """Print the range of a number and what it rests on."""
    said = [f"range {line['range'][0]:g} to {line['range'][1]:g}"] if line["range"] else []
    said += [f"source {line['source']}"] if line["source"] else []
    said += [line["assumption"]] if line["assumption"] else []
    if said:
        click.echo(textwrap.fill("; ".join(said), 2 * SIDE, initial_indent="      ", subsequent_indent="      "))


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
