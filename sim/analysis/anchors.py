"""A level of the model beside published numbers and quiet months: which number may stand beside which scenario, rescaled how, and the verdict.

The rules are those of scenarios/anchors/CODEBOOK.md. Rescaling takes the hazard for constant, which no war is: it makes windows comparable, no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sim.scenario.anchors import Anchor, Quiet, crisis_of, in_force, months, published, quiet
from sim.scenario.world import Scenario

OUTCOME = "nuclear_use"  # what the model's probability is about
NEAR = 6.0  # months between a forecast and the start of a scenario, at most
CONFIDENCE = 0.95  # of the one-sided bound that quiet months set
COMPARABLE, ANOTHER_TIME, NOT_COMPARABLE = "comparable", "another time", "not comparable"
BELOW, WITHIN, OVERLAPPING, ABOVE, NOTHING = "below", "within", "overlapping", "above", "nothing to compare with"
OTHER_OUTCOMES = {
    "nuclear_war": "full-scale war is a part of nuclear use, so it only bounds it from below",
    "nuclear_test": "a test is not nuclear use here, and the model has no tests",
    "test_or_use": "a test is not nuclear use here, and the model has no tests",
    "strike_on_nato": "a strike on an alliance capital is a small part of nuclear use",
    "chemical_use": "chemical or biological use is not in the model",
    "deployment": "moving warheads is not nuclear use",
    "great_power_war": "war between great powers is not nuclear use, and the model's clash may stay small",
    "intervention": "an intervention is not nuclear use",
    "blockade": "a blockade is where the scenario begins or what may follow, not nuclear use",
    "invasion": "an invasion is not nuclear use",
    "annexation": "an annexation is not nuclear use",
    "consultation": "a consultation of allies is not nuclear use",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """A published number beside a scenario: `standing` by rule, with the reason where it is not comparable; rescaled to the scenario's horizon."""

    anchor: Anchor
    standing: str
    reason: str
    hazard: float | None  # constant, per month; None without number or window
    probability: float | None  # for the horizon of the scenario
    low: float | None
    high: float | None
    given: str = ""  # the preset that it belongs to

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON, with the published row under `published`."""
        row = {name: str(value) if name in ("date", "begin", "until") and value else value for name, value in asdict(self.anchor).items()}
        return {name: getattr(self, name) for name in ("standing", "reason", "hazard", "probability", "low", "high", "given")} | {"published": row}


@dataclass(frozen=True, slots=True)
class Silence:
    """Months without the outcome before a scenario begins, and what they bound: hazard per month and probability over the horizon."""

    interval: Quiet
    months: float
    hazard: float
    probability: float

    def as_dict(self) -> dict[str, Any]:
        """Return it for JSON."""
        facts = {"id": self.interval.id, "what": self.interval.what, "begin": str(self.interval.begin), "source": self.interval.source}
        monthly = 1.0 - math.exp(-self.hazard)
        return facts | {"months": self.months, "hazard": self.hazard, "per_month": monthly, "probability": self.probability, "confidence": CONFIDENCE}


def hazard(probability: float, length: float) -> float:
    """Return the constant hazard per month, -ln(1 - p) / months, at which an event has this probability within `length` months.

    >>> round(hazard(0.16, 12.0), 5)
    0.01453
    """
    return -math.log1p(-probability) / length


def rescaled(probability: float, length: float, horizon: float) -> float:
    """Return the probability within `horizon` months at the constant hazard that gives `probability` within `length` months.

    >>> round(rescaled(0.09, 6.5, 12.0), 3)
    0.16
    """
    return -math.expm1(horizon / length * math.log1p(-probability))


def silence_bound(length: float, confidence: float = CONFIDENCE) -> float:
    """Return the largest constant hazard per month that `length` months without an event leave: -ln(1 - confidence) / months, exact, one-sided.

    >>> round(1 - math.exp(-silence_bound(33.0)), 4)
    0.0868
    """
    return -math.log(1.0 - confidence) / length


def beside(world: Scenario, anchors: Iterable[Anchor] | None = None) -> list[Beside]:
    """Return every published number on the scenario's war with its standing; none where the scenario is about no war that is listed."""
    crisis = crisis_of(world)
    rows = published() if anchors is None else anchors
    return [_beside(anchor, world) for anchor in rows if crisis is not None and anchor.crisis == crisis]


