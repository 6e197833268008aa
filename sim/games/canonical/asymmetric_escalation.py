"""Asymmetric escalation: a defender that can answer in kind or escalate, a challenger that can escalate too, and nothing hidden.

    challenger: C -> status quo, D -> defender: C -> concedes
                                                D -> challenger: D -> limited conflict, E -> defender: D -> challenger wins by escalation
                                                                                                       E -> all-out conflict
                                                E -> challenger: D -> defender wins by escalation, E -> all-out conflict

A challenger (defender) is hard where all-out conflict is better for it than giving in to an escalation, and a defender is willing in kind where
limited conflict is better for it than conceding. With complete information backward induction gives: a soft challenger never moves, because
escalation by the defender is decisive; a hard one is held off only by a defender that is both willing in kind and hard.

References
----------
Zagare and Kilgour 2000 for players and moves, a quoted idea; payoffs ours. Their equilibria under incomplete information are not reproduced.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from sim.games.game import Constraint, Fidelity, Game, Parameter, Row, Solution, Values, descending
from sim.games.solvers.backward_induction import all_subgame_perfect
from sim.games.tree import Decision, Node, Terminal, Tree

CHALLENGER, DEFENDER = PLAYERS = ("challenger", "defender")
HARD, SOFT = "hard", "soft"
WILLING, UNWILLING = "willing", "unwilling"
STATUS_QUO, CONCEDES = "status quo", "defender concedes"


def tree(p: Values) -> Tree:
    """Return the game at the given types; giving way is named first, so ties give way."""
    conflict = p["de_DD_willing"] if p.word("in_kind") == WILLING else p["de_DD_unwilling"]
    all_out = (p[f"ch_EE_{p.word('challenger')}"], p[f"de_EE_{p.word('defender')}"])
    last = {"hold": Terminal("challenger wins by escalation", (p["ch_ED"], p["de_ED"])), "escalate": Terminal("all-out conflict", all_out)}
    limited: dict[str, Node] = {
        "hold": Terminal("limited conflict", (p["ch_DD"], conflict)),
        "escalate": Decision(DEFENDER, "defender, escalated upon", last),
    }
    answered = {
        "hold": Terminal("defender wins by escalation", (p["ch_DE"], p["de_DE"])),
        "escalate": Terminal("all-out conflict", all_out),
    }
    reply: dict[str, Node] = {
        "concede": Terminal(CONCEDES, (p["ch_DC"], p["de_DC"])),
        "in kind": Decision(CHALLENGER, "challenger, answered in kind", limited),
        "escalate": Decision(CHALLENGER, "challenger, escalated upon", answered),
    }
    first: dict[str, Node] = {"leave": Terminal(STATUS_QUO, (p["ch_SQ"], p["de_SQ"])), "challenge": Decision(DEFENDER, "defender, challenged", reply)}
    return Tree(PLAYERS, Decision(CHALLENGER, "challenger", first), "Asymmetric escalation")


def solve(p: Values) -> Solution:
    """Return the subgame perfect equilibria."""
    return all_subgame_perfect(tree(p))


def checks() -> Iterator[Row]:
    """Yield the outcome for each of the eight combinations of types."""
    for challenger, kind, defender in product((HARD, SOFT), (WILLING, UNWILLING), (HARD, SOFT)):
        given = {"challenger": challenger, "in_kind": kind, "defender": defender}
        held_off = challenger == SOFT or (kind == WILLING and defender == HARD)
        (found,) = GAME.solved(**given)
        happens = next(outcome for outcome, share in found.outcomes.items() if share == 1)
        yield Row("outcome", "backward induction by hand", given, STATUS_QUO if held_off else CONCEDES, happens, Fidelity.VERIFIED)


def _payoff(name: str, meaning: str, default: float) -> Parameter:
    return Parameter(name, meaning, default, unit="payoff", span=(default - 0.1, default + 0.1))


GAME = Game(
    name="asymmetric-escalation",
    title="Asymmetric escalation",
    question="Whom does a defender hold off that may answer in kind or escalate, if the challenger may escalate too?",
    players=PLAYERS,
    moves="The challenger leaves or challenges; the defender concedes, answers in kind or escalates; whoever is escalated upon holds or escalates.",
    information="Complete and perfect: all types are known.",
    payoffs="Challenger: DC > ED > SQ > DD > DE, EE above or below DE. Defender: SQ > DE > DD > DC > ED, EE above or below ED; DD may lie below DC.",
    parameters=(
        Parameter("challenger", "hard: prefers all-out conflict to giving in to an escalation", HARD, choices=(HARD, SOFT)),
        Parameter("in_kind", "willing: the defender prefers limited conflict to conceding", WILLING, choices=(WILLING, UNWILLING)),
        Parameter("defender", "hard: prefers all-out conflict to giving in to an escalation", HARD, choices=(HARD, SOFT)),
        _payoff("ch_DC", "challenger, where the defender concedes", 5.0),
        _payoff("ch_ED", "challenger, where it wins by escalation", 4.5),
        _payoff("ch_SQ", "challenger, in the status quo", 4.0),
        _payoff("ch_DD", "challenger, in limited conflict", 3.0),
        _payoff("ch_EE_hard", "hard challenger, in all-out conflict", 2.0),
        _payoff("ch_DE", "challenger, where it gives in to an escalation", 1.0),
        _payoff("ch_EE_soft", "soft challenger, in all-out conflict", 0.0),
        _payoff("de_SQ", "defender, in the status quo; moves no equilibrium", 6.0),
        _payoff("de_DE", "defender, where it wins by escalation", 4.5),
        _payoff("de_DD_willing", "willing defender, in limited conflict", 4.0),
        _payoff("de_DC", "defender, where it concedes", 2.0),
        _payoff("de_DD_unwilling", "unwilling defender, in limited conflict", 1.8),
        _payoff("de_EE_hard", "hard defender, in all-out conflict", 1.5),
        _payoff("de_ED", "defender, where it gives in to an escalation", 1.0),
        _payoff("de_EE_soft", "soft defender, in all-out conflict", 0.0),
    ),
    constraints=(
        descending("ch_DC", "ch_ED", "ch_SQ", "ch_DD", "ch_EE_hard", "ch_DE", "ch_EE_soft"),
        descending("de_SQ", "de_DE", "de_DD_willing", "de_DC", "de_EE_hard", "de_ED", "de_EE_soft"),
        Constraint("de_DC > de_DD_unwilling > de_EE_hard", lambda p: p["de_DC"] > p["de_DD_unwilling"] > p["de_EE_hard"]),
    ),
    source="zagare-2000",
    fidelity=Fidelity.VERIFIED,
    followed="Players and moves as in the source; payoffs are generic and ours. Its regions under incomplete information are not reproduced.",
    solve=solve,
    tree=tree,
    checks=checks,
    curve="ch_SQ",
)
