"""What the dated record says about an owner's private type, exactly on the model's own grid: prior, posterior, and how much was learned.

Three numbers make a type in each tier: the cost of answering, whether the audience cost is real, the reliability. How much a record taught about
one of them is the divergence of its posterior from its prior in bits, and the share of its prior spread that is gone.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.record import CONVENTIONAL, NUCLEAR, Evidence, Floats, Record, chances, evidence, normalised, record
from sim.encode.encode import Encoded, encode

TIERS = {CONVENTIONAL: "conventional", NUCLEAR: "nuclear"}
COST, REAL, RELIABILITY = "cost", "audience_cost_real", "reliability"
DRAWS, SEED = 2000, 1
NOTHING, LITTLE = 0.01, 0.1  # bits below which a record taught next to nothing, or little
COUNTS = (10, 100, 1000)  # further silences


@dataclass(frozen=True, slots=True)
class Marginal:
    """One number of a type before and after the record."""

    tier: str
    parameter: str
    values: Floats  # (n,) cost in stake; 0 or 1; probability
    prior: Floats  # (n,)
    posterior: Floats  # (n,)
    expected_bits: float  # what a record of the same crossings would teach on average, if the model were true
    expected_error: float  # its standard error, from simulated records

    @property
    def bits(self) -> float:
        """Divergence of the posterior from the prior, in bits."""
        return divergence(self.posterior, self.prior)

    @property
    def scale(self) -> Floats:
        """The values on the scale on which spread is measured: the logarithm for a cost."""
        return np.log(self.values) if self.parameter == COST else self.values

    @property
    def contraction(self) -> float:
        """1 - posterior / prior standard deviation: the share of the prior spread that is gone; below 0 where the spread grew."""
        before = spread(self.scale, self.prior)
        return 1.0 - spread(self.scale, self.posterior) / before if before > 0 else 0.0

    @property
    def verdict(self) -> str:
        """What the divergence says, in words."""
        return "next to nothing" if self.bits < NOTHING else "little" if self.bits < LITTLE else "something"

    def means(self) -> tuple[float, float]:
        """Return the prior and the posterior mean; the median (geometric mean) of a cost."""
        before, after = (float(weights @ self.scale) for weights in (self.prior, self.posterior))
        return (math.exp(before), math.exp(after)) if self.parameter == COST else (before, after)

    def span(self, posterior: bool = True) -> tuple[float, float]:
        """Return the values between which the middle 90 % lie."""
        reached = np.cumsum(self.posterior if posterior else self.prior)
        low, high = (int(np.searchsorted(reached, share - 1e-12)) for share in (0.05, 0.95))
        return float(self.values[low]), float(self.values[min(high, len(self.values) - 1)])


def divergence(after: Floats, before: Floats) -> float:
    """Return sum of after log2(after / before), the divergence in bits; 0 log 0 = 0.

    >>> round(divergence(np.array([1.0, 0.0]), np.array([0.5, 0.5])), 12)
    1.0

    References
    ----------
    Kullback & Leibler 1951.
    """
    held = after > 0
    return max(0.0, float(np.sum(after[held] * np.log2(after[held] / before[held]))))


def spread(values: Floats, weights: Floats) -> float:
    """Return the standard deviation of weighted values."""
    mean = float(weights @ values)
    return math.sqrt(max(0.0, float(weights @ (values - mean) ** 2)))


@dataclass(frozen=True)
class Learned:
    """What a record says about one owner."""

    owner: str
    rows: int
    record: Record
    used: NDArray[np.bool_]  # (rows of the record,) which of them were learned from
    number: int  # of the owner
    marginals: tuple[Marginal, ...]

    def belief(self, tier: int) -> Floats:
        """Return the belief over the owner's types (types,) after the rows that were learned from."""
        return posterior(evidence(self.record, tier), self.number, self.used, seen(self.record, tier))

    def of(self, tier: str, parameter: str) -> Marginal:
        """Return one number of one tier."""
        return next(one for one in self.marginals if (one.tier, one.parameter) == (tier, parameter))


def learned(world: Any, owner: str, every_row: bool = False, draws: int = DRAWS, seed: int = SEED) -> Learned:
    """Return what a scenario's history says about an owner: the rows before its start, from which a run takes its prior, or every row.

    `draws` simulated records of the same crossings (0: none) give what such a record would teach on average.
    """
    encoded = encode(world)
    found = record(encoded, world, {})
    j = encoded.names.owners.index(owner)
    used = np.array([row.owner == owner and (every_row or bool(before)) for row, before in zip(found.rows, encoded.past[:, 5], strict=True)], bool)
    marginals: list[Marginal] = []
    for tier in range(1 + int(encoded.params.has_nuclear[j])):
        marginals += _marginals(encoded, found, j, tier, used, draws, seed)
    return Learned(owner, int(used.sum()), found, used, j, tuple(marginals))


