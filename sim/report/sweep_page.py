"""The page of a sweep, block by block: what its contrasts say and how often their sign is clear, what drives the level, and everything behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim import __version__
from sim.analysis import indices
from sim.analysis.analyse import Analysis
from sim.analysis.ranges import look
from sim.analysis.spread import HYPERCUBE, SOBOL
from sim.analysis.sweeps import SweepResult
from sim.plots.figure import FigureSpec
from sim.report import analysis_words, figure_names, labels, sweep_report, words
from sim.report.blocks import Block, Bullets, Code, Figures, Page, Section, Table, Terms, Text
from sim.report.method import TERMS
from sim.report.run_page import ranked_by_closeness
from sim.report.words import ICD203, Scale
from sim.results.provenance import MODEL_VERSION

NAMED = 5  # drivers on the first page
INDICES = {
    "ST": "Total index: share of the variance that stays while only that factor is unknown.",
    "S1": "Share of the variance that each has alone.",
    "mu_star": "Mean size of the elementary effect.",
    "rank_correlation": "Rank correlation with the level.",
}
FILES = {
    "report.html": "this page",
    "figures/": "each figure as SVG, PNG and PDF, its data as CSV",
    "table.csv": "the canonical table of sums; its SHA-256 is the digest",
    "points.csv, estimates.csv": "the design, and every measure at every point with its 95 % interval",
    "contrasts.csv, signs.csv": "paired differences, and how often their sign is clear (where there are contrasts)",
    "summary.json": "the result as one JSON object with a versioned schema",
    "manifest.json, scenario.yaml, inputs/": "what was asked, and everything needed to do it again",
}


def build(result: SweepResult, analysis: Analysis | None, figures: Sequence[FigureSpec], command: str, scale: Scale = ICD203) -> Page:
    """Return the page of a sweep; `analysis` is None where nothing varies in it."""
    plan = result.plan
    codes = figure_names.codes(figures)
    by = {fixed.code: [one for one in figures if figure_names.of_file(one.name) == fixed] for fixed in figure_names.FIXED}
    driving, rest = [*by["F3"]], [one for one in figures if figure_names.of_file(one.name) is None]

    def drawn(chosen: Sequence[FigureSpec]) -> list[Block]:
        return [Figures(chosen, codes)] if chosen else []

    sections = [
        Section("answer", "Answer", _answer(result, analysis, scale), "about this model, not the world", "answer"),
        Section("drivers", "What drives it", _drivers(result, analysis), half=1),
        Section("trust", "How far to trust it", _trust(result, analysis), half=1),
        Section("again", "Again", [Code(command), Text(f"The canonical table has the digest {result.digest}", "note")]),
        Section("contrasts", "What each change does", [*_contrasts(result), *drawn(by["F9"])]),
        Section("maps", "Drivers, maps and rules", [*drawn([*driving, *by["F4"], *by["F5"]])]),
        Section("analysis", "The analysis in sentences", [Text(text) for text in analysis_words.sentences(analysis)] if analysis else []),
        Section("more", "More figures", drawn([*rest, *by["F2"]])),
        Section("inputs", "Factors and their ranges", _factors(result)),
        Section("quality", "Checks and quality", _quality(result)),
        Section("method", "Definitions", [Terms(TERMS)]),
        Section("files", "Files", [Table(["file", "what it holds"], [[name, meaning] for name, meaning in FILES.items()])]),
    ]
    facts = [f"sweep {plan.id[:8]}", f"scenario {plan.scenario}", f"{len(plan.points):,} sets of numbers x {len(plan.variants)} variants"]
    facts += [f"{plan.histories():,} simulated histories", f"seed {plan.seed}", f"redline {__version__}"]
    about = str(plan.about.get("question", ""))
    return Page(plan.title, f"{plan.title} - Redline report {plan.id[:8]}", facts, about, [one for one in sections if one.blocks])


def _answer(result: SweepResult, analysis: Analysis | None, scale: Scale) -> list[Block]:
    told = sweep_report.sentences(result, ("nuclear_use",))
    blocks: list[Block] = [Text(told[0], "lead")] if told else []
    found = look(result)
    if found is not None:
        level = found.level()
        text = words.uncertainty(level.low, level.median, level.high, len(found.points), scale).replace(" drawn from the scenario's own ranges", "")
        blocks.append(Text(text, "" if told else "lead"))
    else:
        level_text = sweep_report.level(result)
        blocks += [Text(level_text, "" if told else "lead")] if level_text else []
    exactly = sweep_report.exactness(result)
    blocks += [Text(exactly)] if exactly else []
    if analysis is not None and not told:
        blocks.append(Text(analysis_words.design(analysis)))
    return [*blocks, Text("Read differences and their signs, not levels: these hang on numbers that nobody can measure.", "caution")]


def _drivers(result: SweepResult, analysis: Analysis | None) -> list[Block]:
    found = look(result)
    if found is not None and found.points and analysis is not None and analysis.spread.kind in (HYPERCUBE, SOBOL):
        return ranked_by_closeness(found.drivers(), len(found.points))
    about = analysis.about("variant", str(analysis.asked.variant)) if analysis else []
    if analysis is None or not about or not about[0].indices:
        return [Text("Nothing varies, so nothing can be ranked.")]
    ranked = indices.ranked(about[0].indices, analysis.spread)
    rows = [
        [f"{place}. {_called(analysis, one.factor)}{'' if one.clear else ' (not clear)'}", f"{one.value:.2f}", f"{one.low:.2f} to {one.high:.2f}"]
        for place, one in enumerate(ranked[:NAMED], 1)
    ]
    note = INDICES.get(ranked[0].index, "") + " 95 % intervals over points."
    note += f" {len(ranked) - NAMED} others follow." if len(ranked) > NAMED else ""
    return [Table(["factor", "index", "interval"], rows), Text(note, "note")]


def _called(analysis: Analysis, factor: str) -> str:
    path = analysis.result.plan.paths[factor]
    return labels.quantity(path) if factor == path else labels.factor(factor)


def _trust(result: SweepResult, analysis: Analysis | None) -> list[Block]:
    items = [
        "It is about this model, not the world. Levels are not identified; contrasts and orderings are what the model is for.",
        "Three spreads are kept apart: simulation noise (95 % intervals), uncertain inputs (the sets), other forms of the model (redline ensemble).",
    ]
    items += [f"Warning: {note}." for note in analysis.notes] if analysis else []
    items += [f"{len(result.failed):,} histories failed and are in no average."] if result.failed else []
    items += sweep_report.anchors_beside(result)
    reading = str(result.plan.about.get("reading", ""))
    return [Bullets(items), *([Text(reading, "note")] if reading else [])]


def _contrasts(result: SweepResult) -> list[Block]:
    told = sweep_report.sentences(result)
    return [Bullets(told)] if told else []


def _factors(result: SweepResult) -> list[Block]:
    facts = result.plan.about.get("factors", {})
    rows = [[labels.factor(name), path, _plain(facts[name]["default"]), _range(facts[name]), facts[name]["unit"], facts[name]["kind"]]
            for name, path in result.plan.paths.items()]  # fmt: skip
    variants = [[name, " ".join(overrides) or "as it stands"] for name, overrides in result.plan.variants.items()]
    return [
        Table(["factor", "number of the scenario", "as set", "range", "unit", "kind"], rows, f"{len(rows)} factors"),
        Table(["variant", "settings"], variants, f"{len(variants)} variants"),
    ]


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _range(facts: Any) -> str:
    if "low" in facts:
        return f"{_plain(facts['low'])} to {_plain(facts['high'])}{' (log)' if facts['scale'] == 'log' else ''}"
    return ", ".join(_plain(value) for value in facts.get("values", ()))


def _quality(result: SweepResult) -> list[Block]:
    plan = result.plan
    counts = sorted(point.histories for point in plan.points)
    rows = [
        ["sets of numbers", f"{len(plan.points):,}"],
        ["histories at each, every variant", f"{counts[0]:,}" if counts[0] == counts[-1] else f"{counts[0]:,} to {counts[-1]:,}"],
        ["histories that failed and are in no average", f"{len(result.failed):,}" if result.failed else "none"],
        ["luck", "the same at all sets" if plan.luck == "common" else "of its own at every set"],
        ["seed", f"{plan.seed}"],
        ["run id", plan.id[:16]],
        ["digest of the canonical table", result.digest],
        ["model version", f"{MODEL_VERSION}"],
    ]
    return [Table(["check", "result"], rows), Text("redline verify DIR does some of the work once more and compares it bit by bit.", "note")]
