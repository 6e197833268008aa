"""The centipede: taking ends the game, passing lets the pot grow, and whoever is passed to last takes it all.

At move k the mover may take: it gets the large pile, the other the small one, both grown k times by `growth`. If everybody passes, the side whose
turn it would be gets the large pile: with payoffs (.4, .1), (.2, .8), (1.6, .4), (.8, 3.2), (6.4, 1.6) for four moves. Backward induction takes at
once; agent logit quantal response with precision lam takes at each move with

    p_k = sigma(lam (take_k - pass_k)),

pass_k being what the mover expects further on.

References
----------
McKelvey and Palfrey 1998 for the quantal response; the game is Rosenthal's, in its four-move version.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.games.game import Fidelity, Game, Parameter, Row, Solution, Values, descending
from sim.games.parameters import Value
from sim.games.solvers.backward_induction import all_subgame_perfect
from sim.games.solvers.evaluate import assessed
from sim.games.tree import Decision, Node, Terminal, Tree

PLAYERS = ("first", "second")
LOGIT, NONE = "logit", "none"


def ends(p: Values) -> list[tuple[float, float]]:
    """Return payoffs of taking at each move, then of passing to the end."""
    large, small = p["large"], p["small"]
    found = []
    for move in range(p.whole("moves") + 1):
        found.append((large, small) if move % 2 == 0 else (small, large))
        large, small = large * p["growth"], small * p["growth"]
    return found


def taking(p: Values) -> tuple[list[float], tuple[float, float]]:
    """Return the chance of taking at each move, and what both sides expect, by recursion from the end."""
    payoffs = ends(p)
    expected = payoffs[-1]
    chances = []
    for move in range(p.whole("moves") - 1, -1, -1):
        mover = move % 2
        exponent = p["precision"] * (payoffs[move][mover] - expected[mover])
        take = 1 / (1 + math.exp(-exponent)) if exponent >= 0 else 1 - 1 / (1 + math.exp(exponent))
        expected = (
            take * payoffs[move][0] + (1 - take) * expected[0],
            take * payoffs[move][1] + (1 - take) * expected[1],
        )
        chances.append(take)
    return chances[::-1], expected


def tree(p: Values) -> Tree:
    """Return the game; taking is named first, so ties take."""
    payoffs = ends(p)

    def move(k: int) -> Node:
        if k == p.whole("moves"):
            return Terminal("passed to the end", payoffs[k])
        return Decision(PLAYERS[k % 2], f"move {k + 1}", {"take": Terminal(f"taken at move {k + 1}", payoffs[k]), "pass": move(k + 1)})

    return Tree(PLAYERS, move(0), "Centipede")


def solve(p: Values) -> Solution:
    """Return the quantal response, or subgame perfection where there is no error."""
    game = tree(p)
    if p.word("error") == NONE:
        return all_subgame_perfect(game)
    chances, _ = taking(p)
    strategies = {f"move {k + 1}": {"take": take, "pass": 1 - take} for k, take in enumerate(chances)}
    statement = "The only one: with perfect information quantal response follows move by move from the end."
    return Solution((assessed(game, "logit quantal response", "logit quantal response", strategies),), True, statement)


CASES = (
    (0.0, (".5", ".5", ".5", ".5"), (".9", ".6")),
    (1.0, (".296257", ".277980", ".464884", ".832018"), ("1.00887", "1.077619")),
    (2.0, (".236193", ".376299", ".761577", ".960834"), None),
    (10.0, (".851436", ".981847", ".999665", "1.000"), (".374062", ".202919")),
)


def checks() -> Iterator[Row]:
    """Yield chances of taking and values at several precisions."""
    for precision, chances, values in CASES:
        given: dict[str, Value] = {"precision": precision}
        (found,) = GAME.solved(**given)
        for k, text in enumerate(chances):
            obtained = found.strategies[f"move {k + 1}"]["take"]
            yield Row(f"P(take) at move {k + 1}", "recursion from the end", given, text, obtained, Fidelity.VERIFIED)
        for player, text in zip(PLAYERS, values or (), strict=bool(values)):
            yield Row(f"value of {player}", "recursion from the end", given, text, found.values[player], Fidelity.VERIFIED)


GAME = Game(
    name="centipede",
    title="Centipede",
    question="If grabbing now is safe and patience pays both, how long does patience last among people who err a little?",
    players=PLAYERS,
    moves="In turn: take and end it, or pass; after the last pass it ends too.",
    information="Complete and perfect; with errors, only the mover sees its own.",
    payoffs="The large pile to whoever takes, the small one to the other, both larger with each pass.",
    parameters=(
        Parameter("error", "logit: actions are chosen with error; none: subgame perfection", LOGIT, choices=(LOGIT, NONE)),
        Parameter("precision", "of logit errors: 0 is a coin, infinity no error", 2.0, 0.0, 1e6, unit="1 / payoff", span=(0.0, 10.0)),
        Parameter("moves", "moves before the game ends by itself", 4.0, 1.0, 12.0, whole=True, span=(2.0, 8.0)),
        Parameter("large", "large pile at the first move", 0.4, 0.0, unit="payoff", open_low=True, span=(0.3, 1.0)),
        Parameter("small", "small pile at the first move", 0.1, 0.0, unit="payoff", span=(0.0, 0.25)),
        Parameter("growth", "by which both piles grow with each pass", 2.0, 1.0, 10.0, open_low=True, span=(1.2, 2.5)),
    ),
    constraints=(descending("large", "small"),),
    source="mckelvey-1998",
    fidelity=Fidelity.VERIFIED,
    followed="The four-move game and the quantal response of the source; other lengths and piles are ours.",
    solve=solve,
    tree=tree,
    checks=checks,
    curve="precision",
)
