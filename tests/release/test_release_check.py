"""The release check tells good from bad: versions, licences, interpreters, the table and its verdicts. Building and installing is its own work."""

import tarfile

import pytest

from tests.release import check, papers, places
from tests.release.table import Failure, Row, Skip, checked, table


@pytest.mark.parametrize(
    ("text", "top"),
    [
        ("# Changelog\n\n## [0.2.0] - 2026-12-01\n\n## [0.1.0] - 2026-11-23\n", ("0.2.0", "2026-12-01")),
        ("## [Unreleased]\n\n## [0.1.0] - 2026-11-23\n", ("Unreleased", "")),
        ("nothing yet\n", ("nothing", "")),
    ],
)
def test_the_top_of_a_changelog_is_read(text, top):
    assert papers.changelog_top(text) == top


def papers_in(tmp_path, monkeypatch, heading: str, version: str = "0.1.0") -> None:
    monkeypatch.setattr(papers, "ROOT", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text(f"## {heading}\n", encoding="utf-8")
    (tmp_path / "CITATION.cff").write_text(f"version: {version}\ndate-released: '2026-11-23'\n", encoding="utf-8")


def test_one_version_and_date_everywhere_passes_and_a_draft_says_that_it_is_one(tmp_path, monkeypatch):
    papers_in(tmp_path, monkeypatch, "[0.1.0] - 2026-11-23")
    assert papers.version(draft=False) == "0.1.0 of 2026-11-23 in the package, CHANGELOG.md and CITATION.cff"
    papers_in(tmp_path, monkeypatch, "[Unreleased]")
    assert papers.version(draft=True).endswith("(a draft)")


@pytest.mark.parametrize(
    ("heading", "version", "told"),
    [
        ("[Unreleased]", "0.1.0", "CHANGELOG.md opens with [Unreleased]"),
        ("[0.1.0] - 2026-11-22", "0.1.0", "CHANGELOG.md dates 0.1.0 2026-11-22, CITATION.cff 2026-11-23"),
        ("[0.1.0]", "0.1.0", "dates 0.1.0 nowhere"),
        ("[0.1.0] - 2026-11-23", "0.2.0", "the package is 0.1.0, CITATION.cff 0.2.0"),
    ],
)
def test_versions_that_disagree_fail(tmp_path, monkeypatch, heading, version, told):
    papers_in(tmp_path, monkeypatch, heading, version)
    with pytest.raises(Failure) as failed:
        papers.version(draft=False)
    assert told in str(failed.value)


@pytest.mark.parametrize(
    ("metadata", "licence", "ships"),
    [
        ({"License-Expression": ["MIT"]}, "MIT", True),
        ({"License": ["BSD 3-Clause License\n\nCopyright ..."]}, "BSD 3-Clause License", True),
        ({"License": ["UNKNOWN"], "Classifier": ["License :: OSI Approved :: Apache Software License"]}, "Apache Software License", True),
        ({"License-Expression": ["MPL-2.0 AND MIT"]}, "MPL-2.0 AND MIT", True),
        ({"License-Expression": ["GPL-3.0-or-later"]}, "GPL-3.0-or-later", False),
        ({"License": ["MIT or GPL-2.0"]}, "MIT or GPL-2.0", False),  # a person decides
        ({"License": ["Proprietary"]}, "Proprietary", False),
        ({}, "", False),
    ],
)
def test_a_licence_is_read_and_judged(metadata, licence, ships):
    assert papers.licence_of(metadata, "library") == licence
    assert papers.may_ship(licence) == ships


def test_a_library_that_says_nothing_fails_by_name():
    assert papers.licences({"numpy": "BSD-3-Clause"}) == "1 libraries: numpy (BSD-3-Clause)"
    with pytest.raises(Failure, match="1 of 2 need a look: strange: says nothing"):
        papers.licences({"numpy": "BSD-3-Clause", "strange": ""})


def test_an_archive_that_is_not_the_tree_fails(tmp_path, monkeypatch):
    kept, left = tmp_path / "kept.txt", tmp_path / "left.txt"
    kept.write_text("a", encoding="utf-8")
    left.write_text("b", encoding="utf-8")
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as archive:
        archive.add(kept, "x-1/kept.txt")
        archive.add(kept, "x-1/PKG-INFO")
    monkeypatch.setattr(papers, "tracked", lambda: {"kept.txt": kept})
    assert papers.archive_is_tree(tmp_path / "x.tar.gz").startswith("1 files, none left out")
    monkeypatch.setattr(papers, "tracked", lambda: {"kept.txt": left, "left.txt": left})
    with pytest.raises(Failure, match=r"missing \['left.txt'\], more \[\], other bytes \['kept.txt'\]"):
        papers.archive_is_tree(tmp_path / "x.tar.gz")


def test_an_interpreter_that_is_not_here_is_skipped_not_failed():
    with pytest.raises(Skip, match=r"there is no Python 3\.99 here"):
        places.interpreter("3.99")


def test_the_pythons_that_are_tried_are_those_of_the_metadata():
    assert check.NAMED[0] == "3.11"
    assert f">={check.NAMED[0]}" == check.PROJECT["requires-python"]


def test_every_check_becomes_a_row_and_every_row_a_line():
    def fails() -> str:
        raise Failure("seen")

    def skips() -> str:
        raise Skip("not here")

    rows = [checked("one", lambda: "fine"), checked("three", fails), checked("four", skips)]
    assert [(row.name, row.verdict, row.detail) for row in rows] == [
        ("one", "ok", "fine"),
        ("three", "FAILED", "seen"),
        ("four", "skipped", "not here"),
    ]
    lines = table([Row("a", "ok", "x", 1.0), Row("long", "FAILED", "y", 22.5)]).splitlines()
    assert lines == ["a     ok          1.0 s  x", "long  FAILED     22.5 s  y", "1 ok, 1 failed, 0 skipped"]
