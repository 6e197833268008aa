"""The same crisis as a plain Mesa model: Model and Agents, rules in Python, floats and lists, library mathematics and random numbers.

Written as a good Mesa user would: facts are looked up once, prices are worked out once a decision, sums run over lists without indices. Luck is
Mesa's own `random`, so the histories are others than ours; the distributions are the same (tests/benchmarks/test_obvious.py).
"""

from __future__ import annotations

from math import exp, inf, log, sqrt, tanh
from typing import Any

import mesa

from benchmarks.alternatives.mesa_owner import Crossing, Owner
from benchmarks.alternatives.mesa_world import CONVENTIONAL, NUCLEAR, Act, Facts, decayed, hazards

OPPORTUNITY, INCIDENT, SETTLEMENT_CHANCE, CLASH_CHANCE = range(1, 5)
SUMS = (
    "deliberate",
    "noise",
    "inadvertent",
    "nuclear_use.via_clash",
    "clash",
    "settlement",
    "collapse",
    "no_end",
    "events",
    "crossings",
    "nuclear_use",
    "credibility",
)


class Actor(mesa.Agent):
    """An actor: its menus, and how it chooses."""

    def __init__(self, model: Crisis, index: int) -> None:
        super().__init__(model)
        self.crisis, self.index = model, index
        self.side: int = model.p["side"][index]
        self.loss_if_answered: list[float] = model.p["loss_if_answered"][index]
        self.loss_if_nuclear: float = model.p["loss_if_nuclear"][index]
        self.talked = -inf

    def legal(self, act: Act) -> bool:
        """Return whether an act is open to it now."""
        flags, locked = self.crisis.flags, self.crisis.p["flag_locked"]
        return all(flags[flag] for flag in act.requires) and not any(locked[flag] or flags[flag] == up for flag, up in act.sets)

    def worth(self, act: Act, utility: float, opponents: list[Owner]) -> float:
        """Return what an act is worth to it: utility, front and aid terms, less the answers it fears; talking averts the fear of war."""
        crisis = self.crisis
        value = utility + act.when_losing * max(0.0, crisis.losing(self.side)) + act.when_aid_short * max(0.0, 1.0 - crisis.aid)
        for owner in opponents:
            hit = 1.0 - act.own_backing + act.own_backing * crisis.p["backer_share"][crisis.regime][owner.index]
            for d, exposure in act.exposes:
                if d in owner.spec.value:
                    value -= self.loss_if_answered[owner.index] * hit * owner.believed(d, exposure, CONVENTIONAL)
                    if self.loss_if_nuclear > 0.0 and len(owner.spec.tiers) > 1:
                        value -= self.loss_if_nuclear * owner.believed(d, exposure, NUCLEAR)
            if act.talks and owner.latest and len(owner.spec.tiers) > 1:
                value += self.loss_if_nuclear * owner.believed(*owner.latest, NUCLEAR)
        return value

    def choose(self, channel: int) -> Act | None:
        """Choose by nested logit among the legal acts."""
        crisis, menu = self.crisis, self.crisis.facts.menus[self.index][channel]
        opponents = [owner for owner in crisis.owners if owner.spec.side != self.side]
        for owner in opponents:
            owner.weigh()
        utilities = crisis.p["utility"][crisis.regime][self.index][channel]
        values = {m: self.worth(act, utilities[m], opponents) for m, act in enumerate(menu.acts) if self.legal(act)}
        if not values:
            return None
        best, nests, weights = max(values.values()), [], []
        for weight, similarity, places in menu.nests:
            tilts = {m: menu.weights[m] * exp(menu.precision * (values[m] - best) / similarity) for m in places if m in values}
            if tilts:
                nests.append(tilts)
                weights.append(weight * exp(similarity * log(sum(tilts.values()) / sum(menu.weights[m] for m in tilts))))
        (nest,) = self.random.choices(nests, weights)
        (place,) = self.random.choices(list(nest), list(nest.values()))
        key = self.index, channel, place
        crisis.acts[key] = crisis.acts.get(key, 0.0) + crisis.survival
        return menu.acts[place]

    def step(self, channel: int) -> None:
        """Use an opportunity: choose and carry out."""
        crisis, p = self.crisis, self.crisis.p
        act = self.choose(channel)
        if act is None:
            return
        for flag, up in act.sets:
            crisis.flags[flag] = up
        crisis.front += act.front
        crisis.aid += act.aid
        crisis.heat(self.side, act.rung)
        if act.talks:
            self.talked = crisis.now
        clashes = act.clash > 0.0 and self.random.random() < act.clash
        by_clash = {d for d, _ in crisis.facts.by_clash} if clashes else set()
        for d, level in act.exposes:
            noise = self.random.gauss(0.0, p["exposure_noise"])
            for owner in crisis.owners:
                if d in owner.spec.value and owner.spec.side != self.side:
                    exposure = max(0.0, level + noise)
                    crisis.exposed[owner.index] += crisis.survival * owner.spec.value[d] * exposure
                    if d not in by_clash:
                        crisis.cross(owner, d, exposure, act.backed)
        if clashes:
            crisis.clash()


