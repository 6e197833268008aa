"""Saltelli's points: two Sobol matrices and every mixture of them that differs in one factor, from which Sobol indices are computed.

A base point `a` stands beside a second one `b`; then come, for each factor, `a` with that factor from `b`. With pairs also `b` with each
factor from `a`. So a base point makes as many points as there are factors, and two; with pairs twice that.

References
----------
Saltelli, A. (2002). Making best use of model evaluations to compute sensitivity indices. Computer Physics Communications 145.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import ExperimentError
from sim.experiment.design import Design, Factor, Value
from sim.experiment.samplers.morris import installed

NEEDED = "a saltelli design needs SALib, which is not installed: python -m pip install 'redline[sensitivity]'"


def sample(factors: Sequence[Factor], design: Design, seed: int) -> list[tuple[Value, ...]]:
    """Return `design.points` (a power of two) groups of points, one value a factor each: a, the mixtures, b; `seed` scrambles the sequence.

    Raises
    ------
    ExperimentError                where SALib is not installed
    """
    import numpy as np

    if not factors:
        return []
    if not installed():
        raise ExperimentError(NEEDED)
    from SALib.sample.sobol import sample as mixtures

    names = [factor.name for factor in factors]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    shares = mixtures(problem, design.points, calc_second_order=design.pairs, seed=np.random.default_rng(seed))  # a number 0 might mean none
    return [tuple(factor.at(float(u)) for factor, u in zip(factors, row, strict=True)) for row in shares]
