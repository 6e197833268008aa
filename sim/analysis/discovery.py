"""Scenario discovery: a box of factor values in which most points of interest lie, and few others. The only file that knows ema_workbench.

PRIM peels off, again and again, the twentieth of the points whose loss makes what is left most interesting, and later pastes back. Each step is a
box with a coverage (share of all points of interest that lie in it) and a density (share of its points that are of interest). From this path:

1. each box is freed of restrictions that chance alone would often make as useful (quasi-p above 0.05), the least useful first;
2. of what is left, the box with the highest harmonic mean of coverage and density is taken, with fewer restricted factors where two are equal.

The box is then flattered: it was sought among many, on the same points that judge it. So the search is repeated on random halves and each box
judged by the other half, and for each factor it is counted how often it is restricted again.

References
----------
Friedman, J. H. and Fisher, N. I. (1999). Bump hunting in high-dimensional data. Statistics and Computing 9.
Bryant, B. P. and Lempert, R. J. (2010). Thinking inside the box: a participatory, computer-assisted approach to scenario discovery. Technological
Forecasting and Social Change 77.
"""

from __future__ import annotations

import importlib.util
import logging
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.columns import Column
from sim.analysis.estimates import wilson

if TYPE_CHECKING:
    import numpy as np

NEEDED = "boxes need ema_workbench, which is not installed: python -m pip install 'redline[discovery]'"
PEEL = 0.05  # of the points in the box, at each step; as published
LEAST_IN_BOX = 5  # points
LEAST_DENSITY = 1e-9  # of the last box of a search: every step of the way is wanted, however interesting its end
SIGNIFICANT = 0.05
HALVINGS = 10
LEAST_POINTS = 20  # and at least 5 of interest, 5 not: below, no box is sought

Limits = Mapping[str, "Limit"]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a box asks of one factor: at least `low`, at most `high`, None where it asks nothing; or one of `words`."""

    low: float | None = None
    high: float | None = None
    words: tuple[str, ...] = ()

    def holds(self, column: Column) -> np.ndarray:
        """Return for each point whether it is inside; ndarray (points,)."""
        import numpy as np

        if self.words:
            return np.isin(column.numbers, [column.words.index(word) for word in self.words])
        inside = np.ones(len(column.numbers), dtype=bool)
        inside &= column.numbers >= self.low if self.low is not None else True
        inside &= column.numbers <= self.high if self.high is not None else True
        return inside


@dataclass(frozen=True, slots=True)
class Box:
    """One box and how it fares on some points: `inside` of them lie in it, `hits` of these are of interest, `wanted` are in all."""

    limits: Limits
    inside: int
    hits: int
    wanted: int
    quasi_p: Mapping[str, float]  # factor -> chance that restricting it helps as much by luck, the larger of its two sides

    @property
    def coverage(self) -> float:
        """Share of all points of interest that lie inside."""
        return self.hits / self.wanted if self.wanted else 0.0

    @property
    def density(self) -> float:
        """Share of the points inside that are of interest."""
        return self.hits / self.inside if self.inside else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the density, as if the box had not been sought on the same points."""
        return wilson(self.hits, self.inside) if self.inside else (0.0, 1.0)

    @property
    def balance(self) -> float:
        """Harmonic mean of coverage and density: 2 hits / (inside + wanted)."""
        return 2 * self.hits / (self.inside + self.wanted) if self.inside + self.wanted else 0.0


@dataclass(frozen=True, slots=True)
class Discovery:
    """The path of the search, the box chosen from it (with nothing restricted where none separates), and how it fares when sought again."""

    path: tuple[Box, ...]
    chosen: Box
    halvings: int  # repetitions that had enough points of interest in both halves
    coverage: float  # mean over halves that were not searched; nan without repetitions
    density: float
    again: Mapping[str, float]  # factor of the chosen box -> share of the repetitions that restrict it too


def installed() -> bool:
    """Return whether ema_workbench can be imported, without importing it."""
    return importlib.util.find_spec("ema_workbench") is not None


def enough(flags: np.ndarray) -> bool:
    """Return whether a box can be sought at all: 20 points, 5 of interest and 5 not."""
    wanted = int(flags.sum())
    return len(flags) >= LEAST_POINTS and min(wanted, len(flags) - wanted) >= LEAST_IN_BOX


