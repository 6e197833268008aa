"""The generated reference says what the code says, and every key, column and version has its words."""

import pytest

from sim.results.dictionary import COLUMNS
from sim.results.tables import LAYOUTS
from sim.terms import Detail
from tests.reference import keys, results, units, versions
from tests.reference.__main__ import AGAIN, FOLDER, PAGES, ROOTS, made


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_what_the_code_says(page):
    assert made(page) == (FOLDER / f"{page}.md").read_text(encoding="utf-8"), f"out of date; {AGAIN} makes it anew"


def test_no_page_is_left_over():
    assert {path.stem for path in FOLDER.glob("*.md")} == set(PAGES)


def test_every_number_of_a_file_has_a_unit_and_every_unit_a_number():
    found = {name for root in ROOTS for name in keys.quantities(root)}
    assert found == set(units.UNITS), "say in tests/reference/units.py what it is counted in"


def test_every_version_string_says_what_it_is():
    listed = {**versions.FILES, **versions.FOLDERS, **versions.OBJECTS}
    assert set(versions.found()) == set(listed), "say in tests/reference/versions.py what it is"


def test_every_column_has_its_words():
    assert {name for layout in LAYOUTS.values() for name in layout.columns} - set(COLUMNS) - set(results.SUMS) == set()
    assert {name for _, columns in results.TABLES.values() for name in columns} == set(results.DERIVED)
    assert {one.name for one in Detail} == set(results.DETAILS)


def test_what_may_stand_at_a_key_is_told_in_words():
    from sim.scenario.schema import Document
    from sim.scenario.schema_actors import Actor, Nest
    from sim.scenario.schema_world import Crossings, Front

    def told(section, name):
        return keys.allowed(keys.properties(section)[name])

    assert told(Nest, "similarity") == "number, 0 to 1 (0 excluded)"
    assert told(Front, "between") == "list of 2: name"
    assert told(Crossings, "expected_loss_depth") == "whole number, 1 to 10, or `converged`"
    assert told(Actor, "loss_if_answered") == "number, 0 or more or by name: number, 0 or more"
    assert keys.places(Document)["Cost"] == ["owners.<name>.conventional.cost", "owners.<name>.nuclear.cost"]
    assert "by rung: number" in "\n".join(keys.described(Document))
