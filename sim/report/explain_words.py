"""An explanation in words: why it escalated, in three lines; then parts, ways, points of no return and red lines, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.attribution import ENOUGH, NOTHING, TOO_FEW, UNCLEAR, Attribution, Share
from sim.analysis.estimates import Estimate
from sim.analysis.explain import Explanation
from sim.analysis.gateways import TIMES, Condition, Gateway, Gateways, State
from sim.analysis.knockouts import CHANNELS
from sim.analysis.paths import End, Path, Paths, Step
from sim.analysis.radius import NONE, Radii, Radius
from sim.analysis.radius import TOO_FEW as LINES_TOO_FEW
from sim.plots import attribution, frequency
from sim.report import labels

DELIBERATE = "deliberate choice"
LABELS = {"deliberate": DELIBERATE, **{channel.name: channel.label for channel in CHANNELS}}
REST = "what is left without them"  # of an outcome that nobody need choose
MISSED = "what it comes from is too rare to be met in the recorded histories; ask for more with --runs"
SHOWN = 3  # paths and points told


def outcome(name: str, start: bool = False) -> str:
    """Return how an outcome is called."""
    text = {"clash": "a direct clash", "collapse": "collapse of a front"}.get(name, labels.measure(name))
    return text[:1].upper() + text[1:] if start else text


def part(name: str, of: str) -> str:
    """Return how a part of an outcome is called."""
    return REST if name == "deliberate" and of in ("settlement", "collapse") else LABELS[name]


def percent(one: Estimate) -> str:
    """Return a share as `53 % (51 to 55)`."""
    return attribution.percent(one.value, one.low, one.high)


def chance(one: Estimate) -> str:
    """Return `5.3 in 1,000 (4.9 to 5.7)`; a bound where nothing was seen."""
    if one.value <= 0.0:
        return f"never seen (below {frequency.in_n(one.high)})" if one.high > 0.0 else "none"
    text, interval = frequency.with_interval(one.value, one.low, one.high)
    return f"{text} ({interval})"


def because(one: Attribution) -> str:
    """Return what an outcome is made of, the largest part first: the answer to why."""
    if one.total.value <= 0.0:
        return "no history leads there" if one.total.high <= 0.0 else "no simulated history led there"
    if not one.enough:
        return "too few histories to say why; ask for more with --runs"
    known = sorted((share for share in one.parts if share.share is not None and share.verdict != NOTHING), key=lambda share: -share.value.value)
    told = [f"{part(share.channel, one.outcome)} {percent(share.share)}" for share in known if share.share and share.verdict != UNCLEAR]
    others = {
        word: [part(share.channel, one.outcome) for share in one.parts if share.verdict == verdict]
        for word, verdict in (("unclear", UNCLEAR), ("none", NOTHING), ("too few histories", TOO_FEW))
    }
    return "; ".join([", ".join(told) or "no channel clearly", *(f"{word}: {', '.join(names)}" for word, names in others.items() if names)])


def headline(explanation: Explanation) -> list[str]:
    """Return the first three lines: why the first two outcomes come about, and how the first does."""
    lines = []
    for place, name in enumerate(explanation.outcomes[:2]):
        found, paths, lines_moved = explanation.attribution(name), explanation.ways(name), explanation.lines(name)
        start = "Why did it escalate? " if place == 0 else ""
        if found or paths:
            total = found.total if found else paths.total if paths else None
            reason = because(found) if found else "shares were not asked for"
            lines.append(f"{start}{outcome(name, start=True)}, {chance(total) if total else ''}: {reason}.")
        elif lines_moved:
            lines.append(f"{start}{outcome(name, start=True)}, {chance(lines_moved.base)}: {nearest_line(lines_moved)}.")
    name = explanation.outcomes[0]
    ways, points = explanation.ways(name), explanation.points(name)
    told = [text for text in (mostly(ways) if ways else "", pointed(points) if points else "") if text]
    if explanation.missed(name):
        lines.append(f"How: {MISSED}.")
    elif told:
        lines.append(f"How: {'; '.join(told)}.")
    return lines


def mostly(found: Paths) -> str:
    """Return what most often brings an outcome; nothing where it was never seen or too seldom."""
    if not found.ends or found.ends[0].carriers < ENOUGH:
        return "too few histories to tell ways apart" if found.total.value > 0.0 else ""
    first = found.ends[0]
    return f"{percent(first.share)} of {outcome(found.outcome)} is {end(first.end)}"


def pointed(found: Gateways) -> str:
    """Return the foremost point of no return, or that there is none and what comes nearest."""
    if found.start.value <= 0.0:
        return ""
    if found.points and found.points[0].clear:
        first = found.points[0]
        return f"point of no return: {state(first.state)}, {after(found, first)}"
    wanted = f"makes it {TIMES:g} times as probable" if found.rare else "makes it as good as certain"
    near = found.points[0] if found.points else found.nearest
    return f"no state clearly {wanted}" + (f" (nearest: {state(near.state)}, {after(found, near)})" if near else "")


def after(found: Gateways, one: Gateway) -> str:
    """Return what becomes of those who enter a state: times as probable, or in how many."""
    if not found.rare:
        return f"then {chance(one.after)}"
    digits = 0 if one.times.low >= 10.0 else 1
    return f"{one.times.value:.{digits}f} times as probable ({one.times.low:.{digits}f} to {one.times.high:.{digits}f})"


def step(one: Step) -> str:
    """Return one step of a climb in words."""
    what = f"{labels.actor(one.what)} answers" if one.kind == "answer" else labels.plain(one.what)
    return f"{what} (rung {one.rung})"


def end(one: End) -> str:
    """Return what brought an outcome."""
    owner, dimension = labels.actor(one.owner) if one.owner else "", labels.plain(one.dimension)
    return {
        "deliberate": f"{owner}'s nuclear answer to {dimension}, stake above price",
        "noise": f"{owner}'s nuclear answer to {dimension} by noise",
        "accident": "nuclear accident, no clash before",
        "accident_after_clash": "nuclear accident after a clash",
        "meeting": "forces that meet by accident",
        "act": f"an act ({dimension}) that ends in a clash",
        "answer": f"{owner}'s answer to {dimension}",
        "settlement": "a settlement",
        "collapse": "a collapse",
    }[one.how]


def path(one: Path) -> str:
    """Return a climb and its end in words."""
    return " > ".join([*map(step, one.steps), end(one.end)])


def state(one: State) -> str:
    """Return a state in words."""
    return " and ".join(map(condition, one))


def condition(one: Condition) -> str:
    """Return one condition in words."""
    number = f"{one.number:g}"
    return {
        "rung": f"rung {number} or higher reached",
        "answer": f"an answer at rung {number} or higher",
        "tension": f"tension at {number} or more",
        "credible": f"an answer to the reference crossing expected with {number} or more",
        "incredible": f"an answer to the reference crossing expected with less than {number}",
        "nuclear_credible": f"a nuclear answer to it expected with {number} or more",
        "front_high": f"the front in {labels.actor(one.name)} at {one.number:+g} or beyond",
        "front_low": f"the front in {labels.actor(one.name)} at {one.number:+g} or beyond",
        "calendar": f"{labels.plain(one.name)} past",
        "clash": "a direct clash",
    }[one.kind]


def share_lines(one: Attribution, verbose: bool = False) -> list[str]:
    """Return a table of the parts of one outcome; `verbose`: also what each adds to deliberate choice alone, and to all the others."""
    heads = ("", "adds, a history", "share", "", *(("first in", "last in") if verbose else ()))
    rows = [heads, *(_cells(share, one.outcome, verbose) for share in one.parts), ("total", _signed(one.total), *[""] * (len(heads) - 2))]
    widths = [max(len(row[i]) for row in rows) + 2 for i in range(len(heads))]
    return ["  " + "".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def _cells(one: Share, of: str, verbose: bool) -> tuple[str, ...]:
    share = percent(one.share) if one.share is not None and one.verdict != NOTHING else ""
    verdict = "" if one.verdict in ("raises", "lowers") else one.verdict
    return part(one.channel, of), _signed(one.value), share, verdict, *((_signed(one.first), _signed(one.last)) if verbose else ())


def _signed(one: Estimate) -> str:
    return "0" if one.low == one.high == 0.0 else f"{one.value:.2g} ({one.low:.2g} to {one.high:.2g})"


def path_lines(found: Paths, commands: Sequence[str]) -> list[str]:
    """Return the commonest climbs, each with its share, count and a command; those that too few histories carry are left out."""
    shown = [(one, command) for one, command in zip(found.paths, commands, strict=True) if one.carriers >= ENOUGH / 2.0][:SHOWN]
    if not shown:
        return [f"  too few histories to name a path ({found.kinds:,} different ones seen)"]
    lines = []
    for one, command in shown:
        lines += [f"  {percent(one.share)} of it, in {one.histories:,} histories: {path(one)}", f"      {command}"]
    return lines


def end_lines(found: Paths) -> list[str]:
    """Return what brought an outcome, whatever the climb, as far as histories are enough to say."""
    told = [f"{percent(one.share)} {end(one.end)}" for one in found.ends if one.carriers >= ENOUGH / 2.0][: 2 * SHOWN]
    return [f"  by: {'; '.join(told)}"] if told else []


def point_lines(found: Gateways) -> list[str]:
    """Return the points of no return, or the state that comes nearest to one."""
    rule = f"at least {TIMES:g} times as probable as at the start" if found.rare else "9 in 10 or more"
    told = [one for one in found.points if one.clear] or list(found.points)
    if not told:
        near = f"; nearest: {_point(found, found.nearest)}" if found.nearest else ""
        return [f"  none of {found.looked_at} states makes it {rule}{near}"]
    unsure = "" if told[0].clear else ", though no interval lies wholly there"
    return [f"  {rule}{unsure}:", *(f"  - {_point(found, one)}" for one in told[:SHOWN])]


def _point(found: Gateways, one: Gateway) -> str:
    passing = f"{percent(one.passing)} of it comes after" if one.passing.value > 0.0 else ""
    times = f"{chance(one.after)}, {after(found, one)}" if found.rare else chance(one.after)
    return f"{state(one.state)}: {times}; {passing}"


def line_lines(found: Radii) -> list[str]:
    """Return the red lines that can move an outcome by the amount, the smallest change first, and how many cannot."""
    moved = sorted((one for one in found.radii if one.change is not None), key=lambda one: (abs(one.change or 0.0), one.line))
    none, few = (sum(one.verdict == verdict for one in found.radii) for verdict in (NONE, LINES_TOO_FEW))
    lines = [f"  {line(one)}" for one in moved]
    rest = [f"{none} of {len(found.radii)} moves within bounds cannot"] if none else []
    rest += [f"for {few} histories are too few to say"] if few else []
    return [*lines, *([f"  {'; '.join(rest)}"] if rest else [])]


def nearest_line(found: Radii) -> str:
    """Return the red line that need move least to move an outcome by the amount, or that none does."""
    moved = sorted((one for one in found.radii if one.change is not None), key=lambda one: (abs(one.change or 0.0), one.line))
    return f"nearest red line: {line(moved[0])}" if moved else "no change of a red line that was tried moves it by the amount"


def line(one: Radius) -> str:
    """Return the radius of one red line in words."""
    change = one.change or 0.0
    tier = "nuclear line" if one.line.tier == "nuclear" else "line"
    unclear = "" if one.verdict == "moved" else ", unclear"
    return (
        f"{labels.actor(one.line.owner)}'s {tier} on {labels.plain(one.line.dimension)}: {one.line.threshold:g} -> {one.line.threshold + change:.2f} "
        f"({change:+.2f}) moves it by {one.effect.value:+.2g} ({one.effect.low:+.2g} to {one.effect.high:+.2g}{unclear})"
    )
