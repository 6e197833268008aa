"""A horizontal axis of dates, and lines that mark when a doctrine came into force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sim.plots import style


@dataclass(frozen=True, slots=True)
class Mark:
    """A day with a short name, drawn as a thin vertical line."""

    date: dt.date
    label: str


def year(date: dt.date) -> float:
    """Return a date as a fraction of its year.

    >>> year(dt.date(2024, 7, 1))
    2024.4972677595629
    """
    first = dt.date(date.year, 1, 1)
    return date.year + (date - first).days / (dt.date(date.year + 1, 1, 1) - first).days


def axis(axes: style.Axes, dates: Sequence[dt.date], labelled: bool = True) -> None:
    """Give axes a range that holds all dates, a tick at each new year with its number, and small ones at the quarters."""
    low, high = year(min(dates)), year(max(dates))
    margin = max(0.02 * (high - low), 0.02)
    axes.set_xlim(low - margin, high + margin)
    years = [number for number in range(int(low), int(high) + 2) if low - margin <= number <= high + margin]
    axes.set_xticks(years, [str(number) for number in years] if labelled else [""] * len(years))
    quarters = [number + part / 4 for number in range(int(low), int(high) + 1) for part in (1, 2, 3)]
    axes.set_xticks([place for place in quarters if low - margin <= place <= high + margin], minor=True)
    axes.tick_params(axis="x", which="minor", length=2, color=style.FAINT)


def mark(axes: style.Axes, marks: Sequence[Mark]) -> None:
    """Draw a vertical line through axes at each mark, without words."""
    for one in marks:
        axes.axvline(year(one.date), color=style.MUTED, linewidth=1, linestyle=(0, (4, 2)), zorder=0)
