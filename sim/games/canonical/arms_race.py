"""An arms race among those who know only their own cost of arming: a little fear of the other spreads until many arm, or all.

Each side's cost of arming is private, uniform on [0, top]. Arming alone gains mu, being armed against while unarmed loses d. If the other arms up to
the cost c, arming is worth F(c) d + (1 - F(c)) mu, so cut-offs follow

    c <- F(c) d + (1 - F(c)) mu.

For d < top the only equilibrium has the cut-off mu top / (top - d + mu); for d > top fear unravels, and everybody arms.

References
----------
Baliga and Sjostrom 2004 for the idea; the game as stated is elementary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Phases, Row, Solution, Values

PLAYERS = ("first", "second")
SOME, ALL, NOBODY = "some arm", "all arm", "nobody arms"
ROUNDS = 100_000  # of fear, at most
SETTLED = 1e-12


def worth_of_arming(p: Values, cut: float) -> float:
    """Return what arming is worth, before its cost, to a side that expects the other to arm up to the cost `cut`."""
    arms = min(1.0, cut / p["top"])
    return arms * p["d"] + (1 - arms) * p["mu"]


def unravelling(p: Values) -> tuple[float, int]:
    """Return where cut-offs come to that start from those for whom arming pays against an unarmed side, and after how many rounds."""
    cut = 0.0
    for rounds in range(1, ROUNDS + 1):
        after = min(p["top"], worth_of_arming(p, cut))
        if abs(after - cut) <= SETTLED * p["top"]:
            return after, rounds
        cut = after
    return cut, ROUNDS


def region(p: Values) -> str:
    """Return how many arm in the equilibrium that fear leads to."""
    if p["d"] >= p["top"] and p["mu"] > 0:
        return ALL
    return SOME if p["mu"] > 0 else NOBODY


def solve(p: Values) -> Solution:
    """Return every equilibrium in cut-offs."""
    top, d, mu = p["top"], p["d"], p["mu"]
    cuts = {}
    if d < top or mu == 0:
        cuts[SOME if mu > 0 else NOBODY] = mu * top / (top - d + mu) if mu > 0 else 0.0
    if d >= top:
        cuts[ALL] = top
    found = tuple(_equilibrium(p, name, cut) for name, cut in cuts.items())
    end, rounds = unravelling(p)
    statement = "All equilibria in which both sides arm up to the same cost; at d = top and mu = 0 every cut-off is one, of which the ends are shown."
    return Solution(found, not (d == top and mu == 0), statement, region(p), {"cut_off_reached": end, "rounds": float(rounds)})


def _equilibrium(p: Values, name: str, cut: float) -> Equilibrium:
    arms = cut / p["top"]
    worth = arms * (1 - arms) * (p["mu"] - p["d"]) - arms * cut / 2
    return Equilibrium(
        kind="Bayesian Nash",
        name=name,
        outcomes={"both arm": arms * arms, "first arms": arms * (1 - arms), "second arms": (1 - arms) * arms, "nobody arms": (1 - arms) * (1 - arms)},
        values=dict.fromkeys(PLAYERS, worth),
        plans=dict.fromkeys(PLAYERS, f"arm if the cost is at most {cut:.12g}"),
        quantities={"cut_off": cut},
    )


def checks() -> Iterator[Row]:
    """Yield one cut-off and one unravelling."""
    calm = {"mu": 0.1, "d": 0.8}
    yield Row("cut-off", "closed form", calm, "1/3", GAME.solved(**calm).named(SOME).quantities["cut_off"], Fidelity.VERIFIED)
    afraid = {"mu": 0.1, "d": 1.05}
    yield Row("who arms", "closed form", afraid, ALL, GAME.solved(**afraid).region, Fidelity.VERIFIED)
    yield Row("cut-off reached", "repeated best replies", afraid, "1", GAME.solved(**afraid).quantities["cut_off_reached"], Fidelity.VERIFIED)


def boundaries(p: Values) -> Mapping[str, tuple[tuple[float, float], ...]]:
    """Return the loss at which fear unravels, over mu (across) and d (up)."""
    low, high = GAME.parameter("mu").range
    return {"d = top": ((low, p["top"]), (high, p["top"]))}


GAME = Game(
    name="arms-race",
    title="Arms race with private costs",
    question="If some arm because it is cheap for them, how far does fear of them spread?",
    players=PLAYERS,
    moves="Both arm or not, at the same time.",
    information="Each side knows its own cost, and that the other's is uniform on [0, top].",
    payoffs="Minus the cost for arming; mu for being armed alone; -d for being unarmed alone; 0 else.",
    parameters=(
        Parameter("mu", "gain from being armed alone", 0.1, 0.0, unit="payoff", span=(0.0, 0.5)),
        Parameter("d", "loss from being unarmed alone", 0.8, 0.0, unit="payoff", span=(0.3, 1.3)),
        Parameter("top", "largest cost of arming", 1.0, 0.0, unit="payoff", open_low=True, span=(0.7, 1.2)),
    ),
    source="baliga-2004",
    fidelity=Fidelity.VERIFIED,
    followed="The idea of the source, which we have not read, in its simplest form; the game as stated is elementary.",
    solve=solve,
    checks=checks,
    phases=Phases("mu", "d", "Fear spreads to everybody once being caught unarmed costs more than arming ever does", region, boundaries),
    curve="d",
)
