"""From a simulated block of histories to rows of the tables: every sum that an estimate or a paired contrast needs, and nothing else.

Sums run in history order, one addition after the other (`np.add.accumulate`), because numpy's own `sum` adds in pairs whose shape
depends on the length and on the build.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.results.tables import CREDIBILITY, CROSS, CURVES, PAIRS, ROWS, SCORES, SHARES, WEIGHTED, WEIGHTS, Table, empty

ANSWERS = "answers."


def measure_rows(point: int, variant: str, block: Any, names: Any, keep: Sequence[str] | None = None) -> Table:
    """Return the rows of one block: for each measure (only those in `keep`, if given) the sums of w, ww, wy, wwy, wwyy.

    Parameters
    ----------
    block : engine Block with weights ndarray (histories,) and measures ndarray (histories, measures)
    names : engine names with `measures`, the labels of the columns
    """
    chosen = _chosen(names.measures, keep)
    w, y = block.weights, block.measures[:, [column for column, _ in chosen]]
    scores = _scores(w, y)
    weight = [block.count - len(block.failed), float(_sum(w)), float(_sum(w * w))]
    table = empty(ROWS)
    _fill(table, len(chosen), point=point, block=block.index, variant=variant, **dict(zip(WEIGHTS, weight, strict=True)))
    table["measure"] = [name for _, name in chosen]
    for column, name in enumerate(SCORES):
        table[name] = scores[:, column].tolist()
    return table


def pair_rows(point: int, contrast: str, one: Any, names_one: Any, two: Any, names_two: Any, keep: Sequence[str] | None = None) -> Table:
    """Return the cross sums of two blocks that share their luck, for each measure that both have.

    With the rows of both variants these give the variance of a paired difference exactly. `changed` counts the histories whose weight or
    score differs at all: 0 means that the two variants are the same history for history.
    """
    second = {name: column for column, name in enumerate(names_two.measures)}
    chosen = [(column, second[name], name) for column, name in _chosen(names_one.measures, keep) if name in second]
    y1, y2 = one.measures[:, [c for c, _, _ in chosen]], two.measures[:, [c for _, c, _ in chosen]]
    w1, w2 = one.weights[:, None], two.weights[:, None]
    w12 = w1 * w2
    cross = [w12 + np.zeros_like(y1), w12 * y1, w12 * y2, (w12 * y1) * y2]
    table = empty(PAIRS)
    _fill(table, len(chosen), point=point, block=one.index, contrast=contrast, histories=one.count - len({*one.failed, *two.failed}))
    table["measure"] = [name for _, _, name in chosen]
    table["changed"] = ((w1 != w2) | (y1 != y2)).sum(axis=0).tolist()
    for name, products in zip(CROSS, cross, strict=True):
        table[name] = _sum(products).tolist()
    return table


def share_rows(point: int, variant: str, block: Any, names: Any, keep: Sequence[str] | None = None) -> Table:
    """Return what the share of each answer rung needs: y is an owner's answers at a rung (or above), t all its answers, in each history."""
    table = empty(SHARES)
    owners: dict[str, list[tuple[int, int]]] = {}
    for column, name in _chosen(names.measures, keep):
        if name.startswith(ANSWERS):
            owner, rung = name[len(ANSWERS) :].rsplit(".", 1)
            owners.setdefault(owner, []).append((int(rung), column))
    w = block.weights[:, None]
    for owner, columns in owners.items():
        rungs = [rung for rung, _ in sorted(columns)]
        at = block.measures[:, [column for _, column in sorted(columns)]]
        above = np.add.accumulate(at[:, ::-1], axis=1)[:, ::-1]
        t = np.broadcast_to(above[:, :1], at.shape)
        for reach, y in (("at", at), ("above", above)):
            wy, wt = w * y, w * t
            _fill(table, len(rungs), point=point, block=block.index, variant=variant, owner=owner, reach=reach)
            table["rung"] += rungs
            for name, products in zip(SHARES.sums, (wy, wt, wy * wy, wt * wt, wy * wt), strict=True):
                table[name] += _sum(products).tolist()
    return table


def curve_rows(point: int, variant: str, block: Any, names: Any) -> Table:
    """Return the recorded channels of one block as rows: channel by channel, tick by tick."""
    table = empty(CURVES)
    months = [float(month) for month in names.ticks]
    for column, channel in enumerate(names.channels):
        _fill(table, len(months), point=point, block=block.index, variant=variant, channel=channel)
        table["month"] += months
        for place, name in enumerate(WEIGHTED):
            table[name] += block.curves[:, column, place].tolist()
    return table


def credibility_rows(point: int, variant: str, block: Any, names: Any) -> Table:
    """Return the credibility of the reference crossing by true type as rows: group by group, tick by tick."""
    table = empty(CREDIBILITY)
    months = [float(month) for month in names.ticks]
    for place, group in enumerate(names.groups):
        _fill(table, len(months), point=point, block=block.index, variant=variant, group=group)
        table["month"] += months
        for column, name in enumerate(WEIGHTED):
            table[name] += block.groups[place, :, column].tolist()
    return table


def history_columns(point: int, variant: str, block: Any, names: Any) -> dict[str, np.ndarray]:
    """Return the histories of one block, a row each: point, block, variant, replicate, weight, then every measure and detail by name."""
    columns = {
        "point": np.full(block.count, point),
        "block": np.full(block.count, block.index),
        "variant": np.full(block.count, variant, object),
        "replicate": np.arange(block.first, block.first + block.count),
        "weight": block.weights,
    }
    for labels, values in ((names.measures, block.measures), (names.details, block.details)):
        for column, name in enumerate(labels):
            columns.setdefault(name, values[:, column])
    return columns


def _chosen(measures: Sequence[str], keep: Sequence[str] | None) -> list[tuple[int, str]]:
    return [(column, name) for column, name in enumerate(measures) if keep is None or name in keep]


def _scores(w: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return ndarray (measures, 3): sums over histories of w y, w w y, w w y y."""
    w = w[:, None]
    ww = w * w
    return np.stack([_sum(w * y), _sum(ww * y), _sum((ww * y) * y)], axis=1)


def _sum(values: np.ndarray) -> np.ndarray:
    """Return the sum along the first axis, added strictly one after the other."""
    return np.add.accumulate(values, axis=0)[-1]


def _fill(table: Table, count: int, **constants: Any) -> None:
    for name, value in constants.items():
        table[name] += [value] * count
