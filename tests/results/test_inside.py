"""A results folder that somebody else made leads nowhere: no name, link or pipe in it makes us read, write, move or delete anything outside."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.analysis.sweeps import resume_sweep, run_sweep
from sim.backends.local import Threads
from sim.errors import Exit, ResultsError
from sim.experiment.load import load_experiment
from sim.results.inside import is_place, is_word
from sim.results.store import CHECKSUM, MANIFEST, open_store
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

OUTSIDE = ["../other", "..", "/etc", "//etc", "a/../../b", "a\0b", "", "~/x/../../y"]
PARTS = ["figures", "failed", "quarantine", "analysis", "jobs", "inputs", "shards", "shards/rows", "table.csv", "analysis/figures", "manifest.json"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a finished sweep."""
    (tmp_path / "toy.yaml").write_text("level: 0.3\ntilt: 0.2\n")
    (tmp_path / "toy-test.yaml").write_text(EXPERIMENT.replace("replicates: 2048", "replicates: 1024").replace("points: 4", "points: 2"))
    run_sweep(load_experiment(tmp_path / "toy-test.yaml", FAKE), out=tmp_path / "out", engine=FAKE, backend=Threads(1))
    return tmp_path / "out"


def tampered(folder: Path, **changes: object) -> None:
    """Change a manifest as somebody would who knows how it is checked."""
    manifest = json.loads((folder / MANIFEST).read_text()) | changes
    del manifest[CHECKSUM]
    manifest[CHECKSUM] = hashlib.sha256(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(manifest))


def victim(place: Path) -> Callable[[], dict[str, str]]:
    """Make a folder that nobody may touch, and return a function that says what is in it."""
    for name in ("letter.txt", "000000-000000.0123456789abcdef.parquet", "figure.svg", "rows/0.json"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("mine")
    return lambda: {path.relative_to(place).as_posix(): path.read_text() for path in sorted(place.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("kind", ["absolute", "/etc", "..", "rows/../../..", "", ".", "a b", 7])
def test_a_kind_of_table_names_a_folder_of_its_own_and_nothing_else(folder, tmp_path, kind):
    seen = victim(tmp_path / "victim")
    before = seen()
    kinds = json.loads((folder / MANIFEST).read_text())["kinds"]
    tampered(folder, kinds=[*kinds, str(tmp_path / "victim") if kind == "absolute" else kind])
    with pytest.raises(ResultsError, match="speaks of files outside its folder"):
        resume_sweep(folder, engine=FAKE, backend=Threads(1))
    assert seen() == before


@pytest.mark.parametrize("name", ["../../x", "a/b", "/etc", ".", "a\nb"])
def test_a_variant_names_a_part_of_a_file_name_and_nothing_else(folder, name):
    tampered(folder, variants={"base": [], name: []})
    with pytest.raises(ResultsError, match="speaks of files outside its folder"):
        open_store(folder)


@pytest.mark.parametrize("part", PARTS)
def test_a_link_that_leads_out_is_refused_before_anything_is_done(folder, tmp_path, part):
    seen = victim(tmp_path / "victim")
    before = seen()
    place = folder / part
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        place.rename(tmp_path / "moved")
    place.symlink_to(tmp_path / "victim" / ("letter.txt" if "." in part else ""))
    with pytest.raises(ResultsError, match="is a link to what lies outside its folder") as caught:
        resume_sweep(folder, engine=FAKE, backend=Threads(1))
    assert caught.value.exit_code == Exit.DAMAGED
    assert seen() == before


@pytest.mark.parametrize("part", ["manifest.json", "table.csv", "failed/000000-base-000000000.json"])
def test_a_pipe_is_refused_and_not_waited_for(folder, part):
    (folder / part).parent.mkdir(exist_ok=True)
    (folder / part).unlink(missing_ok=True)
    os.mkfifo(folder / part)
    with pytest.raises(ResultsError, match="is neither a file nor a folder"):
        open_store(folder)


def test_a_shard_that_is_a_link_or_a_pipe_does_not_count_and_what_it_leads_to_stays(folder, tmp_path):
    shards = sorted((folder / "shards" / "rows").iterdir())
    digest = hashlib.sha256((folder / "table.csv").read_bytes()).hexdigest()
    shards[0].rename(tmp_path / "elsewhere")
    shards[0].symlink_to(tmp_path / "elsewhere")
    os.mkfifo(shards[0].with_name("000000-000000.0123456789abcdef.parquet"))
    assert {reason for _, reason in open_store(folder).look().refused} == {"it is a link, or no file at all"}
    resume_sweep(folder, engine=FAKE, backend=Threads(1))
    assert not shards[0].is_symlink()
    assert (tmp_path / "elsewhere").is_file()
    assert hashlib.sha256((folder / "table.csv").read_bytes()).hexdigest() == digest


def test_links_within_the_folder_and_folders_of_others_in_it_are_no_matter(folder, tmp_path):
    (folder / "latest.csv").symlink_to("table.csv")
    (folder / ".venv").mkdir()
    (folder / ".venv" / "python").symlink_to(tmp_path)
    assert open_store(folder).kinds


@pytest.mark.parametrize("name", OUTSIDE)
def test_neither_words_nor_places_lead_out(tmp_path, name):
    assert not is_word(name)
    assert not is_place(tmp_path, name)


def test_words_and_places_that_are_used_are_let_pass(tmp_path):
    assert all(map(is_word, ("rows", "base", "level-up", "2024", "a.b_c+d", "logit:2")))
    assert all(is_place(tmp_path, place) for place in ("inputs/mine.yaml", "a b/\u00e9.csv", "..."))
