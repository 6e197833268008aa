"""The oracle, part 4 of 4: what an act is worth to its taker, policy by policy, in plain Python (docs/explanation/model.md, sections 5 and 6)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from sim.scenario.world import Action, Actor
from tests.agreement.reference_owners import CONVENTIONAL, NUCLEAR, Met
from tests.agreement.reference_world import World


class Policies(World):
    """What acts are worth in a world that stands still."""

    acts: dict[str, Action]
    flag: dict[str, bool]
    locked: set[str]
    utilities: dict[tuple[str, str], dict[str, float]]  # by actor and channel
    latest: dict[str, tuple[str, float]]  # what each owner last met

    def menu(self, actor: Actor, channel: str) -> dict[str, float]:
        """What the actor's policy makes of every legal act of a channel."""
        if actor.policy == "lookahead":
            return self.planned(actor, channel, int(actor.lookahead.horizon))
        return {name: self.value(actor, self.acts[name], utility) for name, utility in self.utilities[actor.id, channel].items() if self.legal(name)}

    def legal(self, name: str) -> bool:
        """Its flags are up, and what it would set is neither locked nor already so."""
        act = self.acts[name]
        changes = all(flag not in self.locked and self.flag[flag] != up for flag, up in act.sets.items())
        return changes and all(self.flag[flag] for flag in act.requires)

    def value(self, actor: Actor, act: Action, utility: float) -> float:
        """What the actor's policy makes of an act."""
        if actor.policy == "prospect":
            return self.felt_worth(actor, act, utility)
        return self.by_the_book(actor, act) if actor.policy == "reflex" else self.worth(actor, act, utility)

    def backers(self, actor: str, act: Action) -> dict[str, float]:
        """How far nuclear actors stand behind an act."""
        named = {actor if who == "taker" else who: share for who, share in act.backed_by.items()}
        return {who: share for who, share in named.items() if self.actors[who].nuclear}

    def backer_share(self, owner: str) -> float:
        text = self.texts[owner][1]
        return text.backer_share if text else 1.0

    def exposure(self, actor: str, act: Action, dimension: str, owner: str) -> float:
        """How grave the act is to the owner: backing counts under `exposure` and `both`."""
        backed = max(self.backers(actor, act).values(), default=0.0)
        if self.scenario.crossings.attribution == "target_risk":
            return act.exposes[dimension]
        return act.exposes[dimension] * (1 - backed + backed * (1 + self.backer_share(owner)) / 2)

    def gain(self, actor: Actor, act: Action, utility: float) -> float:
        """Utility, front and aid terms: what nobody's answer changes."""
        short = max([0.0, *(1 - aid for aid in self.aid.values())])
        return utility + act.when_losing * max(0.0, self.losing(actor.side)) + act.when_aid_short * short

    def threats(self, actor: Actor, act: Action) -> Iterator[tuple[str, str, float, float]]:
        """The lines that an act would expose: owner, dimension, exposure, what a conventional answer costs the taker."""
        for owner in self.opponents(actor.side):
            own = self.backers(actor.id, act).get(actor.id, 0.0)
            hit = 1.0 if self.scenario.crossings.attribution == "exposure" else 1 - own + own * self.backer_share(owner)
            for dimension, level in sorted(act.exposes.items()):
                if level > 0 and dimension in self.lines[owner]:
                    yield owner, dimension, self.exposure(actor.id, act, dimension, owner), actor.loss_if_answered.get(owner, 0.0) * hit

    def use_expected(self, side: str) -> list[float]:
        """The public probability of a nuclear answer to the latest crossing of each opposing owner that has met one."""
        return [self.believed(owner, *self.latest[owner], NUCLEAR, self.depth) for owner in self.opponents(side) if owner in self.latest]

    def worth(self, actor: Actor, act: Action, utility: float) -> float:
        """Q = utility + front and aid terms - feared answers; talking averts the fear of staying at war."""
        value = self.gain(actor, act, utility)
        if self.scenario.beliefs == "none":
            return value
        for owner, dimension, exposure, loss in self.threats(actor, act):
            value -= loss * self.believed(owner, dimension, exposure, CONVENTIONAL, self.depth)
            value -= actor.loss_if_nuclear * self.believed(owner, dimension, exposure, NUCLEAR, self.depth)
        return value + (actor.loss_if_nuclear * sum(self.use_expected(actor.side)) if act.talks else 0.0)

    def felt_worth(self, actor: Actor, act: Action, utility: float) -> float:
        """The same outcomes as gains and losses from the status quo, felt by v, their chances weighted by w."""
        spec = actor.prospect

        def v(x: float) -> float:
            return x**spec.curvature if x >= 0 else -spec.loss_aversion * (-x) ** spec.curvature

        def w(p: float) -> float:
            d = spec.weighting
            return p**d / (p**d + (1 - p) ** d) ** (1 / d)

        stands = -spec.lost_ground * max(0.0, self.losing(actor.side))
        reached = stands + self.gain(actor, act, utility)
        value = v(reached) - v(stands)
        if self.scenario.beliefs == "none":
            return value
        use = v(reached) - v(reached - actor.loss_if_nuclear)
        for owner, dimension, exposure, loss in self.threats(actor, act):
            value -= (v(reached) - v(reached - loss)) * w(self.believed(owner, dimension, exposure, CONVENTIONAL, self.depth))
            value -= use * w(self.believed(owner, dimension, exposure, NUCLEAR, self.depth))
        return value + (use * sum(w(p) for p in self.use_expected(actor.side)) if act.talks else 0.0)

    def by_the_book(self, actor: Actor, act: Action) -> float:
        """Minus the rungs by which an act is off the book, times the strictness of the stress it is under."""
        spec, fears = actor.reflex, self.scenario.beliefs == "public"
        theirs = next(tension for side, tension in self.tension.items() if side != actor.side)
        above = (max(self.tension.values()) - spec.calm) / (spec.panic - spec.calm)
        stress = min(1.0, max(0.0, above))
        stands_down = fears and any(p >= spec.dread for p in self.use_expected(actor.side))
        if stands_down:
            named = 0.0
        elif stress == 0:
            named = spec.routine
        else:
            named = theirs + (self.losing(actor.side) >= spec.desperate)
        off = abs(act.rung - named) + (act.talks != stands_down)
        if fears and any(self.believed(*threat[:3], NUCLEAR, self.depth) >= spec.dread for threat in self.threats(actor, act)):
            off += 1000
        return -(1 + spec.stress * stress) * off

    def planned(self, actor: Actor, channel: str, steps: int) -> dict[str, float]:
        """Q, and the discounted best that can be done at the next opportunity, over all ways in which what the act exposes may be answered."""
        names = [name for name in self.utilities[actor.id, channel] if self.legal(name)]
        values = {name: self.worth(actor, self.acts[name], self.utilities[actor.id, channel][name]) for name in names}
        for name in names if steps > 1 else ():
            act = self.acts[name]
            threats = list(self.threats(actor, act)) if self.scenario.beliefs == "public" else []
            before = dict(self.flag), dict(self.front), dict(self.aid), dict(self.latest), dict(self.belief)
            for outcome in itertools.product((False, True), repeat=len(threats)):
                self.flag |= act.sets
                self.front |= {front: place + act.front.get(front, 0.0) for front, place in self.front.items()}
                self.aid |= {front: aid + act.aid.get(front, 0.0) for front, aid in self.aid.items()}
                chance = 1.0
                for (owner, dimension, exposure, _), answered in zip(threats, outcome, strict=True):
                    p = self.believed(owner, dimension, exposure, CONVENTIONAL, self.depth)
                    chance *= p if answered else 1 - p
                    if chance > 0:
                        self.learn(Met(owner, dimension, exposure), answered, self.depth)
                        self.latest[owner] = dimension, exposure
                if chance > 0:
                    later = self.planned(actor, channel, steps - 1)
                    values[name] += actor.lookahead.discount * chance * max(later.values(), default=0.0)
                self.flag, self.front, self.aid, self.latest, self.belief = (dict(one) for one in before)
        return values
