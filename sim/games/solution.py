"""What solving a game gives: all equilibria found, whether that is all there are, and further named numbers; ready for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Strategies = Mapping[str, Mapping[str, float]]  # information set -> action -> probability
Beliefs = Mapping[str, Mapping[str, float]]  # information set -> history that leads to one of its nodes -> probability

KINDS = (
    "subgame perfect",
    "Nash",
    "pure Nash",
    "mixed Nash",
    "perfect Bayesian",
    "Bayesian Nash",
    "logit quantal response",
    "probit agent error",
    "single decision",
)


@dataclass(frozen=True)
class Equilibrium:
    """One equilibrium.

    `strategies` and `beliefs` are keyed as the tree of the game is. A plan that is no finite list of probabilities (a cut-off, a time) stands in
    `plans` in words, its numbers in `quantities`. `outcomes` are probabilities, `values` expected payoffs by player. `accuracy` says how exact the
    numbers are: "exact", "closed form", or a bound on the error.
    """

    kind: str
    name: str
    outcomes: Mapping[str, float]
    values: Mapping[str, float]
    strategies: Strategies = field(default_factory=dict)
    beliefs: Beliefs = field(default_factory=dict)
    plans: Mapping[str, str] = field(default_factory=dict)
    quantities: Mapping[str, float] = field(default_factory=dict)
    accuracy: str = "closed form"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"an equilibrium's kind is one of {', '.join(KINDS)}, got {self.kind!r}")

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dictionaries, lists, texts and numbers."""
        nested = {key: {outer: dict(inner) for outer, inner in getattr(self, key).items()} for key in ("strategies", "beliefs")}
        flat = {key: dict(getattr(self, key)) for key in ("plans", "outcomes", "values", "quantities")}
        return {"kind": self.kind, "name": self.name, "accuracy": self.accuracy, **nested, **flat, "notes": list(self.notes)}


@dataclass(frozen=True)
class Solution:
    """All equilibria found of one game at one setting.

    `complete` says whether these are all of the class that `statement` names; the statement also says what is left out.
    """

    equilibria: tuple[Equilibrium, ...]
    complete: bool
    statement: str
    region: str = ""
    quantities: Mapping[str, float] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Equilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)

    def named(self, name: str) -> Equilibrium:
        """Return the equilibrium of that name; KeyError with the names there are."""
        for equilibrium in self.equilibria:
            if equilibrium.name == name:
                return equilibrium
        raise KeyError(f"no equilibrium {name!r}; there are {', '.join(found.name for found in self.equilibria) or 'none'}")

    @property
    def multiplicity(self) -> str:
        """How many equilibria there are, in words: several are never narrowed to one."""
        count = len(self.equilibria)
        if count == 0:
            return "No equilibrium of the class looked for."
        if count == 1:
            return "One equilibrium." if self.complete else "One equilibrium found; there may be others."
        return f"{count} equilibria" + ("" if self.complete else " found, and there may be others") + "; the theory picks none of them."

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain dictionaries, lists, texts and numbers."""
        return {
            "equilibria": [equilibrium.as_dict() for equilibrium in self.equilibria],
            "count": len(self.equilibria),
            "complete": self.complete,
            "multiplicity": self.multiplicity,
            "statement": self.statement,
            "region": self.region,
            "quantities": dict(self.quantities),
        }
