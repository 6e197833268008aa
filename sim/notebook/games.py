"""`catalogue` and `game`: the canonical games of deterrence, solved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.notebook.frames import frame

if TYPE_CHECKING:
    from sim.games.game import Game
    from sim.games.solution import Solution


class SolvedGame:
    """A game at one setting of its parameters. Frame: `equilibria`. Everything: `as_dict`."""

    def __init__(self, game: Game, solution: Solution) -> None:
        self.game, self.solution = game, solution

    def __repr__(self) -> str:
        found = "\n".join(f"  {one.name}: {one.kind}" for one in self.solution)
        return f"<{self.game.title}: {self.solution.multiplicity}>\n{found}"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<h4>{escape(self.game.title)}</h4><p>{escape(self.game.question)}</p>{self.equilibria.to_html(index=False)}"

    @property
    def equilibria(self) -> Any:
        """equilibrium, kind, outcome, probability: one row an outcome of an equilibrium."""
        rows = []
        for one in self.solution:
            told = one.as_dict()
            rows += [{"equilibrium": one.name, "kind": told["kind"], "outcome": name, "probability": p} for name, p in told["outcomes"].items()]
        return frame(rows, ("equilibrium", "kind", "outcome", "probability"))

    def as_dict(self) -> dict[str, Any]:
        """Return all of the solution: strategies by information set, beliefs, outcomes."""
        return self.solution.as_dict()


def catalogue() -> Any:
    """Return the games there are as a frame: name, title, question, fidelity."""
    from sim.games.catalogue import every

    return frame([{"name": one.name, "title": one.title, "question": one.question, "fidelity": str(one.fidelity)} for one in every()])


def game(name: str, **parameters: float) -> SolvedGame:
    """Solve a game of the catalogue; parameters that are left out have their default.

    Raises
    ------
    GameError       exit code 2 for an unknown game or parameter, or a value out of bounds
    """
    from sim.games.catalogue import load

    found = load(name)
    return SolvedGame(found, found.solved(**parameters))
