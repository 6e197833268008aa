"""Crisis signalling with audience costs: a challenger that may not mean it, a target that must guess, and payoffs nobody else sees in full.

A leaves the status quo (S_A) or challenges; B concedes (V_A, C_B) or resists; A stands (W_A + e_A, W_B + e_B) or backs down (a + e_a, V_B). The
errors are independent standard normals; A sees both of its own, B sees e_B. With

    c   = (S_A - (1 - p_R) V_A) / p_R                                        what A must be worth, at best, for a challenge to pay
    p_C = 1 - Phi(c - W_A) Phi(c - a)                                        chance of a challenge
    p_F = Phi2((W_A - a) / sqrt 2, W_A - c; rho = 1 / sqrt 2) / p_C          chance that a challenger stands
    p_R = Phi((p_F W_B + (1 - p_F) V_B - C_B) / p_F)                         chance of resistance

an equilibrium is a fixed point in p_R. There may be three.

References
----------
Lewis and Schultz 2003; equations verified by sampling. The bivariate normal follows from Owen's T function.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values, descending

PLAYERS = ("challenger", "target")
ROOT_HALF = math.sqrt(0.5)
GRID = 1500  # points between which roots are looked for: log odds of resistance sinh(u), u even from -EDGE to EDGE
EDGE = 30.0
LARGEST = 1e300  # stands for an infinite miss, which no bracketing can use


class State(NamedTuple):
    """Chances that belong together: of resistance, of a challenge, that a challenger stands, and the least worth c of a challenge."""

    p_R: float
    p_C: float
    p_F: float
    least: float


def normal(x: float) -> float:
    """Return the distribution function of the standard normal."""
    return math.erfc(-x * ROOT_HALF) / 2


def both_below(h: float, k: float, rho: float = ROOT_HALF) -> float:
    """Return the chance that two standard normals of correlation `rho` lie below h and k (Owen's T)."""
    from scipy.special import owens_t

    if h == 0 and k == 0:
        return 0.25 + math.asin(rho) / (2 * math.pi)
    spread = math.sqrt(1 - rho * rho)

    def share(one: float, other: float) -> float:
        slope = math.copysign(math.inf, other) if one == 0 else (other / one - rho) / spread
        return float(owens_t(one, slope))

    apart = 0.0 if h * k > 0 or (h * k == 0 and h + k >= 0) else 0.5
    return (normal(h) + normal(k)) / 2 - share(h, k) - share(k, h) - apart


def state(p: Values, odds: float) -> State:
    """Return what a challenger does that expects resistance with these log odds."""
    resisted, conceded = _chance(odds), _chance(-odds)
    least = (p["S_A"] - conceded * p["V_A"]) / resisted
    wants, bluffs = normal(p["W_A"] - least), normal(p["a"] - least)
    challenged = wants + bluffs - wants * bluffs
    stands = both_below((p["W_A"] - p["a"]) * ROOT_HALF, p["W_A"] - least)
    return State(resisted, challenged, min(1.0, max(0.0, stands / challenged)) if challenged > 0 else 0.0, least)


def reply(p: Values, odds: float) -> float:
    """Return the log odds of resistance by a target that is expected to resist with the log odds given."""
    from scipy.special import log_ndtr

    p_F = state(p, odds).p_F
    edge = p_F * p["W_B"] + (1 - p_F) * p["V_B"] - p["C_B"]
    if p_F <= 0:
        return math.copysign(math.inf, edge)
    return float(log_ndtr(edge / p_F) - log_ndtr(-edge / p_F))


def fixed_points(p: Values) -> list[float]:
    """Return the log odds of every fixed point found, ascending: sign changes on a grid, and the places between where it nearly touches."""
    from scipy.optimize import brentq, minimize_scalar

    def miss(place: float) -> float:
        odds = math.sinh(place)
        return max(-LARGEST, min(LARGEST, reply(p, odds) - odds))

    places = [-EDGE + 2 * EDGE * (step + 0.5) / GRID for step in range(GRID)]
    values = [miss(place) for place in places]
    cuts = [(places[k], places[k + 1]) for k in range(GRID - 1) if values[k] * values[k + 1] < 0]
    for k in range(1, GRID - 1):
        before, here, after = values[k - 1 : k + 2]
        if min(before * here, here * after) > 0 and abs(here) < min(abs(before), abs(after)):  # perhaps two roots between grid points
            bounds = (places[k - 1], places[k + 1])
            turn = float(minimize_scalar(lambda place: abs(miss(place)), bounds=bounds, method="bounded", options={"xatol": 1e-12}).x)
            if miss(turn) * here < 0:
                cuts += [(bounds[0], turn), (turn, bounds[1])]
    return sorted(math.sinh(float(brentq(miss, left, right, xtol=1e-14, rtol=1e-14))) for left, right in cuts)


def _chance(odds: float) -> float:
    """Return the chance of log odds, never quite 0."""
    return 1 / (1 + math.exp(-odds)) if odds > -700 else math.exp(-700)


def _values(p: Values, at: State) -> tuple[float, float]:
    """Return what both sides expect, errors that they act on included."""
    from scipy.integrate import quad

    def density(x: float) -> float:
        return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)

    def best(x: float) -> float:  # x times the density of the better of A's two payoffs
        return x * (density(x - p["W_A"]) * normal(x - p["a"]) + normal(x - p["W_A"]) * density(x - p["a"]))

    high = max(p["W_A"], p["a"], at.least) + 12
    low = max(at.least, min(p["W_A"], p["a"]) - 12)
    gained = float(quad(best, low, high, epsabs=1e-12, limit=200)[0]) if low < high else 0.0
    challenger = (1 - at.p_C) * p["S_A"] + at.p_C * (1 - at.p_R) * p["V_A"] + at.p_R * gained
    if at.p_F > 0:
        edge = -(at.p_F * p["W_B"] + (1 - at.p_F) * p["V_B"] - p["C_B"]) / at.p_F
        error = at.p_F * density(edge)
    else:
        error = 0.0
    resisted = at.p_R * (at.p_F * p["W_B"] + (1 - at.p_F) * p["V_B"]) + error
    return challenger, at.p_C * ((1 - at.p_R) * p["C_B"] + resisted)


