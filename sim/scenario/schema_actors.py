"""Schema of those who act: actors with their channels and menus, actions, incidents, and the calendar."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from sim.scenario.quantity import Between, NonNegative, Pair, Positive, Quantity, Real, Share
from sim.scenario.schema_owners import WhichDoctrine
from sim.scenario.schema_policies import OF_A_POLICY, Lookahead, Prospect, Reflex
from sim.scenario.words import Date, Id, PolicyName, Rung, Section, Switch, Text


class Nest(Section):
    """Acts that substitute for one another."""

    weight: Positive = Field(description="Base weight of the nest as a whole.")
    similarity: Annotated[Quantity, Between(0, 1, open_low=True)] = Field(description="1 = not alike at all; toward 0 = ever more alike.")
    actions: Annotated[list[Id], Field(min_length=1)] = Field(description="Acts of the menu.")


class Channel(Section):
    """One of an actor's two decision channels."""

    tempo: NonNegative = Field(description="Decision opportunities a month (Poisson).")
    precision: NonNegative = Field(description="Logit precision, 1/utility; 0 = base weights only.")
    utilities: Annotated[dict[Id, Real], Field(min_length=1)] = Field(description="The menu: each act and its utility, in notable battlefield gains.")
    weights: dict[Id, Positive] = Field(default_factory=dict, description="Base weights; 1 where unsaid.")
    nests: dict[Id, Nest] = Field(default_factory=dict, description="Groups of acts that substitute for one another.")


def _kind_of_loss(given: Any) -> str:
    return "<by_owner>" if isinstance(given, dict) and not given.keys() & {"value", "range"} else "<one>"


Loss = Annotated[
    Annotated[NonNegative, Tag("<one>")] | Annotated[dict[Id, NonNegative], Field(min_length=1), Tag("<by_owner>")], Discriminator(_kind_of_loss)
]


class Actor(Section):
    """A decision-maker (state, alliance), or a passive one that only suffers incidents."""

    side: Id = Field(description="One of the two sides.")
    nuclear: Switch = Field(default=False, description="Has nuclear weapons.")
    members: list[Id] = Field(default_factory=list, description="Members of an alliance; told, not modelled.")
    policy: PolicyName = Field(default="logit", description="How it picks acts.")
    prospect: Prospect | None = Field(default=None, description="What policy prospect is told; its defaults where unsaid.")
    lookahead: Lookahead | None = Field(default=None, description="What policy lookahead is told; its defaults where unsaid.")
    reflex: Reflex | None = Field(default=None, description="What policy reflex is told; its defaults where unsaid.")
    military: Channel | None = Field(default=None, description="Military channel.")
    diplomacy: Channel | None = Field(default=None, description="Diplomatic channel.")
    loss_if_answered: Loss = Field(default=Quantity(value=0.0), description="Utility lost when its act is answered: a number, or one by owner.")
    loss_if_nuclear: NonNegative = Field(default=Quantity(value=0.0), description="Utility lost when its act is answered by nuclear use.")
    accidents: dict[Rung, NonNegative] = Field(default_factory=dict, description="Inadvertent nuclear use, events a year, by tension rung.")

    @model_validator(mode="before")
    @classmethod
    def _say_what_the_policy_is_told(cls, given: Any) -> Any:
        """Spell out the defaults of the policy in use, and of no other, so that the canonical text of a world holds what defines it."""
        policy = given.get("policy") if isinstance(given, dict) else None
        return {policy: {}, **given} if isinstance(policy, str) and policy in OF_A_POLICY else given


class Action(Section):
    """Something an actor may do."""

    rung: Rung = Field(description="Its rung on the ladder.")
    exposes: dict[Id, NonNegative] = Field(default_factory=dict, description="Exposure by dimension; 1 = the wording of the line is met.")
    backed_by: dict[Id, Share] = Field(default_factory=dict, description="How far a nuclear actor (or `taker`) stands behind it.")
    requires: list[Id] = Field(default_factory=list, description="Flags that must be up.")
    sets: dict[Id, Switch] = Field(default_factory=dict, description="Flags it sets.")
    front: dict[Id, Real] = Field(default_factory=dict, description="Shift of fronts.")
    aid: dict[Id, Real] = Field(default_factory=dict, description="Aid added to fronts.")
    when_losing: Real = Field(default=Quantity(value=0.0), description="Utility added per unit that the taker's side is losing.")
    when_aid_short: Real = Field(default=Quantity(value=0.0), description="Utility added per unit of missing aid.")
    clash_probability: Share = Field(default=Quantity(value=0.0), description="Chance that the act itself leads to a direct clash.")
    talks: Switch = Field(default=False, description="It is talk: it counts toward a settlement.")


class Incident(Section):
    """Something that happens to a passive actor and exposes a line."""

    actor: Id = Field(description="To whom; told, not modelled.")
    per_month: NonNegative = Field(description="How often a month (Poisson).")
    exposes: dict[Id, Pair[NonNegative]] = Field(description="Lowest and highest exposure, uniform.")


class Utilities(Section):
    """New utilities of one actor, by channel and act."""

    military: dict[Id, Real] = Field(default_factory=dict, description="Military channel.")
    diplomacy: dict[Id, Real] = Field(default_factory=dict, description="Diplomatic channel.")


class CalendarEvent(Section):
    """A dated change of payoffs, flags or doctrine."""

    date: Date = Field(description="The day, after the start and within the horizon.")
    event: Literal["leadership_change", "other"] = Field(default="other", description="leadership_change ends the wait for a successor.")
    active: Switch = Field(default=True, description="false: it does not happen.")
    source: Text | None = Field(default=None, description="Key of the bibliography.")
    utilities: dict[Id, Utilities] = Field(default_factory=dict, description="New utilities, by actor.")
    flags: dict[Id, Switch] = Field(default_factory=dict, description="New state of flags.")
    doctrine: dict[Id, WhichDoctrine] = Field(default_factory=dict, description="New doctrine, by owner.")
