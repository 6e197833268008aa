"""Unilateral deterrence with two hidden types: a challenger that may attack a status quo, a defender that may resist.

The challenger leaves the status quo alone or challenges; the defender concedes or resists; the challenger backs down or fights on. Each side is hard
(prefers conflict to its own defeat) with probability p (challenger) and q (defender), and knows only its own type. With the challenger's payoffs

    c_S = (DC - SQ) / (DC - CD),   c_H = (DC - SQ) / (DC - DD+),

and the defender's d* = (CD - DC) / (CD - DD-), the equilibria in which challenges can happen are

    q >= c_H              certain deterrence: nobody challenges
    c_S <= q < c_H        separating: the hard challenge, the soft defender concedes
    q < c_S, p >= d*      attack: all challenge, the soft defender concedes
    q < c_S, p < d*       bluff: the soft challenge with x_S = p (1 - d*) / (d* (1 - p)), the soft resist with y_S = (c_S - q) / (1 - q).

Beside them, wherever q < c_H, stand the steadfast equilibria: nobody challenges because the soft defender would resist, believing that only the
soft would have challenged. Bayes' rule does not forbid that belief, for it is never tested.

References
----------
Zagare and Kilgour 2000, of which we read one appendix; regions derived anew here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Phases, Row, Solution, Values, descending
from sim.games.solvers.evaluate import assessed
from sim.games.tree import Chance, Decision, Node, Terminal, Tree, complement

CHALLENGER, DEFENDER = PLAYERS = ("challenger", "defender")
TYPES = ("hard", "soft")
CERTAIN, SEPARATING, ATTACK, BLUFF, STEADFAST = "certain deterrence", "separating", "attack", "bluff", "steadfast"


def tree(p: Values) -> Tree:
    """Return the game with both types drawn first; the status quo is worth the same to both types of a side."""

    def fight(challenger: str, defender: str) -> Node:
        defeat = Terminal("challenger defeated", (p["ch_CD"], p["de_CD"]))
        war = Terminal("conflict", (p[f"ch_DD_{challenger}"], p[f"de_DD_{defender}"]))
        return Decision(CHALLENGER, f"challenger {challenger}, resisted", {"back down": defeat, "fight": war})

    def respond(challenger: str, defender: str) -> Node:
        given = Terminal("defender concedes", (p["ch_DC"], p["de_DC"]))
        return Decision(DEFENDER, f"defender {defender}", {"concede": given, "resist": fight(challenger, defender)})

    def begin(challenger: str, defender: str) -> Node:
        still = Terminal("status quo", (p["ch_SQ"], p["de_SQ"]))
        return Decision(CHALLENGER, f"challenger {challenger}", {"leave": still, "challenge": respond(challenger, defender)})

    def other(challenger: str) -> Node:
        shares = zip(TYPES, (p["q"], complement(p["q"])), strict=True)
        return Chance({f"{kind} defender": (share, begin(challenger, kind)) for kind, share in shares})

    shares = zip(TYPES, (p["p"], complement(p["p"])), strict=True)
    return Tree(PLAYERS, Chance({f"{kind} challenger": (share, other(kind)) for kind, share in shares}), "Unilateral deterrence")


def thresholds(p: Values) -> dict[str, float]:
    """Return c_S, c_H and d*: two probabilities of resistance that deter the soft and the hard, and the belief at which the soft concede."""
    gain = p["ch_DC"] - p["ch_SQ"]
    return {
        "c_S": gain / (p["ch_DC"] - p["ch_CD"]),
        "c_H": gain / (p["ch_DC"] - p["ch_DD_hard"]),
        "d_star": (p["de_CD"] - p["de_DC"]) / (p["de_CD"] - p["de_DD_soft"]),
    }


def region(p: Values) -> str:
    """Return which equilibrium with challenges in reach holds."""
    at = thresholds(p)
    if p["q"] >= at["c_H"]:
        return CERTAIN
    if p["q"] >= at["c_S"]:
        return SEPARATING
    return ATTACK if p["p"] >= at["d_star"] else BLUFF


def solve(p: Values) -> Solution:
    """Return the equilibrium of the region, and the steadfast one beside it where it exists."""
    at, where, game = thresholds(p), region(p), tree(p)
    x_soft, y_soft = {
        CERTAIN: (0.0, 0.0),
        SEPARATING: (0.0, 0.0),
        ATTACK: (1.0, 0.0),
        BLUFF: (p["p"] * (1 - at["d_star"]) / (at["d_star"] * (1 - p["p"])), (at["c_S"] - p["q"]) / (1 - p["q"])),
    }[where]
    quiet = where == CERTAIN
    notes = ("Whatever the soft defender would do, the hard ones are enough to deter; the plan shown is to concede.",) if quiet else ()
    found = [profile(game, p["q"], where, (0.0 if quiet else 1.0, x_soft, y_soft), 1.0, notes)]
    if not quiet:
        least = (at["c_H"] - p["q"]) / (1 - p["q"])
        steady = (
            f"Rests on a belief that is never tested: a challenger is hard with at most {at['d_star']:.6g}. A challenge that teaches nothing "
            f"(belief {p['p']:g}) would {'do' if p['p'] <= at['d_star'] else 'not do'}; a challenge read as a sign of hardness would not. "
            f"Where the belief is exactly {at['d_star']:.6g}, resisting with any probability of at least {least:.6g} does the same."
        )
        found.append(profile(game, p["q"], STEADFAST, (0.0, 0.0, 1.0), 0.0, (steady,)))
    statement = (
        "All perfect Bayesian equilibria up to what is never tested: one for the region, and beside it, where hard defenders alone do not deter, "
        "the steadfast ones, shown by the one in which every defender resists. On lines between regions neighbours and their mixtures hold too."
    )
    return Solution(tuple(found), True, statement, where, at)


def profile(game: Tree, q: float, name: str, plan: tuple[float, float, float], untested: float, notes: tuple[str, ...]) -> Equilibrium:
    """Return the equilibrium in which the hard and the soft challenge and the soft resist as in `plan`.

    `untested` is the defender's belief in a hard challenger where nobody should challenge. A challenger who is resisted although it should not have
    challenged has learned about the defender what resisting tells, no more and no less.
    """
    x_hard, x_soft, y_soft = plan
    first = {f"challenger {kind}": {"leave": 1 - x, "challenge": x} for kind, x in zip(TYPES, (x_hard, x_soft), strict=True)}
    last = {"challenger hard, resisted": {"back down": 0.0, "fight": 1.0}, "challenger soft, resisted": {"back down": 1.0, "fight": 0.0}}
    answers = {f"defender {kind}": {"concede": 1 - y, "resist": y} for kind, y in zip(TYPES, (1.0, y_soft), strict=True)}
    resisting = q / (q + (1 - q) * y_soft)
    beliefs: dict[str, dict[str, float]] = {}
    for kind in TYPES:
        ways = [f"{other} challenger, {kind} defender, challenge" for other in TYPES]
        beliefs[f"defender {kind}"] = dict(zip(ways, (untested, 1 - untested), strict=True))
        ways = [f"{kind} challenger, {other} defender, challenge, resist" for other in TYPES]
        beliefs[f"challenger {kind}, resisted"] = dict(zip(ways, (resisting, 1 - resisting), strict=True))
    return assessed(game, "perfect Bayesian", name, first | answers | last, beliefs, notes=notes)


BASE = {"ch_DC": 1.0, "ch_SQ": 0.6, "ch_DD_hard": 0.3, "ch_CD": 0.2, "ch_DD_soft": -0.5}
BASE |= {"de_SQ": 1.0, "de_CD": 0.8, "de_DD_hard": 0.4, "de_DC": 0.1, "de_DD_soft": -0.6}
OUTCOMES = ("status quo", "conflict", "challenger defeated", "defender concedes")
CASES = (
    (0.3, 0.7, CERTAIN, ("0", "0", "0"), ("1", "0", "0", "0")),
    (0.3, 0.52, SEPARATING, ("1", "0", "0"), (".7", ".156", "0", ".144")),
    (0.3, 0.2, BLUFF, ("1", "3/7", ".375"), (".4", ".15", ".15", ".3")),
    (0.7, 0.2, ATTACK, ("1", "1", "0"), ("0", ".14", ".06", ".8")),
)


def checks() -> Iterator[Row]:
    """Yield thresholds, regions, plans and outcomes."""
    for name, expected in (("c_S", ".5"), ("c_H", ".5714286"), ("d_star", ".5")):
        yield Row(name, "closed form", BASE, expected, GAME.solved(**BASE).quantities[name], Fidelity.VERIFIED)
    for p, q, name, plans, outcomes in CASES:
        given = BASE | {"p": p, "q": q}
        solution = GAME.solved(**given)
        found = solution.named(name)
        yield Row("region", "closed form", given, name, solution.region, Fidelity.VERIFIED)
        obtained = [found.strategies[f"challenger {kind}"]["challenge"] for kind in TYPES] + [found.strategies["defender soft"]["resist"]]
        for label, number, value in zip(("x_H", "x_S", "y_S"), plans, obtained, strict=True):
            yield Row(f"{label}, {name}", "closed form; no best-response gap on a grid of 2,500 points", given, number, value, Fidelity.VERIFIED)
        for outcome, number in zip(OUTCOMES, outcomes, strict=True):
            yield Row(f"P({outcome}), {name}", "closed form", given, number, found.outcomes[outcome], Fidelity.VERIFIED)
    yield from quantal_checks()


AGENTS = (("challenger hard", "challenge"), ("challenger soft", "challenge"), ("defender hard", "resist"), ("defender soft", "resist"))
QUANTAL = (
    (1.0, ".496033", ".456536", ".632447", ".537316"),
    (5.0, ".226372", ".169223", ".952983", ".855923"),
    (20.0, ".170798", ".059232", ".999959", ".591044"),
    (50.0, ".879721", ".362753", "1", ".392607"),
)
LIMIT = 400.0  # a precision at which quantal response is within half a percent of its limit
LIMITS = ((0.3, 0.2, BLUFF), (0.3, 0.52, SEPARATING), (0.7, 0.2, ATTACK))


def quantal_checks() -> Iterator[Row]:
    """Yield quantal response at four precisions, and the equilibrium in which its principal branch ends."""
    from sim.games.solvers.quantal import principal_at

    given = BASE | {"p": 0.3, "q": 0.2}
    game = tree(GAME.values(given))
    for (precision, *expected), plan in zip(QUANTAL, principal_at(game, [row[0] for row in QUANTAL]), strict=True):
        for label, (place, action), number in zip(("x_H", "x_S", "y_H", "y_S"), AGENTS, expected, strict=True):
            where = "fixed point of logit responses; Gambit, to six digits"
            allowed = 5e-7 if number == "1" else None
            yield Row(f"{label}, precision {precision:g}", where, given, number, plan[place][action], Fidelity.MATCHED, allowed)
    for p, q, name in LIMITS:
        given = BASE | {"p": p, "q": q}
        (ends,) = principal_at(tree(GAME.values(given)), [LIMIT])
        near = [
            one.name
            for one in GAME.solved(**given)
            if all(abs(ends[place][action] - one.strategies[place][action]) < 0.01 for place, action in AGENTS)
        ]
        yield Row("where the principal branch ends", f"at precision {LIMIT:g}; Gambit's limit", given, name, " ".join(near), Fidelity.MATCHED)


def boundaries(p: Values) -> Mapping[str, tuple[tuple[float, float], ...]]:
    """Return the lines between regions in the plane of p (across) and q (up)."""
    at = thresholds(p)
    return {
        "c_H": ((0.0, at["c_H"]), (1.0, at["c_H"])),
        "c_S": ((0.0, at["c_S"]), (1.0, at["c_S"])),
        "d*": ((at["d_star"], 0.0), (at["d_star"], at["c_S"])),
    }


WORDS = {
    "ch_DC": ("payoff of the challenger where the defender concedes", (0.9, 1.5)),
    "ch_SQ": ("payoff of the challenger in the status quo", (0.45, 0.85)),
    "ch_DD_hard": ("payoff of a hard challenger in conflict", (0.22, 0.4)),
    "ch_CD": ("payoff of the challenger where it backs down", (0.0, 0.2)),
    "ch_DD_soft": ("payoff of a soft challenger in conflict", (-2.0, -0.1)),
    "de_SQ": ("payoff of the defender in the status quo; moves no equilibrium", (0.9, 1.5)),
    "de_CD": ("payoff of the defender where the challenger backs down", (0.6, 1.0)),
    "de_DD_hard": ("payoff of a hard defender in conflict", (0.3, 0.5)),
    "de_DC": ("payoff of the defender where it concedes", (0.0, 0.2)),
    "de_DD_soft": ("payoff of a soft defender in conflict", (-2.0, -0.1)),
}

GAME = Game(
    name="unilateral-deterrence",
    title="Unilateral deterrence with two-sided incomplete information",
    question="When does a threat to resist hold off a challenger, if neither knows whether the other would rather fight than lose?",
    players=PLAYERS,
    moves="The challenger leaves or challenges; the defender concedes or resists; the challenger backs down or fights.",
    information="Each side knows whether it is hard itself and only how likely the other is.",
    payoffs="Challenger: DC > SQ > DD (hard) > CD > DD (soft). Defender: CD > DD (hard) > DC > DD (soft); its status quo moves nothing.",
    parameters=(
        Parameter("p", "chance that the challenger is hard", 0.3, 0.0, 1.0, open_low=True, open_high=True),
        Parameter("q", "chance that the defender is hard", 0.2, 0.0, 1.0, open_low=True, open_high=True),
        *(Parameter(name, words, BASE[name], unit="payoff", span=span) for name, (words, span) in WORDS.items()),
    ),
    constraints=(descending("ch_DC", "ch_SQ", "ch_DD_hard", "ch_CD", "ch_DD_soft"), descending("de_CD", "de_DD_hard", "de_DC", "de_DD_soft")),
    source="zagare-2000",
    fidelity=Fidelity.MATCHED,
    followed="Players, moves and orders of payoffs as in the source; regions, plans and proofs are derived here; payoffs are ours.",
    solve=solve,
    tree=tree,
    checks=checks,
    phases=Phases("p", "q", "Who is deterred depends on both sides' credibility", region, boundaries),
    curve="q",
)
