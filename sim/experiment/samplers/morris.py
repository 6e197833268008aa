"""Morris's trajectories: from a random start each factor is changed once, one after the other, by about half of its range.

References
----------
Morris, M. D. (1991). Factorial sampling plans for preliminary computational experiments. Technometrics 33.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence

from sim.errors import ExperimentError
from sim.experiment.design import Design, Factor, Value

TRAJECTORIES, LEVELS = 10, 4  # unless told
NEEDED = "a morris design needs SALib, which is not installed: python -m pip install 'redline[sensitivity]'"


def installed() -> bool:
    """Return whether SALib can be imported, without importing it."""
    return importlib.util.find_spec("SALib") is not None


def sample(factors: Sequence[Factor], design: Design, seed: int) -> list[tuple[Value, ...]]:
    """Return `design.points` trajectories of one point more than there are factors, over `design.steps` levels from end to end of each range.

    Raises
    ------
    ExperimentError                where SALib is not installed
    """
    import numpy as np

    if not factors:
        return []
    if not installed():
        raise ExperimentError(NEEDED)
    from SALib.sample.morris import sample as trajectories

    names = [factor.name for factor in factors]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    # A generator, not a number: SALib has taken a seed of 0 for none.
    shares = trajectories(problem, design.points, num_levels=design.steps, seed=np.random.default_rng(seed))
    levels = np.rint(shares * (design.steps - 1)).astype(int)  # whole numbers, so that no last bit of SALib's arithmetic can enter
    return [tuple(factor.at(int(level) / (design.steps - 1)) for factor, level in zip(factors, row, strict=True)) for row in levels]
