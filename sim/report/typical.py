"""Typical histories of a run: its kinds of history, the most typical one of each, and its steps as a short table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.estimates import Estimate, Z, score
from sim.plots import frequency
from sim.plots.trajectories import Path
from sim.report import labels, pick
from sim.report.story import before_use, date_of
from sim.terms import Ending, Event, Tier

if TYPE_CHECKING:
    import numpy as np

    from sim.engine.trace import Answer, Moment, Trace
    from sim.scenario.world import Scenario

KINDS = 3  # that are told
LEAST = 0.01  # share of histories that a kind needs
MOST_STEPS = 9  # rows of a table
FORCE = 3  # rung from which an answer is more than words
ENDINGS = {Ending.SETTLEMENT: "settlement", Ending.COLLAPSE: "collapse of the front"}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of history: what they have in common, which share of all they are (with its interval), and the number of the most typical one."""

    label: str
    share: Estimate
    replicate: int


def kinds(histories: Mapping[str, Any]) -> list[Kind]:
    """Return the commonest three kinds of history, commonest first.

    Kinds differ in how histories end and in whether the two sides clash. Where there are fewer than three, the commonest is split at the weighted
    middle of its answers with force.
    """
    import numpy as np

    weight = histories["weight"]
    whole = float(weight.sum())
    clash = np.isfinite(histories["clash_month"])
    groups: dict[str, np.ndarray] = {}
    for ending in sorted(set(histories["ending"].tolist())):
        for met in (False, True):
            mask = (histories["ending"] == ending) & (clash == met) & (weight > 0)
            if float(weight[mask].sum()) >= LEAST * whole:
                name = ENDINGS.get(Ending(int(ending)), "no ending by the horizon")
                groups[f"a direct clash, then {name}" if met else name] = mask
    forced = _forced(histories)
    while 0 < len(groups) < KINDS:
        name = max(groups, key=lambda one: float(weight[groups[one]].sum()))
        cut = _middle(forced[groups[name]], weight[groups[name]])
        below = groups[name] & (forced <= cut)
        above = groups[name] & (forced > cut)
        if not below.any() or not above.any():
            break
        del groups[name]
        groups |= {f"{name}, at most {cut:.0f} answers with force": below, f"{name}, more than {cut:.0f} answers with force": above}
    order = sorted(groups, key=lambda one: -float(weight[groups[one]].sum()))[:KINDS]
    return [Kind(name, weighted(weight, groups[name]), _medoid(histories, groups[name])) for name in order]


def weighted(weight: np.ndarray, mask: np.ndarray, z: float = Z) -> Estimate:
    """Return the share of weighted histories for which a mask is true, with its 95 % interval."""
    w, y = weight, mask.astype(float)
    return score("clash", *(float(part.sum()) for part in (w, w * w, w * y, w * w * y, w * w * y)), z=z)  # a score that is decided by draws


def _forced(histories: Mapping[str, Any]) -> np.ndarray:
    import numpy as np

    names = [name for name in histories if name.startswith("answers.") and int(name.rsplit(".", 1)[1]) >= FORCE]
    return np.rint(sum((histories[name] for name in names), np.zeros(len(histories["weight"]))))


def _middle(values: np.ndarray, weight: np.ndarray) -> float:
    import numpy as np

    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    return float(values[order][int(np.searchsorted(reached, reached[-1] / 2))])


def _medoid(histories: Mapping[str, Any], mask: np.ndarray) -> int:
    return pick.typical({name: values[mask] for name, values in histories.items()})


def path(trace: Trace, kind: str = "") -> Path:
    """Return the tension of a told history over time: the higher of the two sides, from its first moment on."""
    if not trace.moments:
        return Path(trace.replicate, (0.0,), (0.0,), kind)
    months = (0.0, *(moment.month for moment in trace.moments))
    rungs = [max(moment.tension) for moment in trace.moments]
    return Path(trace.replicate, months, (rungs[0], *rungs), kind)


