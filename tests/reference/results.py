"""Every column of every table of a results folder, with unit and meaning, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from sim.results.dictionary import COLUMNS, FILES
from sim.results.tables import LAYOUTS
from sim.terms import Detail
from tests.reference.words import code, plain, row, table

SUMS = {
    "sum_w": ("", "sum of weights"),
    "sum_ww": ("", "sum of squared weights; sum_w squared over it is the effective sample size"),
    "sum_wy": ("as the measure", "sum of weight times score; over sum_w it is the estimate"),
    "sum_wwy": ("as the measure", "sum of squared weight times score"),
    "sum_wwyy": ("as the measure, squared", "sum of squared weight times squared score"),
    "sum_wt": ("count", "sum of weight times all answers of the owner"),
    "sum_wwtt": ("count squared", "sum of squared weight times squared number of all answers"),
    "sum_wwyt": ("count squared", "sum of squared weight times answers at the rung times all answers"),
    "sum_w1w2": ("", "sum of the product of the two variants' weights, history by history"),
    "sum_w1w2y1": ("as the measure", "the same times the first variant's score"),
    "sum_w1w2y2": ("as the measure", "the same times the second variant's score"),
    "sum_w1w2y1y2": ("as the measure, squared", "the same times both scores"),
}
KEYS = {"month": "months", "rung": "rungs", "histories": "count", "changed": "count"}
LOW_HIGH = "end of the 95 % interval: noise of simulation, not what is unknown of the inputs"
DERIVED = {  # column of a CSV file -> unit, meaning
    "key": ("", "short name of the outcome"),
    "label": ("", "how people call it"),
    "p": ("probability", "share of simulated histories, weighted"),
    "value": ("as the measure", "estimate"),
    "mean": ("a history, or probability", "estimate: acts a history; of credibility a probability"),
    "low": ("as the estimate", LOW_HIGH),
    "high": ("as the estimate", LOW_HIGH),
    "is_ending": ("", "whether it ends a history; these sum to 1"),
    "owner": ("", COLUMNS["owner"]),
    "rung": ("rungs", COLUMNS["rung"]),
    "name": ("", "name of the rung"),
    "share": ("share", "of the owner's answers, or of the actor's acts"),
    "above": ("share", "answers at the rung and above, among the owner's answers"),
    "above_low": ("share", LOW_HIGH),
    "above_high": ("share", LOW_HIGH),
    "actor": ("", "who acts"),
    "act": ("", "what is done"),
    "channel": ("", COLUMNS["channel"]),
    "group": ("", COLUMNS["group"]),
    "month": ("months", COLUMNS["month"]),
    "point": ("", COLUMNS["point"]),
    "variant": ("", COLUMNS["variant"]),
    "contrast": ("", "name of the contrast"),
    "measure": ("", COLUMNS["measure"]),
    "histories": ("count", "histories simulated"),
    "effective_sample_size": ("count", "as many unweighted histories would tell as much"),
    "from": ("as the measure", "estimate before the change"),
    "to": ("as the measure", "estimate after it"),
    "difference": ("as the measure", "to less from, history by history on the same luck"),
    "sign": ("", "up, down or unclear: whether the interval excludes zero"),
    "changed_histories": ("count", COLUMNS["changed"]),
}
TABLES = {
    "outcomes.csv": ("of a run: how histories end, and the clash, which ends none", ("key", "label", "p", "low", "high", "is_ending")),
    "answers.csv": (
        "of a run: at which rung owners answer crossings",
        ("owner", "rung", "name", "share", "low", "high", "above", "above_low", "above_high"),
    ),
    "acts.csv": ("of a run: what actors do", ("actor", "act", "mean", "low", "high", "share")),
    "curves.csv": ("of a run: everything recorded over time", ("channel", "month", "value", "low", "high")),
    "credibility.csv": ("of a run: public probability of an answer to the reference crossing", ("group", "month", "mean", "low", "high")),
    "points.csv": ("of a sweep: the design; then a column for each factor", ("point", "histories")),
    "estimates.csv": ("of a sweep; then a column for each factor", ("point", "variant", "measure", "value", "low", "high", "effective_sample_size")),
    "contrasts.csv": (
        "of a sweep with contrasts; `signs.csv` says in what share of the points a sign is clear",
        ("point", "contrast", "measure", "from", "to", "difference", "low", "high", "sign", "changed_histories", "histories"),
    ),
    "differences.csv": ("of a comparison", ("measure", "from", "to", "difference", "low", "high", "sign", "changed_histories", "histories")),
}
DETAILS = {
    "ENDING": ("", "how the history ended: 1 horizon, 2 settlement, 3 collapse"),
    "ENDING_MONTH": ("months", "after the start"),
    "CLASH_MONTH": ("months", "of the first clash; empty where there is none"),
    "FIRST_ANSWER_MONTH": ("months", "of the first answer beyond words; empty where there is none"),
    "MAX_ANSWER_RUNG": ("rungs", "highest rung of an answer"),
    "EVENTS": ("count", "turns taken"),
    "CROSSINGS": ("count", "crossings met"),
    "SURVIVAL": ("weight", "of no nuclear use, at the end"),
    "LOG_WEIGHT": ("log", "natural logarithm of the importance weight"),
}


def page() -> list[str]:
    """Return the page."""
    told = (
        "How to read them with pandas, polars, DuckDB, xarray or R: [how to read results](../how-to/read-results.md). The same "
        "dictionary lies in every folder as `README.md`."
    )
    lines = [
        told,
        "",
        "## Files",
        "",
        *table(["file", "what it holds"], [row(", ".join(code(one) for one in name.split(", ")), what) for name, what in FILES.items()]),
    ]
    lines += ["", "## Tables with estimates", ""]
    lines += table(["file", "what it holds", "columns"], [(code(name), plain(what), _names(columns)) for name, (what, columns) in TABLES.items()])
    lines += ["", *table(["column", "unit", "meaning"], [row(code(name), *facts) for name, facts in DERIVED.items()])]
    lines += [
        "",
        "## Shards",
        "",
        "Each folder under `shards/` is a data set of Parquet parts. With w the importance weight and y the score of a history:",
        "",
    ]
    lines += table(
        ["folder", "what it holds", "columns"], [(code(f"shards/{one.kind}/"), plain(one.meaning), _names(one.columns)) for one in LAYOUTS.values()]
    )
    sums = dict.fromkeys(name for layout in LAYOUTS.values() for name in layout.columns)
    rows = [row(code(name), *(SUMS[name] if name in SUMS else (KEYS.get(name, ""), COLUMNS[name]))) for name in sums]
    lines += ["", *table(["column", "unit", "meaning"], rows)]
    lines += [
        "",
        (
            "`table.csv` has a row for each point, variant and block, and the columns `MEASURE.sum_wy`, `MEASURE.sum_wwy`, "
            "`MEASURE.sum_wwyy` for each measure."
        ),
    ]
    lines += ["", "## Single histories", "", "`histories.parquet` has `replicate` and `weight`, a column for each measure, and:", ""]
    return lines + table(["column", "unit", "meaning"], [row(code(one.name.lower()), *DETAILS[one.name]) for one in Detail if one.name in DETAILS])


def _names(columns: Iterable[str]) -> str:
    return ", ".join(code(name) for name in columns)
