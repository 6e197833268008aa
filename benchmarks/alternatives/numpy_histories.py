"""The model in plain NumPy: many histories at once, each step every living history takes its own next event.

Histories in flight stand along the first axis; a step groups them by kind of event, actor and owner with index arrays, and every formula is
one array expression over histories, options and types. Chance comes from numpy's Generator. Left out, because november-2024 has no use for
it (a world that needs it is refused, see tables.py): policies other than logit, depths other than 1, several fronts or state-like lines,
zero noise or ambiguity. Left out as well, together worth less than a few per cent of the work: the trace of a turn (public probability just
before each crossing), the sums by group of true type, the check that results are finite. Done with less work than in our kernel: a choice
takes one uniform instead of a race of Gumbel draws, and draws have no address (no common random numbers, no replay).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr

from benchmarks.alternatives.numpy_beliefs import AHEAD, RUNNING, Beliefs, newly
from benchmarks.alternatives.tables import BACKER, CONVENTIONAL, NAMES, NUCLEAR, Array, Menu, Tables, summary
from sim.terms import Attribution, Curve, Ending, Event, Score, Tier

OPPORTUNITY, INCIDENT, SETTLEMENT_CHANCE, CLASH_CHANCE, CALENDAR, GROUND = (int(Event(kind)) for kind in range(1, 7))
PAUSE = -1  # more nodes lie before the next event than one step looks at
VERBAL = int(Tier.VERBAL)
AT_HORIZON, SETTLED, COLLAPSED = int(Ending.HORIZON), int(Ending.SETTLEMENT), int(Ending.COLLAPSE)


@dataclass(frozen=True)
class Crossings:
    """Crossings of one owner's lines in several histories, at most one in each."""

    rows: Array
    owner: int
    dimension: Array
    exposure: Array
    backed: Array
    cascade: bool = False
    ground: bool = False


def simulate(params: Any, seed: int, histories: int, width: int = 4096) -> dict[str, float]:
    """Return weighted means by name: the scores, events and crossings a history, and credibility at the last record.

    Parameters
    ----------
    params : Params     of a prepared world (sim.encode.params)
    width : int         histories in flight at once

    Raises
    ------
    ValueError          for a world with options that are left out here
    """
    world, rng = Tables(params), np.random.default_rng(seed)
    total, weight, sums = np.zeros(len(NAMES)), 0.0, np.zeros((int(params.ticks), int(params.channels), 5))
    for first in range(0, histories, width):
        one = Flight(world, rng, min(width, histories - first))
        one.play()
        total += one.weight @ np.column_stack([one.score[:, : len(NAMES) - 2], one.events, one.crossings])
        weight += one.weight.sum()
        sums += one.sums()
    return summary(total / weight, sums)


