"""`solve`: a small scenario exactly, without drawing a history."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.notebook import asking
from sim.notebook.frames import frame

if TYPE_CHECKING:
    from sim.analysis.solve import Solved


class Exact:
    """An exact solution. Frames: `outcomes`, `acts`, `incidence`, `answers`."""

    def __init__(self, solved: Solved) -> None:
        self.solved = solved

    def __repr__(self) -> str:
        return f"<{self.solved.world.id}, solved exactly: nuclear use {self.solved.score('nuclear_use'):.6g}>"

    def _repr_html_(self) -> str:
        return f"<h4>{html.escape(self.solved.world.title)}, solved exactly</h4>{self.outcomes.to_html(index=False)}"

    @property
    def outcomes(self) -> Any:
        """key, label, p, is_ending."""
        return frame(self.solved.outcomes())

    @property
    def acts(self) -> Any:
        """actor, act, mean (a history), share (of the actor's acts)."""
        return frame(self.solved.acts())

    @property
    def incidence(self) -> Any:
        """ending, month, p."""
        return frame(self.solved.incidence())

    @property
    def answers(self) -> Any:
        """owner, rung, name, mean (a history), share."""
        owners = self.solved.solution.names.owners
        return frame([{"owner": owner, **row} for owner in owners for row in self.solved.answers(owner)])


def solve(scenario: str | Path, settings: asking.Settings = (), *, preset: str | None = None, max_states: int | None = None) -> Exact:
    """Solve a small scenario exactly.

    Raises
    ------
    ScenarioError
    RunError       exit code 2 where the scenario is too large or moves too freely, with the settings that would help
    """
    from sim.analysis.solve import solve_scenario

    path = asking.scenario(scenario)
    return Exact(solve_scenario(path, asking.overrides(path, preset, settings), max_states))
