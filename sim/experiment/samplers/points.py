"""Points as a file lists them; what was read and checked is in the design (see sim.experiment.listed)."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.design import Design, Factor, Value


def sample(factors: Sequence[Factor], design: Design, seed: int) -> list[tuple[Value, ...]]:
    """Return the rows of the file, in its order, one value a factor each. A list is not drawn, so `seed` does not enter."""
    return list(design.rows)
