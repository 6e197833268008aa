"""Unilateral deterrence: closed-form regions against a search over all supports of a simpler description of the same game, and against simulation."""

import random

import pytest

from sim.games.canonical import unilateral_deterrence as game
from tests.games.points import legal_points

GAME = game.GAME


def best_responses(values, x_hard, x_soft, y_soft, belief):
    """Return how much the hard and soft challenger and the soft defender could gain, from payoffs alone (no tree)."""
    resist = values["q"] + (1 - values["q"]) * y_soft
    gaps = []
    for x, last in ((x_hard, max(values["ch_DD_hard"], values["ch_CD"])), (x_soft, max(values["ch_DD_soft"], values["ch_CD"]))):
        challenge = (1 - resist) * values["ch_DC"] + resist * last
        gaps.append(max(challenge, values["ch_SQ"]) - x * challenge - (1 - x) * values["ch_SQ"])
    resisting = belief * values["de_DD_soft"] + (1 - belief) * values["de_CD"]
    gaps.append(max(resisting, values["de_DC"]) - y_soft * resisting - (1 - y_soft) * values["de_DC"])
    return max(gaps)


@pytest.mark.parametrize("values", legal_points(GAME, 30, seed=5), ids=lambda values: f"p={values['p']:.2f} q={values['q']:.2f}")
def test_a_search_over_a_grid_of_plans_finds_challenges_only_where_the_region_says(values):
    solution = GAME.solve(values)
    at = solution.named(solution.region)
    steps, near = 12, 0.02 * (values["ch_DC"] - values["ch_CD"])
    y_claimed = at.strategies["defender soft"]["resist"]
    claimed = [at.strategies[f"challenger {kind}"]["challenge"] for kind in game.TYPES]
    for x_soft in (index / steps for index in range(steps + 1)):
        for x_hard in (0.0, 0.5, 1.0):
            if x_hard == x_soft == 0:
                continue
            belief = values["p"] * x_hard / (values["p"] * x_hard + (1 - values["p"]) * x_soft)
            for y_soft in (index / steps for index in range(steps + 1)):
                if best_responses(values, x_hard, x_soft, y_soft, belief) < near / 20:
                    assert abs(x_hard - claimed[0]) < 0.3
                    assert abs(x_soft - claimed[1]) < 0.3
                    assert abs(y_soft - y_claimed) < 0.3
    belief = at.beliefs["defender soft"]["hard challenger, soft defender, challenge"]
    assert best_responses(values, *claimed, y_claimed, belief) <= 1e-12


@pytest.mark.parametrize(("p", "q"), [(0.3, 0.52), (0.3, 0.2), (0.7, 0.2)])
def test_the_steadfast_equilibrium_stands_beside_every_equilibrium_with_challenges(p, q):
    solution = GAME.solved(p=p, q=q)
    assert [found.name for found in solution] == [solution.region, "steadfast"]
    steadfast = solution.named("steadfast")
    assert steadfast.outcomes["status quo"] == pytest.approx(1)
    assert "never tested" in steadfast.notes[0]


def test_simulated_play_of_the_bluff_equilibrium_gives_its_outcomes():
    luck, count = random.Random(7), 200_000
    bluff = GAME.solved(p=0.3, q=0.2).named("bluff")
    x = {kind: bluff.strategies[f"challenger {kind}"]["challenge"] for kind in game.TYPES}
    y = {kind: bluff.strategies[f"defender {kind}"]["resist"] for kind in game.TYPES}
    met = dict.fromkeys(bluff.outcomes, 0)
    for _ in range(count):
        challenger, defender = ("hard" if luck.random() < share else "soft" for share in (0.3, 0.2))
        if luck.random() >= x[challenger]:
            met["status quo"] += 1
        elif luck.random() >= y[defender]:
            met["defender concedes"] += 1
        else:
            met["conflict" if challenger == "hard" else "challenger defeated"] += 1
    for outcome, probability in bluff.outcomes.items():
        assert abs(met[outcome] / count - probability) < 4.5 * (probability * (1 - probability) / count) ** 0.5
