"""Mutual deterrence: both may attack at once, and whoever is attacked alone strikes back if it is hard.

Both sides choose C or D at the same time. If one attacks alone the victim concedes or strikes back; it prefers to strike back if and only if it is
hard, which each is with probability p, known to itself only. Payoffs DC > CC > DD+ > CD > DD- are the same for both. With

    t_H = (DC - CC) / (DC - DD+),     t_sep = (DC - CC) / ((DC - CC) + (CD - DD-)),

the equilibria are

    p >= t_H       sure thing: nobody attacks
    p >= t_sep     separating: the hard attack, the soft do not
    p < t_sep      bluff: the hard attack, the soft with x = (t_sep - p) / (1 - p)
    p >= t_H       hedging: the hard attack with y = 1 - (1 - p)(DC - CC) / (p (CC - DD+)), the soft do not
    p <= t_sep     lopsided, two: one side always attacks, the soft of the other never do.

A soft type gains less from attacking than a hard one whatever the other does, so the hard attack for certain wherever the soft attack at all; going
through the signs of both gains shows that there are no others.

References
----------
Kilgour and Zagare 1991 for the game and the first three; hedging and lopsided equilibria, and the proof, are ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Phases, Row, Solution, Values, descending
from sim.games.solvers.evaluate import assessed
from sim.games.tree import Chance, Decision, Node, Terminal, Tree

PLAYERS = ("first", "second")
TYPES = ("hard", "soft")
SURE, SEPARATING, BLUFF, HEDGING = "sure thing", "separating", "bluff", "hedging"
LOPSIDED = ("first always attacks", "second always attacks")
Plan = tuple[float, float]  # chance of attacking: hard, soft


def tree(p: Values) -> Tree:
    """Return the game with both types drawn first; the second side does not see what the first has chosen."""

    def war(first: str, second: str) -> Terminal:
        return Terminal("conflict", (p[f"DD_{first}"], p[f"DD_{second}"]))

    def attacked(victim: int, first: str, second: str) -> Node:
        payoffs = (p["CD"], p["DC"]) if victim == 0 else (p["DC"], p["CD"])
        given = Terminal(f"{PLAYERS[victim]} concedes", payoffs)
        return Decision(
            PLAYERS[victim], f"{PLAYERS[victim]} {(first, second)[victim]}, attacked", {"concede": given, "strike back": war(first, second)}
        )

    def choose(first: str, second: str) -> Node:
        peace = Terminal("peace", (p["CC"], p["CC"]))
        after_peace = Decision("second", f"second {second}", {"hold": peace, "attack": attacked(0, first, second)})
        after_attack = Decision("second", f"second {second}", {"hold": attacked(1, first, second), "attack": war(first, second)})
        return Decision("first", f"first {first}", {"hold": after_peace, "attack": after_attack})

    def other(first: str) -> Node:
        return Chance({f"{kind} second": (share, choose(first, kind)) for kind, share in zip(TYPES, (p["p"], 1 - p["p"]), strict=True)})

    shares = zip(TYPES, (p["p"], 1 - p["p"]), strict=True)
    return Tree(PLAYERS, Chance({f"{kind} first": (share, other(kind)) for kind, share in shares}), "Mutual deterrence")


def thresholds(p: Values) -> dict[str, float]:
    """Return t_H and t_sep, the chances of hardness from which holding, and separating, is an equilibrium."""
    gain = p["DC"] - p["CC"]
    return {"t_H": gain / (p["DC"] - p["DD_hard"]), "t_sep": gain / (gain + p["CD"] - p["DD_soft"])}


def plans(p: Values) -> dict[str, tuple[Plan, Plan]]:
    """Return the chances of attacking, (hard, soft) of each side, of every equilibrium at these values."""
    at, chance = thresholds(p), p["p"]
    found: dict[str, tuple[Plan, Plan]] = {}
    if chance >= at["t_H"]:
        found[SURE] = ((0.0, 0.0), (0.0, 0.0))
    if chance >= at["t_sep"]:
        found[SEPARATING] = ((1.0, 0.0), (1.0, 0.0))
    else:
        soft = (at["t_sep"] - chance) / (1 - chance)
        found[BLUFF] = ((1.0, soft), (1.0, soft))
    if chance > at["t_H"]:
        hard = 1 - (1 - chance) * (p["DC"] - p["CC"]) / (chance * (p["CC"] - p["DD_hard"]))
        found[HEDGING] = ((hard, 0.0), (hard, 0.0))
    if chance <= at["t_sep"]:
        found[LOPSIDED[0]] = ((1.0, 1.0), (1.0, 0.0))
        found[LOPSIDED[1]] = ((1.0, 0.0), (1.0, 1.0))
    return found


def region(p: Values) -> str:
    """Return which equilibria with like plans on both sides there are."""
    return " and ".join(name for name in plans(p) if name not in LOPSIDED)


def solve(p: Values) -> Solution:
    """Return every equilibrium."""
    game = tree(p)
    found = tuple(_equilibrium(game, p["p"], name, sides) for name, sides in plans(p).items())
    statement = (
        "All equilibria in which whoever is attacked alone strikes back if and only if it is hard, up to one thing that moves no outcome: where a "
        "side always attacks, the hard of the other may hold and strike back instead."
    )
    return Solution(found, True, statement, region(p), thresholds(p))


def _equilibrium(game: Tree, chance: float, name: str, sides: tuple[Plan, Plan]) -> Equilibrium:
    strategies: dict[str, dict[str, float]] = {}
    beliefs: dict[str, dict[str, float]] = {}
    for side, (player, plan) in enumerate(zip(PLAYERS, sides, strict=True)):
        other, act = PLAYERS[1 - side], sides[1 - side]
        attacking = chance * act[0] + (1 - chance) * act[1]
        hard = chance * act[0] / attacking if attacking else chance  # nobody should have attacked: it may have been any type
        for kind, attack in zip(TYPES, plan, strict=True):
            strategies[f"{player} {kind}"] = {"hold": 1 - attack, "attack": attack}
            strategies[f"{player} {kind}, attacked"] = {"concede": float(kind == "soft"), "strike back": float(kind == "hard")}
            own, moves = f"{kind} {player}", ("hold, attack" if side == 0 else "attack, hold")
            ways = [", ".join((own, f"{theirs} {other}", moves) if side == 0 else (f"{theirs} {other}", own, moves)) for theirs in TYPES]
            beliefs[f"{player} {kind}, attacked"] = dict(zip(ways, (hard, 1 - hard), strict=True))
    return assessed(game, "perfect Bayesian", name, strategies, beliefs)


BASE = {"DC": 1.0, "CC": 0.6, "DD_hard": 0.3, "CD": 0.0, "DD_soft": -0.7}


def checks() -> Iterator[Row]:
    """Yield thresholds, the soft types' chance of attacking, and which equilibria with like plans there are."""
    for name, expected in (("t_H", ".571429"), ("t_sep", ".363636")):
        yield Row(name, "closed form", BASE, expected, GAME.solved(**BASE).quantities[name], Fidelity.VERIFIED)
    for chance, expected in ((0.1, ".292929"), (0.3, ".090909")):
        given = BASE | {"p": chance}
        obtained = GAME.solved(**given).named(BLUFF).strategies["first soft"]["attack"]
        yield Row("x, bluff", "closed form", given, expected, obtained, Fidelity.VERIFIED)
    for chance, expected in ((0.45, SEPARATING), (0.6, f"{SURE} and {SEPARATING}"), (0.8, f"{SURE} and {SEPARATING}")):
        given = BASE | {"p": chance}
        pure = " and ".join(found.name for found in GAME.solved(**given) if found.name in (SURE, SEPARATING))
        yield Row("like plans in pure strategies", "closed form", given, expected, pure, Fidelity.VERIFIED)


