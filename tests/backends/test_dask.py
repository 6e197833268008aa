"""Dask: what is its own alone (test_contract.py has what all backends promise, tests/cluster/ a scheduler of its own)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.backends import dask, identity
from sim.backends.dask import AHEAD, LEAST, Dask
from sim.errors import Exit, RunError
from tests.backends.test_contract import square

pytest.importorskip("distributed")
TWO = 2  # workers


@pytest.fixture(scope="module")
def local():
    """Return a cluster of this machine that stays."""
    with Dask(TWO) as backend:
        yield backend


def profiled(_task: int) -> bool:
    from distributed import get_worker

    return "profile" in get_worker().periodic_callbacks


def test_a_worker_keeps_no_record_of_calls_which_would_grow(local):
    found: list[bool] = []
    assert local.run(profiled, [0], found.append) == []
    assert found == [False]


def naps(task: int) -> int:
    time.sleep(0.3)
    return task


def own_process(_task: int) -> int:
    time.sleep(0.05)
    return os.getpid()


def listening(process: int) -> list[str]:
    """Return the addresses (hexadecimal, as the kernel writes them) on which a process listens."""
    sockets = {os.readlink(link) for link in Path(f"/proc/{process}/fd").glob("*") if link.is_symlink()}
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/{process}/net/{name}").read_text().splitlines()[1:]]
    return [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets]


def test_few_tasks_are_submitted_at_a_time_however_many_there_are(local):
    assert AHEAD * TWO <= LEAST
    given, receipts = [], []

    def tasks() -> Iterator[int]:
        for number in range(200):
            given.append(number)
            assert len(given) - len(receipts) <= LEAST
            yield number

    assert local.run(square, tasks(), receipts.append) == []
    assert len(receipts) == 200
    deadline = time.monotonic() + 10
    while local._client.futures and time.monotonic() < deadline:
        time.sleep(0.02)
    assert local._client.futures == {}


def test_after_ctrl_c_what_no_worker_has_begun_is_taken_back(local):
    receipts: list[int] = []

    def done(receipt: int) -> None:
        receipts.append(receipt)
        if len(receipts) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        local.run(naps, range(100), done)
    assert len(receipts) <= 2 * TWO < LEAST


def test_driver_scheduler_and_workers_listen_on_loopback_only(local):
    found: list[int] = []
    local.run(own_process, range(8), found.append)
    assert len(set(found)) == TWO
    addresses = {process: listening(process) for process in (os.getpid(), *found)}
    assert all(addresses.values())
    assert {address.partition(":")[0] for there in addresses.values() for address in there} == {"0100007F"}


def test_the_cluster_speaks_tls_with_keys_of_its_own(local):
    assert local._client.scheduler.address.startswith("tls://127.0.0.1:")


def test_without_a_context_it_starts_and_ends_by_itself():
    receipts: list[int] = []
    assert Dask(1).run(own_process, range(3), receipts.append) == []
    (worker,) = set(receipts)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{worker}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists()


@pytest.mark.parametrize(
    ("scheduler", "code", "words"),
    [
        ("tcp://127.0.0.1:9", Exit.MACHINE, "no Dask scheduler answers at tcp://127.0.0.1:9: "),
        ("no port", Exit.MACHINE, "no Dask scheduler answers at no port: missing port number"),
        ("none.json", Exit.INPUT, "none.json is not a scheduler file: "),
    ],
)
def test_a_scheduler_that_does_not_answer_is_one_line(scheduler, code, words, monkeypatch):
    monkeypatch.setattr(dask, "CONNECTING", 0.5)
    with pytest.raises(RunError) as caught, Dask(scheduler=scheduler):
        pass
    assert caught.value.exit_code == code
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"id": 3}'])
def test_a_file_that_names_no_scheduler_is_refused(text, tmp_path):
    (tmp_path / "scheduler.json").write_text(text)
    with pytest.raises(RunError, match="is not a scheduler file"), Dask(scheduler=str(tmp_path / "scheduler.json")):
        pass


def test_where_dask_is_not_installed_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunError, match=r"pip install 'redline\[cluster\]'") as caught, Dask(1):
        pass
    assert caught.value.exit_code == Exit.INPUT


def test_the_backend_loads_no_library_before_it_is_used():
    code = 'import sys, sim.backends.dask; print(*sorted({"dask", "distributed", "numpy"} & {name.partition(".")[0] for name in sys.modules}))'
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split() == []


def test_identity_covers_python_the_package_its_source_and_what_computes():
    assert [name for name, _ in identity.identity()] == ["Python", "redline", "the model", "numpy", "numba", "the source of redline"]
    assert identity.differences(identity.identity(), identity.identity()) == ""


def test_one_changed_byte_of_the_source_is_another_identity(tmp_path, monkeypatch):
    (tmp_path / "sim" / "rules").mkdir(parents=True)
    file = tmp_path / "sim" / "rules" / "one.py"
    monkeypatch.setattr(identity, "__file__", str(tmp_path / "sim" / "backends" / "identity.py"))
    found = set()
    for text in ("a = 1\n", "a = 2\n", "a = 1\n"):
        file.write_text(text)
        found.add(identity._source())
    assert len(found) == 2
