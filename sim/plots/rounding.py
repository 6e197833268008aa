"""How the ends of a range are written: with as many digits as its width deserves, and never with an exponent."""

from __future__ import annotations

from decimal import Decimal
from math import floor, log10

NEGLIGIBLE = 0.01  # of the width of a range: what is smaller is nothing


def ends(start: float, end: float) -> tuple[str, str]:
    """Return both ends to two digits of themselves, or of the width where that takes more; what is negligible beside it is 0. Source: ours.

    >>> ends(0.000841, 0.74), ends(3.354, 4.995), ends(12.0, 300.0), ends(2.0, 2.0)
    (('0', '0.74'), ('3.4', '5'), ('12', '300'), ('2', '2'))
    """
    if not start < end:
        return plain(start, 3), plain(end, 3)
    return _end(start, end - start), _end(end, end - start)


def _end(value: float, width: float) -> str:
    if abs(value) < NEGLIGIBLE * width:
        return "0"
    return plain(round(value, 1 - floor(log10(min(width, abs(value))))), 12)


def plain(value: float, digits: int = 4) -> str:
    """Return a number with so many significant digits, and without an exponent.

    >>> plain(-4.4e-05), plain(0.25), plain(1234567.0), plain(-0.0)
    ('-0.000044', '0.25', '1235000', '0')
    """
    text = format(Decimal(f"{value:.{digits}g}"), "f") if abs(value) < float("inf") else str(value)
    return "0" if text == "-0" else text
