"""The figures of an analysis: what drives an output, curves over the leading factor, the box on a map, what the search could choose."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis import indices
from sim.analysis.analyse import Analysis, Boxed, Explained, in_box
from sim.analysis.columns import Column, columns
from sim.analysis.conditional import slices
from sim.analysis.discovery import Box, Limit
from sim.analysis.estimates import COUNTED
from sim.analysis.outputs import CONTRAST, VARIANT, output
from sim.analysis.sensitivity import Index
from sim.analysis.spread import GRID, MORRIS
from sim.plots import box_map, box_rules, box_tradeoff, drivers, heat_map, morris_plane, probability_curve
from sim.plots.figure import FigureSpec
from sim.report import analysis_words, labels, sweep_report

MOST_SETTINGS = 3
MOST_SERIES = 5


def figures(analysis: Analysis) -> list[FigureSpec]:
    """Return all figures of an analysis."""
    asked = analysis.asked
    found: list[FigureSpec] = []
    for of, name in ((VARIANT, asked.variant), (CONTRAST, asked.contrast)):
        for place, one in enumerate(analysis.about(of, str(name))[:MOST_SETTINGS] if name else []):
            found += _drivers(one, analysis, f"-{place + 1}" if one.setting.values else "")
    found += _curves(analysis)
    for box in analysis.boxes:
        found += _boxes(box, analysis)
    return found


def _drivers(one: Explained, analysis: Analysis, suffix: str) -> list[FigureSpec]:
    leading = indices.ranked(one.indices, analysis.spread)
    if len(leading) < 2:
        return []
    outcome = _outcome(one, analysis)
    end = f"{_file(one.output.name)}{suffix}"
    by_factor = {(index.index, index.factor): index for index in one.indices if not index.other}
    if analysis.spread.kind == MORRIS:
        return [_plane(one, analysis, leading, by_factor, outcome, f"morris-{one.output.of}-{end}")]
    rows = [_row(index, by_factor) for index in leading]
    title = _title(leading, outcome, analysis)
    return [drivers.draw(rows, title, _reading(leading[0], one, analysis), _scale(leading[0]), f"drivers-{one.output.of}-{end}")]


def _row(index: Index, by_factor: dict[tuple[str, str], Index]) -> drivers.DriverRow:
    name, rank = labels.factor(index.factor), by_factor.get(("rank_correlation", index.factor))
    note = ""
    if index.index == "S1" and rank is not None and rank.clear:
        note = "higher, more" if rank.value > 0 else "higher, less"
    clear = index.clear or (index.method == "grid" and index.value > index.floor)
    if index.index != "ST":
        return drivers.DriverRow(name, index.value, index.low, index.high, clear, note)
    alone = by_factor["S1", index.factor]
    return drivers.DriverRow(
        name, index.value, index.low, index.high, clear, f"alone {drivers.number(alone.value, '.2f')}", alone.value, alone.low, alone.high
    )


def _scale(index: Index) -> drivers.Scale:
    if index.index == "rank_correlation":
        return drivers.Scale("rank correlation", "+.2f", (-1.0, 1.0))
    words = "total index (ST), share of the variance" if index.index == "ST" else "first-order index (S1), share of the variance"
    return drivers.Scale(words, ".2f", (0.0, 0.0), min(1.0, index.floor), "alone (S1)" if index.index == "ST" else "")


def _title(leading: Sequence[Index], outcome: str, analysis: Analysis) -> str:
    clear = [index for index in leading if index.clear or (analysis.spread.kind == GRID and index.value > index.floor)]
    if not clear:
        return f"No factor moves {outcome} beyond what noise can look like"
    first = clear[0]
    if first.index == "rank_correlation":
        name = labels.factor(first.factor)
        return f"{name[:1].upper()}{name[1:]} goes with {'more' if first.value > 0 else 'less'} {outcome}, more closely than any other factor"
    share = analysis_words.share_text(first.value)
    how = f"{share} of its variance stays while only it is unknown" if first.index == "ST" else f"alone it has {share} of the variance"
    return f"{outcome[:1].upper()}{outcome[1:]} hangs most on {labels.factor(first.factor)}: {how}"


def _reading(index: Index, one: Explained, analysis: Analysis) -> str:
    words = {
        "ST": "Diamonds: share of the variance that a factor has with all its interplay; blue dots: alone.",
        "S1": "Share of the variance over these points that each factor has alone.",
        "rank_correlation": "Rank correlation with each factor: +1 if the output always rises with it, -1 if it always falls.",
    }[index.index]
    ends = "" if index.method == "grid" else " Lines: 95 % intervals over points."
    grey = " Grey: noise of simulation alone can look so." if index.floor > 0 and index.index != "rank_correlation" else ""
    setting = one.setting.label()
    return f"{words}{ends}{grey} Hollow: not told from it." + (f" At {labels.plain(setting)}." if setting else "")


def _plane(
    one: Explained, analysis: Analysis, leading: Sequence[Index], by_factor: dict[tuple[str, str], Index], outcome: str, name: str
) -> FigureSpec:
    base = 1 if one.output.log or one.output.measure.startswith(COUNTED) else analysis_words.unit(one.output.values)
    unit = "powers of ten" if one.output.log else "a history" if base == 1 else f"in {base:,} simulated histories"
    rows = [
        morris_plane.PlaneRow(
            labels.factor(index.factor), base * index.value, base * index.low, base * index.high, base * by_factor["sigma", index.factor].value,
            base * by_factor["mu", index.factor].value, index.clear,
        )
        for index in leading
    ]  # fmt: skip
    return morris_plane.draw(rows, outcome, unit, base * leading[0].floor, name)


def _curves(analysis: Analysis) -> list[FigureSpec]:
    """Return a curve of the measure over its leading factor: of each variant, at the first setting."""
    asked, spread = analysis.asked, analysis.spread
    about = analysis.about(VARIANT, str(asked.variant))
    if not about or not about[0].indices or str(asked.measure).startswith(COUNTED) or spread.kind == MORRIS:
        return []  # of trajectories, whose points hang together, slices would look surer than they are
    first = indices.ranked(about[0].indices, spread)[0].factor
    setting = spread.settings[0]
    points = spread.alone(setting.points)
    (column,) = columns(analysis.result.plan, [first], points)
    if column.words:
        return []
    variants = [str(asked.variant), *(name for name in analysis.result.plan.variants if name != asked.variant)][:MOST_SERIES]
    series = {name: one.values for name in variants if (one := output(analysis.result, (VARIANT, name, str(asked.measure)), points)) is not None}
    alone = len(spread.factors) == 1
    if alone and spread.kind == GRID:
        rows = [row for row in analysis.result.curve_rows(first, str(asked.measure)) if row["series"] in series]
    else:
        rows = slices(column, series)
    if not any(row["p"] > 0 for row in rows):
        return []
    outcome = labels.measure(str(asked.measure), analysis.result.plan.about["rungs"])
    facts = analysis.result.plan.about["factors"].get(first, {})
    reading = (
        "" if alone else f"Mean of {outcome} over the sets of numbers in each slice of {labels.factor(first)}, while all other factors vary. Bands: "
        "95 % intervals of the mean over these sets."
    )  # fmt: skip
    curve = [probability_curve.CurvePoint(**row | {"series": "as set" if row["series"] == "base" else row["series"]}) for row in rows]
    return [
        probability_curve.draw(
            curve, labels.factor(first), facts.get("unit", ""), outcome, None, facts.get("scale") == "log", f"curve-{_file(first)}", reading
        )
    ]


def _boxes(box: Boxed, analysis: Analysis) -> list[FigureSpec]:
    if box.found is None or not box.found.path:
        return []
    end = f"{box.output.of}-{_file(box.output.name)}"
    what = analysis_words.interest(box, analysis)
    what = what[:1].lower() + what[1:]
    found, chosen = box.found, box.found.chosen
    others = (found.coverage, found.density) if found.halvings and not math.isnan(found.density) else None
    interval = None if analysis.spread.drawn is None else chosen.interval
    steps = [_step(str(number), one) for number, one in enumerate(found.path)]
    figures = [box_tradeoff.draw(steps, _step("chosen", chosen), interval, others, what, f"box-tradeoff-{end}")]
    return figures + ([*_map(box, analysis, what, f"box-map-{end}"), *_rules(box, analysis, what, f"rules-{end}")] if chosen.limits else [])


def _rules(box: Boxed, analysis: Analysis, what: str, name: str) -> list[FigureSpec]:
    """Return the box as rules; nothing where it restricts words only."""
    if box.found is None:
        return []
    chosen, found = box.found.chosen, []
    for column in (one for one in box.columns if one.name in chosen.limits and not one.words):
        low, high = float(column.numbers.min()), float(column.numbers.max())
        limit = chosen.limits[column.name]
        here = sweep_report.number(analysis.result.plan.about["factors"].get(column.name, {}).get("default"))
        ends = (low if limit.low is None else limit.low, high if limit.high is None else limit.high)
        found.append(box_rules.Rule(labels.factor(column.name), low, high, *ends, here if here is not None and low <= here <= high else None))
    density = box.found.density if box.found.halvings and not math.isnan(box.found.density) else None
    fare = box_rules.Fare(chosen.inside, chosen.hits, chosen.wanted, len(box.points), density)
    return [box_rules.draw(found, fare, what, name)] if found else []


def _step(name: str, one: Box) -> box_tradeoff.Step:
    return box_tradeoff.Step(name, one.coverage, one.density, len(one.limits), one.inside)


def _map(box: Boxed, analysis: Analysis, what: str, name: str) -> list[FigureSpec]:
    """Return the box over the two factors that it restricts most surely, a second one from the ranking where it restricts only one."""
    if box.found is None:
        return []
    chosen = box.found.chosen
    plain = [column for column in box.columns if not column.words]
    sure = sorted((column for column in plain if column.name in chosen.limits), key=lambda column: chosen.quasi_p[column.name])
    rest = _ranking(box, analysis)
    free = sorted(
        (column for column in plain if column not in sure), key=lambda column: rest.index(column.name) if column.name in rest else len(rest)
    )
    two = [*sure, *free][:2]
    if len(two) < 2 or not sure:
        return []
    if analysis.spread.kind == GRID and len(analysis.spread.factors) == 2 and box.output.of == VARIANT and not box.output.measure.startswith(COUNTED):
        return [_heat(box, analysis, two, name)]
    inside = in_box(box)
    if inside is None:
        return []
    rows = zip(two[0].numbers, two[1].numbers, box.interest.flags, inside, strict=True)
    points = [box_map.MapPoint(float(x), float(y), bool(flag), bool(held)) for x, y, flag, held in rows]
    x, y = (_axis(column, chosen.limits.get(column.name, Limit()), analysis) for column in two)
    others = len(set(chosen.limits) - {column.name for column in two})
    return [box_map.draw(points, x, y, what, None if analysis.spread.drawn is None else chosen.interval, others, name)]


def _ranking(box: Boxed, analysis: Analysis) -> list[str]:
    about = analysis.about(box.output.of, box.output.name)
    return [index.factor for index in indices.ranked(about[0].indices, analysis.spread)] if about else []


def _axis(column: Column, limit: Limit, analysis: Analysis) -> box_map.Axis:
    facts = analysis.result.plan.about["factors"].get(column.name, {})
    return box_map.Axis(labels.factor(column.name), facts.get("unit", ""), facts.get("scale") == "log", limit.low, limit.high)


def _heat(box: Boxed, analysis: Analysis, two: Sequence[Column], name: str) -> FigureSpec:
    names = [column.name for column in two]
    limits = box.found.chosen.limits if box.found else {}
    asked = [limits.get(factor, Limit()) for factor in names]
    facts = [analysis.result.plan.about["factors"][factor] for factor in names]
    rows = [heat_map.HeatCell(**row) for row in analysis.result.map_rows(names[0], names[1], box.output.measure, box.output.name)]
    here = [sweep_report.number(fact["default"]) for fact in facts]
    current = (here[0], here[1]) if here[0] is not None and here[1] is not None else None
    outcome = labels.measure(box.output.measure, analysis.result.plan.about["rungs"])
    edges = ((asked[0].low, asked[0].high), (asked[1].low, asked[1].high))
    first, second = map(labels.factor, names)
    return heat_map.draw(rows, first, second, facts[0]["unit"], facts[1]["unit"], outcome, current, name, edges)


def _outcome(one: Explained, analysis: Analysis) -> str:
    measure = labels.measure(one.output.measure, analysis.result.plan.about["rungs"])
    if one.output.of == CONTRAST:
        label = next(contrast.label or contrast.name for contrast in analysis.result.plan.contrasts if contrast.name == one.output.name)
        return f"the ratio that “{label}” makes in {measure}" if one.output.log else f"what “{label}” changes in {measure}"
    return (
        ("the logarithm of " if one.output.log else "")
        + measure
        + (f" ({labels.plain(one.output.name)})" if len(analysis.result.plan.variants) > 1 else "")
    )


def _file(name: str) -> str:
    """Return a name as part of a file name: letters, digits and single hyphens."""
    words = "".join(sign if sign.isascii() and sign.isalnum() else " " for sign in name.lower()).split()
    return "-".join(words) or "x"
