"""Typical histories: kinds that people can name, the most typical of each, and what matters of it."""

import numpy as np

from sim.engine.trace import trace
from sim.experiment.engine import prepare
from sim.report import typical
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path


def histories(endings, clashes, forced, weights=None):
    """Return columns of as many histories as there are endings."""
    return {
        "replicate": np.arange(len(endings)),
        "weight": np.ones(len(endings)) if weights is None else np.array(weights, float),
        "ending": np.array(endings, float),
        "clash_month": np.where(np.array(clashes), 3.0, np.nan),
        "answers.north.1": np.zeros(len(endings)),
        "answers.north.7": np.array(forced, float),
    }


def test_kinds_differ_in_endings_and_clashes_commonest_first():
    found = typical.kinds(histories([1, 1, 1, 2, 2, 1], [0, 0, 0, 0, 0, 1], [0, 1, 2, 0, 4, 0]))
    assert [(kind.label, kind.share.value) for kind in found] == [
        ("no ending by the horizon", 0.5), ("settlement", 2 / 6), ("a direct clash, then no ending by the horizon", 1 / 6)
    ]  # fmt: skip
    assert found[0].replicate == 1  # the middle one of its kind


def test_a_single_kind_is_split_by_how_forceful_the_answers_are():
    found = typical.kinds(histories([1] * 6, [0] * 6, [0, 1, 1, 2, 5, 6]))
    assert sum(kind.share.value for kind in found) == 1.0
    assert all(kind.share.low < kind.share.value < kind.share.high for kind in found)
    assert [kind.label for kind in found][:1] == ["no ending by the horizon, at most 1 answers with force"]


def test_histories_without_weight_have_no_kind():
    assert all(kind.replicate != 2 for kind in typical.kinds(histories([1, 1, 2], [0, 0, 0], [0, 9, 0], [1, 1, 0])))


def test_drawing_by_weight_takes_each_history_once():
    assert typical.drawn(histories([1] * 4, [0] * 4, [0] * 4, [0, 1, 2, 1]), 4) == [1, 2, 3]


def test_steps_are_few_dated_and_in_order():
    world = load(scenario_path("november-2024"))
    told = trace(prepare(world), 1, 3)
    rows = typical.steps(told, world)
    assert 0 < len(rows) <= typical.MOST_STEPS
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert any("rung" in row[3] for row in rows)
    path = typical.path(told, "a kind")
    assert path.months[0] == 0.0
    assert len(path.months) == len(path.rungs) == len(told.moments) + 1
