"""`verify`, `status` and `resume` as people call them, with the real engine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.test_sweep import EXPERIMENT


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """Return a copy of a finished run."""
    return Path(shutil.copytree(finished, tmp_path / "copy"))


def parts(folder: Path) -> list[Path]:
    """Return the shards of rows of a folder."""
    return sorted((folder / "shards" / "rows").glob("*.parquet"))


def test_a_sound_run_is_told_in_two_lines(redline, copy):
    said = redline("verify", copy)
    assert (said.code, said.err) == (0, "")
    sound, digest = said.out.splitlines()
    assert sound == "sound: 10 shards, 2 of 2 blocks; 2 simulated once more, the same bit for bit"
    found = redline("verify", copy, "--json", "--sample", 1).json
    assert (found["schema"], found["sound"], found["digest"], len(found["recomputed"])) == ("redline/verify/1", True, digest, 1)
    assert found["digest"] == redline("run", "two-actors", "--runs", "1100", "-o", copy, "--json", "-q", "--no-figures").json["digest"]


def test_a_damaged_run_is_named_told_and_resumed(redline, copy):
    digest = redline("verify", copy, "--sample", 0).out.splitlines()[-1]
    broken = parts(copy)[0]
    broken.write_bytes(broken.read_bytes()[:100])
    said = redline("verify", copy)
    assert said.code == 4
    (line,) = (line for line in said.errors if line.startswith("damaged: "))
    assert line.startswith(f"damaged: shards/rows/{broken.name}: the checksum")
    assert line.endswith("redline resume does its work again")
    assert broken.exists()
    assert redline("verify", copy, "--json").json["damage"][0]["file"] == f"shards/rows/{broken.name}"
    told = redline("status", copy)
    assert told.code == 0
    assert "1 of 2 blocks, 1,024 of 1,100 histories, blocks missing: 1" in told.out or "1 of 2 blocks, 76 of 1,100" in told.out
    assert told.out.splitlines()[-1].endswith(f"resume {copy}")
    assert redline("status", copy, "--json").json["units"] == {"done": 1, "wanted": 2, "missing": 1}
    assert redline("resume", copy, "--no-figures", "-q").code == 0
    assert redline("verify", copy).out.splitlines()[-1] == digest
    after = redline("status", copy).out
    assert "  1 in quarantine" in after
    assert after.splitlines()[-1] == "  finished"


def test_a_sweep_is_resumed_from_its_folder_alone(redline, tmp_path):
    (tmp_path / "pushes.yaml").write_text(EXPERIMENT, encoding="utf-8")
    first = redline("sweep", "pushes.yaml", "--runs", "64", "--seed", "5", "-o", "s", "--json", "-q", "--no-figures").json
    (tmp_path / "pushes.yaml").unlink()
    for path in parts(tmp_path / "s")[2:5]:
        path.unlink()
    assert "4 of 7 blocks" in redline("status", "s").out
    said = redline("resume", "s", "-j", "1", "--no-figures")
    (tmp_path / "pushes.yaml").write_text(EXPERIMENT, encoding="utf-8")
    again = redline("sweep", "pushes.yaml", "--runs", "64", "--seed", "5", "-o", "s", "--no-figures")
    assert (said.code, said.out) == (0, again.out)
    assert said.out.splitlines()[-1] == "All of this is about the model, not the world."
    assert f"Written to s{os.sep}: estimates.csv, contrasts.csv, signs.csv, summary.json" in said.err
    assert "histories were there already" in said.err
    assert redline("resume", "s", "--json", "-q", "--no-figures").json == first


def test_what_cannot_be_done_is_one_line(redline, copy, tmp_path):
    for verb in ("verify", "status", "resume"):
        said = redline(verb, tmp_path / "nowhere")
        assert said.code == 2
        assert len(said.errors) == 1
    scenario = copy / "inputs" / "two-actors.yaml"
    scenario.write_text(scenario.read_text(encoding="utf-8") + "sources: elsewhere.yaml\n", encoding="utf-8")
    said = redline("resume", copy)
    assert said.code == 2
    assert len(said.errors) == 1
    assert "cannot be resumed" in said.err
    assert "run the first command again" in said.err
