"""An analysis in plain sentences: which factor matters most, how often a sign is clear, and where the points of interest lie."""

from __future__ import annotations

from collections.abc import Iterable

from sim.analysis import indices
from sim.analysis.analyse import Agreement, Analysis, Boxed, Explained
from sim.analysis.analysis_tables import share_text
from sim.analysis.columns import columns
from sim.analysis.compare import RARE
from sim.analysis.discovery import Limit
from sim.analysis.estimates import COUNTED
from sim.analysis.interest import DOWN, OTHER, TOP_SHARE, UNCLEAR, UP
from sim.analysis.outputs import CONTRAST, VARIANT
from sim.analysis.sensitivity import Index
from sim.analysis.spread import GRID, MORRIS, SALTELLI, WORDS
from sim.experiment.design import INDEPENDENT
from sim.plots import frequency, probability_curve
from sim.report import labels

NAMED = 3  # factors that a sentence names
MOST_SETTINGS = 3  # settings that get sentences of their own
RULE = "taken: the highest harmonic mean of coverage and density, of all steps without restrictions that luck would often make as useful"
MOST_CONTRASTS = 4  # contrasts that get sentences; of more a table says what there is to say


def sentences(analysis: Analysis) -> list[str]:
    """Return what an analysis says, a paragraph each, what matters most first."""
    found = [design(analysis)]
    asked, settings = analysis.asked, analysis.spread.settings
    for place, one in enumerate(analysis.about(VARIANT, str(asked.variant))[:MOST_SETTINGS]):
        found.append(
            _at(one)
            + (f"{level(one, analysis)} " if place == 0 or one.setting.values else "")
            + " ".join(filter(None, (drivers(one, analysis), pairs(one, analysis))))
        )
    shown = [contrast.name for contrast in analysis.result.plan.contrasts if asked.measure in analysis.result.measures(contrast.name)]
    for name in shown if len(shown) <= MOST_CONTRASTS else [str(asked.contrast)]:
        for one in analysis.about(CONTRAST, name)[:MOST_SETTINGS]:
            agreement = next(a for a in analysis.agreements if a.key == one.output.key and a.setting is one.setting)
            found.append(_at(one) + " ".join(filter(None, (agreed(agreement, analysis), drivers(one, analysis), pairs(one, analysis)))))
    reasons = {one.reason for one in analysis.boxes}
    if analysis.spread.kind == MORRIS:
        found += [f"{reason[:1].upper()}{reason[1:]}." for reason in sorted(reasons)]
    else:
        found += [box(one, analysis) for one in analysis.boxes]
    if len(settings) > MOST_SETTINGS:
        found.append(f"{len(settings) - MOST_SETTINGS:,} more settings of {', '.join(map(labels.factor, settings[0].values))} are in the tables.")
    return [text for text in found if text]


def table(analysis: Analysis) -> list[str]:
    """Return a line on every contrast of the measure in focus at the first setting, where there are too many for sentences."""
    asked = analysis.asked
    rows = [one for one in analysis.agreements if one.key[2] == asked.measure and one.setting is analysis.spread.settings[0]]
    if len(rows) <= MOST_CONTRASTS:
        return []
    lines = [f"{'difference in ' + labels.measure(str(asked.measure)):<56}{'clear in ' + str(rows[0].signs.points) + ' sets':<24}hangs most on"]
    for one in rows:
        explained = next((e for e in analysis.about(CONTRAST, one.key[1]) if e.setting is one.setting), None)
        leading = indices.ranked(explained.indices, analysis.spread) if explained else []
        first = f"{labels.factor(leading[0].factor)}{'' if leading[0].clear else ' (not told from noise)'}" if leading else "nothing: no change"
        name = _label(analysis, one.key[1])
        name = name if len(name) <= 54 else name[:50].rstrip() + " ..."
        lines.append(f"  {name:<54}{f'{one.signs.up:>4} up {one.signs.down:>4} down':<24}{first}")
    return lines


