"""Games as trees: chance, decisions inside information sets, ends with payoffs; moves at the same time are information sets of several nodes.

    Tree(players, Chance({"hard": (0.3, node), "soft": (0.7, node)}))
    Decision("defender", "defender hard", {"resist": node, "concede": node})
    Terminal("war", (-5.0, -3.0))

Nodes with the same information set belong together: whoever moves there cannot tell them apart. A history is the actions on the way to a node,
joined by ", "; beliefs are keyed by it. The set of a player's name alone is fine where the player moves only once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from sim.errors import GameError, quoted

TOLERANCE = 1e-9  # of probabilities that must sum to 1
START = "start"  # the history of the root


@dataclass(frozen=True, slots=True)
class Terminal:
    """An end: what happened, and the payoff of each player in the order of the tree's players."""

    outcome: str
    payoffs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chance:
    """A move of chance: action -> (probability, what follows)."""

    branches: Mapping[str, tuple[float, Node]]


@dataclass(frozen=True, slots=True)
class Decision:
    """A move of a player who knows only that one of the nodes of `information_set` was reached: action -> what follows."""

    player: str
    information_set: str
    branches: Mapping[str, Node]


Node: TypeAlias = Terminal | Chance | Decision


@dataclass(frozen=True, slots=True)
class InformationSet:
    """What a player knows when it moves: its actions and the histories it cannot tell apart."""

    name: str
    player: str
    actions: tuple[str, ...]
    histories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One decision on the way to an end, with the chances that lie before and after it on that way."""

    information_set: str
    history: str
    action: str
    chances_before: tuple[float, ...]
    chances_after: tuple[float, ...]

    @property
    def before(self) -> float:
        """The product of the chances before it."""
        return math.prod(self.chances_before)

    @property
    def after(self) -> float:
        """The product of the chances after it."""
        return math.prod(self.chances_after)


@dataclass(frozen=True, slots=True)
class End:
    """One way through the tree: its chance, the decisions on it, and what it comes to."""

    chance: float
    steps: tuple[Step, ...]
    outcome: str
    payoffs: tuple[float, ...]


@dataclass(frozen=True)
class Tree:
    """A finite game. Making one checks it: probabilities sum to 1, information sets agree, every player remembers what it knew and did.

    Raises
    ------
    GameError                      where it is no game, with the place
    """

    players: tuple[str, ...]
    root: Node
    title: str = ""
    information_sets: Mapping[str, InformationSet] = field(init=False, repr=False, compare=False)
    ends: tuple[End, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[str, InformationSet] = {}
        memories: dict[str, tuple[tuple[str, str], ...]] = {}
        ends: list[End] = []
        for node, way in _walk(self.root):
            where = f"at {quoted(way.history)}"
            if isinstance(node, Terminal):
                if len(node.payoffs) != len(self.players) or not all(math.isfinite(payoff) for payoff in node.payoffs):
                    raise GameError(f"{where}: an end needs {len(self.players)} finite payoffs, got {node.payoffs}")
                ends.append(End(math.prod(way.chances), way.steps(), node.outcome, node.payoffs))
                continue
            if not node.branches:
                raise GameError(f"{where}: a move needs at least one action")
            if isinstance(node, Chance):
                shares = [share for share, _ in node.branches.values()]
                if min(shares) < 0 or abs(math.fsum(shares) - 1) > TOLERANCE:
                    raise GameError(f"{where}: probabilities must not be negative and must sum to 1, got {shares}")
                continue
            if node.player not in self.players:
                raise GameError(f"{where}: no player {quoted(node.player)}; players are {', '.join(self.players)}")
            here = InformationSet(node.information_set, node.player, tuple(node.branches), (way.history,))
            known = found.get(here.name)
            own = tuple((name, action) for name, _, action, _ in way.decisions if found[name].player == node.player)
            if known is None:
                found[here.name], memories[here.name] = here, own
                continue
            if (known.player, known.actions) != (here.player, here.actions):
                raise GameError(f"{where}: information set {quoted(here.name)} has another player or other actions elsewhere")
            if memories[here.name] != own:
                raise GameError(f"{where}: in information set {quoted(here.name)} {node.player} would forget what it knew or did")
            found[here.name] = InformationSet(here.name, here.player, here.actions, (*known.histories, way.history))
        object.__setattr__(self, "information_sets", found)
        object.__setattr__(self, "ends", tuple(ends))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of all outcomes, in the order of the tree."""
        return tuple(dict.fromkeys(end.outcome for end in self.ends))

    @property
    def has_perfect_information(self) -> bool:
        """Whether whoever moves knows all that went before."""
        return all(len(known.histories) == 1 for known in self.information_sets.values())


@dataclass(frozen=True, slots=True)
class _Way:
    """How a node is reached: all actions, the chances among them, and the decisions with the number of chances before each."""

    path: tuple[str, ...] = ()
    chances: tuple[float, ...] = ()
    decisions: tuple[tuple[str, str, str, int], ...] = ()

    @property
    def history(self) -> str:
        return ", ".join(self.path) if self.path else START

    def steps(self) -> tuple[Step, ...]:
        return tuple(Step(name, history, action, self.chances[:count], self.chances[count:]) for name, history, action, count in self.decisions)


def _walk(root: Node) -> Iterator[tuple[Node, _Way]]:
    """Yield every node with how it is reached, parents first, in the order in which the tree is written."""
    waiting: list[tuple[Node, _Way]] = [(root, _Way())]
    while waiting:
        node, way = waiting.pop()
        yield node, way
        if isinstance(node, Chance):
            for action, (share, below) in reversed(list(node.branches.items())):
                waiting.append((below, _Way((*way.path, action), (*way.chances, share), way.decisions)))
        elif isinstance(node, Decision):
            for action, below in reversed(list(node.branches.items())):
                decision = (node.information_set, way.history, action, len(way.chances))
                waiting.append((below, _Way((*way.path, action), way.chances, (*way.decisions, decision))))


def complement(share: float) -> float:
    """Return 1 - `share` as the decimal that one would write, so that solvers in fractions see no rounding.

    >>> 1 - 0.9, complement(0.9)
    (0.09999999999999998, 0.1)
    """
    return float(1 - Fraction(repr(float(share))))