def solve(p: Values) -> Solution:
    """Return every equilibrium found, by rising chance of resistance."""
    found = []
    roots = fixed_points(p)
    for number, odds in enumerate(roots, start=1):
        at = state(p, odds)
        names = dict(zip(PLAYERS, _values(p, at), strict=True))
        found.append(
            Equilibrium(
                kind="perfect Bayesian",
                name="resistance" if len(roots) == 1 else f"resistance {number} of {len(roots)}",
                outcomes={
                    "status quo": 1 - at.p_C,
                    "target concedes": at.p_C * (1 - at.p_R),
                    "challenger backs down": at.p_C * at.p_R * (1 - at.p_F),
                    "war": at.p_C * at.p_R * at.p_F,
                },
                values=names,
                plans={
                    "challenger": f"challenge if the better of standing and backing down is worth {at.least:.12g}; stand if standing is",
                    "target": f"resist with probability {at.p_R:.12g}: if its own error is large enough",
                },
                quantities={"p_R": at.p_R, "p_C": at.p_C, "p_F": at.p_F},
                accuracy="fixed point to 1e-12",
            )
        )
    statement = (
        f"All fixed points found between {GRID:,} points of the chance of resistance, dense where it is neither 0 nor 1; closer pairs could hide."
    )
    return Solution(tuple(found), False, statement, quantities={"count": float(len(found))})


