"""Schema of the parts of a scenario that belong to the world: clock, ladder, fronts, tension, flags, clash, settlement, history, numerics."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.scenario.quantity import Between, NonNegative, Pair, Positive, Quantity, Real, Share, described
from sim.scenario.words import AttributionName, Date, Id, Rung, Section, Switch, Title


def _interval(given: Any) -> str:
    if given not in ("day", "week", "month"):
        raise PydanticCustomError("interval", "must be day, week, month or a number of months, got {got}", {"got": described(given)})
    return given


def _depth(given: Any) -> int | str:
    if given == "converged":
        return "converged"
    if isinstance(given, int | float) and not isinstance(given, bool) and given == int(given) and 1 <= given <= 10:
        return int(given)  # values of a design are written as 3.0
    raise PydanticCustomError("depth", "must be a whole number from 1 to 10, or converged, got {got}", {"got": described(given)})


MOST_HISTORIES = 10_000_000
LARGEST_SEED = 2**53 - 1  # every whole number up to it is one double, so that no reader of JSON or of a number here takes one seed for another
LONGEST_HORIZON = 600  # months
Word = Annotated[str, BeforeValidator(_interval), WithJsonSchema({"enum": ["day", "week", "month"]})]
Months = Annotated[Quantity, Between(1 / 32, LONGEST_HORIZON)]


def _kind_of_interval(given: Any) -> str:
    return "<word>" if isinstance(given, str) else "<months>"


Interval = Annotated[Annotated[Word, Tag("<word>")] | Annotated[Months, Tag("<months>")], Discriminator(_kind_of_interval)]
Depth = Annotated[int | str, BeforeValidator(_depth), WithJsonSchema({"enum": [*range(1, 11), "converged"]})]
FrontValue = Annotated[Quantity, Between(-1, 1, open_low=True, open_high=True)]


class Clock(Section):
    """When the crisis starts, how long it is watched, how often it is recorded."""

    start: Date = Field(description="First day of the crisis, YYYY-MM-DD.")
    horizon_months: Annotated[Quantity, Between(0, LONGEST_HORIZON, open_low=True)] = Field(description="How long each history is watched, months.")
    record_every: Interval = Field(default="week", description="day, week, month, or a number of months. Recording reads; it changes no result.")


class Ladder(Section):
    """The ordered rungs of escalation, lowest first."""

    names: Annotated[list[Title], Field(min_length=2, max_length=100)] = Field(description="Names of the rungs; the first is rung 0.")
    first_outcome: Rung = Field(description="From this rung on, rungs are outcomes that only the nuclear tier reaches.")


class Aid(Section):
    """Help from outside that holds a front."""

    initial: NonNegative = Field(default=Quantity(value=1.0), description="1 = the level that holds the front steady.")
    effect: Real = Field(default=Quantity(value=0.0), description="Extra drift a month for each unit of missing aid.")
    decay_per_month: NonNegative = Field(default=Quantity(value=0.0), description="Share of the aid used up a month, as a rate.")


class Front(Section):
    """One contested axis: -1 = the first side of `between` collapses, +1 = the second."""

    between: Pair[Id] = Field(description="The two sides; + means the second is losing.")
    initial: FrontValue = Field(description="Where the front stands at the start, between -1 and 1.")
    drift_per_month: Real = Field(default=Quantity(value=0.0), description="Mean movement a month.")
    volatility: NonNegative = Field(default=Quantity(value=0.0), description="Standard deviation per square root of a month.")
    aid: Aid = Field(default=Aid(), description="Help that holds the second side's front.")


class Tension(Section):
    """How high each side's nerves stand, in rungs of the ladder."""

    initial: dict[Id, NonNegative] = Field(description="Tension at the start, by side.")
    base: NonNegative = Field(default=Quantity(value=2.0), description="Rung that tension decays toward.")
    half_life_months: Positive = Field(default=Quantity(value=1.4), description="Months in which half of the tension above the base is gone.")
    gain: Share = Field(default=Quantity(value=1.0), description="Share of the gap between an act's rung and the tension that the act closes.")


class Flag(Section):
    """A switch of the world that acts may set and require."""

    initial: Switch = Field(description="Is it up at the start?")
    locked: Switch = Field(default=False, description="true: no act may change it.")


class Crossings(Section):
    """How acts are read as crossings, the same for all owners."""

    ambiguity: Positive = Field(default=Quantity(value=0.15), description="Width w of every line, exposure.")
    exposure_noise: NonNegative = Field(default=Quantity(value=0.12), description="Standard deviation of realised exposure.")
    attribution: AttributionName = Field(default="target_risk", description="What backing changes: who is hit, how grave.")
    state_step: Positive = Field(default=Quantity(value=0.025), description="Rise of a state-like exposure at which it is tested again.")
    expected_loss_depth: Depth = Field(default=1, description="Depth of retaliation an owner foresees.")


