"""A small scenario solved exactly: from its file to rows and the `redline/solve/1` object. No histories are drawn, so nothing has an interval."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis.runs import INCIDENCE, OUTCOMES, Row
from sim.analysis.summary import BY, OTHERS, PARTS
from sim.results.provenance import MODEL_VERSION

SCHEMA = "redline/solve/1"
FURTHER = ("via_clash", "demonstration", "answered")  # of nuclear use, beside its parts
CURVES = {**INCIDENCE, "clash": "clash"}  # recorded channel -> measure


@dataclass(frozen=True, slots=True)
class Solved:
    """An exact solution with the scenario it belongs to. Rows are dictionaries with the names that a run's rows use."""

    world: Any  # sim.scenario.world.Scenario
    overrides: tuple[str, ...]
    solution: Any  # sim.engine.exact.Solution
    seconds: float  # of processor time, for the recursion alone

    @property
    def measures(self) -> list[str]:
        """The names of all measures, sorted."""
        return sorted(self.solution.names.measures)

    def score(self, measure: str) -> float:
        """Return the expected score of a history in a measure."""
        return float(self.solution.score(measure))

    def outcomes(self) -> list[Row]:
        """Return key, label, p, is_ending: the endings, which sum to 1, then the clash, which is no ending."""
        return [{"key": key, "label": label, "p": self.score(key), "is_ending": key != "clash"} for key, label in OUTCOMES.items()]

    def acts(self) -> list[Row]:
        """Return actor, act, mean (a history), and share (of the actor's acts)."""
        rows: list[Row] = []
        for measure in self.measures:
            if measure.startswith("acts."):
                _, actor, act = measure.split(".", 2)
                rows.append({"actor": actor, "act": act, "mean": self.score(measure)})
        whole = {actor: sum(row["mean"] for row in rows if row["actor"] == actor) for actor in {row["actor"] for row in rows}}
        return [{**row, "share": row["mean"] / whole[row["actor"]] if whole[row["actor"]] else None} for row in rows]

    def answers(self, owner: str) -> list[Row]:
        """Return rung, name, mean (a history) and share of an owner's answers; no rows where it gives none."""
        found = {rung: self.score(f"answers.{owner}.{rung}") for rung in range(len(self.solution.names.rungs))}
        whole = sum(found.values())
        return [
            {"rung": rung, "name": self.solution.names.rungs[rung], "mean": mean, "share": mean / whole} for rung, mean in found.items() if whole > 0
        ]

    def incidence(self) -> list[Row]:
        """Return ending, month, p: the cumulative incidence of each ending and of a first clash at the record ticks."""
        return [
            {"ending": measure, "month": month, "p": float(p)}
            for channel, measure in CURVES.items()
            for month, p in zip(self.solution.names.ticks, self.solution.curve(channel), strict=True)
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return the `redline/solve/1` object."""
        one, names = self.solution, self.solution.names
        nuclear: dict[str, Any] = {"p": self.score("nuclear_use")} | {part: self.score(f"nuclear_use.{part}") for part in (*PARTS, *FURTHER)}
        able = {name.removeprefix(BY): self.score(name) for name in names.measures if name.startswith(BY)}
        nuclear["by_owner"] = {actor: able.get(actor, 0.0) for actor in names.actors}
        others = {name: {"p": self.score(measure)} for name, measure in (*OTHERS.items(), ("no_end", "no_end"))}
        return {
            "schema": SCHEMA,
            "scenario": self.world.id,
            "title": self.world.title,
            "horizon_months": float(self.world.clock.horizon_months),
            "overrides": list(self.overrides),
            "exact": True,
            "outcomes": {"nuclear_use": nuclear, **others},
            "incidence": self.incidence(),
            "answers": {owner: {str(row["rung"]): row["share"] for row in self.answers(owner)} for owner in names.owners},
            "acts": self.acts(),
            "crossings": {name: self.score(f"crossings.{name}") for name in names.dimensions},
            "states": one.states,
            "states_followed": one.followed,
            "transitions": one.entries,
            "events": one.events,
            "mass_error": one.mass_error,
            "probability_not_followed": one.held,
            "seconds": self.seconds,
            "model_version": MODEL_VERSION,
        }


def solve_scenario(scenario: Path, overrides: Sequence[str] = (), most_states: int | None = None) -> Solved:
    """Return the exact solution of a scenario file with overrides `path=value`.

    Raises
    ------
    ScenarioError                  where the file or an override is wrong
    RunError                       exit code 2 where it cannot be solved exactly, and why
    """
    from sim.engine.exact import solve
    from sim.engine.exact_turn import expand_all
    from sim.experiment.engine import prepare
    from sim.scenario.load import load

    world = load(scenario, tuple(overrides))
    prepared = prepare(world)
    fresh = not getattr(expand_all, "overloads", True)
    begun = time.process_time()
    solution = solve(prepared, most_states)
    if fresh:  # that time went to loading or compiling code; the recursion itself is timed once more
        begun = time.process_time()
        solve(prepared, most_states)
    return Solved(world, tuple(overrides), solution, time.process_time() - begun)