def steps(trace: Trace, scenario: Scenario) -> list[tuple[str, str, str, str]]:
    """Return date, what happened, what was expected, what was answered: the moments of a history that matter most, in order.

    Crossings that were answered with force come first, the highest rungs before others; then clashes, settlements and collapses.
    """
    told = [(moment, _weight(moment, last=number == len(trace.moments) - 1, trace=trace)) for number, moment in enumerate(trace.moments)]
    counted = sorted((pair for pair in told if pair[1] > 0), key=lambda pair: -pair[1])[:MOST_STEPS]
    kept = {id(moment) for moment, _ in counted}
    return [_row(moment, trace, scenario) for moment, _ in told if id(moment) in kept]


def _weight(moment: Moment, last: bool, trace: Trace) -> float:
    highest = max((answer.rung for answer in moment.answers if answer.tier != Tier.VERBAL), default=0)
    ends = 100.0 if last and (trace.nuclear or trace.ending in ENDINGS) else 0.0
    return highest + (50.0 if moment.clash else 0.0) + (2.5 if moment.event == Event.CALENDAR else 0.0) + ends


def _row(moment: Moment, trace: Trace, scenario: Scenario) -> tuple[str, str, str, str]:
    highest: dict[str, Answer] = {}  # of each owner
    for one in before_use(moment):
        if one.owner not in highest or one.rung > highest[one.owner].rung:
            highest[one.owner] = one
    expected = [
        f"{labels.possessive(one.owner)} line on {labels.plain(one.dimension)}: an answer with {frequency.in_n(one.believed)}"
        for one in highest.values()
    ]
    answered = [f"{labels.actor(one.owner, start=True)}: rung {one.rung}, {scenario.ladder.names[one.rung]}" for one in highest.values()]
    answered += [f"the story ends in nuclear use ({moment.used})"] if moment.used else []
    met = moment.clash and moment.event != Event.CLASH_CHANCE
    what = _what(moment, trace) + (", and it comes to a direct clash" if met else "")
    return date_of(scenario, moment.month).isoformat(), what, "; ".join(expected), "; ".join(answered)


def _what(moment: Moment, trace: Trace) -> str:
    if moment.event == Event.OPPORTUNITY and moment.act is not None:
        return f"{labels.actor(moment.actor or '', start=True)}: {labels.plain(moment.act)}"
    if moment.event in (Event.INCIDENT, Event.CALENDAR):
        return f"{'Incident' if moment.event == Event.INCIDENT else 'Calendar'}: {labels.plain(moment.subject or '')}"
    if moment.event == Event.SETTLEMENT_CHANCE:
        return "The parties settle" if trace.ending == Ending.SETTLEMENT and moment is trace.moments[-1] else "A chance to settle"
    return {Event.GROUND: "Ground is lost", Event.CLASH_CHANCE: "Forces meet by accident: a direct clash", Event.HORIZON: "The horizon"}.get(
        moment.event, ""
    )


def drawn(histories: Mapping[str, Any], count: int) -> list[int]:
    """Return the numbers of at most `count` histories, drawn by weight in equal steps: the same histories give the same ones."""
    import numpy as np

    reached = np.cumsum(histories["weight"])
    places = np.searchsorted(reached, (np.arange(count) + 0.5) / count * reached[-1])
    return [int(histories["replicate"][place]) for place in dict.fromkeys(np.minimum(places, len(reached) - 1).tolist())]


def told_kinds(found: Sequence[Kind], histories: int) -> str:
    """Return what the kinds of history are, as one sentence."""
    parts: list[str] = []
    for kind in found:
        shown, ends = frequency.with_interval(kind.share.value, kind.share.low, kind.share.high)
        parts.append(f"{kind.label}: {shown} ({'' if parts else '95 % interval '}{ends})" if kind.share.value < 1.0 else f"{kind.label}: all")
    return (
        f"The commonest kinds of the {histories:,} histories: {'; '.join(parts)}. The most typical one of each, step by step; what is "
        "expected is what the public of that history believes just before: a number of the history, which has no interval."
    )
