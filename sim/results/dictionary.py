"""The data dictionary that lies beside the data: which file holds what, and what every column means."""

from __future__ import annotations

from collections.abc import Iterable

from sim.results.tables import LAYOUTS

NAME = "README.md"

COLUMNS = {
    "point": "number of the design point; 0 is the scenario as it stands; see points.csv (a run has only point 0)",
    "block": "number of the block of 1,024 histories",
    "variant": "name of the variant; `base` changes nothing",
    "contrast": "name of the contrast; 1 stands for its `from`, 2 for its `to` variant (see manifest.json)",
    "measure": "what is measured: a probability in [0, 1], or an expected count a history (answers, acts, crossings, exposure)",
    "owner": "who answers",
    "reach": "`at` the rung, or `above`: at it or above",
    "rung": "rung of the ladder; its name is in manifest.json under about.rungs",
    "channel": "what was recorded",
    "group": "true type of the owner, by its cost of answering",
    "month": "months after the start",
    "histories": "histories with a finite result",
    "changed": "histories whose weight or score differs between the two variants",
    "replicate": "number of the history; with the seed it replays exactly",
    "weight": "importance weight of the history",
}

FILES = {
    "manifest.json": "what was asked: scenario, seed, design, variants, contrasts; versions, machine and command",
    "scenario.yaml": "byte copy of the scenario (experiment.yaml: of the experiment)",
    "inputs/": "the scenario once more with all that it names, as it was: work goes on from here alone, on any machine",
    "points.parquet": "of a sweep with more than 10,000 points: its design; of others it is in manifest.json",
    "table.csv": "the canonical table; its SHA-256 is the digest of the result",
    "summary.json": "the result as one JSON object, the same that --json prints",
    "outcomes.csv, answers.csv, acts.csv, curves.csv, credibility.csv": "estimates of a run with 95 % intervals",
    "histories.parquet": "single histories of a run of up to a million, a row each: weight, measures, details",
    "points.csv, estimates.csv, contrasts.csv, signs.csv": "a sweep: design, estimates, paired differences, how often their sign is clear",
    "failed/": "histories that cannot be played: seed, what happened, and the command that tells it; they are in no average",
    "quarantine/": "shards that did not count, each with a .reason; they were computed again",
}


def text(kinds: Iterable[str]) -> str:
    """Return the dictionary of a results folder that holds these kinds of tables, as Markdown."""
    lines = ["# What lies here", ""]
    lines += [f"* `{name}`: {what}" for name, what in FILES.items()]
    lines += ["", "Everything but `manifest.json`, the copies, `shards/` and `failed/` can be deleted: the same command makes it again."]
    lines += ["", "## Shards", ""]
    lines += ["Each folder under `shards/` is one data set of Parquet parts, for any reader. Sums run over the histories of a block:"]
    lines += ["w is the importance weight and y the score of a history, so `sum_wwyy` is the sum of w w y y. Totals are plain sums of the parts.", ""]
    shown = [LAYOUTS[kind] for kind in LAYOUTS if kind in kinds]
    lines += [f"* `shards/{layout.kind}/`: {layout.meaning}. Columns: {', '.join(layout.columns)}" for layout in shown]
    lines += ["", "## Columns", "", *(f"* `{name}`: {what}" for name, what in COLUMNS.items()), ""]
    return "\n".join(lines)