def design(analysis: Analysis) -> str:
    """Return how many sets of numbers there are, over which factors, chosen how, and whether they share their luck."""
    spread, plan = analysis.spread, analysis.result.plan
    count = sum(len(setting.points) for setting in spread.settings)
    several = (
        f" at each of {len(spread.settings)} settings of {', '.join(map(labels.factor, spread.settings[0].values))}"
        if len(spread.settings) > 1
        else ""
    )
    luck = "luck of its own for each" if plan.luck == INDEPENDENT else "the same luck for all"
    factors = f"{len(spread.factors)} factor{'s' if len(spread.factors) > 1 else ''}"
    return f"{count:,} sets of numbers over {factors}, {WORDS.get(spread.kind, spread.kind)}{several}; {luck}."


def level(one: Explained, analysis: Analysis) -> str:
    """Return over which values an output runs."""
    values = sorted((10**one.output.values if one.output.log else one.output.values).tolist())
    subject = _subject(one, analysis)
    if one.output.constant:
        return f"{subject} is the same at every point ({amount(one.output.measure, values[0])}): no factor moves it."
    middle = amount(one.output.measure, values[len(values) // 2])
    if one.output.measure.startswith(COUNTED):
        return f"{subject} runs from {values[0]:.3g} to {values[-1]:.3g} a history, the middle one is {middle}."
    return f"{subject} runs from {frequency.span(values[0], values[-1])}, the middle one is {middle}."


def drivers(one: Explained, analysis: Analysis) -> str:
    """Return which factors an output hangs on most, with intervals, and what share of its variance noise may have."""
    if not one.indices:
        return "" if not one.output.constant or one.output.of == VARIANT else "The difference is the same at every point: no factor moves it."
    if len(analysis.spread.factors) == 1:
        return alone(one, analysis)
    leading = indices.ranked(one.indices, analysis.spread)
    clear = [index for index in leading if index.clear or (analysis.spread.kind == GRID and index.value > index.floor)]
    subject = {False: ("It", "The difference"), True: ("Its logarithm", "The ratio of the two (its logarithm)")}[one.output.log][
        one.output.of == CONTRAST
    ]
    most = f"at most {share_text(one.noise)}" if one.noise >= 0.01 else "less than 0.01"
    noise = f"Noise of simulation has {most} of the variance over these points."
    if not clear:
        return f"{subject} is moved by no factor beyond what noise or too few points can look like. {noise}"
    named = [f"{labels.factor(index.factor)} ({_said(index, one, analysis)})" for index in clear[:NAMED]]
    rest = len(leading) - len(clear)
    others = f", {len(clear) - NAMED} more clearly" if len(clear) > NAMED else ""
    left = f" {rest} of {len(leading)} factors are not clear of noise." if rest else ""
    then = f", then {', then '.join(named[1:])}" if len(named) > 1 else ""
    return f"{subject} hangs most on {named[0]}{then}{others}.{left} {noise}"


def alone(one: Explained, analysis: Analysis) -> str:
    """Return what an output does as the only factor goes up; of a contrast nothing, because its sign says more."""
    (column,) = columns(analysis.result.plan, analysis.spread.factors, one.setting.points)
    if one.output.of == CONTRAST or column.words:
        return ""
    rows = zip(column.numbers, one.output.values, one.output.lows, one.output.highs, strict=True)
    points = [probability_curve.CurvePoint("", *map(float, row)) for row in sorted(rows)]
    what = probability_curve.trend(points)
    what = "is highest in between" if what.startswith("is highest") else what
    return f"As {labels.factor(column.name)} goes from {points[0].x:g} to {points[-1].x:g} it {what}."


def _said(index: Index, one: Explained, analysis: Analysis) -> str:
    """Return the leading index of a factor with its interval, and what else its design tells."""
    both = {other.index: other for other in one.indices if other.factor == index.factor and not other.other}
    if index.index == "ST":
        alone = both["S1"]
        return f"total index {_ends(index)}, alone {share_text(alone.value)}"
    if index.index == "mu_star":
        mu = both["mu"].value
        way = "up" if mu > 0.9 * index.value else "down" if mu < -0.9 * index.value else "up or down"
        return f"across its range {way} {effect(one, index)}"
    if index.index == "rank_correlation":
        return f"rank correlation {index.value:+.2f}, {index.low:+.2f} to {index.high:+.2f}"
    share = f"alone {share_text(index.value)} of the variance" + (
        "" if index.method == "grid" else f", {share_text(index.low)} to {share_text(index.high)}"
    )
    rank = both.get("rank_correlation")
    return share + (f"; higher, {'more' if rank.value > 0 else 'less'}" if rank is not None and rank.clear else "")


def _ends(index: Index) -> str:
    return f"{share_text(index.value)}, {share_text(index.low)} to {share_text(index.high)}"


def effect(one: Explained, index: Index) -> str:
    """Return the mean size of an effect with its interval, in the unit of its output."""
    low, value, high = (max(0.0, end) for end in (index.low, index.value, index.high))
    if one.output.log:
        return f"{10**value:.2g}-fold on average, {10**low:.2g} to {10**high:.2g}"
    if one.output.measure.startswith(COUNTED):
        return f"by {value:.2g} a history on average, {low:.2g} to {high:.2g}"
    base = unit(one.output.values)
    return f"by {base * value:.2g} in {base:,} on average, {base * low:.2g} to {base * high:.2g}"


def unit(values: Iterable[float]) -> int:
    """Return in how many histories probabilities and their differences are counted: 100, or 1,000 where none is large."""
    return 1_000 if max(abs(float(value)) for value in values) < RARE else 100


def amount(measure: str, value: float) -> str:
    """Return a value of a measure as people read it.

    >>> amount("nuclear_use", 0.0074), amount("acts.usa.aid", 2.345), amount("clash", 0.0)
    ('7.4 in 1,000', '2.35 a history', 'none')
    """
    return f"{value:.3g} a history" if measure.startswith(COUNTED) else frequency.in_n(value)


def agreed(one: Agreement, analysis: Analysis) -> str:
    """Return in which share of the sets of numbers the sign of a contrast is clear."""
    found, points = one.signs, one.signs.points
    label = _label(analysis, one.key[1])
    head = f"{label[:1].upper()}{label[1:]}: {labels.measure(one.key[2], analysis.result.plan.about['rungs'])} is"
    if one.same == points:
        return f"{head} exactly the same in all {points:,} sets of numbers."
    unclear = points - found.up - found.down
    text = (
        f"{head} clearly up in {_count(found.up)}, clearly down in {_count(found.down)}, unclear in {_count(unclear)} of {points:,} sets of numbers."
    )
    if one.up is None or one.down is None:
        return f"{text} The sets were chosen and not drawn, so they stand for no share of the ranges."
    return f"{text} As shares of the ranges, 95 % intervals: up in {_range(one.up)}, down in {_range(one.down)}."


def _count(number: int) -> str:
    return f"{number:,}" if number else "none"


def _range(ends: tuple[float, float]) -> str:
    """Return an interval of a share, never from nothing and never up to all.

    >>> _range((0.0, 0.057)), _range((0.54, 0.891)), _range((0.94, 1.0)), _range((0.0, 1.0))
    ('fewer than 6 in 100', '54 to 89 in 100', 'more than 94 in 100', 'any share')
    """
    low, high = (100 * end for end in ends)
    if high >= 99.5:
        return f"more than {low:.0f} in 100" if low >= 0.5 else "any share"
    return f"{low:.0f} to {high:.0f} in 100" if low >= 0.5 else f"fewer than {max(1.0, high):.0f} in 100"


def box(one: Boxed, analysis: Analysis) -> str:
    """Return the discovered box in words, how good it is, and how it fares when it is sought again."""
    what = interest(one, analysis)
    count = f"{one.interest.count:,} of {len(one.points):,} sets"
    if one.found is None:
        return f"{what}: {count}. {one.reason[:1].upper()}{one.reason[1:]}."
    chosen = one.found.chosen
    if not chosen.limits:
        return f"{what}: {count}. No box of values holds them better than all sets together."
    low, high = map(share_text, chosen.interval)
    ends = f", 95 % interval {low} to {high}" if analysis.spread.drawn is not None else ""
    where = " and ".join(limit_words(name, limit, analysis) for name, limit in chosen.limits.items())
    text = f"{what} ({count}) mostly where {where}: {chosen.hits:,} of the {chosen.inside:,} sets inside (density {share_text(chosen.density)}"
    text += f"{ends}), which are {chosen.hits:,} of all {chosen.wanted:,} (coverage {share_text(chosen.coverage)})."
    if one.found.halvings:
        again = ", ".join(f"{labels.factor(name)} {round(share * one.found.halvings)}" for name, share in one.found.again.items())
        text += (
            f" Sought in halves of the sets and judged by the others: density {share_text(one.found.density)}, coverage "
            f"{share_text(one.found.coverage)}; restricted again, of {one.found.halvings} times: {again}."
        )
    return text


def path(one: Boxed) -> list[str]:
    """Return what a search could choose from as lines of text: the last step with each number of restricted factors, and the box that was taken."""
    if one.found is None or not one.found.chosen.limits:
        return []
    last = {len(step.limits): (str(number), step) for number, step in enumerate(one.found.path)}
    lines = [f"  {'step':>6}{'coverage':>12}{'density':>12}{'sets inside':>13}  restricted"]
    for number, step in [*last.values(), ("taken", one.found.chosen)]:
        names = ", ".join(map(labels.factor, step.limits)) or "nothing"
        lines.append(f"  {number:>6}{share_text(step.coverage):>12}{share_text(step.density):>12}{step.inside:>13,}  {names}")
    return [f"  on the way to the box of {labels.plain(one.output.name)}, {len(one.found.path)} steps:", *lines]


def interest(one: Boxed, analysis: Analysis) -> str:
    """Return what makes a set of numbers interesting, as the beginning of a sentence."""
    measure = labels.measure(one.output.measure, analysis.result.plan.about["rungs"])
    if one.output.of == CONTRAST:
        label = _label(analysis, one.output.name)
        usual = {1: "up", -1: "down"}.get(one.interest.usual, "")
        words = {UP: "clearly up", DOWN: "clearly down", UNCLEAR: "unclear", OTHER: f"not clearly {usual}" if usual else "clearly up or down"}
        return f"{label[:1].upper()}{label[1:]}: the sign in {measure} is {words[one.interest.rule]}"
    name = f" ({labels.plain(one.output.name)})" if len(analysis.result.plan.variants) > 1 else ""
    threshold = amount(one.output.measure, one.interest.threshold or 0.0)
    highest = "among the highest, " if one.interest.rule == TOP_SHARE else ""
    return f"{measure[:1].upper()}{measure[1:]}{name} is {highest}above {threshold}"


def limit_words(name: str, limit: Limit, analysis: Analysis) -> str:
    """Return what a box asks of a factor, with its unit."""
    said = analysis.result.plan.about.get("factors", {}).get(name, {}).get("unit", "")
    after = f" {said}" if said else ""
    if limit.words:
        return f"{labels.factor(name)} is {' or '.join(limit.words)}"
    if limit.low is not None and limit.high is not None:
        return f"{labels.factor(name)} is between {limit.low:.3g} and {limit.high:.3g}{after}"
    return (
        f"{labels.factor(name)} is above {limit.low:.3g}{after}"
        if limit.low is not None
        else f"{labels.factor(name)} is below {limit.high:.3g}{after}"
    )


def _subject(one: Explained, analysis: Analysis) -> str:
    measure = labels.measure(one.output.measure, analysis.result.plan.about["rungs"])
    name = f" ({labels.plain(one.output.name)})" if len(analysis.result.plan.variants) > 1 else ""
    return f"{measure[:1].upper()}{measure[1:]}{name}"


def _label(analysis: Analysis, name: str) -> str:
    return next(contrast.label or contrast.name for contrast in analysis.result.plan.contrasts if contrast.name == name)


def _at(one: Explained) -> str:
    setting = one.setting.label()
    return f"At {labels.plain(setting)}: " if setting else ""


def pairs(one: Explained, analysis: Analysis) -> str:
    """Return the pair of factors whose interplay has most of the variance, where the design tells and it is clear; else nothing."""
    found = [index for index in one.indices if index.index == "S2" and index.clear]
    if analysis.spread.kind != SALTELLI or not found:
        return ""
    most = max(found, key=lambda index: index.value)
    return f"Of pairs, {labels.factor(most.factor)} with {labels.factor(most.other)} has most beyond each alone ({_ends(most)} of the variance)."
