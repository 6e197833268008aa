"""The model with two numbers of an owner's conventional type chosen by the rows it may know, on a grid over their shipped ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.proper_scores import log_score
from sim.analysis.record import Evidence, Floats, Known, Record, chances, evidence

STEPS = 7
FITTED = {"cost_median": "conventional.cost.median", "answer_noise": "conventional.answer_noise"}  # field of TypeSpec -> path below the owner


@dataclass(frozen=True)
class Setting:
    """One point of the grid: the two values, and the evidence under them."""

    values: tuple[float, ...]
    evidence: Evidence


def grid(world: Any, owner: str) -> list[NDArray[np.float64]] | None:
    """Return the values of each fitted number, evenly over its range; None where the scenario gives one of them no range."""
    axes = []
    for path in FITTED.values():
        quantity = world.quantities.get(f"owners.{owner}.{path}")
        if quantity is None or quantity.low is None:
            return None
        axes.append(np.linspace(quantity.low, quantity.high, STEPS))
    return axes


def settings(world: Any, found: Record, owner: str, stake: float | None = None) -> list[Setting]:
    """Return the evidence at every point of the grid; `stake`: every line of the owner is worth that much instead. Empty without ranges."""
    from sim.encode.encode import encode

    axes = grid(world, owner)
    result = []
    for values in np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(FITTED)) if axes else ():
        encoded = encode(changed(world, owner, dict(zip(FITTED, map(float, values), strict=True)), stake))
        p = encoded.params
        prior = np.array(p.prior_true[: p.owners, :, : p.types])
        result.append(Setting(tuple(map(float, values)), evidence(replace(found, chance=chances(encoded), prior=prior))))
    return result


def changed(world: Any, owner: str, conventional: dict[str, float], stake: float | None = None) -> Any:
    """Return the world with numbers of an owner's conventional type replaced, and every stake of its lines where one is given."""
    owners = []
    for one in world.owners:
        if one.id == owner:
            lines = one.lines if stake is None else tuple(replace(line, stake=stake) for line in one.lines)
            one = replace(one, lines=lines, conventional=replace(one.conventional, **conventional))
        owners.append(one)
    return replace(world, owners=tuple(owners))


def with_stake(found: Record, world: Any, owner: str, stake: float) -> Record:
    """Return the record with every line of an owner worth the same: its chances, and the rungs that an answer takes."""
    from sim.analysis.record import record
    from sim.encode.encode import encode

    return record(encode(changed(world, owner, {}, stake)), world, {row.id: row.category for row in found.rows})


def fitted_forecasts(grid_of: list[Setting], found: Record, known: Known, answered: Known, rungs: NDArray[np.int64]) -> tuple[Floats, list[int]]:
    """Return forecasts over rungs (rows, rungs), each at the setting that its known rows like best, and the number of that setting.

    The known rows are forecast one after the other, each from those before it; the setting with the lowest sum of log scores wins, the
    first of equals. Where no row is known, the middle of the grid stands.
    """
    n = len(rungs)
    groups, of_row = np.unique(known, axis=0, return_inverse=True)
    before = np.tril(np.ones((n, n), bool), -1)
    cost = np.empty((len(grid_of), len(groups)))
    for g, mask in enumerate(groups):
        sequence = before & mask
        for k, setting in enumerate(grid_of):
            said = found.spread(setting.evidence.forecast(sequence, answered))
            cost[k, g] = np.sum(log_score(said, rungs)[mask])
    chosen = np.where(groups.any(axis=1), np.argmin(cost, axis=0), len(grid_of) // 2)[of_row.reshape(-1)]
    forecasts = np.empty((n, found.given_answer.shape[1]))
    for k in np.unique(chosen):
        rows = chosen == k
        forecasts[rows] = found.spread(grid_of[k].evidence.forecast(known, answered))[rows]
    return forecasts, [int(k) for k in chosen]
