"""What other verbs left in the folder of a run: the tornado of an audit, and the rules of a sweep, as figures for its page.

`redline audit SCENARIO --out DIR/audit` and `redline sweep FILE --out DIR/sweep` leave them; nothing is simulated here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import Exit, ResultsError, escaped
from sim.plots import tornado
from sim.plots.figure import FigureSpec
from sim.report import labels
from sim.results.store import MANIFEST

AUDIT, LEADING = "audit", "leading.csv"
SWEEP = "sweep"
RULES = ("rules", "box-tradeoff", "box-map")  # of the figures of a sweep


def figures(folder: Path) -> list[FigureSpec]:
    """Return the figures of what stands beside a run; none where nothing does.

    Raises
    ------
    ResultsError                   exit code 4 where a table is damaged; as `load_sweep` for a sweep that is not finished
    """
    return [*_tornado(folder / AUDIT / LEADING), *_rules(folder / SWEEP)]


def draw_tornado(rows: Sequence[Mapping[str, Any]]) -> list[FigureSpec]:
    """Return the tornado of an audit from its rows (path, given, to, and those of a contrast, as numbers or texts); none without rows."""
    found = []
    for row in rows:
        difference, low, high, baseline = (float(row[name]) for name in ("difference", "low", "high", "baseline"))
        name, given, to = labels.quantity(row["path"]), float(row["given"]), float(row["to"])
        found.append(tornado.TornadoRow(name, given, to, labels.measure(row["measure"]), difference, low, high, baseline, row["unit"]))
    return [tornado.draw(found)] if found else []


def _tornado(path: Path) -> list[FigureSpec]:
    if not path.is_file():
        return []
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return draw_tornado(list(csv.DictReader(file)))
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(
            f"{escaped(str(path))} is damaged ({escaped(str(error))}); delete it, or make it again: redline audit", Exit.DAMAGED
        ) from None


def _rules(folder: Path) -> list[FigureSpec]:
    from sim.analysis.analyse import Asked, analyse
    from sim.analysis.sweeps import load_sweep
    from sim.report import analysis_report

    if not (folder / MANIFEST).is_file():
        return []
    found = analysis_report.figures(analyse(load_sweep(folder), Asked()))
    return [figure for figure in found if figure.name.startswith(RULES)]
