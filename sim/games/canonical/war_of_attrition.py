"""The war of attrition: two sides wait for the other to give way, and waiting costs both.

Side i gains V_i if the other quits first and pays c_i for every unit of time until one does. In the equilibrium in which nobody quits at once each
side quits at a constant rate that leaves the *other* indifferent,

    h_i = c_j / V_j,     P(1 wins) = h_2 / (h_1 + h_2),     E[duration] = 1 / (h_1 + h_2),

so that waiting is worth exactly nothing to either. With V_1 = V_2 = V and c = 1 quitting times are exponential with mean V, and the mean
duration is V / 2.

References
----------
Bishop and Cannings 1978 for the symmetric game; Hendricks, Weiss and Wilson 1988 for all equilibria. Formulas derived anew here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values

PLAYERS = ("first", "second")
WAITING = "both wait"


def solve(p: Values) -> Solution:
    """Return the equilibrium in which both wait, and the two in which one side gives way at once."""
    prize, cost = (p["V1"], p["V2"]), (p["c1"], p["c2"])
    rate = (cost[1] / prize[1], cost[0] / prize[0])
    total = rate[0] + rate[1]
    waiting = Equilibrium(
        kind="Nash",
        name=WAITING,
        outcomes={"first wins": rate[1] / total, "second wins": rate[0] / total},
        values={"first": 0.0, "second": 0.0},
        plans={side: f"quit at rate {rate[place]:.12g}: an exponential time of mean {1 / rate[place]:.12g}" for place, side in enumerate(PLAYERS)},
        quantities={"h1": rate[0], "h2": rate[1], "mean_duration": 1 / total},
        notes=("Every time to quit earns exactly nothing, so the other side's rate is all that holds a plan in place.",),
    )
    ends = []
    for loser, winner in ((0, 1), (1, 0)):
        least = prize[loser] / cost[loser]
        lasting = f"never quit (any plan that holds out longer than {least:.12g} for certain does the same)"
        plans = {PLAYERS[loser]: "quit at once", PLAYERS[winner]: lasting}
        ends.append(
            Equilibrium(
                kind="Nash",
                name=f"{PLAYERS[loser]} gives way at once",
                outcomes={f"{PLAYERS[winner]} wins": 1.0, f"{PLAYERS[loser]} wins": 0.0},
                values={PLAYERS[winner]: prize[winner], PLAYERS[loser]: 0.0},
                plans=plans,
                quantities={"mean_duration": 0.0},
            )
        )
    statement = (
        "Three of a continuum: between 'both wait' and each of the others lies one equilibrium for every chance with which that side gives way "
        "at once, the rates afterwards being the same. The theory picks none."
    )
    return Solution((waiting, *ends), False, statement)


def checks() -> Iterator[Row]:
    """Yield mean durations, rates and the chance that the first side wins."""
    even = {"V1": 2.0, "V2": 2.0, "c1": 1.0, "c2": 1.0}
    uneven = {"V1": 3.0, "V2": 1.0, "c1": 0.5, "c2": 1.0}
    for given, rows in (
        (even, (("mean_duration", "1"), ("h1", "1/2"))),
        (uneven, (("h1", "1"), ("h2", "1/6"), ("mean_duration", "6/7"))),
    ):
        found = GAME.solved(**given).named(WAITING)
        for quantity, expected in rows:
            yield Row(quantity, "closed form; durations also by sampling", given, expected, found.quantities[quantity], Fidelity.VERIFIED)
        for side in PLAYERS:
            yield Row(f"value of {side}", "every time to quit earns nothing", given, "0", found.values[side], Fidelity.VERIFIED)
    obtained = GAME.solved(**uneven).named(WAITING).outcomes["first wins"]
    yield Row("P(first wins)", "closed form", uneven, "1/7", obtained, Fidelity.VERIFIED)


GAME = Game(
    name="war-of-attrition",
    title="War of attrition",
    question="Who outlasts whom when waiting hurts both and everything is known?",
    players=PLAYERS,
    moves="Both wait in continuous time; the first to quit loses the prize, and the contest ends.",
    information="Complete; neither sees the other's time to quit before it comes.",
    payoffs="V: the prize of the side that is left; c: what a unit of time costs while both are there; quitting adds nothing.",
    parameters=(
        Parameter("V1", "prize of the first side", 2.0, 0.0, unit="payoff", open_low=True, span=(0.2, 5.0)),
        Parameter("V2", "prize of the second side", 2.0, 0.0, unit="payoff", open_low=True, span=(0.2, 5.0)),
        Parameter("c1", "cost of waiting for the first side", 1.0, 0.0, unit="payoff per unit of time", open_low=True, span=(0.1, 3.0)),
        Parameter("c2", "cost of waiting for the second side", 1.0, 0.0, unit="payoff per unit of time", open_low=True, span=(0.1, 3.0)),
    ),
    source="bishop-1978",
    further_sources=("hendricks-1988",),
    fidelity=Fidelity.VERIFIED,
    followed="The game is the textbook's; the formulas are derived here and checked by sampling and by quadrature.",
    solve=solve,
    checks=checks,
    curve="c1",
)
