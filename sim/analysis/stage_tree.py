"""The stage game of a dyad as a tree, which every solver of `games` takes and Gambit reads.

    nature: kind of type in both tiers (c2 n1) -> actor: act (one information set) -> owner, for each line crossed: words, conventional, nuclear, both

The owner decides in each tier by itself, as in the model: four answers, and payoffs that add up, so that a logit error over the four is one in each
tier. What it means to do is carried out with its reliability, or happens by false alarm; that is no choice and stands in the payoffs as an
expectation. With `rungs` whoever carries out a conventional answer picks its rung, at the model's precision for that, as a third player: the model's
owner does not look at the rung when it decides whether to answer, and the actor loses the same at every rung.

Source: ours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from sim.analysis.stage_game import MATCHED, STAKE, Act, StageGame
from sim.analysis.stage_types import Kind, whole
from sim.errors import GameError
from sim.games.solution import Solution
from sim.games.solvers.bayesian import all_perfect_bayesian
from sim.games.solvers.evaluate import assessed
from sim.games.tree import Chance, Decision, Node, Terminal, Tree

WORDS, CONVENTIONAL, NUCLEAR, BOTH = "words", "conventional", "nuclear", "conventional and nuclear"
ANSWERS = {WORDS: (0, 0), CONVENTIONAL: (1, 0), NUCLEAR: (0, 1), BOTH: (1, 1)}
MOST_ENDS = 20_000
Pair = tuple[Kind, ...]


def tree(game: StageGame, scale: str = MATCHED, rungs: bool = False) -> Tree:
    """Return the tree with payoffs of the owner on a scale (see stage_game).

    Raises
    ------
    GameError                  where it would have more than 20,000 ends
    """
    ways = math.prod(len(found) for found in game.kinds) * sum(_ends_after(game, act, rungs) for act in game.acts)
    if ways > MOST_ENDS:
        raise GameError(f"as a tree this game has {ways:,} ends, more than {MOST_ENDS:,}; group types with --types")
    return _Writer(game, scale, rungs).tree()


def equilibria(game: StageGame, scale: str = MATCHED) -> Solution:
    """Return all perfect Bayesian equilibria of the tree, exactly (games/solvers/bayesian.py).

    Where ties leave the owner more open choices than that takes, the one equilibrium in which it answers at a tie, and the solution says so.
    """
    written = tree(game, scale)
    try:
        return all_perfect_bayesian(written)
    except GameError as refused:
        found = assessed(written, "perfect Bayesian", "ties to answering", profile(game, None, scale), accuracy="exact")
        return Solution((found,), False, f"Ties make more equilibria than can be enumerated ({refused}).")


def information_set(game: StageGame, kinds: Pair, crossing: int, before: str = "") -> str:
    """Return the name of what the owner knows: its own type and the line that was crossed (and what it did before, at a second line)."""
    one = game.crossings[crossing]
    return f"{game.owner} {' '.join(kind.name for kind in kinds)} after {one.act} ({one.dimension}){before}"


def pairs(game: StageGame) -> dict[str, tuple[float, Pair]]:
    """Return name -> (probability, kinds) of every combination of a conventional and a nuclear kind; tiers are independent in the model's belief."""
    conventional = game.kinds[0]
    if len(game.kinds) == 1:
        return {one.name: (one.probability, (one,)) for one in conventional}
    both = [(one, other) for one in conventional for other in game.kinds[1]]
    shares = whole(tuple(one.probability * other.probability for one, other in both))
    return {f"{one.name} {other.name}": (share, (one, other)) for (one, other), share in zip(both, shares, strict=True) if share > 0.0}


def profile(game: StageGame, precision: float | None, scale: str = MATCHED) -> dict[str, Mapping[str, float]]:
    """Return how the game is played at a precision (None: without error) as strategies of the tree without rungs."""
    played = game.play(precision, scale)
    found: dict[str, Mapping[str, float]] = {game.actor: played.choice}
    means = [
        [dict(zip(kinds, game.means(tier, place, precision, scale), strict=True)) for place in range(len(game.crossings))]
        for tier, kinds in enumerate(game.kinds)
    ]
    for _, kinds in pairs(game).values():
        for act in game.acts:
            before = [""]
            for number, place in enumerate(act.crossings):
                chances = [means[tier][place][kind] for tier, kind in enumerate(kinds)]
                mixed = {name: math.prod(p if does else 1.0 - p for p, does in zip(chances, ANSWERS[name], strict=False)) for name in _answers(game)}
                for past in before:
                    found[information_set(game, kinds, place, past)] = mixed
                if number + 1 < len(act.crossings):
                    before = [_past(past, name) for past in before for name in mixed]
    return found


