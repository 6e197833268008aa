"""Local backends: what is theirs alone (test_contract.py has what all backends promise)."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from sim.backends.local import Processes
from tests.backends.test_contract import fails_at_three


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
