"""An owner's private types, few instead of many: types that would answer the same crossings if nobody erred are one kind.

A type answers a crossing without error where its stake reaches its price. Types that agree on this at every crossing of the menu are alike to a
player who does not err. A kind answers each crossing as often as its types do on average, so that the mean response to every crossing is kept
whatever is grouped; and the best replies are kept too, as long as only types that agree are one kind:

    m = sum p (e - f) r / sum p (e - f),      P(answer) = sum over kinds p (f + (e - f) m)

with p, e, r of each type: its probability, reliability, readiness at the crossing. m lies above 1/2 where all its types would answer.

Source: ours.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST = 1e-12  # of probability: a rarer kind joins its neighbour
FLOOR = 1e-300  # of a readiness, so that its logarithm is finite


@dataclass(frozen=True)
class Types:
    """The private types of one tier at one moment, as the public sees them.

    Attributes
    ----------
    probability, reliability, cost, log_price : ndarray (types,)    the price with expected losses, as the model has it
    real : ndarray (types,)                                         1: the audience cost is real
    log_stake : ndarray (types, crossings)
    answer_noise, false_alarm : float
    """

    probability: Floats
    reliability: Floats
    cost: Floats
    real: Floats
    log_price: Floats
    log_stake: Floats
    answer_noise: float
    false_alarm: float

    def would(self) -> NDArray[np.bool_]:
        """Return whether each type answers each crossing without error (types, crossings): its stake reaches its price."""
        return np.asarray(self.log_stake >= self.log_price[:, None])

    def readiness(self) -> tuple[Floats, Floats]:
        """Return the chance (types, crossings) that a type means to answer, and that it does not: Phi(+-ln(s / p) / sigma)."""
        margin = self.log_stake - self.log_price[:, None]
        scaled = margin / (self.answer_noise * math.sqrt(2.0))
        half = np.vectorize(lambda x: 0.5 * math.erfc(x), otypes=[float])
        return half(-scaled), half(scaled)

    def response(self, means: Floats) -> Floats:
        """Return the public probability (crossings,) of an answer where each type means to answer with chance `means` (types, crossings)."""
        carried_out = self.false_alarm + (self.reliability[:, None] - self.false_alarm) * means
        return np.asarray(self.probability @ carried_out)


@dataclass(frozen=True)
class Kind:
    """Types that are treated as one.

    `answers` tells for each crossing whether it is answered without error; `log_odds` is ln(m / (1 - m)) of meaning to answer it, with the model's
    noise; `log_stake` by crossing and `log_price` are means over its types, weighted as m is. `types` counts what was put together.
    """

    name: str
    probability: float
    reliability: float
    types: int
    real: float
    costs: tuple[float, float]
    answers: tuple[bool, ...]
    log_odds: tuple[float, ...]
    log_stake: tuple[float, ...]
    log_price: float


def kinds(types: Types, letter: str, most: int | None = None) -> tuple[Kind, ...]:
    """Return the kinds of a tier, those that answer least first, named `letter` and a number.

    As many as there are different best replies; with `most`, neighbours are put together, the rarest first, until no more than that are left.
    """
    would = types.would()
    ready, unready = types.readiness()
    patterns: dict[tuple[bool, ...], list[int]] = {}
    for row in np.flatnonzero(types.probability > 0.0):
        patterns.setdefault(tuple(map(bool, would[row])), []).append(int(row))
    groups = sorted(patterns.values(), key=lambda rows: (int(would[rows[0]].sum()), float(np.average(ready[rows], 0, types.probability[rows]).sum())))
    while len(groups) > 1:
        masses = [float(types.probability[rows].sum()) for rows in groups]
        rarest = min(range(len(groups)), key=lambda place: masses[place])
        if masses[rarest] >= LEAST and (most is None or len(groups) <= most):
            break
        beside = [place for place in (rarest - 1, rarest + 1) if 0 <= place < len(groups)]
        first, second = sorted((rarest, min(beside, key=lambda place: masses[place])))
        groups[first : second + 1] = [groups[first] + groups[second]]
    shares = whole(tuple(float(types.probability[rows].sum()) for rows in groups))
    return tuple(_kind(types, rows, share, f"{letter}{n}", ready, unready) for n, (rows, share) in enumerate(zip(groups, shares, strict=True), 1))


def whole(shares: tuple[float, ...]) -> tuple[float, ...]:
    """Return the shares, scaled to sum to 1 and rounded to 15 digits, the largest made so that their decimals sum to exactly 1.

    >>> whole((1 / 3, 2 / 3))
    (0.333333333333333, 0.666666666666667)
    """
    total = math.fsum(shares)
    parts = [round(share / total * 10**15) for share in shares]
    largest = max(range(len(parts)), key=lambda place: parts[place])
    parts[largest] += 10**15 - sum(parts)
    return tuple(float(f"{part}e-15") for part in parts)


def _kind(types: Types, rows: list[int], share: float, name: str, ready: Floats, unready: Floats) -> Kind:
    p = types.probability[rows]
    weight = p * (types.reliability[rows] - types.false_alarm)
    if weight.sum() <= 0.0:
        weight = p
    meant, not_meant = weight @ ready[rows], weight @ unready[rows]
    odds = np.log(np.maximum(meant, FLOOR)) - np.log(np.maximum(not_meant, FLOOR))
    stake, price = (np.average(values[rows], 0, weight) for values in (np.maximum(types.log_stake, math.log(FLOOR)), types.log_price))
    return Kind(
        name,
        share,
        float(np.average(types.reliability[rows], 0, p)),
        len(rows),
        float(np.average(types.real[rows], 0, p)),
        (float(types.cost[rows].min()), float(types.cost[rows].max())),
        tuple(bool(one >= 0.0) for one in odds),
        tuple(map(float, odds)),
        tuple(map(float, stake)),
        float(price),
    )


def response(found: tuple[Kind, ...], crossing: int, means: tuple[float, ...], false_alarm: float) -> float:
    """Return the public probability of an answer where each kind means to answer with chance `means`."""
    return math.fsum(kind.probability * (false_alarm + (kind.reliability - false_alarm) * m) for kind, m in zip(found, means, strict=True))