def discover(columns: Sequence[Column], flags: np.ndarray, groups: np.ndarray, seed: int) -> Discovery:
    """Return the box in which the points of interest lie.

    Parameters
    ----------
    flags : ndarray (points,) bool       which points are of interest; must be `enough`
    groups : ndarray (points,) int       points of one group stay together when the points are halved
    seed : int                           of the halves; 0 is a seed
    """
    import numpy as np

    path = _path(columns, flags)
    chosen = _chosen(columns, flags, path)
    rng, found, again = np.random.default_rng(seed), [], dict.fromkeys(chosen.limits, 0)
    names = np.unique(groups)
    for _ in range(HALVINGS):
        half = np.isin(groups, rng.permutation(names)[: len(names) // 2])
        if min(int(flags[half].sum()), int((~flags[half]).sum()), int(flags[~half].sum())) < LEAST_IN_BOX:
            continue
        mine = [Column(column.name, column.numbers[half], column.words) for column in columns]
        others = [Column(column.name, column.numbers[~half], column.words) for column in columns]
        box = _chosen(mine, flags[half], _path(mine, flags[half]))
        judged = _judged(others, flags[~half], box.limits)
        found.append((judged.coverage, judged.density if judged.inside else np.nan))
        for name in again:
            again[name] += name in box.limits
    count = len(found)
    coverage, density = (float(np.nanmean([one[place] for one in found])) if count else float("nan") for place in (0, 1))
    return Discovery(path, chosen, count, coverage, density, {name: times / count if count else float("nan") for name, times in again.items()})


def _path(columns: Sequence[Column], flags: np.ndarray) -> tuple[Box, ...]:
    """Return every box on the way of PRIM, the whole space first."""
    with _quiet():
        import pandas as pd
        from ema_workbench.analysis.prim import Prim

        table = pd.DataFrame({_called(n): _series(pd, column) for n, column in enumerate(columns)})
        search = Prim(
            table, flags.astype(int), threshold=LEAST_DENSITY, peel_alpha=PEEL, paste_alpha=PEEL, mass_min=max(PEEL, LEAST_IN_BOX / len(flags))
        )
        found = search.find_box()
    return tuple(_judged(columns, flags, _limits(columns, limits)) for limits in found.box_lims)


def _called(place: int) -> str:
    """Return what a column is called in there, where a factor named `scenario` would be dropped."""
    return f"factor {place}"


def _series(pd: Any, column: Column) -> Any:
    return pd.Series([column.words[int(value)] for value in column.numbers], dtype=object) if column.words else column.numbers


def _limits(columns: Sequence[Column], found: Any) -> dict[str, Limit]:
    """Return what a box of ema_workbench restricts."""
    limits = {}
    for place, column in enumerate(columns):
        if _called(place) not in found.columns:  # of one value only
            continue
        low, high = found[_called(place)]
        if column.words:
            if len(low) < len(set(column.numbers)):
                limits[column.name] = Limit(words=tuple(word for word in column.words if word in low))
            continue
        ends = float(low) if low > column.numbers.min() else None, float(high) if high < column.numbers.max() else None
        if ends != (None, None):
            limits[column.name] = Limit(*ends)
    return limits


def _judged(columns: Sequence[Column], flags: np.ndarray, limits: Limits) -> Box:
    """Return a box as it fares on these points."""
    inside = _inside(columns, limits, len(flags))
    hits, size = int(flags[inside].sum()), int(inside.sum())
    quasi_p = {name: max(_chance(columns, flags, limits, name, side, size, hits) for side in _sides(limits[name])) for name in limits}
    return Box(dict(limits), size, hits, int(flags.sum()), quasi_p)


def _inside(columns: Sequence[Column], limits: Limits, points: int) -> np.ndarray:
    import numpy as np

    inside = np.ones(points, dtype=bool)
    for column in columns:
        if column.name in limits:
            inside &= limits[column.name].holds(column)
    return inside


def _sides(limit: Limit) -> list[str]:
    """Return what of a restriction can be released by itself."""
    return ["words"] if limit.words else [side for side in ("low", "high") if getattr(limit, side) is not None]


def _released(limits: Limits, name: str, side: str) -> dict[str, Limit]:
    """Return the limits without one side of one restriction."""
    limit = limits[name]
    left = Limit(None if side == "low" else limit.low, None if side == "high" else limit.high)
    return {other: left if other == name else one for other, one in limits.items() if other != name or left != Limit()}


def _chance(columns: Sequence[Column], flags: np.ndarray, limits: Limits, name: str, side: str, size: int, hits: int) -> float:
    """Return the quasi-p value of one side of a restriction.

    It is the chance of at least `hits` points of interest among the `size` inside, were they drawn from the box without that side.
    """
    from scipy.stats import binom

    wider = _inside(columns, _released(limits, name, side), len(flags))
    return float(binom.sf(hits - 1, size, float(flags[wider].mean()))) if size else 1.0


def _chosen(columns: Sequence[Column], flags: np.ndarray, path: Sequence[Box]) -> Box:
    """Return the best of all boxes of the path, each freed of restrictions that luck would often make as useful."""
    freed = [_freed(columns, flags, box) for box in path]
    return max(freed, key=lambda one: (round(one.balance, 9), -len(one.limits)))


def _freed(columns: Sequence[Column], flags: np.ndarray, box: Box) -> Box:
    """Return a box without the sides of restrictions that luck would often make as useful, the least useful released first."""
    while box.limits:
        sides = [(name, side) for name in box.limits for side in _sides(box.limits[name])]
        chances = {one: _chance(columns, flags, box.limits, *one, box.inside, box.hits) for one in sides}
        name, side = max(chances, key=lambda one: chances[one])
        if chances[name, side] <= SIGNIFICANT:
            break
        box = _judged(columns, flags, _released(box.limits, name, side))
    return box


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's messages and warnings (of parts that nobody asked for) away."""
    log = logging.getLogger("EMA")
    before = log.level
    log.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        log.setLevel(before)
