"""The model in JAX: one compiled program over lanes, in double precision, one event a lane a step, lanes along the last axis.

Under jit every lane computes every branch, so the step holds each formula once and masks do the rest: whatever happens (act, incident, lost
ground, clash, answer to an answer) becomes at most one crossing a step, and what is still to be answered waits for the lane's next step. A
lane that has finished takes up the next history. Chance comes from jax.random.

Left out, because november-2024 has no use for it (a world that needs it is refused): what numpy_histories.py leaves out, and worlds in which
an act exposes more than one line, an act both moves the front and exposes a line, or a side faces more than one owner. Left out as well,
together worth less than a few per cent of the work: what numpy_histories.py names. Done with less work than in our kernel: one uniform for
a choice, draws without an address, the normal distribution to 1e-14 absolute instead of 1e-13 relative.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.alternatives.jax_answers import Answers
from benchmarks.alternatives.jax_beliefs import Lanes, normal_cdf
from benchmarks.alternatives.tables import NAMES, Array, summary
from sim.terms import Curve, Ending, Event

HORIZON, OPPORTUNITY, INCIDENT, SETTLEMENT_CHANCE, CLASH_CHANCE, CALENDAR, GROUND = (int(kind) for kind in Event)
NOTHING = -1  # a step without an event: a crossing still to be answered, or a long wait
RUNNING, AT_HORIZON, SETTLED, COLLAPSED = int(Ending.RUNNING), int(Ending.HORIZON), int(Ending.SETTLEMENT), int(Ending.COLLAPSE)
READS = 2  # record ticks that one step reads at most
AHEAD = 16  # nodes of the front noise that one step passes at most
STEPS = 12  # between two looks for finished lanes


class World(Answers):
    """The whole of the model over lanes, with the tables of a world as constants of the compiled program."""

    def drift(self, aid: jax.Array, months: jax.Array) -> jax.Array:
        """Return the drift of the front over months."""
        p, decay = self.p, self.p.aid_decay[0]
        return p.front_drift[0] * months + p.aid_effect[0] * (months + aid * jnp.expm1(-decay * months) / decay)

    def accidents(self, tension: jax.Array, months: jax.Array) -> jax.Array:
        """Return each actor's hazard (actors, N) of inadvertent use over months of decaying tension (N,), by exact passage times."""
        p, gap = self.p, self.w.steps - self.p.tension_base
        height = jnp.log(tension - p.tension_base)
        total = jnp.zeros((self.w.jumps.shape[1], *months.shape))
        for step in range(gap.size):
            above = months
            if gap[step] > 0.0:
                above = jnp.clip((height - np.log(gap[step])) / p.tension_rate, 0.0, months)
            total = total + above * self.w.jumps[step].reshape(-1, *[1] * months.ndim)
        return total

    def advance(self, s: Lanes, paths: jax.Array, curve: jax.Array, wait: jax.Array) -> tuple[Lanes, jax.Array, jax.Array]:
        """Move the world to the next event, or as far as one step goes; return also the kind of event and the record."""
        p, w, now, node = self.p, self.w, s["now"], s["node"]
        go = (s["ending"] == RUNNING) & (s["owner"] < 0)
        clock = jnp.argmin(s["next_time"], axis=0)
        target = s["next_time"].min(axis=0)
        kind = jnp.asarray(p.clock_kind)[clock]
        page = jnp.where(s["regime"] < w.regimes - 1, jnp.asarray(p.calendar)[s["regime"]], jnp.inf)
        last = jnp.minimum(page, p.horizon)
        kind = jnp.where(target < last, kind, jnp.where(page <= p.horizon, CALENDAR, HORIZON))
        target = jnp.minimum(target, last)
        ticks = jnp.asarray(np.r_[w.ticks, np.full(READS + 1, np.inf)])
        limit = jnp.minimum((node + AHEAD) * p.node_width, ticks[s["tick"] + READS - 1])
        kind = jnp.where(go & (target <= limit), kind, NOTHING)
        target = jnp.where(go, jnp.minimum(target, limit), now)
        # the front at the nodes ahead: the first that loses a step of ground, or ends the front, becomes the event
        ahead = jnp.arange(1, AHEAD + 1)[:, None]
        times = (node + ahead) * p.node_width
        base = s["history"] * (w.nodes + AHEAD) + node
        here = paths[base]
        front = s["front"] + self.drift(s["aid"], times - now) + paths[base + ahead] - here
        hit = ((jnp.abs(front) >= 1.0) | (self.ground(front) >= s["mark"] + p.ground_step)) & (times <= target)
        target = jnp.minimum(target, jnp.where(hit, times, jnp.inf).min(axis=0))
        lost = hit.any(axis=0)
        kind = jnp.where(lost, GROUND, kind)
        passed = (times <= target).sum(axis=0)
        curve, tick = self.record(s, paths, here, curve, ticks, target, go)
        months = target - now
        moved = s["front"] + self.drift(s["aid"], months) + paths[base + passed] - here
        moved = jnp.where(lost, jnp.clip(moved, -1.0, 1.0), moved)
        hazard = self.accidents(s["tension"].max(axis=0), months)
        total = hazard.sum(axis=0)
        used = s["survival"] * -jnp.expm1(-total)
        rang = (kind >= OPPORTUNITY) & (kind <= CLASH_CHANCE)
        again = jnp.where(
            rang & (jnp.arange(int(p.clocks))[:, None] == clock), target - jnp.log(wait) / jnp.asarray(p.clock_rate)[clock], s["next_time"]
        )
        s = s | {
            "front": moved, "aid": s["aid"] * jnp.exp(-p.aid_decay[0] * months), "node": node + passed, "tick": tick, "now": target,
            "survival": s["survival"] - used, "inadvertent": s["inadvertent"] + used,
            "via_clash": s["via_clash"] + jnp.where(s["clash_time"] <= now, used, 0.0),
            "by_actor": s["by_actor"] + used * hazard / jnp.where(total > 0.0, total, 1.0),
            "tension": p.tension_base + (s["tension"] - p.tension_base) * jnp.exp(-p.tension_rate * months),
            "next_time": again, "collapsed": s["collapsed"] | (lost & (jnp.abs(moved) >= 1.0)), "clock": clock,
            "regime": s["regime"] + (kind == CALENDAR), "events": s["events"] + (kind != NOTHING),
        }  # fmt: skip
        sets = jnp.asarray(p.regime_flag[:, : p.switches].T)[:, s["regime"]]
        s["flag"] = jnp.where((kind == CALENDAR) & (sets >= 0), sets, s["flag"])
        return s, kind, curve

    def record(
        self, s: Lanes, paths: jax.Array, here: jax.Array, curve: jax.Array, ticks: jax.Array, until: jax.Array, go: jax.Array
    ) -> tuple[jax.Array, jax.Array]:
        """Read the world at the next record ticks up to a time; return the record and the ticks passed."""
        p, w = self.p, self.w
        t = s["tick"] + jnp.arange(READS)[:, None]
        due = (ticks[t] <= until) & go
        months = jnp.where(due, ticks[t] - s["now"], 0.0)
        node = jnp.maximum(jnp.asarray(np.r_[w.tick_node, np.zeros(READS + 1, int)])[t], s["node"])
        noise = jnp.where(due, paths[jnp.where(due, s["history"] * (w.nodes + AHEAD) + node, 0)] - here, 0.0)
        since = jnp.maximum(node * p.node_width - s["now"], 0.0)
        front = s["front"] + self.drift(s["aid"], since) + noise
        high = s["tension"].max(axis=0)
        inadvertent = s["survival"] * -jnp.expm1(-self.accidents(high, months).sum(axis=0))
        credible = [self.credibility(s, front[r]) for r in range(READS)]
        for r in range(READS):
            tension = p.tension_base + (high - p.tension_base) * jnp.exp(-p.tension_rate * months[r])
            rows = self.channels(s, inadvertent[r], credible[r], tension, s["front"] + self.drift(s["aid"], months[r]) + noise[r])
            rows = jnp.concatenate([rows, (s["survival"] - inadvertent[r])[None]])
            curve = curve.at[jnp.where(due[r], s["history"] * w.ticks.size + t[r], curve.shape[0])].set(rows.T, mode="drop", unique_indices=False)
        return curve, s["tick"] + due.sum(axis=0)

    def channels(self, s: Lanes, inadvertent: Any, credible: tuple[jax.Array, jax.Array], tension: jax.Array, front: jax.Array) -> jax.Array:
        """Return the channels (channels, N) of a record."""
        sum_ = s["inadvertent"] + inadvertent
        via_clash = s["via_clash"] + jnp.where(s["clash_time"] <= s["now"], inadvertent, 0.0)
        settled = jnp.where(s["ending"] == SETTLED, s["survival"], 0.0)
        collapsed = jnp.where(s["ending"] == COLLAPSED, s["survival"], 0.0)
        chosen = s["deliberate"] + s["noise"]
        return jnp.stack([chosen + sum_, s["deliberate"], s["noise"], sum_, via_clash, s["clash"], settled, collapsed, *credible, tension, front])

    def step(self, s: Lanes, paths: jax.Array, curve: jax.Array, key: jax.Array) -> tuple[Lanes, jax.Array]:
        """Let every lane take its next event, or answer the crossing it still has to answer."""
        p, lanes = self.p, s["now"].shape[0]
        keys = jax.random.split(key)
        u = jnp.concatenate([jax.random.uniform(keys[0], (7, lanes), minval=1e-300), jax.random.normal(keys[1], (1, lanes))])
        s = dict(s)
        waiting = s["owner"] >= 0
        s, kind, curve = self.advance(s, paths, curve, u[0])
        m = jnp.asarray(self.menu_of_clock)[s["clock"]]
        owner = jnp.asarray(self.menu["owner"])[m]
        owner = jnp.where(kind == INCIDENT, self.incident[0], jnp.where(kind == GROUND, int(p.ground_owner[0]), owner))
        owner = jnp.where(waiting, s["owner"], owner)
        # log prices of the owner that is faced or answers; an answer to an answer is weighed one depth less
        shifts = [self.shift(s, j, s["front"]) for j in range(self.w.owners)]
        losses = [[jnp.where(s["cascade"], 0.0, self.retaliation(s, s["front"], j, kind_)) for j in range(self.w.owners)] for kind_ in range(3)]
        shift, loss = self.pick(shifts, owner), [self.pick(by_owner, owner) for by_owner in losses]
        price = [jnp.log(self.of(p.cost[:, tier, : p.cells], owner) + loss[tier]) + shift for tier in range(2)]
        act, option = self.choose(s, m, price, owner, u[1])
        crossing = self.realise(s, kind, m, act, option, owner, u)
        self.chances(s, kind, u[2])
        crossing |= {"loss": loss, "shift": shift, "shifts": shifts, "price": price, "owner": owner}
        self.answer(s, crossing, waiting, u)
        s["ending"] = jnp.where((kind == GROUND) & s["collapsed"], COLLAPSED, jnp.where(kind == HORIZON, AT_HORIZON, s["ending"]))
        return s, curve

    def fresh(self, lanes: int) -> Lanes:
        """Return lanes that stand as the scenario says, types not drawn yet."""
        p, w = self.p, self.w
        zeros = jnp.zeros(lanes)
        names = "now inadvertent via_clash deliberate noise demonstration answered clash events crossings highest_rung exposure weight".split()
        s: Lanes = dict.fromkeys(names, zeros)
        whole, no = jnp.zeros(lanes, int), jnp.zeros(lanes, bool)
        s |= {"node": whole, "tick": whole, "regime": whole, "clock": whole, "owner": whole - 1, "dimension": whole, "history": whole - 1}
        s |= {"cascade": no, "clash_now": no, "collapsed": no, "flushed": no, "ending": whole + RUNNING}
        s |= {"front": zeros + p.front_initial[0], "aid": zeros + p.aid_initial[0], "survival": zeros + 1.0}
        s |= {"clash_time": zeros + jnp.inf, "first_answer": zeros + jnp.inf, "tension": p.tension_initial[:, None] + zeros}
        s |= {"flag": jnp.asarray(p.flag_initial[: p.switches, None] + whole), "talked": jnp.full((int(p.actors), lanes), -jnp.inf)}
        s |= {"last_dimension": jnp.full((w.owners, lanes), -1), "last_exposure": jnp.zeros((w.owners, lanes))}
        s |= {"next_time": jnp.zeros((int(p.clocks), lanes)), "by_actor": jnp.zeros((int(p.actors), lanes))}
        s |= {"acts": jnp.zeros((self.menu["act"].size, lanes)), "crossed": jnp.zeros((int(p.dimensions), lanes))}
        s |= {"answers": jnp.zeros((w.owners, 13, lanes)), "exposed": jnp.zeros((w.owners, lanes)), "tested_own": jnp.zeros((2, lanes))}
        s |= {name: jnp.zeros((w.owners, 2, lanes)) for name in ("cost", "audience", "reliable")}
        for (j, tier), levels in self.levels.items():
            table = p.prior_public[j, tier, : p.types].reshape(p.levels, 2, p.stride)[:levels, :, : p.cells]
            gain = p.reliability[j, tier, :levels] - p.false_alarm[j, tier]
            s[f"belief{j}{tier}"] = jnp.asarray(table)[..., None] + zeros
            s[f"pooled{j}{tier}"] = jnp.einsum("l,lrcn->rcn", gain, s[f"belief{j}{tier}"])
        s["mark"] = self.ground(s["front"])
        j, d = int(p.ground_owner[0]), jnp.full(lanes, int(p.ground_dimension[0]))
        conventional, public, _ = self.lines(s, whole + j, d)
        for tier, line in ((0, conventional), (1, public)):
            if (j, tier) in self.levels:
                stakes = jnp.stack(self.stakes(whole + j, d, s["mark"], line, p.audience_cost[j, tier]))
                price = jnp.log(p.cost[j, tier, : p.cells, None] + self.retaliation(s, s["front"], j, tier)) + self.shift(s, j, s["front"])
                s[f"tested{tier}"] = normal_cdf((stakes[:, None] - price) / p.answer_noise[j, tier])
        return s

    def types(self, key: jax.Array, histories: int) -> Lanes:
        """Draw the types of all histories: costs, audience costs and reliabilities (J, 2, H), importance weights (H,), first clocks (clocks, H)."""
        p, keys = self.p, jax.random.split(key, 2)
        u = jax.random.uniform(keys[0], (self.w.owners, 2, 2, histories))
        drawn: Lanes = {name: jnp.zeros((self.w.owners, 2, histories)) for name in ("cost", "audience", "reliable")}
        drawn["weight"] = jnp.ones(histories)
        for j, tier in self.levels:
            cell = jnp.searchsorted(jnp.asarray(p.proposal_cumulative[j, tier, : p.cells - 1]), u[j, tier, 0], side="right")
            true = p.prior_true[j, tier, : p.types].reshape(p.levels, 2, p.stride)[:, :, : p.cells]
            table = true.transpose(2, 1, 0).reshape(p.cells, -1).cumsum(axis=1)
            inside = jnp.asarray(table)[cell]
            kind = (u[j, tier, 1][:, None] * inside[:, -1:] >= inside[:, :-1]).sum(axis=1)
            drawn["cost"] = drawn["cost"].at[j, tier].set(jnp.asarray(p.cost[j, tier])[cell])
            drawn["audience"] = drawn["audience"].at[j, tier].set(p.audience_cost[j, tier] * (kind // p.levels))
            drawn["reliable"] = drawn["reliable"].at[j, tier].set(jnp.asarray(p.reliability[j, tier])[kind % p.levels])
            drawn["weight"] = drawn["weight"] * jnp.asarray(p.cell_weight[j, tier])[cell]
        wait = jax.random.exponential(keys[1], (int(p.clocks), histories))
        return drawn | {"next_time": wait / p.clock_rate[: p.clocks, None]}

    def refill(self, s: Lanes, new: Lanes, drawn: Lanes, out: Lanes, started: jax.Array) -> tuple[Lanes, Lanes, jax.Array]:
        """Write what finished lanes have found, and let them take up the next histories."""
        total = drawn["weight"].shape[0]
        over = (s["ending"] != RUNNING) & ~s["flushed"]
        row = jnp.where(over & (s["history"] >= 0), s["history"], total)
        final = self.channels(s, 0.0, self.credibility(s, s["front"]), s["tension"].max(axis=0), s["front"])
        result = {"final": jnp.concatenate([final, s["survival"][None]]), "scores": self.scores(s), "tick": s["tick"][None]}
        out = {name: out[name].at[row].set(result[name].T, mode="drop") for name in out}
        history = started + jnp.cumsum(over) - 1
        take = over & (history < total)
        s = {name: jnp.where(take, new[name], s[name]) for name in s}
        s["history"] = jnp.where(take, history, s["history"])
        at = jnp.where(take, history, 0)
        for name in drawn:
            s[name] = jnp.where(take, drawn[name][..., at], s[name])
        s["flushed"] |= over & ~take
        j, whole = int(self.p.ground_owner[0]), s["node"] * 0 + int(self.p.ground_owner[0])
        d = jnp.full_like(whole, int(self.p.ground_dimension[0]))
        conventional, _, own = self.lines(s, whole, d)
        for tier, line in ((0, conventional), (1, own)):
            if (j, tier) in self.levels:
                loss = self.retaliation(s, s["front"], j, tier)
                chance, _, _ = self.own_chance(s, whole, d, s["mark"], tier, line, loss, self.shift(s, j, s["front"]))
                s["tested_own"] = s["tested_own"].at[tier].set(jnp.where(take, chance, s["tested_own"][tier]))
        return s, out, started + take.sum()

    def scores(self, s: Lanes) -> jax.Array:
        """Return the rows (rows, N) that are kept of each history: terms.Score, events, crossings, weight, then the counts."""
        endings = [jnp.where(s["ending"] == end, s["survival"], 0.0) for end in (SETTLED, COLLAPSED, AT_HORIZON)]
        parts = [s[name] for name in ("deliberate", "noise", "inadvertent", "via_clash", "demonstration", "answered", "clash")]
        fixed = [*parts, *endings, parts[0] + parts[1] + parts[2], s["events"], s["crossings"], s["weight"]]
        more = [s["by_actor"], s["answers"].reshape(-1, s["now"].shape[0]), s["acts"], s["crossed"], s["exposed"]]
        return jnp.concatenate([jnp.stack(fixed), *more, jnp.stack([s["now"], s["clash_time"], s["first_answer"], s["highest_rung"]])])

    def run(self, seed: jax.Array, histories: int, width: int) -> tuple[jax.Array, jax.Array]:
        """Play all histories; return rows (H, rows) of `scores`, and sums (ticks, channels, 5) over the record as in sim/engine/batch.py."""
        p, w = self.p, self.w
        keys = jax.random.split(jax.random.key(seed), 3)
        noise = jax.random.normal(keys[0], (histories, w.nodes + AHEAD)) * (p.front_volatility[0] * np.sqrt(p.node_width))
        paths = jnp.cumsum(noise.at[:, 0].set(0.0), axis=1).reshape(-1)
        drawn, new = self.types(keys[1], histories), self.fresh(width)
        s = new | {"ending": new["ending"] + AT_HORIZON}
        channels = int(p.channels) + 1
        shapes = {"final": channels, "scores": self.scores(new).shape[0], "tick": 1}
        out = {name: jnp.zeros((histories, size), int if name == "tick" else float) for name, size in shapes.items()}
        curve = jnp.zeros((histories * w.ticks.size, channels))

        def some(carry: Any) -> Any:
            s, out, curve, started, key = carry
            s, out, started = self.refill(s, new, drawn, out, started)
            key, mine = jax.random.split(key)
            s, curve = jax.lax.fori_loop(0, STEPS, lambda i, x: self.step(x[0], paths, x[1], jax.random.fold_in(mine, i)), (s, curve))
            return s, out, curve, started, key

        carry = jax.lax.while_loop(lambda carry: ~carry[0]["flushed"].all(), some, (s, out, curve, jnp.zeros((), int), keys[2]))
        _, out, curve, _, _ = carry
        weight = out["scores"][:, len(NAMES)]
        after = jnp.arange(w.ticks.size)[:, None] >= out["tick"][:, None]
        curve = jnp.where(after, out["final"][:, None], curve.reshape(histories, w.ticks.size, channels))
        y = curve[..., :-1]
        v = weight[:, None, None] * jnp.where(jnp.arange(channels - 1) >= int(Curve.CREDIBILITY), curve[..., -1:], 1.0)
        return out["scores"], jnp.stack([v.sum(0), (v * v).sum(0), (v * y).sum(0), (v * v * y).sum(0), (v * v * y * y).sum(0)], axis=-1)


Run = Callable[[int], tuple[Array, Array]]
_PROGRAMS: dict[tuple[bytes, int, int], Run] = {}


def compiled(params: Any, histories: int, width: int) -> Run:
    """Return a compiled run of that many histories, a function of the seed that returns what `World.run` does; kept for the next call."""
    key = params.tobytes(), histories, width
    if key not in _PROGRAMS:
        program = jax.jit(functools.partial(World(params).run, histories=histories, width=min(width, histories))).lower(jnp.asarray(0)).compile()

        def run(seed: int) -> tuple[Array, Array]:
            rows, sums = program(jnp.asarray(seed))
            return np.asarray(rows), np.asarray(sums)

        _PROGRAMS[key] = run
    return _PROGRAMS[key]


def simulate(params: Any, seed: int, histories: int, width: int = 256) -> dict[str, float]:
    """Return weighted means by name: the scores, events and crossings a history, and credibility at the last record.

    The first call for a world, a number of histories and a width compiles, which takes some ten seconds.

    Parameters
    ----------
    params : Params     of a prepared world (sim.encode.params)
    width : int         lanes

    Raises
    ------
    ValueError          for a world with options that are left out here
    """
    rows, sums = compiled(params, histories, width)(seed)
    weight = rows[:, len(NAMES)]
    return summary(weight @ rows[:, : len(NAMES)] / weight.sum(), sums)