def _answers(game: StageGame) -> tuple[str, ...]:
    return tuple(ANSWERS) if len(game.kinds) == 2 else (WORDS, CONVENTIONAL)


def _past(before: str, answer: str) -> str:
    return f"{before}, {answer}" if before else f", then {answer}"


def _ends_after(game: StageGame, act: Act, rungs: bool) -> int:
    count = len(game.kinds)
    each = count * (game.rungs.last - game.rungs.first + 1) + count if rungs else 2 * count
    return int(each ** len(act.crossings))


class _Writer:
    """One tree under way."""

    def __init__(self, game: StageGame, scale: str, rungs: bool) -> None:
        self.game, self.scale, self.rungs = game, scale, rungs
        self.commanders = f"{game.owner}'s commanders"

    def tree(self) -> Tree:
        game = self.game
        branches = {
            name: (share, Decision(game.actor, game.actor, {act.name: self._after(kinds, act) for act in game.acts}))
            for name, (share, kinds) in pairs(game).items()
        }
        title = f"{game.actor} and {game.owner} in {game.scenario}: the stage game at the opening, {self.scale} payoffs"
        players = (game.actor, game.owner, self.commanders) if self.rungs else (game.actor, game.owner)
        return Tree(players, Chance(branches), title)

    def _after(self, kinds: Pair, act: Act) -> Node:
        payoffs = (act.worth, 0.0, 0.0)
        return self._answered(kinds, act, act.crossings, payoffs, "", act.name)

    def _answered(self, kinds: Pair, act: Act, left: tuple[int, ...], payoffs: tuple[float, ...], before: str, outcome: str) -> Node:
        """Return the owner's decision at the first of the crossings that are left, or the end."""
        if not left:
            return Terminal(outcome, payoffs if self.rungs else payoffs[:2])
        place = left[0]
        branches: dict[str, Node] = {}
        for answer in _answers(self.game):
            does = ANSWERS[answer]
            lost, gained = self._payoffs(kinds, place, does)
            after = (payoffs[0] - lost, payoffs[1] + gained, payoffs[2])
            past, named = _past(before, answer), f"{outcome}, {answer}"
            if not (self.rungs and does[0]):
                branches[answer] = self._answered(kinds, act, left[1:], after, past, named)
                continue
            choices: dict[str, Node] = {}
            for rung in range(self.game.rungs.first, self.game.rungs.last + 1):
                worth = self._rung(place, rung)
                choices[f"rung {rung}"] = self._answered(
                    kinds, act, left[1:], (*after[:2], after[2] + worth), f"{past} {rung}", f"{named} at rung {rung}"
                )
            branches[answer] = Decision(self.commanders, self._order(place, before), choices)
        return Decision(self.game.owner, information_set(self.game, kinds, place, before), branches)

    def _order(self, place: int, before: str) -> str:
        """Return the name of what the commanders know: the line crossed and what was done at lines before, but not the type."""
        one = self.game.crossings[place]
        return f"{self.commanders} after {one.act} ({one.dimension}){before}"

    def _payoffs(self, kinds: Pair, place: int, does: tuple[int, int]) -> tuple[float, float]:
        """Return what the actor loses in expectation, and what the owner gets, where kinds mean to answer as `does` says."""
        game = self.game
        losses = (game.crossings[place].loss, game.loss_if_nuclear)
        lost = gained = 0.0
        for tier, kind in enumerate(kinds):
            false_alarm = game.types[tier].false_alarm
            lost += losses[tier] * (kind.reliability if does[tier] else false_alarm)
            if self.scale == STAKE:
                gained -= math.exp(kind.log_price if does[tier] else kind.log_stake[place])
            elif does[tier]:
                gained += game.gain(kind, place, MATCHED)
        return lost, gained

    def _rung(self, place: int, rung: int) -> float:
        """Return what a rung is worth to those who carry out the answer, on the scale at which the model's error is one at its precision."""
        rungs = self.game.rungs
        worth = rungs.utility(rung, self.game.crossings[place].material)
        return worth if self.scale == STAKE else worth * rungs.precision / self.game.unit
