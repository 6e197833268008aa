"""One real Slurm for all tests here, where its programs are installed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.one_host import Slurm, missing


@pytest.fixture(scope="session")
def one_slurm() -> Iterator[Slurm]:
    """Start Slurm in a folder with a short name (sockets need one), and end it after the last test."""
    lacking = missing()
    if lacking:
        pytest.skip(f"{', '.join(lacking)} not installed; on Debian or Ubuntu: make test-cluster")
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    running = Slurm(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def slurm(one_slurm: Slurm, monkeypatch: pytest.MonkeyPatch) -> Slurm:
    """Return the running Slurm, which commands called in this process find too."""
    monkeypatch.setenv("SLURM_CONF", one_slurm.environment["SLURM_CONF"])
    return one_slurm
