"""Whether a results folder is what it says: manifest, copies, every shard, the canonical table, and a sample of its work done once more.

Nothing is changed, damaged shards are not even moved: `redline resume` does that.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.analysis.folder import counted, damage, extent, plan_of_folder, scenario_of_folder
from sim.analysis.runs import TABLE, add_up
from sim.errors import Exit, ResultsError, RunError
from sim.experiment.design import Point
from sim.experiment.engine import REAL, Draft, Engine
from sim.experiment.plan import Plan
from sim.experiment.sweep import failed_histories
from sim.experiment.work import rows
from sim.results import shards
from sim.results.failed import FOLDER, noted
from sim.results.shards import Shard
from sim.results.store import MANIFEST, Inventory, Store
from sim.results.tables import ROWS

SAMPLE = 4  # units done once more, unless told
AGAIN = "redline resume does its work again"
RETRY = "redline resume --retry-failed tries it again"


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that is not as it was written: which file, what is wrong with it, what to do."""

    file: str
    reason: str
    advice: str


@dataclass(slots=True)
class Verdict:
    """What a check of a folder came to."""

    folder: Path
    run_id: str = ""
    shards: int = 0  # looked at
    done: int = 0  # units with a sound shard of every kind
    wanted: int | None = None  # None where the manifest cannot be read, or a target decides
    finished: bool = False
    recomputed: list[int] = field(default_factory=list)  # units
    digest: str = ""  # of the canonical table; empty where the folder is not finished
    damage: list[Damage] = field(default_factory=list)
    failed: int = 0  # histories that are in no average
    notes: list[str] = field(default_factory=list)  # what could not be checked, and why

    def add(self, file: str, reason: str, advice: str) -> None:
        """Note damage."""
        self.damage.append(Damage(file, reason, advice))

    def facts(self) -> dict[str, Any]:
        """Return the verdict as JSON values."""
        return {
            "schema": "redline/verify/1",
            "folder": str(self.folder),
            "run_id": self.run_id,
            "sound": not self.damage,
            "finished": self.finished,
            "shards": self.shards,
            "units": {"done": self.done, "wanted": self.wanted},
            "recomputed": self.recomputed,
            "digest": self.digest or None,
            "failed": self.failed,
            "damage": [{"file": one.file, "reason": one.reason, "advice": one.advice} for one in self.damage],
            "notes": self.notes,
        }


def verify(folder: Path, sample: int = SAMPLE, engine: Engine = REAL, report: Callable[[int, int], None] | None = None) -> Verdict:
    """Return whether a folder is sound; it is read only.

    Parameters
    ----------
    sample : units of work to simulate once more, the same ones each time; their rows must have the same bytes
    report : called with (units simulated, units to simulate)

    Raises
    ------
    ResultsError                   exit code 2 where it holds no results at all
    """
    verdict = Verdict(folder)
    try:
        store, plan = plan_of_folder(folder)
    except ResultsError as error:
        if error.exit_code == Exit.INPUT:
            raise
        verdict.add(MANIFEST, str(error), "without it nothing else can be checked")
        return verdict
    verdict.run_id = plan.id
    _copies(store, verdict)
    seen = store.look()
    verdict.shards = sum(map(len, seen.sound.values())) + len(seen.refused) + len(seen.unreadable)
    for path, reason in damage(seen):
        verdict.add(f"shards/{path.parent.name}/{path.name}", reason, AGAIN)
    inventory = _with_their_rows(plan, counted(seen), verdict)
    verdict.done = len(inventory.done() if plan.target else inventory.done() & plan.units().numbers)
    verdict.wanted = None if plan.target else len(plan.units())
    whole, _, verdict.finished = extent(store, plan, inventory)
    _failed(store, inventory, verdict)
    if verdict.finished:
        _table(store, whole, inventory, verdict)
    else:
        if plan.target is None and (store.folder / TABLE).exists() and not any(one.file.startswith("shards/") for one in verdict.damage):
            verdict.add("shards", f"{len(plan.units()) - verdict.done:,} blocks are missing from a folder that was finished once", AGAIN)
        verdict.notes.append(f"it is not finished, so it has no digest yet; go on with: redline resume {folder}")
    if sample:
        try:
            _recompute(store, plan, inventory, scenario_of_folder(store, plan, engine), sample, engine, verdict, report)
        except RunError as error:
            verdict.notes.append(f"nothing was simulated once more: {error}")
    return verdict


