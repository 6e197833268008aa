"""An audit as tables, as the versioned object that --json prints, and as rows for its figure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.analysis.audit import Audit
from sim.analysis.audit_entries import Kind
from sim.analysis.audit_examine import Examined, Standing, Trial, is_clear
from sim.analysis.compare import contrast_row
from sim.analysis.contrasts import Difference
from sim.analysis.runs import Row
from sim.analysis.summary import json_text
from sim.results.files import make_folder, write_whole
from sim.results.provenance import MODEL_VERSION
from sim.results.tables import csv_text

SCHEMA = "redline/audit/1"
PARTS = ("deliberate", "noise", "inadvertent", "via_clash")
HEADLINE = ("nuclear_use", *(f"nuclear_use.{part}" for part in PARTS), "clash", "settlement", "collapse")
SHOWN = ("nuclear_use", "clash", "settlement", "collapse")  # of the figure
LARGEST = 8  # values in a panel
FEW = 10  # ranges


def summary(found: Audit) -> dict[str, Any]:
    """Return the `redline/audit/1` object: counts, findings, laws, and every value with what was tried on it."""
    todo = found.plan
    return {
        "schema": SCHEMA,
        "scenario": todo.name,
        "title": todo.title,
        "seed": todo.seed,
        "runs": todo.runs,
        "whole": todo.whole,
        "compared": [one.entry.path for one in compared(found)],
        "standard_errors": todo.z,
        "louder_worlds": {name: list(changes) for name, changes in todo.worlds},
        "values": len(found.examined),
        "histories": sum(one.played for one in found.examined) + sum(law.histories for law in found.laws),
        "standing": {standing.value: found.count(standing) for standing in Standing},
        "findings": found.findings,
        "laws": [
            {"law": law.name, "criterion": law.criterion, "holds": law.holds, "detail": law.detail, "histories": law.histories} for law in found.laws
        ],
        "audited": [_value(one) for one in found.examined if one.entry.kind is not Kind.TEXT],
        "texts": [one.entry.path for one in found.examined if one.entry.kind is Kind.TEXT],
        "model_version": MODEL_VERSION,
    }


def tables(found: Audit) -> dict[str, list[Row]]:
    """Return values.csv, effects.csv, leading.csv (the rows of the tornado) and laws.csv by name."""
    laws: list[Row] = [
        {"law": law.name, "criterion": law.criterion, "holds": law.holds, "detail": law.detail, "histories": law.histories} for law in found.laws
    ]
    return {"values.csv": _values(found), "effects.csv": _effects(found), "leading.csv": tornado_rows(found), "laws.csv": laws}


def write(found: Audit, folder: Path) -> list[str]:
    """Write the tables and audit.json; return their names."""
    make_folder(folder)
    rows = tables(found)
    for name, table in rows.items():
        write_whole(folder / name, csv_text(table))
    write_whole(folder / "audit.json", json_text(summary(found)))
    return [*rows, "audit.json"]


def outcomes(found: Audit) -> list[str]:
    """Return the outcomes that differ anywhere and that a reader asks for first: of `SHOWN`, then answers and exposure of every owner."""
    seen = dict.fromkeys(measure for one in found.examined for trial in one.trials for measure in trial.effects)
    return [*(measure for measure in SHOWN if measure in seen), *sorted(measure for measure in seen if _is_total(measure))]


def compared(found: Audit) -> list[Examined]:
    """Return the numbers whose effects can be compared: those with a range, at its ends; where few have one, all others that are not 0.

    Other changes show that a value is alive, not how much it matters: an act that does not start clashes and now does so one time in four
    moves more than any doubt about the world.
    """
    ranged = [one for one in found.examined if one.entry.ranged]
    return ranged if len(ranged) >= FEW else [one for one in found.examined if one.entry.is_measured]


def leading(found: Audit, measure: str, most: int, among: Iterable[Examined]) -> list[tuple[Examined, list[Trial]]]:
    """Return the values that clearly move a measure, for all effects of the audit together, by their largest effect, with the trials at first."""
    reach: list[tuple[float, Examined, list[Trial]]] = []
    for one in among:
        first = [trial for trial in one.trials if not trial.world and measure in trial.effects and (trial.change,) in _first(one)]
        clear = [abs(d.value) for d in (trial.effects[measure] for trial in first) if is_clear(d, found.plan.z)]
        if clear:
            reach.append((max(clear), one, first))
    return [(one, first) for _, one, first in sorted(reach, key=lambda row: -row[0])[:most]]


def _first(one: Examined) -> set[tuple[str, ...]]:
    return {(change,) for way in one.entry.ways for change in way}


def tornado_rows(found: Audit) -> list[Row]:
    """Return path, given, to, and the columns of `contrast_row`, of the numbers that clearly move an outcome most: eight for each outcome."""
    rows: list[Row] = []
    for measure in SHOWN:
        panel: list[Row] = []
        for one, trials in leading(found, measure, LARGEST, compared(found)):
            for trial in trials:
                if trial.change.startswith(f"{one.entry.path}="):
                    row = contrast_row(one.entry.path, measure, trial.effects[measure])
                    panel.append({"path": one.entry.path, "given": one.entry.given, "to": to_of(trial), **row})
        units = {row["unit"] for row in panel}
        rows += [{**row, "unit": "points" if "points" in units else row["unit"]} for row in panel]  # one unit a panel
    return rows


def to_of(trial: Trial) -> str:
    """Return what a change puts in the place of the value."""
    return trial.change.partition("=")[2]


def _is_total(measure: str) -> bool:
    kind, _, rest = measure.partition(".")
    return kind == "exposure" or (kind == "answers" and not rest.rpartition(".")[2].isdecimal())


def _value(one: Examined) -> dict[str, Any]:
    return {
        "path": one.entry.path,
        "kind": one.entry.kind.value,
        "given": one.entry.given,
        "standing": one.standing.value,
        "reason": one.reason,
        "refused": one.refused,
        "findings": list(one.findings),
        "changes": [
            {
                "change": trial.change,
                "world": trial.world,
                "read": trial.read,
                "histories": trial.moved.histories,
                "changed": trial.moved.changed,
                "bits": trial.moved.bits,
                "recorded": trial.moved.recorded,
                "failed": trial.moved.failed,
                "effects": {m: d.as_dict() for m, d in trial.effects.items() if m in HEADLINE or _is_total(m)},
            }
            for trial in one.trials
        ],
    }


def _values(found: Audit) -> list[Row]:
    rows = []
    for one in found.examined:
        top = one.largest()
        d: Difference | None = top[0].effects[top[1]] if top else None
        rows.append(
            {
                "path": one.entry.path,
                "kind": one.entry.kind.value,
                "given": one.entry.given,
                "standing": one.standing.value,
                "reason": one.reason,
                "tried": " | ".join(dict.fromkeys(to_of(trial) for trial in one.trials)),
                "histories": max((trial.moved.histories for trial in one.trials if not trial.world), default=0),
                "changed": max((trial.moved.changed for trial in one.trials if not trial.world), default=0),
                "louder_world": next((trial.world for trial in one.trials if trial.world and trial.moved.changed), ""),
                "clearest": top[1] if top else "",
                "to": to_of(top[0]) if top else "",
                "difference": d.value if d else None,
                "low": d.low if d else None,
                "high": d.high if d else None,
                "from": d.before if d else None,
            }
        )
    return rows


def _effects(found: Audit) -> list[Row]:
    return [
        {"path": one.entry.path, "change": trial.change, "measure": measure, **d.as_dict(), "clear": is_clear(d, found.plan.z)}
        for one in found.examined
        for trial in one.trials
        for measure, d in trial.effects.items()
    ]
