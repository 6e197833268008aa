"""One sweep, from experiment to tables: estimates at every point, paired contrasts, and how often their sign is clear."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from sim.analysis import estimates
from sim.analysis.compare import contrast_row
from sim.analysis.contrasts import Difference, difference, signs
from sim.analysis.estimates import Estimate
from sim.analysis.folder import ceiling_of, plan_of_folder, scenario_of_folder
from sim.analysis.growing import grow
from sim.analysis.runs import RESULTS, TABLE, Row, add_up, answer_rows, found_in, most_blocks
from sim.analysis.stopping import Look
from sim.analysis.summary import json_text, sweep_summary
from sim.backends.base import Backend
from sim.backends.local import Processes
from sim.errors import Exit, ResultsError, RunError, escaped
from sim.experiment.design import Experiment
from sim.experiment.engine import REAL, Engine
from sim.experiment.inputs import manifest_of, place_of, self_contained
from sim.experiment.legal import require_legal
from sim.experiment.plan import Plan, folder_name, from_manifest, plan_sweep
from sim.experiment.sweep import execute, failed_histories
from sim.results.store import MANIFEST, Inventory, Store, create, open_store
from sim.results.tables import csv_lines

DEFAULT_POINT = 0


@dataclass(frozen=True, slots=True)
class SweepResult:
    """A finished sweep: its folder, plan, digest and exact sums. Rows are dictionaries with the names that figures use."""

    folder: Path
    plan: Plan
    digest: str  # of the canonical table
    sums: Mapping[str, Mapping[tuple[Any, ...], tuple[float, ...]]]  # kind -> key -> sums, as named in the layouts
    failed: tuple[tuple[int, str, int], ...]
    looks: Mapping[int, Look] = field(default_factory=dict)  # at which each point of a sweep with a target ended

    def z(self, point: int) -> float:
        """Standard errors on each side of an interval at a point: more than 1.96 where it was looked at while it grew."""
        return self.looks[point].z if point in self.looks else estimates.Z

    def has(self, point: int, variant: str, measure: str) -> bool:
        """Return whether the measure was kept there, of at least one history that did not fail."""
        sums = self.sums["rows"].get((point, variant, measure))
        return sums is not None and sums[1] > 0

    def estimate(self, point: int, variant: str, measure: str) -> Estimate:
        """Return the estimate of a measure; KeyError where there is none of that name."""
        return estimates.score(measure, *self.sums["rows"][point, variant, measure][1:], z=self.z(point))

    def difference(self, point: int, contrast: str, measure: str) -> Difference:
        """Return the paired difference of a contrast at a point; KeyError where there is none of that name."""
        chosen = next(c for c in self.plan.contrasts if c.name == contrast)
        rows = self.sums["rows"]
        before, after = rows[point, chosen.before, measure], rows[point, chosen.after, measure]
        return difference(before, after, self.sums["pairs"][point, contrast, measure], self.z(point))

    def measures(self, contrast: str) -> list[str]:
        """Return the measures that both variants of a contrast have, sorted."""
        return sorted({measure for _, name, measure in self.sums.get("pairs", {}) if name == contrast})

    def contrast_measures(self, contrast: str, without: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return for each measure the difference at the default point (None without one) and the signs over the sampled points.

        Measures whose names begin with one of `without` are left out.
        """
        found = {}
        sampled = [point.number for point in self.plan.points if point.number != DEFAULT_POINT]
        for measure in (m for m in self.measures(contrast) if not m.startswith(without)):
            at_default = self.difference(DEFAULT_POINT, contrast, measure).as_dict() if self.has_pair(DEFAULT_POINT, contrast, measure) else None
            differences = (self.difference(n, contrast, measure) for n in sampled if self.has_pair(n, contrast, measure))
            found[measure] = {"default": at_default, "over_points": signs(differences).as_dict()}
        return found

    def has_pair(self, point: int, contrast: str, measure: str) -> bool:
        """Return whether the measure was kept there by both variants of a contrast, each of at least one history that did not fail."""
        chosen = next((c for c in self.plan.contrasts if c.name == contrast), None)
        kept = (point, contrast, measure) in self.sums.get("pairs", {})
        return kept and chosen is not None and all(self.has(point, variant, measure) for variant in (chosen.before, chosen.after))

    def estimate_rows(self) -> Iterator[Row]:
        """Yield point, variant, measure, value, low, high, effective_sample_size, then the value of each factor."""
        for number, keys in groupby(self.sums["rows"], key=itemgetter(0)):
            values = self.plan.values(self.plan.points[number - self.plan.points[0].number])
            for point, variant, measure in (key for key in keys if self.has(*key)):
                one, sums = self.estimate(point, variant, measure), self.sums["rows"][point, variant, measure]
                row = {"point": point, "variant": variant, "measure": measure, "value": one.value, "low": one.low, "high": one.high}
                yield {**row, "effective_sample_size": estimates.effective_sample_size(sums[1], sums[2]), **values}

    def difference_rows(self) -> Iterator[Row]:
        """Yield point, contrast, measure, from, to, difference, low, high, sign, changed_histories, histories."""
        for point, contrast, measure in (key for key in self.sums.get("pairs", {}) if self.has_pair(*key)):
            yield {"point": point, "contrast": contrast, "measure": measure, **self.difference(point, contrast, measure).as_dict()}

    def sign_rows(self) -> list[Row]:
        """Return contrast, label, claim, measure, the difference at the default point, and the share of sampled points with a clear sign."""
        rows = []
        for c in self.plan.contrasts:
            for measure, found in self.contrast_measures(c.name).items():
                at_default = found["default"] or {}
                row: Row = {"contrast": c.name, "label": c.label, "claim": c.claim, "measure": measure}
                row |= {f"default_{name}": at_default.get(name) for name in ("from", "to", "difference", "low", "high")}
                rows.append(row | found["over_points"])
        return rows

    def answers(self, owner: str, variant: str, point: int = DEFAULT_POINT) -> list[Row]:
        """Return the rows of `RunResult.answers` for one variant at one point; none where the sweep did not keep them."""
        return answer_rows(self.sums["shares"], self.plan.about["rungs"], point, variant, owner, self.z(point))

    def contrast_rows(self, measure: str, point: int = DEFAULT_POINT) -> list[Row]:
        """Return rows for a contrast figure: label, measure, difference, low, high, baseline, unit, one a contrast that has the measure."""
        chosen = [c for c in self.plan.contrasts if self.has_pair(point, c.name, measure)]
        return [contrast_row(c.label, measure, self.difference(point, c.name, measure)) for c in chosen]

    def curve_rows(self, factor: str, measure: str) -> list[Row]:
        """Return series, x, p, low, high: a measure over one factor, a series a variant, the default point left out."""
        return [
            {"series": variant, "x": point.values[factor], **self.estimate(point.number, variant, measure).as_dict()}
            for variant in self.plan.variants
            for point in self.plan.points
            if factor in point.values and self.has(point.number, variant, measure)
        ]

    def map_rows(self, x: str, y: str, measure: str, variant: str) -> list[Row]:
        """Return x, y, p, low, high: a measure over two factors for one variant, the default point left out."""
        return [
            {"x": point.values[x], "y": point.values[y], **self.estimate(point.number, variant, measure).as_dict()}
            for point in self.plan.points
            if x in point.values and y in point.values and self.has(point.number, variant, measure)
        ]


