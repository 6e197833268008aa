"""Does every value of a scenario do something, and do the laws of the model hold on it? The audit as a whole: values shared out, then laws."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from sim.analysis.audit_examine import Examined, Standing, examine
from sim.analysis.audit_laws import Law, laws
from sim.analysis.audit_plan import Plan
from sim.backends.local import Processes
from sim.errors import RunError
from sim.experiment.sweep import Progress

BATCH = 8  # values a task


@dataclass(frozen=True, slots=True)
class Audit:
    """A finished audit."""

    plan: Plan
    examined: tuple[Examined, ...]
    laws: tuple[Law, ...]

    @property
    def findings(self) -> list[str]:
        """One line for each finding, those about values first."""
        return [line for one in self.examined for line in one.findings] + [
            f"law broken: {law.name}: {law.detail}" for law in self.laws if law.holds is False
        ]

    def count(self, standing: Standing) -> int:
        """Return how many values have a standing."""
        return sum(one.standing is standing for one in self.examined)


def audit(todo: Plan, jobs: int | None = None, report: Callable[[Progress], None] | None = None) -> Audit:
    """Return what changing every value of a plan does, and which laws hold.

    Parameters
    ----------
    jobs : processes; all processors where None. The result does not depend on it
    report : called with a `Progress`, in values instead of histories

    Raises
    ------
    RunError                       where values kill whoever tries them
    """
    chosen = [(one, why) for one, why in zip(todo.entries, todo.reasons, strict=True)]
    batches = [_Batch(todo, start, min(start + BATCH, len(chosen))) for start in range(0, len(chosen), BATCH)]
    found: dict[int, tuple[Examined, ...]] = {}

    def take(receipt: tuple[int, tuple[Examined, ...]]) -> None:
        found[receipt[0]] = receipt[1]
        if report:
            report(Progress(min(len(found) * BATCH, len(chosen)), len(chosen), 0, 0))

    count = jobs or os.cpu_count() or 1
    if count == 1 or len(batches) < 2:
        for batch in batches:
            take(_work(batch))
    else:
        lost = Processes(count).run(_work, batches, take)
        if lost:
            paths = ", ".join(entry.path for batch in lost for entry in todo.entries[batch.start : batch.stop])
            raise RunError(f"whoever tried these values was killed, each time: {paths}; try them with --only, or with fewer --jobs")
    examined = tuple(one for start in sorted(found) for one in found[start])
    held = tuple(laws(todo.text, todo.name, todo.seed, todo.runs, todo.entries, todo.engine)) if todo.whole else ()
    return Audit(todo, examined, held)


@dataclass(frozen=True, slots=True)
class _Batch:
    """Some entries of a plan."""

    plan: Plan
    start: int
    stop: int


def _work(batch: _Batch) -> tuple[int, tuple[Examined, ...]]:
    todo = batch.plan
    chosen = zip(todo.entries[batch.start : batch.stop], todo.reasons[batch.start : batch.stop], strict=True)
    return batch.start, tuple(examine(todo, entry, why) for entry, why in chosen)