class Flight(Beliefs):
    """Histories in flight: what happens to them, from step to step."""

    # ---- time ------------------------------------------------------------------------------------------------------
    def play(self) -> None:
        """Play every history to its end."""
        rows = np.arange(self.n)
        while rows.size:
            self._turn(rows)
            rows = rows[self.ending[rows] == RUNNING]

    def _turn(self, rows: Array) -> None:
        p = self.p
        kind, clock = self._advance(rows)
        self.events[rows] += kind != PAUSE
        self.clash_now[rows] = False
        pending: list[Crossings] = []
        if (page := rows[kind == CALENDAR]).size:
            self.regime[page] += 1
            sets = p.regime_flag[self.regime[page], : p.switches]
            self.flag[page] = np.where(sets >= 0, sets, self.flag[page])
        subject = p.clock_subject[clock]
        acting = np.flatnonzero(kind == OPPORTUNITY)
        groups = [(rows[acting[subject[acting] == 2 * a + c]], menu) for (a, c), menu in self.w.menus.items()]
        groups = [(taker, menu) for taker, menu in groups if taker.size]
        if groups:
            acts = np.concatenate([self._choose(taker, menu) for taker, menu in groups])
            actors = np.concatenate([np.full(taker.size, menu.actor) for taker, menu in groups])
            self._realise(np.concatenate([taker for taker, _ in groups]), actors, acts, pending)
        if (at := np.flatnonzero(kind == INCIDENT)).size:
            self._befall(rows[at], subject[at], pending)
        if (lost := rows[kind == GROUND]).size:
            self._lose_ground(lost, pending)
        if (at := np.flatnonzero(kind == SETTLEMENT_CHANCE)).size:
            self._maybe_settle(rows[at], p.clock_rate[clock[at[0]]])
        if (at := np.flatnonzero(kind == CLASH_CHANCE)).size:
            self._maybe_clash(rows[at], p.clock_rate[clock[at[0]]])
        self._resolve(pending)
        if (clash := rows[self.clash_now[rows]]).size:
            for d in np.flatnonzero(p.clash_exposes > 0.0):
                for j in np.flatnonzero(p.has_line[: self.w.owners, d]):
                    exposure = np.full(clash.size, p.clash_exposes[d])
                    self._cross(clash, int(j), np.full(clash.size, d), exposure, np.zeros(clash.size), pending)
            self._resolve(pending)
        self.ending[rows[(kind == GROUND) & self.collapsed[rows]]] = COLLAPSED
        self.ending[rows[kind == 0]] = AT_HORIZON
        if (over := rows[self.ending[rows] != RUNNING]).size:
            self._finish(over)

    def _advance(self, rows: Array) -> tuple[Array, Array]:
        """Move the world to each history's next event, reading records on the way; return what it is and the clock that rang."""
        p, now, node = self.p, self.now[rows], self.node[rows]
        clock = self.next_time[rows].argmin(axis=1)
        target, kind = self.next_time[rows, clock], p.clock_kind[clock]
        page = np.where(self.regime[rows] < self.w.regimes - 1, p.calendar[self.regime[rows]], np.inf)
        last = np.minimum(page, p.horizon)
        kind = np.where(target < last, kind, np.where(page <= p.horizon, CALENDAR, 0))
        target = np.minimum(target, last)
        reach = (node + AHEAD) * p.node_width
        kind = np.where(target >= reach + p.node_width, PAUSE, kind)
        target = np.where(kind == PAUSE, reach, target)
        # the front at the nodes ahead: the first that loses a step of ground, or ends the front, becomes the event
        ahead = node[:, None] + np.arange(1, AHEAD + 1)
        times = ahead * p.node_width
        noise = self.path[rows[:, None], ahead] - self.path[rows, node][:, None]
        front = self.front[rows, None] + self._drift(self.aid[rows, None], times - now[:, None]) + noise
        hit = (np.abs(front) >= 1.0) | (self._ground(front) >= self.mark[rows, None] + p.ground_step)
        hit &= times <= target[:, None]
        found = np.flatnonzero(hit.any(axis=1))
        first = hit[found].argmax(axis=1)
        target[found], kind[found] = times[found, first], GROUND
        passed = (times <= target[:, None]).sum(axis=1)
        self._record(rows, target)
        moved = self.front[rows] + self._drift(self.aid[rows], target - now) + self.path[rows, node + passed] - self.path[rows, node]
        self.collapsed[rows[found]] = np.abs(moved[found]) >= 1.0
        moved[found] = np.clip(moved[found], -1.0, 1.0)
        self.front[rows], self.node[rows] = moved, node + passed
        months = target - now
        self.aid[rows] *= np.exp(-p.aid_decay[0] * months)
        hazard = self._accidents(rows, months)
        total = hazard.sum(axis=1)
        used = self.survival[rows] * -np.expm1(-total)
        self.survival[rows] -= used
        self.score[rows, Score.INADVERTENT] += used
        self.score[rows, Score.VIA_CLASH] += np.where(self.clash_time[rows] <= now, used, 0.0)
        shares = used[:, None] * hazard / np.where(total > 0.0, total, 1.0)[:, None]
        for a in np.flatnonzero(p.nuclear_column[: p.actors] >= 0):
            self.score[rows, p.nuclear_column[a]] += shares[:, a]
        self.tension[rows] = p.tension_base + (self.tension[rows] - p.tension_base) * np.exp(-p.tension_rate * months)[:, None]
        self.now[rows] = target
        rang = np.flatnonzero((kind >= OPPORTUNITY) & (kind <= CLASH_CHANCE))
        c = clock[rang]
        self.next_time[rows[rang], c] = target[rang] + self.rng.standard_exponential(rang.size) / p.clock_rate[c]
        return kind, clock

    def _drift(self, aid: Array, months: Array) -> Array:
        p, decay = self.p, self.p.aid_decay[0]
        return np.asarray(p.front_drift[0] * months + p.aid_effect[0] * (months + aid * np.expm1(-decay * months) / decay))

    def _accidents(self, rows: Array, months: Array) -> Array:
        """Return each actor's hazard (n, actors) of inadvertent use over months (n,) of decaying tension, by exact passage times."""
        p = self.p
        with np.errstate(divide="ignore"):
            height = np.log(self.tension[rows].max(axis=1) - p.tension_base)
        gap = self.w.steps - p.tension_base
        until = (height[:, None] - np.log(np.where(gap > 0.0, gap, 1.0))) / p.tension_rate
        above = np.where(gap > 0.0, np.clip(until, 0.0, months[:, None]), months[:, None])
        return np.asarray(above @ self.w.jumps)

    def _record(self, rows: Array, until: Array) -> None:
        """Read the world at every record tick up to a time (n,), all pairs of history and tick at once."""
        w, p = self.w, self.p
        start = self.tick[rows]
        count = np.searchsorted(w.ticks, until, side="right") - start
        self.tick[rows] += count
        h = np.repeat(rows, count)
        if not h.size:
            return
        t = np.arange(h.size) - np.repeat(count.cumsum() - count - start, count)
        months = w.ticks[t] - self.now[h]
        node = np.maximum(w.tick_node[t], self.node[h])
        noise = self.path[h, node] - self.path[h, self.node[h]]
        since = np.maximum(node * p.node_width - self.now[h], 0.0)
        inadvertent = self.survival[h] * -np.expm1(-self._accidents(h, months).sum(axis=1))
        self.alive[h, t] = self.survival[h] - inadvertent
        self._write(h, t, inadvertent, self.front[h] + self._drift(self.aid[h], since) + noise)
        self.curve[h, t, Curve.TENSION] = p.tension_base + (self.tension[h].max(axis=1) - p.tension_base) * np.exp(-p.tension_rate * months)
        self.curve[h, t, len(Curve)] = self.front[h] + self._drift(self.aid[h], months) + noise

    def _write(self, h: Array, t: Array, inadvertent: Array, front: Array) -> None:
        """Fill the channels of the record at (history, tick) pairs; credibility is read at the front of the latest node."""
        s = self.score[h]
        parts = s[:, Score.DELIBERATE], s[:, Score.NOISE], s[:, Score.INADVERTENT] + inadvertent
        via_clash = s[:, Score.VIA_CLASH] + np.where(self.clash_time[h] <= self.now[h], inadvertent, 0.0)
        j = self.w.reference.owner
        credible = [
            self._met(h, self.w.reference, tier, self._weigh(h, front, j, tier)) if tier == CONVENTIONAL or self.p.has_nuclear[j] else 0.0 * front
            for tier in (CONVENTIONAL, NUCLEAR)
        ]
        channels = (sum(parts), *parts, via_clash, s[:, Score.CLASH], s[:, Score.SETTLEMENT], s[:, Score.COLLAPSE], *credible)
        self.curve[h, t, : len(channels)] = np.stack(channels, axis=1)

    # ---- choice ----------------------------------------------------------------------------------------------------
    def _choose(self, rows: Array, menu: Menu) -> Array:
        """Return the act (n,) that the actor of a menu chooses in each history."""
        p, g = self.p, self.regime[rows]
        side = p.side[menu.actor]
        front, short = p.side_losing[side, 0] * self.front[rows], np.maximum(0.0, 1.0 - self.aid[rows])
        value = menu.utility[g] + p.act_when_losing[menu.acts] * np.maximum(0.0, front)[:, None] + p.act_when_aid_short[menu.acts] * short[:, None]
        for reach in menu.reaches:
            j = reach.owner
            price = self._weigh(rows, self.front[rows], j, CONVENTIONAL)
            bluff, real = reach.bluff[g], reach.real[g]
            feared = reach.loss[g] * self._believed(rows, j, CONVENTIONAL, price, bluff[:, :, 0], real[:, :, 0], reach.declared[:, 0])
            if menu.loss_if_nuclear > 0.0 and p.has_nuclear[j]:
                price = self._weigh(rows, self.front[rows], j, NUCLEAR)
                nuclear = self._believed(rows, j, NUCLEAR, price, bluff[:, :, 1], real[:, :, 1], reach.declared[:, 1])
                feared += menu.loss_if_nuclear * nuclear
            value -= feared @ np.equal(reach.options[:, None], np.arange(menu.acts.size))
        if menu.loss_if_nuclear > 0.0 and p.act_talks[menu.acts].any():
            value += np.where(p.act_talks[menu.acts] == 1, self._fear_of_war(rows, menu)[:, None], 0.0)
        flag = self.flag[rows][:, None, :]
        needs, sets = p.act_requires[menu.acts, : p.switches], p.act_sets[menu.acts, : p.switches]
        idle = (sets >= 0) & ((sets == flag) | (p.flag_locked[: p.switches] == 1))
        legal = ~(((needs == 1) & (flag == 0)) | idle).any(axis=2)
        # nested logit with base weights: P(nest) to W (sum w tilt / sum w)^rho, P(option | nest) to w tilt
        best = np.where(legal, value, -np.inf).max(axis=1, keepdims=True)
        weight = menu.weight * legal
        tilt = np.where(legal, weight * np.exp(menu.precision * np.where(legal, value - best, 0.0) / menu.similarity), 0.0)
        above, below = tilt @ menu.nest_of, weight @ menu.nest_of
        nest = menu.nest_weight * (above / np.where(below > 0.0, below, 1.0)) ** menu.nest_similarity
        chance = tilt * ((nest / np.where(above > 0.0, above, 1.0)) @ menu.nest_of.T)
        reached = chance.cumsum(axis=1)
        option = (self.rng.random((rows.size, 1)) * reached[:, -1:] >= reached[:, :-1]).sum(axis=1)
        self.score[rows, p.option_column[menu.actor, menu.channel, option]] += self.survival[rows]
        return np.asarray(menu.acts[option])

    def _fear_of_war(self, rows: Array, menu: Menu) -> Array:
        """Return the loss if nuclear times the public probability of a nuclear answer to each opposing owner's latest crossing."""
        fear = np.zeros(rows.size)
        for j in range(self.w.owners):
            if self.w.owner_side[j] != self.p.side[menu.actor] and self.p.has_nuclear[j]:
                met = np.flatnonzero(self.last_dimension[rows, j] >= 0)
                h = rows[met]
                bluff, real = self._stakes(h, j, self.last_dimension[h, j], self.last_exposure[h, j], NUCLEAR, False)
                price = self._weigh(h, self.front[h], j, NUCLEAR)
                fear[met] += menu.loss_if_nuclear * self._believed(h, j, NUCLEAR, price, bluff[:, None], real[:, None], np.array([True]))[:, 0]
        return fear

    # ---- what happens ----------------------------------------------------------------------------------------------
    def _raise_tension(self, rows: Array, side: Any, rung: Array) -> None:
        before = self.tension[rows, side]
        self.tension[rows, side] = before + self.p.tension_gain * np.maximum(0.0, rung - before)

    def _cross(self, rows: Array, j: int, d: Array, exposure: Array, backed: Array, pending: list[Crossings]) -> None:
        self.last_dimension[rows, j], self.last_exposure[rows, j] = d, exposure
        self.score[rows, self.p.crossing_column + d] += self.survival[rows]
        pending.append(Crossings(rows, j, d, exposure, backed))

    def _realise(self, rows: Array, actor: Array, act: Array, pending: list[Crossings]) -> None:
        p, side = self.p, self.p.side[actor]
        sets = p.act_sets[act, : p.switches]
        self.flag[rows] = np.where(sets >= 0, sets, self.flag[rows])
        self.front[rows] += p.act_front[act, 0]
        self.aid[rows] += p.act_aid[act, 0]
        self._raise_tension(rows, side, p.act_rung[act])
        talks = p.act_talks[act] == 1
        self.talked[rows[talks], actor[talks]] = self.now[rows[talks]]
        clashes = self.rng.random(rows.size) < p.act_clash[act]
        crossed = self.w.crossed[side, act]
        noise = p.exposure_noise * self.rng.standard_normal(crossed.shape[:2])
        for e in range(crossed.shape[1]):
            for j in range(self.w.owners):
                at = np.flatnonzero(crossed[:, e, 0] == j)
                if not at.size:
                    continue
                h, d = rows[at], crossed[at, e, 1]
                backed = p.act_backed[actor[at], act[at]]
                exposure = p.act_exposes[act[at], d] * self.w.weight_of_backing(backed, p.backer_share[self.regime[h], j]) + noise[at, e]
                exposure = np.maximum(0.0, exposure)
                self.score[h, p.exposure_column + j] += self.survival[h] * p.value[j, d] * exposure
                own = ~(clashes[at] & (p.clash_exposes[d] > 0.0))  # the clash itself exposes it: one crossing, not two
                self._cross(h[own], j, d[own], exposure[own], backed[own], pending)
        self._have_clash(rows[clashes])

    def _have_clash(self, rows: Array) -> None:
        self.clash_now[rows] = True
        first = rows[self.clash_time[rows] > self.now[rows]]
        self.clash_time[first] = self.now[first]
        self.score[first, Score.CLASH] = self.survival[first]
        self.tension[rows] = np.maximum(self.tension[rows], self.p.clash_tension)

    def _befall(self, rows: Array, incident: Array, pending: list[Crossings]) -> None:
        p, u = self.p, self.rng.random(rows.size)
        for d in range(self.w.dimensions):
            at = np.flatnonzero(p.incident_high[incident, d] > 0.0)
            low, high = p.incident_low[incident[at], d], p.incident_high[incident[at], d]
            for j in range(self.w.owners):
                if at.size and p.has_line[j, d] == 1:
                    self._cross(rows[at], j, np.full(at.size, d), low + (high - low) * u[at], np.zeros(at.size), pending)

    def _lose_ground(self, rows: Array, pending: list[Crossings]) -> None:
        p, exposure = self.p, self._ground(self.front[rows])
        rise = exposure - self.mark[rows]
        new = (exposure >= self.mark[rows] + p.ground_step) | (self.collapsed[rows] & (rise > 0.0))
        h, d = rows[new], np.full(int(new.sum()), p.ground_dimension[0])
        self.mark[h] = exposure[new]
        self.score[h, p.crossing_column + d] += self.survival[h]
        pending.append(Crossings(h, int(p.ground_owner[0]), d, exposure[new], np.zeros(h.size), ground=True))

    def _maybe_settle(self, rows: Array, bound: float) -> None:
        p, (first, second) = self.p, self.p.party
        since = self.now[rows] - p.memory
        mediated = self.talked[rows, p.mediator] >= since if p.mediator >= 0 else np.zeros(rows.size, bool)
        rate = np.where(self.talked[rows, first] >= since, p.settlement_rates[0], np.where(mediated, p.settlement_rates[1], 0.0))
        rate = np.where(self.talked[rows, second] >= since, rate, 0.0)
        front = self.front[rows] * p.side_losing[p.side[first], 0]
        costs = p.cost_of_war[0] * (1.0 + p.cost_when_losing[0] * np.maximum(0.0, front))
        costs += p.cost_of_war[1] * (1.0 + p.cost_when_losing[1] * np.maximum(0.0, -front))
        hazard = rate * (1.0 + np.tanh((costs - p.indivisibility) / p.range_width)) / 2.0
        self.ending[rows[self.rng.random(rows.size) * bound < hazard]] = SETTLED

    def _maybe_clash(self, rows: Array, bound: float) -> None:
        p = self.p
        rung = np.searchsorted(p.clash_steps[: p.steps], self.tension[rows].max(axis=1), side="right")
        rate = np.concatenate([[0.0], p.clash_rates[: p.steps]])[rung]
        self._have_clash(rows[self.rng.random(rows.size) * bound < rate])

    # ---- answers ---------------------------------------------------------------------------------------------------
    def _resolve(self, pending: list[Crossings]) -> None:
        """Answer and learn from crossings in order; answers may add to the list."""
        while pending:
            one = pending.pop(0)
            if one.rows.size:
                self._answer(one, pending)

    def _answer(self, one: Crossings, pending: list[Crossings]) -> None:
        p, rows, j, d, exposure = self.p, one.rows, one.owner, one.dimension, one.exposure
        self.crossings[rows] += 1
        front, side = self.front[rows], int(self.w.owner_side[j])
        price = [self._weigh(rows, front, j, tier, one.cascade) for tier in range(1 + p.has_nuclear[j])]
        if p.has_nuclear[j]:
            self._weigh_nuclear(one, price[NUCLEAR])
        own_price = price[CONVENTIONAL][np.arange(rows.size), self.cell[rows, j, CONVENTIONAL]]
        chance, _ = self._own_chance(rows, j, d, exposure, CONVENTIONAL, own_price)
        if one.ground:
            chance, self.tested_own[rows, CONVENTIONAL] = newly(chance, self.tested_own[rows, CONVENTIONAL])
        answered = self.rng.random(rows.size) < chance
        rung = np.array(p.verbal_rungs[j])[(self.rng.random((rows.size, 1)) >= p.verbal_cumulative[j][:-1]).sum(axis=1)]
        rung[answered] = self._rungs(j, p.value[j, d[answered]] * exposure[answered])
        struck = self._strike(one, np.flatnonzero(answered & (one.backed > 0.0)))
        rung[struck] = p.backer_rung[j]
        self.score[rows, p.answer_column[j] + rung] += self.survival[rows]
        self._raise_tension(rows, side, rung)
        loud = rows[answered]
        self.first_answer[loud] = np.minimum(self.first_answer[loud], self.now[loud])
        self.highest_rung[loud] = np.maximum(self.highest_rung[loud], rung[answered])
        clashes = answered if p.answer_clashes[j] else np.isin(np.arange(rows.size), struck)
        self._have_clash(rows[clashes])
        if not one.cascade:
            for kind, at in ((CONVENTIONAL, np.setdiff1d(np.flatnonzero(answered), struck)), (BACKER, struck)):
                for met in self.w.exposed[j][kind]:
                    h = rows[at[~(clashes[at] & (p.clash_exposes[met.dimension] > 0.0))]]
                    fill = np.full(h.size, met.exposure)
                    pending.append(Crossings(h, met.owner, np.full(h.size, met.dimension), fill, np.zeros(h.size), cascade=True))
        self._learn(rows, j, d, exposure, CONVENTIONAL, price[CONVENTIONAL], one.ground, answered)
        if p.has_nuclear[j]:
            self._learn(rows, j, d, exposure, NUCLEAR, price[NUCLEAR], one.ground, np.zeros(rows.size, bool))

    def _weigh_nuclear(self, one: Crossings, price: Array) -> None:
        """Score nuclear use as weight, and carry on as the history in which it did not happen."""
        p, rows, j = self.p, one.rows, one.owner
        own_price = price[np.arange(rows.size), self.cell[rows, j, NUCLEAR]]
        chance, deliberate = self._own_chance(rows, j, one.dimension, one.exposure, NUCLEAR, own_price)
        if one.ground:
            chance, self.tested_own[rows, NUCLEAR] = newly(chance, self.tested_own[rows, NUCLEAR])
        used = self.survival[rows] * chance
        self.survival[rows] -= used
        self.score[rows, np.where(deliberate, Score.DELIBERATE, Score.NOISE)] += used
        self.score[rows, p.nuclear_column[p.owner_actor[j]]] += used
        self.score[rows, Score.DEMONSTRATION] += used * p.demonstration_share[j]
        silent = np.ones(rows.size)
        for met in self.w.exposed[j][NUCLEAR]:
            o = met.owner
            cell = self.cell[rows, o, CONVENTIONAL]
            shift = p.log_wait[self.regime[rows], o] - p.desperation[o] * self._losing(o, self.front[rows])
            fill = np.full(rows.size, met.exposure)
            dimension = np.full(rows.size, met.dimension)
            silent *= 1.0 - self._own_chance(rows, o, dimension, fill, CONVENTIONAL, p.log_cost[o, CONVENTIONAL, cell] + shift)[0]
        self.score[rows, Score.ANSWERED] += used * (1.0 - silent)
        self.score[rows, Score.VIA_CLASH] += np.where(self.clash_time[rows] <= self.now[rows], used, 0.0)
        for rung, share in zip(p.nuclear_rungs[j], (p.demonstration_share[j], 1.0 - p.demonstration_share[j]), strict=True):
            self.score[rows, p.answer_column[j] + rung] += used * share

    def _strike(self, one: Crossings, at: Array) -> Array:
        """Return which of the answers `at` strike the backer."""
        p, j, rows = self.p, one.owner, one.rows[at]
        if not (at.size and p.backer_probability[j] > 0.0):
            return at[:0]
        cost = p.cost[j, CONVENTIONAL, self.cell[rows, j, CONVENTIONAL]]
        loss = 0.0 if one.cascade else self._retaliation(rows, self.front[rows], j, BACKER)
        price = np.log(cost + loss) - p.desperation[j] * self._losing(j, self.front[rows])
        stakes = self._stakes(rows, j, one.dimension[at], one.exposure[at], CONVENTIONAL, True)
        ready = ndtr((np.where(self.real[rows, j, CONVENTIONAL] == 1, *reversed(stakes)) - price) / p.answer_noise[j, CONVENTIONAL])
        share = 1.0 if p.attribution == int(Attribution.EXPOSURE) else p.backer_share[self.regime[rows], j]
        return at[self.rng.random(at.size) < p.backer_probability[j] * one.backed[at] * share * ready]

    def _rungs(self, j: int, material: Array) -> Array:
        """Return the rung (n,) of a conventional answer by logit over the tier's rungs, for material stakes (n,)."""
        p = self.p
        rungs = np.arange(p.rung_first[j], p.rung_last[j] + 1)
        x = rungs / p.rung_last[j]
        reached = np.exp(p.rung_precision[j] * (p.rung_benefit[j] * material[:, None] * x - p.rung_cost[j] * x * x)).cumsum(axis=1)
        return np.asarray(rungs[(self.rng.random((material.size, 1)) * reached[:, -1:] >= reached[:, :-1]).sum(axis=1)])

    # ---- the end ---------------------------------------------------------------------------------------------------
    def _finish(self, rows: Array) -> None:
        s, p = self.score, self.p
        s[rows, Score.NUCLEAR] = s[rows][:, [Score.DELIBERATE, Score.NOISE, Score.INADVERTENT]].sum(axis=1)
        column = np.where(self.ending[rows] == SETTLED, Score.SETTLEMENT, np.where(self.ending[rows] == COLLAPSED, Score.COLLAPSE, Score.NO_END))
        s[rows, column] = self.survival[rows]
        count = int(p.ticks) - self.tick[rows]
        h = np.repeat(rows, count)
        if not h.size:
            return
        t = np.arange(h.size) - np.repeat(count.cumsum() - count - self.tick[rows], count)
        first = np.flatnonzero(np.r_[True, h[1:] != h[:-1]])  # read once a history, written at each of its last ticks
        self._write(h[first], t[first], np.zeros(first.size), self.front[h[first]])
        self.curve[h[first], t[first], Curve.TENSION] = self.tension[h[first]].max(axis=1)
        self.curve[h[first], t[first], len(Curve)] = self.front[h[first]]
        self.curve[h, t] = self.curve[np.repeat(h[first], count[count > 0]), np.repeat(t[first], count[count > 0])]
        self.alive[h, t] = self.survival[h]

    def sums(self) -> Array:
        """Return sums (ticks, channels, 5) over histories of v, v^2, v y, v^2 y, v^2 y^2; v = w for scores, w S(t) for states of the world."""
        weight = np.repeat(self.weight[:, None], self.alive.shape[1], axis=1)
        result, first = np.zeros((*self.curve.shape[1:], 5)), int(Curve.CREDIBILITY)
        for part, v in ((slice(0, first), weight), (slice(first, None), weight * self.alive)):
            y = self.curve[:, :, part]
            squares = v * v
            result[:, part, 0], result[:, part, 1] = v.sum(axis=0)[:, None], squares.sum(axis=0)[:, None]
            for column, (a, b) in enumerate(((v, y), (squares, y), (squares, y * y)), start=2):
                result[:, part, column] = np.einsum("nt,ntc->tc", a, b)
        return result
