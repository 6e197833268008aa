"""Job arrays on a real Slurm of two nodes: the bytes of this machine, whatever is killed, cancelled, queued again or submitted twice.

Tasks that must be met while they work are slowed down by a Python that waits a little in each block.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, environment
from tests.cluster.one_host import Slurm, until
from tests.cluster.sweeps import EXPERIMENT, PATIENCE, UNITS, gathered, shards, sound, submitted, told, waiting

SLOW = """\
#!{python}
import dataclasses, sys, time
sys.path.insert(0, {root!r})
from sim.experiment import engine
fast = engine.REAL.simulate
def slow(case, seed, block, histories, *rest):
    time.sleep({seconds} if histories > 1 else 0)
    return fast(case, seed, block, histories, *rest)
engine.REAL = dataclasses.replace(engine.REAL, simulate=slow)
if __name__ == "__main__":
    sys.argv = ["redline", *sys.argv[3:]]
    from sim.cli import main
    main()
"""
pytestmark = pytest.mark.slow


def slowly(folder: Path, seconds: float) -> Path:
    """Return a description of a cluster whose Python waits so long in each block."""
    python = folder / "slow-python"  # without a space, because Slurm does not find processes whose name has one
    python.write_text(SLOW.format(python=sys.executable, root=str(ROOT), seconds=seconds))
    python.chmod(0o755)
    file = folder / "cluster.yaml"
    file.write_text(f"schema: redline/cluster/1\npython: {python}\n")
    return file


def processes(*words: str) -> list[int]:
    """Return the processes whose command line has all these words."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            line = path.read_bytes().decode(errors="replace")
            found += [int(path.parent.name)] if all(word in line for word in words) else []
    return found


def worker_of(folder: Path, share: str) -> int:
    """Return the process that works a share; wait until it is there, and some task has left a shard."""
    found: list[int] = []

    def there() -> bool:
        found[:] = processes(str(folder), f"\0{share}\0")
        return len(found) == 1 and bool(shards(folder))

    until(there, f"the worker of share {share}", lambda: told(folder), PATIENCE)
    return found[0]


