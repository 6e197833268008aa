"""From a finished sweep to figures and sentences: contrasts, a curve over one factor or a map over two, as fits its design."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import replace

from sim.analysis.contrasts import Difference
from sim.analysis.folder import scenario_of_folder
from sim.analysis.sweeps import DEFAULT_POINT, SweepResult
from sim.errors import RunError
from sim.plots import contrasts, frequency, heat_map, probability_curve
from sim.plots.differences import ContrastRow, from_mappings, printed
from sim.plots.figure import FigureSpec
from sim.report import anchor_words, labels, words
from sim.results.store import open_store

DRAWN = ("nuclear_use", "clash", "settlement")  # measures that get figures
TOLD = ("nuclear_use", "clash")  # measures that get sentences
FEWEST = 3  # points over which a level is said to run
LABEL = 54  # columns of a contrast's name in a table
MOST_SERIES = 5  # lines that one figure tells apart
MOST_MAPS = 4  # variants that get a map each


def figures(result: SweepResult) -> list[FigureSpec]:
    """Return the figures that fit the design of a sweep; none where nothing of it can be drawn."""
    return [*_contrasts(result), *_curves(result), *_maps(result)]


def contrast_rows(result: SweepResult, measure: str) -> list[ContrastRow]:
    """Return the paired differences of every contrast at the scenario as it stands; none where the sweep has no such point."""
    return from_mappings([row | {"measure": labels.measure(measure, result.plan.about["rungs"])} for row in result.contrast_rows(measure)])


def _contrasts(result: SweepResult) -> list[FigureSpec]:
    exposures = [name for name in _measures(result) if name.startswith("exposure.")]
    found = []
    for measure in (*DRAWN, *exposures):
        rows = contrast_rows(result, measure)
        if any(row.baseline or row.difference for row in rows):
            found.append(contrasts.draw(rows, name=f"contrasts-{_file(measure)}"))
    return found


def _gridded(result: SweepResult) -> list[str]:
    """Return the names of the factors that a figure can have on an axis: numbers, all points on a grid of at most two factors."""
    plan = result.plan
    sampled = [point for point in plan.points if point.values]
    names = list(plan.paths)
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for point in sampled for value in point.values.values())
    if not sampled or not 1 <= len(names) <= 2 or not numbers:
        return []
    cells = 1
    for name in names:
        cells *= len({point.values[name] for point in sampled})
    return names if cells == len(sampled) else []


def _curves(result: SweepResult) -> list[FigureSpec]:
    names = _gridded(result)
    if len(names) != 1:
        return []
    facts = result.plan.about["factors"][names[0]]
    variants = list(result.plan.variants)[:MOST_SERIES]
    found = []
    for measure in DRAWN:
        rows = [probability_curve.CurvePoint(**row) for row in result.curve_rows(names[0], measure) if row["series"] in variants]
        if any(row.high > 0 and row.p > 0 for row in rows):
            rows = [row if row.series != "base" else probability_curve.CurvePoint("as set", row.x, row.p, row.low, row.high) for row in rows]
            found.append(
                probability_curve.draw(
                    rows, labels.factor(names[0]), facts["unit"], labels.measure(measure), number(facts["default"]), facts["scale"] == "log",
                    name=f"curve-{_file(measure)}",
                )
            )  # fmt: skip
    return found


def _maps(result: SweepResult) -> list[FigureSpec]:
    names = _gridded(result)
    if len(names) != 2:
        return []
    facts = [result.plan.about["factors"][name] for name in names]
    here = [number(fact["default"]) for fact in facts]
    current = (here[0], here[1]) if here[0] is not None and here[1] is not None else None
    variants = list(result.plan.variants)[:MOST_MAPS]
    found = []
    for variant in variants:
        rows = [heat_map.HeatCell(**row) for row in result.map_rows(names[0], names[1], "nuclear_use", variant)]
        if rows:
            suffix = "" if len(variants) == 1 else f"-{_file(variant)}"
            outcome = "nuclear use" if len(variants) == 1 else f"nuclear use ({labels.plain(variant)})"
            found.append(
                heat_map.draw(
                    rows, labels.factor(names[0]), labels.factor(names[1]), facts[0]["unit"], facts[1]["unit"], outcome, current,
                    name=f"map-nuclear-use{suffix}",
                )
            )  # fmt: skip
    return found


def level(result: SweepResult) -> str:
    """Return over which levels of nuclear use the sampled points range, for the first variant; nothing where there are fewer than three."""
    variant, values = _levels(result)
    if len(values) < FEWEST:
        return ""
    name = "" if len(result.plan.variants) == 1 else f" ({labels.plain(variant)})"
    middle, ends = frequency.with_interval(values[len(values) // 2], values[0], values[-1])
    text = f"Over {len(values)} sets of numbers the level of nuclear use{name} runs from {ends}, the middle one is {middle}"
    return f"{text}: read differences, not levels."


def _levels(result: SweepResult) -> tuple[str, list[float]]:
    """Return the first variant and its levels of nuclear use over the sampled points, sorted."""
    variant = next(iter(result.plan.variants))
    points = [point.number for point in result.plan.points if point.values and result.has(point.number, variant, "nuclear_use")]
    return variant, sorted(result.estimate(number, variant, "nuclear_use").value for number in points)


def anchors_beside(result: SweepResult) -> list[str]:
    """Return what others published beside the levels that `level` tells, in sentences; nothing where that tells nothing, or about no listed war."""
    variant, values = _levels(result)
    if len(values) < FEWEST or not values[-1]:
        return []
    overrides = (*result.plan.overrides, *result.plan.variants[variant])
    try:
        world = scenario_of_folder(open_store(result.folder), result.plan).scenario(overrides)
    except RunError:  # a folder of another version of the model
        return []
    return anchor_words.lines(world, values[0], values[-1], f"lowest and highest of {len(values)} sets of numbers")


def exactness(result: SweepResult) -> str:
    """Return how exact the points of a sweep with a target became, and what that took; nothing for a sweep of numbers of histories."""
    target, looks = result.plan.target, result.looks.values()
    if target is None:
        return ""
    counts = sorted(point.histories for point in result.plan.points)
    asked, met = words.margin(target.size, target.relative), sum(look.met for look in looks)
    what = f"the difference of {target.measure} in {target.contrast}" if target.contrast else target.measure
    spread = f"{counts[0]:,} to {counts[-1]:,} histories, {sum(counts) / len(counts):,.0f} on average"
    text = f"The 95 % interval of {what} is as narrow as asked ({asked}) at {met:,} of {len(counts):,} points, after {spread}."
    return f"{text} All intervals here are widened so that they hold although every point was looked at while it grew."


def sentences(result: SweepResult, measures: Sequence[str] = TOLD) -> list[str]:
    """Return what each contrast does at the scenario as it stands, and in how many sampled sets of numbers its sign is clear."""
    return [text for measure in measures for contrast in result.plan.contrasts if (text := _contrast(result, contrast.name, contrast.label, measure))]


def table(result: SweepResult, measure: str) -> list[str]:
    """Return the contrasts of a measure as lines of text: at the scenario as it stands, and in how many sampled sets their sign is clear.

    Each number is printed in the unit of its own row; none where the sweep does not have the measure.
    """
    rows = {row.label: row for row in contrast_rows(result, measure)}
    lines = []
    for contrast in result.plan.contrasts:
        if measure in result.measures(contrast.name):
            row = rows.get(contrast.label)
            found = _sampled(result, contrast.name, measure)
            up, down = (sum(one.sign == sign for one in found) for sign in (1, -1))
            name = textwrap.shorten(contrast.label, LABEL, placeholder=" ...")
            signs = f"{up:>4} up {down:>4} down" if found else ""
            lines.append(f"  {name:<{LABEL}}  {_at_default(row):<34}{signs}".rstrip())
    if not lines:
        return []
    sets = len(_sampled(result, result.plan.contrasts[0].name, measure))
    head = f"{labels.measure(measure)[:1].upper()}{labels.measure(measure)[1:]}"
    over = f"clear in {sets} sets" if sets else ""
    return [f"{head:<{LABEL + 2}}  {'as the scenario stands' if rows else '':<34}{over}".rstrip(), *lines]


def _at_default(row: ContrastRow | None) -> str:
    if row is None:
        return ""
    if row.verdict == "exactly none":
        return "the same in every history"
    unit = {"points": " points", "per 1,000": " in 1,000"}.get(row.unit, f" {row.unit}")
    return f"{printed(row, row.difference)} ({printed(row, row.low)} to {printed(row, row.high)}){unit}"


def _sampled(result: SweepResult, name: str, measure: str) -> list[Difference]:
    sampled = [point.number for point in result.plan.points if point.number != DEFAULT_POINT]
    return [result.difference(number, name, measure) for number in sampled if result.has_pair(number, name, measure)]


def _contrast(result: SweepResult, name: str, label: str, measure: str) -> str:
    if measure not in result.measures(name):
        return ""
    at_default = {row.label: row for row in contrast_rows(result, measure)}.get(label)
    found = _sampled(result, name, measure)
    head = label[:1].upper() + label[1:]
    if at_default is None:
        return f"{head}: {labels.measure(measure)} is {_signs(found)}." if found else ""
    first = words.contrast(replace(at_default, label=head))
    return f"{first} Over the sampled sets it is {_signs(found)}." if found else first


def _signs(found: Sequence[Difference]) -> str:
    up, down = (sum(one.sign == sign for one in found) for sign in (1, -1))
    if all(one.changed == 0 for one in found):
        return f"exactly the same in all {len(found)} sets of numbers"
    return f"clearly up in {up} and clearly down in {down} of {len(found)} sets of numbers"


def _measures(result: SweepResult) -> list[str]:
    return sorted({measure for _, _, measure in result.sums["rows"]})


def _file(name: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in name.lower())


def number(value: object) -> float | None:
    """Return a factor's value as a number, None for a text or a truth."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