class Row(Section):
    """One past crossing, as in a history file."""

    id: Title = Field(description="Code of the event.")
    date: Date = Field(description="Day of the event.")
    owner: Id = Field(description="Owner whose line was crossed.")
    dimension: Id = Field(description="What was exposed.")
    exposure: Annotated[Quantity, Between(0, 10)] = Field(description="How far, coded by a stated rule.")
    front: Annotated[Quantity, Between(-1, 1)] = Field(default=Quantity(value=0.0), description="Where the front stood then.")
    answered: Switch = Field(description="Did the owner answer with rung 3 or more?")
    rung: Rung = Field(description="Rung of the observed answer; used to check, never to learn.")


def _kind_of_rows(given: Any) -> str:
    return "<rows>" if isinstance(given, list) else "<name>"


Rows = Annotated[Annotated[Id, Tag("<name>")] | Annotated[list[Row], Tag("<rows>")], Discriminator(_kind_of_rows)]


class History(Section):
    """What the public has seen before the start: each dated crossing updates the prior over types."""

    crossings: Rows = Field(default_factory=list, description="Name of a file history/NAME.csv, or the rows themselves.")
    doctrines: list[Id] = Field(default_factory=list, description="The texts under which past crossings are read, each from its own date on.")
    front: Id | None = Field(default=None, description="Which front the rows speak of.")

    @property
    def rows(self) -> list[Row]:
        """The rows themselves; none while only the name of a file is known."""
        return self.crossings if isinstance(self.crossings, list) else []


class Observers(Section):
    """How well the public reads an owner."""

    beliefs: Literal["public", "none"] = Field(default="public", description="none: nobody believes that any act is ever answered.")
    bias: Real = Field(default=Quantity(value=0.0), description="Sigmas of nuclear cost; +1 = outsiders overrate the cost of nuclear use.")


class Clash(Section):
    """A direct clash between the nuclear sides: sampled, and the world goes on."""

    tension: NonNegative = Field(description="Rung to which a clash lifts the tension of both sides.")
    exposes: dict[Id, NonNegative] = Field(default_factory=dict, description="Exposure of each dimension by a clash.")
    hazard_per_year: dict[Rung, NonNegative] = Field(default_factory=dict, description="Inadvertent clashes a year, by rung of the higher tension.")


class SettlementRate(Section):
    """Settlements a month where the bargaining range is wide."""

    direct: NonNegative = Field(description="Both parties have talked, per month.")
    mediated: NonNegative = Field(default=Quantity(value=0.0), description="The mediator talked for the first party, per month.")


class Settlement(Section):
    """A negotiated end, possible only while both parties have talked. Its level is an input."""

    parties: Pair[Id] = Field(description="Two actors: first the one that loses when the front is +.")
    mediator: Id | None = Field(default=None, description="Actor whose talk stands in for the first party's, at the slower rate.")
    front: Id | None = Field(default=None, description="Front that moves the cost of war.")
    cost_of_war: dict[Id, NonNegative] = Field(description="Each party's cost of war, share of the prize.")
    when_losing: dict[Id, NonNegative] = Field(default_factory=dict, description="Growth of that cost per unit of losing; 1 where unsaid.")
    indivisibility: NonNegative = Field(default=Quantity(value=0.0), description="Share of the prize that cannot be divided.")
    width: Positive = Field(default=Quantity(value=0.12), description="How sharply the rate follows the bargaining range.")
    rate_per_month: SettlementRate = Field(description="How fast a wide range is turned into a settlement.")
    memory_months: Positive = Field(default=Quantity(value=1.5), description="How long a talk counts.")


class Reference(Section):
    """The crossing by which credibility is measured and plotted."""

    owner: Id = Field(description="Whose line.")
    dimension: Id = Field(description="What is exposed.")
    exposure: NonNegative = Field(description="How far.")


class Numerics(Section):
    """Settings that must not matter: results may not hinge on them."""

    histories: Annotated[Quantity, Between(1, MOST_HISTORIES, whole=True)] = Field(default=Quantity(value=20_000), description="Histories of a run.")
    seed: Annotated[Quantity, Between(0, LARGEST_SEED, whole=True)] = Field(default=Quantity(value=1), description="Same seed, same results.")
    cost_cells: Annotated[Quantity, Between(3, 401, whole=True)] = Field(default=Quantity(value=25), description="Cells of the grid over log cost.")
    cost_span_sigmas: Annotated[Quantity, Between(1, 8)] = Field(default=Quantity(value=3.2), description="Half width of that grid, sigmas.")
    front_steps_per_month: Annotated[Quantity, Between(1, 1024, whole=True)] = Field(default=Quantity(value=32), description="Grid of the path.")
    proposal_exponent: Annotated[Quantity, Between(0, 1, open_low=True)] = Field(default=Quantity(value=0.5), description="Tempering; 1 = none.")
