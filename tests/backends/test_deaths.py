"""Workers that are killed at any moment cost nothing but time: every receipt comes, nothing is given up, nobody waits for ever."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager

import pytest

from sim.backends import local
from sim.backends.local import Processes
from sim.errors import Exit, RunError
from sim.experiment import isolate, work
from tests.backends.deaths import MOMENTS, Job, square

ROUNDS = int(os.environ.get("REDLINE_ROUNDS", "4"))
PATIENCE = 120  # seconds after which a round is taken for hung
PIPE_BUF = 4096


@contextmanager
def patience() -> Iterator[None]:
    """Raise TimeoutError in what takes longer than anything should."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_worker_that_dies_at_any_moment_of_its_work_is_replaced(tmp_path):
    jobs = [Job(number, tmp_path / moment, moment) for number, moment in enumerate(MOMENTS)] + [Job(number) for number in range(3, 9)]
    receipts = []
    with patience():
        assert Processes(2).run(square, jobs, receipts.append) == []
    assert {receipt.number for receipt in receipts} == {number**2 for number in range(9)}
    assert {path.name for path in tmp_path.iterdir()} == set(MOMENTS)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_workers_killed_at_random_moments_cost_nothing_but_time(round_):
    rng, over, killed, receipts = random.Random(round_), threading.Event(), [], []

    def killer() -> None:
        for _ in range(2):  # a third death would be a reason to give its task up
            time.sleep(0.4 * rng.random())
            workers = [] if over.is_set() else multiprocessing.active_children()
            if workers:
                killed.append(rng.choice(workers).pid)
                os.kill(killed[-1], signal.SIGKILL)

    thread = threading.Thread(target=killer)
    thread.start()
    with patience():
        assert Processes(2).run(square, [Job(number) for number in range(60)], receipts.append) == []
    over.set()
    thread.join()
    assert {receipt.number for receipt in receipts} == {number**2 for number in range(60)}


def test_what_workers_send_fits_into_a_pipe_at_once():
    receipt = work.Receipt(10**12 - 1, 10**12, 10**9, 10**9, "\U0001f680" * work.MESSAGE)
    found = tuple((10**6, "v" * 40, 2**63 - number) for number in range(isolate.MOST + isolate.MOST_DEATHS))
    assert len(pickle.dumps(receipt)) < PIPE_BUF
    assert len(pickle.dumps(isolate.Isolated(10**12 - 1, 10**12, found))) < PIPE_BUF


def test_workers_that_die_while_they_are_started_are_started_again_but_not_for_ever(monkeypatch):
    calls = []

    class Weak(ProcessPoolExecutor):
        def submit(self, *given):
            calls.append(given)
            if len(calls) in deadly:
                raise EOFError("unexpected EOF")
            return super().submit(*given)

    monkeypatch.setattr(local, "ProcessPoolExecutor", Weak)
    receipts, deadly = [], {1, 2, 5, 6}
    with patience():
        assert Processes(2).run(square, [Job(number) for number in range(9)], receipts.append) == []
    assert sorted(receipt.number for receipt in receipts) == [number**2 for number in range(9)]
    calls.clear()
    deadly = range(1000)
    with patience(), pytest.raises(RunError, match="die as soon as they are started") as caught:
        Processes(2).run(square, [Job(1)], receipts.append)
    assert caught.value.exit_code == Exit.MACHINE
    assert len(calls) == local.MOST_UNBORN + 1


def test_a_task_handed_over_while_its_worker_died_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(local, "LOOK", 0.01)

    class Forgetful(ProcessPoolExecutor):
        """Takes the first task just after it broke, and forgets it, as Python's own pool may."""

        forgot = False

        def submit(self, *given):
            if Forgetful.forgot:
                return super().submit(*given)
            Forgetful.forgot = self._broken = True
            super()._start_executor_manager_thread()
            return Future()

    monkeypatch.setattr(local, "ProcessPoolExecutor", Forgetful)
    receipts = []
    with patience():
        assert Processes(1).run(square, [Job(3)], receipts.append) == []
    assert [receipt.number for receipt in receipts] == [9]
