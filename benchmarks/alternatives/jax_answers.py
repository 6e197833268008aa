"""What actors choose, what that exposes and how owners answer, over lanes: the second of three files of the JAX version, see jax_histories.py."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.alternatives.jax_beliefs import Beliefs, Lanes, newly, normal_cdf
from benchmarks.alternatives.tables import BACKER, CONVENTIONAL, NUCLEAR
from sim.terms import Attribution, Ending, Event

OPPORTUNITY, INCIDENT, SETTLEMENT_CHANCE, CLASH_CHANCE = (int(Event(kind)) for kind in range(1, 5))
GROUND, SETTLED = int(Event.GROUND), int(Ending.SETTLEMENT)


class Answers(Beliefs):
    """Choices, crossings and answers."""

    def choose(self, s: Lanes, m: jax.Array, price: list[jax.Array], owner: jax.Array, u: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Return the chosen act and its option (N,) for menu m (N,), the faced owner's log prices and a uniform."""
        p, g = self.p, s["regime"]
        at: dict[str, jax.Array] = {name: jnp.moveaxis(jnp.asarray(table), -1, 0) for name, table in self.menu.items() if table.ndim == 2}
        act, side = at["act"][:, m], jnp.asarray(p.side)[jnp.asarray(self.menu["actor"])[m]]
        losing = jnp.maximum(0.0, jnp.asarray(p.side_losing[:, 0])[side] * s["front"])
        value = jnp.moveaxis(jnp.asarray(self.menu["utility"]), -1, 0)[:, g, m] + jnp.asarray(p.act_when_losing)[act] * losing
        value += jnp.asarray(p.act_when_aid_short)[act] * jnp.maximum(0.0, 1.0 - s["aid"])
        feared = jnp.zeros((self.menu["option"].shape[1], owner.shape[0]))
        loss = jnp.moveaxis(jnp.asarray(self.menu["loss"]), -1, 0)[:, g, m], at["nuclear_loss"][:, m]
        for tier in range(2):
            bluff, real = (jnp.moveaxis(jnp.asarray(self.menu[name][..., tier]), -1, 0)[:, g, m] for name in ("bluff", "audience"))
            f, noise = self.of(p.false_alarm[:, tier], owner), self.of(p.answer_noise[:, tier], owner)
            feared = feared + loss[tier] * self.believed(self.pooled(s, owner, tier), f, noise, price[tier], bluff, real)
        option = at["option"][:, m]
        value -= jnp.where(option == jnp.arange(act.shape[0])[:, None, None], feared, 0.0).sum(axis=1)
        # fear of war: the latest crossing of the faced owner
        d, exposure = self.pick(s["last_dimension"], owner), self.pick(s["last_exposure"], owner)
        stakes = self.stakes(owner, d, exposure, self.lines(s, owner, d)[1], self.of(p.audience_cost[:, NUCLEAR], owner))
        f, noise = self.of(p.false_alarm[:, NUCLEAR], owner), self.of(p.answer_noise[:, NUCLEAR], owner)
        fear = self.believed(self.pooled(s, owner, NUCLEAR), f, noise, price[NUCLEAR], *stakes)
        fear = jnp.where((d >= 0) & (self.of(p.has_nuclear, owner) == 1), jnp.asarray(self.menu["fear"])[m] * fear, 0.0)
        value += jnp.where(jnp.asarray(p.act_talks)[act] == 1, fear, 0.0)
        legal = at["real"][:, m]
        for flag in range(p.switches):
            up, needs, sets = s["flag"][flag], jnp.asarray(p.act_requires[:, flag])[act], jnp.asarray(p.act_sets[:, flag])[act]
            legal &= ~((needs == 1) & (up == 0)) & ~((sets >= 0) & ((sets == up) | bool(p.flag_locked[flag])))
        # nested logit with base weights: P(nest) to W (sum w tilt / sum w)^rho, P(option | nest) to w tilt
        best = jnp.where(legal, value, -jnp.inf).max(axis=0)
        weight = jnp.where(legal, at["weight"][:, m], 0.0)
        liking = jnp.asarray(self.menu["precision"])[m] * (value - best) / at["similarity"][:, m]
        tilt = weight * jnp.exp(jnp.where(legal, liking, 0.0))
        inside = at["nest"][:, m] == jnp.arange(self.menu["nest_weight"].shape[1])[:, None, None]  # (nests, O, N)
        above, below = jnp.where(inside, tilt, 0.0).sum(axis=1), jnp.where(inside, weight, 0.0).sum(axis=1)
        rho, mean = at["nest_similarity"][:, m], jnp.where(above > 0.0, above, 1.0) / jnp.where(below > 0.0, below, 1.0)
        nest = at["nest_weight"][:, m] * jnp.exp((rho - 1.0) * jnp.log(mean)) / jnp.where(below > 0.0, below, 1.0)
        reached = jnp.cumsum(tilt * jnp.where(inside, nest[:, None], 0.0).sum(axis=0), axis=0)
        chosen = (u * reached[-1] >= reached[:-1]).sum(axis=0)
        return self.at(act, chosen), chosen

    def have_clash(self, s: Lanes, where: jax.Array) -> None:
        """Mark a direct clash."""
        first = where & (s["clash_time"] > s["now"])
        s["clash"] = jnp.where(first, s["survival"], s["clash"])
        s["clash_time"] = jnp.where(first, s["now"], s["clash_time"])
        s["tension"] = jnp.where(where, jnp.maximum(s["tension"], self.p.clash_tension), s["tension"])
        s["clash_now"] = s["clash_now"] | where

    def raise_tension(self, s: Lanes, where: jax.Array, side: jax.Array, rung: jax.Array) -> None:
        """Let an act on a rung raise its side's tension."""
        higher = s["tension"] + self.p.tension_gain * jnp.maximum(0.0, rung - s["tension"])
        s["tension"] = jnp.where(where & (jnp.arange(2)[:, None] == side), higher, s["tension"])

    def realise(self, s: Lanes, kind: jax.Array, m: jax.Array, act: jax.Array, option: jax.Array, owner: jax.Array, u: jax.Array) -> Lanes:
        """Carry out the act, the incident or the loss of ground; return the crossing that follows, or the one that waited."""
        p, acts = self.p, kind == OPPORTUNITY
        actor = jnp.asarray(self.menu["actor"])[m]
        side = jnp.asarray(p.side)[actor]
        s["acts"] += jnp.where(acts & (jnp.arange(s["acts"].shape[0])[:, None] == m * self.menu["act"].shape[1] + option), s["survival"], 0.0)
        sets = jnp.asarray(p.act_sets[:, : p.switches].T)[:, act]
        s["flag"] = jnp.where(acts & (sets >= 0), sets, s["flag"])
        s["front"] += jnp.where(acts, jnp.asarray(p.act_front[:, 0])[act], 0.0)
        s["aid"] += jnp.where(acts, jnp.asarray(p.act_aid[:, 0])[act], 0.0)
        self.raise_tension(s, acts, side, jnp.asarray(p.act_rung)[act])
        talks = acts & (jnp.asarray(p.act_talks)[act] == 1)
        s["talked"] = jnp.where(talks & (jnp.arange(int(p.actors))[:, None] == actor), s["now"], s["talked"])
        clashes = acts & (u[2] < jnp.asarray(p.act_clash)[act])
        # an act, read with noise
        d = jnp.asarray(self.w.crossed[:, :, 0, 1])[side, act]
        exposes = acts & (d >= 0)
        backed = jnp.where(exposes, jnp.asarray(p.act_backed)[actor, act], 0.0)
        factor = self.w.weight_of_backing(backed, jnp.asarray(p.backer_share)[s["regime"], owner])
        exposure = jnp.maximum(0.0, jnp.asarray(p.act_exposes)[act, d] * factor + p.exposure_noise * u[7])
        weighted = jnp.where(exposes, s["survival"] * jnp.asarray(p.value)[owner, d] * exposure, 0.0)
        s["exposed"] += jnp.where(jnp.arange(self.w.owners)[:, None] == owner, weighted, 0.0)
        fresh = exposes & ~(clashes & (jnp.asarray(p.clash_exposes)[d] > 0.0))
        # an incident
        befalls = kind == INCIDENT
        low, high = p.incident_low[0, self.incident[1]], p.incident_high[0, self.incident[1]]
        d, exposure = jnp.where(befalls, self.incident[1], d), jnp.where(befalls, low + (high - low) * u[3], exposure)
        # lost ground
        lost = self.ground(s["front"])
        ground = (kind == GROUND) & ((lost >= s["mark"] + p.ground_step) | (s["collapsed"] & (lost > s["mark"])))
        d, exposure = jnp.where(ground, int(p.ground_dimension[0]), d), jnp.where(ground, lost, exposure)
        s["mark"] = jnp.where(ground, lost, s["mark"])
        # what waited: an answer to an answer, or the clash
        waits = s["owner"] >= 0
        d, exposure = jnp.where(waits, s["dimension"], d), jnp.where(waits, s["exposure"], exposure)
        noted = fresh | befalls | (waits & ~s["cascade"])
        self.note(s, noted, ground, owner, d, exposure)
        self.have_clash(s, clashes)
        return {"is": noted | ground | waits, "dimension": d, "exposure": exposure, "backed": backed, "ground": ground}

    def note(self, s: Lanes, noted: jax.Array, ground: jax.Array, owner: jax.Array, d: jax.Array, exposure: jax.Array) -> None:
        """Count a crossing, and remember it as its owner's latest."""
        s["crossed"] += jnp.where((noted | ground) & (jnp.arange(int(self.p.dimensions))[:, None] == d), s["survival"], 0.0)
        mine = noted & (jnp.arange(self.w.owners)[:, None] == owner)
        s["last_dimension"] = jnp.where(mine, d, s["last_dimension"])
        s["last_exposure"] = jnp.where(mine, exposure, s["last_exposure"])

    def chances(self, s: Lanes, kind: jax.Array, u: jax.Array) -> None:
        """Accept or reject a candidate moment of a settlement or of an inadvertent clash."""
        p, (first, second) = self.p, self.p.party
        bound = jnp.asarray(p.clock_rate)[s["clock"]]
        recent = s["talked"] >= s["now"] - p.memory
        mediated = jnp.where(recent[p.mediator], p.settlement_rates[1], 0.0) if p.mediator >= 0 else 0.0
        rate = jnp.where(recent[second], jnp.where(recent[first], p.settlement_rates[0], mediated), 0.0)
        front = s["front"] * p.side_losing[p.side[first], 0]
        costs = p.cost_of_war[0] * (1.0 + p.cost_when_losing[0] * jnp.maximum(0.0, front))
        costs += p.cost_of_war[1] * (1.0 + p.cost_when_losing[1] * jnp.maximum(0.0, -front))
        hazard = rate * (1.0 + jnp.tanh((costs - p.indivisibility) / p.range_width)) / 2.0
        s["ending"] = jnp.where((kind == SETTLEMENT_CHANCE) & (u * bound < hazard), SETTLED, s["ending"])
        rung = (s["tension"].max(axis=0) >= p.clash_steps[: p.steps, None]).sum(axis=0)
        self.have_clash(s, (kind == CLASH_CHANCE) & (u * bound < jnp.asarray(np.r_[0.0, p.clash_rates])[rung]))

    def answer(self, s: Lanes, c: Lanes, waiting: jax.Array, u: jax.Array) -> None:
        """Let the owner answer the crossing, tier by tier, and the public learn; what the answer exposes waits for the next step."""
        p, w, owner, d, exposure, is_ = self.p, self.w, c["owner"], c["dimension"], c["exposure"], c["is"]
        s["crossings"] += is_
        conventional, public, own = self.lines(s, owner, d)
        self.weigh_nuclear(s, c, own)
        chance, at_stake, _ = self.own_chance(s, owner, d, exposure, CONVENTIONAL, conventional, c["loss"][CONVENTIONAL], c["shift"])
        tested = s["tested_own"][CONVENTIONAL]
        chance, tested = jnp.where(c["ground"], newly(chance, tested), chance), jnp.where(c["ground"], jnp.maximum(tested, chance), tested)
        s["tested_own"] = s["tested_own"].at[CONVENTIONAL].set(tested)
        answered = is_ & (u[4] < chance)
        # the backer, a conventional rung, or words
        log_wait = jnp.asarray(p.log_wait)[s["regime"], owner]
        price = jnp.log(self.pick(s["cost"][:, CONVENTIONAL], owner) + c["loss"][BACKER]) + c["shift"] - log_wait
        ready = normal_cdf((at_stake - price) / self.of(p.answer_noise[:, CONVENTIONAL], owner))
        share = 1.0 if p.attribution == int(Attribution.EXPOSURE) else jnp.asarray(p.backer_share)[s["regime"], owner]
        struck = answered & (u[5] < self.of(p.backer_probability, owner) * c["backed"] * share * ready)
        rung = jnp.where(answered, self.rung(owner, jnp.asarray(p.value)[owner, d] * exposure, u[6]), self.words(owner, u[6]))
        rung = jnp.where(struck, self.of(p.backer_rung, owner), rung)
        column = owner * s["answers"].shape[1] + rung
        s["answers"] = s["answers"] + jnp.where(
            is_ & (jnp.arange(s["answers"][:, :, 0].size).reshape(*s["answers"].shape[:2], 1) == column), s["survival"], 0.0
        )
        self.raise_tension(s, is_, self.of(w.owner_side, owner), rung)
        s["first_answer"] = jnp.where(answered, jnp.minimum(s["first_answer"], s["now"]), s["first_answer"])
        s["highest_rung"] = jnp.where(answered, jnp.maximum(s["highest_rung"], rung), s["highest_rung"])
        self.have_clash(s, struck | (answered & (self.of(p.answer_clashes, owner) == 1)))
        self.learn(s, c, answered, (conventional, public))
        self.wait(s, c, waiting, answered, struck)

    def wait(self, s: Lanes, c: Lanes, waiting: jax.Array, answered: jax.Array, struck: jax.Array) -> None:
        """Note what is still to be answered: first what the answer exposes, then what a clash exposes."""
        p = self.p
        by_clash = waiting & ~s["cascade"]
        s["clash_now"] &= ~by_clash  # the clash of this turn has been answered
        first = answered & ~s["cascade"]
        s["owner"] = jnp.full_like(s["owner"], -1)
        s["cascade"] = jnp.zeros_like(s["cascade"])
        for j in range(self.w.owners):
            for kind, when in ((CONVENTIONAL, ~struck), (BACKER, struck)):
                for one in self.w.exposed[j][kind]:
                    clashes = (kind == BACKER or p.answer_clashes[j] == 1) and p.clash_exposes[one.dimension] > 0.0
                    if not clashes:
                        self.put(s, first & when & (c["owner"] == j), one.owner, one.dimension, one.exposure, True)
        clash = (s["owner"] < 0) & s["clash_now"]
        self.put(s, clash, *self.by_clash, float(p.clash_exposes[self.by_clash[1]]), False)
        s["clash_now"] &= ~clash

    def put(self, s: Lanes, where: jax.Array, owner: int, d: int, exposure: float, cascade: bool) -> None:
        """Let a crossing wait for the lane's next step."""
        fields = {"owner": owner, "dimension": d, "exposure": exposure, "cascade": cascade}
        for name, value in fields.items():
            s[name] = jnp.where(where, value, s[name])

    def weigh_nuclear(self, s: Lanes, c: Lanes, line: jax.Array) -> None:
        """Score nuclear use as weight, and carry on as the history in which it did not happen."""
        p, owner = self.p, c["owner"]
        chance, at_stake, price = self.own_chance(s, owner, c["dimension"], c["exposure"], NUCLEAR, line, c["loss"][NUCLEAR], c["shift"])
        can = c["is"] & (self.of(p.has_nuclear, owner) == 1)
        tested = s["tested_own"][NUCLEAR]
        now = jnp.where(c["ground"], newly(chance, tested), chance)
        s["tested_own"] = s["tested_own"].at[NUCLEAR].set(jnp.where(can & c["ground"], jnp.maximum(tested, chance), tested))
        used = jnp.where(can, s["survival"] * now, 0.0)
        deliberate = at_stake >= price
        silent = jnp.ones_like(used)
        for j in range(self.w.owners):
            for one in self.w.exposed[j][NUCLEAR]:
                o = jnp.full_like(owner, one.owner)
                line = p.conventional_line[one.owner, one.dimension]
                chance, _, _ = self.own_chance(s, o, one.dimension, one.exposure, CONVENTIONAL, line, 0.0, c["shifts"][one.owner])
                silent = jnp.where(owner == j, silent * (1.0 - chance), silent)
        demonstrated = used * self.of(p.demonstration_share, owner)
        s["survival"] -= used
        s["deliberate"] += jnp.where(deliberate, used, 0.0)
        s["noise"] += jnp.where(deliberate, 0.0, used)
        s["demonstration"] += demonstrated
        s["answered"] += used * (1.0 - silent)
        s["via_clash"] += jnp.where(s["clash_time"] <= s["now"], used, 0.0)
        s["by_actor"] += jnp.where(jnp.arange(int(p.actors))[:, None] == self.of(p.owner_actor, owner), used, 0.0)
        for k, weight in enumerate((demonstrated, used - demonstrated)):
            rung = self.of(p.nuclear_rungs[:, k], owner)
            s["answers"] += jnp.where(jnp.arange(s["answers"].shape[1])[:, None] == rung, weight, 0.0) * (
                jnp.arange(self.w.owners)[:, None, None] == owner
            )

    def rung(self, owner: jax.Array, material: jax.Array, u: jax.Array) -> jax.Array:
        """Return the rung (N,) of a conventional answer by logit over the tier's rungs."""
        p, result = self.p, []
        for j in range(self.w.owners):
            rungs = np.arange(p.rung_first[j], p.rung_last[j] + 1)
            x = (rungs / p.rung_last[j])[:, None]
            reached = jnp.cumsum(jnp.exp(p.rung_precision[j] * (p.rung_benefit[j] * material * x - p.rung_cost[j] * x * x)), axis=0)
            result.append(rungs[0] + (u * reached[-1] >= reached[:-1]).sum(axis=0))
        return self.pick(result, owner)

    def words(self, owner: jax.Array, u: jax.Array) -> jax.Array:
        """Return the rung (N,) of a verbal answer."""
        p = self.p
        at = (u >= self.of(p.verbal_cumulative[:, :-1], owner)).sum(axis=0)
        return jnp.asarray(p.verbal_rungs)[owner, at]
