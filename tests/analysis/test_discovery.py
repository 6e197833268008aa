"""Boxes: a box that was put there is found, luck is not taken for one, and what is flattering is judged by other points."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.columns import Column
from sim.analysis.discovery import Limit, discover, enough

pytest.importorskip("ema_workbench")


def sample(points, names="abcdef", seed=1):
    rng = np.random.default_rng(seed)
    return [Column(name, rng.random(points)) for name in names]


def test_a_planted_box_is_found_with_its_edges_and_nothing_else():
    columns = sample(300)
    a, b = columns[0].numbers, columns[1].numbers
    found = discover(columns, (a > 0.6) & (b < 0.5), np.arange(300), 0)
    assert set(found.chosen.limits) == {"a", "b"}
    assert found.chosen.limits["a"].low == pytest.approx(0.6, abs=0.03)
    assert found.chosen.limits["a"].high is None
    assert found.chosen.limits["b"].high == pytest.approx(0.5, abs=0.03)
    assert found.chosen.limits["b"].low is None
    assert found.chosen.coverage > 0.9
    assert found.chosen.density > 0.9
    assert found.again == {"a": 1.0, "b": 1.0}
    assert found.density > 0.8
    assert max(found.chosen.quasi_p.values()) < 1e-6


def test_the_path_begins_with_all_points_and_its_numbers_are_counts():
    columns = sample(200)
    flags = columns[0].numbers > 0.7
    found = discover(columns, flags, np.arange(200), 0)
    first = found.path[0]
    assert (first.coverage, first.inside, first.hits, dict(first.limits)) == (1.0, 200, int(flags.sum()), {})
    for box in found.path:
        inside = np.ones(200, dtype=bool)
        for column in columns:
            if column.name in box.limits:
                inside &= box.limits[column.name].holds(column)
        assert (box.inside, box.hits) == (int(inside.sum()), int(flags[inside].sum()))
        assert box.density == pytest.approx(box.hits / box.inside)


def test_a_box_of_luck_is_judged_by_points_that_were_not_searched():
    columns = sample(120, seed=4)
    flags = np.random.default_rng(9).random(120) < 0.25  # nothing to find
    found = discover(columns, flags, np.arange(120), 1)
    assert found.density < 0.45
    if found.chosen.limits:
        assert found.density < found.chosen.density - 0.1


def test_restrictions_that_luck_would_make_as_useful_are_released():
    columns = sample(150, seed=7)
    flags = columns[0].numbers > 0.5
    flags = flags ^ (np.random.default_rng(3).random(150) < 0.15)
    found = discover(columns, flags, np.arange(150), 1)
    assert "a" in found.chosen.limits
    assert all(p <= 0.05 for p in found.chosen.quasi_p.values())


def test_of_all_steps_freed_of_luck_the_best_is_taken_and_not_the_best_step_freed():
    from sim.analysis.discovery import _freed

    rng = np.random.default_rng(8)
    x = rng.random((120, 5))
    flags = rng.random(120) < 0.1 + 0.6 * (x[:, 0] < 0.5) * (0.4 + 0.6 * x[:, 1])
    columns = [Column(name, x[:, place]) for place, name in enumerate("abcde")]
    found = discover(columns, flags, np.arange(120), 1)
    step = max(found.path, key=lambda one: one.balance)
    assert len(step.limits) == 4
    assert found.chosen.balance > _freed(columns, flags, step).balance + 0.003
    assert set(found.chosen.limits) == {"a"}


def test_our_quasi_p_values_are_those_of_the_library():
    import pandas as pd
    from ema_workbench.analysis.prim import Prim

    columns = sample(200)
    flags = (columns[0].numbers > 0.6) & (columns[1].numbers < 0.5)
    table = pd.DataFrame({column.name: column.numbers for column in columns})
    theirs = Prim(table, flags.astype(int), threshold=1e-9, mass_min=0.05).find_box()
    ours = discover(columns, flags, np.arange(200), 0).path
    assert len(ours) == len(theirs.qp)
    compared = 0
    for box, found in zip(ours, theirs.qp, strict=True):
        for name, chances in found.items():
            if name in box.limits:
                assert box.quasi_p[name] == pytest.approx(max(p for p in chances if p >= 0), rel=1e-9, abs=1e-300)
                compared += 1
    assert compared > 10


def test_texts_and_truths_are_restricted_to_some_of_their_values():
    rng = np.random.default_rng(2)
    columns = [*sample(240, "ab"), Column("scenario", rng.integers(0, 3, 240).astype(float), ("x", "y", "z"))]
    columns.append(Column("locked", rng.integers(0, 2, 240).astype(float), ("false", "true")))
    flags = (columns[2].numbers != 1) & (columns[3].numbers == 1)
    found = discover(columns, flags, np.arange(240), 0)
    assert found.chosen.limits == {"scenario": Limit(words=("x", "z")), "locked": Limit(words=("true",))}
    assert (found.chosen.coverage, found.chosen.density) == (1.0, 1.0)


def test_seed_0_is_a_seed_and_groups_stay_together():
    columns = sample(100)
    flags = columns[0].numbers + 0.4 * np.random.default_rng(1).random(100) > 0.9
    same = [discover(columns, flags, np.arange(100), seed) for seed in (0, 0, 1)]
    assert same[0] == same[1]
    assert same[0].density != same[2].density
    one_group = discover(columns, flags, np.zeros(100, dtype=int), 0)
    assert one_group.halvings == 0
    assert np.isnan(one_group.density)


@pytest.mark.parametrize(("points", "wanted", "able"), [(20, 5, True), (19, 5, False), (40, 4, False), (40, 36, False), (40, 35, True)])
def test_a_box_is_sought_only_where_there_are_points_of_both_kinds(points, wanted, able):
    assert enough(np.arange(points) < wanted) is able
