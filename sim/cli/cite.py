"""`redline cite`: the sources a scenario rests on, with keys, dates and links; without a scenario, Redline itself."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options

SCHEMA = "redline/cite/1"
FORMATS = ("text", "bibtex", "csl")


@click.command("cite", short_help="list the sources of a scenario")
@click.argument("scenario", metavar="[FILE|NAME]", required=False)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="csl: CSL-JSON, for reference managers.")
@click.option("--rows", is_flag=True, help="Cite each dated event of the scenario's history too.")
@options.together(options.settings, options.preset, options.json, options.common)
def command(
    scenario: str | None, form: str, rows: bool, settings: tuple[str, ...], preset: str | None, as_json: bool, quiet: bool, verbose: bool
) -> int:
    """List the sources that numbers, events and doctrine clauses of a scenario name, how far each was read, and what rests on it (--json, -v).

    \b
    Examples
      redline cite november-2024
      redline cite november-2024 --rows --format bibtex > redline.bib
      redline cite
    """
    from sim.report import citation

    if as_json and form != "text":
        raise click.UsageError("--json and --format ask for two things; keep one", click.get_current_context())
    found = _found(scenario, rows, settings, preset)
    if as_json or form == "csl":
        import json

        listed = {"schema": SCHEMA, "scenario": scenario, "sources": [citation.as_dict(one) for one in found]}
        click.echo(json.dumps(citation.csl(found) if form == "csl" else listed, ensure_ascii=False))
    elif form == "bibtex":
        click.echo(citation.bibtex(found), nl=False)
    else:
        for one in found:
            click.echo(_clean(citation.text(one)))
            for path in one.used_by if verbose else ():
                click.echo(f"    {_clean(path)}")
        if not found and not quiet:
            click.echo("no source is named: every number is an assumption", err=True)
    return 0


def _clean(text: str) -> str:
    from sim.errors import escaped

    return escaped(text)


def _found(scenario: str | None, rows: bool, settings: tuple[str, ...], preset: str | None) -> list[Any]:
    from sim.report import citation

    if scenario is None:
        if rows or settings or preset:
            raise click.UsageError("name a scenario to cite its sources", click.get_current_context())
        return [citation.redline()]
    from sim.scenario.events import events
    from sim.scenario.load import load
    from sim.scenario.past import history_name

    path = options.scenario_file(scenario)
    found = citation.citations(load(path, settings, preset))
    if rows:
        name = history_name(path)
        if name is None:
            raise click.UsageError("--rows: the scenario names no shipped history", click.get_current_context())
        found += citation.row_citations(name, events(name))
    return found
