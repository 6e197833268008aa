"""Intervals of a share: Wilson's as this program prints it, beside the exact and the Jeffreys interval of a library.

References
----------
Wilson 1927; Clopper and Pearson 1934. Numbers recomputed by a second route where they were first written down.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.analysis.estimates import RULE_OF_THREE, wilson
from sim.games.game import Fidelity, Row

SUBJECT = "intervals of a share"
CASES = (
    (0, 1_000, (None, ".0038268"), (None, ".0025082"), (None, ".0036821")),
    (3, 10_000, (".00010203", ".00088174"), (".00008450", ".00080042"), (".00006187", ".00087647")),
    (10, 100_000, ("5.432e-5", "1.8408e-4"), ("5.1416e-5", "1.7739e-4"), None),
    (127, 1_000, (".107780", ".149075"), None, None),
)


def clopper_pearson(count: int, size: int) -> tuple[float, float]:
    """Return the exact two-sided 95 % interval."""
    from scipy.stats import binomtest

    found = binomtest(count, size).proportion_ci(method="exact")
    return float(found.low), float(found.high)


def jeffreys(count: int, size: int) -> tuple[float, float]:
    """Return the equal-tailed 95 % interval of the Jeffreys posterior; 0 and 1 where the count is none or all."""
    from scipy.stats import beta

    low, high = (float(beta.ppf(q, count + 0.5, size - count + 0.5)) for q in (0.025, 0.975))
    return (0.0 if count == 0 else low), (1.0 if count == size else high)


def rows() -> Iterator[Row]:
    """Yield the ends of intervals, and what none in a thousand excludes."""
    for count, size, *expected in CASES:
        given = {"count": float(count), "of": float(size)}
        for (name, interval), ends in zip((("Wilson", wilson), ("Jeffreys", jeffreys), ("exact", clopper_pearson)), expected, strict=True):
            for end, text, obtained in zip(("from", "to"), ends or (), interval(count, size), strict=bool(ends)):
                if text is not None:
                    yield Row(f"{name}, {end}", "recomputed by a second program", given, text, obtained, Fidelity.VERIFIED)
    given = {"count": 0.0, "of": 1000.0}
    yield Row("rule of three", "three in n", given, ".003", RULE_OF_THREE / 1000, Fidelity.VERIFIED)
    exact = 1 - 0.05 ** (1 / 1000)
    yield Row("exact one-sided bound", "1 - .05^(1/n)", given, ".0029912", exact, Fidelity.VERIFIED)
