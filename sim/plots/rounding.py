"""How the ends of a range are written: with as many digits as its width deserves, and never with an exponent."""

from __future__ import annotations

from decimal import Decimal
from math import floor, log10


def ends(start: float, end: float) -> tuple[str, str]:
    """Return both ends, rounded to two digits of the width of the range; what is negligible beside it is 0. Source: ours.

    >>> ends(0.000841, 0.74), ends(3.354, 4.995), ends(12.0, 300.0), ends(2.0, 2.0)
    (('0', '0.74'), ('3.4', '5'), ('10', '300'), ('2', '2'))
    """
    if not start < end:
        return plain(start, 3), plain(end, 3)
    digits = 1 - floor(log10(end - start))
    first, last = (plain(round(value, digits), 12) for value in (start, end))
    return first, last


def plain(value: float, digits: int = 4) -> str:
    """Return a number with so many significant digits, and without an exponent.

    >>> plain(-4.4e-05), plain(0.25), plain(1234567.0), plain(-0.0)
    ('-0.000044', '0.25', '1235000', '0')
    """
    text = format(Decimal(f"{value:.{digits}g}"), "f") if abs(value) < float("inf") else str(value)
    return "0" if text == "-0" else text
