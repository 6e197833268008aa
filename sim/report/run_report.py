"""From a finished run to what people open: which contrast belongs to it, its figures, its page.

A run whose owner's doctrine has a predecessor among the texts of the scenario's history is contrasted with it on the same luck, because the
level of a single run is not to be read alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim import __version__
from sim.analysis.anchors import COMPARABLE, beside, conditions, silences
from sim.analysis.compare import Comparison, contrast_row
from sim.analysis.runs import RunResult
from sim.analysis.summary import run_summary
from sim.analysis.sweeps import SweepResult
from sim.experiment.possible import impossible
from sim.plots import anchors, answer_ladder, contrasts, credibility, cumulative_incidence, outcome_dots, parts
from sim.plots.differences import ContrastRow, from_mappings
from sim.plots.figure import FigureSpec
from sim.report import anchor_words, labels, page
from sim.results.files import disk_trouble, write_whole
from sim.scenario.world import Scenario

PAGE = "report.html"
FIGURES = "figures"
RANGE = "range"  # folder, inside that of a run, of the sweep over the scenario's ranges
HEADLINE = ("nuclear_use", "nuclear_use.deliberate", "nuclear_use.noise", "nuclear_use.inadvertent", "clash", "settlement", "collapse")
FEWEST_RUNGS = 3  # an owner who answers at fewer is said in a sentence
DRAWN = ("nuclear_use", "clash", "settlement")  # of the contrast's measures, beside the exposure that is deterred
OUTCOMES = {"nato_clash": "clash", "settlement": "settlement", "collapse": "collapse"}  # key of the object -> measure


@dataclass(frozen=True, slots=True)
class Predecessor:
    """An owner whose published doctrine replaced an earlier text."""

    owner: str
    later: str
    earlier: str

    @property
    def override(self) -> str:
        """The setting that puts the earlier text in force."""
        return f"owners.{self.owner}.doctrine={self.earlier}"

    @property
    def folder(self) -> str:
        """Name of the folder, inside that of the run, which holds the same histories under the earlier text."""
        return f"against-{self.earlier}"

    @property
    def label(self) -> str:
        """How the contrast is called."""
        return f"Doctrine {self.later} instead of {self.earlier}"

    @property
    def measures(self) -> tuple[str, ...]:
        """What the contrast is read by: outcomes, and how far the owner's lines are exposed (what the text deters)."""
        return (*HEADLINE, f"exposure.{self.owner}")


def predecessor(world: Scenario) -> Predecessor | None:
    """Return the owner (the first by id) whose published doctrine stands in the scenario's history after another text of its own."""
    for owner in sorted(world.owners, key=lambda one: one.id):
        if owner.active and owner.published is not None:
            texts = [text.id for text in world.history.doctrines if text.owner == owner.id]
            place = texts.index(owner.published.id) if owner.published.id in texts else 0
            if place > 0:
                return Predecessor(owner.id, texts[place], texts[place - 1])
    return None


def difference_rows(comparison: Comparison, label: str, measures: Sequence[str]) -> list[ContrastRow]:
    """Return paired differences for figures and sentences: the named measures that both runs have and that happen in one of them at all."""
    rungs, found = comparison.one.plan.about["rungs"], comparison.differences
    rows = [contrast_row(label, name, found[name]) for name in measures if name in found and (found[name].before or found[name].after)]
    return from_mappings([row | {"measure": labels.measure(row["measure"], rungs)} for row in rows])


def shown_summary(result: RunResult, world: Scenario) -> dict[str, Any]:
    """Return the `redline/run/1` object without the outcomes that this world cannot produce: what sentences speak of."""
    summary = run_summary(result)
    never = impossible(world)
    return summary | {"outcomes": {key: one for key, one in summary["outcomes"].items() if OUTCOMES.get(key) not in never}}


