"""Crossings, answers and signals as one list by date, for figures and citations."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.events import ANSWER, CROSSING, events, histories

FOUND = events("ukraine-2022-2025")


def test_there_is_an_answer_to_every_crossing_and_every_event_has_a_publisher_and_a_link():
    kinds = [one.kind for one in FOUND]
    assert (kinds.count(CROSSING), kinds.count(ANSWER), len(kinds)) == (32, 32, 106)
    assert [one.id for one in FOUND if not one.publisher or not one.link.startswith("http") or not one.text] == []
    assert [one.date for one in FOUND] == sorted(one.date for one in FOUND)


def test_an_answer_stands_at_the_day_it_came_with_its_own_rung():
    act, reply = (next(one for one in FOUND if one.id == "E64" and one.kind == kind) for kind in (CROSSING, ANSWER))
    assert (reply.date - act.date).days == 2  # Oreshnik
    assert (act.rung, reply.rung, reply.actor) == (8, 8, "russia")
    assert act.clauses == ("joint-attack", "conventional-aggression", "mass-air-launch")
    assert act.declared_before is True


def test_companions_are_no_histories_and_an_unknown_name_gets_the_nearest():
    assert histories() == ["ukraine-2022-2025"]
    with pytest.raises(ScenarioError, match="did you mean 'ukraine-2022-2025'"):
        events("ukraine-2022-2024")
