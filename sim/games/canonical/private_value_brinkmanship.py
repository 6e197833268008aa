"""Brinkmanship with private values: each side knows only its own ratio of possible gain to loss, and risk accrues while both stand firm.

theta_i = V_i / D_i are drawn independently from F. In the symmetric equilibrium a side stays until the accumulated hazard of disaster is

    s(theta) = int_0^theta x f(x) / (1 - F(x)) dx,

so whoever has the higher theta outlasts the other, and

    P(disaster) = 1 - E[exp(-s(min(theta_1, theta_2)))].

The clock H(t), how much hazard has accrued by time t, only says when a hazard is reached: no outcome depends on it ("neutrality of escalation").
For theta uniform on [0, m], s = m (-y - ln(1 - y)) with y = theta / m; for theta exponential with mean m, s = theta^2 / (2 m).

References
----------
Nalebuff 1986, reconstructed: formulas verified for the game as stated here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values
from sim.games.parameters import Value

PLAYERS = ("first", "second")
OUTLAST = "the higher ratio outlasts"
UNIFORM, EXPONENTIAL = "uniform", "exponential"


@dataclass(frozen=True)
class Clock:
    """How hazard accrues: `time(a)` is when it has come to a, and `pace(a)` = d time / d hazard there."""

    time: Callable[[float], float]
    pace: Callable[[float], float]


CLOCKS: Mapping[str, Clock] = {
    "steady": Clock(lambda a: a, lambda a: 1.0),
    "late": Clock(lambda a: float(a ** (1 / 3)), lambda a: float(a ** (-2 / 3)) / 3),
    "growing": Clock(math.log1p, lambda a: 1 / (1 + a)),
}


def patience(p: Values, theta: float) -> float:
    """Return the accumulated hazard s(theta) at which a side with ratio `theta` gives way; infinite at the top of a uniform distribution."""
    scale = p["scale"]
    if p.word("distribution") == EXPONENTIAL:
        return theta * theta / (2 * scale)
    share = theta / scale
    return math.inf if share >= 1 else scale * (-share - math.log1p(-share))


def disaster(p: Values) -> float:
    """Return P(disaster) in closed form, by the incomplete gamma function (uniform) or the scaled complementary error function (exponential)."""
    from scipy.special import erfcx, gammainc, gammaln

    scale = p["scale"]
    if p.word("distribution") == EXPONENTIAL:
        return 1 - 2 * math.sqrt(math.pi / (2 * scale)) * float(erfcx(math.sqrt(2 / scale)))
    log = scale - (2 + scale) * math.log(scale) + float(gammaln(2 + scale))
    return 1 - 2 * math.exp(log) * float(gammainc(2 + scale, scale))


def payoff(p: Values, theta: float, mimic: float | None = None) -> float:
    """Return what a side with ratio `theta` expects, in units of its loss in disaster, if it plays as `mimic` would (itself where None)."""
    from scipy.integrate import quad

    stands = theta if mimic is None else mimic

    def against(x: float) -> float:
        calm = math.exp(-patience(p, x))
        return (theta * calm - (1 - calm)) * _density(p, x)

    won = quad(against, 0.0, stands, epsabs=1e-13, epsrel=1e-13, limit=200)[0]
    return float(won - (1 - _share(p, stands)) * -math.expm1(-patience(p, stands)))


def mean_time(p: Values) -> float:
    """Return the mean time until somebody gives way or disaster strikes, by quadrature over ratios."""
    from scipy.integrate import quad

    pace = CLOCKS[p.word("clock")].pace

    def alive(root: float) -> float:
        theta = root * root * root  # takes the root at 0 of a late clock out of the way
        left = 1 - _share(p, theta)
        if theta == 0 or left <= 0:
            return 0.0
        hazard = patience(p, theta)
        return 3 * root * root * pace(hazard) * math.exp(-hazard) * left * theta * _density(p, theta)

    end = math.cbrt(p["scale"] if p.word("distribution") == UNIFORM else 40 * p["scale"])
    return float(quad(alive, 0.0, end, epsabs=1e-13, epsrel=1e-12, limit=400)[0])


def _density(p: Values, x: float) -> float:
    scale = p["scale"]
    return math.exp(-x / scale) / scale if p.word("distribution") == EXPONENTIAL else 1 / scale


def _share(p: Values, x: float) -> float:
    scale = p["scale"]
    return -math.expm1(-x / scale) if p.word("distribution") == EXPONENTIAL else min(1.0, x / scale)


def solve(p: Values) -> Solution:
    """Return the symmetric equilibrium, and the two in which one side gives way at once whatever its ratio."""
    lost, scale = disaster(p), p["scale"]
    mean = scale if p.word("distribution") == EXPONENTIAL else scale / 2
    formula = "theta^2 / (2 m)" if p.word("distribution") == EXPONENTIAL else "m (-y - ln(1 - y)), y = theta / m"
    plan = f"stay until the accumulated hazard is s(theta) = {formula} with m = {scale:.12g}; the median ratio stays until {_median(p):.12g}"
    worth = _mean_payoff(p)
    outlast = Equilibrium(
        kind="Bayesian Nash",
        name=OUTLAST,
        outcomes={"disaster": lost, "first wins": (1 - lost) / 2, "second wins": (1 - lost) / 2},
        values={"first": worth, "second": worth},
        plans=dict.fromkeys(PLAYERS, plan),
        quantities={"mean_time": mean_time(p), "median_patience": _median(p)},
        accuracy="closed form; values and mean time by quadrature, error below 1e-9",
        notes=("Values are in units of the loss in disaster, before a side knows its ratio.",),
    )
    ends = [
        Equilibrium(
            kind="Bayesian Nash",
            name=f"{PLAYERS[loser]} gives way at once",
            outcomes={"disaster": 0.0, f"{PLAYERS[1 - loser]} wins": 1.0, f"{PLAYERS[loser]} wins": 0.0},
            values={PLAYERS[1 - loser]: mean, PLAYERS[loser]: 0.0},
            plans={PLAYERS[loser]: "give way at once, whatever the ratio", PLAYERS[1 - loser]: "never give way"},
        )
        for loser in (0, 1)
    ]
    statement = "The symmetric equilibrium and the two in which one side always gives way; asymmetric ones between them are not looked for."
    return Solution((outlast, *ends), False, statement)


def _median(p: Values) -> float:
    return patience(p, p["scale"] * (math.log(2) if p.word("distribution") == EXPONENTIAL else 0.5))


def _mean_payoff(p: Values) -> float:
    """Return E[payoff] = E[(1 - F(theta)) / f(theta) P(win | theta)], by the envelope theorem: a payoff grows with theta by the chance of winning."""
    from scipy.integrate import quad

    end = p["scale"] if p.word("distribution") == UNIFORM else 40 * p["scale"]
    return float(quad(lambda x: (1 - _share(p, x)) * _left_over(p, x), 0.0, end, epsabs=1e-12, epsrel=1e-11, limit=200)[0])


def _left_over(p: Values, theta: float) -> float:
    """Return P(win | theta) = int_0^theta exp(-s(x)) f(x) dx in closed form."""
    from scipy.special import erf, gammainc, gammaln

    scale = p["scale"]
    if p.word("distribution") == EXPONENTIAL:  # complete the square in x + x^2 / 2, times 1 / m
        root = math.sqrt(2 * scale)
        factor = math.sqrt(math.pi * scale / 2) / scale * math.exp(1 / (2 * scale))
        return factor * float(erf((theta + 1) / root) - erf(1 / root))
    log = scale - (1 + scale) * math.log(scale) + float(gammaln(1 + scale))
    upper, lower = float(gammainc(1 + scale, scale)), float(gammainc(1 + scale, scale - theta))
    return math.exp(log) * (upper - lower)


def checks() -> Iterator[Row]:
    """Yield chances of disaster, three payoffs, and mean times under three clocks."""
    uniform: dict[str, Value]
    exponential: dict[str, Value]
    uniform, exponential = {"distribution": UNIFORM, "scale": 1.0}, {"distribution": EXPONENTIAL, "scale": 1.0}
    for given, expected, where in ((uniform, ".126872686", "11 - 4e"), (exponential, ".1572615414", "1 - sqrt(2 pi) e^2 erfc(sqrt 2)")):
        yield Row("P(disaster)", where, given, expected, GAME.solved(**given).named(OUTLAST).outcomes["disaster"], Fidelity.RECONSTRUCTION)
    slip = "a list of reference values; the closed form, in 30 digits, gives .1572615414: a slip in the list"
    obtained = GAME.solved(**exponential).named(OUTLAST).outcomes["disaster"]
    yield Row("P(disaster), as listed", slip, exponential, ".157261542", obtained, Fidelity.NOT_REPRODUCED)
    for theta, expected in ((0.2, ".0199277"), (0.5, ".1218032"), (0.9, ".3651665")):
        obtained = payoff(GAME.values(uniform), theta)
        yield Row(f"payoff at theta {theta:g}", "best among all it could mimic", uniform, expected, obtained, Fidelity.RECONSTRUCTION)
    for clock, expected in (("steady", ".127"), ("late", ".389"), ("growing", ".107")):
        given_clock = uniform | {"clock": clock}
        found = GAME.solved(**given_clock).named(OUTLAST)
        where = "400,000 sampled contests, to three digits"
        yield Row("mean time", where, given_clock, expected, found.quantities["mean_time"], Fidelity.RECONSTRUCTION, tolerance=0.001)
        yield Row("P(disaster)", "the clock moves nothing", given_clock, ".126872686", found.outcomes["disaster"], Fidelity.RECONSTRUCTION)


GAME = Game(
    name="private-value-brinkmanship",
    title="Brinkmanship with private values",
    question="If nobody knows how much the other would risk, how likely is disaster, and does it matter how fast the risk grows?",
    players=PLAYERS,
    moves="Both stand firm while hazard accrues by the clock; the first to give way loses.",
    information="Each side knows its own ratio of gain to loss, and how the other's is distributed.",
    payoffs="In units of one's loss in disaster: theta if the other gives way, -1 in disaster, 0 for giving way.",
    parameters=(
        Parameter("distribution", "of the ratio of gain to loss", UNIFORM, choices=(UNIFORM, EXPONENTIAL)),
        Parameter("scale", "largest ratio (uniform) or mean ratio (exponential)", 1.0, 0.05, 20.0, unit="gain per loss", span=(0.2, 3.0)),
        Parameter("clock", "hazard accrued by time t: steady t, late t^3, growing e^t - 1; moves times only", "steady", choices=tuple(CLOCKS)),
    ),
    source="nalebuff-1986",
    fidelity=Fidelity.RECONSTRUCTION,
    followed="The idea and the name are the source's, which we have not read; the game, its equilibrium and its numbers are derived here.",
    solve=solve,
    checks=checks,
    curve="scale",
)
