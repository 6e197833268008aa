"""Audience costs in a war of nerves: the longer one stands firm in public, the dearer it is to back down, until backing down is no longer worth it.

Time is continuous. Side i may quit at t and pay a_i t, gains v_i if the other quits, or attack and get its value of war w_i, private and uniform on
[-W_i, 0]. There is a horizon t*; before it i quits so that j is indifferent,

    1 - Q_i(t) = K_i v_j / (v_j + a_j t),

types with w_i >= -a_i t* never quit and attack at t*. With t_i the root of F_i(-a_i t) = a_j t / (v_j + a_j t),

    t* = min(t_1, t_2),     P(war) = prod_i (1 - F_i(-a_i t*)) = prod_i a_i t* / W_i,

and the side with the larger t_i concedes at once with Q_i(0) = 1 - (1 - F_i(-a_i t*)) (v_j + a_j t*) / v_j. Between equal sides, with x = a t*,
x = (-v + sqrt(v^2 + 4 W v)) / 2 and P(war) = (x / W)^2: no rate a moves it.

References
----------
Fearon 1994, in this parametrisation; derived and verified here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values

PLAYERS = ("first", "second")
HORIZON = "with a horizon"


class Play(NamedTuple):
    """The equilibrium in numbers, a pair by side where it has one: horizon, mass at time 0, factor K, and share of types that would attack."""

    horizon: float
    at_once: tuple[float, float]
    factor: tuple[float, float]
    hawks: tuple[float, float]


def play(p: Values) -> Play:
    """Return the equilibrium in numbers."""
    v, a, width = _pairs(p)
    times = [_root(a[i], a[1 - i], v[1 - i], width[i]) for i in (0, 1)]
    horizon = min(times)
    hawks = (a[0] * horizon / width[0], a[1] * horizon / width[1])
    mass = [1 - hawks[i] * (v[1 - i] + a[1 - i] * horizon) / v[1 - i] for i in (0, 1)]
    first, second = (0.0 if times[i] == horizon else mass[i] for i in (0, 1))
    return Play(horizon, (first, second), (1 - first, 1 - second), hawks)


def quits_by(p: Values, side: int, time: float) -> float:
    """Return Q_side(time), the chance that a side has quit by then, where the other is still there; time in [0, horizon]."""
    v, a, _ = _pairs(p)
    other = 1 - side
    return 1 - play(p).factor[side] * v[other] / (v[other] + a[other] * time)


def _pairs(p: Values) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    return (p["v1"], p["v2"]), (p["a1"], p["a2"]), (p["W1"], p["W2"])


def _root(own: float, other: float, prize: float, width: float) -> float:
    """Return t with 1 - own t / width = other t / (prize + other t): the positive root of a quadratic, free of cancellation."""
    linear = own * prize
    return 2 * width * prize / (linear + math.sqrt(linear * linear + 4 * own * other * width * prize))


def _backs_down(p: Values, side: int, found: Play) -> float:
    """Return the chance that a side quits first: its mass at 0, then the integral of (1 - Q_other) dQ_side up to the horizon."""
    from scipy.integrate import quad

    v, a, _ = _pairs(p)
    other = 1 - side
    constant = found.factor[0] * found.factor[1] * v[0] * v[1] * a[other]

    def rate(t: float) -> float:
        mine = v[other] + a[other] * t
        return constant / ((v[side] + a[side] * t) * mine * mine)

    return found.at_once[side] + float(quad(rate, 0.0, found.horizon, epsabs=1e-14, epsrel=1e-13)[0])


def solve(p: Values) -> Solution:
    """Return the equilibrium with a horizon."""
    v, a, _ = _pairs(p)
    found = play(p)
    war = found.hawks[0] * found.hawks[1]
    down = [_backs_down(p, side, found) for side in (0, 1)]
    worth = [found.at_once[1 - i] * v[i] + war * a[i] * found.horizon / 2 for i in (0, 1)]
    plans = {
        name: f"a type above {-a[i] * found.horizon:.12g} stands firm and attacks at {found.horizon:.12g}; the rest quit, "
        f"{found.at_once[i]:.12g} of all at once and the others so that 1 - Q = {found.factor[i]:.12g} v / (v + a t) of the other side"
        for i, name in enumerate(PLAYERS)
    }
    equilibrium = Equilibrium(
        kind="perfect Bayesian",
        name=HORIZON,
        outcomes={"war": war, "first backs down": down[0], "second backs down": down[1]},
        values=dict(zip(PLAYERS, worth, strict=True)),
        plans=plans,
        quantities={"t_star": found.horizon, "Q1_0": found.at_once[0], "Q2_0": found.at_once[1]},
        accuracy="closed form; who backs down by quadrature, error below 1e-12",
        notes=("A side that quits at any time before the horizon gets the same: what the other's mass at time 0 is worth to it.",),
    )
    statement = "The equilibrium with a horizon, which is the one the source describes; that there is no other is not claimed here."
    return Solution((equilibrium,), False, statement)


CASES = (
    ((1, 1, 1, 1, 1, 1), (".618034", "0", "0", ".381966", ".309017", ".309017")),
    ((1, 1, 10, 10, 1, 1), (".0618034", "0", "0", ".381966", ".309017", ".309017")),
    ((1, 1, 1, 1, 2, 2), ("1", "0", "0", ".25", ".375", ".375")),
    ((1, 1, 2, 1, 1, 1), (".366025", "0", ".366025", ".267949", ".131139", ".600912")),
    ((2, 1, 1, 1, 1, 1), (".618034", "0", ".190983", ".381966", ".275115", ".342919")),
    ((1, 1, 1, 1, 1, 2), (".618034", "0", ".5", ".190983", ".154508", ".654508")),
)


def checks() -> Iterator[Row]:
    """Yield horizons, masses at time 0 and outcomes, then P(war) over one side's audience cost."""
    for numbers, expected in CASES:
        given = dict(zip(("v1", "v2", "a1", "a2", "W1", "W2"), map(float, numbers), strict=True))
        found = GAME.solved(**given).equilibria[0]
        for name, text in zip(("t_star", "Q1_0", "Q2_0"), expected[:3], strict=True):
            yield Row(name, "closed form", given, text, found.quantities[name], Fidelity.VERIFIED)
        for name, text in zip(("war", "first backs down", "second backs down"), expected[3:], strict=True):
            yield Row(f"P({name})", "closed form and quadrature", given, text, found.outcomes[name], Fidelity.VERIFIED)
    for rate, text in ((0.5, ".26795"), (1.0, ".38197"), (2.0, ".26795"), (4.0, ".17157"), (8.0, ".10102")):
        given_rate = {"a1": rate, "a2": 1.0}
        yield Row("P(war)", "closed form", given_rate, text, GAME.solved(**given_rate).equilibria[0].outcomes["war"], Fidelity.VERIFIED)


