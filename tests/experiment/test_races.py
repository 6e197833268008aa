"""Many processes at one folder: the same work done again and again, half of them killed; whoever comes last finds it whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.analysis.folder import status
from sim.errors import Exit, ResultsError
from sim.experiment.plan import from_manifest
from sim.experiment.sweep import chunks
from sim.experiment.work import Task, work
from sim.results.store import open_store
from tests.experiment.conftest import experiment_file, toy
from tests.experiment.fakes import FAKE
from tests.experiment.faults import PATIENCE
from tests.experiment.test_faults import Sweep, damaged, explained, finish, golden, sweep, whole

__all__ = ["experiment_file", "golden", "sweep", "toy"]

ROUNDS = int(os.environ.get("REDLINE_ROUNDS", "3"))
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # it forks, and has threads that no child needs


def together(works: list[Callable[[], object]], kill_after: list[float | None]) -> list[int]:
    """Do each work in a child of this process, all at once; kill those with a time; return exit codes, negative for a signal."""
    numbers = []
    for one in works:
        number = os.fork()
        if number == 0:
            signal.alarm(PATIENCE)
            code = 1
            try:
                one()
                code = 0
            except ResultsError:
                code = int(Exit.DAMAGED)
            finally:
                os._exit(code)
        numbers.append(number)
    start = time.monotonic()
    for after, number in sorted((after, number) for after, number in zip(kill_after, numbers, strict=True) if after is not None):
        time.sleep(max(0.0, start + after - time.monotonic()))
        os.kill(number, signal.SIGKILL)
    return [os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]) for number in numbers]


def shards_again_and_again(folder: Path, seed: int) -> None:
    """Work every shard of a sweep two to five times, in any order, whether it is there or not."""
    rng, store = random.Random(seed), open_store(folder)
    plan = from_manifest(store.manifest)
    tasks = [Task(folder, plan.id, folder / "inputs" / "toy.yaml", FAKE, *ends) for ends in chunks(plan, ()) for _ in range(rng.randrange(2, 6))]
    rng.shuffle(tasks)
    for task in tasks:
        work(task)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_eight_processes_that_do_the_same_shards_and_half_of_which_are_killed(sweep: Sweep, golden, tmp_path, round_):
    rng, folder = random.Random(round_), tmp_path / "out"
    shutil.copytree(golden.folder, folder, ignore=shutil.ignore_patterns("*.parquet", "*.csv", "summary.json"))
    works = [lambda seed=8 * round_ + number: shards_again_and_again(folder, seed) for number in range(8)]
    codes = together(works, [0.3 * rng.random() for _ in range(4)] + [None] * 4)
    assert codes[4:] == [0] * 4
    assert set(codes[:4]) <= {0, -signal.SIGKILL}
    assert len(list((folder / "shards").glob("*/[0-9]*.parquet"))) == 9
    sweep(folder)
    assert whole(folder, golden)
    assert not (folder / "quarantine").exists()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_drivers_that_meet_damage_at_once_set_it_aside_once(sweep: Sweep, golden, tmp_path, round_):
    folder, rng = tmp_path / "out", random.Random(round_)
    damaged(golden, folder)
    codes = together([lambda: finish(sweep, folder)] * 4, [0.1 * rng.random() if number < 2 and round_ % 2 else None for number in range(4)])
    assert {code for code in codes if code >= 0} <= {0, int(Exit.DAMAGED)}
    finish(sweep, folder)
    assert whole(folder, golden)
    assert explained(folder)
    assert {reason[:12] for _, reason in status(folder).quarantined} == {"the checksum", "two shards o"}