def _copies(store: Store, verdict: Verdict) -> None:
    for name, expected in store.manifest.get("copies", {}).items():
        try:
            found = hashlib.sha256((store.folder / name).read_bytes()).hexdigest()
        except OSError as error:
            verdict.add(name, f"cannot be read: {(error.strerror or str(error)).lower()}", "put a copy of the original there")
            continue
        if found != expected:
            verdict.add(name, "is not the copy that was made", "put a copy of the original there")


def _failed(store: Store, inventory: Inventory, verdict: Verdict) -> None:
    """Look whether every history that was left out has its note, and every note is one."""
    verdict.failed = len(failed_histories(inventory))
    known = {one.key: one.name for one in noted(store.folder, store.run_id)}
    left_out = {(int(p), str(v), int(h)) for shard in inventory.sound.get(ROWS.kind, ()) for p, v, h in shard.notes.get("left_out", ())}
    for point, variant, history in sorted(left_out - known.keys()):
        verdict.add(FOLDER, f"there is no sound note of history {history} at point {point}, variant {variant}, which was left out", RETRY)
    strange = {path.name for path in (store.folder / FOLDER).glob("[!.]*")} - set(known.values())
    for name in sorted(strange):
        verdict.add(f"{FOLDER}/{name}", "is not a note of this run, or was changed", RETRY)


def _with_their_rows(plan: Plan, inventory: Inventory, verdict: Verdict) -> Inventory:
    """Return the inventory without shards whose rows are not those of their units."""
    sound = {}
    for kind, found in inventory.sound.items():
        kept = []
        for shard in found:
            reason = _wrong_rows(plan, shard)
            if reason:
                verdict.add(f"shards/{kind}/{shard.name}", reason, "delete the file; redline resume does its work again")
            else:
                kept.append(shard)
        sound[kind] = tuple(kept)
    return Inventory(sound)


def _wrong_rows(plan: Plan, shard: Shard) -> str:
    try:
        units = plan.grown_to(shard.last).units()
        expected = {(units[unit][0].number, units[unit][1]) for unit in range(shard.first, shard.last + 1)}
    except (KeyError, IndexError):
        return "it is of units that the plan does not have"
    table = shards.read(shard)
    blocks = set(zip(table["point"].tolist(), table["block"].tolist(), strict=True))
    keys = [tuple(table[name].tolist()) for name in ("point", "block", "variant", "measure")] if shard.kind == ROWS.kind else []
    if len(set(zip(*keys, strict=True))) != (len(table["point"]) if keys else 0):
        return "it holds a row twice"
    if not blocks <= expected or (shard.kind == ROWS.kind and blocks != expected):
        return "its rows are not those of its units"
    return ""


def _table(store: Store, plan: Plan, inventory: Inventory, verdict: Verdict) -> None:
    verdict.digest, _ = add_up(store, inventory, plan, [ROWS.kind])
    table = store.folder / TABLE
    if not table.exists():
        verdict.notes.append("there is no table.csv; redline resume writes it")
    elif _digest(table) != verdict.digest:
        verdict.add("table.csv", "is not the canonical table of the shards", "redline resume writes it anew")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


def _recompute(
    store: Store,
    plan: Plan,
    inventory: Inventory,
    draft: Draft,
    sample: int,
    engine: Engine,
    verdict: Verdict,
    report: Callable[[int, int], None] | None,
) -> None:
    chosen = sorted(heapq.nsmallest(sample, inventory.done(), key=lambda unit: hashlib.sha256(f"{plan.id} {unit}".encode()).digest()))

    def prepared(point: Point, variant: str) -> Any:
        return engine.prepare(draft.scenario(plan.case(point, variant)))

    for count, unit in enumerate(chosen, 1):
        grown = plan.grown_to(unit)
        point, block = grown.finder()(unit)
        noted = next(one for one in inventory.sound[ROWS.kind] if one.first <= unit <= one.last).notes
        left_out = [(int(number), str(variant), int(history)) for number, variant, history in noted.get("left_out", ())]
        tables, _, _ = rows(grown, [unit], prepared, engine, left_out)
        for kind in plan.kinds:
            shard = next(one for one in inventory.sound[kind] if one.first <= unit <= one.last)
            table = shards.read(shard)
            mine = (table["point"] == point.number) & (table["block"] == block)
            there = {name: values[mine] for name, values in table.items()}
            if not shards.same_bytes(there, shards.as_read(tables[kind])):
                reason = f"block {block} of point {point.number}, simulated once more, has other {kind}"
                verdict.add(f"shards/{kind}/{shard.name}", reason, "please report this with manifest.json")
        verdict.recomputed.append(unit)
        if report:
            report(count, len(chosen))
