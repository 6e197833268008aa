"""How points lie, read from plans: which part of a design is analysed, in which groups, at which settings."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sim.analysis.spread import spread_of
from sim.errors import Exit, ResultsError
from sim.experiment.design import Design, Factor, Point, draw

FACTORS = {name: Factor(name, name, "uncertainty", low=0.0, high=1.0) for name in "abcd"}
CHOICE = Factor("d", "d", "lever", values=(True, False))


def plan_of(design, factors="ab", default=True, facts=True):
    chosen = [CHOICE if name == "d" else FACTORS[name] for name in factors]
    rows = draw(chosen, design, 1)
    points = [Point(0, 8, {})] if default else []
    points += [Point(number, 8, dict(zip(factors, row, strict=True))) for number, row in enumerate(rows, 1)]
    about = {"factors": {}} | ({"design": design.facts()} if facts else {})
    return SimpleNamespace(name="toy", points=tuple(points), paths={name: name for name in factors}, about=about)


def test_a_hypercube_is_worth_its_points_and_the_default_point_is_none_of_them():
    spread = spread_of(plan_of(Design("latin_hypercube", points=12)))
    assert (spread.kind, spread.factors, len(spread.settings), spread.drawn) == ("latin_hypercube", ("a", "b"), 1, 12)
    assert spread.settings[0].points == tuple(range(1, 13))
    assert spread.settings[0].label() == ""


@pytest.mark.parametrize(("design", "group", "drawn"), [
    (Design("saltelli", points=4), 4, 8),
    (Design("saltelli", points=4, pairs=True), 6, 8),
    (Design("morris", points=5, steps=4), 3, 5),
])  # fmt: skip
def test_points_that_are_drawn_together_are_a_group(design, group, drawn):
    pytest.importorskip("SALib")
    spread = spread_of(plan_of(design))
    assert (spread.kind, spread.group, spread.drawn, spread.pairs) == (design.kind, group, drawn, design.pairs)
    assert [spread.groups()[number] for number in range(1, 2 * group + 1)] == [0] * group + [1] * group
    if design.kind == "saltelli":
        assert list(spread.alone(spread.settings[0].points))[:4] == [1, group, group + 1, 2 * group]


def test_a_design_of_which_points_are_missing_is_taken_for_a_list():
    pytest.importorskip("SALib")
    plan = plan_of(Design("saltelli", points=4))
    plan.points = plan.points[:-1]
    assert (spread_of(plan).kind, spread_of(plan).drawn) == ("points", None)


def test_a_folder_that_does_not_say_how_its_points_were_chosen_is_a_list():
    assert spread_of(plan_of(Design("latin_hypercube", points=12), facts=False)).kind == "points"


def test_the_drawn_part_of_a_product_is_analysed_at_each_setting_of_the_others():
    parts = (Design("latin_hypercube", points=6, factors=("a", "b")), Design("grid", steps=3, factors=("c", "d")))
    spread = spread_of(plan_of(Design("product", parts=parts), "abcd"))
    assert (spread.kind, spread.factors, spread.drawn) == ("latin_hypercube", ("a", "b"), 6)
    assert len(spread.settings) == 3 * 2
    assert spread.settings[0].values == {"c": 0.0, "d": True}
    assert spread.settings[0].label() == "c 0, d True"
    assert all(len(setting.points) == 6 for setting in spread.settings)
    groups = spread.groups()
    assert [groups[setting.points[4]] for setting in spread.settings] == [4] * 6  # the same draw at every setting


def test_a_product_keeps_the_order_of_its_part_so_that_groups_stay_whole():
    pytest.importorskip("SALib")
    parts = (Design("grid", steps=2, factors=("c",)), Design("morris", points=3, steps=4, factors=("a", "b")))
    plan = plan_of(Design("product", parts=parts), "abc")
    spread = spread_of(plan)
    assert (spread.kind, spread.group, len(spread.settings)) == ("morris", 3, 2)
    values = {point.number: point.values for point in plan.points}
    for setting in spread.settings:
        for start in range(0, 9, 3):
            one, two, three = (values[number] for number in setting.points[start : start + 3])
            assert (one["a"] != two["a"]) + (one["b"] != two["b"]) == 1
            assert (two["a"] != three["a"]) + (two["b"] != three["b"]) == 1


@pytest.mark.parametrize(("parts", "kind"), [
    ((Design("grid", steps=3, factors=("a",)), Design("grid", steps=2, factors=("b",))), "grid"),
    ((Design("latin_hypercube", points=3, factors=("a",)), Design("sobol", points=4, factors=("b",))), "latin_hypercube"),
    ((Design("points", rows=((0.1,), (0.2,)), factors=("a",)), Design("grid", steps=2, factors=("b",))), "points"),
])  # fmt: skip
def test_parts_of_which_none_or_several_were_drawn_are_taken_together(parts, kind):
    spread = spread_of(plan_of(Design("product", parts=parts)))
    assert (spread.kind, spread.factors, len(spread.settings)) == (kind, ("a", "b"), 1)


@pytest.mark.parametrize("plan", [plan_of(Design("points", rows=((0.1, 0.2),))), plan_of(Design("points", rows=((0.1, 0.2), (0.1, 0.2))))])
def test_where_nothing_varies_there_is_nothing_to_analyse(plan):
    with pytest.raises(ResultsError, match="one set of numbers") as caught:
        spread_of(plan)
    assert caught.value.exit_code == Exit.INPUT


def test_true_and_one_are_two_values():
    plan = plan_of(Design("points", rows=((True, 0.5), (1, 0.5))))
    assert spread_of(plan).factors == ("a",)


def test_the_interval_of_a_share_counts_draws_and_not_points():
    pytest.importorskip("SALib")
    hypercube, morris = spread_of(plan_of(Design("latin_hypercube", points=30))), spread_of(plan_of(Design("morris", points=10, steps=4)))
    low, high = hypercube.share(0, 30)
    assert low == 0.0
    assert high == pytest.approx(0.1135, abs=1e-4)  # Wilson (1927) for 0 of 30: z^2 / (30 + z^2)
    wide = morris.share(15, 30)
    assert wide[1] - wide[0] > 1.5 * (hypercube.share(15, 30)[1] - hypercube.share(15, 30)[0])
    assert spread_of(plan_of(Design("grid", steps=4))).share(3, 16) is None
