"""Reputation for resisting: one defender, a row of challengers, and a small chance that the defender is of a kind that always resists.

With n challengers left, a challenger that enters gets b if the defender concedes and b - 1 if it resists, 0 if it stays out (0 < b < 1). A weak
defender gets 0 if it concedes, -1 if it resists, a if it is left alone; a strong one always resists. With x the belief that it is strong:

    challengers stay out if x > b^n (at x = b^n with probability 1/a)
    the weak resist for certain if x >= b^(n-1), else with ((1 - b^(n-1)) x) / ((1 - x) b^(n-1)); with n = 1 they concede
    after resistance x' = max(x, b^(n-1)), after a concession 0

so a challenge is resisted with x / b^(n-1) in all, and a weak defender is worth a times the number of n <= N with b^n < x_0. Salami tactics in one
game: a bluff holds for long, and then erodes.

References
----------
Kreps and Wilson 1982; Milgrom and Roberts 1982. Derived and verified here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values

PLAYERS = ("defender", "challengers")


@dataclass(frozen=True)
class Play:
    """What happens, by n (challengers left): chances are for a weak defender, but for `resisted`, in which it may be strong."""

    value: float  # of a weak defender
    enters: dict[int, float]  # chance that the n-th challenger from the end enters
    resists: dict[int, float]  # chance that a weak defender resists where its name is still unspoilt
    resisted: dict[int, float]  # chance that a challenge there is resisted, by either kind
    never_conceded: float


def stays_out(p: Values, left: int, belief: float) -> float:
    """Return the chance that a challenger stays out."""
    level = _power(p["b"], left)
    if belief == level:
        return 1 / p["a"]
    return float(belief > level)


def weak_resists(p: Values, left: int, belief: float) -> float:
    """Return the chance that a weak defender resists."""
    if left == 1:
        return 0.0
    level = _power(p["b"], left - 1)
    return 1.0 if belief >= level else (1 - level) * belief / ((1 - belief) * level)


def after_resistance(p: Values, left: int, belief: float) -> float:
    """Return the belief after a challenge was resisted."""
    return max(belief, _power(p["b"], left - 1)) if left > 1 else 1.0


def _power(base: float, exponent: int) -> float:
    found = 1.0
    for _ in range(exponent):
        found *= base
    return found


def play(p: Values) -> Play:
    """Return what happens from the prior on, by following the belief forward."""
    value, enters, resists, resisted = 0.0, {}, {}, {}
    held = {p["x0"]: 1.0}  # belief -> chance that a weak defender is there, never having conceded
    spoilt = 0.0
    for left in range(p.whole("N"), 0, -1):
        after: dict[float, float] = defaultdict(float)
        enters[left] = spoilt
        for belief, share in held.items():
            out = stays_out(p, left, belief)
            stands = weak_resists(p, left, belief)
            value += share * (out * p["a"] - (1 - out) * stands)
            enters[left] += share * (1 - out)
            resists[left] = stands
            resisted[left] = belief + (1 - belief) * stands
            if out > 0:
                after[belief] += share * out
            if out < 1 and stands > 0:
                after[after_resistance(p, left, belief)] += share * (1 - out) * stands
            spoilt += share * (1 - out) * (1 - stands)
        held = after
    return Play(value, enters, resists, resisted, 1 - spoilt)


def challengers_value(p: Values) -> float:
    """Return what all challengers together expect, the defender being strong with the prior's chance."""
    total = 0.0
    states = {(p["x0"], True): p["x0"], (p["x0"], False): 1 - p["x0"]}  # (belief, strong) -> chance
    for left in range(p.whole("N"), 0, -1):
        after: dict[tuple[float, bool], float] = defaultdict(float)
        for (belief, strong), share in states.items():
            out = stays_out(p, left, belief) if belief > 0 else 0.0
            stands = 1.0 if strong else (weak_resists(p, left, belief) if belief > 0 else 0.0)
            total += share * (1 - out) * (p["b"] - stands)
            if out > 0:
                after[belief, strong] += share * out
            if out < 1 and stands > 0:
                after[after_resistance(p, left, belief), strong] += share * (1 - out) * stands
            if out < 1 and stands < 1:
                after[0.0, strong] += share * (1 - out) * (1 - stands)
        states = after
    return total


