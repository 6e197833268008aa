"""Designs: what they promise about how they cover the factors."""

from __future__ import annotations

import math

import pytest

from sim.experiment.design import Design, Factor
from sim.experiment.samplers import grid, latin_hypercube

LINEAR = Factor("a", "a", "uncertainty", low=-1.0, high=3.0)
LOG = Factor("b", "b", "uncertainty", low=0.1, high=10.0, scale="log")
LISTED = Factor("c", "c", "lever", values=("x", "y"))


@pytest.mark.parametrize("seed", [0, 1, 7])
def test_latin_hypercube_visits_each_stratum_of_each_factor_once(seed):
    points = 40
    rows = latin_hypercube.sample([LINEAR, LOG, LISTED], Design("latin_hypercube", points=points), seed)
    linear = sorted(int((row[0] + 1) / 4 * points) for row in rows)
    log = sorted(int(math.log(row[1] / 0.1) / math.log(100) * points) for row in rows)
    assert linear == list(range(points))
    assert log == list(range(points))
    assert [row[2] for row in rows].count("x") == points // 2


def test_latin_hypercube_depends_on_its_seed_and_on_nothing_else():
    design = Design("latin_hypercube", points=10)
    assert latin_hypercube.sample([LINEAR, LOG], design, 0) == latin_hypercube.sample([LINEAR, LOG], design, 0)
    assert latin_hypercube.sample([LINEAR, LOG], design, 0) != latin_hypercube.sample([LINEAR, LOG], design, 1)


def test_grid_is_every_combination_with_the_ends_of_each_range():
    rows = grid.sample([LINEAR, LOG, LISTED], Design("grid", steps=3), 0)
    assert len(rows) == 3 * 3 * 2
    assert sorted({row[0] for row in rows}) == [-1.0, 1.0, 3.0]
    assert sorted({row[1] for row in rows}) == pytest.approx([0.1, 1.0, 10.0])
    assert rows[0] == (-1.0, 0.1, "x")
    assert rows[1] == (-1.0, 0.1, "y")


def test_steps_of_a_factor_win_over_those_of_the_design():
    factor = Factor("a", "a", "lever", low=0.0, high=1.0, steps=5)
    assert [row[0] for row in grid.sample([factor], Design("grid", steps=3), 0)] == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_sampled_values_have_six_digits_so_that_every_machine_writes_the_same_design():
    rows = latin_hypercube.sample([LINEAR, LOG], Design("latin_hypercube", points=50), 4)
    assert all(float(f"{value:.6g}") == value for row in rows for value in row)
