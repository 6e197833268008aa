"""The page of a run, block by block: the answer first, then what drives and changes it, how far to trust it, and everything behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim import __version__
from sim.analysis.ranges import Driver, Slice
from sim.plots import frequency, rounding, spans
from sim.plots.figure import FigureSpec
from sim.report import explain_words, figure_names, labels, method, sentences, typical, units, words
from sim.report.blocks import Block, Bullets, Code, Figures, Page, Section, Table, Terms, Text
from sim.report.material import Material
from sim.report.words import ICD203, Scale

if TYPE_CHECKING:
    from sim.engine.trace import Trace
    from sim.plots.trajectories import Path

NAMED = 5  # drivers on the first page
BEHIND = "behind"  # style of the section that begins a new sheet: the first page ends before it
DRAWN_LATER = ("F3", "F4", "F5", "F9", "parts", "shares", "anchors")
TEN_TIMES = 10.0  # how much likelier a rare outcome must be after a state for it to be a point of no return


def build(
    material: Material,
    summary: Mapping[str, Any],
    figures: Sequence[FigureSpec],
    command: str,
    scale: Scale = ICD203,
    anchors: Sequence[str] = (),
) -> Page:
    """Return the page of a run.

    Parameters
    ----------
    summary : its `redline/run/1` object, without what its world cannot produce
    anchors : sentences on published numbers beside the level
    """
    result, world = material.result, material.world
    horizon = spans.text(world.clock.horizon_months)
    codes = figure_names.codes(figures)
    by_code = {code: [one for one in figures if _code(one) == code] for code in (fixed.code for fixed in figure_names.FIXED)}

    def drawn(*wanted: str) -> list[Block]:
        """Return the figures of fixed names, or whose file names begin so, in one block."""
        chosen = [figure for want in wanted for figure in by_code.get(want, [one for one in figures if one.name.startswith(want)])]
        return [Figures(chosen, codes)] if chosen else []

    sections = [
        Section("answer", "Answer", _answer(material, summary, horizon, scale), "about this model, not the world", "answer"),
        Section("glance", "At a glance", drawn("F1"), half=1),
        Section("drivers", "What drives it", _drivers(material, command), half=1),
        Section("changes", "What changes it", _changes(material), half=1),
        Section("reverse", "What would change the answer", _reverse(material), half=2),
        Section("return", "Points of no return", _no_return(material), half=2),
        Section("trust", "How far to trust it", _trust(material, summary, anchors), half=2),
        Section("again", "Again", _again(result, command), half=2),
        Section("ladder", "Ladder and answers", [*_others(summary, horizon, scale), *drawn("F2", "F6", "cumulative-incidence", "F8")], style=BEHIND),
        Section("beliefs", "Credibility", drawn("F7")),
        Section("maps", "Drivers, maps and differences", [*drawn(*DRAWN_LATER), *_other_changes(material), *_not_here(figures)]),
        *_typical(material),
        Section("inputs", "Inputs, with their sources", method.inputs(world)),
        Section("sources", "Sources, by key", method.sources(world), level=3),
        Section("quality", "Checks and quality", [*method.quality(material), *drawn("F10")]),
        Section("method", "Method and definitions", [*method.method(world, scale), Terms(method.TERMS)]),
        Section("files", "Files", method.files(result)),
        Section("derive", "Every number of the first page, from the tables", method.derive()),
    ]
    facts = [f"run {result.plan.id[:8]}", f"scenario {summary['scenario']}", f"{summary['runs']:,} simulated histories of {horizon}"]
    facts += [f"seed {summary['seed']}", f"redline {__version__}"]
    name = f"{world.title} - Redline report {result.plan.id[:8]}"
    return Page(world.title, name, facts, world.summary, [one for one in sections if one.blocks])


def typical_path(kind: typical.Kind, told: Trace) -> Path | None:
    """Return the tension of a typical history, named after its kind."""
    return typical.path(told, kind.label) if told.moments else None


def driver_title(ranked: Sequence[Driver]) -> str:
    """Return what the ranking of drivers claims."""
    clear = [one for one in ranked if one.clear]
    if not clear:
        return f"No single one of {len(ranked)} numbers moves nuclear use beyond what luck in choosing the sets can look like"
    first = clear[0]
    name, way = labels.quantity(first.factor, start=True), "more" if first.correlation > 0 else "less"
    return f"{name} goes with {way} nuclear use, more closely than any other number"


def _code(figure: FigureSpec) -> str:
    fixed = figure_names.of_file(figure.name)
    return fixed.code if fixed else ""


def _answer(material: Material, summary: Mapping[str, Any], horizon: str, scale: Scale) -> list[Block]:
    blocks: list[Block] = [Text(sentences.answer(summary, horizon, scale), "lead")]
    if material.look is not None:
        level = material.look.level()
        text = words.uncertainty(level.low, level.median, level.high, len(material.look.points), scale)
        own = material.result.estimate("nuclear_use").value
        more, sets = int((material.look.values() > own).sum()), len(material.look.points)
        place = f"{more} of the {sets} sets give more than the scenario's own numbers do." if 0 < more < sets else ""
        blocks.append(Text(f"{text} {place} The interval above is simulation noise alone.".replace("  ", " "), "key"))
    else:
        blocks.append(Text("This interval is simulation noise alone: uncertain inputs were not varied (redline run --range, or redline sweep)."))
    told = sentences.parts(summary)
    if told:
        blocks.append(Text(told))
    exactly = sentences.exactness(summary)
    blocks += [Text(exactly)] if exactly else []
    return [*blocks, Text("Read differences, not this level: it hangs on numbers that nobody can measure.", "caution")]


def _drivers(material: Material, command: str) -> list[Block]:
    look = material.look
    if look is None:
        return [Text("Unknown from this run alone: its inputs stand at one value each. This varies them:"), Code(f"{command} --range")]
    return ranked_by_closeness(material.drivers, len(look.points))


def ranked_by_closeness(drivers: Sequence[Driver], sets: int) -> list[Block]:
    """Return the leading drivers as a table, with what their numbers mean."""
    if not drivers:
        return [Text("The level is the same for all sets of numbers that were tried, or they are too few to tell.")]
    rows = []
    for place, one in enumerate(drivers[:NAMED], 1):
        way = "more use" if one.correlation > 0 else "less use"
        mark = "" if one.clear else " (not clear)"
        span = f"{one.correlation:+.2f} ({one.low:+.2f} to {one.high:+.2f})"
        rows.append([f"{place}. {labels.quantity(one.factor, start=True)}{mark}", way, span])
    left, clear = len(drivers) - len(rows), sum(one.clear for one in drivers)
    told = f"shown are the first {len(rows)} of {clear} that stand" if clear > len(rows) else f"{clear} stand{'s' if clear == 1 else ''}"
    note = (
        f"Rank correlation of each of {len(drivers)} numbers with the level over {sets} sets, with 95 % intervals; {told} "
        f"out from luck among so many.{f' {left} others follow.' if left else ''}"
    )
    return [Table(["number", "if higher", "closeness"], rows, whole=(1, 2)), Text(note, "note")]


PAIRED = (
    "Paired, on the same luck history by history, at the scenario's own numbers; the interval is simulation noise alone. At other numbers the size "
    "differs, and the sign may: redline sweep with two variants."
)


def _changes(material: Material) -> list[Block]:
    rows = list(material.changes)
    if not rows:
        return [Text("No contrast was computed; this makes one, on the same luck:"), Code("redline compare DIR --set PATH=VALUE")]
    blocks: list[Block] = [Text(words.contrast(rows[0]), "key")]
    crossed = _crossed(material)
    blocks += [Text(crossed)] if crossed else []
    return [*blocks, Text(PAIRED, "note")]


def _other_changes(material: Material) -> list[Block]:
    rows = material.changes[1:]
    if not rows:
        return []
    return [Text(f"What “{material.changes[0].label}” does to other outcomes:"), Bullets([words.contrast(row, headed=False) for row in rows])]


def _not_here(figures: Sequence[FigureSpec]) -> list[Block]:
    """Return which of the ten figures the page does not have, and the command that gives each."""
    gone = [f"{fixed.code}, {fixed.shows}: {fixed.needs}." for fixed in figure_names.missing(figures) if fixed.needs]
    return [Text("Figures that this folder does not give, and what gives them:", "note"), Bullets(gone)] if gone else []


def _crossed(material: Material) -> str:
    """Return in how many histories the change decides how they end, either way: the net difference hides it."""
    if material.crossed is None:
        return ""
    if material.crossed.value == 0.0:
        return "Every history ends the same way under both, and clashes in the same ones, nuclear use apart."
    shown, ends = frequency.with_interval(material.crossed.value, material.crossed.low, material.crossed.high)
    return f"{shown} histories (95 % interval {ends}) end otherwise, or gain or lose a direct clash, either way."


def _no_return(material: Material) -> list[Block]:
    result = material.result
    use = result.estimate("nuclear_use").value
    if use == 0.0:
        return [Text("None: nuclear use is impossible in this model as set.")]
    gates = material.explained.gateways("nuclear_use") if material.explained else None
    if gates is not None:
        lines = explain_words.point_lines(gates)
        head = lines[0].strip().removesuffix(":")
        points = [line.strip().removeprefix("- ") for line in lines[1:]]
        blocks: list[Block] = [Text(f"{head[:1].upper()}{head[1:]}."), *([Bullets(points)] if points else [])]
        return [*blocks, Text(f"Public states, on {gates.histories:,} histories, with 95 % intervals (redline explain).", "note")]
    after = material.after_clash()
    if after is not None:
        low, high = after.low / use, after.high / use
        verdict = (
            "which makes it one" if low >= TEN_TIMES else "which is not enough to be one" if high < TEN_TIMES else "too few to say whether it is one"
        )
        shown, ends = frequency.with_interval(after.value, after.low, after.high)
        text = (
            f"After a direct clash nuclear use follows in {shown} histories (95 % interval {ends}), {after.value / use:.1f} times as often as in all "
        )
        text += f"({low:.1f} to {high:.1f}): {verdict}."
    else:
        text = "No state that a run records has this outcome follow ten times as often."
    note = "For a rare outcome it is a state after which it is at least ten times as likely. All states and the gateway graph (F8):"
    return [Text(text), Text(note, "note"), Code("redline report DIR --explain")]


def _reverse(material: Material) -> list[Block]:
    look = material.look
    if look is None:
        return [Text("Unknown from this run alone. What one number changes, on the same luck:"), Code("redline compare FILE --set PATH=VALUE")]
    items: list[str] = []
    for one in material.drivers:
        slices = look.knob(one.factor) if one.clear else []
        if not slices or len(items) == 3:
            continue
        first, last = slices[0], slices[-1]
        known = material.world.quantities.get(one.factor)
        told = units.unit(one.factor, known.unit if known is not None else "")
        base = frequency.base_of(min((part.median for part in (first, last) if part.median > 0), default=0.0))
        low, high = (_middle(part, base) for part in (first, last))
        ends = [" to ".join(rounding.ends(part.start, part.end)) for part in (first, last)]
        unit = f" {told}" if told else ""
        text = f"{low} of {base:,} in the lowest quarter of its range ({ends[0]}{unit}), {high} in the highest ({ends[1]})"
        items.append(f"{labels.quantity(one.factor, start=True)}: {text}.")
    if not items:
        return [Text("No single number does: none moves the level beyond what luck in choosing the sets can look like.")]
    note = "Middle levels of nuclear use over the sets in each quarter, all others varying too (95 % intervals). Units: see Definitions."
    return [Bullets(items), Text(note, "note")]


def _middle(part: Slice, base: int) -> str:
    """Return the middle level of a slice with its interval, counted on `base`."""
    shown, ends = frequency.with_interval(part.median, part.median_low, part.median_high, base)
    return f"{shown.partition(' in ')[0]} ({ends})"


def _trust(material: Material, summary: Mapping[str, Any], anchors: Sequence[str]) -> list[Block]:
    numbers = material.world.quantities.values()
    without = sum(number.source is None for number in numbers)
    inputs = "the sets of numbers" if material.look else "not varied here"
    items = [
        "No data pin the level down; contrasts and orderings are what the model is for.",
        f"{without} of {len(numbers)} numbers of the scenario have no source: they are assumptions, named as such below.",
        f"Three spreads are kept apart: simulation noise (the intervals), uncertain inputs ({inputs}), other forms of the model (redline ensemble).",
    ]
    if summary["failed"]:
        items.append(f"{summary['failed']} histories failed and are left out.")
    return [Bullets([*items, *anchors]), *([Text(material.world.reading, "note")] if material.world.reading else [])]


def _again(result: Any, command: str) -> list[Block]:
    return [Code(command), Text(f"Same digest on any machine: {result.digest[:19]}...", "note")]


def _others(summary: Mapping[str, Any], horizon: str, scale: Scale) -> list[Block]:
    items = [*sentences.others(summary, horizon, scale=scale), *sentences.answers(summary)]
    note = "A clash does not end a history. The level of settlement is an input of the scenario, not a finding."
    return [Bullets(items), Text(note, "note")] if items else []


def _typical(material: Material) -> list[Section]:
    if not material.kinds:
        return []
    found = [
        Section("typical", "Typical histories, step by step", [Text(typical.told_kinds([k for k, _ in material.kinds], material.result.histories))])
    ]
    for place, (kind, told) in enumerate(material.kinds, 1):
        rows = typical.steps(told, material.world)
        heading = f"{kind.label[:1].upper()}{kind.label[1:]}: history {kind.replicate:,}"
        blocks: list[Block] = (
            [Table(["date", "what happens", "what is expected", "what is answered"], rows, whole=(0,))] if rows else [Text("Nothing crosses.")]
        )
        blocks.append(Text(f"{len(told.moments)} moments in all; told in full by: redline replay DIR --history {kind.replicate}", "note"))
        found.append(Section(f"typical-{place}", heading, blocks, level=3))
    return found
