"""How the cost of a history grows: worlds made larger along one axis at a time, and the slope of cost against size on logarithmic axes.

Every world is the crisis of November 2024 with something added, as an overlay of its file. Sizes are counts of the finished world (actors that act,
options on the largest menu, lines of the main owner, type cells of a tier, months, owners of lines). Actors bring decisions of their own, and
so do months: those axes have a slope of their own making. The others enlarge what one decision weighs.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.timing import Task, interleaved
from benchmarks.worlds import CRISIS
from sim.encode.encode import Encoded, encode
from sim.engine.batch import simulate_block
from sim.engine.history import Prepared, prepare
from sim.scenario.load import load_text
from sim.scenario.shipped import folder

Overlay = dict[str, Any]


@dataclass(frozen=True)
class Axis:
    """One way to grow: what is counted, how many to add, the overlay that adds them, and the size of a finished world."""

    name: str
    added: tuple[int, ...]
    overlay: Callable[[int], Overlay]
    size: Callable[[Any], int]


def more_actors(count: int) -> Overlay:
    """Add actors on the western side that deliver arms as Europe does."""
    menu = {"tempo": 0.5, "precision": 2.0, "utilities": {"hold": 0, "routine_arms": 0.8, "new_arms": 0.5}}
    actor = {"side": "west", "nuclear": False, "military": menu, "loss_if_answered": 0.6, "loss_if_nuclear": 60}
    return {"actors": {f"partner_{i:02}": actor for i in range(count)}}


def more_acts(count: int) -> Overlay:
    """Add raids of growing weight to Ukraine's menu."""
    names = [f"raid_{i:02}" for i in range(count)]
    acts = {name: {"rung": 6, "exposes": {"air_and_drone_raid": round(0.2 + 0.6 * (i + 1) / (count + 1), 4)}} for i, name in enumerate(names)}
    return {"actions": acts, "actors": {"ukraine": {"military": {"utilities": dict.fromkeys(names, 0.0)}}}} if count else {}


def more_lines(count: int) -> Overlay:
    """Add lines of Russia's that every drone raid crosses too."""
    names = [f"line_{i:02}" for i in range(count)]
    lines = {name: {"stake": 0.3, "conventional_line": 0.5} for name in names}
    raid = {"rung": 6, "exposes": {"air_and_drone_raid": 0.3} | dict.fromkeys(names, 0.2)}
    return {"owners": {"russia": {"lines": lines}}, "actions": {"drone_raid": raid}} if count else {}


def more_cells(count: int) -> Overlay:
    """Set the number of cost cells."""
    return {"numerics": {"cost_cells": count}}


def months(count: int) -> Overlay:
    """Set the horizon."""
    return {"clock": {"horizon_months": count}}


def more_owners(count: int) -> Overlay:
    """Add allies of Russia that own lines on what Ukraine does."""
    cost = {"median": 0.5, "sigma": 0.3}
    conventional = {"cost": cost, "audience_cost": 0.1, "reliability": 0.9, "answer_noise": 0.35, "answer": {"rungs": [3, 8]}}
    lines = {name: {"stake": 0.2, "conventional_line": 0.5} for name in ("air_and_drone_raid", "western_missiles", "territory")}
    owner = {"lines": lines, "conventional": conventional, "verbal": {"rungs": [1], "weights": [1.0]}}
    names = [f"ally_{i:02}" for i in range(count)]
    return {"actors": {name: {"side": "russia", "nuclear": False} for name in names}, "owners": dict.fromkeys(names, owner)} if count else {}


def deciding(p: Any) -> int:
    """Return how many actors have a menu."""
    return int((p.menu_size[: p.actors].sum(axis=1) > 0).sum())


AXES = (
    Axis("actors that act", (0, 1, 4, 8), more_actors, deciding),
    Axis("options on the largest menu", (0, 1, 4, 8), more_acts, lambda p: int(p.menu_size.max())),
    Axis("lines of the main owner", (0, 4, 12), more_lines, lambda p: int(p.has_line.sum(axis=1).max())),
    Axis("cost cells of a type", (13, 25, 49), more_cells, lambda p: int(p.cells)),
    Axis("months", (3, 6, 12), months, lambda p: round(float(p.horizon))),
    Axis("owners of lines", (0, 1, 2), more_owners, lambda p: int(p.owners)),
)
CHEAP = {"months": (3, 12), "options on the largest menu": (0, 1), "actors that act": (0, 1)}  # what the kernel is compiled for anyway


def grown(overlay: Mapping[str, Any]) -> Encoded:
    """Return the encoded world of an overlay on the crisis."""
    document = {"schema": "redline/scenario/1", "base": CRISIS, "id": "grown", "title": "The crisis, grown", **overlay}
    return encode(load_text(json.dumps(document), "grown.yaml", folder()))


def slope(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return the least-squares slope of log cost against log size.

    >>> round(slope([1, 2, 4], [3, 12, 48]), 9)
    2.0
    """
    x, y = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) * (a - mean_x) for a in x)


def playing(prepared: Prepared, histories: int) -> Task:
    """Return a task that plays some histories of a world."""

    def task() -> int:
        simulate_block(prepared, 1, 0, histories)
        return histories

    return task


def measure(quick: bool = False) -> dict[str, Any]:
    """Return axis -> sizes, nanoseconds a history, slope; with `quick` only what needs no further compiling."""
    found = {}
    for axis in AXES:
        added = CHEAP.get(axis.name, ()) if quick else axis.added
        if added:
            worlds = {count: prepare(grown(axis.overlay(count))) for count in added}
            tasks = {str(count): playing(prepared, 128 if quick else 512) for count, prepared in worlds.items()}
            timings = interleaved(tasks, 2 if quick else 5)
            sizes = [axis.size(worlds[count].params) for count in added]
            costs = [timings[str(count)].best * 1e9 for count in added]
            found[axis.name] = {"sizes": sizes, "nanoseconds": costs, "slope": slope(sizes, costs)}
    return found
