"""The oracle, part 3 of 4: one history of the main model in plain Python, against which the compiled engine is held.

Written from the description of the model (docs/explanation/model.md) and the dataclasses of a scenario, with dictionaries, floats and
`math`. It shares with the engine the addresses of the draws, and nothing that computes. Speed is no aim, likeness to the text is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import NormalDist

from sim.scenario.world import Action, Actor, Channel, NuclearAnswer, Owner, Scenario
from sim.terms import Purpose
from tests.agreement.reference_owners import BACKER, CONVENTIONAL, NUCLEAR, VERBAL, Met, fresh
from tests.agreement.reference_policies import Policies
from tests.agreement.reference_world import MONTH, Clock, channels, pick, rate_at


@dataclass
class Told:
    """One event: when, what, who did what, which crossings it made."""

    month: float
    event: str
    actor: str | None = None
    act: str | None = None
    crossings: list[Met] = field(default_factory=list)


class History(Policies):
    """One history: `play` it, then read `told`, `score`, `ending`, `survival`, `weight`."""

    def __init__(self, scenario: Scenario, seed: int, replicate: int) -> None:
        super().__init__(scenario, seed, replicate)
        self.acts: dict[str, Action] = {action.id: action for action in scenario.actions}
        self.flag = {flag.id: flag.initial for flag in scenario.flags}
        self.locked = {flag.id for flag in scenario.flags if flag.locked}
        self.talked: dict[str, float] = {}
        self.utilities = {(a.id, c): dict(menu.utilities) for a in self.actors.values() for c, menu in channels(a)}
        self.clashed = False
        self.ending = ""
        self.by_clash = {name: exposure for name, exposure in scenario.clash.exposes.items() if exposure > 0} if scenario.clash else {}
        self.faced = dict.fromkeys(self.owners, 0)
        self.latest: dict[str, tuple[str, float]] = {}  # what each owner last met
        self.told: list[Told] = []
        self.buffer: list[Met] = []

    def play(self) -> History:
        """Play to the end: event after event, in continuous time."""
        while not self.ending:
            clock = min(self.clocks, key=lambda one: one.next, default=Clock("", 0.0, ()))
            dated = (self.calendar[0].date - self.scenario.clock.start).days / MONTH if self.calendar else math.inf
            horizon = self.scenario.clock.horizon_months
            rings = clock.next < min(dated, horizon)
            event = clock.event if rings else "CALENDAR" if dated <= horizon else "HORIZON"
            if self.advance(min(clock.next, dated, horizon)):
                event = "GROUND"  # on the way; what was due waits
            elif rings:
                clock.count += 1
                clock.next = self.now + self.wait(clock)
            self.happen(event, clock)
        self.score["nuclear_use"] = sum(self.score[f"nuclear_use.{part}"] for part in ("deliberate", "noise", "inadvertent"))
        self.score[{"HORIZON": "no_end", "SETTLEMENT": "settlement", "COLLAPSE": "collapse"}[self.ending]] = self.survival
        return self

    def happen(self, event: str, clock: Clock) -> None:
        """One event: what it does and exposes, how that is answered, what a clash exposes beside, whether it ends the history."""
        told = Told(self.now, event)
        self.told.append(told)
        self.buffer, self.clashed = told.crossings, False
        if event == "CALENDAR":
            self.turn_page()
        elif event == "OPPORTUNITY":
            self.act(told, clock)
        elif event == "INCIDENT" and clock.incident:
            for dimension, (low, high) in sorted(clock.incident.exposes.items()):
                if high > 0:
                    self.cross(dimension, low + (high - low) * self.draw(Purpose.EXPOSURE, clock.count, *clock.names), list(self.owners))
        elif event == "GROUND":
            self.lose_ground()
        elif event == "SETTLEMENT_CHANCE":
            if self.draw(Purpose.THINNING, clock.count, *clock.names) * clock.rate < self.settlement_rate():
                self.ending = "SETTLEMENT"
        elif event == "CLASH_CHANCE" and self.scenario.clash:
            rate = rate_at(self.scenario.clash.hazard, max(self.tension.values())) / 12
            if self.draw(Purpose.THINNING, clock.count, *clock.names) * clock.rate < rate:
                self.clash()
        self.resolve(0)
        if self.clashed:
            met = len(self.buffer)
            for dimension, exposure in sorted(self.by_clash.items()):
                self.cross(dimension, exposure, list(self.owners))
            self.resolve(met)
        if self.collapsed:
            self.ending = "COLLAPSE"
        elif event == "HORIZON":
            self.ending = "HORIZON"

    def turn_page(self) -> None:
        event = self.calendar.pop(0)
        self.flag |= {name: up for name, up in event.flags.items() if name not in self.locked}
        self.texts |= {name: texts for name, texts in event.doctrine.items() if name in self.texts}
        for (actor, channel, act), utility in event.utilities.items():
            self.utilities[actor, channel][act] = utility
        self.waiting = self.waiting and event.kind != "leadership_change"

    def clash(self) -> None:
        self.clashed = True
        if self.clash_month > self.now:
            self.clash_month = self.now
            self.score["clash"] = self.survival
        level = self.scenario.clash.tension if self.scenario.clash else 0.0
        self.tension = {side: max(tension, level) for side, tension in self.tension.items()}

    def heat(self, side: str, rung: float) -> None:
        self.tension[side] += self.scenario.tension.gain * max(0.0, rung - self.tension[side])

    def cross(self, dimension: str, exposure: float, owners: list[str], backed: float = 0.0) -> None:
        """A realised crossing of these owners' lines on a dimension."""
        for owner in owners:
            if dimension in self.lines[owner]:
                self.buffer.append(Met(owner, dimension, exposure, backed))
                self.latest[owner] = dimension, exposure
                self.score[f"crossings.{dimension}"] += self.survival

    # ---- state-like lines ----
    def lose_ground(self) -> None:
        for (owner, dimension), mark in self.mark.items():
            exposure = self.ground(owner, dimension)
            if exposure >= mark + self.scenario.crossings.state_step or (self.collapsed and exposure > mark):
                self.mark[owner, dimension] = exposure
                self.buffer.append(Met(owner, dimension, exposure, ground=dimension))
                self.score[f"crossings.{dimension}"] += self.survival

    # ---- choosing ----
    def act(self, told: Told, clock: Clock) -> None:
        """One actor's opportunity: choose, carry out, expose."""
        (actor, channel), counter = clock.names, 2 * clock.count + (clock.names[1] == "diplomacy")
        one = self.actors[actor]
        told.actor, told.act = actor, self.choose(one, dict(channels(one))[channel], self.menu(one, channel), counter)
        if told.act is None:
            return
        act = self.acts[told.act]
        self.score[f"acts.{actor}.{act.id}"] += self.survival
        self.flag |= act.sets
        for front in self.front:
            self.front[front] += act.front.get(front, 0.0)
            self.aid[front] += act.aid.get(front, 0.0)
        self.heat(one.side, act.rung)
        if act.talks:
            self.talked[actor] = self.now
        backed = max(self.backers(actor, act).values(), default=0.0)
        clashes = act.clash_probability > 0 and self.draw(Purpose.CLASH, counter, actor) < act.clash_probability
        for dimension, level in sorted(act.exposes.items()):
            if level > 0:
                u = self.draw(Purpose.EXPOSURE, counter, actor, "exposure", dimension)
                noise = self.scenario.crossings.exposure_noise * NormalDist().inv_cdf(u)
                for owner in self.opponents(one.side):
                    exposure = max(0.0, self.exposure(actor, act, dimension, owner) + noise)
                    if dimension in self.lines[owner]:
                        self.score[f"exposure.{owner}"] += self.survival * self.lines[owner][dimension].stake * exposure
                    if not (clashes and dimension in self.by_clash):  # the clash itself exposes it: one crossing, not two
                        self.cross(dimension, exposure, [owner], backed)
        if clashes:
            self.clash()

    def choose(self, actor: Actor, menu: Channel, values: dict[str, float], counter: int) -> str | None:
        """Nested logit as a race: one Gumbel draw for each nest, then one for each act inside."""
        if not values:
            return None
        best = max(values.values())
        taste = {"mechanical": lambda q: 0.0 if q == best else -math.inf, "random": lambda q: 0.0}
        liking = {name: taste.get(actor.policy, lambda q: menu.precision * (q - best))(q) for name, q in values.items()}
        nests: dict[str, tuple[float, float, list[str]]] = {name: (menu.weights.get(name, 1.0), 1.0, [name]) for name in values}
        for nest in menu.nests:
            for name in nest.actions:
                nests.pop(name, None)
            inside = [name for name in nest.actions if name in values]
            if inside:
                nests[nest.id] = nest.weight, nest.similarity, inside
        race = {}
        for nest_name, (weight, rho, inside) in nests.items():
            weights = {name: menu.weights.get(name, 1.0) for name in inside}
            top = max(liking[name] for name in inside)
            if top > -math.inf:
                mean = sum(weights[name] * math.exp((liking[name] - top) / rho) for name in inside) / sum(weights.values())
                race[nest_name] = math.log(weight) + top + rho * math.log(mean) + self.gumbel(Purpose.NEST, counter, actor.id, "nest", nest_name)
        _, rho, inside = nests[max(race, key=lambda name: race[name])]
        scores = {name: math.log(menu.weights.get(name, 1.0)) + liking[name] / rho for name in inside}
        return max(inside, key=lambda name: scores[name] + self.gumbel(Purpose.OPTION, counter, actor.id, "option", name))

    # ---- answering ----
    def resolve(self, first: int) -> None:
        """Answer every crossing in order, nuclear tier first, and learn from it; an answer may add crossings of others."""
        i = first
        while i < len(self.buffer):
            met = self.buffer[i]
            depth = self.depth - met.depth  # an answer to an answer foresees one round less
            if NUCLEAR in self.tiers(met.owner):
                self.weigh_use(met, depth)
            self.answer(met, depth)
            self.learn(met, met.kind != VERBAL, depth)
            i += 1

    def true_chance(self, met: Met, tier: str, depth: int) -> float:
        chances = self.chances(met.owner, met.dimension, met.exposure, tier, True, depth)
        if met.ground is not None:
            chances = fresh(chances, self.own_met[met.ground, met.owner, tier])
        return chances[self.kind[met.owner, tier]]

    def weigh_use(self, met: Met, depth: int) -> None:
        """Nuclear use, as weight: deliberate where the stake reaches the price, else noise."""
        owner, answer = self.owners[met.owner], self.owners[met.owner].nuclear_answer
        cell, real, _ = self.kind[met.owner, NUCLEAR]
        met.use = self.true_chance(met, NUCLEAR, depth)
        used = self.survival * met.use
        if used > 0 and answer:
            at_stake = self.stake(met.owner, met.dimension, met.exposure, NUCLEAR, True, real)
            deliberate = at_stake >= self.price(met.owner, NUCLEAR, cell, self.expected_loss(met.owner, NUCLEAR, depth))
            self.use("deliberate" if deliberate else "noise", used)
            self.score[f"nuclear_use.by.{owner.id}"] += used
            self.score["nuclear_use.demonstration"] += used * answer.demonstration_share
            self.score[f"answers.{owner.id}.{answer.demonstration_rung}"] += used * answer.demonstration_share
            self.score[f"answers.{owner.id}.{answer.use_rung}"] += used * (1 - answer.demonstration_share)
            self.score["nuclear_use.answered"] += used * self.answer_to_use(owner, answer)

    def answer_to_use(self, owner: Owner, answer: NuclearAnswer) -> float:
        silent = 1.0
        for other in self.opponents(self.actors[owner.id].side):
            for dimension, exposure in answer.exposes.items():
                if exposure > 0 and dimension in self.lines[other]:
                    depth = self.depth - 1
                    silent *= 1 - self.true_chance(Met(other, dimension, exposure), CONVENTIONAL, depth)
        return 1 - silent

    def answer(self, met: Met, depth: int) -> None:
        """Backer, conventional rung or words, as sampled; then what the answer itself exposes."""
        owner, side, counter = self.owners[met.owner], self.actors[met.owner].side, self.faced[met.owner]
        self.faced[met.owner] += 1
        draws = {what: self.draw(what, counter, "owner", met.owner) for what in (Purpose.ANSWER, Purpose.BACKER, Purpose.RUNG)}
        answered = draws[Purpose.ANSWER] < self.true_chance(met, CONVENTIONAL, depth)
        conventional, backer, verbal = owner.conventional_answer, owner.backer_answer, owner.verbal_answer
        exposes: Mapping[str, float] = {}
        if answered and backer and draws[Purpose.BACKER] < backer.probability * self.backer_targeted(met, depth):
            met.kind, met.rung, exposes = BACKER, backer.rung, backer.exposes
        elif answered:
            material = self.lines[met.owner][met.dimension].stake * met.exposure
            x = {rung: rung / conventional.last for rung in range(conventional.first, conventional.last + 1)}
            liking = {rung: conventional.precision * (conventional.benefit * material * x[rung] - conventional.cost * x[rung] ** 2) for rung in x}
            top = max(liking.values())
            met.kind, exposes = CONVENTIONAL, conventional.exposes
            met.rung = pick({rung: math.exp(value - top) for rung, value in liking.items()}, draws[Purpose.RUNG])
        else:
            met.kind = VERBAL
            met.rung = pick(dict(zip(verbal.rungs, verbal.weights, strict=True)), draws[Purpose.RUNG]) if verbal else 0
        self.score[f"answers.{met.owner}.{met.rung}"] += self.survival
        self.heat(side, met.rung)
        clashes = met.kind == BACKER or (met.kind == CONVENTIONAL and conventional.clash)
        if clashes:
            self.clash()
        if met.depth == 0:
            for dimension, exposure in sorted(exposes.items()):
                for other in self.opponents(side):
                    if exposure > 0 and dimension in self.lines[other] and not (clashes and dimension in self.by_clash):
                        self.buffer.append(Met(other, dimension, exposure, depth=1))

    def backer_targeted(self, met: Met, depth: int) -> float:
        """share * backing * Phi(ln(s / p2) / sigma), p2 with what the alliance would do."""
        share = 1.0 if self.scenario.crossings.attribution == "exposure" else self.backer_share(met.owner)
        cell, real, _ = self.kind[met.owner, CONVENTIONAL]
        return met.backed * share * self.ready(met.owner, met.dimension, met.exposure, CONVENTIONAL, True, depth, BACKER)[cell, real]

    # ---- settlement ----
    def settlement_rate(self) -> float:
        """rate (1 + tanh(range / width)) / 2, while both sides have talked within the memory."""
        spec = self.scenario.settlement
        if spec is None:
            return 0.0
        recent = {name for name, month in self.talked.items() if month >= self.now - spec.memory_months}
        first, second = spec.parties
        if second not in recent:
            return 0.0
        rate = spec.rate_direct if first in recent else spec.rate_mediated if spec.mediator in recent else 0.0
        front = 0.0
        if spec.front is not None:
            losing_side = next(one.between[1] for one in self.scenario.fronts if one.id == spec.front)
            front = self.front[spec.front] * (1 if self.actors[first].side == losing_side else -1)
        c, k = spec.cost_of_war, spec.when_losing
        bargaining_range = c[0] * (1 + k[0] * max(0.0, front)) + c[1] * (1 + k[1] * max(0.0, -front)) - spec.indivisibility
        return rate * (1 + math.tanh(bargaining_range / spec.width)) / 2