class Crisis(mesa.Model):
    """One history: `step` plays one event."""

    def __init__(self, facts: Facts, seed: int, collect: bool = False) -> None:
        super().__init__(seed=seed)
        p = self.p = facts.p
        self.facts = facts
        self.now = self.moved = 0.0
        self.regime = self.node = 0
        self.front: float = p["front_initial"][0] if p["fronts"] else 0.0
        self.aid: float = p["aid_initial"][0] if p["fronts"] else 1.0
        self.losing_sign: list[float] = [p["side_losing"][side][0] if p["fronts"] else 0.0 for side in (0, 1)]
        self.tension, self.flags = list(p["tension_initial"]), list(p["flag_initial"])
        self.survival = self.weight = 1.0
        self.answered, self.clashed, self.clash_month, self.collapsed = 0.0, False, inf, False
        self.score = dict.fromkeys(SUMS, 0.0)
        self.by_actor, self.exposed = [0.0] * p["actors"], [0.0] * p["owners"]
        self.acts: dict[tuple[int, int, int], float] = {}
        self.answers: dict[tuple[int, int], float] = {}
        self.crossings: list[Crossing] = []
        self.record: list[tuple[float, ...]] = []
        self.owners = [Owner(self, j, spec) for j, spec in enumerate(facts.owners)]
        self.actors = [Actor(self, a) for a in range(p["actors"])]
        self.tested: dict[tuple[int, int], list[list[list[float]]]] = {}
        self.tested_own: dict[tuple[int, int], float] = {}
        self.marks = [self.ground(line) for line in range(p["grounds"])]
        for line, mark in enumerate(self.marks):
            owner, d = self.owners[p["ground_owner"][line]], p["ground_dimension"][line]
            owner.weigh()
            for tier in range(len(owner.spec.tiers)):
                self.tested[line, tier] = owner.chances(d, mark, tier, -1)
                self.tested_own[line, tier], _ = owner.true_chance(d, mark, tier)
        self.clocks = list(zip(p["clock_kind"][: p["clocks"]], p["clock_subject"], p["clock_rate"], strict=False))
        self.rings = [self.wait(rate) for _, _, rate in self.clocks]
        self.running = True
        self.datacollector = (
            mesa.DataCollector({"now": "now", "front": "front", "survival": "survival", "tension": lambda m: max(m.tension)}) if collect else None
        )

    def wait(self, rate: float) -> float:
        """Return the moment a clock rings next."""
        return self.now + self.random.expovariate(rate) if rate > 0.0 else inf

    def losing(self, side: int) -> float:
        """Return how far a side is losing."""
        return self.losing_sign[side] * self.front

    def ground(self, line: int) -> float:
        """Return what the owner of a state-like line has lost, as exposure."""
        return max(0.0, float(self.p["ground_scale"][line]) * self.front)

    def heat(self, side: int, rung: float) -> None:
        """Raise a side's tension toward a rung."""
        self.tension[side] += self.p["tension_gain"] * max(0.0, rung - self.tension[side])

    def cross(self, owner: Owner, d: int, exposure: float, backed: float = 0.0) -> None:
        """Add a crossing."""
        self.crossings.append((owner.index, d, exposure, backed, 0, -1))
        owner.latest = d, exposure

    def clash(self) -> None:
        """Let the two sides clash."""
        self.clashed = True
        if self.clash_month > self.now:
            self.clash_month = self.now
            self.score["clash"] = self.survival
        self.tension = [max(tension, self.p["clash_tension"]) for tension in self.tension]

    def use(self, part: str, weight: float, actor: int) -> None:
        """Score nuclear use, and go on as the history in which it did not happen."""
        self.score[part] += weight
        self.by_actor[actor] += weight
        if self.clash_month <= self.now:
            self.score["nuclear_use.via_clash"] += weight
        self.survival -= weight

    def drift(self, months: float) -> float:
        """Return how far the front drifts in some months."""
        p = self.p
        decay = p["aid_decay"][0]
        used = self.aid * ((1.0 - exp(-decay * months)) / decay if decay > 0.0 else months)
        return float(p["front_drift"][0]) * months + float(p["aid_effect"][0]) * (months - used)

    def move(self, time: float) -> None:
        """Move front and aid to a moment, recording the world at every tick on the way."""
        ticks, p = self.facts.ticks, self.p
        while len(self.record) < len(ticks) and ticks[len(self.record)] <= time:
            self.read(ticks[len(self.record)])
        if p["fronts"]:
            months = time - self.moved
            self.front += self.drift(months)
            self.aid *= exp(-p["aid_decay"][0] * months)
        self.moved = time

    def read(self, tick: float) -> None:
        """Record the world at a tick."""
        p, months, tension = self.p, tick - self.now, max(self.tension)
        survival = self.survival * exp(-sum(hazards(self.facts, tension, months)))
        used = sum(self.score[part] for part in ("deliberate", "noise", "inadvertent")) + self.survival - survival
        front = self.front + self.drift(tick - self.moved) if p["fronts"] else 0.0
        tension = decayed(tension, p["tension_base"], p["tension_rate"], months)
        self.record.append((used, self.score["clash"], *self.credibility(), tension, survival, front))

    def credibility(self) -> list[float]:
        """Return the public probabilities of an answer to the reference crossing."""
        j, d = self.p["reference"]
        if j < 0:
            return [0.0, 0.0]
        owner = self.owners[j]
        owner.weigh()
        return [owner.believed(d, self.p["reference_exposure"], tier) for tier in range(len(owner.spec.tiers))]

    def advance(self, time: float) -> bool:
        """Move the world to a moment; return whether ground is lost on the way (then the world stands there)."""
        p, lost = self.p, False
        width = p["node_width"]
        while not lost and (self.node + 1) * width <= time:
            self.move((self.node + 1) * width)
            self.node += 1
            self.front += p["front_volatility"][0] * sqrt(width) * self.random.gauss(0.0, 1.0)
            if abs(self.front) >= 1.0:
                self.front = 1.0 if self.front > 0.0 else -1.0
                self.collapsed = lost = True
            lost = lost or any(self.ground(line) >= mark + p["ground_step"] for line, mark in enumerate(self.marks))
            time = self.moved if lost else time
        self.move(time)
        months = time - self.now
        parts = hazards(self.facts, max(self.tension), months)
        total = sum(parts)
        if total > 0.0:
            used = self.survival * (1.0 - exp(-total))
            for actor, part in zip(self.facts.nuclear, parts, strict=True):
                self.use("inadvertent", used * part / total, actor)
        self.tension = [decayed(tension, p["tension_base"], p["tension_rate"], months) for tension in self.tension]
        self.now = time
        return lost

    def settles(self) -> bool:
        """Return whether a candidate moment of settlement is accepted."""
        p = self.p
        (first, second), mediator = p["party"], p["mediator"]
        since = self.now - p["memory"]
        if self.actors[second].talked < since:
            return False
        rate = 0.0
        if self.actors[first].talked >= since:
            rate = p["settlement_rates"][0]
        elif mediator >= 0 and self.actors[mediator].talked >= since:
            rate = p["settlement_rates"][1]
        front = self.losing(self.actors[first].side) if p["settlement_front"] >= 0 else 0.0
        (c, other), (k, k_other) = p["cost_of_war"], p["cost_when_losing"]
        width = c * (1.0 + k * max(0.0, front)) + other * (1.0 + k_other * max(0.0, -front)) - p["indivisibility"]
        return self.random.random() * max(p["settlement_rates"]) < rate * (1.0 + tanh(width / p["range_width"])) / 2.0

    def step(self) -> None:
        """Play the next event."""
        p, ending = self.p, ""
        self.crossings, self.clashed = [], False
        clock = min(range(len(self.rings)), key=self.rings.__getitem__)
        dated = p["calendar"][self.regime] if self.regime < p["regimes"] - 1 else inf
        horizon = p["horizon"]
        rings = self.rings[clock] < min(dated, horizon)
        if self.advance(min(self.rings[clock], dated, horizon)):
            for line, mark in enumerate(self.marks):
                exposure = self.ground(line)
                if exposure >= mark + p["ground_step"] or (self.collapsed and exposure > mark):
                    self.marks[line] = exposure
                    self.crossings.append((p["ground_owner"][line], p["ground_dimension"][line], exposure, 0.0, 0, line))
            ending = "collapse" if self.collapsed else ""
        elif rings:
            kind, subject, rate = self.clocks[clock]
            self.rings[clock] = self.wait(rate)
            ending = self.ring(kind, subject)
        elif dated <= horizon:
            self.regime += 1
            for flag, up in enumerate(p["regime_flag"][self.regime][: p["switches"]]):
                if up >= 0:
                    self.flags[flag] = up
        else:
            ending = "no_end"
        self.resolve()
        self.score["events"] += 1.0
        if ending:
            self.score[ending] = self.survival
            self.finish()
        if self.datacollector:
            self.datacollector.collect(self)

    def ring(self, kind: int, subject: int) -> str:
        """Let what a clock rings for happen; return how the history ends, if it does."""
        p = self.p
        if kind == OPPORTUNITY:
            self.actors[subject // 2].step(subject % 2)
        elif kind == INCIDENT:
            for d, (low, high) in enumerate(zip(p["incident_low"][subject], p["incident_high"][subject], strict=True)):
                if high > 0.0:
                    exposure = self.random.uniform(low, high)
                    for owner in self.owners:
                        if d in owner.spec.value:
                            self.cross(owner, d, exposure)
        elif kind == SETTLEMENT_CHANCE:
            return "settlement" if self.settles() else ""
        elif kind == CLASH_CHANCE:
            rate, bound = 0.0, max(rate for _, rate in self.facts.clash_hazard)
            for step, step_rate in self.facts.clash_hazard:
                rate = step_rate if max(self.tension) >= step else rate
            if self.random.random() * bound < rate:
                self.clash()
        return ""

    def resolve(self) -> None:
        """Answer every crossing in order, then what a clash exposes."""
        self._answer_from(0)
        if self.clashed:
            met = len(self.crossings)
            for d, exposure in self.facts.by_clash:
                for owner in self.owners:
                    if d in owner.spec.value:
                        self.cross(owner, d, exposure)
            self._answer_from(met)
        self.score["crossings"] += len(self.crossings)

    def _answer_from(self, i: int) -> None:
        while i < len(self.crossings):
            self.owners[self.crossings[i][0]].answer(self.crossings[i])
            i += 1

    def finish(self) -> None:
        """Close the books: what stands now fills the rest of the record."""
        self.running = False
        self.score["nuclear_use"] = sum(self.score[part] for part in ("deliberate", "noise", "inadvertent"))
        credibility = self.credibility()
        self.score["credibility"] = credibility[0]
        row = (self.score["nuclear_use"], self.score["clash"], *credibility, max(self.tension), self.survival, self.front)
        self.record += [row] * (len(self.facts.ticks) - len(self.record))


def simulate(params: Any, seed: int, histories: int, width: int = 1, collect: bool = False) -> dict[str, float]:
    """Return weighted means of the scores by name.

    Parameters
    ----------
    params : Params     of a prepared world (sim.encode.params); depth 1, attribution by target, the logit policy, at most one front
    width : int         1: one history at a time is all it can do
    collect : bool      whether a DataCollector collects four quantities after every event

    Raises
    ------
    ValueError          for a world with options that are not written here
    """
    facts = Facts(params)
    whole, sums = 0.0, dict.fromkeys(SUMS, 0.0)
    for i in range(histories):
        model = Crisis(facts, seed * histories + i, collect)
        while model.running:
            model.step()
        whole += model.weight
        for name in SUMS:
            sums[name] += model.weight * model.score[name]
    return {name: total / whole for name, total in sums.items()}
