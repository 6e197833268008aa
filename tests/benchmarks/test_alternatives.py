"""The array versions are the same model: their means agree with our kernel's, as far as chance allows, and they refuse what they leave out.

JAX is not a dependency: its test runs where jax is installed and REDLINE_TEST_JAX=1, because the first call compiles for some ten seconds.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np
import pytest

from benchmarks.alternatives import numpy_histories
from sim.encode.encode import encode
from sim.engine.batch import BLOCK, simulate_block
from sim.engine.history import Prepared, prepare
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
from sim.terms import Curve, Detail

BLOCKS = 2
ERRORS = 4.0  # standard errors of the difference; seeds are fixed, so the outcome is too
# not the parts that are rare as well as heavy-tailed (deliberate use): a standard error from 2,048 histories says too little about those
MEASURES = ("nuclear_use", "noise", "inadvertent", "clash", "settlement", "no_end", "events", "crossings", "credibility")
# more clashes, cascades, lost ground and collapses than the crisis itself has, so that a mistake in a rare part shows
HEATED = ("actors.russia.military.utilities.hybrid_attack=1", "owners.russia.backer.probability=0.5", "fronts.ukraine.volatility=0.2")
OVERRIDES = [pytest.param((), id="as it is"), pytest.param(HEATED, id="heated")]


@cache
def world(*overrides: str) -> Prepared:
    return prepare(encode(load(str(scenario_path("november-2024")), list(overrides))))


@cache
def ours(*overrides: str) -> dict[str, tuple[float, float]]:
    """Return (weighted mean, its standard error) of every measure and of credibility at the last record."""
    prepared = world(*overrides)
    blocks = [simulate_block(prepared, 1, index, BLOCKS * BLOCK) for index in range(BLOCKS)]
    weights = np.concatenate([block.weights for block in blocks])
    measures, details = (np.concatenate([getattr(block, part) for block in blocks]) for part in ("measures", "details"))
    columns = dict(zip(prepared.names.measures, measures.T, strict=True))
    columns |= {part: columns[f"nuclear_use.{part}"] for part in ("deliberate", "noise", "inadvertent")}
    columns |= {"events": details[:, Detail.EVENTS], "crossings": details[:, Detail.CROSSINGS]}
    found = {}
    for name, values in columns.items():
        mean = float(weights @ values / weights.sum())
        found[name] = mean, float(np.sqrt(weights**2 @ (values - mean) ** 2) / weights.sum())
    v, v2, vy, v2y, v2y2 = sum(block.curves for block in blocks)[-1, Curve.CREDIBILITY]
    mean = float(vy / v)
    return found | {"credibility": (mean, float(np.sqrt(v2y2 - 2 * mean * v2y + mean**2 * v2) / v))}


def distances(means: dict[str, float], *overrides: str) -> dict[str, float]:
    """Return how many standard errors of the difference each mean, over as many histories as ours, lies from ours."""
    compared = {name: ours(*overrides)[name] for name in MEASURES}
    return {name: (means[name] - mean) / (error * np.sqrt(2.0)) for name, (mean, error) in compared.items()}


def check(alternative: Any, overrides: tuple[str, ...]) -> None:
    means = alternative.simulate(world(*overrides).params, 1, BLOCKS * BLOCK)
    far = {name: distance for name, distance in distances(means, *overrides).items() if not abs(distance) <= ERRORS}
    assert far == {}


@pytest.mark.parametrize("overrides", OVERRIDES)
def test_numpy_plays_the_same_model(overrides: tuple[str, ...]) -> None:
    check(numpy_histories, overrides)


@pytest.mark.slow
@pytest.mark.parametrize("overrides", OVERRIDES)
def test_jax_plays_the_same_model(overrides: tuple[str, ...]) -> None:
    if os.environ.get("REDLINE_TEST_JAX") != "1":
        pytest.skip("set REDLINE_TEST_JAX=1 to compile the JAX version")
    pytest.importorskip("jax")
    from benchmarks.alternatives import jax_histories

    check(jax_histories, overrides)


def test_the_width_is_how_not_what() -> None:
    narrow = numpy_histories.simulate(world().params, 2, BLOCKS * BLOCK, width=300)
    assert all(abs(distance) <= ERRORS for distance in distances(narrow).values())


def test_a_world_with_options_that_are_left_out_is_refused() -> None:
    with pytest.raises(ValueError, match="leave out this setting of depth"):
        numpy_histories.simulate(world("crossings.expected_loss_depth=2").params, 1, 1)
