"""The plain Mesa model, part 2 of 3: an owner of red lines as an agent. See mesa_python.py."""

from __future__ import annotations

from math import erfc, exp, inf, log, sqrt
from operator import mul
from typing import TYPE_CHECKING

import mesa

from benchmarks.alternatives.mesa_world import BACKER, CONVENTIONAL, NUCLEAR, VERBAL, OwnerSpec

if TYPE_CHECKING:
    from benchmarks.alternatives.mesa_python import Crisis

Crossing = tuple[int, int, float, float, int, int]  # owner, dimension, exposure, backed, depth, state-like line or -1
Ready = list[list[float]]  # by audience cost real or not, and cost cell


class Owner(mesa.Agent):
    """An owner of red lines: what it is believed to do, and what it does."""

    def __init__(self, model: Crisis, index: int, spec: OwnerSpec) -> None:
        super().__init__(model)
        self.crisis, self.index, self.spec = model, index, spec
        self.belief = [[[list(row) for row in table] for table in tier.prior] for tier in spec.tiers]
        self.latest: tuple[int, float] | None = None
        self.prices: list[list[float]] = []
        self.kind = []
        for tier in spec.tiers:
            (cell,) = self.random.choices(range(len(tier.cells)), tier.cells)
            model.weight *= tier.cell_weight[cell]
            pairs = [(real, level) for real in (0, 1) for level in range(len(tier.reliability))]
            (pair,) = self.random.choices(pairs, [tier.true_prior[real][cell][level] for real, level in pairs])
            self.kind.append((cell, *pair))

    def factor(self, kind: int) -> float:
        """Return the logarithm of the factor on its prices."""
        wait: float = 0.0 if kind == BACKER else self.crisis.p["log_wait"][self.crisis.regime][self.index]
        return wait - self.spec.desperation * max(0.0, self.crisis.losing(self.spec.side))

    def weigh(self, foresees: bool = True) -> None:
        """Work out the log prices of every type and tier, with the loss it foresees."""
        self.prices = []
        for tier, spec in enumerate(self.spec.tiers):
            factor = self.factor(tier)
            loss = self.expected_loss(tier) if foresees else 0.0
            self.prices.append([log(cost + loss) + factor for cost in spec.costs])

    def expected_loss(self, kind: int) -> float:
        """Return what it would lose by the answers of others, who foresee nothing."""
        loss = 0.0
        for o, d, exposure in self.spec.exposes[kind]:
            other = self.crisis.owners[o]
            other.weigh(foresees=False)
            loss += self.spec.loss_if_answered[o] * other.believed(d, exposure, CONVENTIONAL)
            if self.spec.loss_if_nuclear > 0.0 and len(other.spec.tiers) > 1:
                loss += self.spec.loss_if_nuclear * other.believed(d, exposure, NUCLEAR)
        return loss

    def stakes(self, d: int, exposure: float, tier: int, own: bool = False) -> tuple[float, float]:
        """Return the log stake of a bluff and of a real audience cost."""
        p = self.crisis.p
        line = (
            self.spec.lines[d] if tier == CONVENTIONAL else p["nuclear_line_own" if own else "nuclear_line_public"][self.crisis.regime][self.index][d]
        )
        material = self.spec.value[d] * exposure
        backed = material + self.spec.tiers[tier].audience_cost * 0.5 * erfc((line - exposure) / (p["ambiguity"] * sqrt(2.0)))
        return (log(material) if material > 0.0 else -inf), (log(backed) if backed > 0.0 else -inf)

    def ready(self, d: int, exposure: float, tier: int) -> Ready:
        """Return how ready each type is, as the public sees it."""
        scale, prices = self.spec.tiers[tier].scale, self.prices[tier]
        return [[0.5 * erfc((price - stake) / scale) for price in prices] for stake in self.stakes(d, exposure, tier)]

    def believed(self, d: int, exposure: float, tier: int) -> float:
        """Return the public probability that it answers."""
        spec = self.spec.tiers[tier]
        gains, total = [e - spec.false_alarm for e in spec.reliability], spec.false_alarm
        for table, readies in zip(self.belief[tier], self.ready(d, exposure, tier), strict=True):
            for row, ready in zip(table, readies, strict=True):
                total += ready * sum(map(mul, row, gains))
        return total

    def chances(self, d: int, exposure: float, tier: int, ground: int) -> list[list[list[float]]]:
        """Return the probability of an answer of every type."""
        spec = self.spec.tiers[tier]
        f = spec.false_alarm
        gains = [e - f for e in spec.reliability]
        found = [[[f + gain * ready for gain in gains] for ready in readies] for readies in self.ready(d, exposure, tier)]
        if ground >= 0:
            tested = self.crisis.tested[ground, tier]
            found = [
                [[fresh(*pair) for pair in zip(*rows, strict=True)] for rows in zip(*tables, strict=True)]
                for tables in zip(found, tested, strict=True)
            ]
            self.crisis.tested[ground, tier] = [
                [[then + now * (1.0 - then) for now, then in zip(*rows, strict=True)] for rows in zip(*tables, strict=True)]
                for tables in zip(found, tested, strict=True)
            ]
        return found

    def learn(self, chances: list[list[list[float]]], tier: int, answered: bool) -> None:
        """Update what is believed of it by Bayes' rule."""
        table = [
            [[p * (c if answered else 1.0 - c) for p, c in zip(*rows, strict=True)] for rows in zip(*tables, strict=True)]
            for tables in zip(self.belief[tier], chances, strict=True)
        ]
        evidence = sum(sum(map(sum, rows)) for rows in table)
        self.belief[tier] = [[[p / evidence for p in row] for row in rows] for rows in table]

    def true_chance(self, d: int, exposure: float, tier: int, ground: int = -1) -> tuple[float, bool]:
        """Return the chance that it answers now, being what it is, and whether the stake reaches the price."""
        cell, real, level = self.kind[tier]
        spec = self.spec.tiers[tier]
        stake, price = self.stakes(d, exposure, tier, own=True)[real], self.prices[tier][cell]
        chance = spec.false_alarm + (spec.reliability[level] - spec.false_alarm) * 0.5 * erfc((price - stake) / spec.scale)
        if ground >= 0:
            before = self.crisis.tested_own[ground, tier]
            self.crisis.tested_own[ground, tier] = max(before, chance)
            chance = fresh(chance, before)
        return chance, stake >= price

    def answer(self, crossing: Crossing) -> None:
        """Answer a crossing: nuclear use as weight, then a strike on the backer, a conventional rung or words; the public learns."""
        crisis, spec = self.crisis, self.spec
        _, d, exposure, backed, depth, ground = crossing
        self.weigh(foresees=depth == 0)
        if len(spec.tiers) > 1:
            chance, deliberate = self.true_chance(d, exposure, NUCLEAR, ground)
            used = crisis.survival * chance
            crisis.answered += used * self.answer_to_use()
            crisis.use("deliberate" if deliberate else "noise", used, spec.actor)
        chance, _ = self.true_chance(d, exposure, CONVENTIONAL, ground)
        kind = VERBAL
        if self.random.random() < chance:
            kind = BACKER if backed > 0.0 and self.random.random() < self.strike(d, exposure, backed) else CONVENTIONAL
        if kind == VERBAL:
            (rung,) = self.random.choices(*spec.words)
        elif kind == BACKER:
            rung = spec.backer[1]
        else:
            material = spec.value[d] * exposure
            (rung,) = self.random.choices([rung for rung, _, _ in spec.rungs], [exp(gain * material - cost) for _, gain, cost in spec.rungs])
        crisis.answers[self.index, rung] = crisis.answers.get((self.index, rung), 0.0) + crisis.survival
        for tier in range(len(spec.tiers)):
            self.learn(self.chances(d, exposure, tier, ground), tier, kind != VERBAL and tier == CONVENTIONAL)
        crisis.heat(spec.side, rung)
        if kind == VERBAL:
            return
        clashes = kind == BACKER or spec.clashes
        if clashes:
            crisis.clash()
        if depth == 0:
            by_clash = {e for e, _ in crisis.facts.by_clash} if clashes else set()
            crisis.crossings += [(o, e, level, 0.0, 1, -1) for o, e, level in spec.exposes[kind] if e not in by_clash]

    def strike(self, d: int, exposure: float, backed: float) -> float:
        """Return the chance that its answer strikes the backer."""
        probability, _ = self.spec.backer
        if probability == 0.0:
            return 0.0
        cell, real, _ = self.kind[CONVENTIONAL]
        tier = self.spec.tiers[CONVENTIONAL]
        price = log(tier.costs[cell] + self.expected_loss(BACKER)) + self.factor(BACKER)
        ready = 0.5 * erfc((price - self.stakes(d, exposure, CONVENTIONAL, own=True)[real]) / tier.scale)
        return probability * backed * self.crisis.p["backer_share"][self.crisis.regime][self.index] * ready

    def answer_to_use(self) -> float:
        """Return the chance that some other owner answers its nuclear use."""
        silent = 1.0
        for o, d, exposure in self.spec.exposes[NUCLEAR]:
            self.crisis.owners[o].weigh(foresees=False)
            silent *= 1.0 - self.crisis.owners[o].true_chance(d, exposure, CONVENTIONAL)[0]
        return 1.0 - silent


def fresh(now: float, before: float) -> float:
    """Return what is new in a chance on a state-like line."""
    return max(0.0, now - before) / (1.0 - before) if before < 1.0 else 0.0
