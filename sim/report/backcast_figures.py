"""The figures of a backcast and of what a record taught, from their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sim.analysis.backcast import BY_CATEGORY, CLIMATOLOGY, LEAVE_OUT, MODELS, SHIPPED, Backcast
from sim.analysis.learning import COST, Learned
from sim.plots import credibility_dates, learned_types, prior_posterior, rung_forecasts, score_differences, timeline
from sim.plots.dates import Mark
from sim.plots.figure import FigureSpec
from sim.report import labels
from sim.report.backcast_words import FORECASTERS, SPLITS
from sim.scenario.events import ANSWER, CROSSING, Event

CHANGE = "doctrine_change"  # category of an event
THREATS = {"conventional": "ordinary threats", "nuclear": "nuclear threats"}
KINDS = {"signal": "signal", "response": "response", "de-escalation": "de-escalation", "incident": "incident", "calendar": "calendar"}


def marks(texts: Iterable[Any], events: Iterable[Event] = ()) -> list[Mark]:
    """Return the dates at which doctrines came into force, and of events that speak of a change of doctrine."""
    found = {text.in_force_from: f"{text.id} in force" for text in texts}
    for one in events:
        if one.category == CHANGE:
            found.setdefault(one.date, one.text)
    return [Mark(date, words) for date, words in sorted(found.items())]


def backcast_figures(found: Backcast, path: Sequence[Any], doctrines: Iterable[Any]) -> list[FigureSpec]:
    """Return forecasts against observed rungs, score differences, and the credibility path."""
    rows, said = found.record.rows, found.splits[LEAVE_OUT].said[SHIPPED]
    events = [
        rung_forecasts.RungForecast(row.id, row.date.isoformat(), labels.plain(row.dimension), row.rung, tuple(map(float, said[i])))
        for i, row in enumerate(rows)
    ]
    gaps = []
    for split, words in SPLITS.items():
        for model in MODELS:
            for rival in (CLIMATOLOGY, BY_CATEGORY):
                if model in found.forecasters:
                    one = found.difference(split, model, rival, "rps")
                    label = f"{FORECASTERS[model]} less {FORECASTERS[rival]}"
                    gaps.append(score_differences.ScoreRow(words, label, one.value, one.low, one.high, one.rows, one.clusters))
    return [
        rung_forecasts.draw(events, SPLITS[LEAVE_OUT]),
        score_differences.draw(gaps, "ranked probability score"),
        *credibility(found, path, doctrines),
    ]


def credibility(found: Backcast, path: Sequence[Any], doctrines: Iterable[Any]) -> list[FigureSpec]:
    """Return the figure of the credibility path; none where there are more kinds of act than a figure tells apart."""
    of = {row.id: row for row in found.record.rows}
    if not path or len({point.dimension for point in path}) > 5:
        return []
    points = [
        credibility_dates.DatedBelief(
            labels.plain(p.dimension),
            p.date.isoformat(),
            p.p,
            bool(p.after) and of[p.after].dimension == p.dimension,
            bool(p.after) and of[p.after].answered,
        )
        for p in path
    ]
    owner = labels.actor(found.record.main_owner)
    return [credibility_dates.draw(points, marks(doctrines), owner)]


def learning_figures(found: Learned, real: Sequence[dict[str, Any]]) -> list[FigureSpec]:
    """Return the costs before and after the record, and whether it tells a bluff."""
    owner = labels.actor(found.owner)
    cells = [
        learned_types.CostCell(one.tier, float(cost), float(before), float(after))
        for one in found.marginals
        if one.parameter == COST
        for cost, before, after in zip(one.values, one.prior, one.posterior, strict=True)
    ]
    taught = [learned_types.Taught(one.tier, one.parameter, one.bits, one.contraction) for one in found.marginals]
    moved = [prior_posterior.Moved(THREATS[row["tier"]], row["prior"], row["posterior"]) for row in real]
    return [learned_types.draw(cells, taught, owner, found.rows), prior_posterior.draw(moved, owner, found.rows)]


def timeline_figure(events: Sequence[Event], doctrines: Iterable[Any], owner: str) -> FigureSpec:
    """Return the timeline of crossings, answers and signals, with the dates of doctrines."""
    rows = []
    for one in events:
        panel = timeline.ACTS if one.kind == CROSSING else timeline.ANSWERS if one.kind == ANSWER else timeline.SIGNALS
        series = labels.plain(one.dimension) if one.kind == CROSSING else KINDS.get(one.kind, one.kind)
        rows.append(timeline.TimelineRow(one.id, one.date.isoformat(), panel, series, one.rung, one.text))
    return timeline.draw(rows, marks(doctrines, events), labels.actor(owner))
