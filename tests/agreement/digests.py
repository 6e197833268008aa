"""Digests of small runs: the same bits with and without the compiler, on every processor, under every hash seed and locale.

As a command it prints digests as JSON, one for each run asked for; each run is a scenario, a number of histories and overrides:

    python -m tests.agreement.digests two-actors:8 november-2024:2:clock.horizon_months=1

With --code it prints the digests of the golden file, and beside them what the compiler made of the kernel: how often registers of 512, 256 and
128 bits are named, and how many instructions multiply and add with one rounding. That needs an empty REDLINE_CACHE.

When a change of the model is meant to move results, write the golden file anew, put its digest of two-actors into sim/report/self_check.py, and say
in CHANGELOG.md what moved and why:

    python -m tests.agreement.digests --write
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from sim.encode.encode import encode
from sim.engine.batch import play_block, simulate_block
from sim.engine.history import prepare
from sim.report.self_check import digest_of
from sim.scenario.load import load
from sim.scenario.shipped import scenario_names, scenario_path

GOLDEN = Path(__file__).with_name("golden.json")
SEED, HISTORIES = 1, 256
SMALL = tuple(f"small/{name}:{HISTORIES}:numerics.cost_cells=25" for name in ("brink", "clash-then-use"))  # so many cells: the kernel of the others
FUSED = r"\bvfn?m(?:add|sub)"


def run_digest(run: str) -> str:
    """Return the digest of a run "scenario:histories:path=value:..." of seed 1."""
    scenario, histories, *overrides = run.split(":")
    prepared = prepare(encode(load(str(scenario_path(scenario)), overrides)))
    return digest_of(simulate_block(prepared, SEED, 0, int(histories)))


def golden() -> dict[str, str]:
    """Return the digest of 256 histories of every shipped scenario and of two small ones."""
    return {name: run_digest(f"{name}:{HISTORIES}") for name in scenario_names()} | {run: run_digest(run) for run in SMALL}


def code() -> dict[str, int]:
    """Return how often the kernel that this process has compiled names registers of a width (bits), and how many fused instructions it holds."""
    assembly = "".join(play_block.inspect_asm().values())
    widths = {width: len(re.findall(rf"%{name}mm\d", assembly)) for width, name in (("512", "z"), ("256", "y"), ("128", "x"))}
    return widths | {"fused": len(re.findall(FUSED, assembly))}


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        GOLDEN.write_text(json.dumps({"seed": SEED, "histories": HISTORIES, "digests": golden()}, indent=2) + "\n", encoding="utf-8")
    elif sys.argv[1:] == ["--code"]:
        print(json.dumps({"digests": golden(), "code": code()}))
    else:
        print(json.dumps({run: run_digest(run) for run in sys.argv[1:]}))
