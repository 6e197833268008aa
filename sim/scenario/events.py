"""The dated events of a coded history for readers and figures: crossings, answers, signals, each with publisher and link. Never learned from."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario import shipped
from sim.scenario.suggest import hint
from sim.scenario.text import decode, read_bytes

CROSSING, ANSWER = "crossing", "answer"
COMPANIONS = ("answers", "signals")  # NAME-answers.csv: what was done after each crossing; NAME-signals.csv: what stands by itself


@dataclass(frozen=True, slots=True)
class Event:
    """One dated event: a crossing, the answer to one, or (`kind` as in the file of signals) something that stands by itself."""

    id: str
    date: dt.date
    kind: str
    actor: str  # who did it, where the file says so
    category: str
    dimension: str  # of a crossing or an answer, else ""
    rung: int  # of the event itself, on the ladder
    text: str
    publisher: str
    link: str
    clauses: tuple[str, ...] = ()  # ids of the doctrine clauses that a crossing touches
    declared_before: bool | None = None  # of a crossing: had its owner warned of such an act? None: not coded


def histories() -> list[str]:
    """Return the names of the shipped histories, companions left out."""
    found = shipped.candidates([], "history", ".csv")
    return sorted(name for name in found if not name.endswith(tuple(f"-{one}" for one in COMPANIONS)))


def events(history: str) -> list[Event]:
    """Return the events of a shipped history by date; ScenarioError where there is no such history."""
    if history not in histories():
        raise ScenarioError([Problem("history", 0, 0, f"no shipped history {quoted(history)}{hint(history, histories())}")])
    files = shipped.candidates([], "history", ".csv")
    answers = {row["id"]: row for row in _rows(files.get(f"{history}-answers"))}
    found: list[Event] = []
    for row in _rows(files[history]):
        date, more = dt.date.fromisoformat(row["date"]), answers.get(row["id"], {})
        clauses = tuple(filter(None, more.get("clause", "").split(";")))
        declared = more["declared_before"] == "true" if more else None
        place = (row.get("category", ""), row["dimension"])
        said = (row.get("publisher", ""), row.get("link", ""))
        act = int(row["event_rung"]) if row.get("event_rung") else 0
        found.append(Event(row["id"], date, CROSSING, "", *place, act, row.get("note", ""), *said, clauses, declared))
        later = date + dt.timedelta(days=int(more.get("lag_days") or 0))
        found.append(Event(row["id"], later, ANSWER, row["owner"], *place, int(row["rung"]), more.get("answer", ""), *said))
    for row in _rows(files.get(f"{history}-signals")):
        what = (row["id"], dt.date.fromisoformat(row["date"]), row["kind"], row["actor"], row["category"], "")
        found.append(Event(*what, int(row["event_rung"]), row["description"], row["publisher"], row["link"]))
    return sorted(found, key=lambda one: (one.date, one.id, one.kind))


def _rows(path: Path | None) -> list[dict[str, str]]:
    return [] if path is None else list(csv.DictReader(io.StringIO(decode(read_bytes(path, str(path)), str(path)))))
