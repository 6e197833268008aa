"""Layouts of a results folder: the newest is written, the one before is read, a newer one is refused in one line."""

import json
import shutil
from pathlib import Path

import pytest

from sim import __version__
from sim.errors import Exit, ResultsError
from sim.results.provenance import RESULTS_SCHEMA, run_id
from sim.results.store import MANIFEST, create, open_store

BEFORE = Path(__file__).with_name("layout-1")  # made by this project's commit 57978a4: 64 histories, and four points of 32


def edited(tmp_path: Path, **changes: object) -> Path:
    """Return a copy of a folder of the newest layout whose manifest says something else; None removes a key."""
    folder = create(tmp_path / "new", {"run_id": "a" * 64, "kinds": ["rows"]}, {}).folder
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8")) | changes
    (folder / MANIFEST).write_text(json.dumps({name: value for name, value in manifest.items() if value is not None}), encoding="utf-8")
    return folder


def test_what_is_written_is_the_newest_layout_and_says_which_redline_wrote_it(tmp_path):
    manifest = create(tmp_path, {"run_id": "a" * 64, "kinds": ["rows"]}, {}).manifest
    assert (manifest["schema"], manifest["written_by"]) == (RESULTS_SCHEMA, f"redline {__version__}") == ("redline/results/2", "redline 0.1.0")
    assert {"copies", "checksum"} <= manifest.keys()


def test_a_new_layout_of_the_manifest_renames_no_folder():
    assert run_id({"seed": 1}) == "36de09bc8411ecb84e6f86e808941341ac9063b5f6b8c3ddd56e98901d54b503"


@pytest.mark.parametrize("name", ["run", "sweep"])
def test_a_folder_of_the_layout_before_is_read_in_the_form_of_today_and_left_as_it_is(name, tmp_path):
    folder = Path(shutil.copytree(BEFORE / name, tmp_path / name))
    store = open_store(folder)
    assert store.manifest["schema"] == "redline/results/1"
    assert (store.manifest["written_by"], store.manifest["scenario_file"]) == ("redline", "scenario.yaml")
    assert (folder / MANIFEST).read_bytes() == (BEFORE / name / MANIFEST).read_bytes()


def test_the_first_folders_had_neither_checksums_nor_digests_of_texts_and_are_read(tmp_path):
    folder = Path(shutil.copytree(BEFORE / "sweep", tmp_path / "sweep"))
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    for name in ("checksum", "copies", "texts"):
        del manifest[name]
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    found = open_store(folder).manifest
    assert (found["copies"], found["texts"]) == ({}, {"base": manifest["text_digest"]})


@pytest.mark.parametrize(("writer", "told"), [("redline 9.1.0", "redline 9.1.0 wrote"), (None, "it has"), ("x\x1b[31m" * 30, "x\\x1b[31m")])
def test_a_newer_layout_is_refused_in_one_line_that_says_by_whom_it_was_written(tmp_path, writer, told):
    with pytest.raises(ResultsError, match=r"of a newer Redline: .*install a newer redline to read it$") as refused:
        open_store(edited(tmp_path, schema="redline/results/12", written_by=writer))
    assert refused.value.exit_code == Exit.INPUT
    assert told in str(refused.value)
    assert "layout redline/results/12, this is redline 0.1.0, which reads up to redline/results/2" in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "changes",
    [*({"schema": name} for name in ("redline/results/0", "redline/run/1", 2, None)), {"checksum": None}, {"copies": None}, {"kinds": None}],
    ids=str,
)
def test_what_is_no_whole_manifest_of_its_layout_is_damaged(tmp_path, changes):
    with pytest.raises(ResultsError, match=r"is not a (whole )?manifest of redline/results/2; ") as refused:
        open_store(edited(tmp_path, **changes))
    assert refused.value.exit_code == Exit.DAMAGED
