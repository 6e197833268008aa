"""What simulated actors do: the first event of many histories where it is a choice of this actor, and their choices over the whole horizon.

At the first event nothing has been learned and nobody else has moved; only fronts have drifted, and aid and tension have decayed, for the few days
before it. So the counts are close to the exact probabilities of the opening, and what is left between them is that drift and chance.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analysis import estimates
from sim.analysis.estimates import Estimate
from sim.analysis.stage_extract import Opening
from sim.analysis.stage_game import StageGame
from sim.engine.batch import BLOCK, simulate_block
from sim.engine.states import new_states
from sim.engine.turn import begin_first, turn_first
from sim.terms import Crossing, Event, Tier

FEWEST = 10  # crossings from which a mean is told


@dataclass(frozen=True)
class Met:
    """What a crossing met in the histories whose first event made it: how many, how often an answer beyond words, the mean nuclear weight.

    The mean is None with fewer than ten crossings: from so few no interval can be told.
    """

    crossings: int
    answered: int
    nuclear: Estimate | None

    @property
    def conventional(self) -> Estimate:
        """The frequency of an answer beyond words, with Wilson's interval."""
        return frequency(self.answered, self.crossings)


@dataclass(frozen=True)
class FirstChoices:
    """Counts over the first events of `histories`: `events` of them were a choice of this actor in this channel."""

    histories: int
    events: int
    counts: dict[str, int]
    met: dict[tuple[str, str], Met]  # (act, dimension)

    def share(self, act: str) -> Estimate | None:
        """Return the frequency of an act, with Wilson's interval; None where the actor never came first."""
        return frequency(self.counts.get(act, 0), self.events) if self.events else None


def frequency(count: int, of: int) -> Estimate:
    """Return a frequency as an estimate, with Wilson's interval."""
    low, high = estimates.wilson(count, of)
    p = count / of
    return Estimate(p, low, high, math.sqrt(p * (1 - p) / of))


def first_choices(game: StageGame, opening: Opening, prepared: Any, histories: int, seed: int) -> FirstChoices:
    """Play the first event of each history and count what this actor chose, and what that met."""
    p = prepared.params
    world = np.frombuffer(p, p.dtype).view(np.ndarray)
    states, _ = new_states(p, 1)
    history, s = states.view(np.ndarray), states[0]
    counts: Counter[str] = Counter()
    met: dict[tuple[str, str], list[tuple[bool, float, float]]] = {(one.act, one.dimension): [] for one in game.crossings}
    subject = 2 * opening.actor + opening.channel
    for replicate in range(histories):
        begin_first(world, history, np.uint64(seed), np.uint64(replicate))
        turn_first(world, history)
        if history["event"][0] != Event.OPPORTUNITY or history["subject"][0] != subject or history["act"][0] < 0:
            continue
        act = opening.names.actions[int(history["act"][0])]
        counts[act] += 1
        for row in s.crossing[: int(history["crossings"][0])]:
            place = (act, opening.names.dimensions[int(row[Crossing.DIMENSION])])
            if row[Crossing.OWNER] == opening.owner and row[Crossing.DEPTH] == 0 and place in met:
                met[place].append((bool(row[Crossing.TIER] != Tier.VERBAL), float(row[Crossing.NUCLEAR]), float(history["weight"][0])))
    return FirstChoices(histories, counts.total(), dict(counts), {place: _met(rows) for place, rows in met.items() if rows})


def shares_over_horizon(game: StageGame, opening: Opening, prepared: Any, histories: int, seed: int) -> dict[str, Estimate]:
    """Return the share of each act of the legal menu among the choices of this actor in this channel, over whole histories.

    An act that was never chosen is bounded by three in the effective number of histories, as if each had had one choice.
    """
    names, p = opening.names, opening.params
    size = int(p.menu_size[opening.actor, opening.channel])
    menu = [names.actions[int(act)] for act in p.menu[opening.actor, opening.channel, :size]]
    columns = {act: names.measures.index(f"acts.{game.actor}.{act}") for act in menu}
    blocks = [simulate_block(prepared, seed, index, histories) for index in range(-(-histories // BLOCK))]
    weights = np.concatenate([block.weights for block in blocks])
    taken = {act: np.concatenate([block.measures[:, column] for block in blocks]) for act, column in columns.items()}
    total = np.sum(list(taken.values()), axis=0)
    effective = estimates.effective_sample_size(math.fsum(weights), math.fsum(weights * weights))
    found = {}
    for act in opening.options:
        wy, wt = weights * taken[act], weights * total
        one = estimates.share(*(math.fsum(part) for part in (wy, wt, wy * wy, wt * wt, wy * wt)))
        found[act] = one if one.value > 0.0 else replace(one, high=min(1.0, estimates.RULE_OF_THREE / effective))
    return found


def _met(rows: list[tuple[bool, float, float]]) -> Met:
    chances, weights = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    sums = (weights, weights**2, weights * chances, weights**2 * chances, weights**2 * chances**2)
    nuclear = estimates.probability(*estimates.weighted_mean(*(math.fsum(one) for one in sums))) if len(rows) >= FEWEST else None
    return Met(len(rows), sum(row[0] for row in rows), nuclear)
