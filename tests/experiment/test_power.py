"""When the power goes, whatever was reported as written is there after it, and whatever else is left is refused or made again."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from sim.analysis.sweeps import SweepResult
from sim.results import files, shards
from tests.experiment.conftest import experiment_file, toy
from tests.experiment.faults import parts
from tests.experiment.power import Power, PowerLost
from tests.experiment.test_faults import Sweep, golden, sweep, whole

__all__ = ["experiment_file", "golden", "sweep", "toy"]

WAYS = ("sure", "names", "any")
SEEDS = int(os.environ.get("REDLINE_ROUNDS", "0"))  # 0: each step in one of the ways; more: each step in every way, so many times
NOBODY = 2**22 + 1  # number of a process that never is


def lost(sweep: Sweep, root: Path, last: int) -> Power:
    """Run a sweep until the power goes at step `last`."""
    root.mkdir()
    with Power(root, last).on() as power, pytest.raises(PowerLost):
        sweep(root / "out")
    return power


def left(power: Power, place: Path, way: str, seed: int) -> Path:
    """Return the results folder that a loss of power leaves, as it is found by processes that come after."""
    power.left(place, way, random.Random(seed))
    for path in list(place.rglob(".writing-*")):
        path.rename(path.with_name(path.name.replace(f"-{os.getpid()}-", f"-{NOBODY}-")))
    return place / "out"


def steps(sweep: Sweep, root: Path) -> int:
    """Return how many steps a whole sweep takes."""
    root.mkdir()
    with Power(root).on() as power:
        sweep(root / "out")
    assert len(power.written) == 9
    return power.steps


def sound(place: Path, power: Power, golden: SweepResult) -> bool:
    """Return whether all shards that were reported as written are there, whole."""
    return all((place / path).exists() and shards.check(place / path, golden.plan.id, path.parent.name) for path in power.written)


def test_a_loss_of_power_at_any_step_loses_nothing_that_was_reported(sweep, golden, tmp_path):
    number = steps(sweep, tmp_path / "counted")
    assert number >= 120
    for last in range(number):
        power = lost(sweep, tmp_path / "before", last)
        for way, seed in [(way, seed) for way in WAYS for seed in range(SEEDS)] or [(WAYS[last % 3], last)]:
            folder = left(power, tmp_path / "after", way, seed)
            assert sound(tmp_path / "after", power, golden), (last, way, seed)
            kept = {path: inode for path, inode in parts(folder).items() if path.relative_to(tmp_path / "after") in power.written}
            sweep(folder)
            assert whole(folder, golden), (last, way, seed)
            assert kept.items() <= parts(folder).items(), (last, way, seed)
            shutil.rmtree(tmp_path / "after")
        shutil.rmtree(tmp_path / "before")


def test_without_flushing_folders_something_reported_would_be_lost(sweep, golden, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "flush_folder", lambda _: None)
    number = steps(sweep, tmp_path / "counted")
    power = lost(sweep, tmp_path / "before", number - 1)
    power.left(tmp_path / "after", "sure", random.Random(1))
    assert not sound(tmp_path / "after", power, golden)
