"""`redline rare`: the probability of one rare outcome, as exactly as asked, by whatever way of sampling reaches it cheapest."""

from __future__ import annotations

from typing import Any

import click

from sim.cli import options

SCHEMA = "redline/rare/1"
DEFAULT_ERROR = 0.1


@click.command("rare", short_help="estimate a rare outcome as exactly as asked")
@click.argument("scenario", metavar="FILE|NAME")
@options.together(options.relative_error, options.measure, options.max_runs, options.seed, options.settings, options.preset, options.jobs)
@options.together(options.json, options.common)
def command(
    scenario: str,
    relative_error: float | None,
    measure: str | None,
    max_runs: int | None,
    seed: int | None,
    settings: tuple[str, ...],
    preset: str | None,
    jobs: int | None,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Estimate one measure until its 95 % interval is +-10 % of it (or --relative-error), however rare it is. No folder is written.

    A small pilot compares the weights of the model, forks at every possible clash, and splitting; the cheapest makes the estimate. All are
    unbiased. chain_of_answers.N is the chance that a history sees at least N answers beyond words. --max-runs counts plain histories: the work
    of so many is the most that is done (exit code 75 where that was too little).

    \b
    Examples
      redline rare november-2024 --measure nuclear_use.via_clash
      redline rare september-2022 --measure collapse --relative-error 0.2
      redline rare small/rare-7
    """
    from sim.analysis.rare import MOST_HISTORIES, estimate_rare
    from sim.analysis.summary import json_text
    from sim.cli.console import Console, compile_notice
    from sim.errors import Exit
    from sim.experiment.engine import prepare
    from sim.scenario.load import load

    console = Console(quiet, verbose)
    path = options.scenario_file(scenario)
    world = load(path, options.overrides(path, preset, settings))
    luck, error = int(world.numerics.seed) if seed is None else seed, relative_error or DEFAULT_ERROR
    most = max_runs or MOST_HISTORIES
    with compile_notice(console):
        found = estimate_rare(prepare(world), measure or options.NUCLEAR_USE, error, luck, jobs, most)
    if as_json:
        console.data(json_text(as_dict(found, world, luck)).rstrip("\n"))
    else:
        tell(console, found, world)
    if found.failed:
        console.say(f"warning: {found.failed:,} histories failed; they count as 0")
    if not found.met:
        console.say(f"stopped after the work of {most:,} plain histories; a higher --max-runs begins anew and goes on longer")
        return int(Exit.LIMIT)
    return int(Exit.INCOMPLETE if found.failed else Exit.DONE)


def as_dict(found: Any, world: Any, seed: int) -> dict[str, Any]:
    """Return the `redline/rare/1` object."""
    trials = [
        {"method": trial.method.label(), "mean": trial.mean, "turns_to_ten_percent": trial.cost if trial.mean > 0 else None}
        for trial in found.choice.trials
    ]
    return {
        "schema": SCHEMA,
        "scenario": world.id,
        "seed": seed,
        "measure": found.measure,
        **found.estimate.as_dict(),
        "standard_error": found.estimate.standard_error,
        "met": found.met,
        "method": found.choice.method.label(),
        "reason": found.choice.reason,
        "pilot": trials,
        "units": found.units,
        "looks": found.looks,
        "turns": found.work,
        "times_cheaper_than_plain_sampling": found.gain if found.gain == found.gain else None,
        "statement": found.statement,
    }


def tell(console: Any, found: Any, world: Any) -> None:
    """Print the estimate with its interval, how it was come by, and what plain sampling would have cost."""
    from sim.cli.running import paragraph
    from sim.plots import spans

    one = found.estimate
    console.data(world.title)
    head = f"{found.measure} within {spans.text(world.clock.horizon_months)}:"
    if found.statement:
        paragraph(console, f"{head} 0 ({found.statement}).", indent=2)
    else:
        paragraph(console, f"{head} {one.value:.3g} (95 % interval {one.low:.3g} to {one.high:.3g}).", indent=2)
    if found.choice.trials:
        paragraph(console, f"By {found.choice.method.label()}: {found.choice.reason}.", indent=2)
    if found.gain == found.gain:
        gain = f"Plain sampling would need about {found.gain:.2g} times the work for the same error." if found.gain > 1 else ""
        paragraph(console, f"{found.work:,.0f} turns were played, {found.choice.work:,.0f} of them for the pilot. {gain}".rstrip(), indent=2)
    paragraph(console, "This is about the model, not the world: read differences, not this level.", indent=2)
