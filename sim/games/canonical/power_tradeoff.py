"""How much power to bring into a crisis, if more power makes disaster likelier: one decision.

A challenger that brings power x in [0, 1] prevails with probability x unless disaster comes. Disaster comes with probability a x^2 and costs n. The
challenger maximises

    (1 - a x^2) x - a x^2 n,     x* = (-2 a n + sqrt(4 a^2 n^2 + 12 a)) / (6 a)   (at most 1).

References
----------
Powell 2015: only the trade-off of its abstract, reconstructed. Its full game and its coercion stage are not reproduced.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values

PLAYERS = ("challenger",)


def worth(p: Values, power: float) -> float:
    """Return what the challenger expects from bringing `power`."""
    risk = p["a"] * power * power
    return (1 - risk) * power - risk * p["n"]


def solve(p: Values) -> Solution:
    """Return the best power to bring."""
    a, n = p["a"], p["n"]
    power = min(1.0, 1 / (a * n + math.sqrt(a * a * n * n + 3 * a)))  # the root of the first-order condition, free of cancellation
    risk = a * power * power
    found = Equilibrium(
        kind="single decision",
        name="best power",
        outcomes={"disaster": risk, "challenger prevails": (1 - risk) * power, "challenger yields": (1 - risk) * (1 - power)},
        values={"challenger": worth(p, power)},
        plans={"challenger": f"bring power {power:.12g}"},
        quantities={"power": power},
    )
    return Solution((found,), True, "The one best decision: what it maximises has a single peak on [0, 1].")


def checks() -> Iterator[Row]:
    """Yield best powers and their values."""
    for a, n, power, value in ((0.2, 2.0, ".7862996", ".441764"), (0.5, 2.0, ".3874259", ".208251"), (0.5, 10.0, ".0985434", ".0495109")):
        given = {"a": a, "n": n}
        (found,) = GAME.solved(**given)
        yield Row("best power", "closed form", given, power, found.quantities["power"], Fidelity.RECONSTRUCTION)
        yield Row("value of challenger", "closed form", given, value, found.values["challenger"], Fidelity.RECONSTRUCTION)


GAME = Game(
    name="power-tradeoff",
    title="Power and instability",
    question="How much power does a challenger bring into a crisis if power makes disaster likelier?",
    players=PLAYERS,
    moves="The challenger chooses how much power to bring; then chance decides.",
    information="Nothing is hidden.",
    payoffs="1 for prevailing, 0 for yielding, -n in disaster.",
    parameters=(
        Parameter("a", "how fast the risk of disaster grows with the square of power", 0.2, 0.0, 1.0, open_low=True),
        Parameter("n", "loss in disaster", 2.0, 0.0, unit="of what is at stake", span=(0.0, 20.0)),
    ),
    source="powell-2015",
    fidelity=Fidelity.RECONSTRUCTION,
    followed="The monotone trade-off that the abstract describes, in a form of our own; the game around it is not reproduced.",
    solve=solve,
    checks=checks,
    curve="n",
)
