"""An ensemble in words and figures: whose the spread of each outcome is, theory by theory."""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.ensemble import PARTS, Decomposition, Share
from sim.plots import frequency, theories
from sim.plots.figure import FigureSpec
from sim.report import labels


def theory(name: str) -> str:
    """Return how a theory is called.

    >>> theory("logit:0.5"), theory("lookahead:3"), theory("reflex")
    ('logit, precision x 0.5', 'lookahead, 3 in view', 'reflex')
    """
    policy, colon, number = name.partition(":")
    if not colon:
        return name
    return f"{policy}, precision x {number}" if policy == "logit" else f"{policy}, {number} in view" if policy == "lookahead" else name


def figures(found: Sequence[Decomposition]) -> list[FigureSpec]:
    """Return one figure a measure that varies."""
    return [_figure(one) for one in found if one.components.total > 0]


def _figure(one: Decomposition) -> FigureSpec:
    rows = []
    for row in one.policies:
        value, low, high = (row.default.value, row.default.low, row.default.high) if row.default else (None, None, None)
        rows.append(theories.TheoryRow(theory(row.policy), value, low, high, row.values, row.low, row.median, row.high))
    shares = [theories.ShareRow(part, one.shares[part].value, one.shares[part].low, one.shares[part].high) for part in PARTS]
    name = f"theories-{one.measure.replace('.', '-').replace('_', '-')}{'-log' if one.log else ''}"
    return theories.draw(rows, shares, labels.measure(one.measure), one.log, name)


def sentence(one: Decomposition) -> str:
    """Return whose the spread of a measure is, and what leaving out a theory changes."""
    outcome = labels.measure(one.measure)
    if not one.components.total > 0:
        return f"{outcome[:1].upper()}{outcome[1:]} does not vary: it is the same under every theory and with all numbers."
    of = f"the logarithm of {outcome}" if one.log else outcome
    parts = [f"{_share(one.shares[part])} is {theories.MEANINGS[part]}" for part in PARTS]
    parts[1] += f" ({theories.percent(one.shares['interaction'].value)} of all: numbers that matter otherwise under another theory)"
    text = f"Of the spread in {of} over {len(one.policies)} decision theories and {one.sets} sets of numbers, {', '.join(parts[:2])}, and {parts[2]}."
    name, share = max(one.without.items(), key=lambda item: abs(item[1] - one.shares["structural"].value), default=("", 0.0))
    return text + (f" Without {theory(name)} it would be {theories.percent(share)} theory." if name else "")


def _share(share: Share) -> str:
    return theories.share_of(share.value, share.low, share.high)


def table(one: Decomposition) -> list[str]:
    """Return a line on every theory: as the scenario stands, over the sets of numbers, and beside the first theory."""
    first = theory(one.policies[0].policy)
    lines = [f"{labels.measure(one.measure):<28}{'as it stands':<30}{'middle 90 % of sets':<26}clearly above / below {first}"]
    for row in one.policies:
        shown = ""
        if row.default:
            value, ends = frequency.with_interval(row.default.value, row.default.low, row.default.high)
            shown = f"{value} ({ends})"
        against = f"{row.against.up} / {row.against.down} of {row.against.points}" if row.against else ""
        lines.append(f"  {theory(row.policy):<26}{shown:<30}{frequency.span(row.low, row.high):<26}{against}".rstrip())
    return lines