def first_challenge(p: Values) -> int:
    """Return how many challengers are left when the first one enters whom nothing holds off for certain; 0 where none ever does."""
    return next((left for left in range(p.whole("N"), 0, -1) if p["x0"] <= _power(p["b"], left)), 0)


def solve(p: Values) -> Solution:
    """Return the sequential equilibrium."""
    found, first = play(p), first_challenge(p)
    conceded = (1 - p["x0"]) * (1 - found.never_conceded)
    plans = {
        "defender": "strong: resist; weak: resist for certain while the belief is at least b^(n-1), else just often enough to bring it there",
        "challengers": "enter if the belief is below b^n, stay out if above, at b^n stay out with probability 1/a",
    }
    quantities: dict[str, float] = {"first_challenge": float(first)}
    if first:
        quantities |= {"weak_resists_first": found.resists[first], "resisted_first": found.resisted[first]}
    quantities |= {f"entry_{left}": chance for left, chance in found.enters.items()}
    equilibrium = Equilibrium(
        kind="perfect Bayesian",
        name="reputation",
        outcomes={"concedes at least once": conceded, "never concedes": 1 - conceded},
        values={"defender": found.value, "challengers": challengers_value(p)},
        plans=plans,
        quantities=quantities,
        notes=("The value is that of a weak defender; chances of entry are those that it meets.",),
    )
    statement = "The sequential equilibrium of the source, in which a concession gives the defender away; others rest on beliefs that it rules out."
    return Solution((equilibrium,), False, statement, quantities={"formula_value": p["a"] * _unchallenged(p)})


def _unchallenged(p: Values) -> int:
    return sum(_power(p["b"], left) < p["x0"] for left in range(1, p.whole("N") + 1))


CASES = (((10, 0.5, 2, 0.1), "14", "3"), ((10, 0.5, 2, 0.01), "8", "6"), ((20, 0.7, 1.5, 0.01), "12", "12"), ((5, 0.8, 3, 0.2), "0", "5"))


def checks() -> Iterator[Row]:
    """Yield values, when the first challenge comes, how it is met, and how often challengers enter."""
    where = "recursion, each one-shot deviation tried at every state reached"
    for numbers, value, first in CASES:
        given = dict(zip(("N", "b", "a", "x0"), map(float, numbers), strict=True))
        (found,) = GAME.solved(**given)
        yield Row("value of a weak defender", where, given, value, found.values["defender"], Fidelity.VERIFIED)
        yield Row("challengers left at the first challenge", where, given, first, found.quantities["first_challenge"], Fidelity.VERIFIED)
    given = {"N": 10.0, "b": 0.5, "a": 2.0, "x0": 0.1}
    (found,) = GAME.solved(**given)
    for name, text in (("resisted_first", ".4"), ("weak_resists_first", "1/3"), ("entry_4", "0"), ("entry_3", "1"), ("entry_2", "5/6")):
        yield Row(name, where, given, text, found.quantities[name], Fidelity.VERIFIED)
    yield Row("entry_1", "sampled", given, ".972", found.quantities["entry_1"], Fidelity.VERIFIED, tolerance=0.002)


GAME = Game(
    name="reputation",
    title="Reputation for resisting",
    question="How long can a defender that would rather concede live on the suspicion that it never does?",
    players=PLAYERS,
    moves="One challenger after another stays out or enters; the defender concedes or resists; all see it.",
    information="Only the defender knows whether it is of the kind that always resists.",
    payoffs="Challenger: b if conceded to, b - 1 if resisted, 0 for staying out. Weak defender: a if left alone, 0 for conceding, -1 for resisting.",
    parameters=(
        Parameter("N", "number of challengers", 10.0, 1.0, 100.0, whole=True, span=(1.0, 12.0)),
        Parameter("b", "gain of a challenger that is conceded to", 0.5, 0.0, 1.0, unit="payoff", open_low=True, open_high=True, span=(0.2, 0.9)),
        Parameter("a", "gain of the defender from being left alone", 2.0, 1.0, unit="payoff", open_low=True, span=(1.1, 5.0)),
        Parameter("x0", "chance that the defender is strong", 0.1, 0.0, 1.0, open_low=True, open_high=True, span=(0.005, 0.6)),
    ),
    source="kreps-1982",
    further_sources=("milgrom-1982",),
    fidelity=Fidelity.VERIFIED,
    followed="The game and its sequential equilibrium, which we know from secondary descriptions; derived and verified here.",
    solve=solve,
    checks=checks,
    curve="x0",
)
