"""How long until the first answer: warm (compiled code in the cache) and cold (nothing compiled yet), and what one more design point costs."""

from __future__ import annotations

import tempfile
import time
from typing import Any

from benchmarks.processes import run
from benchmarks.worlds import CRISIS
from sim.encode.encode import encode
from sim.engine.batch import simulate_block
from sim.engine.history import prepare
from sim.scenario.load import read_draft
from sim.scenario.shipped import scenario_path

FIRST_ANSWER = """
import sys, time
from sim.encode.encode import encode
from sim.engine.batch import simulate_block
from sim.engine.history import prepare
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path
imports = time.process_time()
simulate_block(prepare(encode(load(str(scenario_path(sys.argv[1]))))), 1, 0, 8)
found = {"imports": imports}
"""
PATH, VALUES = "owners.russia.nuclear.audience_cost", (0.1, 0.2, 0.4, 0.5, 0.6, 0.7)
HISTORIES = 512  # of a design point, to see the rest beside


def points(repeats: int) -> tuple[float, float]:
    """Return milliseconds of edit, check, encode and replay for one more design point, and that as a share of its histories."""
    draft = read_draft(str(scenario_path(CRISIS)))
    each, playing = [], []
    for value in VALUES[:repeats]:
        start = time.thread_time()
        prepared = prepare(encode(draft.setting({PATH: value})))
        each.append(time.thread_time() - start)
        start = time.thread_time()
        simulate_block(prepared, 1, 0, HISTORIES)
        playing.append(time.thread_time() - start)
    return min(each) * 1e3, min(each) / min(playing)


def measure(quick: bool = False) -> dict[str, Any]:
    """Return processor seconds to the first answer, warm and (not with `quick`) cold, and the cost of one more design point."""
    run(FIRST_ANSWER, CRISIS)
    warm = min((run(FIRST_ANSWER, CRISIS) for _ in range(2 if quick else 5)), key=lambda one: one["cpu"])
    found: dict[str, Any] = {"warm_seconds": warm["cpu"], "import_seconds": warm["imports"]}
    if not quick:
        with tempfile.TemporaryDirectory() as folder:
            found["cold_seconds"] = run(FIRST_ANSWER, CRISIS, environment={"REDLINE_CACHE": folder})["cpu"] - warm["cpu"]
    milliseconds, share = points(2 if quick else len(VALUES))
    return found | {"point_milliseconds": milliseconds, "point_share": share}
