"""What each reduction on the way from the simulated actor to the equilibrium of its stage game costs, one at a time.

The distance of two choices is the total variation: the largest difference in probability that any set of acts gets. Steps that this scenario does
not need (no other owner threatened, no nests, equal base weights) are left out. All are taken at the model's own precision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.stage_extract import Opening
from sim.analysis.stage_game import STAKE, StageGame

EXACT = 1e-9  # a distance below this is rounding
MODEL, QUANTAL = "the simulated actor", "equal base weights"


@dataclass(frozen=True)
class Step:
    """One reduction: what is changed, why that is one, the choice that is left, and its distance from the model and from the step before."""

    name: str
    why: str
    choice: Mapping[str, float]
    from_model: float
    from_last: float


def distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the total variation of two choices over the same acts.

    >>> distance({"hold": 0.5, "raid": 0.5}, {"hold": 0.75, "raid": 0.25})
    0.25
    """
    return sum(abs(one[act] - other[act]) for act in one) / 2


def steps(game: StageGame, opening: Opening) -> tuple[Step, ...]:
    """Return the way from the model's choice to the equilibrium of the stage game."""
    played = game.play(game.precision)
    listed = [(MODEL, "exact choice probabilities, with everything that the scenario says", opening.model)]
    if game.policy != "logit" or opening.world.beliefs == "none":
        why = f"the actor goes by policy {game.policy} and beliefs {opening.world.beliefs}; a game has expected payoffs and errors"
        listed.append(("expected payoffs", why, opening.logit))
    if any(act.elsewhere for act in game.acts):
        alone = {act.name: opening.values[act.name] + act.elsewhere for act in game.acts}
        listed.append(("this owner alone", "the game has two players; other owners' answers are no longer feared", opening.chosen(alone)))
    sizes = " and ".join(f"{len(found)} of {int((types.probability > 0).sum())}" for found, types in zip(game.kinds, game.types, strict=True))
    listed.append((f"{sizes} types", "types that answer alike are one kind; the mean response to every act is kept", opening.chosen(played.values)))
    if any(act.similarity < 1.0 and "," in act.nest for act in game.acts):
        why = "acts of a nest replace one another; payoffs give log odds that are linear in precision, and nested choice has others"
        listed.append(("no nests", why, opening.chosen(played.values, nests=False)))
    if len({act.weight for act in game.acts}) > 1:
        why = "as payoffs, base weights would be ln(weight) / precision: they would vanish with error, or move the equilibrium"
        listed.append((QUANTAL, why, played.choice))
    why = "stake less price with the actor's logit error, instead of ln(stake / price) with the owner's own probit error"
    listed.append(("answers as stakes", why, game.play(game.precision, STAKE).choice))
    listed.append(("no error", "equilibrium: everybody does what is best", game.play(None).choice))
    found: list[Step] = []
    for name, why, choice in listed:
        found.append(Step(name, why, choice, distance(choice, opening.model), distance(choice, found[-1].choice) if found else 0.0))
    return tuple(found)


def quantal_distance(game: StageGame, opening: Opening) -> float:
    """Return how far the tree's quantal response at the model's precision is from the model; below 1e-9 it is the model."""
    return distance(game.play(game.precision).choice, opening.model)
