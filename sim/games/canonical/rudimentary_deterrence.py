"""The smallest game of deterrence: a challenger attacks or not, and a defender that is hard resists.

The defender is hard with probability p and then prefers conflict to conceding. The challenger attacks if and only if

    p < (DC - SQ) / (DC - DD),

the credibility of the defender that is just enough.

References
----------
Zagare and Kilgour 2000 for the structure; elementary.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.games.game import Fidelity, Game, Parameter, Phases, Row, Solution, Values, descending
from sim.games.solvers.evaluate import assessed
from sim.games.tree import Chance, Decision, Node, Terminal, Tree

CHALLENGER, DEFENDER = PLAYERS = ("challenger", "defender")
DETERRED, ATTACK = "deterred", "attack"
TYPES = ("hard", "soft")


def threshold(p: Values) -> float:
    """Return the chance of hardness that is just enough to deter."""
    return (p["DC"] - p["SQ"]) / (p["DC"] - p["DD"])


def region(p: Values) -> str:
    """Return whether the challenger is deterred; at the threshold it is."""
    return DETERRED if p["p"] >= threshold(p) else ATTACK


def tree(p: Values) -> Tree:
    """Return the game; the defender gains 1 from the status quo, and from conflict more than from conceding if it is hard, less if it is soft."""

    def choose(kind: str) -> Node:
        given = Terminal("defender concedes", (p["DC"], 0.0))
        war = Terminal("conflict", (p["DD"], p["edge"] if kind == "hard" else -p["edge"]))
        attacked = Decision(DEFENDER, f"defender {kind}", {"concede": given, "resist": war})
        return Decision(CHALLENGER, "challenger", {"leave": Terminal("status quo", (p["SQ"], 1.0)), "attack": attacked})

    shares = zip(TYPES, (p["p"], 1 - p["p"]), strict=True)
    return Tree(PLAYERS, Chance({f"{kind} defender": (share, choose(kind)) for kind, share in shares}), "Rudimentary deterrence")


def solve(p: Values) -> Solution:
    """Return the equilibrium; both plans where the challenger is just indifferent."""
    at, game = threshold(p), tree(p)
    answers = {"defender hard": {"concede": 0.0, "resist": 1.0}, "defender soft": {"concede": 1.0, "resist": 0.0}}
    names = [name for name, holds in ((DETERRED, p["p"] >= at), (ATTACK, p["p"] <= at)) if holds]
    found = []
    for name in names:
        first = {"challenger": {"leave": float(name == DETERRED), "attack": float(name == ATTACK)}}
        found.append(assessed(game, "perfect Bayesian", name, first | answers))
    statement = "The only perfect Bayesian equilibrium; at the threshold itself two, and all mixtures of them."
    return Solution(tuple(found), len(found) == 1, statement, region(p), {"threshold": at})


def checks() -> Iterator[Row]:
    """Yield one threshold."""
    given = {"SQ": 0.0, "DC": 1.0, "DD": -4.0}
    yield Row("threshold of p", "closed form", given, ".20", GAME.solved(**given).quantities["threshold"], Fidelity.VERIFIED)


def boundaries(p: Values) -> Mapping[str, tuple[tuple[float, float], ...]]:
    """Return the threshold over DD (across), as far as p (up)."""
    low, high = GAME.parameter("DD").range
    points = [low + (high - low) * step / 60 for step in range(61)]
    return {"threshold": tuple((worth, (p["DC"] - p["SQ"]) / (p["DC"] - worth)) for worth in points if worth < p["SQ"])}


GAME = Game(
    name="rudimentary-deterrence",
    title="Rudimentary deterrence",
    question="How credible must a defender be to hold off an attack?",
    players=PLAYERS,
    moves="The challenger leaves or attacks; a defender that is attacked concedes or resists.",
    information="The defender alone knows whether it is hard.",
    payoffs="Challenger: DC if the defender concedes, SQ in the status quo, DD in conflict. Defender: 1; 0 conceding; +- edge in conflict.",
    parameters=(
        Parameter("p", "chance that the defender is hard", 0.3, 0.0, 1.0, open_low=True, open_high=True),
        Parameter("DC", "payoff of the challenger where the defender concedes", 1.0, unit="payoff", span=(0.5, 2.0)),
        Parameter("SQ", "payoff of the challenger in the status quo", 0.0, unit="payoff", span=(-0.4, 0.4)),
        Parameter("DD", "payoff of the challenger in conflict", -4.0, unit="payoff", span=(-8.0, -0.5)),
        Parameter("edge", "what a hard defender gains, and a soft one loses, by resisting", 0.5, 0.0, unit="payoff", open_low=True, span=(0.1, 1.0)),
    ),
    constraints=(descending("DC", "SQ", "DD"),),
    source="zagare-2000",
    fidelity=Fidelity.VERIFIED,
    followed="The structure of the source; elementary.",
    solve=solve,
    tree=tree,
    checks=checks,
    phases=Phases("DD", "p", "The worse conflict is for the challenger, the less credible the defender need be", region, boundaries),
    curve="p",
)