def run_sweep(
    experiment: Experiment,
    jobs: int | None = None,
    out: Path | None = None,
    report: Callable[..., None] | None = None,
    engine: Engine = REAL,
    backend: Backend | None = None,
    replicates: int | None = None,
    trying: Callable[..., None] | None = None,
    limit: float = 0.0,
) -> SweepResult:
    """Do what of an experiment is missing in its folder, and return the result; derived files are written anew.

    Parameters
    ----------
    jobs : processes; all processors where None
    out : folder of this sweep; results/<experiment>-<run id> where None
    report : called with a `Progress` after each shard
    backend : where to work; processes of this machine where None
    replicates : histories a sampled point, and at most as many at the default point, instead of those of the experiment
    trying : called with a `Progress` while every point is tried, which is done before a folder is begun
    limit : seconds that a block may take in a process of its own until it is taken for hung (see `execute`); 0: for ever

    Raises
    ------
    ExperimentError, ScenarioError, RunError, ResultsError
    """
    if replicates is not None:
        defaults = min(replicates, experiment.default_replicates)
        experiment = replace(experiment, replicates=replicates, default_replicates=defaults, target=None)
    plan = plan_sweep(experiment, engine)
    most = most_blocks(plan, experiment.ceiling)
    folder = out or RESULTS / folder_name(plan)
    if not (folder / MANIFEST).is_file():
        require_legal(plan, experiment, engine, jobs, trying)
    manifest, copies = manifest_of(plan, engine.read(experiment.scenario), experiment)
    manifest |= {"ceiling": experiment.ceiling} if plan.target else {}
    store = create(folder, manifest, copies)
    scenario = place_of(store) if self_contained(store) else experiment.scenario
    return finish_sweep(plan, store, scenario, backend or jobs, most, engine, report, limit)


