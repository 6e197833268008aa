"""A threat too large to be believed, made smaller by leaving it to chance: a textbook's Cuba of 1962.

The United States threaten, or not; the Soviet Union withdraws or defies; a threat that is defied is executed with probability q. The other side is
hard with probability p. A threat is

    effective if the soft withdraw:   withdraw >= q war + (1 - q) keep
    acceptable if it beats silence:   (1 - p) obeyed + p (q executed + (1 - q) defied) >= silent

With the textbook's payoffs that is q >= .6 and q <= .375 (1 - p) / p: a sure threat is acceptable only if p < 3/11, one left to chance up to
p < 5/13. The hard, who would rather have war than withdraw, always defy.

References
----------
Dixit, Skeath and Reiley 2009, whose numbers are quoted from memory: check before citing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.games.game import Constraint, Equilibrium, Fidelity, Game, Parameter, Phases, Row, Solution, Values, descending

PLAYERS = ("united states", "soviet union")
SURE, CHANCE, NONE = "a sure threat would do", "only a threat left to chance", "no threat pays"


def least_risk(p: Values) -> float:
    """Return the smallest chance of execution that the soft obey."""
    return (p["soft_keep"] - p["soft_withdraw"]) / (p["soft_keep"] - p["soft_war"])


def most_risk(p: Values) -> float:
    """Return the largest chance of execution that is better than no threat; may lie outside [0, 1]."""
    return ((1 - p["p"]) * p["obeyed"] + p["p"] * p["defied"] - p["silent"]) / (p["p"] * (p["defied"] - p["executed"]))


def threat(p: Values, q: float) -> tuple[float, float]:
    """Return what a threat of chance q, obeyed by the soft and defied by the hard, is worth to either side."""
    ours = (1 - p["p"]) * p["obeyed"] + p["p"] * (q * p["executed"] + (1 - q) * p["defied"])
    theirs = (1 - p["p"]) * p["soft_withdraw"] + p["p"] * (q * p["hard_war"] + (1 - q) * p["hard_keep"])
    return ours, theirs


def region(p: Values) -> str:
    """Return what kind of threat is worth making."""
    most = most_risk(p)
    if most >= 1:
        return SURE
    return CHANCE if most >= least_risk(p) else NONE


def solve(p: Values) -> Solution:
    """Return the best threat: the smallest chance that is effective, if that is acceptable, else none."""
    q, share = least_risk(p), p["p"]
    if region(p) == NONE:
        keep = share * p["hard_keep"] + (1 - share) * p["soft_keep"]
        worth, theirs, outcomes = p["silent"], keep, {"war": 0.0, "withdrawal": 0.0, "missiles stay": 1.0}
        plan = "no threat"
    else:
        worth, theirs = threat(p, q)
        outcomes = {"war": share * q, "withdrawal": 1 - share, "missiles stay": share * (1 - q)}
        plan = f"threaten, with a chance of {q:.12g} that a threat defied is executed"
    found = Equilibrium(
        kind="perfect Bayesian",
        name="best threat",
        outcomes=outcomes,
        values=dict(zip(PLAYERS, (worth, theirs), strict=True)),
        plans={"united states": plan, "soviet union": f"soft: withdraw if the chance is at least {q:.12g}; hard: defy"},
    )
    ours, _ = threat(p, q)
    quantities = {"effective_from": q, "acceptable_to": most_risk(p), "value_of_least_threat": ours}
    statement = "The one best threat of those that may be made at will, the soft withdrawing where they are just indifferent."
    return Solution((found,), True, statement, region(p), quantities)


def checks() -> Iterator[Row]:
    """Yield what makes a threat effective and acceptable, and what the least one is worth."""
    where = "arithmetic; payoffs from memory of the textbook"
    even = {"p": 0.25}
    yield Row("q that is effective", where, even, "0.6", GAME.solved(**even).quantities["effective_from"], Fidelity.RECONSTRUCTION)
    for p, most in ((0.25, "1.125"), (3 / 11, "1"), (5 / 13, "0.6")):
        yield Row("q that is acceptable", where, {"p": p}, most, GAME.solved(p=p).quantities["acceptable_to"], Fidelity.RECONSTRUCTION)
    for given, expected in (({"p": 0.25}, "-.95"), ({"p": 1 / 3}, "-1.60"), ({"p": 0.4}, "-2.12")):
        obtained = GAME.solved(**given).quantities["value_of_least_threat"]
        yield Row("value of the least effective threat", where, given, expected, obtained, Fidelity.RECONSTRUCTION)


def boundaries(p: Values) -> Mapping[str, tuple[tuple[float, float], ...]]:
    """Return where a sure threat, and any threat, stops paying, in the plane of p (across) and the loss in war (up)."""
    low, high = GAME.parameter("executed").range
    lines = {}
    for name, q in (("a sure threat", 1.0), ("any threat", least_risk(p))):
        points = [low + (high - low) * step / 60 for step in range(61)]
        gain = p["obeyed"] - p["silent"]
        lines[name] = tuple((gain / (p["obeyed"] - (q * worth + (1 - q) * p["defied"])), worth) for worth in points)
    return lines


def _order(p: Values) -> bool:
    return p["silent"] >= p["defied"] > p["executed"]


GAME = Game(
    name="cuban-brinkmanship",
    title="A threat left to chance",
    question="Can a threat that is too terrible to be carried out for certain still be made, by carrying it out only perhaps?",
    players=PLAYERS,
    moves="The United States choose a chance of execution, or no threat; the Soviet Union withdraws or defies; chance decides what follows defiance.",
    information="Only the Soviet Union knows whether it is hard.",
    payoffs="As listed; the hard would rather have war than withdraw.",
    parameters=(
        Parameter("p", "chance that the Soviet Union is hard", 0.25, 0.0, 1.0, open_low=True, open_high=True),
        Parameter("silent", "United States, no threat", -2.0, unit="payoff", span=(-2.5, -1.0)),
        Parameter("obeyed", "United States, threat obeyed", 1.0, unit="payoff", span=(0.0, 2.0)),
        Parameter("defied", "United States, threat defied and not executed", -2.0, unit="payoff", span=(-4.0, -1.5)),
        Parameter("executed", "United States, threat executed", -10.0, unit="payoff", span=(-20.0, -5.0)),
        Parameter("soft_withdraw", "soft Soviet Union, withdrawing", -4.0, unit="payoff", span=(-5.0, -2.0)),
        Parameter("soft_war", "soft Soviet Union, war", -8.0, unit="payoff", span=(-12.0, -6.0)),
        Parameter("soft_keep", "soft Soviet Union, keeping the missiles", 2.0, unit="payoff", span=(1.0, 3.0)),
        Parameter("hard_war", "hard Soviet Union, war", -4.0, unit="payoff", span=(-4.5, -2.0)),
        Parameter("hard_keep", "hard Soviet Union, keeping the missiles", 2.0, unit="payoff", span=(1.0, 3.0)),
    ),
    constraints=(
        descending("obeyed", "silent"),
        Constraint("silent >= defied > executed (an idle threat is no better than silence)", _order),
        descending("soft_keep", "soft_withdraw", "soft_war"),
        descending("hard_keep", "hard_war"),
    ),
    source="dixit-2009",
    fidelity=Fidelity.RECONSTRUCTION,
    followed="The textbook's example from memory; the arithmetic is verified, the payoffs should be checked against the book.",
    solve=solve,
    checks=checks,
    phases=Phases("p", "executed", "A threat left to chance can be made where a sure one cannot", region, boundaries),
    curve="p",
)
