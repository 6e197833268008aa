"""Schema of what single policies are told: an actor may say it whatever its policy is, so that an ensemble can play all of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import Between, NonNegative, Positive, Quantity, Share
from sim.scenario.words import Section

FARTHEST = 4  # opportunities in view
TVERSKY = "tversky-1992"


class Prospect(Section):
    """How policy `prospect` feels outcomes, measured from no ground lost and nothing done."""

    curvature: Annotated[Quantity, Between(0.1, 1)] = Field(
        default=Quantity(value=0.88, source=TVERSKY), description="Exponent of gains and of losses; 1: every further unit counts alike."
    )
    loss_aversion: Annotated[Quantity, Between(0.1, 10)] = Field(
        default=Quantity(value=2.25, source=TVERSKY), description="How much larger a loss looms than a gain; 1: not at all."
    )
    weighting: Annotated[Quantity, Between(0.3, 1)] = Field(
        default=Quantity(value=0.69, source=TVERSKY), description="Exponent of the weights of chances of a loss; below 1 small ones weigh too much."
    )
    lost_ground: NonNegative = Field(
        default=Quantity(value=5.0, assumption="ours: losing everything feels like five notable defeats"),
        description="What losing everything is felt to cost, in notable battlefield gains; 0: an actor that loses ground gets used to it at once.",
    )


class Lookahead(Section):
    """How far policy `lookahead` looks."""

    horizon: Annotated[Quantity, Between(1, FARTHEST, whole=True)] = Field(
        default=Quantity(value=2.0, assumption="ours: this act and the next"),
        description="Its own opportunities in view, this one included; 1: none beyond. The work grows tenfold and more with each.",
    )
    discount: Share = Field(
        default=Quantity(value=0.9, assumption="ours"), description="What the next opportunity counts against this one; 0: nothing, as at horizon 1."
    )


class Reflex(Section):
    """The book of rules of policy `reflex`, in rungs of the ladder; all of it ours."""

    routine: NonNegative = Field(
        default=Quantity(value=4.0, assumption="ours: routine deliveries, raids below mass strikes"), description="Rung of the standing orders."
    )
    calm: NonNegative = Field(
        default=Quantity(value=4.0, assumption="ours: the highest rung of day-to-day friction"), description="Tension up to which they hold, rungs."
    )
    panic: Positive = Field(default=Quantity(value=9.0, assumption="ours: a direct clash"), description="Tension of full stress, rungs; above calm.")
    desperate: Share = Field(
        default=Quantity(value=0.3, assumption="ours"),
        description="From how far losing on it tops the other side by a rung.",
    )
    dread: Annotated[Quantity, Between(0, 1, open_low=True)] = Field(
        default=Quantity(value=0.005, assumption="ours; as little identified as the level of nuclear use"),
        description="Public chance of a nuclear answer at which it stands down, and bars an act; 1: hardly ever.",
    )
    stress: Annotated[Quantity, Between(-1, 10)] = Field(
        default=Quantity(value=1.0, assumption="ours: rigidity under threat; below 0 judgement goes to pieces instead"),
        description="By how much full stress raises the strictness with which the book is kept, as a share; -1: base weights only.",
    )


OF_A_POLICY: dict[str, type[Section]] = {"prospect": Prospect, "reflex": Reflex, "lookahead": Lookahead}  # policy -> what it is told
