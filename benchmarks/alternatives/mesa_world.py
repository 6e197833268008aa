"""The plain Mesa model, part 1 of 3: the facts of a world as plain Python objects, made once. See mesa_python.py."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

CONVENTIONAL, NUCLEAR, BACKER, VERBAL = range(4)


@dataclass(slots=True, frozen=True)
class Act:
    """Something an actor may do; `exposes` are (dimension, level), `sets` and `requires` speak of flags by number."""

    index: int
    rung: int
    exposes: tuple[tuple[int, float], ...]
    requires: tuple[int, ...]
    sets: tuple[tuple[int, int], ...]
    front: float
    aid: float
    when_losing: float
    when_aid_short: float
    clash: float
    talks: bool
    backed: float  # these two depend on who takes it
    own_backing: float


@dataclass(slots=True, frozen=True)
class Menu:
    """What an actor may choose in one channel; a nest is (weight, similarity, places on the menu)."""

    precision: float
    acts: tuple[Act, ...]
    weights: tuple[float, ...]
    nests: tuple[tuple[float, float, tuple[int, ...]], ...]


@dataclass(slots=True, frozen=True)
class TierSpec:
    """What an owner's answers in one tier depend on; `scale` is the noise times the root of 2."""

    costs: tuple[float, ...]
    reliability: tuple[float, ...]
    audience_cost: float
    false_alarm: float
    scale: float
    cells: tuple[float, ...]  # probabilities of the proposal
    cell_weight: tuple[float, ...]
    prior: tuple[tuple[tuple[float, ...], ...], ...]  # what the public believes at the start: real or not, cell, level
    true_prior: tuple[tuple[tuple[float, ...], ...], ...]


@dataclass(slots=True, frozen=True)
class OwnerSpec:
    """An owner of red lines; exposures of its answers by kind are (owner, dimension, exposure)."""

    actor: int
    side: int
    value: dict[int, float]
    lines: dict[int, float]
    tiers: tuple[TierSpec, ...]
    desperation: float
    exposes: tuple[tuple[tuple[int, int, float], ...], ...]
    rungs: tuple[tuple[int, float, float], ...]  # rung, gain and cost in precision times stake
    words: tuple[tuple[int, ...], tuple[float, ...]]
    clashes: bool
    backer: tuple[float, int]
    loss_if_answered: tuple[float, ...]
    loss_if_nuclear: float


