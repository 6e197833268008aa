"""The command on Dask: the digest of this machine, and one line where something is not there."""

from __future__ import annotations

import sys

import pytest

from sim.backends import dask
from sim.errors import Exit

SWEEP = ("sweep", "two-actors", "--factor", "owners.north.nuclear.audience_cost=0,1.5", "--runs", "1100", "--no-figures", "--json", "-o")


@pytest.fixture(autouse=True)
def nothing_of_the_user(monkeypatch, tmp_path):
    """Hide the cluster file of whoever runs the tests."""
    pytest.importorskip("dask_jobqueue")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("REDLINE_CLUSTER", raising=False)


def test_a_sweep_on_dask_has_the_digest_of_one_here_and_is_found_finished(redline):
    here = redline(*SWEEP, "here").json["digest"]
    there = redline(*SWEEP, "there", "--backend", "dask", "--workers", "1")
    assert (there.code, there.json["digest"]) == (Exit.DONE, here)
    again = redline("resume", "there", "--backend", "dask", "--workers", "1", "--no-figures")
    assert again.code == Exit.DONE
    assert "nothing left to simulate" in again.err


def test_a_scheduler_that_is_not_there_is_one_line(redline, monkeypatch):
    monkeypatch.setattr(dask, "CONNECTING", 0.5)
    said = redline(*SWEEP, "out", "--backend", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert said.code == Exit.MACHINE
    assert said.errors[-1].startswith("error: no Dask scheduler answers at tcp://127.0.0.1:9: ")
    assert said.out == ""


@pytest.mark.parametrize(("backend", "library"), [("dask", "distributed"), ("dask-slurm", "dask_jobqueue")])
def test_without_the_library_one_line_says_how_to_get_it(backend, library, redline, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    said = redline(*SWEEP, "out", "--backend", backend)
    assert said.code == Exit.INPUT
    assert said.errors[-1].endswith("is not installed; install it with: pip install 'redline[cluster]'")


def test_a_dry_run_shows_the_script_of_a_worker_and_writes_nothing(redline, tmp_path):
    asked = ("--backend", "dask-slurm", "--partition", "long", "--time", "2h", "--workers", "12", "--setup", "module load python")
    said = redline(*SWEEP[:6], "-o", "out", "--dry-run", *asked)
    assert said.code == Exit.DONE
    assert {"# worker.sh", "#SBATCH -p long", "#SBATCH -t 02:00:00", "module load python"} <= set(said.out.splitlines())
    assert "on 12 processors" in said.out
    assert not (tmp_path / "out").exists()
