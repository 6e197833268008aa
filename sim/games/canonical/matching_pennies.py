"""Inspection, as matching pennies: one side wants to meet the other's choice, the other wants to miss it.

The inspector looks at one of two sites, the evader hides at one of them. Found at the first site the inspector gets `high`, at the second `low`; not
found, the evader gets `miss`. There is no equilibrium in pure strategies; in the mixed one each side makes the other indifferent:

    P(inspector at first) = 1/2,   P(evader at first) = low / (high + low).

People do not play so: the inspector goes more often where finding pays more. Quantal response says how much more, given a precision.

References
----------
McKelvey and Palfrey 1995: the payoffs and the estimate; their game is from an experiment by Ochs 1995.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.games.game import Fidelity, Game, Parameter, Row, Solution, Values
from sim.games.matrix import Matrix
from sim.games.solvers.evaluate import assessed

PLAYERS = ("inspector", "evader")
SITES = ("first site", "second site")


def matrix(p: Values) -> Matrix:
    """Return the game as two tables of payoffs."""
    found = ((p["high"], 0.0), (0.0, p["low"]))
    missed = ((0.0, p["miss"]), (p["miss"], 0.0))
    return Matrix(PLAYERS, (SITES, SITES), found, missed, (("found at first", "missed"), ("missed", "found at second")))


def solve(p: Values) -> Solution:
    """Return the only Nash equilibrium, in closed form."""
    hidden = p["low"] / (p["high"] + p["low"])
    strategies = {"inspector": dict.fromkeys(SITES, 0.5), "evader": dict(zip(SITES, (hidden, 1 - hidden), strict=True))}
    found = assessed(matrix(p).tree(), "mixed Nash", "mixed", strategies)
    return Solution((found,), True, "The only Nash equilibrium: whatever one side does for certain, the other would rather answer otherwise.")


QUANTAL = ((1.0, ".58678", ".45181"), (2.0, ".61752", ".37198"), (3.0, ".61690", ".31402"))
PLAYS, INSPECTED, HIDDEN = 128, 0.527, 0.366  # observations of each side and shares at the first site


def checks() -> Iterator[Row]:
    """Yield quantal response at three precisions, and the estimate from the published shares."""
    from sim.games.solvers.likelihood import fit
    from sim.games.solvers.quantal import logit_at

    tree = matrix(GAME.values()).tree()
    for precision, *expected in QUANTAL:
        (found,) = logit_at(tree, precision).equilibria
        for player, number in zip(PLAYERS, expected, strict=True):
            share = found.strategies[player]["first site"]
            yield Row(
                f"P({player} at first), precision {precision:g}", "quantal response of the published payoffs", {}, number, share, Fidelity.VERIFIED
            )
    counts = {
        player: dict(zip(SITES, (PLAYS * share, PLAYS * (1 - share)), strict=True))
        for player, share in zip(PLAYERS, (INSPECTED, HIDDEN), strict=True)
    }
    best = fit(tree, counts, 20.0)[0]
    where = f"maximum likelihood on {PLAYS} plays a side with shares {INSPECTED} and {HIDDEN}"
    yield Row("precision", where, {}, "1.84561", best.precision, Fidelity.VERIFIED)
    for player, number in zip(PLAYERS, (".61565", ".38329"), strict=True):
        yield Row(f"P({player} at first) at the estimate", where, {}, number, best.strategies[player]["first site"], Fidelity.VERIFIED)


GAME = Game(
    name="matching-pennies",
    title="Inspection as matching pennies",
    question="How often is one inspected, and how often does one hide, if each side must not be foreseen?",
    players=PLAYERS,
    moves="Both choose a site once and at the same time.",
    information="Each knows all payoffs and does not see the other's choice.",
    payoffs="The inspector gains where it looks at the site at which the evader hides, more at the first; the evader gains where it does not.",
    parameters=(
        Parameter("high", "payoff of the inspector for finding at the first site", 1.1141, 0.0, 10.0, "payoff", "mckelvey-1995", open_low=True),
        Parameter("low", "payoff of the inspector for finding at the second site", 0.2785, 0.0, 10.0, "payoff", "mckelvey-1995", open_low=True),
        Parameter("miss", "payoff of the evader for not being found", 1.1141, 0.0, 10.0, "payoff", "mckelvey-1995", open_low=True),
    ),
    source="mckelvey-1995",
    further_sources=("ochs-1995",),
    fidelity=Fidelity.VERIFIED,
    followed="Payoffs and shares of choices as published, known to us at second hand; the story of an inspection is ours.",
    solve=solve,
    matrix=matrix,
    checks=checks,
    curve="high",
)
