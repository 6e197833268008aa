"""The cache of compiled code, filled by several processes at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numba.core import caching

from sim import jit

ROOT = Path(__file__).parents[1]
DOUBLING = """
from sim.jit import routine
@routine
def doubled(x):
    total = x
    for _ in range(1):
        total = total + x
    return total
"""
CODE = """
import doubling
print(*[doubling.doubled(value) for value in {values}])
print(*[sum(found.values()) for found in (doubling.doubled.stats.cache_hits, doubling.doubled.stats.cache_misses)])
"""


@pytest.mark.skipif(not jit.COMPILED, reason="nothing is compiled")
def test_one_of_two_that_save_at_once_never_finds_the_code_of_the_other(tmp_path, monkeypatch):
    slow, quick = (caching.IndexDataCacheFile(str(tmp_path), "kernel", "stamp") for _ in range(2))
    monkeypatch.setattr(quick, "_load_index", dict)  # it looked before the other listed anything
    write = slow._save_data

    def late(name: str, data: object) -> None:
        quick.save(("int64", "skylake"), b"of integers")
        write(name, data)

    monkeypatch.setattr(slow, "_save_data", late)
    slow.save(("float64", "skylake"), b"of floats")
    reader = caching.IndexDataCacheFile(str(tmp_path), "kernel", "stamp")
    assert reader.load(("int64", "skylake")) == b"of integers"
    assert reader.load(("float64", "skylake")) == b"of floats"
    assert reader.load(("float64", "zen4")) is None


@pytest.mark.skipif(not jit.COMPILED, reason="nothing is compiled")
def test_processes_that_fill_an_empty_cache_at_once_get_what_they_asked_for(tmp_path):
    (tmp_path / "doubling.py").write_text(DOUBLING)
    around = os.environ | {"PYTHONPATH": f"{ROOT}:{tmp_path}", "REDLINE_CACHE": str(tmp_path / "cache")}
    commands = [[sys.executable, "-c", CODE.format(values=values)] for values in ("(1, 1.5)", "(1.5, 1)", "(1, 1.5)")]
    running = [subprocess.Popen(command, env=around, stdout=subprocess.PIPE, text=True) for command in commands]
    assert [process.communicate()[0].splitlines()[0] for process in running] == ["2 3.0", "3.0 2", "2 3.0"]
    said = subprocess.run(commands[0], env=around, capture_output=True, text=True, check=True).stdout.splitlines()
    hits, misses = map(int, said[1].split())
    assert said[0] == "2 3.0"
    assert hits + misses == 2
    assert hits >= 1  # at most the entry of one was lost
