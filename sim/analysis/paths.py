"""The commonest ways to an outcome: the climb of a history, as the steps that set a new highest rung, and what then brought the outcome.

A step is an act, named by the dimension it exposes (or by itself where it exposes nothing), or an answer beyond words, named by its owner. Only steps
that stand on a higher rung than all before them count; so two histories that climb alike are one path, whatever happened between. The end
names what brought the outcome: the crossing that met nuclear use and whether use was deliberate or noise, the kind of accident or clash, the
settlement or the collapse. Nuclear use is weight: one history may end on several paths, each with the weight of use scored there.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sim.analysis import estimates
from sim.analysis.attribution import carried, ratio, student, weighted
from sim.analysis.estimates import Estimate
from sim.analysis.moments import Field, Moments
from sim.terms import Ending, Event, Tier

OUTCOMES = ("nuclear_use", "clash", "settlement", "collapse")
VERBAL, CLASH_CHANCE = int(Tier.VERBAL), int(Event.CLASH_CHANCE)
ACT, ANSWER = "act", "answer"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One new highest rung: `kind` act or answer, what it was (a dimension, an act or an owner), and its rung."""

    kind: str
    what: str
    rung: int


@dataclass(frozen=True, slots=True, order=True)
class End:
    """What brought the outcome: `how` in words of the code, and the owner and dimension of the crossing where there is one."""

    how: str  # deliberate, noise, accident, accident_after_clash, meeting, act, answer, settlement, collapse
    owner: str = ""
    dimension: str = ""


Way: TypeAlias = tuple[tuple[Step, ...], End]


@dataclass(frozen=True, slots=True)
class Path:
    """One way to an outcome, with its probability, its share of the outcome, and a history to look at."""

    outcome: str
    steps: tuple[Step, ...]
    end: End
    histories: int  # in which it occurs
    probability: Estimate
    share: Estimate
    carriers: float  # histories that carry it, in effect
    replicate: int  # of the history in which it weighs most, where possible one whose telling ends on it
    told: bool  # whether a replay of that history ends on this path


@dataclass(frozen=True, slots=True)
class Paths:
    """The commonest paths to one outcome, the commonest first; `kinds` is how many different ones there are."""

    outcome: str
    total: Estimate
    paths: tuple[Path, ...]
    ends: tuple[Path, ...]  # by what brought the outcome alone, whatever the climb (no steps)
    kinds: int
    histories: int


