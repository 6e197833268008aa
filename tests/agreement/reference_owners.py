"""The oracle, part 1 of 4: what owners of red lines would do, what the public believes of them, and what history has taught it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.scenario.world import Doctrine, Line, Scenario, TypeSpec

CONVENTIONAL, NUCLEAR, BACKER, VERBAL = "conventional", "nuclear", "backer", "verbal"
Type = tuple[int, int, int]  # cost cell, audience cost real or not, reliability level
Table = dict[Type, float]


def phi(x: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2))


@dataclass
class Met:
    """One crossing: what its owner meets, and, once answered, how it answered."""

    owner: str
    dimension: str
    exposure: float
    backed: float = 0.0
    depth: int = 0
    ground: str | None = None  # the state-like line, where ground was lost
    kind: str = ""
    rung: int = -1
    use: float = 0.0  # probability of nuclear use of the true type


class Owners:
    """What owners would do and what the public believes, in a world that stands still."""

    def __init__(self, scenario: Scenario, belief: dict[tuple[str, str], Table]) -> None:
        self.scenario = scenario
        self.owners = {owner.id: owner for owner in sorted(scenario.owners, key=lambda owner: owner.id) if owner.active}
        self.actors = {actor.id: actor for actor in sorted(scenario.actors, key=lambda actor: actor.id)}
        self.lines: dict[str, dict[str, Line]] = {name: {line.dimension: line for line in owner.lines} for name, owner in self.owners.items()}
        self.front = {front.id: front.initial for front in scenario.fronts}
        self.depth = scenario.crossings.expected_loss_depth  # rounds of retaliation that an owner foresees
        self.texts: dict[str, tuple[Doctrine | None, Doctrine | None]] = {name: (o.published, o.operative) for name, o in self.owners.items()}
        self.waiting = False  # for a change of leadership
        self.belief = {key: dict(table) for key, table in belief.items()}
        self.met: dict[tuple[str, str, str], Table] = {}  # running maximum of each type's answer probability on state-like lines
        numerics = scenario.numerics
        self.z = [numerics.cost_span_sigmas * (2 * i / (numerics.cost_cells - 1) - 1) for i in range(numerics.cost_cells)]

    def tiers(self, owner: str) -> list[str]:
        armed = self.owners[owner].nuclear is not None and self.actors[owner].nuclear
        return [CONVENTIONAL, NUCLEAR] if armed else [CONVENTIONAL]

    def spec(self, owner: str, tier: str) -> TypeSpec:
        nuclear = self.owners[owner].nuclear
        return nuclear if tier == NUCLEAR and nuclear else self.owners[owner].conventional

    def prior(self, owner: str, tier: str, shift: float) -> Table:
        """Lognormal cost on a grid, audience cost real or not, reliability: independent. `shift` sigmas dearer, where observers are biased."""
        spec = self.spec(owner, tier)
        edges = [-math.inf, *((a + b) / 2 - shift for a, b in zip(self.z, self.z[1:], strict=False)), math.inf]
        return {
            (cell, real, level): (phi(edges[cell + 1]) - phi(edges[cell])) * (spec.probability_real if real else 1 - spec.probability_real) * share
            for cell in range(len(self.z))
            for real in (0, 1)
            for level, share in enumerate(spec.reliability_weights)
        }

    def losing(self, side: str) -> float:
        """How far a side is losing on its worst front."""
        found = [(self.front[f.id] if f.between[1] == side else -self.front[f.id]) for f in self.scenario.fronts if side in f.between]
        return max(found, default=0.0)

    def declared_line(self, owner: str, dimension: str, tier: str, own: bool) -> float | None:
        one = self.owners[owner]
        line = self.lines[owner][dimension]
        if not one.declared:
            return None
        if tier == CONVENTIONAL:
            return line.conventional_line
        text = self.texts[owner][1 if own else 0]
        return text.nuclear_lines.get(line.doctrine_line) if text else None

    def stake(self, owner: str, dimension: str, exposure: float, tier: str, own: bool, real: int) -> float:
        """s = v X + A Phi((X - h) / w)"""
        at_stake = self.lines[owner][dimension].stake * exposure
        line = self.declared_line(owner, dimension, tier, own)
        if real and line is not None:
            at_stake += self.spec(owner, tier).audience_cost * phi((exposure - line) / self.scenario.crossings.ambiguity)
        return at_stake

    def price(self, owner: str, kind: str, cell: int, expected_loss: float) -> float:
        """p = (c + expected loss) exp(-phi max(0, losing)) (1 + wait)"""
        one, spec = self.owners[owner], self.spec(owner, NUCLEAR if kind == NUCLEAR else CONVENTIONAL)
        cost = spec.cost_median * math.exp(spec.cost_sigma * self.z[cell])
        despair = math.exp(-one.desperation * max(0.0, self.losing(self.actors[owner].side)))
        return (cost + expected_loss) * despair * (1 + (one.wait_for_successor if self.waiting and kind != BACKER else 0.0))

    def expected_loss(self, owner: str, kind: str, depth: int) -> float:
        """What others would do in return; they foresee one round less, and at depth 0 nothing is foreseen."""
        one, loss = self.owners[owner], 0.0
        answer = {CONVENTIONAL: one.conventional_answer, NUCLEAR: one.nuclear_answer, BACKER: one.backer_answer}[kind]
        if depth == 0 or answer is None:
            return 0.0
        actor = self.actors[owner]
        for other in self.opponents(actor.side):
            for dimension, exposure in answer.exposes.items():
                if exposure > 0 and dimension in self.lines[other]:
                    loss += actor.loss_if_answered.get(other, 0.0) * self.believed(other, dimension, exposure, CONVENTIONAL, depth - 1)
                    loss += actor.loss_if_nuclear * self.believed(other, dimension, exposure, NUCLEAR, depth - 1)
        return loss

    def opponents(self, side: str) -> list[str]:
        return [name for name in self.owners if self.actors[name].side != side]

    def ready(self, owner: str, dimension: str, exposure: float, tier: str, own: bool, depth: int, kind: str = "") -> dict[tuple[int, int], float]:
        """Phi(ln(s / p) / sigma) of each cost cell, for a bluff and for a real audience cost."""
        loss, noise = self.expected_loss(owner, kind or tier, depth), self.spec(owner, tier).answer_noise
        found = {}
        for cell in range(len(self.z)):
            price = self.price(owner, kind or tier, cell, loss)
            for real in (0, 1):
                at_stake = self.stake(owner, dimension, exposure, tier, own, real)
                found[cell, real] = phi(math.log(at_stake / price) / noise) if at_stake > 0 else 0.0
        return found

    def chances(self, owner: str, dimension: str, exposure: float, tier: str, own: bool, depth: int) -> Table:
        """P(answer | type, X) = f + (e - f) Phi(ln(s / p) / sigma) for every type."""
        spec = self.spec(owner, tier)
        ready = self.ready(owner, dimension, exposure, tier, own, depth)
        f = spec.false_alarm if tier == CONVENTIONAL else 0.0
        levels = list(enumerate(spec.reliability_levels))
        return {(cell, real, level): f + (e - f) * x for (cell, real), x in ready.items() for level, e in levels}

    def believed(self, owner: str, dimension: str, exposure: float, tier: str, depth: int) -> float:
        """The public probability of an answer: over types, with the published lines."""
        if tier not in self.tiers(owner):
            return 0.0
        chances = self.chances(owner, dimension, exposure, tier, False, depth)
        return sum(p * chances[kind] for kind, p in self.belief[owner, tier].items())

    def learn(self, met: Met, answered: bool, depth: int) -> None:
        """Bayes in every tier, for an answer and for silence alike (nuclear use is always silence); prices are those before either lesson."""
        seen = {tier: self.chances(met.owner, met.dimension, met.exposure, tier, False, depth) for tier in self.tiers(met.owner)}
        for tier, chances in seen.items():
            now = fresh(chances, self.met[met.ground, met.owner, tier]) if met.ground is not None else chances
            yes = answered and tier == CONVENTIONAL
            table = {kind: p * (now[kind] if yes else 1 - now[kind]) for kind, p in self.belief[met.owner, tier].items()}
            evidence = math.fsum(table.values())
            self.belief[met.owner, tier] = {kind: p / evidence for kind, p in table.items()}


def fresh(now: Table, before: Table) -> Table:
    """State-like lines: what is new since the running maximum G, q = max(0, g - G) / (1 - G); G (`before`) moves up with g."""
    q = {kind: (max(0.0, g - before[kind]) / (1 - before[kind]) if before[kind] < 1 else 0.0) for kind, g in now.items()}
    for kind, g in now.items():
        before[kind] = max(before[kind], g)
    return q


def after_history(scenario: Scenario, shift: float) -> dict[tuple[str, str], Table]:
    """Return the belief over every owner's types after the dated crossings before the start, each read under the text then in force."""
    public = Owners(scenario, {})
    for name in public.owners:
        for tier in public.tiers(name):
            public.belief[name, tier] = public.prior(name, tier, shift if tier == NUCLEAR else 0.0)
    for past in scenario.history.crossings:
        if past.date < scenario.clock.start and past.owner in public.owners:
            for name in public.owners:
                texts = [text for text in scenario.history.doctrines if text.owner == name and text.in_force_from <= past.date]
                public.texts[name] = (texts[-1], texts[-1]) if texts else (None, None)
            if scenario.history.front:
                public.front[scenario.history.front] = past.front
            public.learn(Met(past.owner, past.dimension, past.exposure), past.answered, public.depth)
    return public.belief
