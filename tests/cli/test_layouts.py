"""Results of the layout before: every verb that reads a folder reads it; results of a newer layout: every verb refuses in one line."""

import shutil
from pathlib import Path

import pytest

BEFORE = Path(__file__).parents[1] / "results" / "layout-1"
DIGESTS = {  # of the canonical tables, as the program that wrote them printed them
    "run": "sha256:f8c243332562d63bd5aacf6a150a4e1383a6d0a4ef5121e14c72ecaf1fd1a262",
    "sweep": "sha256:50ab3498e76eeadd127e685cc89ce99a74f336589accb5b46c7ecc26aada23b4",
}


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """Return a folder with a run and a sweep of the layout before."""
    return Path(shutil.copytree(BEFORE, tmp_path / "before"))


@pytest.mark.parametrize("name", sorted(DIGESTS))
def test_status_and_verify_read_the_layout_before(redline, before, name):
    assert redline("status", before / name, "--json").json["finished"]
    found = redline("verify", before / name, "--sample", 1, "--json")
    assert (found.code, found.json["sound"], found.json["digest"]) == (0, True, DIGESTS[name])
    assert found.json["recomputed"] or "model version" in found.json["notes"][0]


def test_analyse_report_and_resume_read_the_layout_before(redline, before):
    assert redline("analyse", before / "sweep", "--no-figures", "-q").code == 0
    assert redline("report", before / "sweep").code == 0
    assert "audience" in (before / "sweep" / "report.html").read_text(encoding="utf-8")
    resumed = redline("resume", before / "sweep", "--no-figures", "--json")
    assert (resumed.code, resumed.json["digest"]) == (0, DIGESTS["sweep"])


@pytest.mark.parametrize("verb", ["status", "verify", "report", "plot", "analyse", "resume", "replay", "explain", "view", "compare", "work"])
def test_every_verb_refuses_a_newer_layout_in_one_line(redline, before, verb):
    manifest = before / "sweep" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("redline/results/1", "redline/results/3"), encoding="utf-8")
    said = redline(verb, before / "sweep", *([before / "run"] if verb == "compare" else ()))
    assert (said.code, len(said.errors)) == (2, 1)
    assert "manifest.json is of a newer Redline: it has layout redline/results/3" in said.err
