"""One run, from scenario file to tables: simulate what is missing, add up what is there, and answer in rows that figures can draw.

`run_scenario` works and writes; `load_run` reads a folder that a run left. Nothing is printed here. A run has a number of histories, or a target:
then it grows from look to look (see `stopping`), and all of its intervals are those of its last look.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sim.analysis import estimates
from sim.analysis.estimates import Estimate
from sim.analysis.growing import grow, rows_of, there
from sim.analysis.stopping import FIRST_LOOK, Look
from sim.analysis.summary import PARTS, json_text, run_summary
from sim.backends.local import Threads
from sim.errors import Exit, ResultsError, RunError, escaped, quoted
from sim.experiment.design import BASE, CEILING, Target
from sim.experiment.engine import REAL, Engine
from sim.experiment.inputs import manifest_of, place_of, self_contained
from sim.experiment.plan import HISTORIES, Plan, folder_name, from_manifest, plan_run
from sim.experiment.sweep import execute, failed_histories
from sim.results.adding import canonical_table, sums_of
from sim.results.shards import write_one
from sim.results.store import Inventory, Store, create, open_store
from sim.results.tables import CREDIBILITY, CURVES, LAYOUTS, ROWS, SHARES, csv_text
from sim.results.totals import Totals

RESULTS = Path("results")
TABLE = "table.csv"
OUTCOMES = {
    "nuclear_use": "nuclear use",
    "settlement": "settlement",
    "collapse": "collapse of a front",
    "no_end": "none of these",
    "clash": "direct clash of the two sides",
}
INCIDENCE = {"nuclear": "nuclear_use", "settlement": "settlement", "collapse": "collapse"}  # recorded channel -> measure
ALL_TYPES = "all types"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunResult:
    """A finished run: its folder, plan, digest, and exact sums. Rows are dictionaries with the names that figures use."""

    folder: Path
    plan: Plan
    digest: str  # of the canonical table
    sums: Mapping[str, Mapping[tuple[Any, ...], tuple[float, ...]]]  # kind -> key -> sums, as named in the layouts
    failed: tuple[tuple[int, str, int], ...]
    look: Look | None = None  # at which a run with a target ended

    @property
    def histories(self) -> int:
        """How many histories were asked for, or had been simulated when the run was exact enough."""
        return self.plan.points[0].histories

    @property
    def z(self) -> float:
        """Standard errors on each side of an interval: more than 1.96 where the run was looked at while it grew."""
        return self.look.z if self.look else estimates.Z

    @property
    def measures(self) -> list[str]:
        """The names of all measures, sorted."""
        return [measure for _, _, measure in self.sums["rows"]]

    @property
    def effective_sample_size(self) -> float:
        """How many equally weighted histories would say as much."""
        _, sum_w, sum_ww, *_ = next(iter(self.sums["rows"].values()))
        return estimates.effective_sample_size(sum_w, sum_ww)

    def estimate(self, measure: str) -> Estimate:
        """Return the estimate of a measure; KeyError where the run has none of that name."""
        return estimates.score(measure, *self.sums["rows"][0, BASE, measure][1:], z=self.z)

    def outcomes(self) -> list[Row]:
        """Return key, label, p, low, high, is_ending: the endings, which sum to 1, then the clash, which is no ending."""
        rows = []
        for key, label in OUTCOMES.items():
            if key in self.measures:
                rows.append({"key": key, "label": label, **self.estimate(key).as_dict(), "is_ending": key != "clash"})
        return rows

    def parts(self) -> list[Row]:
        """Return part, p, low, high of nuclear use: deliberate, noise, inadvertent, then the total and what of it came via a clash."""
        names = {**{part: f"nuclear_use.{part}" for part in PARTS}, "total": "nuclear_use", "via_clash": "nuclear_use.via_clash"}
        return [{"part": part, **self.estimate(measure).as_dict()} for part, measure in names.items()]

    def owners(self) -> list[str]:
        """Return the owners whose answers were counted, sorted."""
        return sorted({owner for _, _, owner, _, _ in self.sums["shares"]})

    def answers(self, owner: str) -> list[Row]:
        """Return rung, name, share, low, high, above, above_low, above_high of an owner's answers; no rows where it gave none."""
        return answer_rows(self.sums["shares"], self.plan.about["rungs"], 0, BASE, owner, self.z)

    def answers_per_history(self, owner: str) -> float:
        """Return the expected number of an owner's answers in a history."""
        weight = next(iter(self.sums["rows"].values()))[1]
        whole = next(sums[1] for (_, _, whose, _, _), sums in self.sums["shares"].items() if whose == owner)
        return whole / weight

    def acts(self) -> list[Row]:
        """Return actor, act, mean (a history), low, high, and share (of the actor's acts)."""
        rows: list[Row] = []
        for measure in self.measures:
            if measure.startswith("acts."):
                _, actor, act = measure.split(".", 2)
                one = self.estimate(measure)
                rows.append({"actor": actor, "act": act, "mean": one.value, "low": one.low, "high": one.high})
        whole = {actor: sum(row["mean"] for row in rows if row["actor"] == actor) for actor in {row["actor"] for row in rows}}
        return [{**row, "share": row["mean"] / whole[row["actor"]] if whole[row["actor"]] else None} for row in rows]

    def curves(self) -> list[Row]:
        """Return channel, month, value, low, high of everything recorded at the record ticks."""
        rows = []
        for (_, _, channel, month), sums in self.sums["curves"].items():
            one = estimates.channel(channel, *sums, z=self.z)
            rows.append({"channel": channel, "month": month, "value": one.value, "low": one.low, "high": one.high})
        return rows

    def incidence(self) -> list[Row]:
        """Return ending, month, p, low, high: the cumulative incidence of the competing endings (Aalen-Johansen; no history is censored early)."""
        return [
            {"ending": INCIDENCE[row["channel"]], "month": row["month"], "p": row["value"], "low": row["low"], "high": row["high"]}
            for row in self.curves()
            if row["channel"] in INCIDENCE
        ]

    def credibility(self) -> list[Row]:
        """Return group, month, mean, low, high: what the public thinks of the reference crossing, by true type and for all types."""
        rows = []
        for (_, _, group, month), sums in self.sums["credibility"].items():
            p, error = estimates.weighted_mean(*sums)
            one = estimates.probability(p, error, z=self.z)
            rows.append({"group": group, "month": month, "mean": one.value, "low": one.low, "high": one.high})
        rows = [row for row in rows if row["mean"] == row["mean"]]
        average = [row for row in self.curves() if row["channel"] == "credibility"] if rows else []
        return rows + [{"group": ALL_TYPES, "month": row["month"], "mean": row["value"], "low": row["low"], "high": row["high"]} for row in average]

    def read_histories(self) -> dict[str, Any]:
        """Return every history: column -> ndarray (histories,), in order; replicate, weight, every measure and detail by name.

        Raises
        ------
        ResultsError                   exit code 2 where the run kept none (more than a million)
        """
        import numpy as np

        if not self.plan.keeps_histories:
            raise ResultsError(f"{escaped(str(self.folder))} kept no single histories: it has more than a million", Exit.INPUT)
        store = open_store(self.folder)
        parts = list(rows_of(store, store.take_inventory(), self.plan, HISTORIES))
        order = np.argsort(np.concatenate([part["replicate"] for part in parts]), kind="stable")
        return {name: np.concatenate([part[name] for part in parts])[order] for name in parts[0]}


