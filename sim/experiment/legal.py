"""Every design point tried on the real scenario before any work: values that are legal one by one may be illegal together.

A case is a variant at a point. It is tried exactly as the work would begin it, which is all that can be wrong with it: checked, encoded, and
its history replayed. That takes some milliseconds a case, so many cases are shared out among processes.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from sim.backends.local import Processes
from sim.errors import SHOWN, ExperimentError, Problem, RunError, ScenarioError
from sim.experiment.design import Design, Experiment, Point, Value, override
from sim.experiment.engine import REAL, Draft, Engine
from sim.experiment.listed import places
from sim.experiment.plan import Plan
from sim.experiment.sweep import Progress
from sim.scenario.nodes import Mark

ALONE = 1000  # cases that this process tries by itself
BATCH = 250  # cases a task, about
NAMED = 4  # factors or variants in a message; more are counted
LARGEST, LONGEST = 3500, 800  # bytes of what a process sends back about a batch, characters of a message in it

Complaint = Callable[[Sequence[str]], str]
Wrong = dict[str, list[str]]  # what is wrong with a point -> in which variants


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Some points of a plan, to be tried."""

    plan: Plan
    scenario: Path
    engine: Engine
    replayed: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """How many cases were tried, and what is wrong: point, variant, message; `more`: and more of that than is told."""

    cases: int
    wrong: tuple[tuple[int, str, str], ...]
    more: bool = False


class _Enough(Exception):
    """As many bad points were found as are told."""


def require_legal(
    plan: Plan,
    experiment: Experiment,
    engine: Engine = REAL,
    jobs: int | None = None,
    report: Callable[[Progress], None] | None = None,
    replayed: bool = True,
) -> None:
    """Return where every variant is legal at every point of a plan.

    Parameters
    ----------
    jobs : processes; all processors where None
    report : called with a `Progress`, in cases instead of histories
    replayed : whether the history is replayed too, which needs the kernel

    Raises
    ------
    ExperimentError                a line for each bad point, with the line of the file that lists it; after twenty no more points are tried
    """
    total, tried, more = len(plan.points) * len(plan.variants), 0, False
    wrong: dict[int, Wrong] = {}

    def take(receipt: Tried) -> None:
        nonlocal tried, more
        tried, more = tried + receipt.cases, more or receipt.more
        for point, variant, message in receipt.wrong:
            wrong.setdefault(point, {}).setdefault(message, []).append(variant)
        if report:
            report(Progress(tried, total, 0, 0))
        if more or len(wrong) > SHOWN:
            raise _Enough

    _draft.cache_clear()
    size = max(1, BATCH // len(plan.variants))
    parts = (replace(plan, points=plan.points[start : start + size]) for start in range(0, len(plan.points), size))
    batches = (Batch(part, experiment.scenario, engine, replayed) for part in parts)
    try:
        if total <= ALONE:
            for batch in batches:
                take(tried_all(batch))
        else:
            Processes(jobs or os.cpu_count() or 1).run(attempt, batches, take)
    except _Enough:
        pass
    if wrong:
        complaint = partial(_complaint, _draft(experiment.scenario, engine), None)
        raise ExperimentError(_problems(plan, experiment.design, wrong, complaint, more))


def attempt(batch: Batch) -> Tried:
    """Try a batch in another process, and say no more than a pipe takes at once, for the reason that `sim.experiment.work.Receipt` gives."""
    told, same = tried_all(batch), dict[str, str]()  # what is said of many cases is sent once
    short = tuple((point, variant, same.setdefault(message[:LONGEST], message[:LONGEST])) for point, variant, message in told.wrong)
    points = list(dict.fromkeys(point for point, *_ in short))[: SHOWN + 1]
    receipt = Tried(told.cases, tuple(one for one in short if one[0] in points))
    while len(pickle.dumps(receipt)) > LARGEST:
        receipt = Tried(told.cases, receipt.wrong[:-1], more=True)
    return receipt


def tried_all(batch: Batch) -> Tried:
    """Try every variant at the points of a batch."""
    draft = _draft(batch.scenario, batch.engine)
    wrong = []
    for point in batch.plan.points:
        for variant in batch.plan.variants:
            prepare = batch.engine.prepare if batch.replayed else None
            message = _complaint(draft, prepare, batch.plan.case(point, variant))
            wrong += [(point.number, variant, message)] if message else []
    return Tried(len(batch.plan.points) * len(batch.plan.variants), tuple(wrong))


@lru_cache(maxsize=1)
def _draft(scenario: Path, engine: Engine) -> Draft:
    return engine.read(scenario)


def _complaint(draft: Draft, prepare: Callable[[Any], Any] | None, overrides: Sequence[str]) -> str:
    """Return the first thing that a scenario has against overrides; empty where they are legal."""
    try:
        setting = draft.setting(overrides)
        if prepare:
            prepare(setting)
    except ScenarioError as error:
        return error.problems[0].message
    except RunError as error:
        return str(error)
    return ""


def _problems(plan: Plan, design: Design, wrong: Mapping[int, Wrong], complaint: Complaint, more: bool) -> list[Problem]:
    """Return a problem for each bad point, at most as many as are shown; and one more where there are `more`."""
    bad = [point for point in plan.points if point.number in wrong]
    shown = bad[: SHOWN - 1] if more or len(bad) > SHOWN else bad
    line = _lines(design, list(plan.paths))
    found = [_place(plan, point, line(point), wrong[point.number], complaint).problem(_message(plan, point, wrong[point.number])) for point in shown]
    return found + ([] if shown is bad else [Problem(plan.name, 0, 0, "there is more that is bad; the rest was not tried")])


def _message(plan: Plan, point: Point, wrong: Wrong) -> str:
    message, where = next(iter(wrong)), [name for names in wrong.values() for name in names]
    others = f" and {len(where) - NAMED} more" if len(where) > NAMED else ""
    named = f", variant {', '.join(where[:NAMED])}{others}" if len(where) < len(plan.variants) else ""
    return f"point {point.number} ({_shown(point.values)}){named}: {message}"


def _shown(values: Mapping[str, Value]) -> str:
    shown = [f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}" for name, value in list(values.items())[:NAMED]]
    more = f", {len(values) - NAMED} more" if len(values) > NAMED else ""
    return f"{', '.join(shown)}{more}" if shown else "the scenario as it stands"


def _place(plan: Plan, point: Point, listed: tuple[str, int] | None, wrong: Wrong, complaint: Complaint) -> Mark:
    """Return the place to complain about a point: the cell that is bad by itself, else the line that lists it, else the design."""
    if listed is None:
        return Mark("design")
    message = next(iter(wrong))
    cells = places(Path(listed[0]), listed[1])
    for name, mark in cells.items():
        if complaint((*plan.overrides, override(plan.paths[name], point.values[name]))) == message:
            return mark
    return Mark(*listed, 1)


def _lines(design: Design, names: list[str]) -> Callable[[Point], tuple[str, int] | None]:
    """Return what gives the file and line that list a point, if one does."""
    listed = next((part for part in (design, *design.parts) if part.lines), None)
    if listed is None:
        return lambda point: None
    lines = dict(zip(reversed(listed.rows), reversed(listed.lines), strict=True))  # of rows that say the same the first
    columns = listed.factors or names

    def line(point: Point) -> tuple[str, int] | None:
        if not point.values:
            return None
        return listed.file, listed.lines[point.number - 1] if design is listed else lines[tuple(point.values[name] for name in columns)]

    return line
