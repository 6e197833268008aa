"""The back of a page: inputs with their sources, checks, method, definitions, files, and the script that derives the first page again."""

from __future__ import annotations

from importlib import resources
from typing import Any

from sim.report import labels, units
from sim.report.blocks import Block, Bullets, Code, Table, Text
from sim.report.material import Material
from sim.report.words import Scale
from sim.results.provenance import MODEL_VERSION
from sim.scenario.world import Scenario

TERMS = {
    "Nuclear use": "at least one nuclear weapon used in anger or as a demonstration, by any nuclear actor, on purpose or by accident, before the "
    "horizon. Deliberate: the owner's stake exceeds its price. Noise: use although the price exceeds the stake; read it as agent error, or as "
    "payoffs the model does not see. Inadvertent: by accident.",
    "Direct clash": "the first direct fight between nuclear powers of the two sides; the history goes on after it.",
    "Settlement, collapse": "a bargain both parties accept; the front reaching either end. Both end a history.",
    "Answer": "what the owner of a red line does about a crossing, on a ladder of rungs from no reaction upward.",
    "Tension": "a side's state in rungs of the same ladder: acts and answers raise it, time lowers it.",
    "Belief, credibility": "the public probability that an owner answers a given crossing, learned from what it did before.",
    "Battlefield gains, stakes": units.SCALES,
    "Interval": "95 %, for the luck of simulation only, unless sets of numbers are named.",
}
NOT_IN_IT = (
    "Not in the model: domestic politics beyond audience costs and succession, third parties without a seat, intelligence failures beyond noise in "
    "exposure, economics, and anything after the first nuclear use."
)
FILES = {
    "report.html": "this page",
    "figures/": "each figure as SVG, PNG and PDF, its data as CSV",
    "table.csv": "the canonical table of sums; its SHA-256 is the digest",
    "histories.parquet": "one row a history: weight, measures, details (runs of up to a million)",
    "summary.json": "the result as one JSON object with a versioned schema",
    "outcomes.csv, answers.csv, acts.csv, curves.csv, credibility.csv": "estimates with 95 % intervals",
    "manifest.json, scenario.yaml, inputs/": "what was asked, and everything needed to do it again",
    "README.md": "every file and column explained",
}


def inputs(world: Scenario) -> list[Block]:
    """Return every number of a scenario with its value, range, unit, and source or assumption; those of which nothing is said but the value apart."""
    numbers = sorted(world.quantities.values(), key=lambda one: one.low is None)
    bare = [one for one in numbers if one.low is None and one.source is None and not one.assumption]
    said = [one for one in numbers if one not in bare]
    rows = [[*_row(one), _origin(one)] for one in said]
    ranged = sum(one.low is not None for one in numbers)
    sourced = sum(one.source is not None for one in numbers)
    text = (
        f"{len(numbers)} numbers, {ranged} of them with a range; {sourced} rest on a source, the others are assumptions. Sources by key are listed "
        "by redline cite."
    )
    found: list[Block] = [Text(text)]
    if rows:
        columns = ["number", "path", "value", "unit", "range", "source or assumption"]
        found.append(Table(columns, rows, f"{len(said)} numbers with a range or a source", style="paths"))
    if bare:
        left = [_row(one)[:-1] for one in bare]
        found.append(
            Table(["number", "path", "value", "unit"], left, f"{len(bare)} numbers that are assumptions, without range", style="paths dense")
        )
    return found


def sources(world: Scenario) -> list[Block]:
    """Return the sources that the numbers of a scenario name, by key; nothing where none does."""
    keys = sorted({one.source for one in world.quantities.values() if one.source})
    rows = [[key, *(world.sources.get(key, {}).get(part, "") for part in ("publisher", "date", "title", "verified"))] for key in keys]
    return [Table(["key", "publisher", "date", "title", "how far it was read"], rows, whole=(2,))] if rows else []


def _row(one: Any) -> list[str]:
    return [labels.quantity(one.path, start=True), one.path, f"{one.value:g}", units.unit(one.path, one.unit), _range(one)]


def _range(one: Any) -> str:
    return f"{one.low:g} to {one.high:g}{' (log)' if one.scale == 'log' else ''}" if one.low is not None else ""


def _origin(one: Any) -> str:
    if one.source:
        return f"source: {one.source}" + (f" ({one.assumption})" if one.assumption else "")
    return f"assumption: {one.assumption}" if one.assumption else "assumption"


def quality(material: Material) -> list[Block]:
    """Return what was checked about the run itself."""
    result = material.result
    failed = len(result.failed)
    rows = [
        ["histories asked for", f"{result.histories:,}"],
        ["histories that failed and are in no average", f"{failed:,}" if failed else "none"],
        ["effective sample size", f"{int(result.effective_sample_size):,}"],
        ["seed", f"{result.plan.seed}"],
        ["run id", result.plan.id[:16]],
        ["digest of the canonical table", result.digest],
        ["model version", f"{MODEL_VERSION}"],
    ]
    if material.look is not None:
        plan = material.look.sweep.plan
        rows.append(["sets of uncertain numbers, histories each", f"{len(material.look.points):,}, {plan.points[0].histories:,}"])
    note = "redline verify DIR does some of the work once more and compares it bit by bit."
    return [Table(["check", "result"], rows), Text(note, "note")]


def method(world: Scenario, scale: Scale) -> list[Block]:
    """Return how the numbers came about, in a few sentences."""
    said = {
        "ICD 203": "Words of likelihood are those of Intelligence Community Directive 203; below 1 in 100 it has none.",
        "IPCC": "Words of likelihood are those of the guidance note of the IPCC; a range that one includes another is theirs.",
    }.get(scale.name, "No words of likelihood are used, on request.")
    actors = ", ".join(labels.actor(actor.id) for actor in world.actors)
    items = [
        f"Actors ({actors}) act at random times, choosing by what an act is worth to them given what they believe about answers.",
        "Owners of red lines answer by their own hidden type; everybody learns from what was answered.",
        "Nuclear use is never drawn: each history carries the weight of no use so far, so that a rare outcome costs no more than a common one.",
        "Histories are weighted (importance sampling of the hidden type); every number here is a weighted mean.",
        "Contrasts play the same luck twice. Intervals are 95 % and stay within the range of what they measure.",
        said,
        NOT_IN_IT,
        "How to cite: redline cite prints the citation and the sources of a scenario.",
    ]
    return [Bullets(items)]


def files(result: Any) -> list[Block]:
    """Return what lies in the folder beside the page."""
    rows = [[name, meaning] for name, meaning in FILES.items() if name != "histories.parquet" or result.plan.keeps_histories]
    return [Table(["file", "what it holds"], rows)]


def derive() -> list[Block]:
    """Return the script that derives the numbers of the first page from the tables beside it."""
    script = (resources.files("sim.report") / "derive.py").read_text(encoding="utf-8")
    text = "Save the script, in report.html, as derive.py and run: python derive.py DIR. It needs numpy, pyarrow and scipy, nothing of Redline."
    return [Text(text), Code(script, "The script", screen_only=True)]