GAME = Game(
    name="audience-cost-attrition",
    title="Audience costs in a war of nerves",
    question="Does a side that ties its hands in public back down less often, and is war likelier for it?",
    players=PLAYERS,
    moves="Both wait, quit or attack, at any time; the first to quit or attack ends it.",
    information="Each side knows its own value of war; the other knows that it is uniform on [-W, 0].",
    payoffs="v if the other quits; -a t for quitting at time t; the value of war, to both, if either attacks.",
    parameters=(
        Parameter("v1", "gain of the first side if the other quits", 1.0, 0.0, unit="payoff", open_low=True, span=(0.2, 3.0)),
        Parameter("v2", "gain of the second side if the other quits", 1.0, 0.0, unit="payoff", open_low=True, span=(0.2, 3.0)),
        Parameter("a1", "audience cost of the first side", 1.0, 0.0, unit="payoff per unit of time", open_low=True, span=(0.2, 8.0)),
        Parameter("a2", "audience cost of the second side", 1.0, 0.0, unit="payoff per unit of time", open_low=True, span=(0.2, 8.0)),
        Parameter("W1", "largest loss of the first side in war", 1.0, 0.0, unit="payoff", open_low=True, span=(0.3, 4.0)),
        Parameter("W2", "largest loss of the second side in war", 1.0, 0.0, unit="payoff", open_low=True, span=(0.3, 4.0)),
    ),
    source="fearon-1994",
    fidelity=Fidelity.VERIFIED,
    followed="The game of the source with linear audience costs and uniform values of war; we read its abstract, and derived the equilibrium anew.",
    solve=solve,
    checks=checks,
    curve="a1",
)
