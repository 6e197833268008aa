"""Private types as tables: a symmetric cost grid, lognormal mass, the prior as a product."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from sim.encode.types import cost_grid, cost_weights, positions, prior_table
from sim.scenario.world import TypeSpec

SPEC = TypeSpec(
    cost_median=2.5,
    cost_sigma=0.75,
    audience_cost=0.3,
    probability_real=0.4,
    reliability_levels=(0.05, 0.2, 0.6),
    reliability_weights=(0.3, 0.45, 0.25),
    false_alarm=0.0,
    answer_noise=0.45,
)


def test_the_grid_is_even_in_the_logarithm_and_centred_on_the_median():
    grid = cost_grid(SPEC, 25, 3.2)
    assert grid[12] == 2.5
    assert grid[0] == pytest.approx(2.5 * math.exp(-0.75 * 3.2), rel=1e-14)
    assert np.diff(np.log(grid)) == pytest.approx(0.75 * 6.4 / 24, rel=1e-11)


@pytest.mark.parametrize("cells", [1, 2, 3, 25, 200])
def test_positions_are_symmetric_to_the_last_bit(cells):
    at = positions(cells, 3.2)
    assert at == [-one for one in reversed(at)]
    assert max(at) == pytest.approx(3.2 if cells > 1 else 0.0, rel=1e-15)


@pytest.mark.parametrize("shift", [0.0, 1.0, -1.5])
def test_each_cell_holds_the_normal_mass_between_its_midpoints(shift):
    weights, at = cost_weights(25, 3.2, shift), positions(25, 3.2)
    assert weights.sum() == pytest.approx(1, abs=1e-15)
    phi = NormalDist(mu=shift).cdf
    assert weights[10] == pytest.approx(phi((at[10] + at[11]) / 2) - phi((at[9] + at[10]) / 2), rel=1e-12)
    assert weights @ np.array(at) == pytest.approx(shift, abs=0.02)  # the grid ends at 3.2 sigmas


def test_the_unbiased_weights_are_symmetric():
    weights = cost_weights(25, 3.2, 0.0)
    assert weights == pytest.approx(weights[::-1], rel=1e-12)


def test_the_prior_is_the_product_of_its_three_parts():
    table = prior_table(SPEC, 25, 4, 3.2, 0.0, 28).reshape(4, 2, 28)
    assert not table[:, :, 25:].any()
    table = table[:, :, :25]
    assert table.sum() == pytest.approx(1, abs=1e-15)
    assert table.sum(axis=(0, 2)) == pytest.approx([0.6, 0.4], abs=1e-15)
    assert table.sum(axis=(1, 2)) == pytest.approx([0.3, 0.45, 0.25, 0.0], abs=1e-15)
    assert table.sum(axis=(0, 1)) == pytest.approx(cost_weights(25, 3.2, 0.0), rel=1e-13)
    assert table[2, 1, 7] == pytest.approx(cost_weights(25, 3.2, 0.0)[7] * 0.4 * 0.25, rel=1e-13)
