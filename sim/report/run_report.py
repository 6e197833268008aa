"""From a finished run to its figures and its page, as files in its folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.analysis import anchors as published
from sim.analysis.anchors import COMPARABLE, conditions, silences
from sim.analysis.ranges import RangeLook
from sim.analysis.runs import RunResult
from sim.analysis.summary import run_summary
from sim.experiment.possible import impossible
from sim.plots import (
    anchors,
    answer_ladder,
    box_map,
    contrasts,
    credibility,
    cumulative_incidence,
    drivers,
    knobs,
    level_map,
    outcome_dots,
    parts,
    quality,
)
from sim.plots import trajectories as tension
from sim.plots.figure import FigureSpec
from sim.report import anchor_words, beside, labels, page, run_page, units
from sim.report.material import RANGE, Material
from sim.report.predecessor import HEADLINE, Predecessor, difference_rows, predecessor
from sim.report.words import ICD203, Scale
from sim.results.files import disk_trouble, write_whole
from sim.scenario.world import Scenario

__all__ = [
    "FIGURES",
    "HEADLINE",
    "PAGE",
    "RANGE",
    "Predecessor",
    "anchors_beside",
    "difference_rows",
    "figures",
    "predecessor",
    "save",
    "shown_summary",
    "write_page",
]

PAGE = "report.html"
FIGURES = "figures"
FEWEST_RUNGS = 3  # an owner who answers at fewer is said in a sentence
DRAWN = ("nuclear_use", "clash", "settlement")  # of the contrast's measures, beside the exposure that is deterred
OUTCOMES = {"nato_clash": "clash", "settlement": "settlement", "collapse": "collapse"}  # key of the object -> measure


def shown_summary(result: RunResult, world: Scenario) -> dict[str, Any]:
    """Return the `redline/run/1` object without the outcomes that this world cannot produce: what sentences speak of."""
    summary = run_summary(result)
    never = impossible(world)
    return summary | {"outcomes": {key: one for key, one in summary["outcomes"].items() if OUTCOMES.get(key) not in never}}


def figures(material: Material) -> list[FigureSpec]:
    """Return the figures of a run in the order of the page."""
    result, world = material.result, material.world
    never, horizon = impossible(world), world.clock.horizon_months
    rows = [outcome_dots.OutcomeRow(**row, **_over_sets(material.look, row["key"])) for row in result.outcomes() if row["key"] not in never]
    found = [outcome_dots.draw(rows, horizon), *_ladders(material)]
    if material.paths:
        typical = [path for path in (run_page.typical_path(kind, told) for kind, told in material.kinds) if path is not None]
        found.append(tension.draw(material.paths, typical, horizon))
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
    found += [*_of_ranges(material), *_parts(result, material.look)]
    named = {labels.measure(name) for name in (*DRAWN, *(f"exposure.{owner.id}" for owner in world.owners))}
    drawn = [row for row in material.changes if row.measure in named]
    found += [contrasts.draw(drawn)] if drawn else []
    found += _anchors(material)
    found += material.explained.figures() if material.explained else []
    found += beside.figures(result.folder)
    growth = material.growth()
    return [*found, *([quality.draw(growth)] if growth else [])]


def _ladders(material: Material) -> list[FigureSpec]:
    found = []
    for owner in material.result.owners():
        spread = material.look.answer_levels(owner) if material.look else {}
        rungs = [answer_ladder.RungRow(**row) for row in material.result.answers(owner)]
        rungs = [replace(row, sets_low=level.low, sets_high=level.high) if (level := spread.get(row.rung)) else row for row in rungs]
        if sum(row.share > 0 for row in rungs) >= FEWEST_RUNGS:
            each = material.result.answers_per_history(owner)
            found.append(answer_ladder.draw(labels.actor(owner), rungs, each, name=f"answer-ladder-{owner.lower()}"))
    return found


def _of_ranges(material: Material) -> list[FigureSpec]:
    """Return what drives the level over the scenario's own ranges: the ranking, the first three factors turned, the first two as a map."""
    look, ranked = material.look, list(material.drivers)
    if look is None or len(ranked) < 2:
        return []
    rows = [drivers.DriverRow(labels.quantity(one.factor), one.correlation, one.low, one.high, one.clear) for one in ranked]
    reading = (
        f"Rank correlation of the level of nuclear use with each number over {len(look.points)} sets: +1 if it always rises with it, -1 if it always "
        f"falls. Lines: 95 % intervals. Filled: clear among {len(ranked)} numbers looked at."
    )
    scale = drivers.Scale("rank correlation", "+.2f", (-1.0, 1.0))
    found = [drivers.draw(rows, run_page.driver_title(ranked), reading, scale, "drivers")]
    facts = look.sweep.plan.about["factors"]
    turned = [one for one in ranked if not look.column(one.factor).words][: knobs.MOST]
    if turned and float(look.values().max()) > 0:
        found.append(knobs.draw([_knob(material, one.factor) for one in turned]))
    if len(turned) >= 2:
        names = [one.factor for one in turned[:2]]
        x, y = (look.column(name).numbers for name in names)
        axes = [box_map.Axis(labels.quantity(name), units.unit(name, facts[name]["unit"]), facts[name]["scale"] == "log") for name in names]
        points = [level_map.LevelPoint(float(a), float(b), float(p)) for a, b, p in zip(x, y, look.values(), strict=True)]
        here = (float(facts[names[0]]["default"]), float(facts[names[1]]["default"]))
        found.append(level_map.draw(points, axes[0], axes[1], here))
    return found


