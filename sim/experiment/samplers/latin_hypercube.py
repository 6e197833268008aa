"""Latin hypercube: each factor's range is cut into as many strata as there are points, and each stratum is visited once.

References
----------
McKay, M. D., Beckman, R. J. and Conover, W. J. (1979). A comparison of three methods for selecting values of input variables. Technometrics 21.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.design import Design, Factor, Value


def sample(factors: Sequence[Factor], design: Design, seed: int) -> list[tuple[Value, ...]]:
    """Return `design.points` points, one value a factor each; a factor with a list of values takes each equally often, as far as it goes."""
    import numpy as np
    from scipy.stats import qmc

    if not factors:
        return []
    shares = qmc.LatinHypercube(len(factors), rng=np.random.default_rng(seed)).random(design.points)
    return [tuple(factor.at(float(u)) for factor, u in zip(factors, row, strict=True)) for row in shares]