def paths_to(moments: Moments, outcome: str, most: int = 5) -> Paths:
    """Return the `most` commonest paths to an outcome; ValueError for an outcome that paths are not drawn for."""
    if outcome not in OUTCOMES:
        raise ValueError(f"paths lead to {', '.join(OUTCOMES)}, not to {outcome!r}")
    found: dict[Way, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    told: dict[int, Way] = {}
    whole = np.zeros(moments.histories)
    for history in range(moments.histories):
        before = 1.0
        for steps, end, weight in _ends(moments, history, outcome):
            found[steps, end][history] += weight
            whole[history] += weight
            after = before - weight
            if outcome != "nuclear_use" or 1.0 - after > moments.luck[history]:
                told.setdefault(history, (steps, end))
            before = after
    drawn = outcome in estimates.SAMPLED
    mean, error = weighted(moments.weights, whole)
    three = estimates.RULE_OF_THREE
    unseen = three / max(estimates.effective_sample_size(math.fsum(moments.weights), math.fsum(moments.weights * moments.weights)), three)
    total = estimates.probability(mean, error, unseen if drawn else 0.0)
    sizes = {key: math.fsum(moments.weights[h] * y for h, y in where.items()) for key, where in found.items()}
    ranked = sorted(found, key=lambda key: (-sizes[key], key))[:most]
    paths = tuple(_path(moments, outcome, key, found[key], whole, told) for key in ranked)
    ends = _by_end(found)
    told_ends = {history: ((), key[1]) for history, key in told.items()}
    by_end = [_path(moments, outcome, key, where, whole, told_ends) for key, where in ends.items()]
    by_end.sort(key=lambda one: (-one.probability.value, one.end))
    return Paths(outcome, total, paths, tuple(by_end), len(found), moments.histories)


def _by_end(found: Mapping[Way, Mapping[int, float]]) -> dict[Way, dict[int, float]]:
    """Return what each end weighs in each history, whatever the climb."""
    ends: dict[Way, dict[int, float]] = {}
    for (_, end), where in found.items():
        at = ends.setdefault(((), end), {})
        for history, weight in where.items():
            at[history] = at.get(history, 0.0) + weight
    return ends


def _path(moments: Moments, outcome: str, key: Way, where: Mapping[int, float], whole: np.ndarray, told: Mapping[int, Way]) -> Path:
    values = np.zeros(moments.histories)
    values[list(where)] = list(where.values())
    mean, error = weighted(moments.weights, values)
    carriers = carried(moments.weights, values)
    part = estimates.probability(*ratio(moments.weights, values, whole), z=student(carriers - 1.0))
    ending = [history for history in where if told.get(history) == key]
    chosen = max(ending or where, key=lambda history: (moments.weights[history] * where[history], -history))
    probability = estimates.probability(mean, error, z=student(carriers - 1.0))
    return Path(outcome, key[0], key[1], len(where), probability, part, carriers, int(moments.replicates[chosen]), bool(ending))


def category(moments: Moments, act: int) -> str:
    """Return what an act is counted as: the dimension it exposes most, or itself where it exposes nothing."""
    exposes = moments.exposes[act]
    return moments.names.dimensions[int(exposes.argmax())] if exposes.any() else moments.names.actions[act]


def _ends(moments: Moments, history: int, outcome: str) -> Iterator[tuple[tuple[Step, ...], End, float]]:
    """Yield (steps so far, end, weight) each time the outcome is scored in a history."""
    names = moments.names
    climb: list[Step] = []
    highest, clashed = 0.0, False
    rows = moments.rows[moments.starts[history] : moments.starts[history + 1]].tolist()
    for row in rows:
        if outcome == "nuclear_use" and row[Field.ACCIDENT] > 0.0:
            yield tuple(climb), End("accident_after_clash" if clashed else "accident"), row[Field.ACCIDENT]
        act, owner = int(row[Field.ACT]), int(row[Field.OWNER])
        if act >= 0 and row[Field.RUNG] > highest:
            highest = row[Field.RUNG]
            climb.append(Step(ACT, category(moments, act), int(highest)))
        if row[Field.CHOSEN] > 0.0 and outcome == "nuclear_use":
            how = "deliberate" if row[Field.DELIBERATE] else "noise"
            yield tuple(climb), End(how, names.owners[owner], names.dimensions[int(row[Field.DIMENSION])]), row[Field.CHOSEN]
        if row[Field.CLASH] and not clashed:
            clashed = True
            if outcome == "clash":
                yield tuple(climb), _clash(moments, row, act, owner), row[Field.SURVIVAL]
        if owner >= 0 and row[Field.TIER] != VERBAL and row[Field.RUNG] > highest:
            highest = row[Field.RUNG]
            climb.append(Step(ANSWER, names.owners[owner], int(highest)))
    ending = int(moments.endings[history])
    if Ending(ending).name.lower() == outcome:
        yield tuple(climb), End(outcome), float(moments.survival[history])


def _clash(moments: Moments, row: list[float], act: int, owner: int) -> End:
    """Return what brought a clash: an owner's answer, forces that meet, or an act that ends in one."""
    if owner >= 0:
        return End("answer", moments.names.owners[owner], moments.names.dimensions[int(row[Field.DIMENSION])])
    if int(row[Field.EVENT]) == CLASH_CHANCE:
        return End("meeting")
    return End("act", dimension=category(moments, act))
