"""`redline replay`: one history told in sentences, with why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Exit, ResultsError, RunError, escaped

POOL = 1024  # histories from which one is chosen, where a scenario is replayed and not a run
SCHEMA = "redline/replay/1"


@click.command("replay", short_help="tell one history")
@click.argument("source", metavar="FILE|NAME|DIR")
@click.option("-n", "--history", type=options.Whole(0, 2**63 - 1), metavar="N", help="Tell history number N.")
@click.option("--typical", "how", flag_value="typical", help="Tell the history nearest to the means of acts, crossings and answers.")
@click.option("--worst", "how", flag_value="worst", help="Tell the history in which nuclear use was most probable.")
@click.option("--reveal", is_flag=True, help="Tell the hidden types first instead of last.")
@click.option("--point", type=options.Whole(0, 10**6), metavar="N", help="Of a sweep: the design point (default 0, or the first).")
@click.option("--variant", metavar="NAME", help="Of a sweep: the variant (default: the first).")
@options.together(options.runs, options.seed, options.settings, options.preset, options.json, options.common)
def command(
    source: str,
    history: int | None,
    how: str | None,
    reveal: bool,
    point: int | None,
    variant: str | None,
    runs: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Tell one simulated history event by event: who acts, what else it might have done, which red line is met, what was believed, what the
    owner answers, what is learned. The hidden types come last.

    Without --history one is drawn: from the histories of a results folder, or from the first 1,024 (--runs) of a scenario, each with the
    probability of its weight. The same command tells the same history.

    \b
    Examples
      redline replay two-actors
      redline replay november-2024 --worst -v
      redline replay results/november-2024-3f9c12ab --history 812
    """
    from sim.analysis.summary import json_text
    from sim.cli import failures
    from sim.cli.console import Console, compile_notice
    from sim.engine.trace import trace
    from sim.experiment.engine import prepare

    console = Console(quiet, verbose)
    if history is not None and how is not None:
        raise click.UsageError(f"--history and --{how} exclude each other", click.get_current_context())
    if options.is_results(source):
        if settings or preset or seed is not None or runs is not None:
            raise ResultsError("a results folder is told as it is; --set, --preset, --seed and --runs need a scenario", Exit.INPUT)
        world, luck, limit, histories = _of_folder(Path(source), point, variant, need=history is None)
    else:
        if point is not None or variant is not None:
            raise ResultsError("--point and --variant speak of the results folder of a sweep", Exit.INPUT)
        world, luck, limit, histories = of_scenario(source, settings, preset, seed, runs or POOL, console, need=history is None)
    if history is not None and limit is not None and history >= limit:
        raise RunError(f"the run has histories 0 to {limit - 1:,}; there is no number {history:,}", Exit.INPUT)
    number, chosen = (history, "") if history is not None else choose(histories, how or "drawn", luck)
    with compile_notice(console):
        prepared = prepare(world)
        told = trace(prepared, luck, number)
        after = learned(prepared, told)
    if as_json:
        console.data(json_text(_object(told, world, after, how or ("drawn" if history is None else "given"))).rstrip("\n"))
        return failures.warn_of_one(console, told)
    from sim.report.story import tell

    if chosen:
        console.say(f"History {number}, {chosen}.")
    console.data(tell(told, world, after, verbose, reveal).rstrip("\n"))
    return failures.warn_of_one(console, told)


def of_scenario(source: str, settings: tuple[str, ...], preset: str | None, seed: int | None, runs: int, console: Any, need: bool) -> Any:
    """Return (world, seed, limit of numbers, histories to choose from) of a scenario; histories only where one must be chosen."""
    import numpy as np

    from sim.cli.console import compile_notice
    from sim.experiment.engine import prepare, simulate
    from sim.results.sums import history_columns
    from sim.scenario.load import load

    path = options.scenario_file(source)
    world = load(path, options.overrides(path, preset, settings))
    luck = int(world.numerics.seed) if seed is None else seed
    parts: list[Any] = []
    if need:
        prepared = prepare(world)
        with compile_notice(console):
            blocks = [simulate(prepared, luck, block, runs) for block in range(-(-runs // POOL))]
        parts = [history_columns(0, "base", block, prepared.names) for block in blocks]
    return world, luck, None, {name: np.concatenate([part[name] for part in parts]) for name in parts[0]} if parts else {}


def _of_folder(folder: Path, point: int | None, variant: str | None, need: bool) -> Any:
    """Return the same of a results folder, whose world must still be the one that was simulated."""
    from sim.analysis.folder import plan_of_folder
    from sim.analysis.runs import load_run

    _, plan = plan_of_folder(folder)
    if plan.kind == "sweep" and need:
        raise ResultsError(f"{escaped(str(folder))} holds a sweep, which keeps no single histories: name one with --history", Exit.INPUT)
    if plan.kind != "sweep" and (point is not None or variant is not None):
        raise ResultsError("--point and --variant speak of the results folder of a sweep", Exit.INPUT)
    names = list(plan.variants)
    case = variant if variant is not None else names[0]
    chosen = [one for one in plan.points if point is None or one.number == point][:1]
    if case not in names or not chosen:
        what = f"variant {escaped(case)} (it has {', '.join(names)})" if case not in names else f"point {point} (0 to {plan.points[-1].number})"
        raise ResultsError(f"{escaped(str(folder))} has no {what}", Exit.INPUT)
    world = options.world_of_folder(folder, plan, plan.case(chosen[0], case))
    grown = load_run(folder) if need or plan.target else None
    histories = grown.read_histories() if grown and need else {}
    return world, plan.seed_at(chosen[0]), grown.histories if grown else chosen[0].histories, histories


def choose(histories: Any, how: str, seed: int) -> tuple[int, str]:
    """Return the number of the history to tell, and how it was chosen in words."""
    from sim.report import pick

    number = {"drawn": lambda: pick.drawn(histories, seed), "typical": lambda: pick.typical(histories), "worst": lambda: pick.worst(histories)}[how]()
    return number, pick.HOW[how].format(count=len(histories["weight"]))


def learned(prepared: Any, told: Any) -> list[list[float | None]]:
    """Return for each moment and answer what the public believes of the same crossing just after it: the history is played once more to ask.

    None for lost ground, whose chance is that of the further loss only.
    """
    from sim.engine.agents import CrisisModel

    model = CrisisModel(prepared, told.seed, told.replicate)
    found: list[list[float | None]] = []
    try:
        for moment in told.moments:
            model.step()
            found.append([None if one.ground else model.actors[one.owner].credibility(one.dimension, one.exposure) for one in moment.answers])
    finally:
        model.close()
    return found


def _object(told: Any, world: Any, after: list[list[float | None]], how: str) -> dict[str, Any]:
    """Return the trace as JSON values."""
    from sim.report.story import date_of

    moments = []
    for moment, learned in zip(told.moments, after, strict=True):
        answers = [{**_fields(answer), "believed_after": belief} for answer, belief in zip(moment.answers, learned, strict=True)]
        menu = [_fields(option) for option in moment.menu]
        date = date_of(world, moment.month).isoformat()
        moments.append({"date": date, **_fields(moment), "menu": menu, "answers": answers})
    return {"schema": SCHEMA, "scenario": world.id, "chosen": how, **_fields(told), "moments": moments}


def _fields(one: Any) -> dict[str, Any]:
    """Return the fields of a record as plain values: names instead of numbers for events, tiers and endings."""
    from dataclasses import fields
    from enum import IntEnum

    values = {field.name: getattr(one, field.name) for field in fields(one)}
    plain = {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}
    return {name: value.name.lower() if isinstance(value, IntEnum) else value for name, value in plain.items()}