GAME = Game(
    name="mutual-deterrence",
    title="Mutual deterrence",
    question="If either side may attack and either may strike back, when does neither, and is that the only thing that can happen?",
    players=PLAYERS,
    moves="Both hold or attack at the same time; whoever is attacked alone concedes or strikes back.",
    information="Each side knows whether it is hard itself, and only how likely the other is.",
    payoffs="DC > CC > DD (hard) > CD > DD (soft), the same for both.",
    parameters=(
        Parameter("p", "chance that a side is hard", 0.3, 0.0, 1.0, open_low=True, open_high=True),
        Parameter("DC", "payoff of attacking where the other concedes", BASE["DC"], unit="payoff", span=(0.8, 1.5)),
        Parameter("CC", "payoff of peace", BASE["CC"], unit="payoff", span=(0.45, 0.75)),
        Parameter("DD_hard", "payoff of conflict for the hard", BASE["DD_hard"], unit="payoff", span=(0.15, 0.4)),
        Parameter("CD", "payoff of conceding", BASE["CD"], unit="payoff", span=(-0.3, 0.1)),
        Parameter("DD_soft", "payoff of conflict for the soft", BASE["DD_soft"], unit="payoff", span=(-2.0, -0.35)),
    ),
    constraints=(descending("DC", "CC", "DD_hard", "CD", "DD_soft"),),
    source="kilgour-1991",
    fidelity=Fidelity.VERIFIED,
    followed="Players, moves and orders of payoffs as in the source, which we have not read in full; equilibria and names are derived here.",
    solve=solve,
    tree=tree,
    checks=checks,
    phases=Phases("p", "CC", "With credible threats on both sides peace is possible, and never the only possibility", region),
    curve="p",
)
