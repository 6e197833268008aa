"""Indices without a library, and which of them a design gets: grids, rank correlations, slices."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis import indices, sensitivity
from sim.analysis.columns import Column, columns
from sim.analysis.conditional import slices
from sim.analysis.grids import of_grid
from sim.analysis.interest import Question, of_interest
from sim.analysis.outputs import CONTRAST, VARIANT, Output
from sim.analysis.ranks import of_ranks
from sim.analysis.spread import Setting, Spread


def output(values, error=0.0, of=VARIANT):
    y = np.asarray(values, dtype=float)
    errors = np.full(len(y), float(error))
    return Output(of, "one", "nuclear_use", y, errors, y - 1.96 * errors, y + 1.96 * errors)


def test_a_grid_is_cut_into_the_shares_of_its_factors():
    # y = 2 i + j on 3 x 2 cells: variances of the means 4 * 2/3 and 1/4
    a, b = (Column(name, np.array(values, dtype=float)) for name, values in (("a", [0, 0, 1, 1, 2, 2]), ("b", [0, 1] * 3)))
    found = of_grid([a, b], np.array([0, 1, 2, 3, 4, 5.0]), 0.0)
    assert [one.value for one in found] == pytest.approx([32 / 35, 3 / 35])
    interplay = of_grid([a, b], np.array([0, 1, 1, 0, 0.5, 0.5]), 0.0)
    assert [one.value for one in interplay] == pytest.approx([0.0, 0.0], abs=1e-12)


def test_a_rank_correlation_does_not_care_how_bent_a_rise_is():
    x = np.linspace(0.1, 1, 20)
    found = of_ranks([Column("a", x), Column("b", -x), Column("c", np.ones(20)), Column("d", x, ("x", "y", "z") * 7)], np.exp(9 * x))
    assert {one.factor: one.value for one in found} == {"a": pytest.approx(1.0), "b": pytest.approx(-1.0)}
    assert found[0].low > 0.99
    assert found[1].clear
    assert of_ranks([Column("a", x[:7])], x[:7]) == []


def test_intervals_of_rank_correlations_hold_the_truth_as_often_as_they_say():
    # 300 samples of 40 points of a skewed response to two of five factors; the truth from 100,000 points
    rng = np.random.default_rng(4)

    def respond(x):
        return np.exp(3 * x[:, 0]) * (1 + x[:, 1])

    x = rng.random((100_000, 5))
    truth = [one.value for one in of_ranks([Column(str(k), x[:, k]) for k in range(5)], respond(x))]
    hits = np.zeros(5)
    for _ in range(300):
        x = rng.random((40, 5))
        found = of_ranks([Column(str(k), x[:, k]) for k in range(5)], respond(x))
        hits += [one.low <= known <= one.high for one, known in zip(found, truth, strict=True)]
    assert (hits / 300).min() > 0.95 - 4 * np.sqrt(0.95 * 0.05 / 300)


@pytest.mark.parametrize(("kind", "wanted"), [
    ("grid", {("grid", "S1"), ("spearman", "rank_correlation")}),
    ("latin_hypercube", {("rbd_fast", "S1"), ("spearman", "rank_correlation")}),
    ("points", {("rbd_fast", "S1"), ("spearman", "rank_correlation")}),
])  # fmt: skip
def test_each_design_gets_what_it_allows(kind, wanted):
    pytest.importorskip("SALib")
    rng = np.random.default_rng(1)
    chosen = [Column(name, rng.random(64)) for name in "ab"]
    spread = Spread(kind, ("a", "b"), (Setting({}, tuple(range(64))),))
    y = output(chosen[0].numbers + 0.1 * chosen[1].numbers)
    found = indices.of_output(y, spread, chosen, 0.0, 1)
    assert {(one.method, one.index) for one in found} == wanted
    assert indices.ranked(found, spread)[0].factor == "a"
    quick = indices.of_output(y, spread, chosen, 0.0, 1, thorough=False)
    assert indices.ranked(quick, spread)[0].factor == "a"


def test_without_salib_ranks_and_grids_are_left(monkeypatch):
    monkeypatch.setattr(sensitivity, "installed", lambda: False)
    rng = np.random.default_rng(1)
    chosen = [Column(name, rng.random(64)) for name in "ab"]
    y = output(chosen[0].numbers)
    for kind, left in (("latin_hypercube", {"rank_correlation"}), ("saltelli", set()), ("morris", set()), ("grid", {"S1", "rank_correlation"})):
        spread = Spread(kind, ("a", "b"), (Setting({}, tuple(range(64))),))
        assert {one.index for one in indices.of_output(y, spread, chosen, 0.0, 1)} == left


# ---- noise, interest, columns, slices


def test_the_share_of_noise_is_the_mean_square_error_over_the_variance():
    assert output([0, 2], error=1.0).noise() == pytest.approx(0.5)
    assert output([0, 0.1], error=1.0).noise() == 1.0


def test_a_few_points_that_have_the_variance_are_noticed():
    values = np.r_[np.linspace(0, 0.1, 199), 5.0]
    assert output(values).heaviest() > 0.9
    assert output(np.linspace(0, 1, 200)).heaviest() < 0.05


def test_constant_means_the_same_at_every_point():
    assert output([0.25, 0.25 + 1e-16]).constant
    assert not output([0.25, 0.2501]).constant
    assert output([0.0, 0.0]).constant


def test_the_top_share_is_that_many_points_and_equals_stay_out():
    top = of_interest(output(range(20)), Question(top=0.25))
    assert (top.count, top.threshold, top.rule) == (5, 14.5, "top")
    assert of_interest(output(range(20)), Question()).count == 5
    assert of_interest(output([0.0] * 15 + [1.0] * 5), Question(top=0.5)).count == 5
    assert of_interest(output(range(20), error=1.0), Question(above=9.5)).unsure == 4  # 8, 9, 10 and 11 lie within 1.96 of it


def test_a_contrast_is_of_interest_where_its_usual_sign_is_not_clear():
    one = output([1, 1, 1, 0.1, -1, -1], error=0.2, of=CONTRAST)
    assert of_interest(one, Question()).flags.tolist() == [False, False, False, True, True, True]
    assert of_interest(one, Question(sign="unclear")).flags.tolist() == [False, False, False, True, False, False]
    assert of_interest(one, Question(sign="down")).count == 2
    assert of_interest(one, Question()).usual == 1
    even = of_interest(output([1, -1, 0.0], error=0.2, of=CONTRAST), Question())
    assert (even.usual, even.flags.tolist()) == (0, [True, True, False])


def test_truths_and_texts_become_numbers_in_their_order():
    from types import SimpleNamespace

    values = [{"n": 1, "t": True, "w": "late"}, {"n": 0.5, "t": False, "w": "early"}]
    points = [SimpleNamespace(number=number, values=one) for number, one in enumerate(values)]
    plan = SimpleNamespace(points=points, about={"factors": {"w": {"values": ["early", "late", "never"]}}})
    n, t, w = columns(plan, ["n", "t", "w"], [0, 1])
    assert (n.numbers.tolist(), n.words, n.ordered) == ([1.0, 0.5], (), True)
    assert (t.numbers.tolist(), t.words, t.ordered) == ([1.0, 0.0], ("false", "true"), True)
    assert (w.numbers.tolist(), w.words, w.ordered) == ([1.0, 0.0], ("early", "late", "never"), False)
    assert (t.text(1.0), n.text(0.5)) == ("true", "0.5")


def test_slices_are_means_with_their_intervals_over_points():
    numbers = np.arange(32.0)
    rows = slices(Column("a", numbers), {"base": numbers / 100})
    assert [row["x"] for row in rows] == [3.5, 11.5, 19.5, 27.5]
    assert [row["p"] for row in rows] == pytest.approx([0.035, 0.115, 0.195, 0.275])
    half = 2.3646 * np.std(np.arange(8) / 100, ddof=1) / np.sqrt(8)  # Student's t with 7 degrees of freedom
    assert rows[1]["high"] - rows[1]["p"] == pytest.approx(half, rel=1e-4)
    levels = slices(Column("a", np.array([1.0, 2.0] * 10)), {"base": np.array([0.0, 1.0] * 10)})
    assert [(row["x"], row["p"], row["low"], row["high"]) for row in levels] == [(1.0, 0.0, 0.0, 0.0), (2.0, 1.0, 1.0, 1.0)]