class Facts:
    """A prepared world in lists, tuples and dictionaries; `p` has every field of Params as plain Python."""

    def __init__(self, params: Any) -> None:
        if params.depth != 1 or params.attribution != 0 or params.believes != 1 or params.policy[: params.actors].any() or params.fronts > 1:
            raise ValueError("the plain Mesa model knows depth 1, attribution by target, public beliefs, the logit policy, and at most one front")
        self.p: dict[str, Any] = {name: params[name].tolist() for name in params.dtype.names}
        p = self.p
        self.menus = [[self._menu(actor, channel) for channel in range(2)] for actor in range(p["actors"])]
        self.owners = [self._owner(j) for j in range(p["owners"])]
        self.nuclear = [actor for actor in range(p["actors"]) if p["nuclear_column"][actor] >= 0]
        self.accidents = [
            (step, [p["accident_rates"][actor][i] for actor in self.nuclear]) for i, step in enumerate(p["accident_steps"][: p["steps"]])
        ]
        self.clash_hazard = list(zip(p["clash_steps"][: p["steps"]], p["clash_rates"], strict=False))
        self.by_clash = [(d, level) for d, level in enumerate(p["clash_exposes"]) if level > 0]
        self.ticks = p["record_times"][: p["ticks"]]

    def _menu(self, actor: int, channel: int) -> Menu:
        p = self.p
        size = p["menu_size"][actor][channel]
        nests = []
        for n in range(p["nest_count"][actor][channel]):
            places = tuple(m for m in range(size) if p["option_nest"][actor][channel][m] == n)
            nests.append((p["nest_weight"][actor][channel][n], p["nest_similarity"][actor][channel][n], places))
        acts = tuple(self._act(actor, p["menu"][actor][channel][m]) for m in range(size))
        return Menu(p["precision"][actor][channel], acts, tuple(p["option_weight"][actor][channel][:size]), tuple(nests))

    def _act(self, actor: int, act: int) -> Act:
        p = self.p
        return Act(
            index=act,
            rung=p["act_rung"][act],
            exposes=tuple((d, level) for d, level in enumerate(p["act_exposes"][act]) if level > 0),
            requires=tuple(flag for flag, need in enumerate(p["act_requires"][act]) if need),
            sets=tuple((flag, up) for flag, up in enumerate(p["act_sets"][act][: p["switches"]]) if up >= 0),
            front=p["act_front"][act][0],
            aid=p["act_aid"][act][0],
            when_losing=p["act_when_losing"][act],
            when_aid_short=p["act_when_aid_short"][act],
            clash=p["act_clash"][act],
            talks=p["act_talks"][act] == 1,
            backed=p["act_backed"][actor][act],
            own_backing=p["act_own_backing"][actor][act],
        )

    def _tier(self, j: int, tier: int) -> TierSpec:
        p = self.p
        levels, cells, stride = p["levels"], p["cells"], p["stride"]

        def table(prior: list[float], used: list[int]) -> tuple[tuple[tuple[float, ...], ...], ...]:
            return tuple(tuple(tuple(prior[(2 * level + real) * stride + cell] for level in used) for cell in range(cells)) for real in (0, 1))

        true, cumulative = p["prior_true"][j][tier], p["proposal_cumulative"][j][tier]
        used = [level for level in range(levels) if any(true[2 * level * stride : 2 * (level + 1) * stride])]
        return TierSpec(
            costs=tuple(p["cost"][j][tier][:cells]),
            reliability=tuple(p["reliability"][j][tier][level] for level in used),
            audience_cost=p["audience_cost"][j][tier],
            false_alarm=p["false_alarm"][j][tier],
            scale=p["answer_noise"][j][tier] * sqrt(2.0),
            cells=tuple(b - a for a, b in zip([0.0, *cumulative[: cells - 1]], cumulative[:cells], strict=True)),
            cell_weight=tuple(p["cell_weight"][j][tier][:cells]),
            prior=table(p["prior_public"][j][tier], used),
            true_prior=table(true, used),
        )

    def _owner(self, j: int) -> OwnerSpec:
        p = self.p
        actor, dims = p["owner_actor"][j], range(p["dimensions"])
        side = p["side"][actor]
        others = [o for o in range(p["owners"]) if p["side"][p["owner_actor"][o]] != side]
        exposes = tuple(
            tuple((o, d, level) for d, level in enumerate(p["answer_exposes"][j][kind]) if level > 0 for o in others if p["has_line"][o][d])
            for kind in range(3)
        )
        first, last, precision = p["rung_first"][j], p["rung_last"][j], p["rung_precision"][j]
        shares = [(rung, rung / last) for rung in range(first, last + 1)]
        verbal = p["verbal_cumulative"][j]
        return OwnerSpec(
            actor=actor,
            side=side,
            value={d: p["value"][j][d] for d in dims if p["has_line"][j][d]},
            lines={d: p["conventional_line"][j][d] for d in dims if p["has_line"][j][d]},
            tiers=tuple(self._tier(j, tier) for tier in range(1 + p["has_nuclear"][j])),
            desperation=p["desperation"][j],
            exposes=exposes,
            rungs=tuple((rung, precision * p["rung_benefit"][j] * x, precision * p["rung_cost"][j] * x * x) for rung, x in shares),
            words=(tuple(p["verbal_rungs"][j]), tuple(b - a for a, b in zip([0.0, *verbal], verbal, strict=False))),
            clashes=p["answer_clashes"][j] == 1,
            backer=(p["backer_probability"][j], p["backer_rung"][j]),
            loss_if_answered=tuple(p["loss_if_answered"][actor][: p["owners"]]),
            loss_if_nuclear=p["loss_if_nuclear"][actor],
        )


def decayed(tension: float, base: float, rate: float, months: float) -> float:
    """Return the tension after some months of decay toward its base."""
    return base + (tension - base) * exp(-rate * months)


def hazards(facts: Facts, tension: float, months: float) -> list[float]:
    """Return the cumulative hazard of inadvertent use of each nuclear actor over some months of decaying tension."""
    base, rate = facts.p["tension_base"], facts.p["tension_rate"]
    end = decayed(tension, base, rate, months)
    total, before = [0.0] * len(facts.nuclear), [0.0] * len(facts.nuclear)
    for step, rates in facts.accidents:
        if step > tension and step > end:
            break
        time = months
        if not (tension >= step and end >= step):
            passage = log((tension - base) / (step - base)) / rate
            time = passage if tension >= step else months - passage
        total = [sum_ + (now - then) * time for sum_, now, then in zip(total, rates, before, strict=True)]
        before = rates
    return total
