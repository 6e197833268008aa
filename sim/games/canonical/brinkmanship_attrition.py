"""Brinkmanship as attrition: while both stand firm disaster may come by itself, and each waits for the other to give way.

While both stay, disaster strikes at rate lam. Side i gains V_i if the other gives way first and loses D_i in disaster; giving way costs nothing more.
In the equilibrium in which both wait,

    h_i = lam D_j / V_j,     P(disaster) = 1 / (1 + D_1/V_1 + D_2/V_2),     P(i wins) = (D_i / V_i) P(disaster),

whatever lam is: a faster clock only shortens the wait. In periods instead of continuous time, with risk lam a period in which both stay, side j gives
way with q_j = lam D_i / (V_i + lam D_i) a period, both may give way at once, and with a = (1 - q_1)(1 - q_2)

    P(disaster) = a lam / (1 - a (1 - lam)),

which tends to the same number as lam goes to 0.

References
----------
Schelling 1966 for the threat that leaves something to chance; Nalebuff 1986 for the clock that does not matter. Derived anew here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.games.game import Constraint, Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values
from sim.games.parameters import Value

PLAYERS = ("first", "second")
WAITING = "both wait"
CONTINUOUS, PERIODS = "continuous", "periods"


def solve(p: Values) -> Solution:
    """Return the equilibrium in which both wait, and the two in which one side gives way at once."""
    prize, loss, lam = (p["V1"], p["V2"]), (p["D1"], p["D2"]), p["lam"]
    both_wait = _in_periods(prize, loss, lam) if p.word("time") == PERIODS else _in_continuous_time(prize, loss, lam)
    ends = [_one_gives_way(loser, prize, tuple(both_wait.outcomes)) for loser in (0, 1)]
    between = (
        "In periods these are the equilibria in which nobody's plan depends on the period."
        if p.word("time") == PERIODS
        else "Between 'both wait' and each of the others lies one equilibrium for every chance with which that side gives way at once."
    )
    return Solution((both_wait, *ends), p.word("time") == PERIODS, f"{between} The theory picks none.")


def _in_continuous_time(prize: tuple[float, float], loss: tuple[float, float], lam: float) -> Equilibrium:
    rate = (lam * loss[1] / prize[1], lam * loss[0] / prize[0])
    disaster = 1 / (1 + loss[0] / prize[0] + loss[1] / prize[1])
    wins = [loss[side] / prize[side] * disaster for side in (0, 1)]
    return Equilibrium(
        kind="Nash",
        name=WAITING,
        outcomes={"disaster": disaster, "first wins": wins[0], "second wins": wins[1]},
        values={"first": 0.0, "second": 0.0},
        plans={side: f"give way at rate {rate[place]:.12g} while both stay" for place, side in enumerate(PLAYERS)},
        quantities={"h1": rate[0], "h2": rate[1], "mean_duration": 1 / (lam + rate[0] + rate[1])},
        notes=(
            "The side with more to lose, for what it can win, prevails more often: the other must be kept indifferent. An artefact of the mixture.",
        ),
    )


def _in_periods(prize: tuple[float, float], loss: tuple[float, float], lam: float) -> Equilibrium:
    gives_way = [lam * loss[other] / (prize[other] + lam * loss[other]) for other in (1, 0)]
    stay = (1 - gives_way[0]) * (1 - gives_way[1])
    ends = 1 - stay * (1 - lam)
    outcomes = {
        "disaster": stay * lam / ends,
        "first wins": (1 - gives_way[0]) * gives_way[1] / ends,
        "second wins": (1 - gives_way[1]) * gives_way[0] / ends,
        "both give way": gives_way[0] * gives_way[1] / ends,
    }
    return Equilibrium(
        kind="Nash",
        name=WAITING,
        outcomes=outcomes,
        values={"first": 0.0, "second": 0.0},
        plans={side: f"give way with probability {gives_way[place]:.12g} in each period" for place, side in enumerate(PLAYERS)},
        quantities={"q1": gives_way[0], "q2": gives_way[1], "mean_duration": 1 / ends},
    )


def _one_gives_way(loser: int, prize: tuple[float, float], outcomes: tuple[str, ...]) -> Equilibrium:
    winner = 1 - loser
    return Equilibrium(
        kind="pure Nash",
        name=f"{PLAYERS[loser]} gives way at once",
        outcomes={outcome: float(outcome == f"{PLAYERS[winner]} wins") for outcome in outcomes},
        values={PLAYERS[winner]: prize[winner], PLAYERS[loser]: 0.0},
        plans={PLAYERS[loser]: "give way at once", PLAYERS[winner]: "never give way"},
    )


def checks() -> Iterator[Row]:
    """Yield outcome probabilities, in continuous time and in ever shorter periods."""
    for ratio, expected in ((1.0, "1/3"), (10.0, ".047619"), (100.0, ".0049751")):
        given = {"D1": ratio, "V1": 1.0, "D2": ratio, "V2": 1.0}
        yield _row("disaster", given, expected, "closed form")
    for lam in (0.01, 0.3):
        given = {"D1": 10.0, "V1": 1.0, "D2": 4.0, "V2": 1.0, "lam": lam}
        for outcome, expected in (("disaster", "1/15"), ("first wins", "2/3"), ("second wins", "4/15")):
            yield _row(outcome, given, expected, "closed form; also 400,000 sampled contests")
    for lam, expected in ((0.2, ".0243902"), (0.05, ".0384615"), (0.01, ".0454545"), (0.001, ".0473934")):
        given_periods: dict[str, Value] = {"D1": 10.0, "V1": 1.0, "D2": 10.0, "V2": 1.0, "lam": lam, "time": PERIODS}
        yield _row("disaster", given_periods, expected, "closed form of the game in periods")


def _row(outcome: str, given: Mapping[str, Value], expected: str, where: str) -> Row:
    return Row(f"P({outcome})", where, given, expected, GAME.solved(**given).named(WAITING).outcomes[outcome], Fidelity.VERIFIED)


GAME = Game(
    name="brinkmanship-attrition",
    title="Brinkmanship as attrition",
    question="If standing firm keeps a risk of disaster running, how likely is disaster before somebody gives way?",
    players=PLAYERS,
    moves="Both stay or give way, in continuous time or in periods; while both stay disaster may strike.",
    information="Complete.",
    payoffs="V: gained if the other gives way first; D: lost in disaster; giving way: 0.",
    parameters=(
        Parameter("V1", "what the first side gains if the other gives way", 1.0, 0.0, unit="payoff", open_low=True, span=(0.2, 5.0)),
        Parameter("D1", "what the first side loses in disaster", 10.0, 0.0, unit="payoff", open_low=True, span=(0.5, 50.0)),
        Parameter("V2", "what the second side gains if the other gives way", 1.0, 0.0, unit="payoff", open_low=True, span=(0.2, 5.0)),
        Parameter("D2", "what the second side loses in disaster", 10.0, 0.0, unit="payoff", open_low=True, span=(0.5, 50.0)),
        Parameter("lam", "rate of disaster while both stay; its risk a period where time is in periods", 0.1, 0.0, open_low=True, span=(0.01, 0.9)),
        Parameter("time", "continuous, or periods in which both move at once", CONTINUOUS, choices=(CONTINUOUS, PERIODS)),
    ),
    constraints=(Constraint("lam of at most 1 where time is in periods", lambda p: p.word("time") == CONTINUOUS or p["lam"] <= 1),),
    source="schelling-1966",
    further_sources=("nalebuff-1986",),
    fidelity=Fidelity.VERIFIED,
    followed="The threat that leaves something to chance as a game of timing; the game and its formulas are ours.",
    solve=solve,
    checks=checks,
    curve="D1",
)
