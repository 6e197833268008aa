"""Citations are complete, and their text survives the programs that read them."""

import json
import re

import pytest

from sim.report.citation import Citation, bibtex, citations, csl, redline, row_citations, text
from sim.scenario.events import events
from sim.scenario.load import load
from sim.scenario.shipped import folder

WORLD = load(folder() / "november-2024.yaml")
HOSTILE = Citation("bad", "A & B_{x} 100 %", "2024-11", "Braces } { and \\ back", "https://x.example/a{b}%20c#d", "seen", ("a.b",))


def test_every_source_that_is_used_is_cited_with_what_rests_on_it():
    found = {one.key: one for one in citations(WORLD)}
    assert "owners.russia.nuclear.cost.median" in found["forecasters-2022"].used_by
    assert "timeline.inauguration" in found["timeline"].used_by
    assert "doctrines.russia-2024.clauses.joint-attack" in found["rusi-2025"].used_by
    assert all(one.used_by and one.publisher and one.parts for one in found.values())
    assert set(found) == set(WORLD.sources)


def test_rows_of_the_history_are_cited_once_each():
    found = row_citations("ukraine-2022-2025", events("ukraine-2022-2025"))
    assert len(found) == 74
    e64 = next(one for one in found if one.key.endswith("E64"))
    assert (e64.date, e64.title[:13]) == ("2024-11-19", "First ATACMS ")


def test_bibtex_has_one_balanced_entry_a_source():
    entries = bibtex([*citations(WORLD), HOSTILE]).split("\n\n")
    assert len(entries) == len(WORLD.sources) + 1
    for entry in entries:
        bare = re.sub(r"\\.", "", entry)
        assert bare.count("{") == bare.count("}")
        assert re.match(r"@misc\{[a-z0-9-]+,\n", entry)
    assert "author = {{A \\& B\\_\\{x\\} 100 \\%}}" in entries[-1]
    assert "url = {https://x.example/a%7Bb%7D\\%20c\\#d}" in entries[-1]
    assert "month = nov" in entries[-1]


def test_csl_gives_dates_as_numbers_and_leaves_out_what_is_not_known():
    items = json.loads(json.dumps(csl([HOSTILE, Citation("k", "P", "", "T", "docs/a.md", "ours")])))
    assert items[0]["issued"] == {"date-parts": [[2024, 11]]}
    assert "issued" not in items[1]
    assert "URL" not in items[1]


@pytest.mark.parametrize(("date", "parts"), [("2024", (2024,)), ("2024-11-19", (2024, 11, 19)), ("autumn", ())])
def test_dates_are_taken_as_far_as_they_go(date, parts):
    assert Citation("k", "P", date, "T", "", "seen").parts == parts


def test_redline_cites_itself_with_its_version():
    assert text(redline()).startswith(f"[{redline().key}] Redline maintainers (2026-11-22).")
