"""A stage game beside the simulation: from a scenario file to all that `redline game extract` prints, and to the `redline/game-extract/1` object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.analysis.estimates import Estimate
from sim.analysis.first_choices import FirstChoices, first_choices, shares_over_horizon
from sim.analysis.stage_extract import extract, parties
from sim.analysis.stage_game import MATCHED, TIERS, Play, StageGame
from sim.analysis.stage_left_out import LeftOut, left_out
from sim.analysis.stage_steps import EXACT, Step, distance, steps
from sim.analysis.stage_tree import equilibria
from sim.errors import GameError
from sim.games.solution import Solution
from sim.results.provenance import MODEL_VERSION

SCHEMA = "redline/game-extract/1"


@dataclass(frozen=True)
class Extraction:
    """The stage game of a dyad with all that stands beside it; `scale` is that of the owner's payoffs, `precision` that of quantal response."""

    game: StageGame
    overrides: tuple[str, ...]
    precision: float
    scale: str
    model: dict[str, float]  # exact choice probability of each act at the opening
    steps: tuple[Step, ...]
    equilibria: Solution
    first: FirstChoices
    horizon: dict[str, Estimate]  # share of each act over the whole horizon
    horizon_months: float
    seed: int
    left_out: tuple[LeftOut, ...]

    @cached_property
    def quantal(self) -> Play:
        """Quantal response of the stage game."""
        return self.game.play(self.precision, self.scale)

    @cached_property
    def unerring(self) -> Play:
        """What is done where nobody errs."""
        return self.game.play(None, self.scale)

    @property
    def distance(self) -> float:
        """The total variation of quantal response from the simulated actor; below 1e-9 they are the same."""
        return distance(self.quantal.choice, self.model)

    def as_dict(self) -> dict[str, Any]:
        """Return the `redline/game-extract/1` object."""
        game, first = self.game, self.first
        acts = []
        for act in game.acts:
            share = first.share(act.name)
            acts.append(
                {
                    "act": act.name,
                    "worth": act.worth,
                    "base_weight": act.weight,
                    "nest": act.nest if "," in act.nest else None,
                    "similarity": act.similarity,
                    "other_owners": act.elsewhere,
                    "crossings": [self._crossing(place) for place in act.crossings],
                    "value": self.quantal.values[act.name],
                    "model": self.model[act.name],
                    "simulated": share.as_dict() if share else None,
                    "quantal_response": self.quantal.choice[act.name],
                    "equilibrium": self.unerring.choice[act.name],
                    "over_horizon": self.horizon[act.name].as_dict(),
                }
            )
        return {
            "schema": SCHEMA,
            "scenario": game.scenario,
            "overrides": list(self.overrides),
            "actor": game.actor,
            "owner": game.owner,
            "channel": game.channel,
            "policy": game.policy,
            "model_precision": game.precision,
            "precision": self.precision,
            "payoffs": self.scale,
            "loss_if_nuclear": game.loss_if_nuclear,
            "acts": acts,
            "types": {tier: self._kinds(place) for place, tier in enumerate(TIERS[: len(game.kinds)])},
            "equilibria": self.equilibria.as_dict(),
            "distance_from_model": self.distance,
            "is_the_model": self.distance < EXACT,
            "steps": [
                {"step": one.name, "why": one.why, "choice": dict(one.choice), "from_model": one.from_model, "from_last": one.from_last}
                for one in self.steps
            ],
            "left_out": [{"topic": one.topic, "words": one.words} for one in self.left_out],
            "histories": first.histories,
            "first_choices": first.events,
            "seed": self.seed,
            "horizon_months": self.horizon_months,
            "model_version": MODEL_VERSION,
        }

    def _crossing(self, place: int) -> dict[str, Any]:
        game, one = self.game, self.game.crossings[place]
        met = self.first.met.get((one.act, one.dimension))
        found: dict[str, Any] = {"dimension": one.dimension, "exposure": one.exposure, "loss_if_answered": one.loss}
        for tier in range(len(game.kinds)):
            seen = None if met is None else (met.conventional, met.nuclear)[tier]
            found[TIERS[tier]] = {
                "model": one.believed[tier],
                "simulated": seen.as_dict() if seen else None,
                "quantal_response": self.quantal.answers[tier][place],
                "equilibrium": self.unerring.answers[tier][place],
            }
        found["rungs"] = game.rungs.shares(one.material)
        return found

    def _kinds(self, tier: int) -> list[dict[str, Any]]:
        game = self.game
        return [
            {
                "name": kind.name,
                "probability": kind.probability,
                "types": kind.types,
                "reliability": kind.reliability,
                "false_alarm": game.types[tier].false_alarm,
                "audience_cost_is_real": kind.real,
                "cost": list(kind.costs),
                "answers_without_error": [game.crossings[place].act for place, does in enumerate(kind.answers) if does],
                "gain_from_answering": {one.act: game.gain(kind, place, self.scale) for place, one in enumerate(game.crossings)},
            }
            for kind in game.kinds[tier]
        ]


def extract_scenario(
    scenario: Path,
    actors: str,
    overrides: Sequence[str] = (),
    precision: float | None = None,
    most: int | None = None,
    scale: str = MATCHED,
    histories: int = 10_000,
    seed: int | None = None,
) -> Extraction:
    """Return the stage game of `actors` ("A,B": A acts, B owns red lines) at the opening of a scenario file, and what stands beside it.

    Parameters
    ----------
    precision : float     of quantal response; None: the model's own
    most : int            kinds of type in each tier; None: as many as there are different best replies
    scale : str           of the owner's payoffs, see stage_game
    histories : int       simulated, for first choices and for shares over the horizon
    seed : int            None: the scenario's

    Raises
    ------
    ScenarioError         where the file or an override is wrong
    GameError             where the two make no dyad, or a precision is no number from 0 on
    """
    from sim.experiment.engine import prepare
    from sim.scenario.load import load

    if precision is not None and not 0.0 <= precision < float("inf"):
        raise GameError(f"--precision must be a number from 0 on, got {precision:g}")
    world = load(scenario, tuple(overrides))
    actor, owner = parties(world, actors)
    prepared = prepare(world)
    game, opening = extract(world, prepared, actor, owner, most)
    luck = world.numerics.seed if seed is None else seed
    return Extraction(
        game,
        tuple(overrides),
        game.precision if precision is None else precision,
        scale,
        opening.model,
        steps(game, opening),
        equilibria(game, scale),
        first_choices(game, opening, prepared, histories, luck),
        shares_over_horizon(game, opening, prepared, histories, luck),
        world.clock.horizon_months,
        luck,
        left_out(game, opening),
    )
