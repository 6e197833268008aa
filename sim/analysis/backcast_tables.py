"""A backcast as rows and as the `redline/backcast/1` object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sim.analysis.backcast import BURN_IN, BY_CATEGORY, CLIMATOLOGY, LEAVE_OUT, MODELS, RIVALS, SHIPPED, Backcast
from sim.analysis.clusters import DAYS
from sim.analysis.fitting import FITTED as NUMBERS
from sim.analysis.proper_scores import CLASSES, SCORES

SCHEMA = "redline/backcast/1"
HEADLINE = (LEAVE_OUT, SHIPPED, CLIMATOLOGY, "rps")  # the comparison that counts, by the protocol
Row = dict[str, Any]


def score_rows(found: Backcast) -> list[Row]:
    """Return split, forecaster, rows, and the mean of each score."""
    return [
        {
            "split": split,
            "forecaster": name,
            "rows": int(one.scored.sum()),
            **{score: found.mean_score(split, name, score) for score in SCORES},
        }
        for split, one in found.splits.items()
        for name in found.forecasters
    ]


def difference_rows(found: Backcast) -> list[Row]:
    """Return split, model, rival, score, the paired difference with its interval, and what it says."""
    return [
        {"split": split, "model": model, "rival": rival, "score": score, **found.difference(split, model, rival, score).as_dict()}
        for split in found.splits
        for model in MODELS
        if model in found.forecasters
        for rival in RIVALS
        for score in SCORES
    ]


def forecast_rows(found: Backcast) -> list[Row]:
    """Return one row a split, crossing and forecaster: what was said over the rungs, what came, and the scores."""
    rungs = found.record.rungs
    rows: list[Row] = []
    for split, one in found.splits.items():
        for name in found.forecasters:
            said = one.said[name]
            scores = {score: function(said, rungs) for score, function in SCORES.items()}
            for i, row in enumerate(found.record.rows):
                fitted = dict(zip(NUMBERS, one.fitted[name][i], strict=True)) if name in one.fitted else dict.fromkeys(NUMBERS)
                rows.append(
                    {
                        "split": split,
                        "forecaster": name,
                        "id": row.id,
                        "date": row.date.isoformat(),
                        "cluster": int(found.clusters[i]),
                        "dimension": row.dimension,
                        "category": row.category,
                        "observed": row.rung,
                        "scored": bool(one.scored[i]),
                        "known_rows": int(one.known[i].sum()),
                        **{f"p{rung}": float(p) for rung, p in enumerate(said[i])},
                        **{score: float(values[i]) for score, values in scores.items()},
                        **fitted,
                    }
                )
    return rows


def path_rows(path: Iterable[Any]) -> list[Row]:
    """Return dimension, exposure, date, after and p of a credibility path."""
    return [{"dimension": p.dimension, "exposure": p.exposure, "date": p.date.isoformat(), "after": p.after, "p": p.p} for p in path]


def as_dict(found: Backcast, past: Any, scenario: str, changes: Sequence[str], path: Iterable[Any]) -> dict[str, Any]:
    """Return the `redline/backcast/1` object; `changes` is how the world departs from what was frozen."""
    rows = found.record.rows
    names, rest = found.without_heaviest(*HEADLINE)
    headline = found.difference(*HEADLINE)
    keys = dict(zip(("split", "model", "rival", "score"), HEADLINE, strict=True))
    return {
        "schema": SCHEMA,
        "scenario": scenario,
        "history": {
            "files": list(past.files),
            "sha256": list(past.sha256),
            "rows": len(rows),
            "clusters": int(found.clusters[-1]) + 1,
            "first": rows[0].date.isoformat(),
            "last": rows[-1].date.isoformat(),
            "scored_from": found.begin.isoformat() if found.begin else None,
        },
        "frozen": {"unchanged": not changes, "departures": list(changes)},
        "protocol": {"cluster_days": DAYS, "burn_in_rows": 0 if found.begin else BURN_IN, "class_edges": list(CLASSES), "seed": found.seed},
        "headline": {**keys, **headline.as_dict(), "without_heaviest_cluster": {"left_out": names, **rest.as_dict()}},
        "scores": score_rows(found),
        "differences": difference_rows(found),
        "smoothing": {rival: found.smoothing(rival) for rival in (CLIMATOLOGY, BY_CATEGORY)},
        "permutation": _permutation(found),
        "expected_answers": [
            {
                "split": split,
                "forecaster": name,
                "least_rung": least,
                **dict(zip(("expected", "observed"), found.expected(split, name, least), strict=True)),
            }
            for split in found.splits
            for name in found.forecasters
            for least in CLASSES
        ],
        "forecasts": [{k: v for k, v in row.items() if k not in NUMBERS} for row in forecast_rows(found) if row["forecaster"] == SHIPPED],
        "credibility_path": path_rows(path),
    }


def _permutation(found: Backcast) -> Mapping[str, Any] | None:
    one = found.permutation
    if one is None:
        return None
    return {"score": one.score, "deals": one.deals, "as_good": one.as_good, "share": one.share, "mean": one.mean, "low": one.low, "high": one.high}
