"""Probing an unknown red line: value iteration written anew, plans of two steps, and sampling."""

import numpy as np
import pytest

from sim.games.canonical import unknown_red_line
from sim.games.canonical.unknown_red_line import once, stay, step_by_step, survives
from tests.games.points import legal_points

GAME = unknown_red_line.GAME
POINTS = legal_points(GAME, 8, seed=91)


def flat(values):
    """Return the setting without a price on overshooting, on a fine grid."""
    return GAME.values({**values.as_dict(), "kappa": 0, "cells": 2000})


@pytest.mark.parametrize("values", [flat(point) for point in POINTS])
def test_dynamic_programming_comes_to_the_closed_form_of_one_jump(values):
    single, grid = once(values), step_by_step(values)
    width = (6 / values["h"] if values.word("distribution") == "exponential" else 1) / 2000
    assert len(grid.levels) <= 2
    assert grid.levels[-1] == pytest.approx(single.levels[-1], abs=1.01 * width)
    assert single.value >= grid.value - 1e-9
    assert grid.value == pytest.approx(single.value, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("values", [flat(point) for point in POINTS[:4]])
def test_no_plan_of_two_steps_beats_one_jump(values):
    best, loss, beta = once(values).value, values["K"], values["beta"]
    top = 6 / values["h"] if values.word("distribution") == "exponential" else 1.0
    for one in np.linspace(0, top, 60):
        for two in np.linspace(one, top, 40):
            first = survives(values, one) * one - (1 - survives(values, one)) * loss
            later = survives(values, two) * two / (1 - beta) - (survives(values, one) - survives(values, two)) * loss
            assert first + beta * later <= best + 1e-9


@pytest.mark.parametrize("kappa", [20.0, 60.0])
@pytest.mark.parametrize("distribution", ["uniform", "exponential"])
def test_value_iteration_from_nothing_comes_to_the_same_path(kappa, distribution):
    values = GAME.values({"beta": 0.9, "kappa": kappa, "distribution": distribution, "cells": 120, "K": 0.5})
    top = 1.0 if distribution == "uniform" else 6 / values["h"]
    levels = np.linspace(0, top, 121)
    alive = np.array([survives(values, x) for x in levels])
    ahead = levels[None, :] >= levels[:, None]
    inner = np.linspace(0, 1, 401)
    overshot = np.zeros((121, 121))
    for i in range(121):  # integral of (x - theta) dF by the trapezoid rule on fine steps, from the survivor function: int L - (x - s) L(x)
        for j in range(i, 121):
            span = levels[j] - levels[i]
            between = np.array([survives(values, x) for x in levels[i] + span * inner])
            overshot[i, j] = span * alive[i] - span * np.trapezoid(between, inner)
    value = np.zeros(121)
    for _ in range(600):
        choice = np.where(
            ahead,
            alive[None, :] * levels[None, :] + 0.9 * value[None, :] - (alive[:, None] - alive[None, :]) * values["K"] - kappa * overshot,
            -np.inf,
        )
        value = choice.max(axis=1)
    assert step_by_step(values).value == pytest.approx(value[0], abs=1e-4)


def test_sampled_lines_end_probing_as_often_and_pay_as_much_as_said():
    values = GAME.values({"beta": 0.9, "K": 2.0})
    (found,) = GAME.solve(values)
    size = 200_000
    lines = np.random.Generator(np.random.Philox(23)).uniform(0, 1, size)
    crossed = lines < found.quantities["final"]
    assert crossed.mean() == pytest.approx(found.outcomes["line crossed"], abs=4.5 * 0.5 / np.sqrt(size))
    gained = np.where(crossed, -2.0, found.quantities["final"] / (1 - 0.9))
    assert gained.mean() == pytest.approx(found.values["prober"], abs=4.5 * gained.std() / np.sqrt(size))
    assert stay(values, found.quantities["final"]) == pytest.approx(found.values["prober"])


def test_only_a_price_on_overshooting_makes_salami_tactics_pay():
    steps = [GAME.solved(beta=0.99, kappa=kappa).equilibria[0].quantities["steps"] for kappa in (0, 5, 20, 100)]
    assert steps[0] == 1
    assert steps == sorted(steps)
    assert steps[-1] > 10
