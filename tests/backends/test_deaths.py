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
from contextlib import contextmanager

import pytest

from sim.backends.local import Processes
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
