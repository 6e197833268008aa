"""An ensemble as an experiment: its variants are decision theories that all actors share, its points sets of numbers, each with luck of its own.

The theories of a point meet the same luck, and every two of them are a contrast, so that the noise they have in common is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from sim.errors import ExperimentError, Problem, quoted
from sim.experiment.design import INDEPENDENT, Contrast, Design, Experiment, override
from sim.experiment.engine import REAL, Engine
from sim.experiment.load import experiment_of_factors
from sim.experiment.possible import cannot_be
from sim.scenario.scalars import shortest
from sim.scenario.suggest import hint
from sim.terms import Policy

THEORIES = (
    "logit",
    "logit:0.5",
    "logit:2",
    "mechanical",
    "random",
    "lookahead:2",
    "lookahead:3",
    "prospect",
    "reflex",
)  # unless told; the first is compared with
POINTS = 32
OUTCOMES = ("nuclear_use", "clash", "settlement", "collapse")
PARTS = ("nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent")
PAIR = "{} to {}"  # name of the contrast of two theories
MOST_PRECISE = 1000.0  # times the scenario's precision
NUMBERED = {"logit": "a number above 0 that multiplies precision, as logit:0.5", "lookahead": "the opportunities in view, 1 to 4, as lookahead:3"}
ON_COMMAND_LINE = "--policy"


@dataclass(frozen=True, slots=True)
class Theory:
    """A policy with its number: what precision is multiplied by, or how many opportunities are in view; None where unsaid."""

    name: str
    policy: str
    number: float | None

    def overrides(self, world: Any) -> tuple[str, ...]:
        """Return what lets every actor that has a menu go by the theory."""
        found = []
        for actor in sorted(world.actors, key=lambda one: one.id):
            menus = [(name, menu) for name, menu in (("military", actor.military), ("diplomacy", actor.diplomacy)) if menu]
            if menus:
                found.append(override(f"actors.{actor.id}.policy", self.policy))
            if menus and self.policy == "lookahead" and self.number is not None:
                found.append(override(f"actors.{actor.id}.lookahead.horizon", int(self.number)))
            if self.policy == "logit" and self.number is not None:
                found += [override(f"actors.{actor.id}.{name}.precision", menu.precision * self.number) for name, menu in menus]
        return tuple(found)


def theory_of(text: str) -> Theory:
    """Return the theory that a word of the command line names, such as logit:0.5 or lookahead:3.

    Raises
    ------
    ExperimentError                where there is no such policy, or its number is out of bounds
    """
    policy, colon, given = text.partition(":")
    known = [one.name.lower() for one in Policy]
    if policy not in known:
        raise _error(f"no policy {quoted(policy)}{hint(policy, known)}")
    if not colon:
        return Theory(policy, policy, None)
    if policy not in NUMBERED:
        raise _error(f"{policy} takes no number, got {quoted(text)}")
    try:
        number = float(given)
    except ValueError:
        number = 0.0
    fits = 0 < number <= MOST_PRECISE if policy == "logit" else number in (1, 2, 3, 4)
    if not fits:
        raise _error(f"{policy} takes {NUMBERED[policy]}, got {quoted(text)}")
    return Theory(f"{policy}:{shortest(number)}", policy, number)


def experiment_of_theories(
    scenario: Path,
    theories: Sequence[str] = THEORIES,
    factors: Sequence[str] = (),
    overrides: Sequence[str] = (),
    points: int = POINTS,
    replicates: int = 1024,
    seed: int = 1,
    engine: Engine = REAL,
) -> Experiment:
    """Return the experiment that plays a scenario under every theory, at itself and at a Latin hypercube of its numbers.

    Precision is part of a theory and is not varied; neither are the numbers that single policies are told.

    Parameters
    ----------
    theories : as `theory_of` reads them; the first is the one that others are compared with
    factors : as in `experiment_of_factors`; every range of the scenario where empty

    Raises
    ------
    ExperimentError                for theories, factors or values that cannot be used
    """
    chosen = [theory_of(text) for text in theories]
    names = [theory.name for theory in chosen]
    if len(names) < 2 or len(set(names)) < len(names):
        raise _error("an ensemble needs two theories or more, each once")
    found = experiment_of_factors(scenario, factors, overrides, replicates, seed, Design("latin_hypercube", points), engine)
    world = engine.read(scenario).scenario(overrides)
    varied = tuple(factor for factor in found.factors if factors or not _is_of_a_theory(factor.path))
    if not varied:
        message = "no number of this scenario has a range, so that there is nothing to vary; give ranges, or name factors as PATH=LOW:HIGH"
        raise ExperimentError([Problem(str(scenario), 0, 0, message)])
    kept = [name for name in engine.names(world).measures if name in (*OUTCOMES, *PARTS) and not cannot_be(world, name)]
    return replace(
        found,
        id=f"{scenario.stem}-ensemble",
        title=f"{len(chosen)} decision theories in {scenario.stem}",
        question="How much of the spread of an outcome is which decision theory actors go by?",
        factors=varied,
        variants={theory.name: theory.overrides(world) for theory in chosen},
        contrasts=tuple(Contrast(PAIR.format(one, two), one, two, PAIR.format(one, two)) for one, two in combinations(names, 2)),
        measures=tuple(kept),
        luck=INDEPENDENT,
    )


def _is_of_a_theory(path: str) -> bool:
    first, *rest = path.split(".")
    return first == "actors" and ("precision" in rest or any(policy.name.lower() in rest for policy in Policy))


def _error(message: str) -> ExperimentError:
    return ExperimentError([Problem(ON_COMMAND_LINE, 0, 0, message)])
