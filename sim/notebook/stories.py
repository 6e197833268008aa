"""`replay`: one history, told."""

from __future__ import annotations

import html
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Exit, RunError, quoted
from sim.notebook import asking
from sim.notebook.frames import frame

if TYPE_CHECKING:
    from sim.engine.trace import Trace
    from sim.notebook.runs import Run

POOL = 1024  # histories from which one is chosen, as by `redline replay`
HOW = ("drawn", "typical", "worst")


class Story:
    """One history. Words: `text`. Frames: `moments` (one row an event), `answers` (one row a crossing)."""

    def __init__(self, trace: Trace, world: Any, after: Any) -> None:
        self.trace, self.world, self._after = trace, world, after

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f"<pre style='white-space: pre-wrap'>{html.escape(self.text)}</pre>"

    @cached_property
    def text(self) -> str:
        """The history in sentences, as `redline replay` prints it."""
        from sim.report.story import tell

        return tell(self.trace, self.world, self._after)

    @property
    def moments(self) -> Any:
        """date, month, event, actor, act, subject, tension of both sides, clash, survival (weight of no nuclear use so far), crossings."""
        from sim.report.story import date_of

        rows = []
        for one in self.trace.moments:
            row = {"date": date_of(self.world, one.month), "month": one.month, "event": one.event.name.lower(), "actor": one.actor, "act": one.act}
            row |= {"subject": one.subject, "tension": one.tension[0], "tension_other": one.tension[1], "clash": one.clash}
            rows.append(row | {"survival": one.survival, "crossings": len(one.answers)})
        return frame(rows)

    @property
    def answers(self) -> Any:
        """month, owner, dimension, exposure, believed, chance (of the true type), the same in the nuclear tier, tier, rung."""
        rows = []
        for moment in self.trace.moments:
            for one in moment.answers:
                row = {"month": moment.month, "owner": one.owner, "dimension": one.dimension, "exposure": one.exposure, "believed": one.believed}
                row |= {"chance": one.chance, "believed_nuclear": one.believed_nuclear, "chance_nuclear": one.chance_nuclear}
                rows.append(row | {"tier": one.tier.name.lower(), "rung": one.rung})
        columns = ("month", "owner", "dimension", "exposure", "believed", "chance", "believed_nuclear", "chance_nuclear", "tier", "rung")
        return frame(rows, columns)


def replay(
    scenario: str | Path, history: int | str = "drawn", settings: asking.Settings = (), *, preset: str | None = None, seed: int | None = None
) -> Story:
    """Tell one history of a scenario: by number, or `drawn` by weight, `typical` or `worst` of the first 1,024.

    Raises
    ------
    ScenarioError, RunError
    """
    from sim.cli.console import Console
    from sim.cli.replay import choose, of_scenario

    path = asking.scenario(scenario)
    given = asking.overrides(path, preset, settings)
    world, luck, _, histories = of_scenario(str(path), given, None, seed, POOL, Console(quiet=True), need=_how(history) is not None)
    number = int(history) if _how(history) is None else choose(histories, str(history), luck)[0]
    return _told(world, luck, number)


def of_run(run: Run, history: int | str) -> Story:
    """Return one history of a run."""
    from sim.cli.replay import choose

    luck = int(run.result.plan.seed)
    number = int(history) if _how(history) is None else choose(run.result.read_histories(), str(history), luck)[0]
    if not 0 <= number < run.result.histories:
        raise RunError(f"the run has histories 0 to {run.result.histories - 1:,}; there is no number {number:,}", Exit.INPUT)
    return _told(run.world, luck, number)


def _how(history: int | str) -> str | None:
    """Return how a history is chosen, None where it is a number."""
    if not isinstance(history, str):
        return None
    if history not in HOW:
        raise RunError(f"a history is a number, or one of {', '.join(HOW)}; got {quoted(history)}", Exit.INPUT)
    return history


def _told(world: Any, luck: int, number: int) -> Story:
    from sim.cli.replay import learned
    from sim.engine.trace import trace
    from sim.experiment.engine import prepare

    prepared = prepare(world)
    told = trace(prepared, luck, number)
    return Story(told, world, learned(prepared, told))
