"""Whole histories of extreme but legal worlds: every number of a result is finite, or its history is named as failed (RELIABILITY F1 and F3).

Extreme is the least and the greatest value that the loader lets pass, one number at a time and all at once; and both ends of every range that
a scenario states, where no history may fail at all.
"""

import functools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.audit_entries import Kind, entries
from sim.encode.encode import encode
from sim.engine.batch import simulate_block
from sim.engine.history import prepare
from sim.errors import RunError, ScenarioError
from sim.scenario.load import read_draft
from sim.scenario.shipped import scenario_path
from tests.engine.test_failures import blanks

ROOT = Path(__file__).parents[2]
COUNT = 4
DRAFTS = {name: read_draft(scenario_path(name)) for name in ("two-actors", "november-2024")}
SHORT = "clock.horizon_months=3"
LADDERS = {  # tried from the left until the loader lets one pass
    "low": ("-1e300", "-1", "0", "5e-324", "1e-300", "1e-6", "0.001", "0.04", "1", "2"),
    "high": ("1e300", "1e6", "600", "100", "10", "1", "0.999", "0.3"),
}
OFTEN = (".tempo", ".per_month", ".direct", ".mediated")  # how often something happens: more is no other arithmetic, only more of it
OTHER_SIZES = ("clock.", "numerics.", "crossings.state_step")  # these make arrays of other sizes, or finer steps


def numbers(name, ranged):
    """Return the entries of a scenario that are plain numbers; `ranged`: only those with a range."""
    found = [one for one in entries(DRAFTS[name].tree) if one.kind is Kind.NUMBER and (one.ranged or not ranged)]
    return [one for one in found if not one.path.startswith(OTHER_SIZES) and ".weights." not in one.path]


def legal(name, settings):
    """Return the world of a scenario with these settings, ready to run; None where it is refused, or has arrays of other sizes (another kernel)."""
    try:
        prepared = prepare(encode(DRAFTS[name].scenario([SHORT, *settings])))
    except (ScenarioError, RunError):
        return None
    return prepared if prepared.params.dtype == plain(name).params.dtype else None


@functools.cache
def plain(name):
    """Return the world of a scenario as it stands."""
    return prepare(encode(DRAFTS[name].scenario([SHORT])))


def extreme(name, path, end, kept=()):
    """Return the setting of the least (greatest) value that the loader lets pass beside those kept, and its world."""
    ladder = LADDERS[end] if not path.endswith(OFTEN) else ("0",) if end == "low" else ("30",)
    for value in ladder:
        prepared = legal(name, [*kept, f"{path}={value}"])
        if prepared is not None:
            return f"{path}={value}", prepared
    return None, None


def require_no_blank(prepared, may_fail):
    block = simulate_block(prepared, 1, 0, COUNT)
    assert blanks(block, prepared.names) == 0
    assert may_fail or block.failed == ()
    return block


@pytest.mark.parametrize("end", ["low", "high"])
def test_no_number_at_the_end_of_what_is_legal_leaves_a_blank(end):
    moved = 0
    for entry in numbers("two-actors", ranged=False):
        setting, prepared = extreme("two-actors", entry.path, end)
        if prepared is not None:
            moved += setting != f"{entry.path}={entry.given}"
            require_no_blank(prepared, may_fail=True)
    assert moved >= 30


@pytest.mark.parametrize("end", ["low", "high"])
def test_all_numbers_at_the_ends_of_what_is_legal_leave_no_blank(end):
    kept, last = [], None
    for entry in numbers("two-actors", ranged=False):
        setting, prepared = extreme("two-actors", entry.path, end, kept)
        if prepared is not None:
            kept.append(setting)
            last = prepared
    assert len(kept) >= 30
    require_no_blank(last, may_fail=True)


@pytest.mark.parametrize("number", [0, 1])
def test_all_ranges_at_one_end_are_played_without_a_failure(number):
    settings = [one.ways[min(number, len(one.ways) - 1)][0] for one in numbers("november-2024", ranged=True)]
    prepared = legal("november-2024", settings)
    assert prepared is not None
    assert len(settings) > 40
    require_no_blank(prepared, may_fail=False)


def test_each_end_of_each_range_is_played_without_a_failure():
    tried = 0
    for one in numbers("november-2024", ranged=True):
        for way in one.ways:
            prepared = legal("november-2024", way)
            if prepared is not None:
                require_no_blank(prepared, may_fail=False)
                tried += 1
    assert tried > 80


def test_without_the_compiler_no_operation_overflows_divides_by_zero_or_is_invalid():
    """numpy raises at the first; only what falls below the least normal number may, as it loses nothing that counts."""
    runs = ("two-actors:8", "november-2024:2:clock.horizon_months=1", "small/brink:4")
    raising = "import sys, numpy; numpy.seterr(all='raise', under='ignore')"
    code = f"{raising}; from tests.agreement.digests import run_digest; print(*map(run_digest, sys.argv[1:]))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "REDLINE_COMPILED": "0"}
    found = subprocess.run([sys.executable, "-c", code, *runs], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert len(found.stdout.split()) == len(runs)


def test_a_world_without_a_type_that_weighs_anything_is_refused():
    """Reliabilities of weight 0 alone are no distribution: the loader says so before anything is played."""
    assert legal("two-actors", ["owners.north.nuclear.reliability.weights=[0, 0, 0]"]) is None
    assert np.isfinite(simulate_block(legal("two-actors", []), 1, 0, COUNT).measures).all()
