"""Settings that must not matter: halving the step of the front, or of what counts as lost ground, moves P(nuclear use) by less than 5 %.

Paired on common luck; the change plus two standard errors must stay below the limit, so the samples are as large as that takes.
"""

import pytest

from tests.engine.worlds import Sample, paired, sample, world

LIMIT = 0.05
HISTORIES = 16_384
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def autumn() -> Sample:
    """Return 16,384 histories of September 2022, where the front matters most, seed 1."""
    return sample(world("september-2022"), HISTORIES)


# measured with seed 2: the first +0.7 % (standard error 0.8 %), the second +1.7 % (0.2 %)
@pytest.mark.parametrize("halved", ["numerics.front_steps_per_month=64", "crossings.state_step=0.0125"])
def test_halving_a_step_in_september_2022_moves_nuclear_use_by_less_than_five_percent(autumn, halved):
    change, error = paired(autumn, sample(world("september-2022", halved), HISTORIES), "nuclear_use")
    assert abs(change) + 2 * error < LIMIT * autumn.mean("nuclear_use")[0]


@pytest.mark.parametrize("halved", ["numerics.front_steps_per_month=64", "crossings.state_step=0.0125"])
def test_halving_a_step_in_november_2024_moves_nuclear_use_by_less_than_five_percent(halved):
    base = sample(world("november-2024"), HISTORIES // 4)
    change, error = paired(base, sample(world("november-2024", halved), HISTORIES // 4), "nuclear_use")
    assert abs(change) + 2 * error < LIMIT * base.mean("nuclear_use")[0]
