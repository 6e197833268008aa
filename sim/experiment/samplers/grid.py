"""Every combination of the factors' values: for one or two factors, and for curves and maps."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sim.experiment.design import Design, Factor, Value


def sample(factors: Sequence[Factor], design: Design, seed: int) -> list[tuple[Value, ...]]:
    """Return the product of all factors' values, the last factor turning fastest; a range is cut into equal steps on its scale.

    A grid is not drawn, so `seed` does not enter.
    """
    return list(itertools.product(*(_values(factor, factor.steps or design.steps) for factor in factors)))


def _values(factor: Factor, steps: int) -> Sequence[Value]:
    return factor.values or [factor.at(step / (steps - 1)) for step in range(steps)]