def _beside(anchor: Anchor, world: Scenario) -> Beside:
    horizon, window = world.clock.horizon_months, anchor.months
    numbers = {"probability": anchor.probability, "low": anchor.low, "high": anchor.high}
    level = None
    if window is not None:
        level = hazard(anchor.probability, window) if anchor.probability is not None else None
        numbers = {name: None if p is None else rescaled(p, window, horizon) for name, p in numbers.items()}
    standing, reason = _standing(anchor, world)
    return Beside(anchor, standing, reason, level, **numbers, given=anchor.given)


def _standing(anchor: Anchor, world: Scenario) -> tuple[str, str]:
    apart = abs(months(world.clock.start, anchor.date))
    if anchor.outcome != OUTCOME:
        return NOT_COMPARABLE, OTHER_OUTCOMES.get(anchor.outcome, f"{anchor.outcome} is another outcome")
    if anchor.probability is None:
        return NOT_COMPARABLE, anchor.note or "no number"
    if anchor.given and anchor.given not in world.presets:
        return NOT_COMPARABLE, f"holds only if {anchor.given}, which no preset of this scenario stands for"
    if anchor.months is None and not anchor.given:
        return NOT_COMPARABLE, "no horizon is given"
    if world.hypothetical and not anchor.given:
        return NOT_COMPARABLE, "it counts in that no such crisis may come; the scenario begins with one"
    if apart > NEAR:
        return ANOTHER_TIME, f"{apart:.0f} months from the start of the scenario"
    return COMPARABLE, f"holds only if {anchor.given}; no horizon given, so not rescaled" if anchor.given else ""


def silences(world: Scenario, intervals: Sequence[Quiet] | None = None) -> list[Silence]:
    """Return what the months of the scenario's war before its start bound; none for a scenario that begins with the war, or is about none."""
    crisis = crisis_of(world)
    found = []
    for interval in quiet() if intervals is None else intervals:
        length = months(interval.begin, min(world.clock.start, interval.until))
        if interval.crisis == crisis and length > 0:
            bound = silence_bound(length)
            found.append(Silence(interval, length, bound, -math.expm1(-bound * world.clock.horizon_months)))
    return found


def conditions(world: Scenario) -> frozenset[str]:
    """Return the conditions that hold in a scenario as it stands."""
    return in_force(world)


def span(rows: Iterable[Beside], given: str = "", standing: str = COMPARABLE) -> tuple[float, float] | None:
    """Return the lowest and the highest number, individual ones included, among rows of a standing under a condition; None without any."""
    values = [p for row in rows if row.standing == standing and row.given == given for p in (row.probability, row.low, row.high) if p is not None]
    return (min(values), max(values)) if values else None


def verdict(low: float, high: float, against: tuple[float, float] | None) -> str:
    """Return how the model's numbers, from `low` to `high`, lie to the span of the comparable ones.

    >>> verdict(0.003, 0.009, (0.09, 0.34)), verdict(0.1, 0.2, (0.09, 0.34)), verdict(0.01, 0.2, (0.09, 0.34)), verdict(0.01, 0.02, None)
    ('below', 'within', 'overlapping', 'nothing to compare with')
    """
    if against is None:
        return NOTHING
    if high < against[0]:
        return BELOW
    if low > against[1]:
        return ABOVE
    return WITHIN if against[0] <= low and high <= against[1] else OVERLAPPING


def summary(rows: Sequence[Beside], quiet_months: Sequence[Silence], models: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return models, anchors and quiet months for JSON."""
    return {
        "models": [dict(model) for model in models],
        "anchors": [row.as_dict() for row in rows],
        "quiet": [silence.as_dict() for silence in quiet_months],
    }
