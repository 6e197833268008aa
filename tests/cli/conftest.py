"""Ways to call the command: in this process, which is fast, and as a process of its own, which is how people do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sim.cli.ending import run

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a call said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)

    @property
    def errors(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


def environment() -> dict[str, str]:
    """Return the environment of a process that finds this checkout."""
    return os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"}


def process(*arguments: str, cwd: Path, **settings: Any) -> subprocess.CompletedProcess[str]:
    """Call the command as a process in a folder."""
    command = [sys.executable, "-m", "sim.cli", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment(), text=True, check=False, **({"capture_output": True} | settings))


@pytest.fixture(scope="session", autouse=True)
def kernel(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Compile the kernel before the first test, so that no test meets the notice that it is being compiled."""
    assert run(["run", "two-actors", "--runs", "1", "-o", str(tmp_path_factory.mktemp("warm") / "two"), "-q", "--no-figures"]) == 0


@pytest.fixture
def redline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Return a function that calls the command in this process, in an empty folder of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    return call


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a finished run of two-actors with 1,100 histories, figures and page."""
    folder = tmp_path_factory.mktemp("finished") / "two"
    assert run(["run", "two-actors", "--runs", "1100", "-o", str(folder), "-q"]) == 0
    return folder
