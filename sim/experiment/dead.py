"""Factors that turn nothing: two of the same quantity, and one that a variant sets itself."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import quoted
from sim.experiment.design import Experiment, Factor

VALUE = ".value"  # of a quantity, which its own path means too
NAMED = 3  # variants; more are counted


def twice(factors: Sequence[Factor]) -> dict[str, str]:
    """Return for each factor that turns what an earlier one turns, by name, what to say: only the later would be seen."""
    first: dict[str, str] = {}
    found = {}
    for factor in factors:
        path = factor.path.removesuffix(VALUE)
        if path in first:
            found[factor.name] = f"{quoted(path)} is turned twice, by factors {quoted(first[path])} and {quoted(factor.name)}; keep one"
        first.setdefault(path, factor.name)
    return found


def dead(experiment: Experiment) -> list[str]:
    """Return a sentence for each factor that some variants set themselves: there it moves nothing, which may be meant.

    A contrast of two such variants asks what the quantity does while all else varies, so this is told and not refused.
    """
    notes = []
    for factor in experiment.factors:
        path = factor.path.removesuffix(VALUE)
        setting = [name for name, overrides in experiment.variants.items() if any(_covers(one.partition("=")[0], path) for one in overrides)]
        if setting:
            more = f" and {len(setting) - NAMED} more" if len(setting) > NAMED else ""
            notes.append(f"factor {factor.name} moves nothing in variants that set {path} themselves: {', '.join(setting[:NAMED])}{more}")
    return notes


def _covers(given: str, path: str) -> bool:
    given = given.removesuffix(VALUE)
    return given == path or path.startswith(f"{given}.")
