"""How a length of time is told: in months, or in days where the whole lasts less than two months."""

from __future__ import annotations

SHORT = 2.0  # months below which days are counted
DAYS_PER_MONTH = 365.25 / 12


def text(months: float) -> str:
    """Return a length of time in words.

    >>> text(12.0), text(1.0), text(0.03)
    ('12 months', '30 days', '1 day')
    """
    if months >= SHORT:
        return f"{months:g} months"
    days = max(1, round(months * DAYS_PER_MONTH))
    return f"{days} day{'' if days == 1 else 's'}"


def unit(longest: float) -> tuple[str, float]:
    """Return the unit ("month" or "day") in which a span of `longest` months is drawn, and how many of it make a month.

    >>> unit(12.0), unit(1.0)
    (('month', 1.0), ('day', 30.4375))
    """
    return ("month", 1.0) if longest >= SHORT else ("day", DAYS_PER_MONTH)


def at(month: float, longest: float) -> str:
    """Return a moment in words, in the unit of the whole.

    >>> at(12.0, 12.0), at(1.0, 1.0)
    ('month 12', 'day 30')
    """
    name, many = unit(longest)
    return f"{name} {month:g}" if many == 1.0 else f"{name} {round(month * many)}"