def answer_rows(
    shares: Mapping[tuple[Any, ...], tuple[float, ...]], rungs: Sequence[str], point: int, variant: str, owner: str, z: float = estimates.Z
) -> list[Row]:
    """Return rung, name, share, low, high, above, above_low, above_high of an owner's answers; no rows where it gave none."""
    rows = []
    for (number, case, whose, reach, rung), sums in shares.items():
        if (number, case, whose, reach) == (point, variant, owner, "at") and sums[1] > 0:
            at, above = estimates.share(*sums, z=z), estimates.share(*shares[point, variant, owner, "above", rung], z=z)
            row = {"rung": rung, "name": rungs[rung], "share": at.value, "low": at.low, "high": at.high}
            rows.append(row | {"above": above.value, "above_low": above.low, "above_high": above.high})
    return rows


def run_scenario(
    scenario: Path,
    overrides: Sequence[str] = (),
    histories: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: Path | None = None,
    report: Callable[..., None] | None = None,
    engine: Engine = REAL,
    target: Target | None = None,
    ceiling: int = CEILING,
) -> RunResult:
    """Simulate a scenario, or what of it is missing in its folder, and return the result; derived files are written anew.

    Parameters
    ----------
    histories, seed : those of the scenario where None
    target : how exact one measure shall be, instead of a number of histories
    ceiling : histories that a run with a target never exceeds; no part of its identity, so that a higher one continues
    jobs : threads; all processors where None
    out : folder of this run; results/<scenario>-<run id> where None
    report : called with a `Progress` after each shard

    Raises
    ------
    ScenarioError, RunError, ResultsError
    """
    draft = engine.read(scenario)
    world = draft.scenario(tuple(overrides))
    plan = plan_of(world, overrides, histories, seed, target, engine)
    most = most_blocks(plan, ceiling)
    manifest, copies = manifest_of(plan, draft)
    manifest |= {"ceiling": ceiling} if target else {}
    store = create(out or RESULTS / folder_name(plan), manifest, copies)
    scenario = place_of(store) if self_contained(store) else scenario
    backend = Threads(jobs or os.cpu_count() or 1)

    def at_least(plan: Plan) -> Inventory:
        return execute(plan, store, scenario, backend, engine, report)

    plan, looks = grow(plan, store, at_least, most)
    inventory = at_least(plan)
    result = _result(store, plan, inventory, looks.get(0), store.folder / TABLE)
    _derive(store, inventory, result)
    return result


