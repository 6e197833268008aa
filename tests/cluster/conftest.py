"""One real Slurm for all tests here, where its programs are installed, and the command on a machine that has it."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Said
from tests.cluster.one_host import Slurm, missing
from tests.cluster.sweeps import EXPERIMENT


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


@pytest.fixture
def redline(slurm: Slurm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Return a function that calls the command in this process, in a folder with an experiment, on a machine with Slurm."""
    from sim.cli.ending import run

    place = tmp_path / "my sweeps"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (place / "array.yaml").write_text(EXPERIMENT)

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the digest that one process of this machine comes to."""
    from sim.cli.ending import run

    place = tmp_path_factory.mktemp("golden")
    (place / "array.yaml").write_text(EXPERIMENT)
    assert run(["sweep", str(place / "array.yaml"), "-o", str(place / "out"), "-j", "1", "-q", "--no-figures"]) == 0
    return json.loads((place / "out" / "summary.json").read_text())["digest"]
