"""A level of the model beside published numbers, in sentences and as rows of the figure. Page, `redline run` and `redline anchors` share them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.analysis import anchors
from sim.analysis.anchors import Beside, Silence
from sim.plots import frequency, spans
from sim.plots.anchors import ANOTHER_TIME, COMPARABLE, MODEL, QUIET, AnchorRow
from sim.scenario.world import Scenario

SAID = {
    anchors.BELOW: "below them",
    anchors.ABOVE: "above them",
    anchors.WITHIN: "within them",
    anchors.OVERLAPPING: "partly within them",
}


def lines(world: Scenario, low: float, high: float, basis: str) -> list[str]:
    """Return what stands beside a level that runs from `low` to `high` (for the reason named in `basis`); nothing for a war that is not listed."""
    rows, quiet = anchors.beside(world), anchors.silences(world)
    if not rows:
        return []
    held = sorted({row.given for row in rows if row.given and row.standing == anchors.COMPARABLE} & anchors.conditions(world))
    found = [published(rows, low, high, basis, world.clock.horizon_months, given) for given in (held or [""])]
    return [*found, *(silence(one, world.clock.horizon_months) for one in quiet)]


def published(rows: Sequence[Beside], low: float, high: float, basis: str, horizon: float, given: str = "") -> str:
    """Return how the model's span stands to the comparable published numbers, or to those of another time where there are none."""
    model = f"the model says {frequency.span(low, high)} ({basis})" if low < high else f"the model says {frequency.in_n(low)} ({basis})"
    against = anchors.span(rows, given)
    if against is not None:
        who = _who([row for row in rows if row.standing == anchors.COMPARABLE and row.given == given])
        rule = f"under the condition '{given}', without a horizon and so not rescaled" if given else f"rescaled to {spans.text(horizon)}"
        return f"Published numbers of that time, {rule}: {_span(against)} ({who}). Beside them {model}: {SAID[anchors.verdict(low, high, against)]}."
    other = anchors.span(rows, "", anchors.ANOTHER_TIME)
    start = "No published number of that time was found with its horizon"
    if other is None:
        return f"{start}; {model}."
    who = _who([row for row in rows if row.standing == anchors.ANOTHER_TIME and not row.given])
    model = f"{model[:1].upper()}{model[1:]}"
    return f"{start}. Of another time, rescaled to {spans.text(horizon)}: {_span(other)} ({who}). {model}. That is no test of it."


def silence(one: Silence, horizon: float) -> str:
    """Return what quiet months bound."""
    monthly = frequency.in_n(one.as_dict()["per_month"])
    return (
        f"No nuclear use in the {one.months:.0f} months of the war before: a constant hazard below {monthly} a month, "
        f"{frequency.in_n(one.probability)} in {spans.text(horizon)} (one-sided 95 % bound, exact). That rules out little."
    )


def figure_rows(rows: Sequence[Beside], quiet: Sequence[Silence], models: Sequence[Mapping[str, object]]) -> list[AnchorRow]:
    """Return the rows of the figure: models (mappings label, given, p, low, high), each followed by the numbers that belong to it, then the rest."""
    found = []
    for model in models:
        found.append(AnchorRow(str(model["label"]), MODEL, *(float(str(model[key])) for key in ("p", "low", "high"))))
        found += [_row(row, COMPARABLE) for row in rows if row.standing == anchors.COMPARABLE and row.given == model["given"]]
    found += [_row(row, ANOTHER_TIME) for row in rows if row.standing == anchors.ANOTHER_TIME and not row.given]
    return found + [AnchorRow(f"no use in {one.months:.0f} months", QUIET, one.probability, 0.0, one.probability) for one in quiet]


def _row(row: Beside, kind: str) -> AnchorRow:
    p = row.probability or 0.0
    label = f"{row.anchor.who.partition(',')[0]}, {row.anchor.date:%b %Y}"
    return AnchorRow(label, kind, p, p if row.low is None else row.low, p if row.high is None else row.high)


def _span(ends: tuple[float, float]) -> str:
    return frequency.span(*ends) if ends[0] < ends[1] else frequency.in_n(ends[0])


def _who(rows: Sequence[Beside]) -> str:
    return "; ".join(f"{row.anchor.who}, {row.anchor.date:%B %Y}" for row in rows)
