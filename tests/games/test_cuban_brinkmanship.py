"""A threat left to chance: the best threat by trying chances."""

import numpy as np
import pytest

from sim.games.canonical import cuban_brinkmanship
from tests.games.points import legal_points

GAME = cuban_brinkmanship.GAME
CHANCES = np.linspace(0, 1, 20_001)


def worth(values, q):
    """Return what a threat of chance q is worth to the United States when each kind of Soviet Union does what is best for it."""
    obeys = values["soft_withdraw"] >= q * values["soft_war"] + (1 - q) * values["soft_keep"] - 1e-12
    defied = q * values["executed"] + (1 - q) * values["defied"]
    return (1 - values["p"]) * (values["obeyed"] if obeys else defied) + values["p"] * defied


@pytest.mark.parametrize("values", legal_points(GAME, 20, seed=12))
def test_no_other_chance_is_worth_more(values):
    (found,) = GAME.solve(values)
    best = max(values["silent"], *(worth(values, q) for q in CHANCES if q > 0))
    assert found.values["united states"] == pytest.approx(best, abs=2e-3)


def test_between_the_two_limits_only_a_threat_left_to_chance_pays():
    regions = [GAME.solved(p=p).region for p in (0.2, 0.3, 0.4)]
    assert regions == ["a sure threat would do", "only a threat left to chance", "no threat pays"]
    sure = [(1 - p) * 1 + p * -10 for p in (0.2, 0.3)]
    assert sure[0] > -2 > sure[1]
