"""From a plan with a target to as many histories as it needs: in rounds, every point that is not exact enough goes on to its next look.

What a point comes to depends on its own sums only, so that neither other points nor the order of the work change it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from sim.analysis import stopping
from sim.analysis.stopping import Look
from sim.experiment.design import Target
from sim.experiment.plan import ROOM, Plan
from sim.results.adding import sums_of
from sim.results.store import Inventory, Store
from sim.results.tables import PAIRS, ROWS, Layout

Provide = Callable[[Plan], Inventory]  # makes sure that all units of a plan are there
Sums = Mapping[tuple[Any, ...], tuple[float, ...]]


def grow(plan: Plan, store: Store, provide: Provide, ceilings: Mapping[int, int]) -> tuple[Plan, dict[int, Look]]:
    """Return the plan with as many histories at each point as its target needs, and the look at which each point ends; no looks without target.

    Parameters
    ----------
    ceilings : point -> most blocks, each at least `stopping.FIRST_LOOK`
    """
    target = plan.target
    if target is None:
        return plan, {}
    looks: dict[int, Look] = {}
    ends = {point: stopping.last_look(most) for point, most in ceilings.items()}
    blocks = dict.fromkeys(ends, 0)
    going = set(ends)
    while going:
        for point in going:
            blocks[point] = min(stopping.next_look(looks.get(point)), ends[point])
        part = plan.grown(blocks)
        found = _sums(part, target, store, provide(part), going)
        for point in going:
            number = looks[point].number + 1 if point in looks else 1
            looks[point] = _judge(part, target, point, number, blocks[point], blocks[point] == ends[point], found)
        going = {point for point in going if not looks[point].met and blocks[point] < ends[point]}
    return plan.grown(blocks), looks


def there(plan: Plan, inventory: Inventory) -> dict[int, int]:
    """Return for each point how many of its blocks are done without a gap."""
    done = inventory.done()
    return {point.number: next(n for n in range(len(done) + 1) if place * ROOM + n not in done) for place, point in enumerate(plan.points)}


def rows_of(store: Store, inventory: Inventory, plan: Plan, kind: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of this kind, shard by shard: column name -> ndarray (rows,). More on disk than the plan has (it may grow) is left out."""
    if plan.target is None:
        yield from store.read(inventory, kind)
        return
    most = {point.number: point.histories for point in plan.points}
    for table in store.read(inventory, kind):
        places = zip(table["point"].tolist(), table["block"].tolist(), strict=True)
        rows = [row for row, (point, block) in enumerate(places) if block * plan.block < most[point]]
        yield {name: values[rows] for name, values in table.items()}


def _sums(plan: Plan, target: Target, store: Store, inventory: Inventory, points: Collection[int]) -> dict[str, Sums]:
    """Return the exact sums of the target's measure at some points: kind of table -> key -> sums."""
    layouts: list[Layout] = [ROWS, PAIRS] if target.contrast else [ROWS]
    found: dict[str, Sums] = {}
    for layout in layouts:
        found[layout.kind] = sums_of(layout, _of(target.measure, points, rows_of(store, inventory, plan, layout.kind)))
    return found


def _of(measure: str, points: Collection[int], tables: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows of a measure at some points."""
    wanted = np.array(sorted(points))
    for table in tables:
        rows = np.flatnonzero((table["measure"] == measure) & np.isin(table["point"], wanted))
        yield {name: values[rows] for name, values in table.items()}


def _judge(plan: Plan, target: Target, point: int, number: int, blocks: int, last: bool, found: Mapping[str, Sums]) -> Look:
    """Return the look of a point: at the paired difference where the target is one, else that of the variant which needs most."""
    rows = found[ROWS.kind]
    if target.contrast:
        pair = next(c for c in plan.contrasts if c.name == target.contrast)
        before, after = rows[point, pair.before, target.measure], rows[point, pair.after, target.measure]
        return stopping.judge_difference(target, number, blocks, before, after, found[PAIRS.kind][point, pair.name, target.measure], last)
    looks = [
        stopping.judge(target, number, blocks, rows[point, variant, target.measure][1:], last, variant in target.zero)
        for variant in plan.variants
        if (point, variant, target.measure) in rows
    ]
    return max(looks, key=lambda look: look.growth if look.growth == look.growth else math.inf)
