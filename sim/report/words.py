"""How a result is said in words: fixed likelihood words with their range and a natural frequency, never a bare percentage, never "will".

The words and ranges are those of Intelligence Community Directive 203 (Analytic Standards, 2015), or on request those of the guidance note of
the Intergovernmental Panel on Climate Change (2010), or none. Where the 95 % interval crosses the boundary of a word, both words stand. Below 1
in 100, where the directive has no word, the frequency itself is the word. Everything is said of simulated histories, because that is all a
model knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sim.plots import frequency
from sim.plots.differences import ContrastRow, printed, unit_words

Part: TypeAlias = tuple[str, float, float, float]  # name, probability, and the ends of its 95 % interval
MEANINGS = {
    "deliberate": "deliberate, the stake exceeding the price",
    "noise": "answer noise, use although the price exceeds the stake",
    "inadvertent": "inadvertent, by accident",
}
IMPOSSIBLE = "none: impossible in this model as set"
SMALL_SHARE = 0.001  # a share of a whole below it is not counted


@dataclass(frozen=True, slots=True)
class Band:
    """One likelihood word for probabilities from `low` up to `high`; `measured` is False for the two ends that the directive leaves out."""

    low: float
    high: float
    word: str
    measured: bool = True


@dataclass(frozen=True, slots=True)
class Scale:
    """Words for all probabilities, in order; none where only frequencies are wanted. In a `nested` scale words of a side include those beyond."""

    name: str
    bands: tuple[Band, ...]
    nested: bool = False


ICD203 = Scale(
    "ICD 203",
    (
        Band(0.00, 0.01, "fewer than 1 in 100", measured=False),
        Band(0.01, 0.05, "almost no chance"),
        Band(0.05, 0.20, "very unlikely"),
        Band(0.20, 0.45, "unlikely"),
        Band(0.45, 0.55, "roughly even chance"),
        Band(0.55, 0.80, "likely"),
        Band(0.80, 0.95, "very likely"),
        Band(0.95, 0.99, "almost certain"),
        Band(0.99, 1.00, "more than 99 in 100", measured=False),
    ),
)
IPCC = Scale(
    "IPCC",
    (
        Band(0.00, 0.01, "exceptionally unlikely"),
        Band(0.01, 0.10, "very unlikely"),
        Band(0.10, 0.33, "unlikely"),
        Band(0.33, 0.66, "about as likely as not"),
        Band(0.66, 0.90, "likely"),
        Band(0.90, 0.99, "very likely"),
        Band(0.99, 1.00, "virtually certain"),
    ),
    nested=True,
)
SCALES = {"icd203": ICD203, "ipcc": IPCC, "none": Scale("none", ())}


def likelihood(p: float, low: float | None = None, high: float | None = None, scale: Scale = ICD203) -> str:
    """Return the word for `p` with its range, or both words where the interval [low, high] crosses a boundary; nothing on a scale without words.

    >>> likelihood(0.15), likelihood(0.007), likelihood(0.2, 0.18, 0.22), likelihood(0.01, 0.008, 0.013)
    ('very unlikely (5-20 %)', 'fewer than 1 in 100', 'very unlikely to unlikely (5-45 %)', 'fewer than 1 in 100 to almost no chance (below 5 %)')
    >>> likelihood(0.15, scale=IPCC), likelihood(0.3, 0.2, 0.4, IPCC)
    ('unlikely (below 33 %)', 'unlikely to about as likely as not (below 66 %)')
    """
    if not scale.bands:
        return ""
    ends = min(p, p if low is None else low), max(p, p if high is None else high)
    first, last = _band(ends[0], scale), _band(ends[1], scale, from_below=True)
    if first.low >= last.low:
        return first.word + (f" ({_range(first, first, scale)})" if first.measured else "")
    return f"{first.word} to {last.word} ({_range(first, last, scale)})"


def _band(p: float, scale: Scale, from_below: bool = False) -> Band:
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"a probability must be between 0 and 1, got {p!r}")
    return next(band for band in scale.bands if p < band.high or (from_below and p == band.high) or band is scale.bands[-1])


def _range(first: Band, last: Band, scale: Scale) -> str:
    below = not first.measured or first.low == 0.0 or (scale.nested and first.high <= 0.5)
    above = not last.measured or last.high == 1.0 or (scale.nested and last.low >= 0.5)
    if below:
        return "anywhere" if above else f"below {100 * last.high:.0f} %"
    if above:
        return f"above {100 * first.low:.0f} %"
    return f"{100 * first.low:.0f}-{100 * last.high:.0f} %"


def amount(p: float, low: float, high: float, histories: float, sampled: bool, scale: Scale = ICD203) -> str:
    """Return the likelihood word, its range, the frequency and the 95 % interval in one phrase.

    Parameters
    ----------
    p, low, high : float    estimate and interval, in [0, 1]
    histories : float       how many histories stand behind it (the effective sample size)
    sampled : bool          True for endings that are drawn (settlement, collapse, clash): none seen is then no proof of none. False for
                            nuclear use, which is scored as a weight: 0 then means that no history has any chance of it
    scale : Scale           of likelihood words

    >>> amount(0.0074, 0.0068, 0.0081, 19_000, sampled=False)
    'fewer than 1 in 100 (about 7.4 in 1,000 simulated histories; 95 % interval 6.8 to 8.1)'
    >>> amount(0.15, 0.14, 0.16, 19_000, sampled=True)
    'very unlikely (5-20 %): 15 in 100 simulated histories (95 % interval 14 to 16)'
    >>> amount(0.0, 0.0, 0.0002, 20_000, sampled=True)
    'none in 20,000 simulated histories, so below 3/20,000'
    """
    if p == 0.0 and not sampled:
        return IMPOSSIBLE
    if p == 0.0:
        return f"none in {int(histories):,} simulated histories, so below 3/{int(histories):,}"
    if p == 1.0:
        return f"every one of {int(histories):,} simulated histories, so above 1 - 3/{int(histories):,}"
    shown, interval = frequency.with_interval(p, low, high)
    words = likelihood(p, low, high, scale)
    if not words:
        return f"{shown} simulated histories (95 % interval {interval})"
    if scale is ICD203 and (high < 0.01 or low > 0.99):
        return f"{words} (about {shown} simulated histories; 95 % interval {interval})"
    return f"{words}: {shown} simulated histories (95 % interval {interval})"


def sentence(outcome: str, p: float, low: float, high: float, histories: float, sampled: bool, scale: Scale = ICD203) -> str:
    """Return one sentence on `outcome` (a noun phrase, lower case), by the rules of `amount`.

    >>> sentence("nuclear use within 12 months", 0.0, 0.0, 0.0, 20_000, sampled=False)
    'No nuclear use within 12 months: impossible in this model as set.'
    """
    text = amount(p, low, high, histories, sampled, scale)
    if text == IMPOSSIBLE:
        return f"No {outcome}{text.removeprefix('none')}."
    return f"{outcome[:1].upper()}{outcome[1:]}: {text}."


def margin(size: float, relative: bool) -> str:
    """Return half the width of an interval in words, as a share of the estimate where it is `relative`.

    >>> margin(0.0942, True), margin(0.000942, False), margin(float("inf"), True)
    ('+-9.4 %', '+-0.00094', 'without bound')
    """
    if not size < float("inf"):
        return "without bound"
    return f"+-{100 * size:.2g} %" if relative else f"+-{size:.2g}"


def parts(whole: float, made_of: Sequence[Part], apart: Sequence[Part] = ()) -> str:
    """Return what nuclear use `whole` is made of, the largest part first, then what of it was found `apart` from that; all on one base.

    >>> print(parts(0.0074, [("deliberate", 0.0011, 0.001, 0.0012), ("noise", 0.0063, 0.006, 0.0066), ("inadvertent", 0.0, 0.0, 0.0)]))
    Of 1,000 simulated histories: answer noise, use although the price exceeds the stake, 6.3 (95 % interval 6.0 to 6.6); deliberate, the stake
    exceeding the price, 1.1 (1.0 to 1.2); inadvertent, by accident, none.
    """
    base = frequency.base_of(whole)
    told = sorted(made_of, key=lambda one: -one[1])
    texts = [_counted(MEANINGS.get(name, name), p, low, high, base) for name, p, low, high in told]
    texts = [text.replace("(", "(95 % interval ", 1) if place == 0 else text for place, text in enumerate(texts)]
    more = "; ".join(_counted(name, p, low, high, base) for name, p, low, high in apart)
    return f"Of {base:,} simulated histories: {'; '.join(texts)}." + (f" {more[:1].upper()}{more[1:]}." if more else "")


def _counted(name: str, p: float, low: float, high: float, base: int) -> str:
    """Return a part of a whole on its base, with its interval."""
    if p <= 0.0:
        return f"{name}{',' if ',' in name else ''} none"
    shown, ends = frequency.with_interval(p, low, high, base)
    return f"{name}{',' if ',' in name else ''} {shown.partition(' in ')[0]} ({ends})"


def contrast(row: ContrastRow, headed: bool = True) -> str:
    """Return what one paired difference shows, as a sentence; without its label, for a list under one heading, where not `headed`.

    >>> print(contrast(ContrastRow("2024 text against 2020", "nuclear use", 0.0019, 0.0015, 0.0023, 0.0055, "per 1,000")))
    2024 text against 2020: nuclear use rises by 1.9 in 1,000 simulated histories (95 % interval 1.5 to 2.3), from 5.5.
    """
    head = f"{row.label}: {row.measure}" if headed else row.measure[:1].upper() + row.measure[1:]
    start = f"from {printed(row, row.baseline, signed=False)}"
    if row.verdict == "exactly none":
        return f"{head} does not change in any simulated history (exactly 0)."
    if row.verdict == "unclear":
        values = f"{printed(row, row.difference)}{unit_words(row)}, 95 % interval {printed(row, row.low)} to {printed(row, row.high)}, {start}"
        return f"{head} shows no clear change ({values})."
    verb, ends = ("rises", (row.low, row.high)) if row.verdict == "up" else ("falls", (-row.high, -row.low))
    size, low, high = (printed(row, abs(value), signed=False) for value in (row.difference, *ends))
    return f"{head} {verb} by {size}{unit_words(row)} (95 % interval {low} to {high}), {start}."


def answers(owner: str, shares: Mapping[int, float]) -> str:
    """Return an owner's answers by the three groups of rungs that are scored, 0 to 2, 3 to 6, 7 and above; for exact shares.

    >>> answers("Russia", {1: 0.4, 2: 0.1, 7: 0.3, 8: 0.2})
    "Russia's answers to crossings: 50 in 100 at rungs 0 to 2, none at rungs 3 to 6, 50 in 100 at rung 7 or above."
    """
    owner = owner[:1].upper() + owner[1:]
    groups = [("rungs 0 to 2", 0, 2), ("rungs 3 to 6", 3, 6), ("rung 7 or above", 7, 10_000)]
    total = sum(shares.values())
    if total <= 0.0:
        return f"{owner} gives no answer in any simulated history."
    counted = _shares([sum(share for rung, share in shares.items() if low <= rung <= high) / total for _, low, high in groups])
    return f"{owner}'s answers to crossings: {', '.join(f'{count} at {name}' for count, (name, _, _) in zip(counted, groups, strict=True))}."


def answers_reaching(owner: str, reached: Mapping[int, tuple[float, float, float]]) -> str:
    """Return which share of an owner's answers stands at or above each rung of `reached` (share and its 95 % interval), the others lower.

    >>> answers_reaching("Russia", {3: (0.22, 0.217, 0.223), 7: (0.1, 0.098, 0.102)})
    "Russia's answers to crossings: 22.0 in 100 at rung 3 or above (95 % interval 21.7 to 22.3), 10.0 in 100 at rung 7 or above (9.8 to 10.2)."
    """
    texts: list[str] = []
    for rung, (p, low, high) in sorted(reached.items()):
        where = f"at rung {rung} or above"
        if 0.0 < p < 1.0:
            shown, ends = frequency.with_interval(p, low, high)
            texts.append(f"{shown} {where} ({'' if any('interval' in text for text in texts) else '95 % interval '}{ends})")
        else:
            texts.append(f"{'none' if p <= 0.0 else 'all'} {where}")
    owner = owner[:1].upper() + owner[1:]
    return f"{owner}'s answers to crossings: {', '.join(texts)}."


def by_owner(shares: Mapping[str, float], whole: float) -> str:
    """Return who used nuclear weapons, as exact shares of all nuclear use `whole` (above 0); actors with none are left out.

    >>> by_owner({"Russia": 0.0066, "the USA": 0.0004, "Europe": 0.0004, "NATO": 0.0}, 0.0074)
    'By actor: Russia 89 in 100, the USA 5 in 100, Europe 5 in 100.'
    """
    used = sorted(((p, owner) for owner, p in shares.items() if p > 0), key=lambda pair: -pair[0])
    if len(used) == 1:
        return f"All of it is by {used[0][1]}."
    counted = _shares([p / whole for p, _ in used])
    return f"By actor: {', '.join(f'{owner} {count}' for count, (_, owner) in zip(counted, used, strict=True))}."


def _shares(parts: Sequence[float]) -> list[str]:
    """Return shares of one whole, all on one base, `none` and `all` in words; the smallest do not set the base of the others.

    >>> _shares([0.78, 0.0, 0.004]), _shares([1.0, 0.0])
    (['780 in 1,000', 'none', '4 in 1,000'], ['all', 'none'])
    >>> _shares([0.67, 0.32995, 0.00005]), _shares([0.99995, 0.00005])
    (['67 in 100', '33 in 100', 'fewer than 1 in 1,000'], ['more than 999 in 1,000', 'fewer than 1 in 1,000'])
    """
    held = [min(1.0, part) for part in parts]
    _, base = frequency.together(*[p for p in held if SMALL_SHARE <= p <= 1.0 - SMALL_SHARE] or [0.5])
    return [_share(p, base) for p in held]


def _share(part: float, base: int) -> str:
    if part <= 0.0 or part >= 1.0:
        return "all" if part >= 1.0 else "none"
    if not SMALL_SHARE <= part <= 1.0 - SMALL_SHARE:
        return "fewer than 1 in 1,000" if part < 0.5 else "more than 999 in 1,000"
    return f"{frequency.short(part, base)} in {base:,}"


def failed(count: int, histories: int) -> str:
    """Return that histories failed, in a sentence; nothing where none did.

    >>> failed(3, 500), failed(0, 500)
    ('3 of 500 histories failed, because a number was not finite or what was seen was impossible: they are in no average.', '')
    """
    why = "because a number was not finite or what was seen was impossible"
    return f"{count:,} of {histories:,} histories failed, {why}: they are in no average." if count else ""


def uncertainty(low: float, median: float, high: float, sets: int, scale: Scale = ICD203) -> str:
    """Return how far the level of nuclear use moves over uncertain inputs, which is not simulation noise, with the words for that range.

    >>> print(uncertainty(0.0021, 0.013, 0.067, 256))
    Uncertain inputs: 2.1 to 67 in 1,000 over the middle 90 % of 256 sets of numbers drawn from the scenario's own ranges (the middle one has 13):
    fewer than 1 in 100 to very unlikely (below 20 %).
    """
    if not high > 0.0:
        return f"Uncertain inputs: none in any of {sets:,} sets of numbers drawn from the scenario's own ranges."
    words = likelihood(median, low, high, scale)
    (first, middle, last), base = frequency.together(low, median, high)
    text = f"Uncertain inputs: {first} to {last} in {base:,} over the middle 90 % of {sets:,} sets of numbers drawn from the scenario's own ranges"
    return f"{text} (the middle one has {middle}){f': {words}' if words else ''}."
