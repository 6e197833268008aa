"""Schema of what single policies are told: an actor may say it whatever its policy is, so that an ensemble can play all of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import Between, NonNegative, Quantity
from sim.scenario.words import Section

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


OF_A_POLICY: dict[str, type[Section]] = {"prospect": Prospect}  # policy -> what it is told; said with its defaults wherever the policy is in use
