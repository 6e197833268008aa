"""What a dated record says about an owner's private type, in sentences; what it cannot say comes with the measure that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from sim.analysis.learning import COST, NOTHING, REAL, RELIABILITY, Learned, Marginal, Silences
from sim.analysis.priors import Sensitivity, most_bits
from sim.plots.learned_types import bits
from sim.report import labels

PARAMETERS = {COST: "cost of answering", REAL: "threat is meant", RELIABILITY: "reliability"}
TIERS = {"conventional": "answers short of nuclear use", "nuclear": "nuclear answers"}


def row(one: Marginal) -> tuple[str, ...]:
    """Return one line of the table: what, before, after, the middle 90 % after, bits, what such a record teaches on average, verdict."""
    before, after = one.means()
    low, high = one.span()
    span = f"{low:.3g} to {high:.3g}" if one.parameter == COST else ""
    return (PARAMETERS[one.parameter], f"{before:.3g}", f"{after:.3g}", span, bits(one.bits), bits(one.expected_bits), one.verdict)


def sentences(found: Learned, priors: Sequence[Sensitivity], silences: Silences | None) -> list[str]:
    """Return what was learned, what was not, and what would not be."""
    owner = labels.actor(found.owner)
    said = [_of_tier(found, priors, "conventional", owner)]
    if any(one.tier == "nuclear" for one in found.marginals):
        said.append(_of_tier(found, priors, "nuclear", owner))
        said.append(_bluff(found, priors, owner))
    if silences is not None:
        said.append(_silences(silences, owner))
    return said


def _of_tier(found: Learned, priors: Sequence[Sensitivity], tier: str, owner: str) -> str:
    cost = found.of(tier, COST)
    before, after = cost.means()
    most = most_bits(list(priors), tier, COST)
    head = f"About the price of {TIERS[tier]} by {owner} the record of {found.rows} crossings teaches {cost.verdict}"
    return f"{head}: {bits(cost.bits)} bits, median cost {before:.3g} to {after:.3g} stake; under {len(priors)} priors at most {_bound(most)}."


def _bluff(found: Learned, priors: Sequence[Sensitivity], owner: str) -> str:
    real = found.of("nuclear", REAL)
    before, after = real.means()
    most = most_bits(list(priors), "nuclear", REAL)
    if most >= NOTHING:
        head = f"Whether {owner} means its nuclear threats: {before:.3f} before, {after:.3f} after"
        return f"{head}; under some priors up to {bits(most)} bits are learned."
    return (
        f"Whether {owner} means its nuclear threats is not identified: the belief is {before:.3f} before and {after:.3f} after, and under none of "
        f"{len(priors)} priors does the record teach more than {_bound(most)} bits of it. Who expects silence from a bluff and from a threat that "
        "is meant alike learns nothing from silence."
    )


def _bound(value: float) -> str:
    """Return a number of bits that `value` does not exceed."""
    return "0.001" if value < 0.001 else f"{value + 0.5 * 10 ** (floor(log10(value)) - 1):.2g}"


def _silences(one: Silences, owner: str) -> str:
    later = ", ".join(f"{p:.3f} after {count:,}" for count, p in one.after.items())
    act = f"{labels.plain(one.dimension)} at {one.exposure:g}, believed to meet nuclear use with {1000 * one.chance:.1f} in 1,000"
    return (
        f"Nor would patience help: the gravest act on any menu ({act}) could go without nuclear answer again and again, and the belief that "
        f"{owner} means its threats would go from {one.real:.3f} to {later}."
    )
