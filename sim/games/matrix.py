"""A game of two players who choose once and at the same time, as two matrices of payoffs."""

from __future__ import annotations

from dataclasses import dataclass

from sim.errors import GameError
from sim.games.tree import Decision, Terminal, Tree

Payoffs = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Matrix:
    """A bimatrix game: `first[i][j]` and `second[i][j]` are the payoffs where the first player takes action i and the second action j.

    `outcomes[i][j]` names what then happens; without it the two actions are named.
    """

    players: tuple[str, str]
    actions: tuple[tuple[str, ...], tuple[str, ...]]
    first: Payoffs
    second: Payoffs
    outcomes: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        shape = (len(self.actions[0]), len(self.actions[1]))
        for name, table in (("first", self.first), ("second", self.second), *((("outcomes", self.outcomes),) if self.outcomes else ())):
            if len(table) != shape[0] or any(len(row) != shape[1] for row in table):
                raise GameError(f"the table of {name} must have {shape[0]} rows and {shape[1]} columns, one for each action")

    def outcome(self, row: int, column: int) -> str:
        """Return the name of what happens at one pair of actions."""
        return self.outcomes[row][column] if self.outcomes else f"{self.actions[0][row]}, {self.actions[1][column]}"

    def tree(self, title: str = "") -> Tree:
        """Return the same game as a tree: the second player moves in one information set, for it does not see the first."""
        one, two = self.players

        def answer(row: int) -> Decision:
            ends = {
                action: Terminal(self.outcome(row, column), (self.first[row][column], self.second[row][column]))
                for column, action in enumerate(self.actions[1])
            }
            return Decision(two, two, ends)

        return Tree(self.players, Decision(one, one, {action: answer(row) for row, action in enumerate(self.actions[0])}), title)
