"""The oracle, part 4 of 4: what an act is worth to its taker, policy by policy, in plain Python (docs/explanation/model.md, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.world import Action, Actor
from tests.agreement.reference_owners import CONVENTIONAL, NUCLEAR
from tests.agreement.reference_world import World


class Policies(World):
    """What acts are worth in a world that stands still."""

    latest: dict[str, tuple[str, float]]  # what each owner last met

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
