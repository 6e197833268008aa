"""What the public believes and what a type would do, over histories: the first of two files of the NumPy version, see numpy_histories.py."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from benchmarks.alternatives.tables import CONVENTIONAL, NUCLEAR, Array, Exposed, Tables
from sim.terms import Ending

RUNNING = int(Ending.RUNNING)
AHEAD = 16  # nodes of the front noise that one step looks at


def newly(chance: Array, tested: Array) -> tuple[Array, Array]:
    """Return the chance of an answer now to a state-like line, given its running maximum so far, and the new maximum."""
    rest = np.where(tested < 1.0, 1.0 - tested, 1.0)
    return np.where(tested < 1.0, np.maximum(0.0, chance - tested) / rest, 0.0), np.maximum(tested, chance)


class Beliefs:
    """State arrays with one row a history, and what follows from beliefs and types."""

    def __init__(self, world: Tables, rng: np.random.Generator, n: int) -> None:
        p, self.w, self.p, self.rng, self.n = world.p, world, world.p, rng, n
        self.now = np.zeros(n)
        self.regime = np.zeros(n, int)
        self.front, self.aid = np.full(n, p.front_initial[0]), np.full(n, p.aid_initial[0])
        self.node = np.zeros(n, int)
        steps = rng.standard_normal((n, world.nodes + AHEAD)) * (p.front_volatility[0] * np.sqrt(p.node_width))
        steps[:, 0] = 0.0
        self.path = steps.cumsum(axis=1)  # noise of the front at each node
        self.tension = np.tile(p.tension_initial, (n, 1))
        self.flag = np.tile(p.flag_initial[: p.switches], (n, 1))
        self.talked = np.full((n, int(p.actors)), -np.inf)
        self.clash_time, self.clash_now = np.full(n, np.inf), np.zeros(n, bool)
        self.collapsed = np.zeros(n, bool)
        self.last_dimension, self.last_exposure = np.full((n, world.owners), -1), np.zeros((n, world.owners))
        self.survival, self.weight = np.ones(n), np.ones(n)
        self.score = np.zeros((n, int(p.measures)))
        self.events, self.crossings = np.zeros(n), np.zeros(n)
        self.first_answer, self.highest_rung = np.full(n, np.inf), np.zeros(n)
        self.tick = np.zeros(n, int)
        self.curve, self.alive = np.zeros((n, int(p.ticks), int(p.channels))), np.ones((n, int(p.ticks)))
        self.ending = np.full(n, RUNNING)
        self._draw_types()
        self.mark = self._ground(self.front)
        self.tested, self.tested_own = self._marks()
        rates = p.clock_rate[: p.clocks]
        with np.errstate(divide="ignore"):
            self.next_time = rng.standard_exponential((n, int(p.clocks))) / rates

    # ---- types and beliefs: per owner and tier, belief (n, 2, levels, cells), pooled (n, 2, cells) ------------------
    def _draw_types(self) -> None:
        p, n = self.p, self.n
        self.cell, self.real = np.zeros((n, self.w.owners, 2), int), np.zeros((n, self.w.owners, 2), int)
        self.reliable = np.zeros((n, self.w.owners, 2))
        self.belief: dict[tuple[int, int], Array] = {}
        self.pooled: dict[tuple[int, int], Array] = {}
        for j in range(self.w.owners):
            for tier in range(1 + p.has_nuclear[j]):
                shape = (p.levels, 2, p.stride)
                tables = (prior[j, tier, : p.types].reshape(shape) for prior in (p.prior_public, p.prior_true))
                table, true = (one[:, :, : p.cells].transpose(1, 0, 2) for one in tables)
                levels = int(np.flatnonzero(true.sum(axis=(0, 2)) > 0.0).max()) + 1
                self.belief[j, tier] = np.tile(table[:, :levels], (n, 1, 1, 1))
                gain = p.reliability[j, tier, :levels] - p.false_alarm[j, tier]
                self.pooled[j, tier] = np.einsum("nrlc,l->nrc", self.belief[j, tier], gain)
                cell = np.searchsorted(p.proposal_cumulative[j, tier, : p.cells - 1], self.rng.random(n), side="right")
                inside = true[:, :levels, :].reshape(2 * levels, -1).T[cell].cumsum(axis=1)
                kind = (self.rng.random((n, 1)) * inside[:, -1:] >= inside[:, :-1]).sum(axis=1)
                self.cell[:, j, tier], self.real[:, j, tier] = cell, kind // levels
                self.reliable[:, j, tier] = p.reliability[j, tier, kind % levels]
                self.weight *= p.cell_weight[j, tier, cell]

    def _losing(self, j: int, front: Array) -> Array:
        return np.maximum(0.0, self.p.side_losing[self.w.owner_side[j], 0] * front)

    def _price(self, rows: Array, front: Array, j: int, tier: int, loss: Array | float) -> Array:
        """Return the log price (n, C) of answering for every cost cell, at an expected loss (n,)."""
        p = self.p
        burden = p.log_cost[j, tier, : p.cells] if isinstance(loss, float) else np.log(p.cost[j, tier, : p.cells] + loss[:, None])
        shift = p.log_wait[self.regime[rows], j] - p.desperation[j] * self._losing(j, front)
        return np.asarray(burden + shift[:, None])

    def _believed(self, rows: Array, j: int, tier: int, price: Array, bluff: Array, real: Array, declared: Array) -> Array:
        """Return the public probability (n, E) of an answer, for log stakes (n, E) of a bluff and of a real audience cost."""
        noise, pooled = self.p.answer_noise[j, tier], self.pooled[j, tier][rows]
        price = price / noise
        ready = ndtr((bluff / noise)[:, :, None] - price[:, None, :])
        if not declared.any():
            total = np.einsum("nec,nc->ne", ready, pooled.sum(axis=1))
        elif declared.all():
            total = np.einsum("nec,nc->ne", ready, pooled[:, 0])
            total += np.einsum("nec,nc->ne", ndtr((real / noise)[:, :, None] - price[:, None, :]), pooled[:, 1])
        else:
            total = np.einsum("nec,nc->ne", ready, pooled[:, 0])
            total[:, ~declared] += np.einsum("nec,nc->ne", ready[:, ~declared], pooled[:, 1])
            total[:, declared] += np.einsum("nec,nc->ne", ndtr((real[:, declared] / noise)[:, :, None] - price[:, None, :]), pooled[:, 1])
        return np.asarray(self.p.false_alarm[j, tier] + total)

    def _met(self, rows: Array, one: Exposed, tier: int, price: Array) -> Array:
        """Return the public probability (n,) of an answer to an exposure known in advance."""
        g = self.regime[rows]
        declared = one.declared[tier : tier + 1]
        return self._believed(rows, one.owner, tier, price, one.bluff[g, tier, None], one.real[g, tier, None], declared)[:, 0]

    def _retaliation(self, rows: Array, front: Array, j: int, kind: int) -> Array | float:
        """Return the expected loss (n,) of owner j if its answer of a kind exposes others' lines, others priced at their own cost."""
        p, actor, total = self.p, self.p.owner_actor[j], 0.0
        for one in self.w.exposed[j][kind]:
            price = self._price(rows, front, one.owner, CONVENTIONAL, 0.0)
            total = total + p.loss_if_answered[actor, one.owner] * self._met(rows, one, CONVENTIONAL, price)
            if p.loss_if_nuclear[actor] > 0.0 and p.has_nuclear[one.owner]:
                total = total + p.loss_if_nuclear[actor] * self._met(rows, one, NUCLEAR, self._price(rows, front, one.owner, NUCLEAR, 0.0))
        return total

    def _weigh(self, rows: Array, front: Array, j: int, tier: int, cascaded: bool = False) -> Array:
        return self._price(rows, front, j, tier, 0.0 if cascaded else self._retaliation(rows, front, j, tier))

    def _stakes(self, rows: Array, j: int, d: Array, exposure: Array, tier: int, own: bool) -> tuple[Array, Array]:
        """Return the log stakes (n,) of a bluff and of a real audience cost, at exposures (n,) on dimensions (n,)."""
        p = self.p
        if tier == CONVENTIONAL:
            line = p.conventional_line[j, d]
        else:
            line = (p.nuclear_line_own if own else p.nuclear_line_public)[self.regime[rows], j, d]
        material = p.value[j, d] * exposure
        with np.errstate(divide="ignore"):
            return np.log(material), np.log(material + p.audience_cost[j, tier] * ndtr((exposure - line) / p.ambiguity))

    def _chances(self, rows: Array, j: int, d: Array, exposure: Array, tier: int, price: Array) -> Array:
        """Return the answer probability (n, 2, levels, C) of every type, as the public computes it."""
        p = self.p
        stakes = np.stack(self._stakes(rows, j, d, exposure, tier, False), axis=1)
        ready = ndtr((stakes[:, :, None] - price[:, None, :]) / p.answer_noise[j, tier])
        levels = self.belief[j, tier].shape[2]
        gain = p.reliability[j, tier, :levels] - p.false_alarm[j, tier]
        return np.asarray(p.false_alarm[j, tier] + gain[:, None] * ready[:, :, None, :])

    def _own_chance(self, rows: Array, j: int, d: Array, exposure: Array, tier: int, price: Array) -> tuple[Array, Array]:
        """Return the answer probability (n,) of the true type at its own log price (n,), and whether it would answer without noise."""
        p = self.p
        at_stake = np.where(self.real[rows, j, tier] == 1, *reversed(self._stakes(rows, j, d, exposure, tier, True)))
        f = p.false_alarm[j, tier]
        ready = ndtr((at_stake - price) / p.answer_noise[j, tier])
        return f + (self.reliable[rows, j, tier] - f) * ready, at_stake >= price

    def _learn(self, rows: Array, j: int, d: Array, exposure: Array, tier: int, price: Array, ground: bool, answered: Array) -> None:
        chance = self._chances(rows, j, d, exposure, tier, price)
        if ground:
            chance, self.tested[tier][rows] = newly(chance, self.tested[tier][rows])
        likelihood = np.where(answered[:, None, None, None], chance, 1.0 - chance)
        belief = self.belief[j, tier][rows] * likelihood
        belief /= belief.sum(axis=(1, 2, 3), keepdims=True)
        self.belief[j, tier][rows] = belief
        gain = self.p.reliability[j, tier, : belief.shape[2]] - self.p.false_alarm[j, tier]
        self.pooled[j, tier][rows] = np.einsum("nrlc,l->nrc", belief, gain)

    # ---- state-like lines ------------------------------------------------------------------------------------------
    def _ground(self, front: Array) -> Array:
        return np.maximum(0.0, self.p.ground_scale[0] * front)

    def _marks(self) -> tuple[list[Array], Array]:
        j, rows = int(self.p.ground_owner[0]), np.arange(self.n)
        d, tested, own = np.full(self.n, self.p.ground_dimension[0]), [], np.zeros((self.n, 2))
        for tier in range(1 + self.p.has_nuclear[j]):
            price = self._weigh(rows, self.front, j, tier)
            tested.append(self._chances(rows, j, d, self.mark, tier, price))
            own[:, tier] = self._own_chance(rows, j, d, self.mark, tier, price[rows, self.cell[:, j, tier]])[0]
        return tested, own
