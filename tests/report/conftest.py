"""One finished run with its ranges, for every test of pages: small, of the smallest shipped scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.ending import run


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of two-actors with 1,100 histories, and its ranges."""
    folder = tmp_path_factory.mktemp("reported") / "two"
    assert run(["run", "two-actors", "--runs", "1100", "--range", "-o", str(folder), "-q"]) == 0
    return folder
