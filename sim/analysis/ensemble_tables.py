"""An ensemble taken apart, as tables and as one JSON object, and the folder that holds them: derived, deletable, made again by the same command."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.analysis.ensemble import PARTS, Decomposition, PolicyRow
from sim.analysis.summary import json_text
from sim.analysis.sweeps import SweepResult
from sim.results.files import make_folder, write_whole
from sim.results.tables import csv_text

ENSEMBLE = "redline/ensemble/1"
FOLDER, JSON = "ensemble", "ensemble.json"
Row = dict[str, Any]
MEANINGS = {
    "shares.csv": "each measure: the share of its variance that is structural (which theory), parametric (which numbers; interaction: the part of "
    "that which differs between theories) and sampling (chance of simulation), with 95 % intervals over sets of numbers, and the components in "
    "squared units of the measure (of its decimal logarithm where log is true), of which small ones may be below 0",
    "policies.csv": "each measure and theory: at the scenario as it stands with its 95 % interval, the 5 %, 50 % and 95 % points over sets of "
    "numbers, in what share of the sets it lies clearly above or below the first theory, and the structural share without it",
    JSON: f"what the command prints with --json: schema {ENSEMBLE}",
}


def write(result: SweepResult, found: Sequence[Decomposition]) -> Path:
    """Write the tables and the object into `ensemble/` of the results folder, and return that folder."""
    folder = result.folder / FOLDER
    make_folder(folder)
    write_whole(folder / "shares.csv", csv_text([share_row(one) for one in found]))
    write_whole(folder / "policies.csv", csv_text([policy_row(one, row) for one in found for row in one.policies]))
    write_whole(folder / JSON, json_text(as_dict(result, found)))
    words = "\n".join(f"* `{name}`: {meaning}" for name, meaning in MEANINGS.items())
    command = f"redline ensemble {os.path.basename(result.folder.resolve())}"
    write_whole(folder / "README.md", f"# Ensemble of {result.plan.name}\n\nMade by `{command}`; delete it, or make it again.\n\n{words}\n")
    return folder


def as_dict(result: SweepResult, found: Sequence[Decomposition]) -> dict[str, Any]:
    """Return the `redline/ensemble/1` object."""
    plan = result.plan
    return {
        "schema": ENSEMBLE,
        "experiment": plan.name,
        "title": plan.title,
        "scenario": plan.scenario,
        "run_id": plan.id,
        "digest": result.digest,
        "folder": str(result.folder),
        "seed": plan.seed,
        "runs": plan.histories(),
        "sets": found[0].sets if found else 0,
        "factors": list(plan.paths.values()),
        "policies": {name: list(overrides) for name, overrides in plan.variants.items()},
        "failed": len(result.failed),
        "measures": {one.measure: _measure(one) for one in found},
    }


def _measure(one: Decomposition) -> dict[str, Any]:
    parts = {name: {"share": share.value, "low": share.low, "high": share.high} for name, share in one.shares.items()}
    rows = {row.policy: {name: value for name, value in policy_row(one, row).items() if name not in ("measure", "policy")} for row in one.policies}
    components = {name: getattr(one.components, name) for name in ("structural", "parametric", "interaction", "sampling")}
    return {"scale": "log10" if one.log else "plain", "shares": parts, "components": components, "policies": rows}


def share_row(one: Decomposition) -> Row:
    """Return the row of shares.csv for a measure."""
    row: Row = {"measure": one.measure, "log": one.log, "sets": one.sets}
    for part in (*PARTS, "interaction"):
        share = one.shares[part]
        row |= {part: share.value, f"{part}_low": share.low, f"{part}_high": share.high, f"{part}_variance": getattr(one.components, part)}
    return row


def policy_row(one: Decomposition, row: PolicyRow) -> Row:
    """Return the row of policies.csv for a measure and a theory."""
    default = row.default
    at_default = {"value": default.value, "low": default.low, "high": default.high} if default else {"value": None, "low": None, "high": None}
    over = {"sets_5": row.low, "sets_50": row.median, "sets_95": row.high}
    against = row.against
    above, below = (against.up / against.points, against.down / against.points) if against else (None, None)
    head = {"measure": one.measure, "policy": row.policy}
    return head | at_default | over | {"clearly_above": above, "clearly_below": below, "structural_without": one.without.get(row.policy)}
