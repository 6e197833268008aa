"""The versioned objects that --json prints and that a results folder keeps as summary.json.

Names in them are part of the interface: new ones may be added, none changes its meaning under the same `schema`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.results.provenance import MODEL_VERSION

if TYPE_CHECKING:
    from sim.analysis.compare import Comparison
    from sim.analysis.runs import RunResult
    from sim.analysis.sweeps import SweepResult

RUN = "redline/run/1"
COMPARE = "redline/compare/1"
SWEEP = "redline/sweep/1"
PARTS = ("deliberate", "noise", "inadvertent")  # of nuclear use; they add up to it
OTHERS = {"nato_clash": "clash", "settlement": "settlement", "collapse": "collapse"}
BY = "nuclear_use.by."
LEFT_OUT = ("acts.", "answers.", "crossings.")  # of the contrasts in the object; contrasts.csv has them all
GROUPS = (3, 7)  # rungs at which the groups of answers begin that are scored: 0 to 2, 3 to 6, 7 and above
HEADLINE = ("nuclear_use", "clash", "settlement", "collapse")
MOST_POINTS = 10_000  # of a sweep in the object


def run_summary(result: RunResult) -> dict[str, Any]:
    """Return the `redline/run/1` object of a run."""
    nuclear: dict[str, Any] = result.estimate("nuclear_use").as_dict()
    nuclear |= {part: result.estimate(f"nuclear_use.{part}").value for part in (*PARTS, "via_clash")}
    able = {name.removeprefix(BY): result.estimate(name).value for name in result.measures if name.startswith(BY)}
    nuclear["by_owner"] = {actor: able.get(actor, 0.0) for actor in result.plan.about["actors"]}  # who has no nuclear weapons uses none
    nuclear["intervals"] = {part: _ends(result, f"nuclear_use.{part}") for part in (*PARTS, "via_clash")}
    nuclear["by_owner_intervals"] = {actor: _ends(result, f"{BY}{actor}") for actor in able}
    others = {name: result.estimate(measure).as_dict() for name, measure in OTHERS.items() if measure in result.measures}
    return {
        "schema": RUN,
        "scenario": result.plan.scenario,
        "runs": result.histories,
        "seed": result.plan.seed,
        "effective_sample_size": result.effective_sample_size,
        "digest": result.digest,
        "outcomes": {"nuclear_use": nuclear, **others},
        "answers": {owner: {str(row["rung"]): row["share"] for row in result.answers(owner)} for owner in result.owners()},
        "answers_reaching": {owner: _reaching(result.answers(owner)) for owner in result.owners()},
        "run_id": result.plan.id,
        "title": result.plan.title,
        "horizon_months": result.plan.about["horizon_months"],
        "overrides": list(result.plan.overrides),
        "failed": len(result.failed),
        "model_version": MODEL_VERSION,
        "folder": str(result.folder),
        "target": _target(result),
    }


def _ends(result: RunResult, measure: str) -> list[float]:
    """Return the ends of the 95 % interval of a measure."""
    one = result.estimate(measure)
    return [one.low, one.high]


def _reaching(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the share of an owner's answers at or above each rung that begins a group which is scored, with its interval."""
    return {str(row["rung"]): {"p": row["above"], "low": row["above_low"], "high": row["above_high"]} for row in rows if row["rung"] in GROUPS}


def _exactness(result: SweepResult, point: int) -> dict[str, Any]:
    """Return how exact a point of a sweep with a target became; nothing for a sweep of numbers of histories."""
    look = result.looks.get(point)
    return {"reached": look.reached, "met": look.met, "looks": look.number, "standard_errors": look.z} if look else {}


def _target(result: RunResult) -> dict[str, Any] | None:
    """Return what a run was asked to reach and what it reached; None where it was asked for a number of histories."""
    asked, look = result.plan.target, result.look
    if asked is None or look is None:
        return None
    return {
        **asked.facts(),
        "reached": look.reached,
        "met": look.met,
        "looks": look.number,
        "estimate": look.estimate.as_dict(),
        "standard_errors": look.z,  # to each side of every interval of this object; 1.96 where nobody looks before the end
    }


def compare_summary(comparison: Comparison) -> dict[str, Any]:
    """Return the `redline/compare/1` object of two runs: what changes from the first to the second, for every measure that both have."""
    one, two = comparison.one, comparison.two
    return {
        "schema": COMPARE,
        "from": _side(one),
        "to": _side(two),
        "runs": one.histories,
        "seed": one.plan.seed,
        "differences": {measure: difference.as_dict() for measure, difference in comparison.differences.items()},
    }


def sweep_summary(result: SweepResult) -> dict[str, Any]:
    """Return the `redline/sweep/1` object: the design, the main outcomes at every point, and each contrast with how often its sign is clear."""
    plan = result.plan
    return {
        "schema": SWEEP,
        "experiment": plan.name,
        "title": plan.title,
        "scenario": plan.scenario,
        "seed": plan.seed,
        "luck": plan.luck,
        "digest": result.digest,
        "run_id": plan.id,
        "points": len(plan.points),
        "runs": plan.histories(),
        "factors": {name: {"path": path, **plan.about["factors"][name]} for name, path in plan.paths.items()},
        "variants": {name: list(overrides) for name, overrides in plan.variants.items()},
        "outcomes": [
            {"point": point.number, "histories": point.histories, "values": plan.values(point)}
            | _exactness(result, point.number)
            | {
                "variants": {
                    variant: {m: result.estimate(point.number, variant, m).as_dict() for m in HEADLINE if result.has(point.number, variant, m)}
                    for variant in plan.variants
                }
            }
            for point in plan.points[:MOST_POINTS]
        ],
        "outcomes_left_out": max(0, len(plan.points) - MOST_POINTS),  # of so many points; estimates.csv has them all
        "contrasts": [
            {
                "name": c.name,
                "label": c.label,
                "claim": c.claim,
                "from": c.before,
                "to": c.after,
                "measures": result.contrast_measures(c.name, LEFT_OUT),
            }
            for c in plan.contrasts
        ],
        "failed": len(result.failed),
        "model_version": MODEL_VERSION,
        "folder": str(result.folder),
        "target": plan.target.facts() if plan.target else None,
    }


def json_text(found: Mapping[str, Any]) -> str:
    """Return an object as JSON text of one line; what is not a finite number becomes null."""
    return json.dumps(_finite(found), ensure_ascii=False) + "\n"


def _side(run: RunResult) -> dict[str, Any]:
    return {
        "scenario": run.plan.scenario,
        "overrides": list(run.plan.overrides),
        "digest": run.digest,
        "run_id": run.plan.id,
        "folder": str(run.folder),
    }


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(one) for one in value]
    return value
