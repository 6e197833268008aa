"""Bargaining under a risk of war: a demand that is larger if accepted is refused more often, and the best one runs some risk.

A side that would win a war with probability p at cost c_A keeps a share x in [0, 1] and offers the rest. The other side accepts if its own cost of
war c_B, private and uniform on [0, C], is at least x - p. The demand

    x* = p + (C - c_A) / 2     if c_A < C, else p     (and never more than 1)

is best; war then comes with probability (x* - p) / C = (C - c_A) / (2 C). Shares between p - c_A and p + c_B are the range that both prefer to war.

References
----------
Fearon 1995, its case of private costs; derived and verified here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Phases, Row, Solution, Values

PLAYERS = ("proposer", "receiver")
SAFE, RISKY, ALL = "no risk", "some risk", "demands everything"


def demand(p: Values) -> float:
    """Return the best share to demand, in [p, 1]."""
    return min(1.0, p["p"] + max(0.0, (p["C"] - p["c_A"]) / 2))


def region(p: Values) -> str:
    """Return whether the best demand runs no risk of war, some, or is everything there is."""
    if p["c_A"] >= p["C"]:
        return SAFE
    return ALL if p["p"] + (p["C"] - p["c_A"]) / 2 > 1 else RISKY


def solve(p: Values) -> Solution:
    """Return the equilibrium: one demand, and the costs of war that accept it."""
    share, most = demand(p), p["C"]
    over = share - p["p"]
    war = over / most
    proposer = (1 - war) * share + war * (p["p"] - p["c_A"])
    receiver = (1 - war) * (1 - share) + war * (1 - p["p"] - over / 2)
    equilibrium = Equilibrium(
        kind="perfect Bayesian",
        name="best demand",
        outcomes={"war": war, "settlement": 1 - war},
        values={"proposer": proposer, "receiver": receiver},
        plans={"proposer": f"demand {share:.12g}", "receiver": f"accept a demand x if the own cost of war is at least x - {p['p']:.12g}"},
        quantities={"x_star": share, "range_low": p["p"] - p["c_A"], "range_high_at_mean_cost": p["p"] + most / 2},
    )
    statement = "The only perfect Bayesian equilibrium, but for what the one type does that is just indifferent."
    return Solution((equilibrium,), True, statement, region(p))


CASES = (((0.5, 0.1, 0.4), ".65", ".375", ".55625"), ((0.6, 0.05, 0.2), ".675", ".375", ".628125"), ((0.5, 0.5, 0.4), ".5", "0", None))


def checks() -> Iterator[Row]:
    """Yield demands, chances of war and the proposer's payoffs."""
    for numbers, share, war, worth in CASES:
        given = dict(zip(("p", "c_A", "C"), numbers, strict=True))
        (found,) = GAME.solved(**given)
        yield Row("x*", "closed form", given, share, found.quantities["x_star"], Fidelity.VERIFIED)
        yield Row("P(war)", "closed form", given, war, found.outcomes["war"], Fidelity.VERIFIED)
        if worth:
            yield Row("value of proposer", "closed form", given, worth, found.values["proposer"], Fidelity.VERIFIED)


def boundaries(p: Values) -> Mapping[str, tuple[tuple[float, float], ...]]:
    """Return the lines between regions in the plane of c_A (across) and C (up)."""
    room = 2 * (1 - p["p"])
    return {"c_A = C": ((0.0, 0.0), (1.0, 1.0)), "x* = 1": ((0.0, room), (1.0, 1.0 + room))}


GAME = Game(
    name="risk-return-bargaining",
    title="Bargaining under a risk of war",
    question="If nobody knows what war would cost the other, how much is demanded, and how often does that end in war?",
    players=PLAYERS,
    moves="The proposer demands a share once; the receiver accepts, or there is war.",
    information="The receiver alone knows its cost of war, uniform on [0, C].",
    payoffs="The shares; in war the proposer's chance of winning less its cost, and the receiver's.",
    parameters=(
        Parameter("p", "chance that the proposer wins a war", 0.5, 0.0, 1.0),
        Parameter("c_A", "cost of war to the proposer", 0.1, 0.0, unit="shares of what is at stake", span=(0.0, 1.0)),
        Parameter("C", "largest cost of war to the receiver", 0.4, 0.0, unit="shares of what is at stake", open_low=True, span=(0.01, 1.5)),
    ),
    source="fearon-1995",
    fidelity=Fidelity.VERIFIED,
    followed="The bargaining range and the trade-off of risk and return of the source, in the case of uniform private costs; derived here.",
    solve=solve,
    checks=checks,
    phases=Phases("c_A", "C", "A proposer that fears war less than the other may run a risk of it", region, boundaries),
    curve="c_A",
)
