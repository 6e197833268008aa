"""Sweeps as job arrays, with programs that only look like Slurm's: scripts, rounds, refusals. The real Slurm is in tests/cluster."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.backends import slurm
from sim.backends.settings import Settings
from sim.errors import Exit, RunError
from sim.results.store import open_store
from tests.cli.conftest import ROOT, environment

EXPERIMENT = """\
schema: redline/experiment/1
id: array
title: An array
scenario: two-actors
seed: 5
replicates: 1100
factors:
  line: {path: owners.north.nuclear.audience_cost, range: [0, 1.5]}
design: {kind: latin_hypercube, points: 4}
measures: [nuclear_use]
"""
SWEEP = ["sweep", "array.yaml", "--no-figures", "-o", "an out%dir"]


@pytest.fixture
def cluster(tmp_path, monkeypatch) -> Path:
    """Return a folder in which sbatch, squeue and scontrol are ours, and an experiment beside it."""
    home = tmp_path / "slurm"
    home.mkdir()
    for program in ("sbatch", "squeue", "scontrol"):
        path = home / program
        path.write_text(
            f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(Path(__file__).with_name("fake_slurm.py")))} {program} "$@"\n'
        )
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{home}:{os.environ['PATH']}")
    monkeypatch.setenv("FAKE_SLURM", str(home))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("REDLINE_CLUSTER", raising=False)
    (tmp_path / "array.yaml").write_text(EXPERIMENT)
    return home


def calls(home: Path, program: str) -> list[list[str]]:
    noted = home / "calls"
    lines = [shlex.split(line) for line in noted.read_text().splitlines()] if noted.exists() else []
    return [words[1:] for words in lines if words[0] == program]


def digest(redline, folder: str) -> str:
    said = redline("verify", folder, "--json", "-n", "0")
    assert said.code == 0, said.err
    return said.json["digest"]


def test_a_script_says_everything_and_becomes_the_command():
    settings = Settings("short", "p 1", 2048, 5400, 2, 0, ("module load a",), ("--constraint=x",), cache="/a cache")
    text = slurm.script(settings, "name-1", slurm.log_path(Path("/it is 5%"), "%a.log"), "redline work", 7)
    assert text.splitlines() == [
        "#!/bin/bash",
        "#SBATCH --job-name=name-1",
        '#SBATCH --output="/it is 5%%/%a.log"',
        "#SBATCH --open-mode=append",
        "#SBATCH --ntasks=1",
        "#SBATCH --cpus-per-task=2",
        "#SBATCH --requeue",
        "#SBATCH --signal=B:USR1@60",
        "#SBATCH --array=1-7",
        "#SBATCH --partition=short",
        '#SBATCH --account="p 1"',
        "#SBATCH --mem=2048M",
        "#SBATCH --time=01:30:00",
        "#SBATCH --constraint=x",
        "export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 NUMBA_NUM_THREADS=1 VECLIB_MAXIMUM_THREADS=1",
        "export REDLINE_CACHE='/a cache'",
        "module load a",
        "exec redline work",
    ]
    assert "--array" not in slurm.script(Settings(time=60), "x", Path("x"), "redline")
    assert "--signal=B:USR1@15\n" in slurm.script(Settings(time=60), "x", Path("x"), "redline")


@pytest.mark.parametrize("name", ["a\nb", 'a"b', "a\\b"])
def test_a_folder_that_no_option_can_hold_is_refused(name):
    with pytest.raises(RunError, match="choose another with --out"):
        slurm.log_path(Path("/") / name, "%a.log")


def test_a_dry_run_shows_the_scripts_and_writes_nothing(cluster, redline, tmp_path):
    said = redline(*SWEEP, "--backend", "slurm", "--workers", "3", "--setup", "module load b", "--time", "1h", "-n")
    assert said.code == 0
    assert "#SBATCH --array=1-3\n" in said.out
    assert "\nmodule load b\nexec " in said.out
    assert '--share "$SLURM_ARRAY_TASK_ID/3"\n' in said.out
    assert "About" in said.out
    assert "on 3 processors" in said.out
    assert not (tmp_path / "an out%dir").exists()
    assert calls(cluster, "sbatch") == []
    scripts = redline(*SWEEP, "--backend", "slurm", "-n", "--json").json["scripts"]
    assert "#SBATCH --array=1-8\n" in scripts["array"]  # no more tasks than pieces of work
    assert "--array" not in scripts["finish"]


def test_an_array_and_the_job_after_it_make_the_same_table_as_this_machine(cluster, redline, tmp_path):
    said = redline(*SWEEP, "--backend", "slurm", "--workers", "2", "--json")
    assert said.code == 0, said.err
    assert said.json["jobs"] == {"array": "1", "finish": "2"}
    assert (said.json["tasks"], said.json["submitted_now"]) == (2, True)
    array, finish = calls(cluster, "sbatch")
    assert (array[:-1], finish[:-1]) == (["--parsable"], ["--parsable", "--dependency=afterany:1"])
    place = tmp_path / "an out%dir" / "jobs" / "0001"
    assert {path.name for path in place.iterdir()} >= {"array.sh", "finish.sh", "task-1.log", "task-2.log", "finish.log", "submitted.json"}
    assert "4,400 histories are done, 0 of them before" not in (place / "task-1.log").read_text()
    assert "2,200 histories are done, 0 of them before" in (place / "task-1.log").read_text()
    assert "found finished" in (place / "finish.log").read_text()
    assert (tmp_path / "an out%dir" / "estimates.csv").exists()
    assert redline("sweep", "array.yaml", "--no-figures", "-o", "here", "-j", "1", "-q").code == 0
    assert digest(redline, "an out%dir") == digest(redline, "here")
    waited = redline(*SWEEP, "--backend", "slurm", "--wait")
    assert "found finished" in waited.err
    assert len(calls(cluster, "sbatch")) == 2


def test_waiting_watches_the_jobs_and_shows_the_result(cluster, redline):
    said = redline(*SWEEP, "--backend", "slurm", "--workers", "2", "--wait", "-v")
    assert said.code == 0, said.err
    assert "submitted: job array 1 of 2 tasks, then job 2" in said.out
    assert "estimates.csv" in said.err
    (cluster / "hold").touch()
    held = redline("sweep", "array.yaml", "--no-figures", "-o", "held", "--backend", "slurm", "--wait")
    assert held.code == Exit.LIMIT
    assert "the jobs have ended, and work is left" in held.errors[-1]
    assert "redline resume held --backend slurm" in held.errors[-1]


def test_what_is_in_the_queue_is_not_submitted_again(cluster, redline, tmp_path):
    (cluster / "hold").touch()
    first = redline(*SWEEP, "--backend", "slurm")
    name = next(line for line in (tmp_path / "an out%dir/jobs/0001/array.sh").read_text().splitlines() if "job-name" in line).partition("=")[2]
    (cluster / "queue").write_text(f"1 R {name}\n1 PD {name}\n2 PD {name}\n")
    for command in (SWEEP, ["resume", "an out%dir"]):
        again = redline(*command, "--backend", "slurm")
        assert (first.code, again.code) == (0, 0)
        assert "Slurm is at it already: job array 1 of 8 tasks" in again.out
    assert len(calls(cluster, "sbatch")) == 2
    asked = redline("status", "an out%dir")
    assert "jobs submitted: 2; waiting or running: 1, 2; watch: squeue --jobs=1,2" in asked.out
    assert asked.out.splitlines()[-1] == "  not finished; Slurm is at it"
    (cluster / "queue").write_text(f"1 CG {name}\n1 R another\n")  # ended, and a job of somebody else's with a number used again
    assert redline("status", "an out%dir", "--json").json["jobs"] == {"submitted": ["1", "2"], "waiting_or_running": [], "unknown": None}
    assert "jobs submitted: 2; none of them waits or runs" in redline("status", "an out%dir").out
    (cluster / "refuse-squeue").write_text("no controller")
    assert "which of them wait or run is not known: squeue refuses: no controller" in redline("status", "an out%dir").out
    (cluster / "refuse-squeue").unlink()
    assert "submitted: job array 3" in redline("resume", "an out%dir", "--backend", "slurm").out


@pytest.mark.parametrize(
    ("program", "words", "code", "complaint"),
    [
        ("sbatch", "Batch job submission failed: Invalid partition name specified", Exit.INPUT, "sbatch refuses: Batch job submission failed: Inv"),
        ("sbatch", "Unable to contact slurm controller (connect failure)", Exit.MACHINE, "sbatch refuses: Unable to contact slurm controller"),
        ("squeue", "slurm_load_jobs error: Unable to contact slurm controller", Exit.MACHINE, "squeue refuses: slurm_load_jobs error"),
        ("sbatch", "no --dependency here", Exit.INPUT, "job array 1 is submitted, but not the job that gathers its results: sbatch refuses"),
    ],
)
def test_refusals_are_one_line(cluster, redline, program, words, code, complaint):
    (cluster / "hold").touch()
    (cluster / f"refuse-{program}").write_text(words)
    said = redline(*SWEEP, "--backend", "slurm", "-q")
    assert said.code == code
    assert len(said.errors) == 1
    assert complaint in said.err


def test_without_slurm_there_is_one_line(cluster, redline, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    said = redline(*SWEEP, "--backend", "slurm", "-q")
    assert said.code == Exit.MACHINE
    assert said.err.startswith("error: there is no squeue on this machine: --backend slurm works where Slurm's own commands do")
    assert len(said.errors) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--backend", "slurm", "--time-limit", "1h"], "with --backend slurm use --time"),
        (["--backend", "slurm", "-j", "2"], "use --workers and --processors"),
        (["--backend", "slurm", "--scheduler", "tcp://a:1"], "it is for --backend dask"),
        (["--wait"], "--wait says nothing to --backend local"),
    ],
)
def test_options_that_slurm_or_another_would_ignore(cluster, redline, arguments, complaint):
    said = redline(*SWEEP, *arguments)
    assert said.code == Exit.INPUT
    assert complaint in said.err


@pytest.fixture
def part_done(cluster, redline, tmp_path) -> Path:
    """Return the folder of a sweep that was handed over in two shares, of which nothing is done; jobs are kept back."""
    (cluster / "hold").touch()
    assert redline(*SWEEP, "--backend", "slurm", "--workers", "2", "-q").code == 0
    return tmp_path / "an out%dir"


def finish(redline, folder: Path, *more: str):
    place = folder / "jobs" / "0001"
    return redline("resume", folder, "--backend", "slurm", "--cluster", place / "cluster.yaml", "--no-figures", "--finish", place, *more)


def test_the_job_after_an_array_does_what_is_left_itself_where_it_is_little(part_done, redline, cluster):
    assert redline("work", part_done, "--share", "1/2", "-q").code == 0
    said = finish(redline, part_done)
    assert said.code == 0, said.err
    assert "continued: 2,200 histories were there already" in said.err
    assert len(calls(cluster, "sbatch")) == 2


def test_the_job_after_an_array_begins_another_round_where_much_is_left(part_done, redline, cluster):
    assert redline("work", part_done, "--share", "1/4", "-q").code == 0
    said = finish(redline, part_done)
    assert said.code == 0
    assert "submitted: job array 3 of 2 tasks" in said.out
    units = json.loads((part_done / "jobs" / "0002" / "units.json").read_text())
    assert len(units["ranges"]) == 6
    assert "--finish" in (part_done / "jobs" / "0002" / "finish.sh").read_text()


def test_the_job_after_an_array_that_did_nothing_works_itself(part_done, redline, cluster):
    said = finish(redline, part_done)
    assert said.code == 0, said.err
    assert len(calls(cluster, "sbatch")) == 2
    assert open_store(part_done).take_inventory().done() == set(range(8))


def test_an_array_that_somebody_cancelled_has_no_successor(part_done, redline, cluster):
    assert redline("work", part_done, "--share", "1/4", "-q").code == 0
    (cluster / "states").write_text("COMPLETED\nCANCELLED\n")
    said = finish(redline, part_done)
    assert said.code == Exit.LIMIT
    assert "was cancelled, so no other is submitted" in said.errors[-1]
    assert len(calls(cluster, "sbatch")) == 2


def test_a_sweep_with_a_target_goes_from_round_to_round(cluster, redline, tmp_path):
    exact = ["sweep", "array.yaml", "--half-width", "0.003", "--no-figures"]
    said = redline(*exact, "-o", "rounds", "--backend", "slurm", "--workers", "3")
    assert said.code == 0, said.err
    assert redline(*exact, "-o", "here", "-j", "2", "-q").code == 0
    assert digest(redline, "rounds") == digest(redline, "here")
    rounds = sorted(path.name for path in (tmp_path / "rounds" / "jobs").iterdir())
    assert rounds == ["0001", "0002"]
    assert (tmp_path / "rounds" / "estimates.csv").read_text() == (tmp_path / "here" / "estimates.csv").read_text()


@pytest.mark.parametrize(("number", "again"), [(signal.SIGUSR1, True), (signal.SIGTERM, False)])
def test_a_job_whose_time_is_up_is_queued_again_and_one_that_is_cancelled_is_not(cluster, redline, tmp_path, number, again):
    (tmp_path / "array.yaml").write_text(EXPERIMENT.replace("1100", "3000000"))
    (cluster / "hold").touch()
    assert redline(*SWEEP, "--backend", "slurm", "-q").code == 0
    rows = tmp_path / "an out%dir" / "shards" / "rows"
    command = [sys.executable, "-m", "sim.cli", "work", "an out%dir", "--requeue", "-j", "1"]
    job = subprocess.Popen(command, cwd=tmp_path, env=environment() | {"SLURM_JOB_ID": "77"}, text=True, stderr=subprocess.PIPE)
    while not list(rows.glob("[0-9]*")) and job.poll() is None:
        time.sleep(0.01)
    job.send_signal(number)
    _, said = job.communicate(timeout=120)
    assert job.returncode == Exit.LIMIT, said
    assert calls(cluster, "scontrol") == ([["requeue", "77"]] if again else [])
    assert ("Slurm starts it again" in said) == again