@pytest.fixture(scope="module")
def short_of_time(one_slurm: Slurm, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Begin, before all other tests, a sweep whose jobs have less time than they need, and return its folder."""
    place = tmp_path_factory.mktemp("short")
    (place / "array.yaml").write_text(EXPERIMENT)
    file = slowly(place, 2.5)
    command = [sys.executable, "-m", "sim.cli", "sweep", "array.yaml", "-o", "out", "--no-figures", "--backend", "slurm", "--cluster", str(file)]
    command += ["--workers", "2", "--time", "1m"]
    subprocess.run(command, cwd=place, env=environment() | one_slurm.environment | {"PYTHONPATH": str(ROOT)}, check=True)
    return place / "out"


@pytest.mark.usefixtures("short_of_time")
def test_an_array_submitted_twice_at_once_does_no_harm(slurm, redline, golden):
    folder = submitted(redline, "--workers", 2)
    second = slurm.ask("sbatch", "--parsable", str(folder / "jobs" / "0001" / "array.sh"))
    assert "Slurm is at it already" in redline("resume", folder, "--backend", "slurm").out
    waiting(slurm, folder, lambda: f" {second.strip()}_" not in slurm.ask("squeue"), "the second array")
    gathered(slurm, folder)
    assert sound(redline, folder) == golden


def test_a_task_that_is_killed_is_made_good_by_the_job_after_the_array(slurm, redline, golden, tmp_path):
    folder = submitted(redline, "--cluster", slowly(tmp_path, 0.4), "--workers", 2)
    os.kill(worker_of(folder, "2/2"), signal.SIGKILL)
    gathered(slurm, folder)
    assert "histories were there already" in (folder / "jobs" / "0001" / "finish.log").read_text()
    assert sound(redline, folder) == golden


def test_a_running_task_that_is_queued_again_goes_on_where_it_was(slurm, redline, golden, tmp_path):
    folder = submitted(redline, "--cluster", slowly(tmp_path, 0.4), "--workers", 1)
    worker_of(folder, "1/1")
    before = {path: path.stat().st_mtime_ns for path in (folder / "shards").rglob("[0-9]*.parquet")}
    assert before
    array = json.loads((folder / "jobs" / "0001" / "submitted.json").read_text())["array"]
    slurm.ask("scontrol", "requeue", f"{array}_1")
    gathered(slurm, folder)
    assert {path: path.stat().st_mtime_ns for path in before} == before  # whoever goes on does nothing twice that was finished
    log = (folder / "jobs" / "0001" / "task-1.log").read_text()
    assert "stopped; " in log
    last = (folder / "jobs" / "0001" / "finish.log").read_text()  # Slurm may start it before the task that was queued again: then it goes on instead
    assert "found finished" in last or "histories were there already" in last
    assert sound(redline, folder) == golden


def test_a_node_that_dies_with_its_job_is_replaced(slurm, redline, golden, tmp_path):
    folder = submitted(redline, "--cluster", slowly(tmp_path, 0.8), "--workers", 4)  # both nodes are full
    worker_of(folder, "4/4")
    stepds: list[int] = []
    tasks: list[int] = []

    def busy() -> bool:
        lost = slurm.ask("squeue", "-h", "-t", "R", "-w", "n2", "-o", "%A").split()
        stepds[:] = [process for job in lost for process in processes(f"slurmstepd: [{job}.")]
        tasks[:] = [task for task in processes(str(folder), "--share") if any(parent in stepds for parent in ancestors(task))]
        return bool(tasks)

    until(busy, "a task on the second node", lambda: slurm.ask("squeue") + told(folder), PATIENCE)
    for process in (slurm.pid("slurmd.n2"), *stepds, *tasks):
        os.kill(process, signal.SIGKILL)
    try:
        gathered(slurm, folder)
        assert sound(redline, folder) == golden
    finally:
        slurm.start_node("n2")


def ancestors(process: int) -> Iterator[int]:
    """Yield the parent of a process, its parent, and so on."""
    while process > 1 and Path(f"/proc/{process}/stat").exists():
        process = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        yield process


def test_when_the_driver_dies_the_array_goes_on_and_nothing_is_done_again(slurm, redline, golden, tmp_path):
    file = slowly(tmp_path, 0.2)
    command = [sys.executable, "-m", "sim.cli", "sweep", "array.yaml", "-o", "out", "--no-figures", "--backend", "slurm", "--cluster", str(file)]
    driver = subprocess.Popen([*command, "--workers", "2", "--wait"], env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    folder = Path("out").absolute()
    worker_of(folder, "1/2")
    driver.kill()
    driver.wait()
    finish = json.loads((folder / "jobs" / "0001" / "submitted.json").read_text())["finish"]
    slurm.ask("scancel", finish)  # so that nobody but the array does anything
    waiting(slurm, folder, lambda: len(shards(folder)) == 3 * UNITS, "the array")
    before = {path: path.stat().st_mtime_ns for path in (folder / "shards").rglob("*.parquet")}
    said = redline("resume", folder, "--no-figures")
    assert "found finished: nothing left to simulate" in said.err
    assert {path: path.stat().st_mtime_ns for path in (folder / "shards").rglob("*.parquet")} == before
    assert sound(redline, folder) == golden


def test_an_array_that_is_cancelled_stops_and_has_no_successor(slurm, redline, tmp_path):
    folder = submitted(redline, "--cluster", slowly(tmp_path, 1.0), "--workers", 2)
    worker_of(folder, "1/2")
    slurm.ask("scancel", json.loads((folder / "jobs" / "0001" / "submitted.json").read_text())["array"])
    finish = folder / "jobs" / "0001" / "finish.log"
    waiting(slurm, folder, lambda: finish.exists() and "was cancelled, so no other is submitted" in finish.read_text(), "the last word")
    assert [path.name for path in sorted((folder / "jobs").iterdir())] == ["0001"]
    assert "stopped; " in told(folder)
    assert redline("status", folder, "--json").json["damaged"] == []


def test_a_job_that_runs_out_of_time_is_told_stops_and_goes_on(slurm, redline, golden, short_of_time):
    gathered(slurm, short_of_time)
    logs = told(short_of_time)
    assert "the time of this job is over; Slurm starts it again" in logs
    assert "DUE TO TIME LIMIT" not in logs
    assert sound(redline, short_of_time) == golden
