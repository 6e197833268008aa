"""`redline check`: what is wrong with scenarios, experiments and doctrines, all at once and with its place; what a scenario rests on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, Problem, ProblemsError, escaped

SCHEMA = "redline/check/1"


@click.command("check", short_help="say what is wrong with a file")
@click.argument("files", metavar="FILE|NAME...", nargs=-1, required=True)
@click.option("--sources", is_flag=True, help="List every number of a scenario by what it rests on: sources, assumptions and why.")
@options.together(options.settings, options.preset, options.json, options.common)
def command(files: tuple[str, ...], sources: bool, settings: tuple[str, ...], preset: str | None, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Read scenarios, experiments or doctrines and say everything that is wrong with them, one line a mistake with its place. Nothing is simulated.

    \b
    Examples
      redline check crisis.yaml
      redline check november-2024 --sources
      redline check scenarios/*.yaml experiments/*.yaml --json
    """
    from sim.cli.console import Console

    console = Console(quiet, verbose)
    reports = [_report(name, settings, preset, sources) for name in files]
    bad = [report for report in reports if report["problems"]]
    if as_json:
        import json

        console.data(json.dumps({"schema": SCHEMA, "ok": not bad, "files": reports}, ensure_ascii=False))
    else:
        for report in reports:
            _tell(console, report)
    return int(Exit.INPUT if bad else Exit.DONE)


def _report(name: str, settings: Sequence[str], preset: str | None, sources: bool) -> dict[str, Any]:
    """Return what a check of one file found, as JSON values."""
    report: dict[str, Any] = {"file": name, "kind": "scenario", "id": None, "title": None, "problems": []}
    try:
        path = options.scenario_file(name)
        kind = _kind(path)
        report["kind"] = kind
        found = {"experiment": _experiment, "doctrine": _doctrine}.get(kind)
        return report | (found(path) if found else _scenario(path, settings, preset, sources))
    except ProblemsError as error:
        report["problems"] = [_mapping(problem) for problem in error.problems]
    return report


def _kind(path: Path) -> str:
    """Return what kind of file this says it is, by the line that begins with `schema:`; a scenario where it says nothing we know."""
    from sim.scenario.text import read_bytes

    for line in read_bytes(path, str(path)).splitlines():
        if line.startswith(b"schema:"):
            said = line.partition(b":")[2].strip().strip(b"\"'")
            return next((kind for kind in ("experiment", "doctrine") if said.startswith(f"redline/{kind}/".encode())), "scenario")
    return "scenario"


def _scenario(path: Path, settings: Sequence[str], preset: str | None, sources: bool) -> dict[str, Any]:
    from sim.scenario.load import load
    from sim.scenario.provenance import assumptions

    world = load(path, tuple(settings), preset)
    numbers = list(world.quantities.values())
    report: dict[str, Any] = {"id": world.id, "title": world.title, "numbers": len(numbers)}
    report |= {"with_range": sum(n.low is not None for n in numbers), "with_source": sum(n.source is not None for n in numbers)}
    if sources:
        fields = ("path", "value", "low", "high", "scale", "unit", "source", "assumption", "file", "line")
        report["quantities"] = [{name: getattr(number, name) for name in fields} for number in numbers]
        report["assumptions"] = [{"path": one.path, "value": one.value, "why": why} for one, why in assumptions(numbers)]
        report["sources"] = {key: dict(source) for key, source in world.sources.items()}
    return report


def _experiment(path: Path) -> dict[str, Any]:
    from sim.experiment.dead import dead
    from sim.experiment.legal import require_legal
    from sim.experiment.load import load_experiment
    from sim.experiment.plan import plan_sweep

    one = load_experiment(path)
    require_legal(plan_sweep(one), one, replayed=False)
    return {
        "id": one.id,
        "title": one.title,
        "points": len(one.points()),
        "variants": len(one.variants),
        "contrasts": len(one.contrasts),
        "notes": dead(one),
    }


def _doctrine(path: Path) -> dict[str, Any]:
    from sim.scenario.doctrine import read_doctrine
    from sim.scenario.library import doctrine_tree

    doctrine_tree(path)
    try:
        text = read_doctrine(path.stem, path.parent.parent)
    except ProblemsError:
        return {"id": path.stem, "title": None}
    return {"id": text.id, "title": text.title, "lines": len(text.nuclear_lines), "clauses": len(text.clauses)}


def _mapping(problem: Problem) -> dict[str, Any]:
    return {"file": problem.file, "line": problem.line, "column": problem.column, "message": problem.message}


def _tell(console: Any, report: dict[str, Any]) -> None:
    name = escaped(report["file"])
    if report["problems"]:
        click.echo(str(ProblemsError(Problem(**one) for one in report["problems"])), err=True)
        return
    counts = {
        "scenario": "{numbers} numbers, {with_range} with a range, {with_source} with a source, the rest assumptions",
        "experiment": "points: {points}, variants: {variants}, contrasts: {contrasts}",
        "doctrine": "{lines} nuclear lines, {clauses} clauses",
    }[report["kind"]]
    title = f" {report['title']}" if report["title"] else ""
    console.data(f"{name}: ok,{title} ({counts.format(**{'lines': '?', 'clauses': '?', **report})})")
    for note in report.get("notes", ()):
        console.data(f"  note: {note}")
    for words, numbers in _by_basis(report.get("quantities", ())).items():
        console.data(f"  {words} ({len(numbers)}):")
        for number in numbers:
            console.data(_line(number))
    for key, source in report.get("sources", {}).items():
        console.data(f"  source {key}: {', '.join(source[part] for part in ('publisher', 'date', 'title', 'link', 'verified') if source.get(part))}")


def _by_basis(numbers: Sequence[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the numbers by what they rest on; nothing for a basis that no number has."""
    kinds: dict[str, list[dict[str, Any]]] = {
        "from a source": [one for one in numbers if one["source"] and not one["assumption"]],
        "from a source, read by us (both are given)": [one for one in numbers if one["source"] and one["assumption"]],
        "assumed, with a reason": [one for one in numbers if one["assumption"] and not one["source"]],
        "assumed, plain numbers without a reason": [one for one in numbers if not one["assumption"] and not one["source"]],
    }
    return {words: chosen for words, chosen in kinds.items() if chosen}


def _line(number: dict[str, Any]) -> str:
    """Return one number with its range and what it rests on."""
    unit = f" {number['unit']}" if number["unit"] else ""
    ends = f" [{number['low']:g}, {number['high']:g}]" if number["low"] is not None else ""
    log = " log" if ends and number["scale"] == "log" else ""
    basis = [f"source {number['source']}"] if number["source"] else []
    basis += [f"assumed: {number['assumption']}"] if number["assumption"] else [] if basis else ["assumed"]
    return f"  {number['path']} = {number['value']:g}{unit}{ends}{log}; {'; '.join(basis)}"
