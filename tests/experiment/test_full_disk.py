"""A real disk that is too small, in bytes or in files: one line, exit code 5, and with more room the work goes on to the same result."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sim.analysis.folder import status
from sim.errors import Exit, RunError
from tests.experiment.conftest import experiment_file, toy
from tests.experiment.faults import parts
from tests.experiment.test_faults import Sweep, golden, sweep, whole

__all__ = ["experiment_file", "golden", "sweep", "toy"]

STEPS = 16
PAGE = 4096


@contextmanager
def disk(place: Path, **limits: int) -> Iterator[None]:
    """Mount a small disk in memory at `place`; the test is skipped where that is not allowed."""
    place.mkdir()
    options = ",".join(f"{name}={value}" for name, value in limits.items())
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("disks cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)
        place.rmdir()


def used(folder: Path) -> tuple[int, int]:
    """Return the pages and the files that a folder takes."""
    found = [folder, *folder.rglob("*")]
    return sum(-(-path.stat().st_size // PAGE) for path in found if path.is_file()), len(found) + 1


@pytest.mark.parametrize("limit", ["size", "nr_inodes"])
def test_a_disk_too_small_keeps_what_it_holds_and_with_room_the_work_goes_on(sweep: Sweep, golden, tmp_path, limit):
    pages, count = used(golden.folder)
    whole_size = pages * PAGE if limit == "size" else count
    refused = []
    for step in range(1, STEPS + 1):
        size = -(-whole_size * step // STEPS)
        with disk(tmp_path / "disk", **{limit: size}):
            folder = tmp_path / "disk" / "out"
            try:
                sweep(folder)
            except RunError as error:
                refused.append(error)
            kept = parts(folder)
            if (folder / "manifest.json").exists():
                assert status(folder).damaged == ()
            subprocess.run(["mount", "-o", f"remount,{limit}={64 * whole_size}", str(tmp_path / "disk")], check=True)
            sweep(folder)
            assert whole(folder, golden), size
            assert kept.items() <= parts(folder).items(), size
    assert len(refused) >= STEPS // 2
    assert {error.exit_code for error in refused} == {Exit.MACHINE}
    assert all("no space is left" in str(error) and "\n" not in str(error) for error in refused)
