"""What an audit is about to do: which values, with which changes, on how many histories; and which are said beforehand to move nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

from sim.analysis.audit_entries import Entry, Kind, entries
from sim.analysis.audit_facts import Facts
from sim.analysis.audit_reasons import reason
from sim.analysis.audit_worlds import louder
from sim.errors import Problem, ScenarioError, quoted
from sim.experiment.engine import REAL, Engine
from sim.scenario.load import draft_of, read_draft
from sim.scenario.suggest import hint

SCREEN = 32  # histories by which most changes show that they move something
RUNS = 1024  # histories by which effects are measured
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Plan:
    """What an audit is about to do."""

    text: str  # canonical
    name: str
    title: str
    seed: int
    runs: int
    entries: tuple[Entry, ...]
    reasons: tuple[str, ...]
    worlds: tuple[tuple[str, tuple[str, ...]], ...]  # louder worlds
    z: float  # standard errors beyond which an effect counts as clear, for all effects of the audit together
    whole: bool  # nothing was left out by --only
    engine: Engine = REAL

    @property
    def tried(self) -> list[Entry]:
        """The entries that are not text."""
        return [one for one in self.entries if one.kind is not Kind.TEXT]

    @property
    def changes(self) -> int:
        """How many changes are tried at first."""
        return sum(len(one.ways) for one in self.tried)

    @property
    def histories(self) -> int:
        """About how many histories will be played for the entries; those that move nothing at first cost up to sixteen times as much."""
        return self.changes * (self.runs + SCREEN) if self.runs > SCREEN else len(self.tried) * self.runs


def plan(
    path: Path, runs: int = RUNS, seed: int | None = None, only: Sequence[str] = (), overrides: Sequence[str] = (), engine: Engine = REAL
) -> Plan:
    """Return what an audit of a scenario would try.

    Raises
    ------
    ScenarioError                  for a scenario that is not sound, and for a path in `only` that it does not have
    """
    scenario = read_draft(path).scenario(overrides)
    draft = draft_of(scenario.text, str(path))
    found = entries(draft.tree)
    _require_known(only, found)
    chosen = [one for one in found if not only or any(one.path == some or one.path.startswith(f"{some}.") for some in only)]
    named = frozenset(one.given for one in found if one.kind is Kind.NAME and "doctrine" in one.path.split("."))
    facts = Facts(scenario, named)
    names = engine.names(scenario)
    comparisons = max(1, len(names.measures) * sum(len(one.ways) for one in chosen))
    return Plan(
        text=scenario.text,
        name=scenario.id,
        title=scenario.title,
        seed=scenario.numerics.seed if seed is None else seed,
        runs=runs,
        entries=tuple(chosen),
        reasons=tuple(reason(facts, one) if one.kind is not Kind.TEXT else "" for one in chosen),
        worlds=tuple(louder(draft, engine).items()),
        z=NormalDist().inv_cdf(1.0 - (1.0 - CONFIDENCE) / 2.0 / comparisons),
        whole=not only,
        engine=engine,
    )


def _require_known(only: Iterable[str], found: Sequence[Entry]) -> None:
    paths = [one.path for one in found]
    known = [*paths, *{path.rsplit(".", n)[0] for path in paths for n in range(1, path.count(".") + 1)}]
    unknown = [path for path in only if path not in known]
    if unknown:
        raise ScenarioError([Problem(f"--only {path}", 0, 0, f"the scenario says nothing at {quoted(path)}{hint(path, known)}") for path in unknown])
