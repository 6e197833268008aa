"""Chicken: two sides stand firm or swerve at the same time; if both stand firm they crash.

Payoffs of each side, T > R > S > P: T alone firm, R both swerve, S alone swerves, P crash. In the mixed equilibrium each side stands firm with the
probability that leaves the *other* indifferent,

    q_1 = (T_2 - R_2) / ((T_2 - R_2) + (S_2 - P_2)),   P(crash) = q_1 q_2,

so a higher own crash cost does not change what oneself does, only what the other does.

References
----------
Schelling 1966; McKelvey and Palfrey 1995 for quantal response. Numbers: elementary, and all equilibria also by Gambit.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values, descending
from sim.games.matrix import Matrix
from sim.games.solvers.evaluate import assessed

PLAYERS = ("first", "second")
ACTIONS = ("firm", "swerve")


def matrix(p: Values) -> Matrix:
    """Return the game as two tables of payoffs."""
    first = ((p["P1"], p["T1"]), (p["S1"], p["R1"]))
    second = ((p["P2"], p["S2"]), (p["T2"], p["R2"]))
    return Matrix(PLAYERS, (ACTIONS, ACTIONS), first, second, (("crash", "first prevails"), ("second prevails", "both swerve")))


def firmness(p: Values, side: int) -> float:
    """Return the probability with which `side` (1 or 2) stands firm in the mixed equilibrium: set by the payoffs of the other side."""
    other = 3 - side
    gain, loss = p[f"T{other}"] - p[f"R{other}"], p[f"S{other}"] - p[f"P{other}"]
    return gain / (gain + loss)


def solve(p: Values) -> Solution:
    """Return the three Nash equilibria, in closed form."""
    tree = matrix(p).tree()

    def profile(kind: str, name: str, first: float, second: float, note: str = "") -> Equilibrium:
        shares = zip(PLAYERS, (first, second), strict=True)
        strategies = {player: {"firm": share, "swerve": 1 - share} for player, share in shares}
        return assessed(tree, kind, name, strategies, notes=(note,) if note else ())

    mixed = "Each side's mixture is set by the payoffs of the other side."
    found = (
        profile("pure Nash", "first firm", 1.0, 0.0),
        profile("pure Nash", "second firm", 0.0, 1.0),
        profile("mixed Nash", "mixed", firmness(p, 1), firmness(p, 2), mixed),
    )
    statement = "All Nash equilibria: with T > R > S > P on both sides there are exactly three. Nothing in the game says which is played."
    return Solution(found, True, statement, quantities={"q_first": firmness(p, 1), "q_second": firmness(p, 2)})


CASES = (
    ((1, 0, -1, -10), (1, 0, -1, -10), "1/10", "1/10", "1/100"),
    ((3, 2, 1, 0), (3, 2, 1, 0), "1/2", "1/2", "1/4"),
    ((1, 0, -1, -10), (1, 0, -1, -100), "1/100", "1/10", "1/1000"),
)


def payoffs(first: tuple[float, ...], second: tuple[float, ...]) -> dict[str, float]:
    """Return parameters from (T, R, S, P) of both sides."""
    return {f"{letter}{side}": float(value) for side, values in ((1, first), (2, second)) for letter, value in zip("TRSP", values, strict=True)}


def checks() -> Iterator[Row]:
    """Yield the mixed equilibria that the closed form and Gambit give."""
    for first, second, q_first, q_second, crash in CASES:
        given = payoffs(first, second)
        mixed = GAME.solved(**given).named("mixed")
        where = "closed form; Gambit enumeration of mixed equilibria, exact"
        yield Row("P(first firm), mixed", where, given, q_first, mixed.strategies["first"]["firm"], Fidelity.MATCHED)
        yield Row("P(second firm), mixed", where, given, q_second, mixed.strategies["second"]["firm"], Fidelity.MATCHED)
        yield Row("P(crash), mixed", where, given, crash, mixed.outcomes["crash"], Fidelity.MATCHED)
    yield from quantal_checks()


SYMMETRIC = (
    (0.1, ".42054334"),
    (0.3, ".332420"),
    (0.39, ".307801"),
    (0.48, ".288281"),
    (0.5, ".28447461"),
    (1.0, ".22415913"),
    (5.0, ".13683637"),
    (50.0, ".10430065"),
)
ONE_SIDED = ((0.5, ".19651142", ".38164849"), (1.0, ".00188222", ".72734185"))
MISPRINT = ".72734195"


def quantal_checks() -> Iterator[Row]:
    """Yield quantal response: the symmetric branch, where it forks, and the one-sided branches."""
    from sim.games.solvers.quantal import logit_at, logit_branches, principal_at

    given = payoffs((1, 0, -1, -10), (1, 0, -1, -10))
    tree = matrix(GAME.values(given)).tree()
    for (precision, expected), plan in zip(SYMMETRIC, principal_at(tree, [row[0] for row in SYMMETRIC]), strict=True):
        firm = plan["first"]["firm"]
        yield Row(f"P(firm), symmetric, precision {precision:g}", "q = sigma(precision (1 - 10 q))", given, expected, firm, Fidelity.MATCHED)
    found = logit_branches(tree, 1.0)
    where = "10 precision q (1 - q) = 1 on the symmetric branch"
    yield Row("precision of the fork", where, given, ".48918179", found.forks[0], Fidelity.VERIFIED)
    yield Row("P(firm) at the fork", where, given, ".28651225", found.branches[1].probabilities[0][0], Fidelity.VERIFIED)
    for precision, *expected_both in ONE_SIDED:
        forked = [one.strategies["first"]["firm"] for one in logit_at(tree, precision) if one.name != "principal branch"]
        for name, expected, firm in zip(("smaller", "larger"), expected_both, sorted(forked), strict=True):
            where = "q_1 = sigma(precision (1 - 10 q_2)) and the same with the sides exchanged"
            yield Row(f"{name} P(firm), one-sided, precision {precision:g}", where, given, expected, firm, Fidelity.MATCHED)
    where = "a list of reference values; the equation itself, in 30 digits, gives .7273418520, and so does Gambit: a slip in the list"
    yield Row("larger P(firm), one-sided, precision 1, as listed", where, given, MISPRINT, max(forked), Fidelity.NOT_REPRODUCED)


def _side(side: int) -> tuple[Parameter, ...]:
    who = PLAYERS[side - 1]
    words = {
        "T": f"payoff of the {who} side where it alone stands firm",
        "R": f"payoff of the {who} side where both swerve",
        "S": f"payoff of the {who} side where it alone swerves",
        "P": f"payoff of the {who} side in a crash",
    }
    defaults = {"T": 1.0, "R": 0.0, "S": -1.0, "P": -10.0}
    spans = {"T": (0.1, 4.0), "R": (-0.9, 0.0), "S": (-3.0, -1.0), "P": (-20.0, -3.5)}
    return tuple(Parameter(f"{letter}{side}", words[letter], defaults[letter], unit="payoff", span=spans[letter]) for letter in words)


GAME = Game(
    name="chicken",
    title="Chicken",
    question="Two sides can stand firm or give way and both standing firm is a disaster: how likely is the disaster?",
    players=PLAYERS,
    moves="Both choose once and at the same time: firm or swerve.",
    information="Each knows all payoffs and does not see the other's choice.",
    payoffs="T: alone firm; R: both swerve; S: alone swerves; P: crash.",
    parameters=(*_side(1), *_side(2)),
    constraints=(descending("T1", "R1", "S1", "P1"), descending("T2", "R2", "S2", "P2")),
    source="schelling-1966",
    further_sources=("mckelvey-1995",),
    fidelity=Fidelity.MATCHED,
    followed="The textbook game; payoffs are ours.",
    solve=solve,
    matrix=matrix,
    checks=checks,
    curve="P1",
)
