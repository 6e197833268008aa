"""Dask workers as jobs of Slurm: what a job is told, without any Slurm (tests/cluster/ has a real one)."""

from __future__ import annotations

import os
import stat
import sys
from itertools import pairwise

import pytest

from sim.backends.choose import backend_for
from sim.backends.dask import Dask, certificates
from sim.backends.jobqueue import Jobqueue, job_script
from sim.backends.settings import DASK, DASK_SLURM, Settings
from sim.errors import Exit, RunError

pytest.importorskip("dask_jobqueue")
FULL = Settings(
    partition="long", account="peace", memory=3000, time=7200, processors=4, workers=5, setup=("module load python", "echo 'ready'"),
    directives=("--constraint=skylake",), interface="ib0", python="/opt/python", cache="/shared/kernel cache", scratch="/local",
)  # fmt: skip


def test_a_job_is_told_what_the_settings_say(tmp_path):
    lines = job_script(FULL, tmp_path / "jobs").splitlines()
    assert {
        "#SBATCH -p long", "#SBATCH -A peace", "#SBATCH --cpus-per-task=4", "#SBATCH --mem=3G", "#SBATCH -t 02:00:00",
        "#SBATCH --constraint=skylake", f"#SBATCH --output={tmp_path}/jobs/redline-%j.log", "module load python", "echo 'ready'",
        "export OMP_NUM_THREADS=1", "export NUMBA_NUM_THREADS=1", "export REDLINE_CACHE='/shared/kernel cache'",
        "export DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=${DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED:-False}",
    } <= set(lines)  # fmt: skip
    assert not (tmp_path / "jobs").exists()
    words = lines[-1].split()
    assert words[:3] == ["/opt/python", "-m", "distributed.cli.dask_worker"]
    told = dict(pairwise(words))
    expected = {"--nthreads": "1", "--nworkers": "4", "--memory-limit": "750.00MiB", "--death-timeout": "60", "--interface": "ib0"}
    expected |= {"--local-directory": "/local", "--lifetime": "6600s", "--lifetime-stagger": "300s", "--dashboard-address": "127.0.0.1:0"}
    assert {name: told.get(name) for name in expected} == expected


@pytest.mark.parametrize("seconds", [60, 600, 3600, 86_400])
def test_a_worker_leaves_before_its_job_runs_out_of_time(seconds, tmp_path):
    words = job_script(Settings(time=seconds), tmp_path).splitlines()[-1].split()
    lifetime, stagger = (int(words[words.index(name) + 1].rstrip("s")) for name in ("--lifetime", "--lifetime-stagger"))
    assert lifetime - stagger > 0
    assert lifetime + stagger <= seconds - 10


def test_where_nothing_is_said_a_job_gets_an_hour_and_two_gigabytes_and_the_python_of_the_command(tmp_path):
    script = job_script(Settings(), tmp_path)
    assert "#SBATCH -t 01:00:00\n" in script
    assert "#SBATCH --mem=2G\n" in script
    assert f"\n{sys.executable} -m " in script
    assert "#SBATCH -p" not in script
    assert "#SBATCH -A" not in script


def test_keys_lie_in_files_that_only_the_user_can_read(tmp_path):
    certificates(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["certificate.pem", "key.pem"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_without_slurm_one_line_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(RunError, match="there is no sbatch here") as caught, Jobqueue(Settings(), tmp_path):
        pass
    assert caught.value.exit_code == Exit.INPUT


def test_where_the_library_is_not_installed_one_line_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask_jobqueue", None)
    with pytest.raises(RunError, match=r"pip install 'redline\[cluster\]'") as caught:
        job_script(Settings(), tmp_path)
    assert caught.value.exit_code == Exit.INPUT


def test_the_backend_that_is_named_gets_the_settings_it_heeds(tmp_path):
    there = backend_for(DASK, Settings(scheduler="tcp://10.0.0.1:8786", workers=3), tmp_path)
    here = backend_for(DASK, Settings(workers=3, memory=512, scratch="/local", cache="/cache"), tmp_path)
    jobs = backend_for(DASK_SLURM, Settings(workers=3, processors=2), tmp_path)
    assert isinstance(there, Dask)
    assert isinstance(here, Dask)
    assert isinstance(jobs, Jobqueue)
    assert (there.scheduler, there.workers) == ("tcp://10.0.0.1:8786", None)
    assert (here.scheduler, here.workers, here._given) == (None, 3, {"memory_limit": "512MiB", "local_directory": "/local"})
    assert here._environment["REDLINE_CACHE"] == "/cache"
    assert (jobs.workers, jobs.folder) == (6, tmp_path / "jobs")
