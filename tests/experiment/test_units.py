"""Units are found by their numbers as if they stood in a list; a shard grows with the plan, so that there are never too many."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.experiment.design import Point
from sim.experiment.load import load_experiment
from sim.experiment.plan import plan_sweep
from sim.experiment.sweep import LARGEST_SHARD, MOST_SHARDS, SHARDS, chunks, shard_size
from sim.experiment.units import ROOM, Units
from sim.results.ranges import Ranges
from tests.experiment.fakes import FAKE

HISTORIES = some.lists(some.integers(0, 70), max_size=6)


@given(HISTORIES, some.integers(1, 20), some.booleans(), some.lists(some.integers(0, 90)))
def test_units_are_those_of_a_list(histories, block, growing, asked):
    points = [Point(number, count, {}) for number, count in enumerate(histories, 3)]
    listed, start = {}, 0
    for place, point in enumerate(points):
        blocks = range(-(-point.histories // block))
        listed |= {(place * ROOM if growing else start) + one: (point, one) for one in blocks}
        start += len(blocks)
    units = Units(points, block, growing)
    assert dict(units) == listed
    assert len(units) == len(listed)
    assert units.numbers == set(listed)
    assert {units.number(point.number, one) for point, one in listed.values()} == set(listed)
    chosen = {list(listed)[place % len(listed)] for place in asked} if listed else set()
    sizes = [min(block, listed[unit][0].histories - listed[unit][1] * block) for unit in chosen]
    assert units.histories(chosen) == units.histories(Ranges._from_iterable(chosen)) == sum(sizes)
    for absent in (-1, max(listed, default=0) + 1):
        with pytest.raises(KeyError):
            units[absent]


@pytest.mark.parametrize(
    ("points", "histories", "variants", "size", "shards"),
    [
        (1, 20_000, 1, 1, 20),
        (1, 1_000_000, 1, 16, 62),
        (65, 2048, 24, 1, 130),
        (10_000, 100_000, 1, 60, 16_334),  # a thousand million histories
        (10_000, 1_000_000, 1, 597, 16_366),  # ten times as many
        (1_000_000, 1000, 1, 62, 16_130),  # of many points: a shard crosses them
        (1_000_000, 100, 1, 164, 6098),
        (10_000, 4096, 24, 3, 13_334),
    ],
)
def test_a_shard_grows_with_the_plan(experiment_file, points, histories, variants, size, shards):
    plan = plan_sweep(load_experiment(experiment_file, FAKE), FAKE)
    plan = replace(plan, points=tuple(Point(n, histories, {}) for n in range(1, points + 1)), variants={f"v{n}": () for n in range(variants)})
    assert shard_size(plan) == size
    assert len(chunks(plan, ())) == shards <= MOST_SHARDS
    assert size * min(histories, 1024) * variants <= LARGEST_SHARD or plan.histories() > LARGEST_SHARD * SHARDS


def test_what_is_done_is_left_out_of_the_tasks(experiment_file):
    plan = plan_sweep(load_experiment(experiment_file, FAKE), FAKE)
    assert [unit for first, last in chunks(plan, {1, 2, 7}) for unit in range(first, last + 1)] == [0, 3, 4, 5, 6, 8, 9, 10]
    assert chunks(plan, plan.units().numbers) == []
