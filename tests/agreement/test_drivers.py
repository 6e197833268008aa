"""Rules are written once: the Mesa model and the batch kernel play the same histories, bit for bit."""

import numpy as np
import pytest

from sim.engine.agents import CrisisModel
from sim.engine.batch import simulate_block
from sim.terms import Curve
from tests.engine.worlds import SHIPPED, told, world

SEED, HISTORIES = 7, 12
scenario = pytest.mark.parametrize("scenario", SHIPPED)


@pytest.fixture(scope="module")
def watched():
    """Return the States of 12 histories of each shipped scenario, seed 7, as the Mesa model leaves them."""
    states = {}
    for name in SHIPPED:
        states[name] = []
        for replicate in range(HISTORIES):
            model = CrisisModel(world(name), SEED, replicate)
            while model.running:
                model.step()
            states[name].append(model.state)
            model.close()
    return states


@scenario
def test_every_byte_of_the_final_state_is_the_same(scenario, watched):
    for replicate, state in enumerate(watched[scenario]):
        batch = told(world(scenario), SEED, replicate)
        for field in state.dtype.names:  # by field, so that a failure says which
            assert np.asarray(state[field]).tobytes() == np.asarray(batch[field]).tobytes(), field


@scenario
def test_scores_details_and_weights_of_a_block_are_those_of_the_watched_histories(scenario, watched):
    names, block = world(scenario).names, simulate_block(world(scenario), SEED, 0, HISTORIES)
    assert block.measures.tolist() == [state.score[: len(names.measures)].tolist() for state in watched[scenario]]
    assert block.weights.tolist() == [float(state.weight) for state in watched[scenario]]
    details = np.array([state.detail for state in watched[scenario]])
    assert np.array_equal(block.details, np.where(np.isinf(details), np.nan, details), equal_nan=True)


@scenario
def test_curves_of_a_block_are_the_sums_of_the_watched_histories(scenario, watched):
    """Sums over histories, in their order, of v, v^2, v y, v^2 y and v^2 y^2; v is the weight, for states of the world times survival."""
    names, block = world(scenario).names, simulate_block(world(scenario), SEED, 0, HISTORIES)
    ticks, channels = len(names.ticks), len(names.channels)
    sums = np.zeros((ticks, channels, 5))
    for state in watched[scenario]:
        y = state.curve[:ticks, :channels]
        v = np.full((ticks, channels), float(state.weight))
        v[:, int(Curve.CREDIBILITY) :] = (float(state.weight) * state.alive[:ticks])[:, None]
        for place, term in enumerate((v, v * v, v * y, v * v * y, v * v * y * y)):
            sums[:, :, place] += term
    assert block.curves.tobytes() == sums.tobytes()


def test_two_models_side_by_side_do_not_disturb_each_other():
    models = [CrisisModel(world("november-2024"), SEED, replicate) for replicate in (3, 3, 4)]
    while any(model.running for model in models):
        for model in models:
            if model.running:
                model.step()
    one, two, three = (model.state for model in models)
    assert one.tobytes() == two.tobytes() == told(world("november-2024"), SEED, 3).tobytes()
    assert three.tobytes() == told(world("november-2024"), SEED, 4).tobytes()
    for model in models:
        model.close()


def test_a_pause_changes_nothing():
    model = CrisisModel(world("november-2024"), SEED, 5)
    for month in (0.5, 1.0, 1.0, 4.0, 9.5, 100.0):
        model.run_until(month)
    assert model.state.tobytes() == told(world("november-2024"), SEED, 5).tobytes()
    model.close()
