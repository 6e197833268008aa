"""`scenarios` and `check`: what there is to run, and whether a file of one's own is in order."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from sim.notebook import asking
from sim.notebook.frames import frame


class World:
    """A checked scenario: its quantities as a frame, each with value, range and source."""

    def __init__(self, world: Any, path: Path) -> None:
        self.world, self.path = world, path

    def __repr__(self) -> str:
        return f"<scenario {self.world.id}: {self.world.title}>"

    def _repr_html_(self) -> str:
        from sim.plots import spans

        clock = self.world.clock
        about = f"{spans.text(clock.horizon_months)} from {clock.start.isoformat()}"
        actors = ", ".join(actor.id for actor in self.world.actors)
        return f"<p><b>{html.escape(self.world.title)}</b><br>{about}; actors: {html.escape(actors)}</p>"

    @property
    def quantities(self) -> Any:
        """Every number: path, value, low, high, unit, source (`assumption` where there is none), and why it was chosen, where that is said."""
        rows = []
        for path, number in sorted(self.world.quantities.items()):
            row = {"path": path, "value": number.value, "low": number.low, "high": number.high, "unit": number.unit}
            rows.append(row | {"source": number.source or "assumption", "reason": number.assumption or ""})
        return frame(rows, ("path", "value", "low", "high", "unit", "source", "reason"))


def check(scenario: str | Path, settings: asking.Settings = (), *, preset: str | None = None) -> World:
    """Return a checked scenario.

    Parameters
    ----------
    scenario : a file, or the name of a shipped scenario
    settings : mapping of path to value, or sequence of "path=value"

    Raises
    ------
    ScenarioError       with every mistake of the file, each with line and column
    """
    from sim.scenario.load import load

    path = asking.scenario(scenario)
    return World(load(path, asking.overrides(path, preset, settings)), path)


def scenarios() -> Any:
    """Return the shipped scenarios as a frame: name, title, start, months."""
    from sim.scenario.load import load
    from sim.scenario.shipped import scenario_names, scenario_path

    rows = []
    for name in scenario_names():
        world = load(Path(str(scenario_path(name))))
        rows.append({"name": name, "title": world.title, "start": world.clock.start.isoformat(), "months": world.clock.horizon_months})
    return frame(rows)
