"""Private types as tables: the cost grid of a tier and the prior over (cost cell, audience cost real or not, reliability level)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.rules.numerics import exp, normal_cdf
from sim.scenario.world import TypeSpec

Floats = NDArray[np.float64]


def cost_grid(spec: TypeSpec, cells: int, span: float) -> Floats:
    """Return costs (cells,), stake, equally spaced in the logarithm over +- span sigmas around the median."""
    return np.array([spec.cost_median * exp(spec.cost_sigma * z) for z in positions(cells, span)])


def positions(cells: int, span: float) -> list[float]:
    """Return the cells' positions in sigmas, symmetric about 0 to the last bit."""
    if cells == 1:
        return [0.0]
    return [span * (2 * i - (cells - 1)) / (cells - 1) for i in range(cells)]


def cost_weights(cells: int, span: float, shift: float) -> Floats:
    """Return the probability of each cost cell (cells,): the normal mass between the midpoints, `shift` sigmas to the right."""
    at = positions(cells, span)
    edges = [(at[i] + at[i + 1]) / 2 for i in range(cells - 1)]
    below = [0.0, *(normal_cdf(edge - shift) for edge in edges), 1.0]
    return np.array([below[i + 1] - below[i] for i in range(cells)])


def prior_table(spec: TypeSpec, cells: int, levels: int, span: float, shift: float, stride: int) -> Floats:
    """Return the prior over types (levels * 2 * stride,), type = (level * 2 + real) * stride + cell; sums to 1, padding has no mass.

    `shift` (sigmas of log cost) is the observers' bias: +1 = outsiders overrate the cost by one sigma.
    """
    table = np.zeros((levels, 2, stride))
    audience = (1.0 - spec.probability_real, spec.probability_real)
    for cell, mass in enumerate(cost_weights(cells, span, shift)):
        for real in range(2):
            for level, share in enumerate(spec.reliability_weights):
                table[level, real, cell] = mass * audience[real] * share
    flat = table.reshape(-1)
    total = 0.0
    for mass in flat:  # in order: a library's sum may group as it likes
        total += float(mass)
    return flat / total
