"""How a factor's values are spread over its range, where not evenly: by the inverse of the distribution function, on any machine the same.

All of it works on the factor's own scale: on a log scale low, high and centre are logarithms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

LEAST = 1e-6  # share of a normal distribution that its range must hold: of less, hardly a digit could be trusted


@dataclass(frozen=True, slots=True)
class Distribution:
    """A triangle with its mode at `centre`, or a normal distribution around `centre`, cut off at the ends of the range."""

    kind: str  # "triangular", "normal" or "lognormal"
    centre: float  # in the units of the factor: mode, mean or median
    sd: float = 0.0  # of a normal; of a lognormal that of the natural logarithm

    def facts(self) -> dict[str, object]:
        """Return the distribution as JSON values, by the names that files use."""
        name = {"triangular": "mode", "normal": "mean", "lognormal": "median"}[self.kind]
        return {"kind": self.kind, name: self.centre} | ({} if self.kind == "triangular" else {"sd": self.sd})

    def quantile(self, share: float, low: float, high: float, centre: float) -> float:
        """Return the value below which `share` of the distribution lies, in [low, high]; all numbers on the factor's scale."""
        if self.kind == "triangular":
            return _triangle(share, low, high, centre)
        return _normal(share, (low - centre) / self.sd, (high - centre) / self.sd) * self.sd + centre

    def inside(self, low: float, high: float, centre: float) -> float:
        """Return which share of the whole distribution lies in the range; 1 of a triangle, which fills it."""
        if self.kind == "triangular":
            return 1.0
        below, above, _ = _ends((low - centre) / self.sd, (high - centre) / self.sd)
        return above - below


def _triangle(share: float, low: float, high: float, mode: float) -> float:
    if share * (high - low) < mode - low:
        return low + math.sqrt(share * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - share) * (high - low) * (high - mode))


def _ends(low: float, high: float) -> tuple[float, float, float]:
    """Return the distribution function at both ends of a range, and -1 where the range was mirrored so that it starts in the lower half."""
    from sim.rules.numerics import normal_cdf

    sign = -1.0 if low > 0.0 else 1.0  # in the upper half the function is close to 1, and digits are lost
    first, last = (low, high) if sign > 0 else (-high, -low)
    return float(normal_cdf(first)), float(normal_cdf(last)), sign


def _normal(share: float, low: float, high: float) -> float:
    """Return the quantile of a standard normal distribution cut off at `low` and `high`."""
    from sim.rules.numerics import normal_quantile

    below, above, sign = _ends(low, high)
    u = below + (share if sign > 0 else 1.0 - share) * (above - below)
    if u <= 0.0 or u >= 1.0:  # an end so far out that nothing lies beyond
        return low if (u <= 0.0) == (sign > 0) else high
    return min(max(sign * float(normal_quantile(u)), low), high)
