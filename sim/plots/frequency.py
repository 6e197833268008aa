"""How a probability is written as a natural frequency: `7 in 1,000`, never `0.7 %`, never `0 %` or `100 %`.

The base is 100, or 1,000 and more where the outcome (or its absence) is rarer than 2 in 100. An interval is written on the base of its
estimate, with just as many decimals as keep its ends apart and away from 0 and from the base.
"""

from __future__ import annotations

RARE = 0.02  # below this an outcome is counted in 1,000 and more
LARGEST_BASE = 1_000_000


def base_of(p: float) -> int:
    """Return 100, or the power of ten from 1,000 on at which `p` in [0, 1] (or 1 - p, if smaller) still counts at least one.

    >>> base_of(0.15), base_of(0.007), base_of(0.0004), base_of(0.997)
    (100, 1000, 10000, 1000)
    """
    tail = min(p, 1.0 - p)
    if tail >= RARE or tail <= 0.0:
        return 100
    base = 1_000
    while tail * base < 0.95 and base < LARGEST_BASE:
        base *= 10
    return base


def decimals_of(base: int, *probabilities: float) -> int:
    """Return how many decimals (0 to 2) keep the distinct `probabilities` distinct on `base`, and clear of 0 and of the base."""
    distinct = sorted(set(probabilities))
    for decimals in (0, 1):
        texts = [f"{p * base:.{decimals}f}" for p in distinct]
        honest = all((float(text) > 0 or p == 0) and (float(text) < base or p == 1) for p, text in zip(distinct, texts, strict=True))
        if honest and len(set(texts)) == len(texts):
            return decimals
    return 2


def number(p: float, base: int, decimals: int = 0) -> str:
    """Return `p` counted on `base`; a count too small to show, or too near the base, is written as a bound.

    >>> number(0.0074, 1000), number(0.0074, 1000, 1), number(1e-9, 100), number(0.999999, 100)
    ('7', '7.4', 'fewer than 1', 'more than 99')
    """
    step = 10.0**-decimals
    text = f"{p * base:,.{decimals}f}"
    shown = float(text.replace(",", ""))
    if shown == 0 and p > 0:
        return f"fewer than {step:.{decimals}f}"
    if shown == base and p < 1:
        return f"more than {base - step:,.{decimals}f}"
    return text


def short(p: float, base: int) -> str:
    """Return `p` counted on `base` as it stands without an interval: one decimal for a rare count below ten, unless it is a whole number.

    >>> short(0.0074, 1000), short(0.004, 1000), short(0.15, 100)
    ('7.4', '4', '15')
    """
    return number(p, base, 1).removesuffix(".0") if base > 100 and 0.95 <= p * base < 9.95 else number(p, base)


def count(p: float, base: int) -> str:
    """Return `p` counted on `base` without decimals, or `none`.

    >>> count(0.0074, 1000), count(0.0, 1000)
    ('7', 'none')
    """
    return number(p, base) if p > 0 else "none"


def in_n(p: float) -> str:
    """Return `N in 100`, or in 1,000 and more where rarer than 2 in 100; a rare count below ten has one decimal, as beside its interval.

    >>> in_n(0.15), in_n(0.0074), in_n(0.0), in_n(1.0), in_n(0.998)
    ('15 in 100', '7.4 in 1,000', 'none', 'all', '998 in 1,000')
    """
    if p <= 0.0:
        return "none"
    if p >= 1.0:
        return "all"
    base = base_of(p)
    return f"{short(p, base)} in {base:,}"


def span(first: float, last: float) -> str:
    """Return `FIRST to LAST in BASE`, on the base of the smaller one that is not zero.

    >>> span(0.0055, 0.0145), span(0.002, 0.31), span(0.0, 0.15)
    ('6 to 14 in 1,000', '2 to 310 in 1,000', '0 to 15 in 100')
    """
    base = base_of(min((p for p in (first, last) if p > 0), default=0.0))
    decimals = decimals_of(base, first, last)
    return f"{number(first, base, decimals)} to {number(last, base, decimals)} in {base:,}"


def together(*probabilities: float) -> tuple[list[str], int]:
    """Return counts of several probabilities that are read beside each other, all on the base of the smallest that is not zero, and that base.

    >>> together(0.0052, 0.019), together(0.0, 0.15)
    ((['5.2', '19'], 1000), (['none', '15'], 100))
    """
    base = base_of(min((p for p in probabilities if p > 0), default=0.0))
    return [short(p, base) if p > 0 else "none" for p in probabilities], base


def with_interval(p: float, low: float, high: float, base: int | None = None) -> tuple[str, str]:
    """Return (`N in BASE`, `LOW to HIGH`) with one base (that of the estimate unless given) and one number of decimals for all three.

    >>> with_interval(0.0074, 0.0070, 0.0078)
    ('7.4 in 1,000', '7.0 to 7.8')
    >>> with_interval(0.15, 0.147, 0.1534)
    ('15.0 in 100', '14.7 to 15.3')
    """
    base = base or (base_of(p) if p not in (0.0, 1.0) else base_of(high if p == 0.0 else low))
    decimals = decimals_of(base, p, low, high)
    return f"{number(p, base, decimals)} in {base:,}", f"{number(low, base, decimals)} to {number(high, base, decimals)}"


def axis_base(*probabilities: float) -> int:
    """Return the base on which an axis that must hold all `probabilities` is counted: 100 unless the largest is rare or nearly so."""
    largest = max(probabilities, default=0.0)
    return 100 if largest >= 2.5 * RARE or min(probabilities, default=0.0) >= RARE else base_of(min(largest, 0.99 * RARE))