BASE = {"V_A": 1.0, "V_B": 1.0, "S_A": 0.0, "C_B": 0.0}
CASES = (
    (
        (-1.9, -2.9, -1.2),
        ((".251105", ".994789", ".309695"), (".594723", ".379868", ".241563"), (".813322", ".205452", ".208759")),
    ),
    ((-1.9, -2.5, -1.2), ((".947314", ".154685", ".195337"),)),
    ((-1.9, -2.2, -1.2), ((".976387", ".146539", ".192891"),)),
    ((-1.5, -1.0, -2.0), ((".324069", ".870027", ".647816"),)),
)


def checks() -> Iterator[Row]:
    """Yield fixed points, the fold in W_B, and what audience costs do to war."""
    for numbers, points in CASES:
        given = BASE | dict(zip(("W_A", "W_B", "a"), numbers, strict=True))
        solution = GAME.solved(**given)
        yield Row("equilibria", "search over the chance of resistance", given, str(len(points)), float(len(solution)), Fidelity.VERIFIED)
        for found, expected in zip(solution, points, strict=False):
            for name, text in zip(("p_R", "p_C", "p_F"), expected, strict=True):
                yield Row(
                    f"{name}, {found.name}", "fixed point; one million samples agree to .001", given, text, found.quantities[name], Fidelity.VERIFIED
                )
    for cost, war, challenge in zip((-0.6, -1, -1.5, -2, -2.5, -4), WARS, CHALLENGES, strict=True):
        given = BASE | {"W_A": -1.5, "W_B": -1.0, "a": float(cost)}
        (found,) = GAME.solved(**given)
        yield Row("P(war)", "fixed point", given, war, found.outcomes["war"], Fidelity.VERIFIED)
        yield Row("p_C", "fixed point", given, challenge, found.quantities["p_C"], Fidelity.VERIFIED)
    for resisted, count in ((-2.748, "3"), (-2.746, "1")):
        given = BASE | {"W_A": -1.9, "W_B": resisted, "a": -1.2}
        yield Row("equilibria beside the fold at -2.747", "search", given, count, float(len(GAME.solved(**given))), Fidelity.VERIFIED)
    given = BASE | {"W_A": -1.9, "W_B": -2.7, "a": -1.2}
    yield Row("p_R", "fixed point", given, ".9079", GAME.solved(**given).equilibria[0].quantities["p_R"], Fidelity.VERIFIED)


WARS = (".0557", ".0647", ".1305", ".1827", ".1842", ".1620")
CHALLENGES = (".323", ".242", ".522", ".870", ".984", "1.000")

GAME = Game(
    name="crisis-signalling",
    title="Crisis signalling with audience costs",
    question="When does a challenge say that one means it, and do higher audience costs make war likelier?",
    players=PLAYERS,
    moves="The challenger leaves or challenges; the target concedes or resists; the challenger stands or backs down.",
    information="Each side alone sees the errors in its own payoffs, standard normals.",
    payoffs="S_A, V_A, W_A, a of the challenger (status quo, conceded to, war, backing down); C_B, W_B, V_B of the target.",
    parameters=(
        Parameter("S_A", "challenger, status quo", 0.0, unit="standard errors", span=(-0.5, 0.5)),
        Parameter("V_A", "challenger, conceded to", 1.0, unit="standard errors", span=(0.8, 1.5)),
        Parameter("W_A", "challenger, war", -1.9, unit="standard errors", span=(-3.0, 0.0)),
        Parameter("a", "challenger, backing down: less is a higher audience cost", -1.2, unit="standard errors", span=(-4.0, -0.2)),
        Parameter("C_B", "target, conceding", 0.0, unit="standard errors", span=(-0.5, 0.5)),
        Parameter("V_B", "target, challenger backs down", 1.0, unit="standard errors", span=(0.6, 1.5)),
        Parameter("W_B", "target, war", -2.9, unit="standard errors", span=(-3.5, 0.0)),
    ),
    constraints=(descending("V_A", "S_A"),),
    source="lewis-2003",
    fidelity=Fidelity.VERIFIED,
    followed="The game and its fixed point as in the source, which we know through a program that estimates it; verified here by sampling.",
    solve=solve,
    checks=checks,
    curve="a",
)
