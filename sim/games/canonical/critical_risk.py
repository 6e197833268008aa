"""The brinkmanship ladder with nothing hidden: at each rung one side gives way or takes a known risk of disaster, and the other is next.

Whoever wins gets w, whoever gives way s, disaster is worth d to each (w > s > d). Standing firm at a single risk r is worth it if and only if
(1 - r) w + r d >= s, that is

    r <= R = (w - s) / (w - d),

the side's critical risk. On the ladder each rung has a risk of its own; the ladder is solved from its top. What the top rung is matters: if the
last mover must give way, a flat ladder is decided by who moves last (parity), not by resolve. So here the top is a war by default.

References
----------
Schelling 1966; Powell 1987. The ladder is a reconstruction of their idea, not the game of either work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sim.games.game import Constraint, Fidelity, Game, Parameter, Row, Solution, Values, descending
from sim.games.solvers.backward_induction import all_subgame_perfect
from sim.games.tree import Chance, Decision, Node, Terminal, Tree, complement

PLAYERS = ("first", "second")
WAR, QUIT = "war", "quit"


def critical_risk(win: float, submit: float, disaster: float) -> float:
    """Return the largest risk of disaster in [0, 1] that is worth running for a win.

    >>> critical_risk(1, 0, -9)
    0.1
    """
    return (win - submit) / (win - disaster)


def tree(p: Values) -> Tree:
    """Return the ladder: `first` moves at even rungs (0, 2, ...), `second` at odd ones; giving way is named first, so ties give way."""
    risks, top = p.numbers("risks"), p.word("top")
    win, submit = p["win"], p["submit"]
    ruin = (p["disaster_first"], p["disaster_second"])

    def rung(k: int) -> Node:
        mover = k % 2
        prize = (submit, win) if mover == 0 else (win, submit)
        gave_way = Terminal(f"{PLAYERS[mover]} gives way", prize)
        if k == len(risks):
            return Terminal("disaster at the top", ruin) if top == WAR else gave_way
        after = Chance({"disaster": (risks[k], Terminal("disaster", ruin)), "none": (complement(risks[k]), rung(k + 1))})
        return Decision(PLAYERS[mover], f"{PLAYERS[mover]} at rung {k}", {"give way": gave_way, "escalate": after})

    return Tree(PLAYERS, rung(0), "Brinkmanship ladder")


def solve(p: Values) -> Solution:
    """Return the subgame perfect equilibria, first the one in which whoever is indifferent gives way, and both critical risks."""
    found = all_subgame_perfect(tree(p))
    risks = {f"critical_risk_{side}": critical_risk(p["win"], p["submit"], p[f"disaster_{side}"]) for side in PLAYERS}
    return replace(found, quantities=risks)


RISING = (0.05, 0.10, 0.20, 0.40, 0.60)
FLAT = (0.02,) * 6


def checks() -> Iterator[Row]:
    """Yield critical risks and ladder values."""
    where = "closed form"
    for win, submit, disaster, expected in ((1.0, 0.0, -9.0, ".1"), (1.0, -0.5, -10.0, ".13636364")):
        given = {"win": win, "submit": submit, "disaster_first": disaster}
        yield Row("critical risk", where, given, expected, GAME.solved(**given).quantities["critical_risk_first"], Fidelity.VERIFIED)
    cases = (
        (RISING, -9.0, -4.0, "0", "1"),
        (RISING, -4.0, -9.0, ".75", "-.45"),
        (FLAT, -9.0, -4.0, "0", "1"),
        (FLAT, -4.0, -9.0, "0", "1"),
    )
    for risks, first, second, *values in cases:
        given_ladder = {"risks": risks, "disaster_first": first, "disaster_second": second, "top": QUIT}
        found = GAME.solved(**given_ladder).equilibria[0]
        for player, number in zip(PLAYERS, values, strict=True):
            yield Row(f"value of {player}", "backward induction by hand", given_ladder, number, found.values[player], Fidelity.VERIFIED)


GAME = Game(
    name="critical-risk",
    title="Critical risk and the brinkmanship ladder",
    question="How much risk of disaster is a side willing to run, and who gives way on a ladder of rising risks when nothing is hidden?",
    players=PLAYERS,
    moves="In turn, first at rung 0: give way, or escalate and run the risk of that rung; if nothing happens the other is next.",
    information="Complete and perfect: every payoff and every risk is known.",
    payoffs="win: the other gives way; submit: oneself gives way; disaster: the risk comes true (each side has its own).",
    parameters=(
        Parameter("win", "payoff of prevailing", 1.0, unit="payoff", span=(0.5, 2.0)),
        Parameter("submit", "payoff of giving way", 0.0, unit="payoff", span=(-1.0, 0.4)),
        Parameter("disaster_first", "payoff of disaster for the side that moves first", -9.0, unit="payoff", span=(-20.0, -1.5)),
        Parameter("disaster_second", "payoff of disaster for the side that moves second", -4.0, unit="payoff", span=(-20.0, -1.5)),
        Parameter("risks", "risk of disaster at each rung, lowest first", RISING, 0.0, 1.0, longest=40),
        Parameter("top", "what follows the last rung: war for both, or the next mover must give way (quit)", WAR, choices=(WAR, QUIT)),
    ),
    constraints=(
        descending("win", "submit"),
        Constraint("submit > disaster of both sides", lambda p: p["submit"] > max(p["disaster_first"], p["disaster_second"])),
    ),
    source="schelling-1966",
    further_sources=("powell-1987",),
    fidelity=Fidelity.RECONSTRUCTION,
    followed="The critical risk is the textbook's; the finite ladder, its risks and its top are ours.",
    solve=solve,
    tree=tree,
    checks=checks,
    curve="disaster_second",
)
