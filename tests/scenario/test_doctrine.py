"""Doctrines are data: read, listed, compared, blended and shifted; an owner may publish one text and act on another."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.doctrine import blend, diff, doctrine_names, read_doctrine
from sim.scenario.load import read_draft
from tests.scenario.examples import SCENARIOS

DRAFT = read_draft(SCENARIOS / "november-2024.yaml")
EARLIER, LATER = read_doctrine("russia-2020"), read_doctrine("russia-2024")


def texts(given: str):
    """Return (published, operative) of Russia under a doctrine given in flow form."""
    scenario = DRAFT.scenario([f"owners.russia.doctrine={given}"])
    russia = next(owner for owner in scenario.owners if owner.id == "russia")
    return russia.published, russia.operative


def test_doctrines_are_listed_and_read_by_id():
    assert doctrine_names() == sorted(path.stem for path in (SCENARIOS / "doctrines").glob("*.yaml"))
    assert {"russia-2020", "russia-2024", "china-nfu"} <= set(doctrine_names())
    assert (EARLIER.owner, EARLIER.in_force_from.year, LATER.in_force_from.isoformat()) == ("russia", 2020, "2024-11-19")
    assert EARLIER.nuclear_lines == {"territory": 1.0, "nuclear_command": 0.5, "nato_involvement": 0.9}
    assert {clause["tier"] for clause in LATER.clauses} == {"use", "responsibility", "danger", "procedure"}


def test_an_unknown_doctrine_is_refused_with_a_suggestion():
    with pytest.raises(ScenarioError, match=r"no doctrine 'russia-2042'; did you mean 'russia-2024'\?"):
        read_doctrine("russia-2042")


def test_a_difference_is_a_table():
    rows = {(row.what, row.name): (row.first, row.second) for row in diff(EARLIER, LATER)}
    assert rows["line", "territory"] == (1.0, 0.7)
    assert rows["line", "western_missiles"] == (None, 0.7)
    assert rows["backer_share", "backer_share"] == (0.5, 1.0)
    assert ("line", "nuclear_command") not in rows
    assert rows["clause", "joint-attack"][0] is None
    assert diff(LATER, LATER) == []


def test_one_id_is_both_published_and_operative():
    published, operative = texts("russia-2020")
    assert published == operative == EARLIER


def test_a_text_may_be_published_and_not_operative():
    published, operative = texts("{published: russia-2024, operative: russia-2020}")
    assert (published.nuclear_lines, operative.nuclear_lines) == (LATER.nuclear_lines, EARLIER.nuclear_lines)
    assert (published.backer_share, operative.backer_share) == (0.5, 0.5)


def test_attribution_may_come_from_another_text():
    published, operative = texts("{published: russia-2024, attribution: russia-2020}")
    assert published == operative
    assert (operative.nuclear_lines, operative.backer_share) == (LATER.nuclear_lines, EARLIER.backer_share)


@pytest.mark.parametrize(("weight", "lines"), [(0, EARLIER.nuclear_lines), (1, LATER.nuclear_lines)])
def test_the_ends_of_a_blend_are_the_texts_themselves(weight, lines):
    assert texts(f"{{published: russia-2024, earlier: russia-2020, blend: {weight}}}")[1].nuclear_lines == lines


def test_halfway_a_line_that_one_text_lacks_comes_from_an_exposure_of_two():
    lines = texts("{published: russia-2024, earlier: russia-2020, blend: 0.5}")[0].nuclear_lines
    assert lines["territory"] == pytest.approx(0.85)
    assert lines["western_missiles"] == pytest.approx(1.35)


@pytest.mark.parametrize("weight", [0.01, 0.3, 0.99])
def test_a_blend_lies_between_its_ends(weight):
    mixed = blend({"a": 1.0, "b": 0.5}, {"a": 0.4, "c": 0.7}, weight)
    assert 0.4 < mixed["a"] < 1.0
    assert 0.5 < mixed["b"] < 2.0
    assert 0.7 < mixed["c"] < 2.0


def test_a_shift_moves_every_line():
    published, operative = texts("{published: russia-2024, line_shift: 0.2}")
    assert published == operative
    assert operative.nuclear_lines == {name: pytest.approx(line + 0.2) for name, line in LATER.nuclear_lines.items()}


def test_a_calendar_event_can_change_the_doctrine():
    scenario = DRAFT.scenario(["timeline.inauguration.doctrine={russia: russia-2020}"])
    assert scenario.timeline[0].doctrine == {"russia": (EARLIER, EARLIER)}
