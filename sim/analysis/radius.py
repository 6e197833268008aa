"""How far a red line may move before an outcome does: the smallest change of its threshold that moves the outcome by a stated amount.

Each declared line is moved alone, down and up, on the same luck and with what history taught left as it was; the doctrine's lines move in the
published and in the operative text, under every date of the calendar. A coarse grid is walked outward until the outcome has moved by the amount,
then the gap is halved. Effects need not be monotone: what is found is the smallest change on the grid, to within its last halving.

The answer is a change with the paired interval of what it does, or 'none within bounds': thresholds from 0 to 2, twice the exposure at which the
wording is met. Where the interval of the contrast holds no effect at all, the radius is told as unclear; where nothing moved by
the amount but some interval reaches it, histories were too few to say 'none'.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.analysis.attribution import weighted
from sim.analysis.estimates import Estimate, plain
from sim.analysis.knockouts import prepared_like, same_world
from sim.backends.local import Threads
from sim.engine.batch import BLOCK, simulate_block
from sim.engine.history import Prepared

if TYPE_CHECKING:
    import numpy as np

    from sim.engine.batch import Block
    from sim.scenario.world import Doctrine, Line, Scenario

HIGHEST = 2.0  # threshold
GRID = (0.25, 0.5, 1.0)  # of the way to a bound
HALVINGS = 3
MOVED, UNCLEAR, NONE, TOO_FEW = "moved", "moved, unclear", "none within bounds", "too few histories"


@dataclass(frozen=True, slots=True, order=True)
class RedLine:
    """A declared threshold: `tier` conventional (of one dimension) or nuclear (of the doctrine, by the name that its text uses)."""

    owner: str
    tier: str
    dimension: str
    threshold: float

    @property
    def key(self) -> str:
        """Return owner.tier.dimension."""
        return f"{self.owner}.{self.tier}.{self.dimension}"


@dataclass(frozen=True, slots=True)
class Radius:
    """The smallest change found in one direction, or none: `change` None. `effect` is what it does (or, for none, the effect
    whose interval reaches farthest)."""

    line: RedLine
    outcome: str
    direction: str  # down or up
    bound: float  # the farthest change tried, signed
    change: float | None
    effect: Estimate  # paired difference of the outcome
    tried: int
    verdict: str


@dataclass(frozen=True, slots=True)
class Radii:
    """The radii of all lines for one outcome; `amount` is the change of the outcome that counts, in probability."""

    outcome: str
    base: Estimate
    amount: float
    radii: tuple[Radius, ...]
    histories: int


def red_lines(world: Scenario) -> list[RedLine]:
    """Return every declared threshold of the active owners, conventional ones first."""
    found: list[RedLine] = []
    nuclear = {actor.id for actor in world.actors if actor.nuclear}
    for owner in sorted(world.owners, key=lambda one: one.id):
        if not owner.active or not owner.declared:
            continue
        lines = sorted(owner.lines, key=lambda one: one.dimension)
        found += [RedLine(owner.id, "conventional", one.dimension, one.conventional_line) for one in lines if one.conventional_line is not None]
        if owner.operative and owner.nuclear and owner.nuclear_answer and owner.id in nuclear:
            watched = {one.doctrine_line for one in lines}
            text = owner.operative.nuclear_lines
            found += [RedLine(owner.id, "nuclear", name, text[name]) for name in sorted(text) if name in watched]
    return found


def moved(world: Scenario, line: RedLine, change: float) -> Scenario:
    """Return the world with one threshold changed, never below 0."""

    def text(one: Doctrine) -> Doctrine:
        if one.owner != line.owner or line.dimension not in one.nuclear_lines:
            return one
        lines = {**one.nuclear_lines, line.dimension: max(0.0, one.nuclear_lines[line.dimension] + change)}
        return replace(one, nuclear_lines=lines)

    owners = []
    for owner in world.owners:
        if owner.id != line.owner:
            owners.append(owner)
        elif line.tier == "nuclear":
            owners.append(replace(owner, published=owner.published and text(owner.published), operative=owner.operative and text(owner.operative)))
        else:
            owners.append(replace(owner, lines=tuple(_shifted(one, change) if one.dimension == line.dimension else one for one in owner.lines)))
    if line.tier != "nuclear":
        return replace(world, owners=tuple(owners))
    dated = [replace(one, doctrine={who: (text(a), text(b)) for who, (a, b) in one.doctrine.items()}) for one in world.timeline]
    return replace(world, owners=tuple(owners), timeline=tuple(dated))


def _shifted(line: Line, change: float) -> Line:
    return line if line.conventional_line is None else replace(line, conventional_line=max(0.0, line.conventional_line + change))


class Bench:
    """Plays changed worlds on the luck of one base, and keeps what was played."""

    def __init__(self, world: Scenario, whole: Prepared, outcomes: Sequence[str], histories: int, seed: int, jobs: int | None = None) -> None:
        self.world, self.whole, self.histories, self.seed = world, whole, histories, seed
        self.columns = [whole.names.measures.index(outcome) for outcome in outcomes]
        self.threads = Threads(jobs or os.cpu_count() or 1)
        self.weights, self.base = self._play(whole)
        self._kept: dict[tuple[str, float], np.ndarray] = {}
        self.played = 0

    def scores(self, line: RedLine, change: float) -> np.ndarray:
        """Return the scores (outcomes, histories) with one line changed."""
        key = (line.key, change)
        if key not in self._kept:
            prepared = prepared_like(moved(self.world, line, change), self.whole)
            self._kept[key] = self.base if same_world(prepared.params, self.whole.params) else self._play(prepared)[1]
            self.played += 1
        return self._kept[key]

    def effect(self, line: RedLine, change: float, outcome: int) -> Estimate:
        """Return the paired difference that a change makes to an outcome (its place)."""
        return plain(*weighted(self.weights, self.scores(line, change)[outcome] - self.base[outcome]))

    def _play(self, prepared: Prepared) -> tuple[np.ndarray, np.ndarray]:
        import numpy as np

        weights, scores = np.zeros(self.histories), np.zeros((len(self.columns), self.histories))

        def keep(block: Block) -> None:
            rows = slice(block.first, block.first + block.count)
            weights[rows], scores[:, rows] = block.weights, block.measures[:, self.columns].T

        blocks = range(-(-self.histories // BLOCK))
        self.threads.run(lambda block: simulate_block(prepared, self.seed, block, self.histories), blocks, keep)
        return weights, scores


def radii(
    world: Scenario, whole: Prepared, outcomes: Sequence[str], histories: int, seed: int, share: float = 0.1, jobs: int | None = None,
    report: Callable[[int, int], None] | None = None,
) -> list[Radii]:  # fmt: skip
    """Return, for each outcome, how far each red line may move before the outcome has moved by `share` of its value.

    Parameters
    ----------
    report : called with the lines done and those there are
    """
    bench, lines = Bench(world, whole, outcomes, histories, seed, jobs), red_lines(world)
    bases = [plain(*weighted(bench.weights, bench.base[i])) for i in range(len(outcomes))]
    amounts = [share * base.value for base in bases]
    found: list[list[Radius]] = [[] for _ in outcomes]
    for number, line in enumerate(lines):
        for direction, bound in (("down", -line.threshold), ("up", HIGHEST - line.threshold)):
            for i, outcome in enumerate(outcomes):
                if bound != 0.0 and amounts[i] > 0.0:
                    found[i].append(_radius(bench, line, outcome, i, direction, bound, amounts[i]))
        if report:
            report(number + 1, len(lines))
    return [Radii(outcome, bases[i], amounts[i], tuple(found[i]), histories) for i, outcome in enumerate(outcomes)]


def _radius(bench: Bench, line: RedLine, outcome: str, place: int, direction: str, bound: float, amount: float) -> Radius:
    seen: list[tuple[float, Estimate]] = []

    def effect(change: float) -> Estimate:
        one = bench.effect(line, change, place)
        seen.append((change, one))
        return one

    near, far = 0.0, math.nan
    for step in GRID:
        if abs(effect(step * bound).value) >= amount:
            far = step * bound
            break
        near = step * bound
    if math.isnan(far):
        largest = max((one for _, one in seen), key=lambda one: max(abs(one.low), abs(one.high)))
        sure = max(abs(largest.low), abs(largest.high)) < amount
        return Radius(line, outcome, direction, bound, None, largest, len(seen), NONE if sure else TOO_FEW)
    for _ in range(HALVINGS):
        middle = (near + far) / 2.0
        if abs(effect(middle).value) >= amount:
            far = middle
        else:
            near = middle
    final = next(one for change, one in seen if change == far)
    verdict = MOVED if final.low > 0.0 or final.high < 0.0 else UNCLEAR
    return Radius(line, outcome, direction, bound, far, final, len(seen), verdict)
