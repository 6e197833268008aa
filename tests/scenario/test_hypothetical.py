"""A crisis that has not happened says so wherever its title is printed, and no published number is compared with it."""

import pytest

from sim.analysis import anchors
from sim.analysis.audit_plan import plan
from sim.report.labels import possessive
from sim.scenario.anchors import crisis_of
from sim.scenario.build import MARK
from sim.scenario.load import load, load_text
from sim.scenario.shipped import scenario_names, scenario_path
from tests.scenario.examples import TINY

INVENTED = ("baltic", "taiwan-strait")


def test_the_shipped_crises_that_have_not_happened_are_marked_and_no_other():
    assert tuple(name for name in scenario_names() if load(scenario_path(name)).hypothetical) == INVENTED


@pytest.mark.parametrize("name", INVENTED)
def test_title_summary_and_reading_say_so(name):
    world = load(scenario_path(name))
    assert all(text.startswith(MARK) for text in (world.title, world.summary, world.reading))
    assert world.title.count(MARK) == 1


def test_a_title_without_the_mark_gets_it_and_comes_back_from_the_canonical_text():
    plain = load_text(TINY)
    marked = load_text(TINY + "hypothetical: true\n")
    assert (plain.hypothetical, marked.hypothetical) == (False, True)
    assert marked.title == f"{MARK}: {plain.title}"
    assert "hypothetical" not in plain.text  # what is not said leaves run ids as they were
    assert load_text(marked.text, "canonical").title == marked.title
    assert load_text(TINY + "hypothetical: false\n").title == plain.title


@pytest.mark.parametrize("name", INVENTED)
def test_published_numbers_are_listed_and_never_compared(name):
    world = load(scenario_path(name))
    assert crisis_of(world) == name
    rows = anchors.beside(world)
    assert len(rows) >= 3
    assert {row.standing for row in rows} == {anchors.NOT_COMPARABLE}
    assert anchors.span(rows) is None


def test_the_audit_knows_what_was_never_declared_and_what_is_not_watched():
    def reasons(name, *only):
        todo = plan(scenario_path(name), 16, only=only)
        return {entry.path: why for entry, why in zip(todo.entries, todo.reasons, strict=True)}

    undeclared = "nothing is declared from which to back down"
    usa = reasons("taiwan-strait", "owners.usa.declared", "owners.usa.conventional.audience_cost", "owners.alliance.conventional.audience_cost")
    assert usa == {
        "owners.usa.declared": undeclared,
        "owners.usa.conventional.audience_cost": undeclared,
        "owners.alliance.conventional.audience_cost": "",
    }
    lines = "doctrines.russia-2024.nuclear_lines"
    assert reasons("baltic", f"{lines}.western_missiles", f"{lines}.territory") == {
        f"{lines}.western_missiles": "its owner watches no such dimension here",
        f"{lines}.territory": "",
    }


def test_actors_in_the_plural_have_things_too():
    assert (possessive("baltics"), possessive("alliance"), possessive("usa")) == ("the Baltics'", "the alliance's", "the USA's")
