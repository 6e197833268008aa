"""What a backcast says, in sentences that claim no more than its intervals allow."""

from __future__ import annotations

from sim.analysis.backcast import BY_CATEGORY, BY_DIMENSION, CLIMATOLOGY, EQUAL, FITTED, LEAVE_OUT, PAST, SHIPPED, Backcast
from sim.analysis.backcast_tables import HEADLINE
from sim.analysis.clusters import PairedMean

FORECASTERS = {
    SHIPPED: "the model",
    FITTED: "two numbers fitted",
    EQUAL: "equal stakes, two fitted",
    CLIMATOLOGY: "climatology",
    BY_CATEGORY: "category base rates",
    BY_DIMENSION: "dimension base rates",
}
SPLITS = {LEAVE_OUT: "one cluster left out", PAST: "trained on the past alone"}
SMALL = 0.05  # share of deals below which the coding is said to go with the answers
FEW = 10  # clusters below which an interval deserves no trust
VERDICTS = {"lower": "does better than", "higher": "does worse than", "not distinguishable": "cannot be told from"}


def compared(one: PairedMean, first: str, second: str) -> str:
    """Return a comparison of two forecasters as a clause with its interval.

    >>> compared(PairedMean(-0.064, -0.129, 0.001, 32, 26), "the model", "climatology")
    'the model cannot be told from climatology (-0.064, 95 % interval -0.129 to +0.001)'
    """
    return f"{first} {VERDICTS[one.verdict]} {second} ({one.value:+.3f}, 95 % interval {one.low:+.3f} to {one.high:+.3f})"


def sentences(found: Backcast) -> list[str]:
    """Return what the backcast shows and what it cannot show, the comparison that counts first."""
    return [_headline(found), _beside(found), *_stakes(found), *_permutation(found), _smoothing(found), _visible(found), _counts(found)]


def _rps(found: Backcast, model: str, rival: str, split: str = LEAVE_OUT) -> PairedMean:
    return found.difference(split, model, rival, "rps")


def _headline(found: Backcast) -> str:
    one = found.difference(*HEADLINE)
    text = f"By the comparison that counts (ranked probability score, one cluster left out) {compared(one, 'the model', 'climatology')}."
    if one.clusters < FEW:
        return f"{text} {one.clusters} clusters are too few for any interval to be trusted: read the differences, not the verdicts."
    rows, rest = found.without_heaviest(*HEADLINE)
    return f"{text} Without its heaviest cluster ({', '.join(rows)}) the difference is {rest.value:+.3f} ({rest.low:+.3f} to {rest.high:+.3f})."


def _beside(found: Backcast) -> str:
    category = compared(_rps(found, SHIPPED, BY_CATEGORY), "it", "category base rates")
    past = compared(_rps(found, SHIPPED, CLIMATOLOGY, PAST), "it", "climatology")
    return f"In the same way {category}; trained on the past alone {past}."


def _stakes(found: Backcast) -> list[str]:
    if EQUAL not in found.forecasters:
        return ["The scenario gives no ranges of cost and noise, so no form with fitted numbers was tried."]
    equal = _rps(found, EQUAL, CLIMATOLOGY)
    text = f"With every stake the same and two numbers fitted, {compared(equal, 'it', 'climatology')}."
    if equal.verdict != "lower":
        text += " What skill there may be lies in the order of the stakes, which people set who knew these rows; no split undoes that."
    return [text]


def _permutation(found: Backcast) -> list[str]:
    one = found.permutation
    if one is None:
        return []
    verdict = "goes with the answers" if one.share < SMALL else "does not visibly go with the answers"
    deals = f"{one.mean:.3f} on average over {one.deals} deals of them ({one.low:.3f} to {one.high:.3f} in 95 of 100)"
    text = f"Permutation check: {one.score:.3f} on the real answers, {deals}; {one.as_good} deals did as well"
    if 1 / (one.deals + 1) >= SMALL:
        return [f"{text}, and so few deals say no more."]
    return [f"{text}, so the coding of the acts {verdict}. It says nothing about foresight."]


def _smoothing(found: Backcast) -> str:
    ends = {rival: [row["difference"] for row in found.smoothing(rival)] for rival in (CLIMATOLOGY, BY_CATEGORY)}
    climate, category = (f"{min(values):+.3f} and {max(values):+.3f}" for values in ends.values())
    head = "Where rivals add half a row or two rows to their counts instead of one, the difference lies between"
    return f"{head} {climate} from climatology, and between {category} from category base rates."


def _visible(found: Backcast) -> str:
    climate, category = (_rps(found, SHIPPED, rival) for rival in (CLIMATOLOGY, BY_CATEGORY))
    return (
        f"{climate.rows} rows in {climate.clusters} clusters were scored: a difference from climatology below {climate.visible:.3f}, or from "
        f"category base rates below {category.visible:.3f}, could not have been seen."
    )


def _counts(found: Backcast) -> str:
    (any_answer, answers), (heavy, mass) = (found.expected(LEAVE_OUT, SHIPPED, least) for least in (3, 7))
    expected = f"It expected {any_answer:.1f} answers of rung 3 or more and {heavy:.1f} of rung 7 or more"
    return f"{expected}; there were {answers} and {mass}. Nuclear use is never scored."
