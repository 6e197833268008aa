"""The oracle, part 2 of 4: luck, clocks, fronts, tension and accidents, in continuous time."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist
from typing import TypeVar

import numpy as np

from sim.encode.names import key_of
from sim.engine.draws import uniform
from sim.scenario.world import Actor, Channel, Incident, Scenario
from sim.terms import Purpose
from tests.agreement.reference_owners import NUCLEAR, Owners, Table, Type, after_history

Key = TypeVar("Key")
MONTH = 365.25 / 12  # days
HALF = 0.5  # a tension is read as its nearest rung


@dataclass
class Clock:
    """A Poisson clock: what it rings for, at which rate, and the names that key its stream."""

    event: str
    rate: float
    names: tuple[str, ...]
    incident: Incident | None = None
    count: int = 0
    next: float = field(default=math.inf)


class World(Owners):
    """The world of one history between its events; true types drawn, clocks started."""

    def __init__(self, scenario: Scenario, seed: int, replicate: int) -> None:
        true = after_history(scenario, 0.0)
        super().__init__(scenario, true if scenario.bias == 0 else after_history(scenario, scenario.bias))
        self.luck = np.uint64(seed), np.uint64(replicate)
        self.calendar = [event for event in scenario.timeline if event.active]
        self.waiting = any(event.kind == "leadership_change" for event in self.calendar)
        self.aid = {front.id: front.aid_initial for front in scenario.fronts}
        self.tension = {side: scenario.tension.initial[side] for side in scenario.sides}
        self.now, self.moved, self.node = 0.0, 0.0, 0
        self.survival, self.weight = 1.0, 1.0
        self.score: dict[str, float] = defaultdict(float)
        self.clash_month = math.inf
        self.collapsed = False
        self.kind = {(name, tier): self.draw_type(name, tier, true[name, tier]) for name in self.owners for tier in self.tiers(name)}
        self.own_met: dict[tuple[str, str, str], Table] = {}  # as `met`, with the operative lines
        self.mark: dict[tuple[str, str], float] = {}  # highest exposure tested of every state-like line
        for owner, lines in self.lines.items():
            for dimension, line in lines.items():
                if line.front is not None:  # what is lost at the start has been met
                    mark = self.mark[owner, dimension] = self.ground(owner, dimension)
                    for tier in self.tiers(owner):
                        self.met[dimension, owner, tier] = self.chances(owner, dimension, mark, tier, False, self.depth)
                        self.own_met[dimension, owner, tier] = self.chances(owner, dimension, mark, tier, True, self.depth)
        self.clocks = self.start_clocks()

    def draw(self, purpose: Purpose, counter: int, *names: str) -> float:
        """A uniform number; its address is all that is shared with the engine."""
        return float(uniform(*self.luck, np.uint64(key_of(*names)), int(purpose), counter))

    def gumbel(self, purpose: Purpose, counter: int, *names: str) -> float:
        return -math.log(-math.log(self.draw(purpose, counter, *names)))

    def draw_type(self, owner: str, tier: str, posterior: Table) -> Type:
        """The cost cell from the tempered posterior (nuclear tier), weighted back; the rest from the posterior given the cell."""
        counter = int(tier == NUCLEAR)
        mass: dict[int, float] = defaultdict(float)
        for (cell, _, _), p in posterior.items():
            mass[cell] += p
        tempered = {cell: p ** (self.scenario.numerics.proposal_exponent if tier == NUCLEAR else 1.0) for cell, p in mass.items()}
        cell = pick(tempered, self.draw(Purpose.TYPE_COST, counter, "owner", owner))
        self.weight *= mass[cell] / (tempered[cell] / math.fsum(tempered.values()))
        split = {real: sum(p for (c, r, _), p in posterior.items() if (c, r) == (cell, real)) for real in (0, 1)}
        real = pick(split, self.draw(Purpose.TYPE_AUDIENCE, counter, "owner", owner))
        levels = {level: p for (c, r, level), p in posterior.items() if (c, r) == (cell, real)}
        return cell, real, pick(levels, self.draw(Purpose.TYPE_RELIABILITY, counter, "owner", owner))

    def start_clocks(self) -> list[Clock]:
        clocks = [Clock("OPPORTUNITY", menu.tempo, (actor.id, channel)) for actor in self.actors.values() for channel, menu in channels(actor)]
        clocks += [Clock("INCIDENT", one.per_month, ("incident", one.id), one) for one in self.scenario.incidents]
        settlement, clash = self.scenario.settlement, self.scenario.clash
        if settlement:  # thinning: candidate moments at the highest rate there can be
            bound = max(settlement.rate_direct, settlement.rate_mediated if settlement.mediator else 0.0)
            clocks.append(Clock("SETTLEMENT_CHANCE", bound, ("settlement",)))
        if clash and clash.hazard:
            clocks.append(Clock("CLASH_CHANCE", max(clash.hazard.values()) / 12, ("clash",)))
        for clock in clocks:
            clock.next = self.wait(clock)
        return clocks

    def wait(self, clock: Clock) -> float:
        return -math.log(self.draw(Purpose.CLOCK, clock.count, *clock.names)) / clock.rate if clock.rate > 0 else math.inf

    def advance(self, time: float) -> bool:
        """Move the world to `time`; return whether ground is lost on the way (then the world stands at that moment)."""
        lost = False
        width = 1 / self.scenario.numerics.front_steps_per_month
        while self.scenario.fronts and (self.node + 1) * width <= time and not lost:
            self.drift((self.node + 1) * width)
            self.node += 1
            for front in self.scenario.fronts:
                if front.volatility > 0:
                    z = NormalDist().inv_cdf(self.draw(Purpose.FRONT, self.node, "front", front.id))
                    self.front[front.id] += front.volatility * math.sqrt(width) * z
                if abs(self.front[front.id]) >= 1:
                    self.front[front.id] = math.copysign(1.0, self.front[front.id])
                    self.collapsed = lost = True
            lost = lost or any(self.ground(*key) >= mark + self.scenario.crossings.state_step for key, mark in self.mark.items())
            time = self.moved if lost else time
        self.drift(time)
        self.have_accidents(time - self.now)
        self.tension = {side: self.tension_after(tension, time - self.now) for side, tension in self.tension.items()}
        self.now = time
        return lost

    def drift(self, time: float) -> None:
        """Fronts and aid, without noise, in closed form."""
        months = time - self.moved
        for front in self.scenario.fronts:
            decay, aid = front.aid_decay_per_month, self.aid[front.id]
            used = aid * (-math.expm1(-decay * months) / decay if decay > 0 else months)  # integral of aid
            self.front[front.id] += front.drift_per_month * months + front.aid_effect * (months - used)
            self.aid[front.id] = aid * math.exp(-decay * months)
        self.moved = time

    def tension_after(self, tension: float, months: float) -> float:
        spec = self.scenario.tension
        return spec.base + (tension - spec.base) * 0.5 ** (months / spec.half_life_months)

    def have_accidents(self, months: float) -> None:
        """Inadvertent use, as weight: the rate by rung of the higher tension, integrated between the exact times at which it passes a rung."""
        spec, start = self.scenario.tension, max(self.tension.values())
        armed = {name: actor.accidents for name, actor in self.actors.items() if actor.nuclear}
        times = {0.0, months}
        for rung in {rung for rates in armed.values() for rung in rates}:
            ratio = (start - spec.base) / (rung - HALF - spec.base) if rung - HALF != spec.base else 0.0
            if ratio > 1 and spec.half_life_months * math.log2(ratio) < months:
                times.add(spec.half_life_months * math.log2(ratio))
        hazard: dict[str, float] = defaultdict(float)
        for begin, end in zip(sorted(times), sorted(times)[1:], strict=False):
            for name, rates in armed.items():
                hazard[name] += rate_at(rates, self.tension_after(start, (begin + end) / 2)) / 12 * (end - begin)
        total = math.fsum(hazard.values())
        if total > 0:
            used = self.survival * -math.expm1(-total)
            for name, part in hazard.items():
                self.score[f"nuclear_use.by.{name}"] += used * part / total
            self.use("inadvertent", used)

    def use(self, part: str, weight: float) -> None:
        """Score nuclear use, and go on as the history in which it did not happen."""
        self.score[f"nuclear_use.{part}"] += weight
        if self.clash_month <= self.now:
            self.score["nuclear_use.via_clash"] += weight
        self.survival -= weight

    def ground(self, owner: str, dimension: str) -> float:
        """What the owner's side is losing on the front of a state-like line, as exposure."""
        line = self.lines[owner][dimension]
        front = next(front for front in self.scenario.fronts if front.id == line.front)
        sign = 1 if front.between[1] == self.actors[owner].side else -1 if front.between[0] == self.actors[owner].side else 0
        return line.per_unit * max(0.0, sign * self.front[front.id])


def channels(actor: Actor) -> list[tuple[str, Channel]]:
    """Return an actor's channels by name."""
    return [(name, menu) for name, menu in (("military", actor.military), ("diplomacy", actor.diplomacy)) if menu]


def rate_at(rates: Mapping[int, float], tension: float) -> float:
    """Return the rate of the nearest rung (of the highest one named up to it); 0 below the first."""
    reached = [rung for rung in rates if rung - HALF <= tension]
    return rates[max(reached)] if reached else 0.0


def pick(weights: Mapping[Key, float], u: float) -> Key:
    """Return the key at which the running sum of the weights first exceeds u times their total."""
    target, reached = u * math.fsum(weights.values()), 0.0
    for key, weight in weights.items():
        reached += weight
        if target < reached:
            return key
    return list(weights)[-1]