def plan_of(
    world: Any,
    overrides: Sequence[str] = (),
    histories: int | None = None,
    seed: int | None = None,
    target: Target | None = None,
    engine: Engine = REAL,
) -> Plan:
    """Return the plan of a run of a loaded scenario (see `run_scenario`).

    Raises
    ------
    RunError                       exit code 2 where the target asks for a measure that the scenario has not
    """
    from sim.scenario.suggest import hint

    luck = world.numerics.seed if seed is None else seed
    if target is None:
        return plan_run(world, histories or world.numerics.histories, luck, overrides)
    measures = engine.names(world).measures
    if target.measure not in measures:
        raise RunError(f"no measure {quoted(target.measure)}{hint(target.measure, measures)}", Exit.INPUT)
    return plan_run(world, 0, luck, overrides, target)


def most_blocks(plan: Plan, ceiling: int) -> dict[int, int]:
    """Return for each point of a plan with a target how many blocks it may grow to, nothing for other plans.

    Raises
    ------
    RunError                       exit code 2 where the ceiling lies below the first look
    """
    least = FIRST_LOOK * plan.block
    if plan.target and ceiling < least:
        raise RunError(f"a run with a target is first looked at after {least:,} histories; it cannot be held to {ceiling:,}", Exit.INPUT)
    return {point.number: ceiling // plan.block for point in plan.points} if plan.target else {}


def load_run(folder: Path) -> RunResult:
    """Return the result that a finished run left in `folder`.

    Raises
    ------
    ResultsError                   exit code 2 where it is no run, or not finished; 4 where it is damaged
    """
    store = open_store(folder)
    plan = from_manifest(store.manifest)
    if plan.kind != "run":
        raise ResultsError(f"{escaped(str(folder))} holds a {plan.kind}, not a single run", Exit.INPUT)
    plan, looks, inventory = found_in(store, plan)
    return _result(store, plan, inventory, looks.get(0))


def found_in(store: Store, plan: Plan) -> tuple[Plan, dict[int, Look], Inventory]:
    """Return a plan as far as its folder holds it, with the look at which each point ended; a plan without target must be finished.

    Raises
    ------
    ResultsError                   exit code 2 where it is not finished, or has no first look at a point; 4 where it is damaged
    """
    if plan.target is None:
        return plan, {}, finished(store, plan)
    inventory = finished(store, plan.grown({point.number: FIRST_LOOK for point in plan.points}))
    return *grow(plan, store, lambda _: inventory, there(plan, inventory)), inventory


def finished(store: Store, plan: Plan) -> Inventory:
    """Return the inventory of a folder of which every unit is done; ResultsError says how to finish one that is not."""
    inventory = store.take_inventory()
    wanted = len(plan.units())
    done = len(inventory.done() & plan.units().numbers)
    if done < wanted:
        where, damage = escaped(str(store.folder)), f" ({len(inventory.refused)} damaged shards went to quarantine)" if inventory.refused else ""
        raise ResultsError(
            f"{where} is not finished: {done} of {wanted} blocks are there{damage}; run the command that made it again",
            Exit.DAMAGED if damage else Exit.INPUT,
        )
    return inventory


def add_up(store: Store, inventory: Inventory, plan: Plan, kinds: Sequence[str], into: Path | None = None) -> tuple[str, dict[str, Totals]]:
    """Return the digest of the canonical table, and for each kind the exact sums over blocks; with `into` the table is written there."""
    digest, rows = canonical_table(partial(rows_of, store, inventory, plan, ROWS.kind), len(plan.variants), into)
    others = {kind: sums_of(LAYOUTS[kind], rows_of(store, inventory, plan, kind)) for kind in kinds if kind != ROWS.kind}
    return digest, {ROWS.kind: rows, **others}


def _result(store: Store, plan: Plan, inventory: Inventory, look: Look | None = None, into: Path | None = None) -> RunResult:
    digest, sums = add_up(store, inventory, plan, [layout.kind for layout in (ROWS, SHARES, CURVES, CREDIBILITY)], into)
    failed = tuple(one for one in failed_histories(inventory) if one[2] < plan.points[0].histories)
    if len(failed) == plan.points[0].histories:
        first = escaped(shlex.join(["redline", "replay", str(store.folder), "--history", str(failed[0][2])]))
        raise RunError(f"all {len(failed):,} histories failed, so there is nothing to average; the first: {first}", Exit.INCOMPLETE)
    return RunResult(store.folder, plan, digest, sums, failed, look)


def _derive(store: Store, inventory: Inventory, result: RunResult) -> None:
    """Write the files that people open: tables as CSV, the summary, single histories in one Parquet file."""
    store.derive("outcomes.csv", csv_text(result.outcomes()))
    answers: list[Row] = [{"owner": owner, **row} for owner in result.owners() for row in result.answers(owner)]
    store.derive("answers.csv", csv_text(answers))
    store.derive("acts.csv", csv_text(result.acts()))
    store.derive("curves.csv", csv_text(result.curves()))
    store.derive("credibility.csv", csv_text(result.credibility()))
    if result.plan.keeps_histories:
        found = rows_of(store, inventory, result.plan, HISTORIES)
        parts = ({name: values for name, values in part.items() if name not in ("point", "variant")} for part in found)
        write_one(store.folder / "histories.parquet", parts)
    store.derive("summary.json", json_text(run_summary(result)))
