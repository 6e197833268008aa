"""What a results folder says of itself, without changing it: its plan, how far it is, and the scenario it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis import stopping
from sim.analysis.growing import grow, there
from sim.analysis.stopping import FIRST_LOOK, Look
from sim.errors import Exit, ResultsError, RunError, ScenarioError, escaped
from sim.experiment.design import CEILING
from sim.experiment.engine import REAL, Draft, Engine
from sim.experiment.inputs import place_of, same, self_contained
from sim.experiment.plan import Plan, from_manifest
from sim.experiment.sweep import failed_histories
from sim.results.failed import Failed, noted
from sim.results.provenance import MODEL_VERSION
from sim.results.store import DIFFER, MANIFEST, Inventory, Store, Survey, open_store


@dataclass(frozen=True, slots=True)
class Status:
    """How far a folder is. `wanted` and `asked` are None for a plan with a target, which nobody knows beforehand."""

    folder: Path
    plan: Plan
    done: int  # units of work
    wanted: int | None
    histories: int  # simulated and sound, all variants counted
    asked: int | None
    failed: tuple[tuple[int, str, int], ...]
    noted: Mapping[tuple[int, str, int], Failed]  # those of them, and of blocks not done yet, that cannot be played
    damaged: tuple[tuple[str, str], ...]  # shards that do not count and are not in quarantine yet: file, reason
    quarantined: tuple[tuple[str, str], ...]
    finished: bool


def plan_of_folder(folder: Path) -> tuple[Store, Plan]:
    """Return the store at `folder` and the plan that its manifest carries.

    Raises
    ------
    ResultsError                   exit code 2 where there is no manifest; 4 where it is damaged
    """
    store = open_store(folder)
    try:
        return store, from_manifest(store.manifest)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ResultsError(f"{escaped(str(folder / MANIFEST))} does not hold a whole plan; restore it, or choose another folder") from error


def ceiling_of(store: Store) -> int:
    """Return the most histories that a point of a plan with a target was allowed when the folder was begun."""
    return int(store.manifest.get("ceiling", CEILING))


def scenario_of_folder(store: Store, plan: Plan, engine: Engine = REAL) -> Draft:
    """Return the draft of the scenario that a folder was made from, read from the copies in it.

    Raises
    ------
    RunError                       exit code 2, where the copies cannot stand for it: they were changed, or the model was; in folders of older
                                   versions also where the scenario names files that lie elsewhere
    """
    version = store.manifest.get("model_version", MODEL_VERSION)
    if version != MODEL_VERSION:
        raise RunError(f"it was made by model version {escaped(str(version))}, this is {MODEL_VERSION}", Exit.INPUT)
    place = place_of(store)
    name = place.relative_to(store.folder)
    try:
        draft = engine.read(place)
        unchanged = same(store, plan, draft)
    except ScenarioError as error:
        first = error.problems[0].message if error.problems else str(error)
        why = "" if self_contained(store) else ": the folder does not hold the files that it names"
        raise RunError(f"{name} in it cannot be used from there ({first}){why}", Exit.INPUT) from error
    except OSError as error:
        raise RunError(f"{name} in it cannot be read ({(error.strerror or str(error)).lower()})", Exit.INPUT) from error
    if not unchanged:
        raise RunError(f"{name} in it, or a file that it names, has changed since", Exit.INPUT)
    return draft


def extent(store: Store, plan: Plan, inventory: Inventory) -> tuple[Plan, dict[int, Look], bool]:
    """Return a plan as far as it has grown, its looks, and whether nothing is left to do."""
    if plan.target is None:
        return plan, {}, plan.units().numbers <= inventory.done()
    blocks = there(plan, inventory)
    if min(blocks.values()) < FIRST_LOOK:
        return plan.grown(blocks), {}, False
    grown, looks = grow(plan, store, lambda _: inventory, blocks)
    most = stopping.last_look(ceiling_of(store) // plan.block)
    here = {point.number: point.histories // plan.block for point in grown.points}
    return grown, looks, all(look.met or here[point] >= most for point, look in looks.items())


def status(folder: Path) -> Status:
    """Return how far a folder is; nothing in it is changed.

    Raises
    ------
    ResultsError                   as `plan_of_folder`
    """
    store, plan = plan_of_folder(folder)
    seen = store.look()
    inventory = counted(seen)
    whole, _, finished = extent(store, plan, inventory)
    if plan.target is not None:
        whole = plan.grown(there(plan, inventory))
    units = whole.units()
    done = inventory.done() & units.numbers
    histories = units.histories(done) * len(plan.variants)
    return Status(
        folder=folder,
        plan=plan,
        done=len(done),
        wanted=None if plan.target else len(units),
        histories=histories,
        asked=None if plan.target else plan.histories(),
        failed=tuple(failed_histories(inventory)),
        noted={one.key: one for one in noted(folder, plan.id)},
        damaged=tuple((f"{path.parent.name}/{path.name}", reason) for path, reason in damage(seen)),
        quarantined=tuple(store.quarantined()),
        finished=finished,
    )


def counted(seen: Survey) -> Inventory:
    """Return what counts of a survey: neither of two shards that differ does."""
    dropped = {(shard.kind, shard.name) for pair in seen.differing for shard in pair}
    return Inventory({kind: tuple(shard for shard in found if (kind, shard.name) not in dropped) for kind, found in seen.sound.items()})


def damage(seen: Survey) -> list[tuple[Path, str]]:
    """Return (file, reason) of every shard that does not count."""
    differing = dict.fromkeys(shard.path for pair in seen.differing for shard in pair)
    return [*seen.refused, *((path, f"cannot be read: {what}") for path, what in seen.unreadable), *((path, DIFFER) for path in differing)]


def failure(found: Status, key: tuple[int, str, int]) -> dict[str, Any]:
    """Return what is known of a failed history as JSON values, with the command that tells it."""
    point, variant, history = key
    error = found.noted[key].error if key in found.noted else "a number that is not finite"
    where = ["--point", str(point), "--variant", variant] if found.plan.kind == "sweep" else []
    command = ["redline", "replay", str(found.folder), *where, "--history", str(history)]
    seed = next(found.plan.seed_at(one) for one in found.plan.points if one.number == point)
    return {"point": point, "variant": variant, "history": history, "seed": seed, "error": error, "replay": command}


def facts(found: Status) -> dict[str, Any]:
    """Return a status as JSON values."""
    plan = found.plan
    return {
        "schema": "redline/status/1",
        "folder": str(found.folder),
        "kind": plan.kind,
        "name": plan.name,
        "run_id": plan.id,
        "seed": plan.seed,
        "luck": plan.luck,
        "points": len(plan.points),
        "variants": list(plan.variants),
        "units": {"done": found.done, "wanted": found.wanted, "missing": None if found.wanted is None else found.wanted - found.done},
        "histories": {"done": found.histories, "asked": found.asked},
        "failed": [failure(found, key) for key in found.failed],
        "damaged": [{"file": name, "reason": reason} for name, reason in found.damaged],
        "quarantined": [{"file": name, "reason": reason} for name, reason in found.quarantined],
        "finished": found.finished,
        "next": [] if found.finished else ["redline", "resume", str(found.folder)],
    }
