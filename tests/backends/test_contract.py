"""What every backend promises (sim/backends/base.py), tried on each of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sim.backends import stopping
from sim.backends.dask import Dask
from sim.backends.local import ONE_THREAD, Processes, Threads

NAMES = ("one thread", "three threads", "processes", "dask")


@pytest.fixture(scope="module")
def backends():
    """Return all backends; Dask's workers stay, because they take a second to start."""
    pytest.importorskip("distributed")
    with Dask(workers=2) as dask:
        yield dict(zip(NAMES, (Threads(1), Threads(3), Processes(2), dask), strict=True))


@pytest.fixture(params=NAMES)
def backend(request, backends) -> Any:
    """Return one backend after the other."""
    return backends[request.param]


@pytest.fixture(params=("processes", "dask"))
def apart(request, backends) -> Any:
    """Return one after the other of those whose workers can die."""
    return backends[request.param]


def square(task: int) -> int:
    return task * task


def fails_at_three(task: int) -> int:
    if task == 3:
        raise ValueError("three")
    time.sleep(0.01)
    return task


def dies_at_three(task: int) -> int:
    if task == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return task


def dies_once(task: tuple[int, str]) -> int:
    number, mark = task
    if number == 3 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def surroundings(_task: int) -> tuple[str | None, ...]:
    os.kill(os.getpid(), signal.SIGINT)
    return tuple(os.environ.get(name) for name in ONE_THREAD)


def until_asked(task: int) -> int:
    """Work until asked to stop, but for the first task; the receipt is negative then."""
    for _ in range(2000 if task else 0):
        if stopping.asked():
            return -task
        time.sleep(0.01)
    return task


def wished(_task: int) -> bool:
    return stopping.asked()


def waits(mark: str) -> None:
    Path(mark).write_text(str(os.getpid()))
    time.sleep(60)


def test_every_task_is_worked_and_reported(backend):
    receipts: list[int] = []
    assert backend.run(square, range(20), receipts.append) == []
    assert sorted(receipts) == [task * task for task in range(20)]


def test_nothing_to_do_is_done_at_once(backend):
    assert backend.run(square, [], print) == []


def test_an_error_in_the_work_comes_through_after_what_was_in_hand_and_the_next_run_works(backend):
    receipts: list[int] = []
    with pytest.raises(ValueError, match="three"):
        backend.run(fails_at_three, range(600), receipts.append)
    assert set(receipts) >= {0, 1, 2}
    assert len(receipts) < 599
    again: list[int] = []
    assert backend.run(square, range(5), again.append) == []
    assert sorted(again) == [0, 1, 4, 9, 16]


def test_ctrl_c_comes_through_after_what_was_in_hand_is_reported(backend):
    receipts: list[int] = []

    def done(receipt: int) -> None:
        receipts.append(receipt)
        if len(receipts) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backend.run(fails_at_three, range(10, 600), done)
    assert 1 <= len(receipts) < 500
    assert len(set(receipts)) == len(receipts)


def test_after_ctrl_c_the_work_in_hand_is_asked_to_stop_and_the_next_run_is_not(backend):
    receipts: list[int] = []

    def done(receipt: int) -> None:
        receipts.append(receipt)
        if receipt == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backend.run(until_asked, range(100), done)
    assert max(receipts) == 0
    again: list[bool] = []
    assert backend.run(wished, range(3), again.append) == []
    assert again == [False] * 3


def test_a_task_that_kills_its_worker_is_given_up_and_the_others_are_worked(apart):
    receipts: list[int] = []
    assert apart.run(dies_at_three, range(8), receipts.append) == [3]
    assert sorted(receipts) == [0, 1, 2, 4, 5, 6, 7]


def test_a_task_whose_worker_died_once_is_worked_again(apart, tmp_path):
    receipts: list[int] = []
    assert apart.run(dies_once, [(number, str(tmp_path / "mark")) for number in range(8)], receipts.append) == []
    assert sorted(receipts) == list(range(8))


def test_workers_use_one_thread_and_do_not_hear_ctrl_c(apart):
    found: list[tuple[str | None, ...]] = []
    assert apart.run(surroundings, [0], found.append) == []
    assert found == [("1",) * len(ONE_THREAD)]


@pytest.mark.parametrize("start", ["from sim.backends.local import Processes as Backend", "from sim.backends.dask import Dask as Backend"])
def test_workers_end_when_the_driver_is_killed(start, tmp_path):
    pytest.importorskip("distributed")
    script = tmp_path / "driver.py"
    script.write_text(
        f"import sys\n{start}\nfrom tests.backends.test_contract import waits\n"
        "if __name__ == '__main__':\n    Backend(2).run(waits, [sys.argv[1] + '/0', sys.argv[1] + '/1'], print)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    driver = subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=environment)
    marks = [tmp_path / "0", tmp_path / "1"]
    deadline = time.monotonic() + 60
    while not all(mark.exists() and mark.read_text() for mark in marks) and time.monotonic() < deadline:
        time.sleep(0.02)
    workers = [int(mark.read_text()) for mark in marks]
    driver.kill()
    driver.wait()
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []
