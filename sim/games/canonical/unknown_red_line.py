"""Probing an unknown red line: how far to go when going further pays, and crossing a line whose place nobody knows ends it.

The line theta has distribution F, survivor L = 1 - F. Each period a prober that has come to s unharmed chooses x >= s: if the line lies below x it is
crossed and the game ends with a loss of K, plus kappa times how far it was overshot; else it earns x and goes on, discounted by beta. With
W(s) = L(s) V(s),

    W(s) = max_{x >= s}  L(x) x + beta W(x) - (L(s) - L(x)) K - kappa int_s^x (x - theta) dF(theta).

Where the loss does not depend on the overshoot (kappa = 0) one probes at most once: jump to the x that maximises
L(x) x / (1 - beta) - (1 - L(x)) K and stay, which is

    x* = max(0, (1 - K (1 - beta)) / 2)     F uniform on [0, 1]
    x* = max(0, 1 / h - K (1 - beta))       F exponential with rate h.

A price on overshooting (kappa > 0) makes small steps better: then, and not before, salami tactics pay.

References
----------
Diekert 2017 for probing at most once, a quoted theorem; the cases here are derived and checked by dynamic programming.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values
from sim.games.parameters import Value

PLAYERS = ("prober",)
UNIFORM, EXPONENTIAL = "uniform", "exponential"
FARTHEST = 6.0  # in means of an exponential line: as far as the grid goes


@dataclass(frozen=True)
class Path:
    """Where the prober goes, if nothing happens: levels from 0 on, the last one for good; and what it expects at the start."""

    levels: tuple[float, ...]
    value: float


def survives(p: Values, x: float) -> float:
    """Return the chance that the line lies above x."""
    return math.exp(-p["h"] * x) if p.word("distribution") == EXPONENTIAL else max(0.0, 1 - x)


def stay(p: Values, x: float) -> float:
    """Return what jumping to x at once and staying is worth, if only the fixed loss counts."""
    alive = survives(p, x)
    return alive * x / (1 - p["beta"]) - (1 - alive) * p["K"]


def once(p: Values) -> Path:
    """Return the best single jump, in closed form."""
    loss = p["K"] * (1 - p["beta"])
    best = 1 / p["h"] - loss if p.word("distribution") == EXPONENTIAL else (1 - loss) / 2
    level = max(0.0, best)
    return Path((0.0, level) if level > 0 else (0.0,), stay(p, level))


def step_by_step(p: Values) -> Path:
    """Return the best path on a grid of `cells` steps, by dynamic programming from the top."""
    import numpy as np

    exponential, cells = p.word("distribution") == EXPONENTIAL, p.whole("cells")
    levels = np.linspace(0.0, FARTHEST / p["h"] if exponential else 1.0, cells + 1)
    alive = np.exp(-p["h"] * levels) if exponential else 1 - levels
    beyond = alive / p["h"] if exponential else alive * alive / 2  # integral of the survivor function from a level on
    value = alive * levels / (1 - p["beta"])  # of staying for good
    goes_to = np.arange(cells + 1)
    for at in range(cells - 1, -1, -1):
        ahead = slice(at + 1, None)
        overshot = (levels[ahead] - levels[at]) * alive[at] - (beyond[at] - beyond[ahead])
        further = alive[ahead] * levels[ahead] + p["beta"] * value[ahead] - (alive[at] - alive[ahead]) * p["K"] - p["kappa"] * overshot
        best = int(further.argmax())
        if further[best] > value[at]:
            value[at], goes_to[at] = further[best], at + 1 + best
    path = [0]
    while goes_to[path[-1]] != path[-1]:
        path.append(int(goes_to[path[-1]]))
    return Path(tuple(float(levels[place]) for place in path), float(value[0]))


def solve(p: Values) -> Solution:
    """Return the best way to probe: one jump where overshooting costs nothing extra, else a path on a grid."""
    single = p["kappa"] == 0
    path = once(p) if single else step_by_step(p)
    steps, final = len(path.levels) - 1, path.levels[-1]
    shown = ", ".join(f"{level:.6g}" for level in path.levels[1:6]) + (", ..." if steps > 5 else "")
    found = Equilibrium(
        kind="single decision",
        name="one jump" if single else "best path",
        outcomes={"line crossed": 1 - survives(p, final), "line never met": survives(p, final)},
        values={"prober": path.value},
        plans={"prober": f"go to {shown} and stay" if steps else "stay where nothing can happen"},
        quantities={"steps": float(steps), "first_step": path.levels[1] if steps else 0.0, "final": final},
        accuracy="closed form"
        if single
        else f"dynamic programming on a grid of {p.whole('cells'):,} steps: levels to one step, value to second order",
    )
    statement = "The one best plan. " + (
        "Without a price on overshooting nobody probes twice." if single else "How many steps it has hangs on the grid."
    )
    return Solution((found,), True, statement)


def checks() -> Iterator[Row]:
    """Yield jumps and values without a price on overshooting, and paths with one."""
    for beta, loss, final, value in ((0.9, 0.0, ".5", "2.5"), (0.9, 2.0, ".4", "1.6"), (0.95, 5.0, ".375", "2.8125"), (0.9, 12.0, "0", "0")):
        given: dict[str, Value] = {"beta": beta, "K": loss}
        (found,) = GAME.solved(**given)
        yield Row("x*", "closed form; dynamic programming agrees", given, final, found.quantities["final"], Fidelity.VERIFIED)
        yield Row("V(0)", "closed form; dynamic programming agrees", given, value, found.values["prober"], Fidelity.VERIFIED)
    given = {"beta": 0.9, "K": 2.0, "distribution": EXPONENTIAL, "h": 3.0}
    yield Row("x*", "closed form", given, ".133333", GAME.solved(**given).equilibria[0].quantities["final"], Fidelity.VERIFIED)
    given = {"beta": 0.99, "K": 0.0}
    (found,) = GAME.solved(**given)
    for name, text, number in (("steps", "1", found.quantities["steps"]), ("V(0)", "25", found.values["prober"])):
        yield Row(name, "closed form", given, text, number, Fidelity.VERIFIED)
    for kappa, steps, first, value in ((20.0, "17", ".1325", "24.332"), (100.0, "32", ".065", "23.401"), (400.0, "54", ".0325", "21.799")):
        given = {"beta": 0.99, "K": 0.0, "kappa": kappa, "cells": 400.0}
        (found,) = GAME.solved(**given)
        where = "dynamic programming on the same grid of 400 steps"
        for name, text in (("steps", steps), ("first_step", first)):
            yield Row(name, where, given, text, found.quantities[name], Fidelity.VERIFIED)
        yield Row("V(0)", where, given, value, found.values["prober"], Fidelity.VERIFIED)


GAME = Game(
    name="unknown-red-line",
    title="Probing an unknown red line",
    question="How far does one go if going further pays, and somewhere there is a line that must not be crossed?",
    players=PLAYERS,
    moves="Each period the prober goes further or stays; once the line is crossed the game is over.",
    information="The prober knows how the line is distributed, and that it lies above all that was safe so far.",
    payoffs="The level reached, each period; K once on crossing, and kappa times the overshoot.",
    parameters=(
        Parameter("beta", "discount factor", 0.9, 0.0, 1.0, open_high=True, span=(0.5, 0.98)),
        Parameter("K", "loss on crossing the line", 0.0, 0.0, unit="payoff", span=(0.0, 8.0)),
        Parameter("kappa", "further loss per unit by which the line is overshot", 0.0, 0.0, unit="payoff per level", span=(0.0, 100.0)),
        Parameter("distribution", "of the line: uniform on [0, 1], or exponential", UNIFORM, choices=(UNIFORM, EXPONENTIAL)),
        Parameter("h", "rate of an exponential line", 3.0, 0.0, unit="per level", open_low=True, span=(0.5, 6.0)),
        Parameter("cells", "steps of the grid where overshooting has a price", 400.0, 10.0, 5000.0, whole=True, span=(100.0, 500.0)),
    ),
    source="diekert-2017",
    fidelity=Fidelity.VERIFIED,
    followed="That one probes at most once is the source's theorem, quoted; the cases, closed forms and paths are ours.",
    solve=solve,
    checks=checks,
    curve="K",
)
