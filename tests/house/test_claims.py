"""What the documents state is what the program yields: every page is held somehow, numbers of the main ones are claimed."""

from pathlib import Path

import pytest

from sim.report.claims import LIST, ROOT, compare, read_list, unclaimed

LISTED = read_list(ROOT / LIST)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CLAIMED = [page for page, facts in LISTED.pages.items() if facts["how"] == "claims"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_the_numbers_of_every_page_are_held_somehow(page):
    name = page.relative_to(ROOT).as_posix()
    held = [name] if name in LISTED.pages else [pattern for pattern in LISTED.pages if page in ROOT.glob(pattern)]
    assert len(held) == 1, "say in docs/claims.yaml (pages) how the numbers of this page are held: exactly one entry"
    facts = LISTED.pages[held[0]]
    assert facts["how"] in ("claims", "generated", "measured", "dated", "examples", "words")
    assert ("by" in facts) == (facts["how"] in ("generated", "measured", "dated", "examples"))


def test_the_readme_and_the_findings_are_held_by_claims_without_exception():
    assert all(LISTED.pages[page] == {"how": "claims"} for page in ("README.md", "docs/findings.md"))


@pytest.mark.parametrize("page", CLAIMED)
def test_every_number_that_looks_like_a_result_is_claimed(page):
    assert unclaimed(LISTED, page) == [], "claim these numbers in docs/claims.yaml, or except their words there with a reason"


@pytest.mark.parametrize("page", CLAIMED)
def test_no_exception_outlives_its_words(page):
    text = " ".join((ROOT / page).read_text(encoding="utf-8").split())
    assert [words for words in LISTED.pages[page].get("excepted", {}) if words not in text] == []


def test_texts_stand_inputs_are_those_listed_and_quick_numbers_agree(tmp_path: Path):
    report = compare(LISTED, quick=True, out=tmp_path)
    assert report.findings == []
    assert report.compared > 100
