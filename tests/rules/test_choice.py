"""Nested logit with base weights: the formula of the docstring, computed from the rule's own pieces, against 50 digits and its invariances."""

import math

import mpmath
import pytest
from hypothesis import strategies as st

from sim.rules.choice import nest_score, option_score, tilt
from sim.rules.numerics import INFINITY, exp, log
from tests.rules.cases import given

Act = tuple[float, float]  # weight, preference (lambda Q)
Nest = tuple[float, float, list[Act]]  # weight, similarity, acts

acts = st.lists(st.tuples(st.floats(0.1, 5), st.floats(-30, 0)), min_size=1, max_size=4)
menus = st.lists(st.tuples(st.floats(0.1, 5), st.floats(0.05, 1), acts), min_size=1, max_size=4)


def probabilities(menu: list[Nest]) -> list[list[float]]:
    """Return P(nest) P(act | nest) of every act, nest by nest, from the scores of the race."""
    scores, inside = [], []
    for weight, similarity, options in menu:
        best = max(preference for _, preference in options)
        mean = sum(w * tilt(q, best, similarity) for w, q in options) / sum(w for w, _ in options)
        scores.append(nest_score(log(weight), best, similarity, mean))
        inside.append([exp(option_score(log(w), q, similarity) - option_score(0.0, best, similarity)) for w, q in options])
    shares = [exp(score - max(scores)) for score in scores]
    return [[share / sum(shares) * one / sum(row) for one in row] for share, row in zip(shares, inside, strict=True)]


def flat(table: list[list[float]]) -> list[float]:
    """Return all entries in order."""
    return [one for row in table for one in row]


@given(menus)
def test_the_scores_give_the_formula_of_the_nested_logit(menu):
    with mpmath.workdps(50):
        nests = []
        for weight, similarity, options in menu:
            tilts = [w * mpmath.exp(mpmath.mpf(q) / similarity) for w, q in options]
            nests.append((weight * (sum(tilts) / sum(w for w, _ in options)) ** mpmath.mpf(similarity), tilts))
        total = sum(value for value, _ in nests)
        exact = [float(value / total * one / sum(tilts)) for value, tilts in nests for one in tilts]
    assert flat(probabilities(menu)) == pytest.approx(exact, rel=1e-10, abs=1e-15)


@given(menus)
def test_probabilities_sum_to_one(menu):
    assert math.fsum(flat(probabilities(menu))) == pytest.approx(1, abs=1e-14)


@given(menus)
def test_indifference_leaves_the_base_weights(menu):
    indifferent = [(weight, similarity, [(w, 0.0) for w, _ in options]) for weight, similarity, options in menu]
    whole = sum(weight for weight, _, _ in menu)
    expected = [weight / whole * w / sum(v for v, _ in options) for weight, _, options in menu for w, _ in options]
    assert flat(probabilities(indifferent)) == pytest.approx(expected, rel=1e-13)


@given(menus, st.floats(-20, 20))
def test_adding_a_constant_to_every_preference_changes_nothing(menu, constant):
    shifted = [(weight, similarity, [(w, q + constant) for w, q in options]) for weight, similarity, options in menu]
    assert flat(probabilities(shifted)) == pytest.approx(flat(probabilities(menu)), rel=1e-11, abs=1e-14)


@given(menus, st.integers(0, 3), st.integers(0, 3), st.floats(0.01, 0.99))
def test_cloning_an_act_inside_its_nest_with_its_weight_split_changes_nothing(menu, nest, act, share):
    nest %= len(menu)
    weight, similarity, options = menu[nest]
    act %= len(options)
    w, q = options[act]
    cloned = [*options[:act], (w * share, q), *options[act + 1 :], (w * (1 - share), q)]
    before, after = probabilities(menu), probabilities([*menu[:nest], (weight, similarity, cloned), *menu[nest + 1 :]])
    for i, (row, again) in enumerate(zip(before, after, strict=True)):
        merged = again if i != nest else [*again[:act], again[act] + again[-1], *again[act + 1 : -1]]
        assert merged == pytest.approx(row, rel=1e-12, abs=1e-15)


@given(menus, st.floats(0.1, 5), st.floats(-5, 0), st.floats(0.01, 0.99))
def test_cloning_an_act_outside_any_nest_with_its_weight_split_changes_nothing(menu, weight, preference, share):
    alone = lambda w: (w, 1.0, [(w, preference)])  # noqa: E731
    before = probabilities([*menu, alone(weight)])
    after = probabilities([*menu, alone(weight * share), alone(weight * (1 - share))])
    assert flat(after[:-2]) == pytest.approx(flat(before[:-1]), rel=1e-12, abs=1e-15)
    assert after[-1][0] + after[-2][0] == pytest.approx(before[-1][0], rel=1e-12)


@given(menus, st.floats(0.1, 5), st.floats(-5, 0), st.floats(0.05, 1), st.integers(1, 3), st.floats(0.1, 5))
def test_opening_an_act_of_equal_worth_leaves_the_probability_of_its_nest_unchanged(menu, weight, preference, similarity, size, opened):
    nest = [(1.0 + i, preference) for i in range(size)]
    before = probabilities([*menu, (weight, similarity, nest)])
    after = probabilities([*menu, (weight, similarity, [*nest, (opened, preference)])])
    assert sum(after[-1]) == pytest.approx(sum(before[-1]), rel=1e-12)


def test_opening_an_act_worse_than_the_nest_lowers_the_nest_and_a_better_one_raises_it():
    nest = lambda *values: [(1.0, 1.0, [(1.0, -1.0)]), (1.0, 0.5, [(1.0, value) for value in values])]  # noqa: E731
    base, worse, better = (sum(probabilities(nest(*values))[1]) for values in ((-1.0, -1.0), (-1.0, -1.0, -3.0), (-1.0, -1.0, 0.0)))
    assert worse < base < better


@given(menus, st.floats(0.001, 5))
def test_an_act_becomes_likelier_as_it_becomes_better(menu, gain):
    weight, similarity, options = menu[0]
    (w, q), *others = options
    better = probabilities([(weight, similarity, [(w, q + gain), *others]), *menu[1:]])
    assert better[0][0] >= probabilities(menu)[0][0] * (1 - 1e-12)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (tilt(-3.0, -3.0, 0.5), 1.0),
        (tilt(-INFINITY, 0.0, 0.5), 0.0),
        (tilt(-1e306, 0.0, 0.5), 0.0),
        (nest_score(0.0, -INFINITY, 0.5, 0.0), -INFINITY),
        (option_score(0.0, -INFINITY, 0.5), -INFINITY),
        (option_score(log(2.0), -1.0, 0.5), log(2.0) - 2.0),
    ],
)
def test_what_cannot_be_chosen_has_no_score(actual, expected):
    assert actual == expected
