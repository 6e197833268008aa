"""All that the page and the figures of a run are made of, gathered once: the run, its contrast, the look at its ranges, and told histories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.analysis.compare import Comparison
from sim.analysis.estimates import Estimate
from sim.analysis.ranges import Driver, RangeLook, look
from sim.analysis.runs import RunResult
from sim.plots.differences import ContrastRow
from sim.plots.quality import Growth
from sim.report import explained, typical
from sim.report.explained import Explained
from sim.report.predecessor import Predecessor, difference_rows, predecessor
from sim.results.store import MANIFEST
from sim.scenario.world import Scenario

if TYPE_CHECKING:
    from sim.engine.trace import Trace
    from sim.plots import trajectories

RANGE = "range"  # folder, inside that of a run, of the sweep over the scenario's ranges
DRAWN = 100  # histories whose tension is drawn
GROWTH_STEPS = 24  # at which the estimate is looked back on
FEWEST = 50  # histories below which no growth is drawn


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of a run. Everything but the run and its world may be missing."""

    result: RunResult
    world: Scenario
    before: Predecessor | None = None
    comparison: Comparison | None = None
    changes: Sequence[ContrastRow] = ()
    look: RangeLook | None = None
    drivers: Sequence[Driver] = ()
    histories: Mapping[str, Any] = field(default_factory=dict)  # column -> ndarray (histories,); empty where none were kept
    crossed: Estimate | None = None  # share of histories that the contrast has end otherwise, or gain or lose a clash
    explained: Explained | None = None  # why it escalates, where that was asked
    kinds: Sequence[tuple[typical.Kind, Trace]] = ()
    paths: Sequence[trajectories.Path] = ()

    def growth(self) -> list[Growth]:
        """Return the estimate of nuclear use after more and more histories; nothing where none were kept, or hardly any."""
        import numpy as np

        from sim.analysis.estimates import score

        if len(self.histories.get("weight", ())) < FEWEST:
            return []
        w, y = self.histories["weight"], self.histories["nuclear_use"]
        ends = np.unique(np.linspace(len(w) / GROWTH_STEPS, len(w), GROWTH_STEPS).astype(int))
        columns = [np.cumsum(values) for values in (w, w * w, w * y, w * w * y, w * w * y * y)]
        found = []
        for end in ends.tolist():
            one = score("nuclear_use", *(float(column[end - 1]) for column in columns), z=self.result.z)
            found.append(Growth(end, one.value, one.low, one.high))
        return found

    def after_clash(self) -> Estimate | None:
        """Return the share of histories with a direct clash in which nuclear use follows it; None where none clashes, or none were kept."""
        from sim.analysis.estimates import share

        if "clash" not in self.histories or not float((self.histories["weight"] * self.histories["clash"]).sum()) > 0:
            return None
        w, t, y = (self.histories[name] for name in ("weight", "clash", "nuclear_use.via_clash"))
        sums = [float(values.sum()) for values in (w * y, w * t, w * w * y * y, w * w * t * t, w * w * y * t)]
        return share(*sums, z=self.result.z)


def gather(
    result: RunResult, world: Scenario, comparison: Comparison | None = None, ranges: Any = None, histories: Mapping[str, Any] | None = None
) -> Material:
    """Return the material of a run: its typical histories are told anew, its drivers ranked.

    Parameters
    ----------
    comparison : with the same histories under the doctrine before, where that was simulated
    ranges : SweepResult of the look at the scenario's ranges, where there was one
    histories : of the run, read from its folder where None
    """
    from sim.engine.trace import trace
    from sim.experiment.engine import prepare

    before = predecessor(world)
    changes = difference_rows(comparison, before.label, before.measures) if before and comparison else []
    found = look(ranges) if ranges is not None else None
    kept = histories if histories is not None else result.read_histories() if result.plan.keeps_histories else {}
    kinds: list[tuple[typical.Kind, Trace]] = []
    paths: list[trajectories.Path] = []
    if kept and float(kept["weight"].sum()) > 0:
        prepared, seed = prepare(world), result.plan.seed
        kinds = [(kind, trace(prepared, seed, kind.replicate)) for kind in typical.kinds(kept)]
        paths = [typical.path(trace(prepared, seed, number)) for number in typical.drawn(kept, DRAWN)]
    why = explained.of_folder(result.folder, world.ladder.names)
    crossed = _crossed(comparison.one.read_histories(), kept, result.z) if comparison and kept else None
    return Material(result, world, before, comparison, changes, found, found.drivers() if found else (), kept, crossed, why, kinds, paths)


def _crossed(one: Mapping[str, Any], two: Mapping[str, Any], z: float) -> Estimate:
    """Return the share of histories, by the weight they have in `two`, that end otherwise than in `one`, or clash in only one of them."""
    import numpy as np

    differ = (one["ending"] != two["ending"]) | (np.isfinite(one["clash_month"]) != np.isfinite(two["clash_month"]))
    return typical.weighted(two["weight"], differ, z)


def of_folder(folder: Path, world: Scenario) -> Material:
    """Return the material of a finished run from its folder; `world` is the scenario that it was made from.

    Raises
    ------
    ResultsError                   exit code 2 where it is not finished; 4 where it is damaged
    """
    from sim.analysis.compare import compare_runs
    from sim.analysis.runs import load_run
    from sim.analysis.sweeps import load_sweep

    result, before = load_run(folder), predecessor(world)
    comparison = None
    if before is not None and (folder / before.folder / MANIFEST).is_file():
        comparison = compare_runs(load_run(folder / before.folder), result)
    ranges = load_sweep(folder / RANGE) if (folder / RANGE / MANIFEST).is_file() else None
    return gather(result, world, comparison, ranges)
