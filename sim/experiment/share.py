"""A share of a plan's work: what one of many independent jobs does, without knowing of the others.

Ranges of units are dealt out like cards, the longest first, so that shares are of a size, and neighbouring points, which often cost alike, go
to different jobs. What a share is follows from numbers alone; what of it is done already, from the shards that touch it, so that a job started
again goes on where it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.backends.base import Backend
from sim.errors import Exit, RunError
from sim.experiment.engine import REAL, Engine
from sim.experiment.plan import Plan
from sim.experiment.sweep import ROUNDS, Counter, Report, chunks, unsound, work_ranges
from sim.results.ranges import Range, Ranges
from sim.results.store import Store


@dataclass(frozen=True, slots=True)
class Share:
    """Number `number`, from 1, of `of` shares."""

    number: int = 1
    of: int = 1

    def deal(self, ranges: Sequence[Range]) -> list[Range]:
        """Return the ranges of this share.

        >>> Share(2, 3).deal([(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)])
        [(1, 1), (4, 4)]
        """
        return list(ranges[self.number - 1 :: self.of])


def work_share(
    plan: Plan,
    store: Store,
    scenario: Path,
    backend: Backend,
    share: Share,
    ranges: Sequence[Range] | None = None,
    engine: Engine = REAL,
    report: Report | None = None,
) -> Counter:
    """Work what of a share has no sound shard yet, and return how much that was; nothing is derived from it.

    Parameters
    ----------
    ranges : all that is dealt out; the whole plan where None, which a plan with a target cannot say

    Raises
    ------
    RunError                       as `execute`; exit code 2 where there are no ranges
    """
    if ranges is None:
        if plan.target is not None:
            raise RunError("a sweep with a target decides in rounds what is to do; go on with: redline resume, or name its --units", Exit.INPUT)
        ranges = chunks(plan, ())
    mine = share.deal(_longest_first(plan, ranges))
    asked = Ranges(mine)
    total, found, failed, rounds = size(plan, asked), -1, 0, 0
    while rounds < ROUNDS:
        done = store.done_among(asked)
        kept = size(plan, done)
        found = kept if found < 0 else found
        count = Counter(kept, total, found, report)
        if kept == total:
            count.failed = failed
            return count
        left = [part for one in mine for part in (Ranges([one]) - done).pairs]
        rounds += not work_ranges(plan, store, scenario, backend, engine, left, count)
        failed += count.failed
    raise unsound(store)


def size(plan: Plan, units: Ranges) -> int:
    """Return the histories of some units, all variants counted; those of a plan with a target are whole blocks."""
    return len(plan.variants) * (plan.units().histories(units) if plan.target is None else plan.block * len(units))


def _longest_first(plan: Plan, ranges: Sequence[Range]) -> list[Range]:
    """Return ranges by their histories, and where they have as many, as they were."""
    return sorted(ranges, key=lambda one: -size(plan, Ranges([one])))
