"""What `redline explain` left in a run's folder, read back from its one JSON object: its figures, and its points of no return in words."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.analysis.estimates import Estimate
from sim.analysis.gateways import Condition, Gateway, Gateways
from sim.errors import Exit, ResultsError, escaped
from sim.plots import attribution, gateway_graph
from sim.plots.figure import FigureSpec
from sim.report import explain_words

FOLDER, FILE, SCHEMA = "explain", "explain.json", "redline/explain/1"
NAMELESS = ("rung", "answer", "tension", "credible", "incredible", "nuclear_credible")  # conditions on a number alone


@dataclass(frozen=True, slots=True)
class Explained:
    """An explanation of the scenario of a run, as the object that was kept."""

    found: Mapping[str, Any]
    rungs: Sequence[str]

    def rows(self, table: str, outcome: str) -> list[Mapping[str, Any]]:
        """Return the rows of a table on an outcome; none where it was not asked for."""
        return [row for row in self.found.get(table, []) if row["outcome"] == outcome]

    def outcomes(self) -> list[str]:
        """Return the outcomes that were explained, in order."""
        return list(dict.fromkeys(row["outcome"] for table in ("nodes", "shares") for row in self.found.get(table, [])))

    def gateways(self, outcome: str) -> Gateways | None:
        """Return the points of no return of an outcome, None where they were not asked for or nothing was looked at."""
        rows, looked_at = self.rows("gateways", outcome), self.found.get("states_looked_at", {}).get(outcome)
        if looked_at is None:
            return None
        points = tuple(_gateway(row) for row in rows if row["point"])
        nearest = next((_gateway(row) for row in rows if not row["point"]), None)
        first = next(iter([*points, *([nearest] if nearest else [])]), None)
        start = first.after.value / first.times.value if first is not None and first.times.value > 0 else 0.0
        return Gateways(outcome, _bare(start), start <= 0.09, points, nearest, int(looked_at), int(self.found["histories_recorded"]) // 2)

    def figures(self) -> list[FigureSpec]:
        """Return the gateway graph and the shares of every outcome that came at all."""
        found = []
        for outcome in self.outcomes():
            found += self._graph(outcome) + self._shares(outcome)
        return found

    def _graph(self, outcome: str) -> list[FigureSpec]:
        nodes = [gateway_graph.NodeRow(row["rung"], row["name"], *_ends(row, "reached"), *_ends(row, "after")) for row in self.rows("nodes", outcome)]
        flows = [gateway_graph.FlowRow(row["source"], row["to"], *_ends(row, "p")) for row in self.rows("flows", outcome)]
        start = sum(flow.p for flow in flows if flow.to is None)
        if not nodes or not start > 0.0:
            return []
        gates = self.gateways(outcome)
        told = [explain_words.state(one.state) for one in gates.points if one.clear][:2] if gates else []
        return [gateway_graph.draw(nodes, flows, explain_words.outcome(outcome), start, told, f"gateways-{outcome}")]

    def _shares(self, outcome: str) -> list[FigureSpec]:
        rows = self.rows("shares", outcome)
        total = next((row for row in rows if row["part"] == "total"), None)
        if total is None or not total["value"] > 0.0:
            return []
        parts = [
            attribution.PartRow(explain_words.part(row["part"], outcome), row["value"], row["low"], row["high"], *_ends(row, "share"), row["verdict"])
            for row in rows
            if row is not total
        ]
        whole = attribution.PartRow("total", total["value"], total["low"], total["high"], 1.0, 1.0, 1.0, "")
        return [attribution.draw(parts, whole, explain_words.outcome(outcome), f"shares-{outcome}")]


def of_folder(folder: Path, rungs: Sequence[str]) -> Explained | None:
    """Return what was explained of the run in a folder, None where nothing was.

    Raises
    ------
    ResultsError                   exit code 4 where the object cannot be read
    """
    path = folder / FOLDER / FILE
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_bytes())
        if found["schema"] != SCHEMA:
            raise ValueError(f"its schema is not {SCHEMA}")
    except (ValueError, KeyError, TypeError) as error:
        raise ResultsError(
            f"{escaped(str(path))} is damaged ({escaped(str(error))}); delete it, or make it again: redline explain", Exit.DAMAGED
        ) from None
    return Explained(found, rungs)


def _gateway(row: Mapping[str, Any]) -> Gateway:
    state = tuple(condition(code) for code in row["state"].split(" and "))
    after, times, passing, reached = (Estimate(*_known(row, name), math.nan) for name in ("after", "times", "passing", "reached"))
    return Gateway(row["outcome"], state, reached, after, times, passing, row["entrants"], row["carriers"], row["clear"])


def condition(code: str) -> Condition:
    """Return a condition from its code.

    >>> condition("rung:8"), condition("clash").kind, condition("front_low:ukraine:-0.3").name
    (Condition(kind='rung', number=8.0, name=''), 'clash', 'ukraine')
    """
    kind, _, rest = code.partition(":")
    if kind in NAMELESS:
        return Condition(kind, float(rest))
    name, _, number = rest.rpartition(":") if kind.startswith("front") else (rest, "", "")
    return Condition(kind, float(number or 0.0), name)


def _bare(value: float) -> Estimate:
    return Estimate(value, value, value, math.nan)


def _ends(row: Mapping[str, Any], name: str) -> tuple[Any, Any, Any]:
    return row[name], row[f"{name}_low"], row[f"{name}_high"]


def _known(row: Mapping[str, Any], name: str) -> tuple[float, float, float]:
    value, low, high = (math.nan if end is None else float(end) for end in _ends(row, name))
    return value, low, high
