"""Strategic choice with error: chances by sampling the errors themselves, and the limits of precision."""

import math

import numpy as np
import pytest

from sim.games.canonical import strategic_choice
from tests.games.points import legal_points

GAME = strategic_choice.GAME
POINTS = legal_points(GAME, 12, seed=41)
SIZE = 200_000


@pytest.mark.parametrize("values", [p for p in POINTS if p.word("error") != "none"], ids=lambda p: p.word("error"))
def test_movers_that_pick_the_better_of_two_payoffs_with_errors_act_as_often_as_said(values):
    (found,) = GAME.solve(values)
    draws = np.random.Generator(np.random.Philox(17))
    if values.word("error") == "logit":
        errors = draws.gumbel(size=(4, SIZE)) / max(values["precision"], 1e-12)
    else:
        errors = draws.normal(0, values["sd"], (4, SIZE))
    resists = values["u2_WAR"] + errors[0] > values["u2_CAP"] + errors[1]
    p_R = found.strategies["defender, attacked"]["resist"]
    assert resists.mean() == pytest.approx(p_R, abs=4.5 * math.sqrt(p_R * (1 - p_R) / SIZE) + 1e-9)
    attack = p_R * values["u1_WAR"] + (1 - p_R) * values["u1_CAP"]
    p_A = found.strategies["attacker"]["attack"]
    assert (attack + errors[2] > values["u1_SQ"] + errors[3]).mean() == pytest.approx(p_A, abs=4.5 * math.sqrt(p_A * (1 - p_A) / SIZE) + 1e-9)


@pytest.mark.parametrize("values", POINTS[:6])
def test_without_error_and_with_very_precise_errors_the_same_is_done(values):
    plain = {**values.as_dict(), "error": "none"}
    (sure,) = GAME.solve(GAME.values(plain))
    (logit,) = GAME.solve(GAME.values({**plain, "error": "logit", "precision": 1e5}))
    (probit,) = GAME.solve(GAME.values({**plain, "error": "probit", "sd": 1e-5}))
    for near in (logit, probit):
        assert dict(near.outcomes) == pytest.approx(dict(sure.outcomes), abs=1e-6)


def test_no_precision_is_a_coin_for_each_move():
    assert dict(GAME.solved(precision=0).equilibria[0].outcomes) == {"status quo": 0.5, "capitulation": 0.25, "war": 0.25}
