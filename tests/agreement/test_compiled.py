"""One set of rules, the same bits: compiled or not, whatever the processor, the hash seed, the locale or the hour.

Everything that needs other surroundings runs in a process of its own through `python -m tests.agreement.digests`.
"""

import json
import os
import platform
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from sim.engine.batch import BLOCK, simulate_block
from tests.agreement.digests import GOLDEN, HISTORIES, SEED, golden, run_digest
from tests.engine.worlds import SHIPPED, world

ROOT = Path(__file__).parents[2]
SMALL = ("two-actors:20", "november-2024:8:clock.horizon_months=2", "september-2022:8:clock.horizon_months=2")
POLICIES = tuple(f"two-actors:8:clock.horizon_months=4:actors.south.policy={name}" for name in ("prospect", "reflex", "lookahead"))
EVERY = tuple(f"{name}:64" for name in SHIPPED)


def elsewhere(runs: tuple[str, ...], **surroundings: str) -> dict[str, str]:
    """Return the digests of runs in a process with other environment variables."""
    command = [sys.executable, "-m", "tests.agreement.digests", *runs]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **surroundings}
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def here() -> dict[str, str]:
    """Return the digests of all runs in this process."""
    return {run: run_digest(run) for run in (*SMALL, *POLICIES, *EVERY)}


def test_shipped_scenarios_give_the_committed_bits():
    """Where this fails on purpose: python -m tests.agreement.digests --write, and a line under Results in CHANGELOG.md."""
    stored = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert (stored["seed"], stored["histories"]) == (SEED, HISTORIES)
    assert stored["digests"] == golden()


def test_without_the_compiler_the_bits_are_the_same_and_nothing_overflows(here):
    runs = (*SMALL, *POLICIES)
    assert elsewhere(runs, REDLINE_COMPILED="0", PYTHONWARNINGS="error::RuntimeWarning") == {run: here[run] for run in runs}


@pytest.mark.parametrize(
    "surroundings",
    [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "12345", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo", "PYTHONOPTIMIZE": "1"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "de_DE.UTF-8", "OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"},
    ],
    ids=lambda surroundings: surroundings["LC_ALL"],
)
def test_hash_seed_locale_time_zone_and_threads_do_not_matter(here, surroundings):
    assert elsewhere(EVERY, **surroundings) == {run: here[run] for run in EVERY}


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="names features of x86 processors")
def test_vector_units_of_library_code_do_not_matter(here):  # RELIABILITY D2t: numpy without dispatch, glibc without FMA and AVX2
    features = getattr(np._core._multiarray_umath, "__cpu_dispatch__", [])
    plain = {"NPY_DISABLE_CPU_FEATURES": " ".join(features), "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F"}
    assert elsewhere(EVERY, **plain) == {run: here[run] for run in EVERY}


def test_blocks_computed_side_by_side_equal_blocks_computed_one_after_the_other():  # four blocks of the smallest crisis, seed 1
    prepared = world("two-actors")
    one_by_one = [simulate_block(prepared, 1, index, 4 * BLOCK) for index in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda index: simulate_block(prepared, 1, index, 4 * BLOCK), reversed(range(4))))
    for one, two in zip(one_by_one, reversed(together), strict=True):
        assert one.measures.tobytes() == two.measures.tobytes()
        assert one.curves.tobytes() == two.curves.tobytes()
