"""Schema of owners of red lines: what they watch, their private types, how they answer, and their doctrines."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from sim.scenario.quantity import NonNegative, Pair, Positive, Quantity, Real, Share
from sim.scenario.words import Date, Id, Rung, Section, Switch, Text


class Line(Section):
    """What an owner watches, what it is worth, and where it has declared it will act."""

    stake: NonNegative = Field(description="Worth to the owner of one unit of exposure.")
    conventional_line: NonNegative | None = Field(default=None, description="Exposure at which it has declared to act; absent = never declared.")
    doctrine_line: Id | None = Field(default=None, description="Name of the doctrine's line that covers this; the dimension itself unless said.")
    front: Id | None = Field(default=None, description="State-like: exposure is what the owner's side is losing on this front.")
    per_unit: NonNegative = Field(default=Quantity(value=1.0), description="Exposure per unit of losing (with `front`).")


class Cost(Section):
    """Cost of answering: lognormal, private."""

    median: Positive = Field(description="Median, in units of stake.")
    sigma: Positive = Field(description="Standard deviation of its logarithm.")


class ReliabilityLevels(Section):
    """A few possible levels of carrying out a threat, and their prior weights."""

    levels: Annotated[list[Share], Field(min_length=1, max_length=9)] = Field(description="Chance that a threat worth carrying out is carried out.")
    weights: Annotated[list[Share], Field(min_length=1, max_length=9)] = Field(description="Prior probability of each level; they sum to 1.")


def _kind_of_reliability(given: Any) -> str:
    return "<levels>" if isinstance(given, dict) and not given.keys() & {"value", "range"} else "<one>"


Reliability = Annotated[Annotated[Share, Tag("<one>")] | Annotated[ReliabilityLevels, Tag("<levels>")], Discriminator(_kind_of_reliability)]


class ConventionalAnswer(Section):
    """Rungs from first to last, chosen by logit with utility benefit * stake - cost * x^2, x = rung / last."""

    rungs: Pair[Rung] = Field(description="First and last rung of the tier.")
    benefit: NonNegative = Field(default=Quantity(value=4.0), description="Utility per unit of stake and rung.")
    cost: NonNegative = Field(default=Quantity(value=1.0), description="Utility lost at the last rung.")
    precision: NonNegative = Field(default=Quantity(value=10.0), description="Logit precision, 1/utility.")
    exposes: dict[Id, NonNegative] = Field(default_factory=dict, description="What the answer itself exposes.")
    clash: Switch = Field(default=False, description="true: the answer is a direct clash between the sides.")


class NuclearAnswer(Section):
    """Demonstration, or use."""

    rungs: Pair[Rung] = Field(description="Rung of a demonstration, rung of use.")
    demonstration_share: Share = Field(default=Quantity(value=0.0), description="Share of nuclear answers that are demonstrations.")
    exposes: dict[Id, NonNegative] = Field(default_factory=dict, description="What the answer itself exposes.")


class Conventional(Section):
    """The private type of an owner in the conventional tier, before history, and its answer."""

    cost: Cost = Field(description="Cost of answering.")
    audience_cost: NonNegative = Field(default=Quantity(value=0.0), description="Loss from backing down where a line is declared, stake.")
    probability_real: Share = Field(default=Quantity(value=0.5), description="Prior probability that the audience cost is real, not a bluff.")
    reliability: Reliability = Field(description="Chance that an answer worth giving is given.")
    false_alarm: Share = Field(default=Quantity(value=0.0), description="Chance of an answer to what was not meant.")
    answer_noise: Positive = Field(description="Noise of the answer decision, standard deviation of a logarithm.")
    answer: ConventionalAnswer = Field(description="What is done.")


class Nuclear(Section):
    """The private type of an owner in the nuclear tier, before history, and its answer."""

    cost: Cost = Field(description="Cost of nuclear use.")
    audience_cost: NonNegative = Field(default=Quantity(value=0.0), description="Loss from backing down where the doctrine draws a line, stake.")
    probability_real: Share = Field(default=Quantity(value=0.5), description="Prior probability that the audience cost is real, not a bluff.")
    reliability: Reliability = Field(description="Chance that an answer worth giving is given.")
    answer_noise: Positive = Field(description="Noise of the answer decision, standard deviation of a logarithm.")
    answer: NuclearAnswer = Field(description="What is done.")


class Backer(Section):
    """A strike on whoever stands behind an act: a direct clash."""

    rung: Rung = Field(description="Its rung.")
    probability: Share = Field(description="Chance per answer, before backing and stakes are weighed.")
    exposes: dict[Id, NonNegative] = Field(default_factory=dict, description="What the strike exposes.")


class Verbal(Section):
    """What is said where nothing is done."""

    rungs: Annotated[list[Rung], Field(min_length=1)] = Field(description="Rungs of words.")
    weights: Annotated[list[Share], Field(min_length=1)] = Field(description="Their shares; they sum to 1.")


class DoctrineReference(Section):
    """Which text the public computes with, and which the owner."""

    published: Id = Field(description="Text the public computes with.")
    operative: Id | None = Field(default=None, description="Text the owner computes with; the published one unless said.")
    attribution: Id | None = Field(default=None, description="Text whose backer_share holds; the operative one unless said.")
    earlier: Id | None = Field(default=None, description="With `blend`: the text at blend 0.")
    blend: Share = Field(default=Quantity(value=1.0), description="0 = lines of `earlier`, 1 = lines of the named text, linear between.")
    line_shift: Real = Field(default=Quantity(value=0.0), description="Added to every nuclear line, exposure.")


def _kind_of_doctrine(given: Any) -> str:
    return "<id>" if isinstance(given, str) else "<group>"


WhichDoctrine = Annotated[Annotated[Id, Tag("<id>")] | Annotated[DoctrineReference, Tag("<group>")], Discriminator(_kind_of_doctrine)]


class DoctrineText(Section):
    """A named, dated, sourced set of nuclear lines and an attribution rule."""

    title: Text = Field(default="", description="What the text is called.")
    owner: Id = Field(description="Whose text it is.")
    in_force_from: Date = Field(description="First day it holds.")
    document: Text = Field(default="", description="Which document, and how far it could be read.")
    backer_share: Share = Field(default=Quantity(value=0.0), description="How far a nuclear backer is held responsible.")
    nuclear_lines: dict[Id, NonNegative] = Field(default_factory=dict, description="Exposure at which use is threatened, by dimension.")
    clauses: list[dict[str, Text]] = Field(default_factory=list, description="Clauses as data: id, watches, crossing, tier, ambiguity, ...")


class Owner(Section):
    """An actor that holds red lines."""

    active: Switch = Field(default=True, description="false: its lines do not exist.")
    declared: Switch = Field(default=True, description="false: its lines were never declared; what it values stays.")
    doctrine: WhichDoctrine | None = Field(default=None, description="Id of a doctrine, or {published, operative, ...}.")
    lines: dict[Id, Line] = Field(description="What it watches, by dimension.")
    conventional: Conventional = Field(description="Conventional tier.")
    nuclear: Nuclear | None = Field(default=None, description="Nuclear tier; only for a nuclear actor.")
    backer: Backer | None = Field(default=None, description="Strikes on backers.")
    verbal: Verbal | None = Field(default=None, description="Words.")
    desperation: NonNegative = Field(default=Quantity(value=0.0), description="How fast the price of answering falls per unit of losing.")
    wait_for_successor: NonNegative = Field(default=Quantity(value=0.0), description="Premium on waiting until the change of leadership.")
