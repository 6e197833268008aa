"""A results folder is enough: moved to another place, with everything it was made from gone or changed, work goes on from it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from sim.errors import Exit, ResultsError
from sim.results.store import CHECKSUM, open_store
from sim.scenario import shipped

MINE = """\
schema: redline/scenario/1
base: ground
id: mine
title: A crisis of our own
owners: {russia: {doctrine: russia-2030}}
"""
GROUND = """\
schema: redline/scenario/1
base: november-2024
id: ground
title: What ours starts from
history: {crossings: ours, doctrines: [russia-2020, russia-2030], front: ukraine}
fronts: {ukraine: {initial: {value: -0.1, range: [-0.2, 0.1], source: our-notes}}}
"""
SOURCES = """\
schema: redline/sources/1
sources:
  our-notes: {publisher: us, date: "2024", title: Our notes, verified: ours}
"""
TRIED = """\
schema: redline/experiment/1
id: tried
title: Texts and fronts
scenario: mine.yaml
replicates: 40
factors:
  text: {path: owners.russia.doctrine}
  front: {path: fronts.ukraine.initial}
design: {kind: points, file: lists/points.csv}
variants:
  base: {}
  calm: {"crossings.ambiguity": 0.3}
contrasts:
  - {name: calm, from: base, to: calm}
measures: [nuclear_use, clash]
"""
POINTS = "text,front\nrussia-2030,-0.1\nrussia-2031,-0.1\nrussia-2020,0.1\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with an experiment on a scenario of its own, its base, doctrines, history, sources and list of points."""
    folder = tmp_path / "project"
    text = (shipped.folder() / "doctrines" / "russia-2024.yaml").read_text(encoding="utf-8")
    files = {"mine.yaml": MINE, "ground.yaml": GROUND, "sources.yaml": SOURCES, "tried.yaml": TRIED, "lists/points.csv": POINTS}
    files |= {f"doctrines/russia-{year}.yaml": text.replace("id: russia-2024", f"id: russia-{year}") for year in (2030, 2031)}
    files["history/ours.csv"] = (shipped.folder() / "history" / "ukraine-2022-2025.csv").read_text(encoding="utf-8")
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_work_goes_on_from_a_folder_that_was_moved_after_all_it_was_made_from_is_gone(redline, project, tmp_path):
    whole = redline("sweep", project / "tried.yaml", "-o", tmp_path / "out", "--json", "-q", "--no-figures", "-j", "1").json
    kept = {path.relative_to(tmp_path / "out" / "inputs").as_posix() for path in (tmp_path / "out" / "inputs").rglob("*.*")}
    own = {"mine.yaml", "ground.yaml", "sources.yaml", "doctrines/russia-2030.yaml", "doctrines/russia-2031.yaml", "history/ours.csv"}
    frozen = {"shipped/november-2024.yaml", "shipped/sources.yaml", "shipped/doctrines/russia-2020.yaml"}
    assert kept == own | frozen | {"experiment/lists/points.csv"}
    told = redline("replay", tmp_path / "out", "--history", 3, "--point", 2).out
    moved = tmp_path / "elsewhere" / "out"
    shutil.copytree(tmp_path / "out", moved)
    shutil.rmtree(tmp_path / "out")
    shutil.rmtree(project)
    assert redline("replay", moved, "--history", 3, "--point", 2).out == told
    said = redline("verify", moved, "--sample", 3)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1] == whole["digest"]
    for path in sorted((moved / "shards" / "rows").glob("*.parquet"))[1:]:
        path.unlink()
    assert redline("resume", moved, "-j", "1", "--no-figures", "-q", "--json").json == {**whole, "folder": str(moved)}


def test_a_text_that_only_a_point_names_is_part_of_what_was_asked(redline, project):
    ids = set()
    for clause in ("", "\n# another remark\n", "\nbacker_share: {value: 0.6, assumption: ours}\n"):
        text = (shipped.folder() / "doctrines" / "russia-2024.yaml").read_text(encoding="utf-8").replace("id: russia-2024", "id: russia-2031")
        if clause.startswith("\nbacker"):
            start = text.index("backer_share:")
            text = text[:start] + clause.strip() + text[text.index("nuclear_lines:", start) - 1 :]
        (project / "doctrines" / "russia-2031.yaml").write_text(text + (clause if clause.startswith("\n#") else ""), encoding="utf-8")
        ids.add(redline("sweep", project / "tried.yaml", "--dry-run", "--json", "-q").json["folder"])
    assert len(ids) == 2


def test_a_damaged_copy_is_told_and_made_again_by_the_first_command(redline, project, tmp_path):
    command = ("sweep", project / "tried.yaml", "-o", tmp_path / "out", "-q", "--no-figures", "-j", "1")
    assert redline(*command).code == 0
    copy = tmp_path / "out" / "inputs" / "doctrines" / "russia-2031.yaml"
    copy.write_text(copy.read_text(encoding="utf-8").replace("value: 0.", "value: 1.", 1), encoding="utf-8")
    said = redline("verify", tmp_path / "out")
    assert said.code == 4
    assert "inputs/doctrines/russia-2031.yaml: is not the copy that was made" in said.err
    said = redline("resume", tmp_path / "out", "-q")
    assert said.code == 2
    assert len(said.errors) == 1
    assert redline(*command).code == 0
    assert redline("verify", tmp_path / "out", "-q").code == 0


def test_a_run_keeps_what_its_scenario_names_too(redline, project, tmp_path):
    ran = redline("run", project / "mine.yaml", "--runs", "30", "-o", tmp_path / "out", "--json", "-q", "--no-figures").json
    shutil.rmtree(project)
    shutil.rmtree(tmp_path / "out" / "shards" / "rows")
    assert redline("resume", tmp_path / "out", "--json", "-q", "--no-figures").json == ran


@pytest.mark.parametrize("place", ["../mine.yaml", "/etc/hostname", "inputs/../../mine.yaml", "inputs/link.yaml", "inputs/loop", ""])
@pytest.mark.parametrize("named", ["scenario_file", "copies", "kinds"])
def test_a_manifest_that_speaks_of_files_outside_its_folder_is_refused(tmp_path, place, named):
    folder = tmp_path / "out"
    (folder / "inputs").mkdir(parents=True)
    (tmp_path / "mine.yaml").write_text(MINE)
    if place.startswith("inputs/l"):
        (folder / place).symlink_to(tmp_path / "mine.yaml" if place.endswith(".yaml") else folder / place)
    given = {"scenario_file": place, "copies": {place: "0" * 64}, "kinds": [f"../{place}"]}[named]
    manifest = {"schema": "redline/results/1", "run_id": "a" * 64, "kinds": ["rows"], "copies": {}, named: given}
    manifest[CHECKSUM] = hashlib.sha256(json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultsError, match="outside its folder") as caught:
        open_store(folder)
    assert caught.value.exit_code == Exit.DAMAGED
