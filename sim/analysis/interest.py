"""Which points of a sweep are of interest: those where an output is above a value or in its top share, or a contrast not what it usually is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.outputs import CONTRAST, Output

if TYPE_CHECKING:
    import numpy as np

TOP = 0.25  # of the points, where nothing is said
ABOVE, TOP_SHARE = "above", "top"
UP, DOWN, UNCLEAR, OTHER = "up", "down", "unclear", "other"
SIGNS = {UP: 1, DOWN: -1, UNCLEAR: 0}


@dataclass(frozen=True, slots=True)
class Question:
    """What makes a point interesting: `above` a value, in the `top` share, or a `sign` of a contrast; the first that is given counts."""

    above: float | None = None
    top: float | None = None
    sign: str | None = None  # "up", "down", "unclear" or "other": not the clear sign that most points have


@dataclass(frozen=True, slots=True)
class Interest:
    """The points of interest, and why. `threshold` is None where signs decide; `unsure` points could lie on either side of it by noise alone."""

    rule: str  # "above", "top" or one of the signs
    flags: np.ndarray  # (points,) bool
    threshold: float | None = None
    usual: int = 0  # of signs: the sign that more points have clearly than the other; 0 where none has
    unsure: int = 0

    @property
    def count(self) -> int:
        """How many points are of interest."""
        return int(self.flags.sum())


def of_interest(one: Output, asked: Question) -> Interest:
    """Return the points of interest of an output; unless told, those in its top quarter, and of a contrast those without its usual sign."""
    if asked.above is not None:
        return _above(one, ABOVE, asked.above)
    if asked.top is not None or one.of != CONTRAST:
        return _above(one, TOP_SHARE, _threshold(one.values, asked.top or TOP))
    signs = one.signs
    up, down = int((signs > 0).sum()), int((signs < 0).sum())
    usual = 0 if up == down else 1 if up > down else -1
    rule = asked.sign or OTHER
    return Interest(rule, signs != usual if rule == OTHER else signs == SIGNS[rule], usual=usual)


def _above(one: Output, rule: str, threshold: float) -> Interest:
    flags = one.values > threshold
    unsure = int(((one.lows <= threshold) & (one.highs > threshold)).sum())
    return Interest(rule, flags, threshold, unsure=unsure)


def _threshold(values: np.ndarray, share: float) -> float:
    """Return a value halfway between the points of the top share and the rest; of values that are equal there, all count as the rest."""
    import numpy as np

    ordered = np.sort(values)
    first = len(ordered) - min(len(ordered) - 1, max(1, round(share * len(ordered))))
    return float((ordered[first - 1] + ordered[first]) / 2)
