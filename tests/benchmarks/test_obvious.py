"""The models a user would write instead are the same model: their means agree with ours within what chance allows."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from benchmarks.alternatives import mesa_python, numba_obvious
from sim.encode.encode import encode
from sim.engine.batch import BLOCK, simulate_block
from sim.engine.history import Prepared, prepare
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
from sim.terms import Detail

BLOCKS = 3
ERRORS = 4.0  # standard errors of the difference; seeds are fixed, so the outcome is too
MEASURES = ("nuclear_use", "clash", "settlement", "events", "crossings")


@cache
def world(name: str, *overrides: str) -> Prepared:
    return prepare(encode(load(str(scenario_path(name)), list(overrides))))


@cache
def ours(name: str, *overrides: str) -> dict[str, tuple[float, float]]:
    """Return (weighted mean, standard error of one history) of every measure."""
    prepared = world(name, *overrides)
    blocks = [simulate_block(prepared, 1, index, BLOCKS * BLOCK) for index in range(BLOCKS)]
    weights = np.concatenate([block.weights for block in blocks])
    measures, details = (np.concatenate([getattr(block, part) for block in blocks]) for part in ("measures", "details"))
    columns = dict(zip(prepared.names.measures, measures.T, strict=True))
    columns |= {"events": details[:, Detail.EVENTS], "crossings": details[:, Detail.CROSSINGS]}
    found = {}
    for name_, values in columns.items():
        mean = float((weights * values).sum() / weights.sum())
        found[name_] = mean, float(np.sqrt((weights * weights * (values - mean) * (values - mean)).sum() * len(weights)) / weights.sum())
    return found


def distances(means: dict[str, float], histories: int, name: str, *overrides: str) -> dict[str, float]:
    """Return how many standard errors each measure lies from ours."""
    found = {}
    for measure in MEASURES:
        mean, error = ours(name, *overrides)[measure]
        gap = means[measure] - mean
        found[measure] = gap / (error * np.sqrt(1 / histories + 1 / (BLOCKS * BLOCK))) if gap else 0.0
    return found


HEATED = ("actors.russia.military.utilities.hybrid_attack=1", "owners.russia.backer.probability=0.5", "fronts.ukraine.volatility=0.2")
CASES = [("november-2024", ()), ("september-2022", ()), ("two-actors", ()), ("november-2024", HEATED)]
IDS = ["november-2024", "september-2022", "two-actors", "heated"]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "overrides"), CASES, ids=IDS)
def test_the_obvious_kernel_is_the_same_model(name, overrides):
    means = numba_obvious.simulate(world(name, *overrides).params, 1, 1024)
    assert max(map(abs, distances(means, 1024, name, *overrides).values())) <= ERRORS


@pytest.mark.slow
@pytest.mark.parametrize(("name", "overrides"), CASES, ids=IDS)
def test_the_plain_mesa_model_is_the_same_model(name, overrides):
    means = mesa_python.simulate(world(name, *overrides).params, 1, 64)
    assert max(map(abs, distances(means, 64, name, *overrides).values())) <= ERRORS


def test_collecting_moves_nothing():
    params = world("two-actors").params
    assert mesa_python.simulate(params, 5, 3, collect=True) == mesa_python.simulate(params, 5, 3)


@pytest.mark.parametrize("alternative", [mesa_python, numba_obvious])
def test_a_world_with_options_that_are_not_written_there_is_refused(alternative: Any):
    params = world("november-2024", "crossings.expected_loss_depth=2").params
    with pytest.raises(ValueError, match="knows depth 1"):
        alternative.simulate(params, 1, 1)
