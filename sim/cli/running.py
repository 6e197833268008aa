"""Simulate one scenario and leave all that a person wants: tables, the paired run that belongs to it, figures, page, and the answer in words."""

from __future__ import annotations

import os
import shlex
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.cli import failures
from sim.cli.console import Console, compile_notice, spoken
from sim.errors import Exit, ProblemsError, escaped

WIDTH = 100  # columns of wrapped text
RANGE_POINTS, RANGE_RUNS = 256, 64  # of the look at the scenario's ranges: nuclear use is scored as weight, and many sets tell drivers from luck
RANGE_MEASURES = ("nuclear_use", "nuclear_use.*", "clash", "settlement", "answers.*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a scenario with settings, how much of it, and where to."""

    given: str  # as on the command line
    scenario: Path
    overrides: tuple[str, ...] = ()
    runs: int | None = None
    seed: int | None = None
    jobs: int | None = None
    out: Path | None = None
    figures: bool = True
    ranged: bool = False  # also sample the scenario's ranges
    explained: bool = False  # also look for points of no return
    as_json: bool = False
    target: Any = None  # a `Target`, instead of a number of histories
    ceiling: int | None = None  # histories that a run with a target never exceeds

    def command(self, runs: int, seed: int) -> str:
        """Return the command line that repeats the run on any machine."""
        settings = [part for override in self.overrides for part in ("--set", override)]
        return shlex.join(["redline", "run", self.given, *self._length(runs), "--seed", str(seed), *settings])

    def _length(self, runs: int) -> list[str]:
        if self.target is None:
            return ["--runs", str(runs)]
        how = "--relative-error" if self.target.relative else "--half-width"
        return [how, str(self.target.size), "--measure", self.target.measure, *(["--max-runs", str(self.ceiling)] if self.ceiling else [])]


def run_and_report(asked: Asked, console: Console) -> int:
    """Simulate, or find what was simulated before; write; print the answer; return the exit code."""
    from sim.analysis.runs import RESULTS, plan_of, run_scenario
    from sim.analysis.summary import json_text, run_summary
    from sim.experiment.design import CEILING
    from sim.experiment.plan import folder_name
    from sim.plots import spans
    from sim.scenario.load import load

    world = load(asked.scenario, asked.overrides)
    runs = asked.runs or int(world.numerics.histories)
    seed = int(world.numerics.seed) if asked.seed is None else asked.seed
    ceiling = asked.ceiling or CEILING
    folder = asked.out or RESULTS / folder_name(plan_of(world, asked.overrides, runs, seed, asked.target))
    length = f"{wanted(asked.target)}, at most {ceiling:,} histories" if asked.target else f"{runs:,} histories"
    console.say(f"{world.title}\n  {length} of {spans.text(world.clock.horizon_months)}, seed {seed} -> {escaped(str(folder))}")
    with compile_notice(console), console.progress(world.id) as meter:
        result = run_scenario(asked.scenario, asked.overrides, runs, seed, asked.jobs, folder, meter, target=asked.target, ceiling=ceiling)
    if not meter.worked:
        console.say("  found finished: nothing left to simulate")
    elif meter.first.done:
        console.say(f"  continued: {meter.first.done:,} histories were there already")
    comparison, worked = _contrast(asked, console, result, world, seed) if asked.figures else (None, False)
    ranges, sampled = _range(asked, console, result, seed) if asked.figures and asked.ranged else (None, False)
    if asked.figures:
        gates = asked.explained and _explain(asked, console, result, world, seed)
        anew = meter.worked or worked or sampled or gates
        more = (" --range" if asked.ranged else "") + (" --explain" if asked.explained else "")
        _write(console, result, world, (comparison, ranges), asked.command(runs, seed) + more, anew)
    if asked.as_json:
        from sim.analysis.ranges import look
        from sim.report.run_report import anchors_beside

        spread = look(ranges) if ranges is not None else None
        console.data(json_text(run_summary(result) | {"anchors": anchors_beside(result, world, spread)}).rstrip("\n"))
    else:
        _tell(console, result, world, comparison, ranges)
        _say_next(console, result, world, asked)
    beside = [comparison.one] if comparison is not None else []
    code = finish(console, result, ceiling, [*beside, *([ranges] if ranges is not None else [])])
    if code == Exit.LIMIT and asked.target.relative:
        settings = [part for override in asked.overrides for part in ("--set", override)]
        exactly = ("--measure", asked.target.measure, "--relative-error", f"{asked.target.size:g}")
        console.say(f"a rare outcome may be reached by other means:  {spoken('rare', asked.given, *exactly, *settings)}")
    return code


def _contrast(asked: Asked, console: Console, result: Any, world: Any, seed: int) -> tuple[Any, bool]:
    """Return the comparison with the doctrine before, None where there is none, and whether anything had to be simulated for it."""
    from sim.analysis.compare import compare_runs
    from sim.analysis.runs import run_scenario
    from sim.report.predecessor import predecessor

    before = predecessor(world)
    if before is None:
        return None, False
    if not result.plan.keeps_histories:
        console.say(f"  no contrast with {before.earlier}: too many histories to keep each; use an experiment with two variants")
        return None, False
    folder = result.folder / before.folder
    with console.progress(f"the same under {before.earlier}") as meter:
        other = run_scenario(asked.scenario, (*asked.overrides, before.override), result.histories, seed, asked.jobs, folder, meter)
    return compare_runs(other, result), meter.worked


def _range(asked: Asked, console: Console, result: Any, seed: int) -> tuple[Any, bool]:
    """Return a sweep over the ranges of the scenario (None where it gives none), and whether that had to be simulated."""
    from sim.analysis.sweeps import run_sweep
    from sim.backends.local import Threads
    from sim.experiment.design import Design
    from sim.experiment.load import experiment_of_factors
    from sim.report.material import RANGE

    try:
        design = Design("latin_hypercube", RANGE_POINTS)
        experiment = experiment_of_factors(asked.scenario, (), asked.overrides, RANGE_RUNS, seed, design)
        if not experiment.factors:
            return None, False
        experiment = replace(experiment, default_replicates=0, measures=RANGE_MEASURES)
        with console.progress(f"{RANGE_POINTS} sets of numbers from its ranges") as meter:
            sweep = run_sweep(experiment, out=result.folder / RANGE, report=meter, backend=Threads(asked.jobs or os.cpu_count() or 1))
    except ProblemsError as error:
        console.say(f"  the ranges cannot be sampled: {error}")
        return None, False
    return sweep, meter.worked


def _explain(asked: Asked, console: Console, result: Any, world: Any, seed: int) -> bool:
    """Look for points of no return among the histories of the run, and return whether anything had to be simulated for it."""
    from sim.analysis.explain import WAYS
    from sim.cli.explaining import QUICK, explain_into

    return explain_into(result.folder, world, seed, min(QUICK, result.histories), (WAYS,), asked.jobs, console)


def _write(console: Console, result: Any, world: Any, more: tuple[Any, Any], command: str, anew: bool) -> None:
    from sim.report.material import gather
    from sim.report.run_report import FIGURES, PAGE, figures, save, write_page

    page = result.folder / PAGE
    if not anew and page.exists() and result.digest in page.read_text(encoding="utf-8"):  # another ceiling makes another result
        return
    console.detail("  drawing figures")
    material = gather(result, world, *more)
    found = figures(material)
    save(found, result.folder / FIGURES)
    write_page(material, found, command)


def _tell(console: Console, result: Any, world: Any, comparison: Any, ranges: Any) -> None:
    """Print the answer in words."""
    from sim.analysis.ranges import look
    from sim.plots import spans
    from sim.report import sentences, words
    from sim.report.predecessor import difference_rows, predecessor
    from sim.report.run_report import anchors_beside, shown_summary

    summary, horizon = shown_summary(result, world), spans.text(world.clock.horizon_months)
    paragraph(console, sentences.answer(summary, horizon))
    parts = sentences.parts(summary)
    if parts:
        paragraph(console, parts, indent=2)
    spread = look(ranges) if ranges is not None else None
    if spread is not None:
        level = spread.level()
        paragraph(console, words.uncertainty(level.low, level.median, level.high, len(spread.points)), indent=2)
    paragraph(console, "This is about the model, not the world: read differences, not this level.", indent=2)
    for text in anchors_beside(result, world, spread):
        paragraph(console, text, indent=2)
    before = predecessor(world)
    for number, row in enumerate(difference_rows(comparison, before.label, before.measures) if comparison and before else []):
        paragraph(console, words.contrast(row, headed=number == 0), indent=0 if number == 0 else 2)
    for text in (*sentences.others(summary, horizon), *sentences.answers(summary)):
        paragraph(console, text)
    worth = f"{int(result.effective_sample_size):,}"
    paragraph(console, f"The {result.histories:,} weighted histories are worth {worth} unweighted ones (effective sample size).")
    if result.look is not None:
        paragraph(console, sentences.exactness(summary))


def paragraph(console: Console, text: str, indent: int = 0) -> None:
    """Print a sentence or two, wrapped."""
    space = " " * indent
    console.data(textwrap.fill(text, WIDTH, initial_indent=space, subsequent_indent=space + "  ", break_on_hyphens=False, break_long_words=False))


def _say_next(console: Console, result: Any, world: Any, asked: Asked) -> None:
    """Say where everything is and what one may do now."""
    from sim.report.run_report import FIGURES, PAGE

    folder = escaped(str(result.folder))
    console.say(f"\nWritten to {folder}{os.sep}")
    if asked.figures:
        console.say(f"  {PAGE:<16} read this first\n  {FIGURES + os.sep:<16} each figure as SVG, PNG and PDF, its data as CSV")
    console.say(f"  {'README.md':<16} what every other file holds")
    console.say(f"Next:  {spoken('replay', str(result.folder))}\n         one simulated history, told with why")
    change = suggestion(world)
    if change:
        console.say(f"       {spoken('compare', asked.given, '--set', change)}\n         what one number changes, on the same luck")


def suggestion(world: Any) -> str | None:
    """Return a setting worth trying: a nuclear audience cost at the end of its range that is farther away, else the first number with a range."""
    ranged = [number for number in world.quantities.values() if number.low is not None and number.high is not None and number.low < number.high]
    chosen = next((number for number in ranged if number.path.endswith("nuclear.audience_cost")), ranged[0] if ranged else None)
    if chosen is None or chosen.low is None or chosen.high is None:
        return None
    end = chosen.high if chosen.high - chosen.value >= chosen.value - chosen.low else chosen.low
    return f"{chosen.path}={end:g}"


def wanted(target: Any) -> str:
    """Return what a target asks for, in words."""
    from sim.report.words import margin

    return f"until the 95 % interval of {target.measure} is {margin(target.size, target.relative)}"


def finish(console: Console, result: Any, ceiling: int = 0, others: Sequence[Any] = ()) -> int:
    """Return the exit code of a finished run, after a word about histories that failed, and about a target that its ceiling kept it from.

    Parameters
    ----------
    others : what was simulated beside it (runs and sweeps), whose failed histories count too
    """
    from sim.report.words import margin

    failed = failures.warn(console, result.folder, result.failed, result.histories)
    for one in others:
        failed = max(failed, failures.warn(console, one.folder, one.failed, of_sweep=one.plan.kind == "sweep"))
    if result.look is not None and not result.look.met:
        asked, look = result.plan.target, result.look
        reached, size = margin(look.reached, asked.relative), margin(asked.size, asked.relative)
        console.say(
            f"stopped by the ceiling of {ceiling:,} histories: the 95 % interval of {asked.measure} is {reached} after {result.histories:,}, "
            f"asked for {size}; a higher --max-runs continues from here"
        )
        return int(Exit.LIMIT)
    return failed
