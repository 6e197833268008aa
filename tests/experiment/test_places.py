"""Results lie wherever a person wants them, under names that programs do not expect, and no clock has a say in what counts."""

from __future__ import annotations

import ast
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sim.analysis.folder import status
from sim.analysis.sweeps import load_sweep, resume_sweep, run_sweep
from sim.analysis.verify import verify
from sim.errors import Exit, RunError
from sim.experiment.load import load_experiment
from tests.experiment.conftest import experiment_file, toy
from tests.experiment.fakes import FAKE
from tests.experiment.faults import parts
from tests.experiment.test_faults import Here, Sweep, golden, sweep, whole

__all__ = ["experiment_file", "golden", "sweep", "toy"]

ROOT = Path(__file__).parents[2]
ANALYSIS = ("folder", "growing", "runs", "stopping", "sweeps", "verify")
LONGEST = 255  # bytes of a name
NAMES = [
    "two words and  more",
    "Ergebnisse für Übermorgen",
    "результаты-結果-🚀",
    "a'b\"c$d`e;f&g|h*i?j[k]l",
    "-n",
    "n" * LONGEST,
    "ж" * (LONGEST // 2),
    "x" * 100 + "/" + "y" * 100 + "/" + "z" * 100,
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_of_a_folder_will_do(sweep: Sweep, golden, tmp_path, name):
    folder = tmp_path / name
    assert sweep(folder).digest == golden.digest
    sorted(parts(folder))[0].unlink()
    assert resume_sweep(folder, engine=FAKE, backend=Here()).digest == golden.digest
    assert whole(folder, golden)
    assert verify(folder, 1, FAKE).damage == []


def test_a_name_that_is_too_long_is_one_line(sweep: Sweep, tmp_path):
    for name in ("n" * (LONGEST + 1), "/".join(["d" * 200] * 25)):
        with pytest.raises((RunError, OSError)) as caught:
            sweep(tmp_path / name)
        if isinstance(caught.value, RunError):
            assert caught.value.exit_code == Exit.MACHINE
            assert "the name is too long" in str(caught.value)


def test_a_link_to_a_folder_elsewhere_is_followed_and_stays(sweep: Sweep, golden, tmp_path):
    (tmp_path / "other disk").mkdir()
    link = tmp_path / "out"
    link.symlink_to(tmp_path / "other disk", target_is_directory=True)
    assert sweep(link).digest == golden.digest
    assert link.is_symlink()
    assert whole(tmp_path / "other disk", golden)
    assert verify(link, 1, FAKE).damage == []


def test_a_command_whose_folder_was_deleted_under_it_is_one_line_or_goes_on(golden, tmp_path):
    (tmp_path / "gone").mkdir()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for given, code in ((str(golden.folder), Exit.DONE), ("out", Exit.INPUT)):
        command = [sys.executable, "-c", "import os, sys; os.rmdir(os.getcwd()); from sim.cli.ending import run; sys.exit(run(sys.argv[1:]))"]
        (tmp_path / "gone").mkdir(exist_ok=True)
        said = subprocess.run([*command, "status", given], cwd=tmp_path / "gone", env=environment, capture_output=True, text=True, check=False)
        assert said.returncode == code, said.stderr
        assert len(said.stderr.splitlines()) == (0 if code == Exit.DONE else 1)


def test_files_from_the_past_and_from_the_future_count_alike(sweep: Sweep, golden, tmp_path):
    folder, rng = tmp_path / "out", random.Random(1)
    sweep(folder)
    for path in [folder, *folder.rglob("*")]:
        when = rng.choice([0, 1, 2**31 - 1, 2**31 + 10**8, rng.randrange(2**32)])
        os.utime(path, (when, rng.choice([0, when])))
    missing = sorted(parts(folder))[0]
    missing.unlink()
    kept = {path: inode for path, inode in parts(folder).items() if path.name[:13] != missing.name[:13]}
    assert status(folder).done == 2
    sweep(folder)
    assert kept.items() <= parts(folder).items()
    assert load_sweep(folder).digest == golden.digest


def test_nothing_that_reads_or_writes_results_asks_a_clock():
    places = [
        *(ROOT / "sim" / "results").glob("*.py"),
        *(ROOT / "sim" / "experiment").rglob("*.py"),
        *(ROOT / "sim" / "analysis" / f"{name}.py" for name in ANALYSIS),
    ]
    asked = set()
    for path in places:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [node.attr] if isinstance(node, ast.Attribute) and node.attr.startswith(("st_mtime", "st_ctime", "st_atime")) else []
            asked |= {f"{path.name}: {name}" for name in names if name in ("time", "datetime") or name.startswith("st_")}
    assert asked == set()


def test_a_clock_that_jumps_changes_no_bit(golden, experiment_file, tmp_path, monkeypatch):
    rng = random.Random(2)
    for name in ("time", "monotonic", "perf_counter", "time_ns"):
        monkeypatch.setattr(f"time.{name}", lambda name=name: rng.randrange(-(2**40), 2**40) if name == "time_ns" else rng.uniform(-1e10, 1e10))
    result = run_sweep(load_experiment(experiment_file, FAKE), out=tmp_path / "out", engine=FAKE, backend=Here())
    monkeypatch.undo()
    assert result.digest == golden.digest
    assert (tmp_path / "out" / "table.csv").read_bytes() == (golden.folder / "table.csv").read_bytes()
