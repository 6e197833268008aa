"""Strategic choice with error: an attacker that knows that the defender's answer is uncertain, and errs itself.

The first side leaves the status quo or attacks; the second concedes (capitulation) or resists (war). Every action's payoff carries an error that only
the mover sees. With logit errors of precision lam

    p_R = sigma(lam (u2_WAR - u2_CAP)),     p_A = sigma(lam (p_R u1_WAR + (1 - p_R) u1_CAP - u1_SQ)),

with normal errors of standard deviation s an action, sigma(lam z) gives way to Phi(z / (s sqrt 2)). Without error the same by comparison.

References
----------
Signorino 1999; McKelvey and Palfrey 1998 for the agent quantal response that it is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.games.game import Fidelity, Game, Parameter, Row, Solution, Values
from sim.games.parameters import Value
from sim.games.solvers.backward_induction import all_subgame_perfect
from sim.games.solvers.evaluate import assessed
from sim.games.tree import Decision, Terminal, Tree

PLAYERS = ("attacker", "defender")
LOGIT, PROBIT, NONE = "logit", "probit", "none"
STATUS_QUO, CAPITULATION, WAR = "status quo", "capitulation", "war"


def chance(p: Values, edge: float) -> float:
    """Return the chance that an action is taken that is better by `edge` than its alternative."""
    if p.word("error") == PROBIT:
        return math.erfc(-edge / (2 * p["sd"])) / 2  # Phi(edge / (sd sqrt 2))
    exponent = p["precision"] * edge
    if exponent >= 0:
        return 1 / (1 + math.exp(-exponent))
    grown = math.exp(exponent)
    return grown / (1 + grown)


def tree(p: Values) -> Tree:
    """Return the game without its errors; giving way is named first, so ties give way."""
    answer = Decision(
        PLAYERS[1],
        "defender, attacked",
        {"concede": Terminal(CAPITULATION, (p["u1_CAP"], p["u2_CAP"])), "resist": Terminal(WAR, (p["u1_WAR"], p["u2_WAR"]))},
    )
    return Tree(
        PLAYERS, Decision(PLAYERS[0], "attacker", {"leave": Terminal(STATUS_QUO, (p["u1_SQ"], p["u2_SQ"])), "attack": answer}), "Strategic choice"
    )


def solve(p: Values) -> Solution:
    """Return the quantal response, the equilibrium with normal errors, or subgame perfection where there is no error."""
    game = tree(p)
    if p.word("error") == NONE:
        return all_subgame_perfect(game)
    resists = chance(p, p["u2_WAR"] - p["u2_CAP"])
    attacks = chance(p, resists * p["u1_WAR"] + (1 - resists) * p["u1_CAP"] - p["u1_SQ"])
    strategies = {"attacker": {"leave": 1 - attacks, "attack": attacks}, "defender, attacked": {"concede": 1 - resists, "resist": resists}}
    kind = "logit quantal response" if p.word("error") == LOGIT else "probit agent error"
    statement = "The only one: moves are made one after another, so each chance follows from those behind it. Values leave the errors out."
    return Solution((assessed(game, kind, kind, strategies),), True, statement)


BASE = {"u1_SQ": 0.0, "u1_CAP": 1.0, "u1_WAR": -1.5, "u2_SQ": 0.0, "u2_CAP": -1.0, "u2_WAR": -0.5}
CASES = (
    (0.0, (".5", ".5"), (".5", ".25", ".25")),
    (0.5, (".44949269", ".56217650"), (".55050731", ".19679846", ".25269423")),
    (1.0, (".36443913", ".62245933"), (".63556087", ".13759059", ".22684854")),
    (2.0, (".16039488", ".73105858"), (".83960512", ".04313683", ".11725805")),
    (10.0, ("3.6e-7", ".99330715"), None),
)


def checks() -> Iterator[Row]:
    """Yield chances of attack and resistance and outcomes at several precisions, and with normal errors."""
    for precision, plans, outcomes in CASES:
        given: dict[str, Value] = {**BASE, "precision": precision}
        (found,) = GAME.solved(**given)
        obtained = (found.strategies["attacker"]["attack"], found.strategies["defender, attacked"]["resist"])
        for name, text, number in zip(("p_A", "p_R"), plans, obtained, strict=True):
            yield Row(name, "fixed point; matched by Gambit", given, text, number, Fidelity.MATCHED)
        for outcome, text in zip((STATUS_QUO, CAPITULATION, WAR), outcomes or (), strict=bool(outcomes)):
            yield Row(f"P({outcome})", "fixed point; matched by Gambit", given, text, found.outcomes[outcome], Fidelity.MATCHED)
    given_probit: dict[str, Value] = {**BASE, "error": PROBIT, "sd": 1.0}
    (found,) = GAME.solved(**given_probit)
    where = "closed form; also sampled (.33713, .63899)"
    yield Row("p_A", where, given_probit, ".33687132", found.strategies["attacker"]["attack"], Fidelity.VERIFIED)
    yield Row("p_R", where, given_probit, ".63816320", found.strategies["defender, attacked"]["resist"], Fidelity.VERIFIED)


def _payoff(name: str, meaning: str) -> Parameter:
    return Parameter(name, meaning, BASE[name], unit="payoff", span=(BASE[name] - 1, BASE[name] + 1))


GAME = Game(
    name="strategic-choice",
    title="Strategic choice with error",
    question="How does an attacker choose that cannot be sure what the defender will do, if both err?",
    players=PLAYERS,
    moves="The attacker leaves or attacks; the defender concedes or resists.",
    information="Payoffs are known but for an error on each action that only its mover sees.",
    payoffs="u1 and u2 of status quo, capitulation and war.",
    parameters=(
        Parameter("error", "how payoffs err: logit, probit (normal), or none (subgame perfection)", LOGIT, choices=(LOGIT, PROBIT, NONE)),
        Parameter("precision", "of logit errors: 0 is a coin, infinity no error", 1.0, 0.0, 1e6, unit="1 / payoff", span=(0.0, 10.0)),
        Parameter("sd", "standard deviation of a normal error, one on each action", 1.0, 0.0, 1e6, unit="payoff", open_low=True, span=(0.2, 5.0)),
        _payoff("u1_SQ", "attacker, status quo"),
        _payoff("u1_CAP", "attacker, capitulation of the defender"),
        _payoff("u1_WAR", "attacker, war"),
        _payoff("u2_SQ", "defender, status quo; moves its value only"),
        _payoff("u2_CAP", "defender, own capitulation"),
        _payoff("u2_WAR", "defender, war"),
    ),
    source="signorino-1999",
    further_sources=("mckelvey-1998",),
    fidelity=Fidelity.MATCHED,
    followed="The game of two moves of the source with agent error; payoffs are ours, numbers are matched by Gambit where errors are logit.",
    solve=solve,
    tree=tree,
    checks=checks,
    curve="precision",
)
