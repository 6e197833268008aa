"""From the arguments of `redline sweep` to an experiment: that of a file, or one made of a scenario, its factors and a kind of design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from sim.cli import options
from sim.errors import Problem, ScenarioError, quoted

MOST = 1_000_000
TAKES = {  # what the number after each kind of design counts, and its highest value
    "grid": ("steps", 1_000),
    "latin_hypercube": ("points", MOST),
    "sobol": ("points", MOST),
    "saltelli": ("base points", MOST),
    "morris": ("trajectories", MOST),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says about an experiment."""

    source: str
    factors: tuple[str, ...] = ()
    points: int | None = None
    design: tuple[str, int | None] | None = None  # kind, and its number
    luck: str | None = None
    runs: int | None = None
    seed: int | None = None
    settings: tuple[str, ...] = ()
    preset: str | None = None


class DesignKind(click.ParamType):
    """A kind of design that needs no file, and its number of points or steps: sobol:128."""

    name = "design"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> tuple[str, int | None]:
        """Return (kind, number or None); a usage error says what is allowed."""
        given, colon, number = str(value).partition(":")
        kind = given.replace("-", "_")
        if kind not in TAKES:
            needs = "; points of a file and products need an experiment file" if kind in ("points", "product") else ""
            return self.fail(f"must be {', '.join(TAKES)}, or one of them with a number as in sobol:128, got {quoted(given)}{needs}", param, context)
        what, most = TAKES[kind]
        if not colon:
            return kind, None
        if not (number.isascii() and number.isdecimal() and 2 <= int(number) <= most):
            return self.fail(f"{kind}:N has a whole number of {what} between 2 and {most}, got {quoted(number)}", param, context)
        return kind, int(number)


def experiment(asked: Asked) -> Any:
    """Return the experiment of a file, or the one that the options make of a scenario."""
    from sim.experiment.load import experiment_of_factors, load_experiment
    from sim.scenario.load import load

    path = source(asked.source)
    if path.suffix in (".yaml", ".yml") and _is_experiment(path):
        if asked.factors or asked.points or asked.design:
            message = "an experiment has its own design; --factor, --points and --design need a scenario"
            raise click.UsageError(message, click.get_current_context())
        found = load_experiment(path)
        given = (*found.overrides, *options.overrides(found.scenario, asked.preset, asked.settings))
        load(found.scenario, given)  # complains about a setting before anything else is said
        return replace(
            found,
            overrides=given,
            seed=found.seed if asked.seed is None else asked.seed,
            luck=asked.luck or found.luck,
            replicates=asked.runs or found.replicates,
            default_replicates=found.default_replicates if asked.runs is None else min(asked.runs, found.default_replicates),
        )
    given = options.overrides(path, asked.preset, asked.settings)
    seed = int(load(path, given).numerics.seed) if asked.seed is None else asked.seed
    made = experiment_of_factors(path, asked.factors, given, asked.runs or 1024, seed, _design(asked))
    return replace(made, luck=asked.luck or made.luck)


def _design(asked: Asked) -> Any:
    """Return the design that the options ask for; None for the usual one."""
    from sim.experiment.design import Design
    from sim.experiment.parts import usual

    if asked.design is None:
        return Design("latin_hypercube", asked.points) if asked.points else None
    kind, number = asked.design
    if asked.points and (kind == "grid" or number):
        said = (
            "a grid has steps, not points: --design grid:STEPS" if kind == "grid" else f"--points and --design {kind}:N ask for two things; keep one"
        )
        raise click.UsageError(said, click.get_current_context())
    points, steps = usual(kind)
    number = number or asked.points
    return Design(kind, points, number or steps) if kind == "grid" else Design(kind, number or points, steps)


def source(given: str) -> Path:
    """Return the file that is meant: one that exists, a shipped experiment by its name, or a shipped scenario."""
    from sim.scenario import shipped

    known = None if Path(given).exists() else shipped.experiment_path(given)
    if known is not None:
        return known
    try:
        return options.scenario_file(given)
    except ScenarioError:
        from sim.scenario.suggest import hint

        names: Sequence[str] = [*shipped.scenario_names(), *shipped.experiment_names()]
        raise ScenarioError([Problem(given, 0, 0, f"no such file, and no scenario or experiment of that name{hint(given, names)}")]) from None


def _is_experiment(path: Path) -> bool:
    from sim.scenario.text import read_bytes

    return any(line.replace(b" ", b"").startswith(b"schema:redline/experiment/") for line in read_bytes(path, str(path)).splitlines())
