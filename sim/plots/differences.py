"""A paired difference as data and as text: which way it goes, whether that is clear, and how it is printed in its unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, log10

from sim.plots import rounding

COLUMNS = ("label", "measure", "difference", "low", "high", "baseline", "unit")
FACTORS = {"points": 100.0, "per 100": 100.0, "per 1,000": 1_000.0}  # units in which a probability's difference is printed


@dataclass(frozen=True, slots=True)
class ContrastRow:
    """One paired difference: what was changed (`label`), of what (`measure`), with its 95 % interval and the value it starts from.

    Numbers are in the measure's own units (a probability as a fraction); `unit` says how to print: `points` (percentage points), `per 100`
    or `per 1,000` (in that many simulated histories), or any other text, which is printed as it stands beside the plain number.
    """

    label: str
    measure: str
    difference: float
    low: float
    high: float
    baseline: float
    unit: str = "points"

    @property
    def verdict(self) -> str:
        """`up`, `down`, `exactly none` (no history differs) or `unclear` (the interval holds zero)."""
        if self.low == self.high == 0.0:
            return "exactly none"
        return "up" if self.low > 0 else "down" if self.high < 0 else "unclear"


def from_mappings(contrasts: Sequence[Mapping[str, object]]) -> list[ContrastRow]:
    """Return rows from dictionaries with the keys of `ContrastRow`; further keys are ignored, a missing one raises KeyError."""
    return [ContrastRow(**{column: contrast[column] for column in COLUMNS}) for contrast in contrasts]  # type: ignore[arg-type]


def printed(row: ContrastRow, value: float, signed: bool = True) -> str:
    """Return `value` of `row` in its printed unit, with two significant digits of the widest of difference and interval.

    >>> row = ContrastRow("2024 against 2020", "nuclear use", 0.0019, 0.0015, 0.0023, 0.0055, "per 1,000")
    >>> printed(row, row.difference), printed(row, row.low), printed(row, row.baseline, signed=False)
    ('+1.9', '+1.5', '5.5')
    >>> printed(row, 0.000000024)  # the difference is clear, so no end of its interval reads as nothing
    '+0.00002'
    """
    factor = FACTORS.get(row.unit, 1.0)
    widest = factor * max(abs(row.low), abs(row.high), abs(row.difference))
    decimals = 1 if widest == 0 or 10 <= widest < 100 else max(0, 1 - floor(log10(widest)))
    scaled = factor * value
    if scaled == 0:
        return "0"
    if decimals > 4 and abs(scaled) <= widest:
        return ("+" if signed and scaled > 0 else "") + rounding.plain(scaled, 2)
    decimals = min(4, decimals)
    text = f"{scaled:{'+' if signed else ''}.{decimals}f}"
    if float(text) == 0 and row.verdict in ("up", "down"):
        text = f"{scaled:{'+' if signed else ''}.{min(6, -floor(log10(abs(scaled))))}f}"
    return text.lstrip("+-") if float(text) == 0 else text


def unit_words(row: ContrastRow) -> str:
    """Return what stands after a printed number of `row`: ` percentage points`, ` in 1,000 simulated histories`, or its own unit."""
    if row.unit == "points":
        return " percentage points"
    if row.unit in FACTORS:
        return f" in {row.unit.removeprefix('per ')} simulated histories"
    return f" {row.unit}" if row.unit else ""
