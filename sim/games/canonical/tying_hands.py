"""Two ways to make a threat believed: tie one's hands (a cost paid only if one backs down) or sink costs (paid in any case).

A defender values what is at stake at v, private and uniform on [0, 1]; war is worth p v - c to it, conceding 0. It signals or not; then the
challenger attacks: a defender that has not signalled always, one that has with probability q (where its own private value of war is positive). The
cheapest signals that nobody bluffs with are, for tying hands,

    v_T = q c / (1 - q + q p),     m_T = (1 - q) v_T / q     (paid if attacked and backing down),

and for sinking costs

    v_S = c / p,     m_S = (1 - q) c / p     (paid at once).

Types from v_T (v_S) up signal, and fight if attacked, so war comes with probability q (1 - v_T) or q (1 - v_S).

References
----------
Fearon 1997, reconstructed: verified for the game as stated here. It has the paper's three headline claims: no bluffing, hands tied rather than costs
sunk, and more war by it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.games.game import Equilibrium, Fidelity, Game, Parameter, Row, Solution, Values, descending
from sim.games.parameters import Value

PLAYERS = ("defender", "challenger")
TIE, SINK = "tie", "sink"


class Signal(NamedTuple):
    """The cheapest signal without bluff: its size, and the least value that sends it."""

    size: float
    least: float


def signal(p: Values) -> Signal:
    """Return the cheapest signal that no type bluffs with."""
    q, c = p["q"], p["c"]
    if p.word("means") == TIE:
        least = q * c / (1 - q + q * p["p"])
        return Signal((1 - q) * least / q, least)
    return Signal((1 - q) * c / p["p"], c / p["p"])


def payoff(p: Values, v: float, sends: bool, fights: bool) -> float:
    """Return what a defender of value `v` expects from sending the signal or not, and fighting or conceding if attacked."""
    attacked, war = (p["q"] if sends else 1.0), p["p"] * v - p["c"]
    size = signal(p).size
    paid = size if sends else 0.0
    if p.word("means") == TIE:
        return (1 - attacked) * v + attacked * (war if fights else -paid)
    return (1 - attacked) * v + attacked * (war if fights else 0.0) - paid


def solve(p: Values) -> Solution:
    """Return the equilibrium with the cheapest signal that nobody bluffs with."""
    size, least = signal(p)
    q, silent = p["q"], least
    slope, fixed = 1 - q + q * p["p"], q * p["c"] + (size if p.word("means") == SINK else 0.0)
    worth = slope * (1 - least * least) / 2 - fixed * (1 - least)
    war = q * (1 - least)
    when = "if attacked and backing down" if p.word("means") == TIE else "in any case"
    equilibrium = Equilibrium(
        kind="perfect Bayesian",
        name="cheapest signal without bluff",
        outcomes={"war": war, "challenger stays away": (1 - q) * (1 - least), "defender concedes": silent},
        values={"defender": worth, "challenger": silent * p["gain"] + war * p["war_value"]},
        plans={
            "defender": f"signal {size:.12g} (paid {when}) if the stake is worth at least {least:.12g}, and then fight if attacked; else concede",
            "challenger": f"attack whoever has not signalled; whoever has, with probability {q:.12g}: where war is worth it",
        },
        quantities={"least_value": least, "size": size},
    )
    statement = "Of the equilibria in which signalling types fight and nobody bluffs, the one with the cheapest signal; dearer signals make others."
    return Solution((equilibrium,), False, statement)


CASES = (
    ((0.5, 0.3, 0.2), (".066667", ".266667", ".186667", ".392"), (".6", ".48", ".08", ".072")),
    ((0.7, 0.2, 0.4), (".090909", ".136364", ".363636", ".363636"), (".285714", ".171429", ".285714", ".224490")),
    ((0.4, 0.1, 0.1), (".010638", ".095745", ".098936", ".460053"), (".25", ".225", ".075", ".264375")),
)


def checks() -> Iterator[Row]:
    """Yield least values, sizes of signals, chances of war and the defender's payoffs, for both means."""
    where = "closed form; no type gains by deviating, on a grid of 2,001"
    for numbers, tie, sink in CASES:
        for means, expected in ((TIE, tie), (SINK, sink)):
            given: dict[str, Value] = {**dict(zip(("p", "c", "q"), numbers, strict=True)), "means": means}
            (found,) = GAME.solved(**given)
            obtained = (found.quantities["least_value"], found.quantities["size"], found.outcomes["war"], found.values["defender"])
            for name, text, number in zip(("least value", "size of the signal", "P(war)", "value of defender"), expected, obtained, strict=True):
                yield Row(name, where, given, text, number, Fidelity.RECONSTRUCTION)


GAME = Game(
    name="tying-hands",
    title="Tying hands or sinking costs",
    question="Is a threat better made believable by a price for backing down or by spending beforehand, and what does each do to the risk of war?",
    players=PLAYERS,
    moves="The defender signals or not; the challenger attacks or stays away; a defender that is attacked fights or concedes.",
    information="The defender alone knows what the stake is worth to it, uniform on [0, 1]; the challenger alone knows its value of war.",
    payoffs="Defender: v if left alone, p v - c in war, 0 if it concedes, less the signal. Challenger: gain, or its value of war.",
    parameters=(
        Parameter("means", "tie: the signal is paid if one backs down; sink: it is paid at once", TIE, choices=(TIE, SINK)),
        Parameter("p", "chance that the defender wins a war", 0.5, 0.0, 1.0, open_low=True),
        Parameter("c", "cost of war to the defender", 0.3, 0.0, 1.0, unit="of the highest value", open_low=True),
        Parameter("q", "chance that the challenger's value of war is positive", 0.2, 0.0, 1.0, open_low=True, open_high=True),
        Parameter("gain", "what a concession gives the challenger; moves only its value", 1.0, 0.0, unit="payoff", open_low=True, span=(0.1, 2.0)),
        Parameter("war_value", "mean value of war to a challenger that attacks; moves only its value", 0.2, 0.0, unit="payoff", span=(0.0, 1.0)),
    ),
    constraints=(descending("p", "c"),),
    source="fearon-1997",
    fidelity=Fidelity.RECONSTRUCTION,
    followed="The comparison is the source's, which we know by its abstract; the game is ours and has its three headline claims.",
    solve=solve,
    checks=checks,
    curve="q",
)