def _knob(material: Material, factor: str) -> knobs.Knob:
    assert material.look is not None  # noqa: S101 (asked for by _of_ranges only where there is one)
    facts = material.look.sweep.plan.about["factors"][factor]
    parts = material.look.knob(factor)
    slices = [knobs.KnobSlice(one.start, one.end, one.median, one.lower, one.upper, one.sets, one.median_low, one.median_high) for one in parts]
    return knobs.Knob(labels.quantity(factor), units.unit(factor, facts["unit"]), float(facts["default"]), tuple(slices), facts["scale"] == "log")


def _over_sets(look: RangeLook | None, measure: str) -> dict[str, Any]:
    """Return the ends of the middle 90 % of a measure over the sets of numbers; nothing where there are none, or they did not keep it."""
    if look is None or not look.has(measure):
        return {}
    level = look.level(measure)
    return {"sets_low": level.low, "sets_high": level.high}


def _parts(result: RunResult, look: RangeLook | None) -> list[FigureSpec]:
    names = {"total": "nuclear_use"}
    rows = {row["part"]: parts.PartRow(**row, **_over_sets(look, names.get(row["part"], f"nuclear_use.{row['part']}"))) for row in result.parts()}
    total, via_clash = rows.pop("total"), rows.pop("via_clash")
    return [parts.draw(list(rows.values()), total, via_clash)]


def _anchors(material: Material) -> list[FigureSpec]:
    """Return the figure of the level beside what is listed for the scenario's war; none where nothing is, or the level is 0.

    Where sets of numbers were tried, the level is that of the sets: the interval of one run would say too much.
    """
    world, rows = material.world, published.beside(material.world)
    use = material.result.estimate("nuclear_use")
    if not rows or not use.value:
        return []
    held = sorted({row.given for row in rows if row.given and row.standing == COMPARABLE} & conditions(world))
    model = {"label": "this run", "given": held[0] if held else "", "p": use.value, "low": use.low, "high": use.high}
    if material.look is not None:
        level = material.look.level()
        model |= {"label": f"this run, {len(material.look.points)} sets", "p": level.median, "low": level.low, "high": level.high}
    return [anchors.draw(anchor_words.figure_rows(rows, silences(world), [model]), world.clock.horizon_months)]


def anchors_beside(result: RunResult, world: Scenario, look: RangeLook | None = None) -> list[str]:
    """Return what stands beside the level of nuclear use: published numbers and quiet months, in sentences.

    None for a war that is not listed, and where nuclear use is impossible.
    """
    use = result.estimate("nuclear_use")
    if not use.high:
        return []
    if look is None:
        return anchor_words.lines(world, use.low, use.high, "simulation noise only")
    level = look.level()
    return anchor_words.lines(world, level.low, level.high, f"the middle 90 % of {len(look.points)} sets of numbers from the scenario's own ranges")


def save(found: Sequence[FigureSpec], folder: Path) -> None:
    """Write every figure as SVG, PNG, PDF and CSV into `folder`.

    Raises
    ------
    RunError                       exit code 5 where the disk refuses
    """
    for figure in found:
        with disk_trouble(folder / figure.name):
            figure.save(folder)


def write_page(material: Material, found: Sequence[FigureSpec], command: str, scale: Scale = ICD203) -> Path:
    """Write the report into the folder of the run and return its path; `command` is what repeats the run."""
    summary = shown_summary(material.result, material.world)
    beside_it = anchors_beside(material.result, material.world, material.look)
    text = page.render(run_page.build(material, summary, found, command, scale, beside_it))
    write_whole(material.result.folder / PAGE, text)
    return material.result.folder / PAGE
