"""What others published on nuclear risk in a war, and the months of it without nuclear use: rows of scenarios/anchors, read and checked."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Problem, ScenarioError, quoted
from sim.scenario import shipped
from sim.scenario.events import events, histories
from sim.scenario.settle import DAYS_PER_MONTH
from sim.scenario.text import decode, read_bytes
from sim.scenario.world import Scenario

FOLDER, PUBLISHED, QUIET = "anchors", "published", "quiet"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published number, or that there is one which could not be read. Columns as in scenarios/anchors/CODEBOOK.md; probabilities in [0, 1]."""

    id: str
    who: str
    date: dt.date
    crisis: str
    question: str
    outcome: str
    given: str  # a condition, or nothing
    begin: dt.date
    until: dt.date | None
    probability: float | None
    low: float | None  # lowest and highest individual number, where published
    high: float | None
    source: str
    verified: str
    note: str

    @property
    def months(self) -> float | None:
        """The window in months, None where no single one was given."""
        return None if self.until is None else months(self.begin, self.until)


@dataclass(frozen=True, slots=True)
class Quiet:
    """An interval in which an outcome happened `events` times."""

    id: str
    crisis: str
    what: str
    outcome: str
    begin: dt.date
    until: dt.date
    events: int
    source: str
    verified: str
    note: str


def months(begin: dt.date, end: dt.date) -> float:
    """Return the months, of 365.25 / 12 days, from one day to another."""
    return (end - begin).days / DAYS_PER_MONTH


def published() -> list[Anchor]:
    """Return the published numbers by date; ScenarioError for a cell that is no date or no probability."""
    found = []
    for row, place in _rows(PUBLISHED):
        found.append(
            Anchor(
                id=row["id"],
                who=row["who"],
                date=_date(row, "date", place),
                crisis=row["crisis"],
                question=row["question"],
                outcome=row["outcome"],
                given=row["given"],
                begin=_date(row, "begin", place),
                until=_date(row, "until", place) if row["until"] else None,
                probability=_probability(row, "probability", place),
                low=_probability(row, "low", place),
                high=_probability(row, "high", place),
                source=row["source"],
                verified=row["verified"],
                note=row["note"],
            )
        )
    return sorted(found, key=lambda one: (one.date, one.id))


def quiet() -> list[Quiet]:
    """Return the intervals without events; ScenarioError for a cell that is no date, and for an interval with events (no bound is known for it)."""
    found = []
    for row, place in _rows(QUIET):
        if row["events"] != "0":
            raise ScenarioError([Problem(place[0], place[1], 1, f"events must be 0, got {quoted(row['events'])}")])
        texts = {name: row[name] for name in ("id", "crisis", "what", "outcome", "source", "verified", "note")}
        found.append(Quiet(**texts, begin=_date(row, "begin", place), until=_date(row, "until", place), events=0))
    return found


def crisis_of(world: Scenario) -> str | None:
    """Return the dated history whose crossings a scenario has (all that it has, at least one): the war it is about.

    Without a history, a hypothetical crisis and one that some published number names go by their own id; None for any other scenario.
    """
    own = {crossing.id for crossing in world.history.crossings}
    dated = (name for name in histories() if own and own <= {event.id for event in events(name)})
    named = world.hypothetical or any(row["crisis"] == world.id for row, _ in _rows(PUBLISHED))
    return next(dated, world.id if named else None)


def in_force(world: Scenario) -> frozenset[str]:
    """Return the names of the presets whose every number stands in the scenario as it is: the conditions that hold in it."""
    numbers = {path: quantity.value for path, quantity in world.quantities.items()}
    return frozenset(
        name
        for name, settings in world.presets.items()
        if settings and all(path in numbers and str(value) in (str(numbers[path]), f"{numbers[path]:g}") for path, value in settings.items())
    )


def _rows(name: str) -> list[tuple[dict[str, str], tuple[str, int]]]:
    """Return the rows of a file as text, each with its file and line."""
    path: Path = shipped.folder() / FOLDER / f"{name}.csv"
    text = decode(read_bytes(path, str(path)), str(path))
    return [(row, (str(path), line)) for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2)]


def _date(row: dict[str, str], column: str, place: tuple[str, int]) -> dt.date:
    try:
        return dt.date.fromisoformat(row[column])
    except ValueError:
        raise ScenarioError([Problem(*place, 1, f"{column} must be a day such as 2022-10-03, got {quoted(row[column])}")]) from None


def _probability(row: dict[str, str], column: str, place: tuple[str, int]) -> float | None:
    if not row[column]:
        return None
    try:
        value = float(row[column])
    except ValueError:
        value = -1.0
    if not 0.0 < value < 1.0:
        raise ScenarioError([Problem(*place, 1, f"{column} must lie between 0 and 1, got {quoted(row[column])}")])
    return value
