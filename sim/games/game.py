"""How a game declares itself: what it asks, who moves when and knows what, what it may be set to, where it comes from, and what solves it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sim.errors import GameError, quoted
from sim.games.matrix import Matrix
from sim.games.parameters import OURS, Constraint, Parameter, Value, Values, descending
from sim.games.solution import Equilibrium, Solution
from sim.games.tree import Tree
from sim.scenario.suggest import hint

__all__ = ["OURS", "Constraint", "Equilibrium", "Fidelity", "Game", "Parameter", "Phases", "Row", "Solution", "Values", "descending"]


class Fidelity(StrEnum):
    """How faithfully a game, or one number of it, follows its source."""

    VERIFIED = "verified"  # derived, and checked by numbers
    MATCHED = "verified and matched by another program"  # the same numbers from Gambit
    RECONSTRUCTION = "reconstruction"  # the work was not read in full: the numbers hold for the game as stated here, the attribution may not
    THEOREM = "quoted theorem"  # stated as its source states it, not proved again
    NOT_REPRODUCED = "not reproduced"  # looked for and not found: said, not hidden


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the public table of replications: a number of the source beside the number that comes out here.

    `expected` is text as the source prints it: a decimal is held to the digits printed, "1/21" or "3" to 1e-9, a word must be equal.
    `tolerance` replaces that, for numbers found by sampling or on a grid. `where` says where in the source, or how, the number was found.
    """

    quantity: str
    where: str
    parameters: Mapping[str, Value]
    expected: str
    obtained: float | str
    fidelity: Fidelity
    tolerance: float | None = None

    @property
    def number(self) -> float | None:
        """The expected number; None where a word is expected."""
        try:
            return float(Fraction(self.expected))
        except ValueError:
            return None

    @property
    def allowance(self) -> float:
        """How far the obtained number may be from the expected one."""
        if self.tolerance is not None:
            return self.tolerance
        mantissa, _, exponent = self.expected.lower().partition("e")
        if "." not in mantissa:
            return 1e-9
        return 0.5000001 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))

    @property
    def difference(self) -> float | None:
        """Obtained less expected; None for words."""
        return None if self.number is None or isinstance(self.obtained, str) else self.obtained - self.number

    @property
    def holds(self) -> bool:
        """Whether the row is reproduced."""
        if self.number is None or isinstance(self.obtained, str):
            return self.obtained == self.expected
        return math.isfinite(self.obtained) and abs(self.obtained - self.number) <= self.allowance


@dataclass(frozen=True, slots=True)
class Phases:
    """A phase diagram in two parameters: `region(values)` is the name of the region, by closed form.

    `boundaries(values)` returns name -> points (x, y) of the closed-form lines between regions, at the other parameters of `values`.
    """

    x: str
    y: str
    claim: str
    region: Callable[[Values], str]
    boundaries: Callable[[Values], Mapping[str, tuple[tuple[float, float], ...]]] | None = None


@dataclass(frozen=True)
class Game:
    """One game of the catalogue. The file that declares it as `GAME` carries its name, with dashes for underscores in what people type.

    `solve` returns every equilibrium it knows and says whether that is all; it may use a closed form or the general solvers. `tree` or `matrix`
    make the game finite for the general solvers, for quantal response and for the export; a game of continuous types or time has neither.
    `checks` yields the rows of the table of replications, computed when asked.
    """

    name: str
    title: str
    question: str
    players: tuple[str, ...]
    moves: str
    information: str
    payoffs: str
    parameters: tuple[Parameter, ...]
    source: str
    fidelity: Fidelity
    followed: str  # what of the source is followed, and what is ours
    solve: Callable[[Values], Solution]
    checks: Callable[[], Iterable[Row]]
    constraints: tuple[Constraint, ...] = ()
    tree: Callable[[Values], Tree] | None = None
    matrix: Callable[[Values], Matrix] | None = None
    phases: Phases | None = None
    curve: str = ""  # the parameter that a figure turns where none is asked for
    headline: str = ""  # the outcome that a figure shows where none is asked for
    further_sources: tuple[str, ...] = ()

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by name; GameError with the nearest name where there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise GameError(f"game {self.name} has no parameter {quoted(name)}{hint(name, [known.name for known in self.parameters])}")

    def values(self, given: Mapping[str, object] | None = None) -> Values:
        """Return the values of all parameters: those given, texts or numbers, and defaults for the rest.

        Raises
        ------
        GameError                  an unknown name, a value out of bounds, or a constraint between parameters that does not hold
        """
        read = {name: self.parameter(name).read(value) for name, value in (given or {}).items()}
        values = Values({known.name: read.get(known.name, known.read(known.default)) for known in self.parameters})
        for constraint in self.constraints:
            if not constraint.holds(values):
                shown = ", ".join(f"{name} {written(value)}" for name, value in values.as_dict().items())
                raise GameError(f"game {self.name} needs {constraint.words}; got {shown}")
        return values

    def solved(self, **given: object) -> Solution:
        """Return the solution at the given parameters, defaults for the rest.

        >>> from sim.games.canonical import chicken
        >>> [round(found.outcomes["crash"], 12) for found in chicken.GAME.solved()]
        [0.0, 0.0, 0.01]
        """
        return self.solve(self.values(given))

    def as_dict(self) -> dict[str, Any]:
        """Return the declaration as plain dictionaries, lists, texts and numbers; an infinite bound is None."""
        words = {key: getattr(self, key) for key in ("name", "title", "question", "moves", "information", "payoffs", "source", "followed")}
        bounds = [{end: bound if math.isfinite(bound := getattr(known, end)) else None for end in ("low", "high")} for known in self.parameters]
        plain = ("name", "meaning", "default", "unit", "source", "open_low", "open_high", "whole", "choices", "allowed")
        parameters = [{key: getattr(known, key) for key in plain} | ends for known, ends in zip(self.parameters, bounds, strict=True)]
        rest = {"constraints": [constraint.words for constraint in self.constraints], "further_sources": list(self.further_sources)}
        finite = self.tree is not None or self.matrix is not None
        return {**words, "players": list(self.players), "fidelity": str(self.fidelity), "finite": finite, "parameters": parameters, **rest}

    def finite_tree(self, values: Values) -> Tree:
        """Return the game as a tree; GameError where it has none."""
        if self.tree is not None:
            return self.tree(values)
        if self.matrix is not None:
            return self.matrix(values).tree(self.title)
        raise GameError(f"game {self.name} has no finite tree: its types, times or choices are continuous")


def written(value: Value) -> str:
    """Return a value as one may type it again."""
    if isinstance(value, tuple):
        return ",".join(f"{number:.12g}" for number in value)
    return f"{value:.12g}" if isinstance(value, float) else value
