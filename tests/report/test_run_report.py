"""What belongs to a run: its predecessor in doctrine, what its world cannot produce, rows fit for sentences."""

from types import SimpleNamespace

import pytest

from sim.analysis.contrasts import Difference
from sim.experiment.possible import impossible
from sim.report.run_report import difference_rows, predecessor
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path


def world(name: str, *overrides: str):
    """Return a shipped scenario with overrides."""
    return load(scenario_path(name), overrides)


def test_the_doctrine_of_2024_follows_that_of_2020():
    before = predecessor(world("november-2024"))
    assert (before.owner, before.later, before.earlier) == ("russia", "russia-2024", "russia-2020")
    assert before.label == "Doctrine russia-2024 instead of russia-2020"
    earlier = world("november-2024", before.override)
    assert {owner.published.id for owner in earlier.owners if owner.published} == {"russia-2020"}


@pytest.mark.parametrize(
    ("name", "override"),
    [
        ("calm-2023", "clock.horizon_months=12"),  # still the doctrine of 2020, the first of its kind
        ("two-actors", "clock.horizon_months=12"),  # a doctrine without history
        ("november-2024", "owners.russia.doctrine=russia-2020"),
        ("november-2024", "owners.russia.active=false"),
    ],
)
def test_a_first_doctrine_or_none_has_no_predecessor(name, override):
    assert predecessor(world(name, override)) is None


def test_a_world_cannot_produce_what_it_does_not_have():
    assert impossible(world("two-actors")) == {"settlement", "collapse", "clash"}
    assert impossible(world("november-2024")) == set()


def test_rows_are_named_in_words_and_what_never_happens_is_left_out():
    one = Difference(0.001, 0.0005, 0.0015, 0.0002, 0.004, 0.005, 100, 50)
    none = Difference(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100, 0)
    plan = SimpleNamespace(about={"rungs": ["restraint", "protest"]})
    found = {"nuclear_use": one, "collapse": none, "answers.russia.1": one, "clash": one}
    comparison = SimpleNamespace(one=SimpleNamespace(plan=plan), differences=found)
    rows = difference_rows(comparison, "a change", ["answers.russia.1", "nuclear_use", "collapse", "gone"])
    assert [(row.label, row.measure, row.unit) for row in rows] == [
        ("a change", "Russia's answers at rung 1 (protest)", "a history"),
        ("a change", "nuclear use", "per 1,000"),
    ]
