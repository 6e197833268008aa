"""What the array versions read out of Params once, before any history: trimmed arrays, and lists of which act or answer exposes which line.

Both array versions (NumPy, JAX) start from these tables; the rules themselves are written anew in each. Everything here depends on the world
alone, so its cost is paid once a run. Axes: regimes G, owners J, tiers K (conventional, nuclear), cost cells C, options O, exposures E.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy.special import ndtr

from sim.terms import Attribution, Curve, Policy, Score, Tier

CONVENTIONAL, NUCLEAR, BACKER = int(Tier.CONVENTIONAL), int(Tier.NUCLEAR), int(Tier.BACKER)
PARTS = {Score.VIA_CLASH: "nuclear_use.via_clash", Score.DEMONSTRATION: "nuclear_use.demonstration", Score.ANSWERED: "nuclear_use.answered"}
NAMES = (*(PARTS.get(score, "nuclear_use" if score == Score.NUCLEAR else score.name.lower()) for score in Score), "events", "crossings")
UNDECLARED = 1e8  # lines above this are never reached
Array = np.ndarray[Any, Any]


def summary(total: Array, sums: Array) -> dict[str, float]:
    """Return weighted means by name, from weighted means (names,) and the sums (ticks, channels, 5) over the record, see sim/engine/batch.py."""
    means = {name: float(mean) for name, mean in zip(NAMES, total, strict=True)}
    last = sums[-1, int(Curve.CREDIBILITY)]
    return means | {"credibility": float(last[2] / last[0])}


@dataclass(frozen=True)
class Reach:
    """The lines of one owner that the options of one menu would expose, read without noise."""

    owner: int
    options: Array  # (E,) option that exposes
    bluff: Array  # (G, E, K) log stake of a type without audience cost, at the published lines
    real: Array  # (G, E, K) the same with it
    declared: Array  # (E, K) whether the two differ in any regime
    loss: Array  # (G, E) what the taker loses if it is answered


@dataclass(frozen=True)
class Menu:
    """The options of one actor in one channel."""

    actor: int
    channel: int
    acts: Array  # (O,)
    utility: Array  # (G, O)
    weight: Array  # (O,) base weights
    similarity: Array  # (O,) rho of the option's nest
    nest_of: Array  # (O, nests) 1 where the option is in the nest
    nest_weight: Array  # (nests,)
    nest_similarity: Array  # (nests,)
    precision: float
    loss_if_nuclear: float
    reaches: tuple[Reach, ...]


@dataclass(frozen=True)
class Exposed:
    """One line that an answer of a given kind exposes."""

    owner: int
    dimension: int
    exposure: float
    bluff: Array  # (G, K) log stake at the published lines
    real: Array  # (G, K)
    declared: Array  # (K,)


class Tables:
    """The world as the array versions want it.

    Raises
    ------
    ValueError     for a world that uses an option of the model which the array versions leave out
    """

    def __init__(self, params: Any) -> None:
        # plain attributes, because reading a field of a numpy record costs as much as a small array operation
        p = self.p = SimpleNamespace(**{name: params[name] if params[name].ndim else params[name].item() for name in params.dtype.names})
        self.regimes, self.owners, self.dimensions = int(p.regimes), int(p.owners), int(p.dimensions)
        self._check()
        self.owner_side = p.side[p.owner_actor[: self.owners]]
        self.lines = np.stack([np.broadcast_to(p.conventional_line, p.nuclear_line_public.shape), p.nuclear_line_public], axis=-1)[: self.regimes]
        self.nuclear_rates = np.where((p.nuclear_column >= 0)[: p.actors, None], p.accident_rates[: p.actors, : p.steps], 0.0)
        self.steps = np.where(np.isfinite(p.accident_steps[: p.steps]), p.accident_steps[: p.steps], 1e9)
        self.jumps = np.diff(self.nuclear_rates, axis=1, prepend=0.0).T  # (steps, actors)
        self.crossed = self._crossed()
        self.menus = {(a, c): self._menu(a, c) for a in range(p.actors) for c in range(2) if p.menu_size[a, c] > 0}
        self.exposed = [[self._exposed(j, kind) for kind in range(3)] for j in range(self.owners)]
        # node of the front noise at which each record tick reads: the last one before it
        self.ticks = np.array(p.record_times[: p.ticks])
        self.tick_node = np.ceil(self.ticks / p.node_width - 1e-9).astype(int) - 1
        self.nodes = int(np.ceil(p.horizon / p.node_width)) + 1
        j, d = (int(x) for x in p.reference)
        self.reference = self._exposure(j, d, float(p.reference_exposure))

    def _check(self) -> None:
        p = self.p
        clashes = {"depth": p.depth != 1, "believes": p.believes != 1, "fronts": p.fronts != 1, "grounds": p.grounds != 1}
        clashes |= {"policy": np.any(p.policy[: p.actors] != int(Policy.LOGIT)), "ambiguity": p.ambiguity <= 0.0}
        clashes |= {"answer_noise": np.any(p.answer_noise[: p.owners] <= 0.0), "tension_initial": np.any(p.tension_initial < p.tension_base)}
        clashes |= {"reference": p.reference[0] < 0, "settlement": p.party[0] < 0 or p.settlement_front != 0}
        clashes |= {"aid_decay": np.any(p.aid_decay <= 0.0), "precision": any(p.precision[p.clock_subject[c] // 2, p.clock_subject[c] % 2] <= 0.0
                    for c in range(p.clocks) if p.clock_kind[c] == 1)}  # fmt: skip
        wrong = [name for name, bad in clashes.items() if bad]
        if wrong:
            raise ValueError(f"the array versions leave out this setting of {', '.join(wrong)}")

    def log_stakes(self, j: int, d: int, exposure: Array) -> tuple[Array, Array]:
        """Return ln s of a bluff and of a real audience cost, (G, K), at the published lines, for an exposure by regime (G,)."""
        p = self.p
        past = ndtr((exposure[:, None] - self.lines[:, j, d]) / p.ambiguity)
        material = p.value[j, d] * exposure[:, None]
        with np.errstate(divide="ignore"):
            return np.log(material + 0.0 * past), np.log(material + p.audience_cost[j] * past)

    def _declared(self, j: int, d: int) -> Array:
        return np.asarray((self.lines[:, j, d] < UNDECLARED).any(axis=0) & (self.p.audience_cost[j] > 0.0))

    def _exposure(self, j: int, d: int, exposure: float) -> Exposed:
        bluff, real = self.log_stakes(j, d, np.full(self.regimes, exposure))
        return Exposed(j, d, exposure, bluff, real, self._declared(j, d))

    def _exposed(self, j: int, kind: int) -> list[Exposed]:
        p = self.p
        return [
            self._exposure(o, d, float(p.answer_exposes[j, kind, d]))
            for d in range(self.dimensions)
            for o in range(self.owners)
            if p.answer_exposes[j, kind, d] > 0.0 and p.has_line[o, d] == 1 and self.owner_side[o] != self.owner_side[j]
        ]

    def _crossed(self) -> Array:
        """Return (2 sides, acts, E, 2): owner and dimension of each line that an act of a side exposes, -1 where there is none."""
        p = self.p
        lines = [(j, d) for d in range(p.dimensions) for j in range(p.owners) if p.has_line[j, d] == 1]
        lists = [[[(j, d) for j, d in lines if p.act_exposes[a, d] > 0.0 and self.owner_side[j] != side] for a in range(p.acts)] for side in range(2)]
        most = max(len(one) for by_act in lists for one in by_act)
        table = np.full((2, int(p.acts), most, 2), -1)
        for side, by_act in enumerate(lists):
            for a, one in enumerate(by_act):
                for e, pair in enumerate(one):
                    table[side, a, e] = pair
        return table

    def weight_of_backing(self, backed: Any, share: Any) -> Any:
        """Return the factor by which backing changes exposure."""
        if self.p.attribution == int(Attribution.TARGET_RISK):
            return 1.0 + 0.0 * share
        return 1.0 - backed + backed * (1.0 + share) / 2.0

    def _menu(self, a: int, c: int) -> Menu:
        p, size, nests = self.p, int(self.p.menu_size[a, c]), int(self.p.nest_count[a, c])
        acts = np.array(p.menu[a, c, :size])
        nest = p.option_nest[a, c, :size]
        similarity = np.array(p.nest_similarity[a, c, :nests])
        reaches = tuple(reach for j in range(self.owners) if self.owner_side[j] != p.side[a] if (reach := self._reach(a, acts, j)) is not None)
        return Menu(
            a, c, acts, np.array(p.utility[: self.regimes, a, c, :size]), np.array(p.option_weight[a, c, :size]), similarity[nest],
            np.equal(nest[:, None], np.arange(nests)).astype(float), np.array(p.nest_weight[a, c, :nests]), similarity,
            float(p.precision[a, c]), float(p.loss_if_nuclear[a]), reaches,
        )  # fmt: skip

    def _reach(self, a: int, acts: Array, j: int) -> Reach | None:
        p, share = self.p, self.p.backer_share[: self.regimes, j]
        found = [(o, d) for o, act in enumerate(acts) for d in range(self.dimensions) if p.act_exposes[act, d] > 0.0 and p.has_line[j, d] == 1]
        if not found:
            return None
        stakes = [self.log_stakes(j, d, p.act_exposes[acts[o], d] * self.weight_of_backing(p.act_backed[a, acts[o]], share)) for o, d in found]
        own = np.stack([p.act_own_backing[a, acts[o]] * np.ones(self.regimes) for o, _ in found], axis=1)
        factor = 1.0 if p.attribution == int(Attribution.EXPOSURE) else 1.0 - own + own * share[:, None]
        return Reach(
            j, np.array([o for o, _ in found]), np.stack([bluff for bluff, _ in stakes], axis=1), np.stack([real for _, real in stakes], axis=1),
            np.stack([self._declared(j, d) for _, d in found]), p.loss_if_answered[a, j] * factor * np.ones_like(own),
        )  # fmt: skip
