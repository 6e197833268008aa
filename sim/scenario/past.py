"""A scenario with dated crossings of other files in place of its own, for scoring them; and what was frozen before anything was scored."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario import shipped
from sim.scenario.edit import Given, Override
from sim.scenario.load import Draft, read_draft
from sim.scenario.nodes import Items, Mark, Names, Scalar
from sim.scenario.table import read_column, read_rows
from sim.scenario.text import read_bytes
from sim.scenario.world import Scenario

FOLDER, FROZEN = "history", "frozen.json"
CATEGORY = "category"
ANSWER = 3  # lowest rung of an answer, by rule C of the codebook


@dataclass(frozen=True)
class Past:
    """A world, the files its dated crossings came from, and the category of each crossing ("" where a file gives none)."""

    world: Scenario
    files: tuple[str, ...]
    sha256: tuple[str, ...]
    categories: dict[str, str]  # id of a crossing -> category


def read_past(scenario: Path, files: Sequence[Path] = (), overrides: Sequence[Given] = ()) -> Past:
    """Return a scenario with the crossings of `files` (its own history where none are given), settings put in.

    Raises
    ------
    ScenarioError      lists everything that is wrong with the files, the scenario and the settings, each with its place
    """
    draft = read_draft(scenario)
    chosen = [*files] or [_own(draft)]
    rows, problems, digests = Items(Mark(str(chosen[0]), 1, 1)), list[Problem](), list[str]()
    categories: dict[str, str] = {}
    for path in chosen:
        try:
            data = read_bytes(path, str(path))
            found = read_rows(data, str(path))
        except ScenarioError as error:
            problems += error.problems
            continue
        rows.items += found.items
        digests.append(hashlib.sha256(data).hexdigest())
        categories |= read_column(data, str(path), CATEGORY)
    if problems:
        raise ScenarioError(problems)
    return Past(_world(draft, rows, overrides), tuple(map(str, chosen)), tuple(digests), categories)


def _world(draft: Draft, rows: Items, overrides: Sequence[Given]) -> Scenario:
    """Return the world with the rows as its history; rows with a mistake are set aside until none is left, so that all are told at once."""
    problems: list[Problem] = []
    while True:
        try:
            world = draft.scenario([Override("history.crossings", rows), *overrides])
            break
        except ScenarioError as error:
            problems += error.problems
            told = {(problem.file, problem.line) for problem in error.problems}
            sound = [node for node in rows.items if (node.mark.file, node.mark.line) not in told]
            if len(sound) == len(rows.items):
                raise ScenarioError(problems) from None
            rows = Items(rows.mark, sound)
    problems += _unscored(world, rows)
    if problems:
        raise ScenarioError(sorted(problems, key=lambda one: (one.file, one.line, one.column)))
    return world


def history_name(scenario: Path) -> str | None:
    """Return the name of the shipped history that a scenario names; None where it names none, or one of its own."""
    name = _named(read_draft(scenario))
    return name if name in shipped.candidates([], FOLDER, ".csv") else None


def _named(draft: Draft) -> str | None:
    history = draft.tree.entries.get("history")
    node = history.entries.get("crossings") if isinstance(history, Names) else None
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else None


def _own(draft: Draft) -> Path:
    """Return the file of the history that a scenario names."""
    known = shipped.candidates(draft.library.folders, FOLDER, ".csv")
    name = _named(draft)
    if name in known:
        return known[str(name)]
    raise ScenarioError([Mark(draft.name).problem("names no history file (history.crossings); name a CSV to score")])


def _unscored(world: Scenario, rows: Items) -> list[Problem]:
    """Return what stands against scoring the rows: rungs that are outcomes, and answers that contradict their rung."""
    problems: list[Problem] = []
    outcome = world.ladder.first_outcome
    for node in rows.items:
        cells = {name: cell for name, cell in node.entries.items() if isinstance(cell, Scalar)} if isinstance(node, Names) else {}
        rung, answered = cells["rung"], cells["answered"]
        if float(rung.value) >= outcome:
            problems.append(rung.mark.problem(f"rung {rung.value} is a nuclear answer, which is never scored; leave the row out"))
        elif answered.value != (float(rung.value) >= ANSWER):
            said = "true" if float(rung.value) >= ANSWER else "false"
            problems.append(answered.mark.problem(f"answered must be {said} where the rung is {rung.value} (an answer is rung {ANSWER} or more)"))
    return problems


def departures(past: Past, scenario: Path) -> list[str]:
    """Return how a world departs from what was frozen before the first scoring, in words; nothing where it does not."""
    frozen = frozen_values()
    if scenario.stem != frozen["scenario"]:
        return [f"scenario {quoted(scenario.stem)}, not {quoted(frozen['scenario'])}"]
    found = [] if past.sha256 == (frozen["sha256"],) else ["other rows than the frozen file"]
    for path, value in frozen["values"].items():
        now = past.world.quantities.get(path)
        if now is None or now.value != value:
            found.append(f"{path} is {'gone' if now is None else f'{now.value:g}'}, frozen at {value:g}")
    return found


def frozen_values() -> dict[str, Any]:
    """Return what was frozen: date, scenario, checksum of the history file, and values by dotted path."""
    found: dict[str, Any] = json.loads((shipped.folder() / FOLDER / FROZEN).read_text(encoding="utf-8"))
    return found
