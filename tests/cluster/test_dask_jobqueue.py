"""Sweeps on Dask workers that are jobs of a real Slurm: the bytes of this machine, although workers and whole jobs are killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from sim.analysis.sweeps import run_sweep
from sim.backends.jobqueue import Jobqueue
from sim.backends.local import Threads
from sim.backends.settings import Settings
from sim.errors import Exit, RunError
from sim.experiment.load import load_experiment
from tests.backends.test_dask import listening
from tests.cluster.dasks import until
from tests.experiment.conftest import EXPERIMENT
from tests.experiment.fakes import FAKE

pytest.importorskip("dask_jobqueue")


@pytest.fixture
def submitting(slurm, monkeypatch):
    """Let this process submit jobs to the Slurm of the tests, and miss a worker sooner than one would on a large cluster; return that Slurm."""
    import dask.config

    monkeypatch.setenv("SLURM_CONF", slurm.environment["SLURM_CONF"])
    with dask.config.set({"distributed.deploy.lost-worker-timeout": "1s"}):
        yield slurm
    until(lambda: not slurm.ask("squeue", "-h"), "jobs left behind")


def running(slurm) -> list[str]:
    """Return the ids of running jobs."""
    return slurm.ask("squeue", "-h", "-o", "%i", "-t", "R").split()


def workers_of(job: str) -> list[int]:
    """Return the processes of a job that do its work."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (
                f"SLURM_JOB_ID={job}".encode() in (folder / "environ").read_bytes().split(b"\0")
                and b"spawn_main" in (folder / "cmdline").read_bytes()
            ):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.fixture
def experiment(tmp_path):
    """Return a function that loads an experiment on the toy scenario from its text."""
    (tmp_path / "toy.yaml").write_text("level: 0.3\ntilt: 0.2\n")

    def load(text: str):
        (tmp_path / "toy-test.yaml").write_text(text)
        return load_experiment(tmp_path / "toy-test.yaml", FAKE)

    return load


def settings(tmp_path, **more) -> Settings:
    return Settings(**{"workers": 2, "memory": 600, "time": 600, "interface": "lo", "scratch": str(tmp_path / "scratch")} | more)


def test_a_job_that_is_cancelled_and_a_worker_that_is_killed_are_replaced_and_the_digest_is_that_of_this_machine(submitting, experiment, tmp_path):
    golden = run_sweep(experiment(EXPERIMENT), out=tmp_path / "golden", engine=FAKE, backend=Threads(1)).digest
    out, before = tmp_path / "out", []

    def report(_progress):
        if not before and len(list((out / "shards" / "rows").glob("[0-9]*.parquet"))) >= 2:
            before.extend(until(lambda: len(jobs := running(submitting)) == 2 and jobs, "two jobs"))
            submitting.ask("scancel", before[0])
            os.kill(until(lambda: workers_of(before[1]), "a worker")[0], signal.SIGKILL)
            until(lambda: set(running(submitting)) - set(before), "a new job")

    with Jobqueue(settings(tmp_path), tmp_path / "jobs") as backend:
        slow = experiment(EXPERIMENT.replace("{level: 0.5}", "{level: 0.5, poison: 'slow:0.1'}"))
        result = run_sweep(slow, out=out, engine=FAKE, backend=backend, report=report)
    assert before
    assert result.digest == golden
    assert [path.name for path in (tmp_path / "jobs").iterdir() if path.suffix != ".log"] == []  # no keys


def test_jobs_of_two_processors_have_two_workers(submitting, experiment, tmp_path):
    golden = run_sweep(experiment(EXPERIMENT), out=tmp_path / "golden", engine=FAKE, backend=Threads(1)).digest
    with Jobqueue(settings(tmp_path, workers=1, processors=2, memory=1200), tmp_path / "jobs") as backend:
        assert run_sweep(experiment(EXPERIMENT), out=tmp_path / "out", engine=FAKE, backend=backend).digest == golden
        assert len(running(submitting)) == 1
        workers = workers_of(running(submitting)[0])
        assert len(workers) == 2
        places = {address.partition(":")[0] for process in (os.getpid(), *workers) for address in listening(process)}
        assert places == {"0100007F"}  # with `interface: lo`; on a cluster scheduler and workers must reach one another


def test_a_job_that_slurm_refuses_is_one_line(submitting, tmp_path):
    with (
        pytest.raises(RunError, match=r"^Slurm refuses the job: .*invalid partition") as caught,
        Jobqueue(Settings(partition="none"), tmp_path / "jobs"),
    ):
        pass
    assert caught.value.exit_code == Exit.INPUT
    assert "\n" not in str(caught.value)
