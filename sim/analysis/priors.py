"""How far what was learned depends on what was believed before: the same record under other priors over an owner's type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.analysis.learning import REAL, TIERS, Learned, learned

SHIPPED = "as shipped"
NUMBERS = {  # field of TypeSpec -> path below owners.OWNER.TIER, and how it is said
    "cost_median": ("cost.median", "median cost"),
    "cost_sigma": ("cost.sigma", "spread of cost"),
    "audience_cost": ("audience_cost", "audience cost"),
    "probability_real": ("probability_real", "chance that it is real"),
    "answer_noise": ("answer_noise", "answer noise"),
}
SHARES = tuple(round(0.1 * step, 1) for step in range(1, 10))  # prior chances that the audience cost is real


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """One prior and what the record made of it."""

    label: str
    learned: Learned


def sensitivities(world: Any, owner: str, every_row: bool = False) -> list[Sensitivity]:
    """Return what is learned under the shipped prior, and with one number of the type at either end of its range."""
    found = [Sensitivity(SHIPPED, learned(world, owner, every_row, 0))]
    return found + [Sensitivity(label, learned(other, owner, every_row, 0)) for label, other in alternatives(world, owner)]


def alternatives(world: Any, owner: str) -> Iterator[tuple[str, Any]]:
    """Yield (label, world) with one number of the owner's type at an end of its shipped range, and with all reliability at its lowest or highest."""
    holder = next(one for one in world.owners if one.id == owner)
    for tier in TIERS.values():
        spec = getattr(holder, tier)
        if spec is None:
            continue
        for name, (path, words) in NUMBERS.items():
            quantity = world.quantities.get(f"owners.{owner}.{tier}.{path}")
            for end in (quantity.low, quantity.high) if quantity is not None and quantity.low is not None else ():
                if end != quantity.value:
                    yield f"{tier}: {words} {end:g}", with_type(world, owner, tier, **{name: end})
        levels = spec.reliability_levels
        for level in dict.fromkeys((0, len(levels) - 1)) if len(levels) > 1 else ():
            weights = tuple(float(place == level) for place in range(len(levels)))
            yield f"{tier}: reliability {levels[level]:g} for sure", with_type(world, owner, tier, reliability_weights=weights)


def with_type(world: Any, owner: str, tier: str, **numbers: Any) -> Any:
    """Return the world with numbers of one tier of an owner's type replaced."""
    owners = [replace(one, **{tier: replace(getattr(one, tier), **numbers)}) if one.id == owner else one for one in world.owners]
    return replace(world, owners=tuple(owners))


def real_by_prior(world: Any, owner: str, every_row: bool = False) -> list[dict[str, Any]]:
    """Return tier, prior, posterior: the belief that the audience cost is real after the record, for a range of beliefs before it."""
    rows = []
    for one in world.owners:
        for tier in TIERS.values() if one.id == owner else ():
            if getattr(one, tier) is not None:
                for share in SHARES:
                    found = learned(with_type(world, owner, tier, probability_real=share), owner, every_row, 0)
                    if any(marginal.tier == tier for marginal in found.marginals):
                        prior, posterior = found.of(tier, REAL).means()
                        rows.append({"tier": tier, "prior": prior, "posterior": posterior})
    return rows


def most_bits(found: list[Sensitivity], tier: str, parameter: str) -> float:
    """Return the most that the record taught about a number under any of the priors, in bits."""
    return float(np.max([one.learned.of(tier, parameter).bits for one in found]))
