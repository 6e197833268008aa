"""The misere ladder: in turn each side climbs a few rungs, and whoever sets foot on the last one loses. Pure arithmetic decides.

The line is n rungs away; a move climbs 1 to k rungs, and whoever has to step onto the line loses. With best play

    the mover loses if and only if n = 1 mod (k + 1):

from any other n it can leave the opponent at such a distance. Nothing about resolve is in it, which is a warning: a ladder of sure steps with a
forced loser at its top makes results out of parity.

References
----------
Source: ours (elementary; the game of subtraction in its misere form, taken for brinkmanship elsewhere).
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.games.game import Fidelity, Game, Parameter, Row, Solution, Values
from sim.games.solvers.backward_induction import subgame_perfect
from sim.games.solvers.evaluate import assessed
from sim.games.tree import Decision, Node, Terminal, Tree

PLAYERS = ("first", "second")
LOST, WON = "the mover loses", "the mover wins"


def loses(distance: int, most: int) -> bool:
    """Return whether the side to move loses with the line so many rungs away.

    >>> [n for n in range(1, 12) if loses(n, 2)]
    [1, 4, 7, 10]
    """
    return distance % (most + 1) == 1


def best(distance: int, most: int) -> int:
    """Return how many rungs to climb: the only winning number, or one where every number loses."""
    return 1 if loses(distance, most) else (distance - 1) % (most + 1)


def tree(p: Values) -> Tree:
    """Return the ladder, each history of climbs a place of its own."""
    most = p.whole("step")

    def node(left: int, mover: int, climbed: str) -> Node:
        if left == 0:
            return Terminal(f"{PLAYERS[1 - mover]} crosses the line", (1.0, -p["loss"]) if mover == 0 else (-p["loss"], 1.0))
        actions = {f"climb {step}": node(left - step, 1 - mover, f"{climbed}{step}") for step in range(1, min(most, left) + 1)}
        return Decision(PLAYERS[mover], f"{PLAYERS[mover]} after {climbed or 'nothing'}", actions)

    return Tree(PLAYERS, node(p.whole("distance"), 0, ""), "Misere ladder")


def solve(p: Values) -> Solution:
    """Return the subgame perfect equilibrium in which lost positions climb one rung."""
    game, most = tree(p), p.whole("step")
    strategies = {}
    for name, known in game.information_sets.items():
        climbed = name.rpartition(" ")[2]
        left = p.whole("distance") - (0 if climbed == "nothing" else sum(map(int, climbed)))
        taken = f"climb {best(left, most)}"
        strategies[name] = {action: float(action == taken) for action in known.actions}
    found = assessed(game, "subgame perfect", "lost positions climb one rung", strategies)
    statement = "In lost positions every move is as good; plans that climb there otherwise are equilibria too, with the same winner."
    return Solution((found,), False, statement, region(p))


def region(p: Values) -> str:
    """Return whether the side that moves first wins."""
    return LOST if loses(p.whole("distance"), p.whole("step")) else WON


def checks() -> Iterator[Row]:
    """Yield the distances at which the mover loses, by backward induction over the whole tree."""
    for most, last, expected in ((2, 11, "1, 4, 7, 10"), (3, 10, "1, 5, 9")):
        lost = []
        for distance in range(1, last + 1):
            values = GAME.values({"distance": float(distance), "step": float(most)})
            if subgame_perfect(tree(values)).values["first"] < 0:
                lost.append(str(distance))
        yield Row(f"distances up to {last} at which the mover loses", "theorem", {"step": float(most)}, expected, ", ".join(lost), Fidelity.VERIFIED)


GAME = Game(
    name="misere-ladder",
    title="Misere ladder",
    question="If each side must climb and whoever steps onto the last rung loses, who wins, and does resolve matter?",
    players=PLAYERS,
    moves="In turn, first side first: climb one rung or a few.",
    information="Complete and perfect.",
    payoffs="1 for the side that does not cross the line; minus the loss for the one that does.",
    parameters=(
        Parameter("distance", "rungs to the line", 7.0, 1.0, 12.0, whole=True, span=(1.0, 9.0)),
        Parameter("step", "most rungs that a move may climb", 2.0, 1.0, 4.0, whole=True, span=(1.0, 3.0)),
        Parameter("loss", "what crossing the line costs; moves values only", 10.0, 0.0, unit="payoff", span=(0.5, 20.0)),
    ),
    source="schelling-1966",
    fidelity=Fidelity.VERIFIED,
    followed="A game of arithmetic put on an escalation ladder; nothing of the source but the ladder.",
    solve=solve,
    tree=tree,
    checks=checks,
    curve="distance",
)
