"""What an audit found about effects as a table for a terminal: the values that move each outcome most, with intervals."""

from __future__ import annotations

from dataclasses import replace

from sim.analysis.audit import Audit
from sim.analysis.audit_entries import Kind
from sim.analysis.audit_examine import is_clear
from sim.analysis.audit_tables import SHOWN, compared, leading, outcomes, to_of
from sim.analysis.compare import contrast_row
from sim.errors import escaped
from sim.plots.differences import FACTORS, ContrastRow, printed
from sim.report import labels

MOST, STRUCTURAL = 5, 3  # numbers an outcome; switches and words
PATH, CHANGE = 52, 24  # columns


def table(found: Audit) -> list[str]:
    """Return a block of lines for every outcome that anything clearly moves, its largest effects first; nothing where none were measured.

    Numbers first (those of `compared`), then switches and words.
    """
    lines: list[str] = []
    measured = compared(found)
    structure = [one for one in found.examined if one.entry.kind in (Kind.SWITCH, Kind.WORD)]
    for measure in outcomes(found):
        numbers = leading(found, measure, MOST, measured)
        values = [*numbers, *leading(found, measure, STRUCTURAL, structure)]
        if measure in SHOWN and measured and not numbers:
            lines.append(f"{labels.measure(measure)}: no number moves it clearly at {found.plan.runs:,} histories")
        if not values:
            continue
        shown = []
        for one, trials in values:
            clear = [trial for trial in trials if is_clear(trial.effects[measure], found.plan.z)]
            trial = max(clear, key=lambda trial: abs(trial.effects[measure].value))
            row = ContrastRow(**contrast_row(one.entry.path, measure, trial.effects[measure]))
            change = f"{one.entry.given} -> {to_of(trial)}"
            change = change if len(change) < CHANGE else f"-> {to_of(trial)}"[: CHANGE - 1]
            shown.append((row, f"  {escaped(one.entry.path):<{PATH}} {escaped(change):<{CHANGE}}"))
        if any(row.unit == "points" for row, _ in shown):  # one unit for an outcome
            shown = [(replace(row, unit="points"), text) for row, text in shown]
        row = shown[0][0]
        lines.append(f"{labels.measure(measure)} ({_unit(row.unit)}), now {printed(row, row.baseline, signed=False)}")
        for row, text in shown:
            lines.append(f"{text} {printed(row, row.difference)} ({printed(row, row.low)} to {printed(row, row.high)})")
    return lines


def _unit(unit: str) -> str:
    return "percentage points" if unit == "points" else f"{unit} histories" if unit in FACTORS else unit