def figures(result: RunResult, world: Scenario, changes: Sequence[ContrastRow] = ()) -> list[FigureSpec]:
    """Return the figures of a run in the order of the page."""
    never, horizon = impossible(world), world.clock.horizon_months
    rows = [outcome_dots.OutcomeRow(**row) for row in result.outcomes() if row["key"] not in never]
    found = [outcome_dots.draw(rows, horizon)]
    named = {labels.measure(name) for name in (*DRAWN, *(f"exposure.{owner.id}" for owner in world.owners))}
    drawn = [row for row in changes if row.measure in named]
    found += [contrasts.draw(drawn)] if drawn else []
    found += _parts(result)
    found += _anchors(result, world)
    for owner in result.owners():
        rungs = [answer_ladder.RungRow(**row) for row in result.answers(owner)]
        if sum(row.share > 0 for row in rungs) >= FEWEST_RUNGS:
            found.append(answer_ladder.draw(labels.actor(owner), rungs, result.answers_per_history(owner), name=f"answer-ladder-{owner.lower()}"))
    if never >= {"settlement", "collapse"}:
        incidence = [row for row in result.incidence() if row["ending"] == "nuclear_use"]
    else:
        incidence = [row for row in result.incidence() if row["ending"] not in never]
    found += [cumulative_incidence.draw([cumulative_incidence.IncidencePoint(**row) for row in incidence])] if incidence else []
    beliefs = [credibility.BeliefPoint(**row) for row in result.credibility()]
    if beliefs and world.reference is not None:
        seen = world.reference
        crossing = f"a crossing on {labels.plain(seen.dimension)} at exposure {seen.exposure:g}"
        found.append(credibility.draw(beliefs, labels.actor(seen.owner), crossing))
    return found


def _parts(result: RunResult) -> list[FigureSpec]:
    rows = {row["part"]: parts.PartRow(**row) for row in result.parts()}
    total, via_clash = rows.pop("total"), rows.pop("via_clash")
    return [parts.draw(list(rows.values()), total, via_clash)]


def _anchors(result: RunResult, world: Scenario) -> list[FigureSpec]:
    """Return the figure of the level beside what is listed for the scenario's war; none where nothing is, or the level is 0."""
    use, rows = result.estimate("nuclear_use"), beside(world)
    if not rows or not use.value:
        return []
    held = sorted({row.given for row in rows if row.given and row.standing == COMPARABLE} & conditions(world))
    model = {"label": "this run", "given": held[0] if held else "", "p": use.value, "low": use.low, "high": use.high}
    return [anchors.draw(anchor_words.figure_rows(rows, silences(world), [model]), world.clock.horizon_months)]


def level_range(sweep: SweepResult) -> dict[str, Any]:
    """Return low, high and basis of the level of nuclear use over the points of a sweep: what the page says about uncertain inputs."""
    variant = next(iter(sweep.plan.variants))
    values = sorted(sweep.estimate(point.number, variant, "nuclear_use").value for point in sweep.plan.points if point.values)
    return {"low": values[0], "high": values[-1], "basis": f"{len(values)} sets of numbers drawn from the scenario's own ranges"}


def anchors_beside(result: RunResult, world: Scenario, level: Mapping[str, Any] | None = None) -> list[str]:
    """Return what stands beside the level of nuclear use: published numbers and quiet months, in sentences.

    None for a war that is not listed, and where nuclear use is impossible.
    """
    use = result.estimate("nuclear_use")
    if not use.high:
        return []
    ends = (use.low, use.high, "simulation noise only") if level is None else (level["low"], level["high"], level["basis"])
    return anchor_words.lines(world, *ends)


def save(found: Sequence[FigureSpec], folder: Path) -> None:
    """Write every figure as SVG, PNG and CSV into `folder`.

    Raises
    ------
    RunError                       exit code 5 where the disk refuses
    """
    for figure in found:
        with disk_trouble(folder / figure.name):
            figure.save(folder)


def write_page(
    result: RunResult,
    world: Scenario,
    found: Sequence[FigureSpec],
    changes: Sequence[ContrastRow],
    command: str,
    level: Mapping[str, Any] | None = None,
) -> Path:
    """Write the one-page report into the folder of the run and return its path; `level` is what `level_range` found, if anything."""
    numbers = world.quantities.values()
    meta: Mapping[str, Any] = {
        "title": world.title,
        "command": command,
        "summary": world.summary,
        "reading": world.reading,
        "horizon_months": world.clock.horizon_months,
        "numbers": len(numbers),
        "numbers_without_source": sum(number.source is None for number in numbers),
        "level_range": level,
        "anchors": anchors_beside(result, world, level),
    }
    summary = shown_summary(result, world) | {"version": __version__, "run_id": result.plan.id[:8]}
    text = page.render(summary, found, [_mapping(row) for row in changes], meta)
    write_whole(result.folder / PAGE, text)
    return result.folder / PAGE


def _mapping(row: ContrastRow) -> dict[str, Any]:
    return {"label": row.label, "measure": row.measure, "difference": row.difference, "low": row.low, "high": row.high} | {
        "baseline": row.baseline,
        "unit": row.unit,
    }
