"""Local backends: everything is worked, receipts come back, trouble comes after what was in hand is reported."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.backends.local import ONE_THREAD, Processes, Threads


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


def own_threads(_task: int) -> tuple[str | None, ...]:
    return tuple(os.environ.get(name) for name in ONE_THREAD)


def ignores_interrupts(_task: int) -> bool:
    os.kill(os.getpid(), signal.SIGINT)
    return True


@pytest.mark.parametrize("backend", [Threads(1), Threads(3), Processes(2)])
def test_every_task_is_worked_once_and_reported(backend):
    receipts: list[int] = []
    assert backend.run(square, range(20), receipts.append) == []
    assert sorted(receipts) == [task * task for task in range(20)]


@pytest.mark.parametrize("backend", [Threads(2), Processes(2)])
def test_an_error_in_the_work_comes_through_after_what_was_in_hand(backend):
    receipts: list[int] = []
    with pytest.raises(ValueError, match="three"):
        backend.run(fails_at_three, range(6), receipts.append)
    assert set(receipts) >= {0, 1, 2}


def test_a_task_that_kills_its_worker_is_given_up_and_the_others_are_worked():
    receipts: list[int] = []
    assert Processes(2).run(dies_at_three, range(8), receipts.append) == [3]
    assert set(receipts) == {0, 1, 2, 4, 5, 6, 7}


def own_process(_task: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def workers(backend: Processes) -> set[int]:
    found: list[int] = []
    assert backend.run(own_process, range(6), found.append) == []
    assert len(found) == 6
    return set(found)


def test_as_a_context_the_processes_stay_and_one_that_dies_in_between_is_replaced():
    backend = Processes(2)
    assert not workers(backend) & workers(backend)
    with backend:
        first = workers(backend)
        assert workers(backend) == first
        os.kill(min(first), signal.SIGKILL)
        assert not workers(backend) & {min(first)}
        with pytest.raises(ValueError, match="three"):
            backend.run(fails_at_three, range(6), lambda _: None)
        last = workers(backend)
        assert workers(backend) == last
    deadline = time.monotonic() + 30
    while any(Path(f"/proc/{worker}").exists() for worker in last) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(Path(f"/proc/{worker}").exists() for worker in last)


def test_workers_use_one_thread_and_do_not_hear_ctrl_c():
    found: list[tuple[str | None, ...]] = []
    Processes(1).run(own_threads, [0], found.append)
    assert found == [("1",) * len(ONE_THREAD)]
    heard: list[bool] = []
    Processes(1).run(ignores_interrupts, [0], heard.append)
    assert heard == [True]


def test_workers_end_when_the_driver_is_killed(tmp_path: Path):

    script = tmp_path / "driver.py"
    script.write_text(
        "import sys\nfrom sim.backends.local import Processes\nfrom tests.backends.test_local import waits\n"
        "if __name__ == '__main__':\n    Processes(2).run(waits, [sys.argv[1] + '/0', sys.argv[1] + '/1'], print)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    driver = subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=environment)
    marks = [tmp_path / "0", tmp_path / "1"]
    deadline = time.monotonic() + 30
    while not all(mark.exists() and mark.read_text() for mark in marks) and time.monotonic() < deadline:
        time.sleep(0.02)
    workers = [int(mark.read_text()) for mark in marks]
    driver.kill()
    driver.wait()
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [worker for worker in workers if Path(f"/proc/{worker}").exists()] == []


def waits(mark: str) -> None:
    Path(mark).write_text(str(os.getpid()))
    time.sleep(60)
