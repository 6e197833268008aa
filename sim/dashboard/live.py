"""A few histories of any setting of one scenario, on the same luck every time: what the page asks for at every move of a slider.

The file is read again whenever its bytes change. Where it cannot be read, the settings asked for raise; what was found before stays with the page.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis.compare import contrast_row
from sim.analysis.contrasts import difference
from sim.analysis.runs import RunResult
from sim.analysis.summary import run_summary
from sim.dashboard.knobs import Knob, knobs
from sim.errors import RunError, ScenarioError, escaped
from sim.experiment.design import BASE
from sim.experiment.engine import prepare, simulate
from sim.experiment.plan import plan_run
from sim.experiment.possible import impossible
from sim.plots.differences import ContrastRow, from_mappings
from sim.report import labels
from sim.report.run_report import OUTCOMES
from sim.results import sums
from sim.results.tables import LAYOUTS, PAIRS, totals
from sim.scenario.load import Draft, read_draft
from sim.scenario.world import Scenario

HISTORIES = 500
MOST_HISTORIES = 1024  # one block of the engine: all luck of a moment's answer is that of the first block of a run
KEPT = 32  # settings whose histories are kept
ROWS = {
    "rows": sums.measure_rows,
    "shares": sums.share_rows,
    "curves": sums.curve_rows,
    "credibility": sums.credibility_rows,
}
TOLD = ("nuclear_use", "clash", "settlement", "collapse")  # measures that a comparison tells of, beside how far lines are exposed

Settings = tuple[str, ...]  # "path=value", in the order of the knobs


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What one setting gave."""

    settings: Settings
    world: Scenario
    prepared: Any
    block: Any
    result: RunResult

    def summary(self) -> dict[str, Any]:
        """Return the `redline/run/1` object, without outcomes that this world cannot produce."""
        summary = run_summary(self.result)
        never = impossible(self.world)
        return summary | {"outcomes": {key: one for key, one in summary["outcomes"].items() if OUTCOMES.get(key) not in never}}

    def histories(self) -> Mapping[str, Any]:
        """Return every history: column -> ndarray (histories,)."""
        return sums.history_columns(0, BASE, self.block, self.prepared.names)


class Live:
    """One scenario that is asked about many settings.

    Parameters
    ----------
    scenario : Path                the file
    base : sequence of str         settings that hold always, as of a results folder or the command line
    histories, seed : int          of every answer; the scenario's own seed where None
    """

    def __init__(self, scenario: Path, base: Sequence[str] = (), histories: int = HISTORIES, seed: int | None = None) -> None:
        self.scenario, self.base, self.count = scenario, tuple(base), histories
        self.work = threading.RLock()  # one thing at a time: simulating, and drawing, whose settings are global
        self._kept: OrderedDict[Settings, Picture] = OrderedDict()
        self._draft: Draft = read_draft(scenario)
        self._found = self._draft.source
        self.world = self._draft.scenario(self.base)
        self.seed = int(self.world.numerics.seed) if seed is None else seed
        self.knobs: list[Knob] = knobs(self._draft.scenario(self.base), scenario.parent)
        self._paths = {knob.path for knob in self.knobs}
        self.revision = 0  # how often the file was seen to have changed
        self._wrong: ScenarioError | None = None

    def at(self, settings: Iterable[str] = ()) -> Picture:
        """Return what some settings give.

        Raises
        ------
        ScenarioError                  for a file that cannot be read now, a setting that is not one of the knobs, or a value that is not allowed
        RunError                       where no history could be played
        """
        asked = tuple(settings)
        with self.work:
            self.refresh()
            if self._wrong is not None:
                raise self._wrong
            if asked not in self._kept:
                self._require_known(asked)
                self._kept[asked] = self._simulate(asked, self.count)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(asked)
            return self._kept[asked]

    def few(self, settings: Iterable[str], histories: int) -> Picture:
        """Return the same of fewer histories, which is not kept; errors as `at`."""
        asked = tuple(settings)
        with self.work:
            self._require_known(asked)
            return self._simulate(asked, histories)

    def refresh(self) -> bool:
        """Read the file again where its bytes have changed; return whether they had."""
        with self.work:
            try:
                found: bytes = self.scenario.read_bytes()
            except OSError:
                found = b""
            if found == self._found:
                return False
            self._found, self._wrong = found, None
            self.revision += 1
            try:
                draft = read_draft(self.scenario)
                self.world = draft.scenario(self.base)
                self._draft = draft
                self._kept.clear()
            except ScenarioError as error:
                self._wrong = error
            return True

    def differences(self, one: Picture, two: Picture, label: str) -> list[ContrastRow]:
        """Return what changes from one setting to another on the same luck, paired: outcomes first, then how far lines are exposed."""
        pairs = totals(PAIRS, sums.pair_rows(0, BASE, one.block, one.prepared.names, two.block, two.prepared.names))
        first, second = one.result.sums["rows"], two.result.sums["rows"]
        found = {name: difference(first[0, BASE, name], second[0, BASE, name], row) for (_, _, name), row in pairs.items()}
        chosen = [*TOLD, *sorted(name for name in found if name.startswith("exposure."))]
        rows = [contrast_row(label, name, found[name]) for name in chosen if name in found and (found[name].before or found[name].after)]
        return from_mappings([row | {"measure": labels.measure(row["measure"], two.world.ladder.names)} for row in rows])

    def _require_known(self, settings: Settings) -> None:
        for setting in settings:
            if setting.partition("=")[0] not in self._paths:
                raise ScenarioError(f"this page has no control for {escaped(setting)[:80]}")

    def _simulate(self, settings: Settings, histories: int) -> Picture:
        overrides = (*self.base, *settings)
        world = self._draft.scenario(overrides)
        prepared = prepare(world)
        block = simulate(prepared, self.seed, 0, histories)
        if len(block.failed) == block.count:
            raise RunError("no history of this setting could be played")
        tables = {kind: totals(LAYOUTS[kind], rows(0, BASE, block, prepared.names)) for kind, rows in ROWS.items()}
        plan = plan_run(world, histories, self.seed, overrides)
        failed = tuple((0, BASE, replicate) for replicate in block.failed)
        return Picture(settings, world, prepared, block, RunResult(Path(), plan, "", tables, failed))