def resume_sweep(
    folder: Path,
    jobs: int | None = None,
    report: Callable[..., None] | None = None,
    engine: Engine = REAL,
    backend: Backend | None = None,
    ceiling: int | None = None,
    limit: float = 0.0,
) -> SweepResult:
    """Do what is missing in the folder of a sweep, from the folder alone, and return the result: the same as running the first command again.

    Parameters
    ----------
    ceiling : most histories a point of a sweep with a target; those it was begun with where None
    limit : as for `run_sweep`

    Raises
    ------
    RunError                       exit code 2 where the folder does not hold what its scenario names
    ResultsError                   exit code 2 where it holds no sweep; 4 where it is damaged
    """
    store, plan = plan_of_folder(folder)
    if plan.kind != "sweep":
        raise ResultsError(f"{escaped(str(folder))} holds a {plan.kind}, not a sweep", Exit.INPUT)
    scenario_of_folder(store, plan, engine)  # complains where it is not the one that the sweep began with
    most = most_blocks(plan, ceiling or ceiling_of(store))
    store = create(folder, store.manifest, {})
    return finish_sweep(plan, store, place_of(store), backend or jobs, most, engine, report, limit)


def finish_sweep(
    plan: Plan,
    store: Store,
    scenario: Path,
    place: Backend | int | None,
    most: Mapping[int, int],
    engine: Engine,
    report: Callable[..., None] | None,
    limit: float = 0.0,
) -> SweepResult:
    """Do what of a plan is missing in its store, and return the result; derived files are written anew.

    Parameters
    ----------
    place : where to work, or the number of processes of this machine; as many as processors where None
    """
    with ExitStack() as staying:  # processes stay for the rounds of a target
        number = place if isinstance(place, int) else os.cpu_count() or 1
        backend = staying.enter_context(Processes(number)) if place is None or isinstance(place, int) else place

        def at_least(plan: Plan) -> Inventory:
            return execute(plan, store, scenario, backend, engine, report, limit)

        plan, looks = grow(plan, store, at_least, most)
        result = _result(store, plan, at_least(plan), looks, store.folder / TABLE)
    _derive(store, result)
    return result


def load_sweep(folder: Path) -> SweepResult:
    """Return the result that a finished sweep left in `folder`.

    Raises
    ------
    ResultsError                   exit code 2 where it is no sweep, or not finished; 4 where it is damaged
    """
    store = open_store(folder)
    plan = from_manifest(store.manifest)
    if plan.kind != "sweep":
        raise ResultsError(f"{escaped(str(folder))} holds a {plan.kind}, not a sweep", Exit.INPUT)
    plan, looks, inventory = found_in(store, plan)
    return _result(store, plan, inventory, looks)


def _result(store: Store, plan: Plan, inventory: Inventory, looks: Mapping[int, Look], into: Path | None = None) -> SweepResult:
    digest, sums = add_up(store, inventory, plan, [kind for kind in ("rows", "pairs", "shares") if kind in plan.kinds], into)
    first = plan.points[0].number
    failed = tuple(one for one in failed_histories(inventory) if one[2] < plan.points[one[0] - first].histories)
    if not any(found[1] > 0 for found in sums["rows"].values()):
        raise RunError(f"all {len(failed):,} histories of {escaped(str(store.folder))} failed, so there is nothing to average", Exit.INCOMPLETE)
    return SweepResult(store.folder, plan, digest, sums, failed, looks)


def _derive(store: Store, result: SweepResult) -> None:
    """Write the files that people open: the design, estimates, contrasts and signs as CSV, and the summary."""
    plan = result.plan
    store.derive("points.csv", csv_lines({"point": p.number, "histories": p.histories, **plan.values(p)} for p in plan.points))
    store.derive("estimates.csv", csv_lines(result.estimate_rows()))
    if plan.contrasts:
        store.derive("contrasts.csv", csv_lines(result.difference_rows()))
        store.derive("signs.csv", csv_lines(result.sign_rows()))
    store.derive("summary.json", json_text(sweep_summary(result)))