def posterior(one: Evidence, j: int, used: NDArray[np.bool_], answered: NDArray[np.bool_]) -> Floats:
    """Return the belief over an owner's types (types,) after the rows that are used."""
    return np.asarray(one.beliefs(np.array([j]), used[None, :], answered)[0], float)


def seen(found: Record, tier: int) -> NDArray[np.bool_]:
    """Return whether each row was answered in a tier; no row was answered with nuclear weapons."""
    return found.answered if tier == CONVENTIONAL else np.zeros(len(found.rows), bool)


def table(encoded: Encoded, flat: Floats) -> Floats:
    """Return a belief over types (..., types) as (..., levels, 2, cells), padding left out."""
    p = encoded.params
    shaped = flat.reshape(*flat.shape[:-1], -1, 2, int(p.stride))
    return np.asarray(shaped[..., : int(p.cells)], float)


def _marginals(encoded: Encoded, found: Record, j: int, tier: int, used: NDArray[np.bool_], draws: int, seed: int) -> Iterator[Marginal]:
    one = evidence(found, tier)
    before = table(encoded, normalised(one.log_prior[j]))
    after = table(encoded, posterior(one, j, used, seen(found, tier)))
    expected = table(encoded, simulated(one, j, used, draws, seed)) if draws and used.any() else None
    p = encoded.params
    levels = int(p.tier_levels[j, tier])
    kinds: dict[str, tuple[Floats, tuple[int, ...]]] = {
        COST: (np.array(p.cost[j, tier, : p.cells]), (-3, -2)),
        REAL: (np.array([0.0, 1.0]), (-3, -1)),
        RELIABILITY: (np.array(p.reliability[j, tier, :levels]), (-2, -1)),
    }
    for name, (values, others) in kinds.items():
        prior, post = before.sum(axis=others)[: len(values)], after.sum(axis=others)[: len(values)]
        taught = [divergence(row[: len(values)], prior) for row in expected.sum(axis=others)] if expected is not None else [0.0]
        yield Marginal(TIERS[tier], name, values, prior, post, float(np.mean(taught)), float(np.std(taught) / math.sqrt(len(taught))))


def simulated(one: Evidence, j: int, used: NDArray[np.bool_], draws: int, seed: int) -> Floats:
    """Return posteriors (draws, types) of records in which a type drawn from the prior met the same crossings."""
    generator = np.random.Generator(np.random.Philox(seed))
    prior = normalised(one.log_prior[j])
    types = generator.choice(len(prior), draws, p=prior)
    answers = (generator.random((draws, len(used))) < one.chance[:, types].T) & used
    return normalised(one.log_prior[j] + used.astype(float) @ one.silence + answers.astype(float) @ one.answer)


@dataclass(frozen=True, slots=True)
class Silences:
    """The belief that the nuclear audience cost is real, now and after many further crossings of one kind without nuclear answer."""

    dimension: str
    exposure: float
    chance: float  # believed chance of a nuclear answer to one of them, after the record
    real: float  # belief now
    after: dict[int, float]  # number of further silences -> belief


def silences(world: Any, owner: str, found: Learned) -> Silences | None:
    """Return that belief for the gravest single act on any menu (whose nuclear answer is likeliest); None where there is no such act.

    Each crossing meets the texts, the front and the prices of the scenario's start.
    """
    encoded = encode(world)
    j = encoded.names.owners.index(owner)
    names = encoded.names.dimensions
    has = {name for d, name in enumerate(names) if encoded.params.has_line[j, d]}
    probes = sorted({(name, exposure) for act in world.actions for name, exposure in act.exposes.items() if name in has})
    if not probes or not encoded.params.has_nuclear[j]:
        return None
    of_types = chances(probing(encoded, j, probes))[:, NUCLEAR]
    belief = found.belief(NUCLEAR)
    means = of_types @ belief
    best = int(np.argmax(means))

    def real(count: int) -> float:
        left = table(encoded, belief * np.exp(count * np.log1p(-np.clip(of_types[best], 0.0, 1.0 - 1e-16)))).sum(axis=(-3, -1))
        return float(left[1] / left.sum())

    return Silences(*probes[best], float(means[best]), real(0), {count: real(count) for count in COUNTS})


def probing(encoded: Encoded, j: int, probes: list[tuple[str, float]]) -> Encoded:
    """Return the world with single crossings (dimension, exposure) of owner j as its history: text and front of the start."""
    front = float(encoded.params.front_initial[encoded.past_front]) if encoded.past_front >= 0 else 0.0
    past = np.array([[j, encoded.names.dimensions.index(name), exposure, front, 0.0, 1.0] for name, exposure in probes])
    p = encoded.params
    lines = np.array(p.nuclear_line_public[0, : p.owners, : p.dimensions])
    return replace(encoded, past=past, past_lines=np.repeat(lines[None], len(probes), axis=0), past_ids=tuple(map(str, range(len(probes)))))
