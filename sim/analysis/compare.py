"""Two runs on the same luck, compared history by history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sim.analysis.contrasts import Difference, difference
from sim.analysis.estimates import COUNTED
from sim.analysis.runs import Row, RunResult, load_run, run_scenario
from sim.analysis.summary import compare_summary, json_text
from sim.errors import Exit, ResultsError
from sim.experiment.design import BASE
from sim.experiment.engine import REAL, Engine
from sim.experiment.plan import KEPT_HISTORIES
from sim.results.files import make_folder, write_whole
from sim.results.store import MANIFEST
from sim.results.sums import pair_rows
from sim.results.tables import PAIRS, append, csv_text, empty, totals

RARE = 0.05  # a probability below this is contrasted in histories per thousand, others in points of a hundred


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from run `one` to run `two`: measure -> paired difference."""

    one: RunResult
    two: RunResult
    differences: dict[str, Difference]

    def rows(self, label: str, measures: Sequence[str] | None = None) -> list[Row]:
        """Return rows for a contrast figure (see `contrast_row`), for the named measures or all."""
        return [contrast_row(label, measure, d) for measure, d in self.differences.items() if measures is None or measure in measures]


def contrast_row(label: str, measure: str, d: Difference) -> Row:
    """Return label, measure, difference, low, high, baseline, unit: what figures of contrasts draw."""
    unit = "a history" if measure.startswith(COUNTED) else "per 1,000" if max(d.before, d.after) < RARE else "points"
    return {"label": label, "measure": measure, "difference": d.value, "low": d.low, "high": d.high, "baseline": d.before, "unit": unit}


def compare_runs(one: RunResult, two: RunResult) -> Comparison:
    """Return the paired comparison of two finished runs.

    Raises
    ------
    ResultsError                   exit code 2 unless both have the same seed and number of histories, and kept them
    """
    mine, theirs = (one.plan.seed, one.histories), (two.plan.seed, two.histories)
    if mine != theirs:
        raise ResultsError(
            f"only runs on the same luck can be compared: seed {mine[0]} and {mine[1]:,} histories here, seed {theirs[0]} and {theirs[1]:,} there; "
            "run one of them again with --seed and --runs of the other",
            Exit.INPUT,
        )
    table = empty(PAIRS)
    first, second = _blocks(one), _blocks(two)
    for a, b in zip(first, second, strict=True):
        append(table, pair_rows(0, BASE, *a, *b))
    rows = one.sums["rows"], two.sums["rows"]
    found = totals(PAIRS, table)
    differences = {m: difference(rows[0][0, BASE, m], rows[1][0, BASE, m], sums) for (_, _, m), sums in found.items()}
    return Comparison(one, two, differences)


def compare(
    one: Path,
    two: Path | None = None,
    overrides: Sequence[str] = (),
    histories: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    out: Path | None = None,
    report: Callable[..., None] | None = None,
    engine: Engine = REAL,
) -> Comparison:
    """Compare two results folders or scenarios, or one scenario with itself under `overrides`.

    Parameters
    ----------
    one, two : a results folder (read), or a scenario file (run first); `two` None: `one` again
    overrides : applied to the second scenario only
    out : folder that gets the runs (from/, to/) and the differences; the runs go to results/ and nothing else is kept where None

    Raises
    ------
    ScenarioError, RunError, ResultsError
    """
    found: list[RunResult] = []
    sides: list[tuple[str, Path, tuple[str, ...]]] = [("from", one, ()), ("to", two or one, tuple(overrides))]
    for side, place, changes in sides:
        if (place / MANIFEST).exists():
            if changes:
                raise ResultsError("--set changes a scenario; a results folder cannot be changed: name the scenario file instead", Exit.INPUT)
            found.append(load_run(place))
            continue
        if histories is not None and histories > KEPT_HISTORIES:
            raise ResultsError(
                f"compare keeps single histories, at most {KEPT_HISTORIES:,}; for more use an experiment with two variants", Exit.INPUT
            )
        fixed = found[0] if found else None
        count = histories or (fixed.histories if fixed else None)
        luck = fixed.plan.seed if seed is None and fixed else seed
        found.append(run_scenario(place, changes, count, luck, jobs, out / side if out else None, report, engine))
    comparison = compare_runs(*found)
    if out:
        make_folder(out)
        write_whole(out / "differences.csv", csv_text([{"measure": m, **d.as_dict()} for m, d in comparison.differences.items()]))
        write_whole(out / "compare.json", json_text(compare_summary(comparison)))
    return comparison


def _blocks(run: RunResult) -> list[tuple[Any, Any]]:
    """Return (block, names) for each block of a run, as the engine had them, from the histories it kept."""
    import numpy as np

    table = run.read_histories()
    measures = [name for name in table if name in set(run.measures)]
    failed = {replicate for _, _, replicate in run.failed}
    whole = np.stack([table[name] for name in measures], axis=1)
    blocks = []
    for index in np.unique(table["block"]).tolist():
        chosen = table["block"] == index
        lost = tuple(r for r in table["replicate"][chosen].tolist() if r in failed)
        block = SimpleNamespace(index=index, count=int(chosen.sum()), weights=table["weight"][chosen], measures=whole[chosen], failed=lost)
        blocks.append((block, SimpleNamespace(measures=measures)))
    return blocks
