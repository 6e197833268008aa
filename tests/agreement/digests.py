"""Digests of small runs: the same bits with and without the compiler, on every processor, under every hash seed and locale.

As a command it prints digests as JSON, one for each run asked for; each run is a scenario, a number of histories and overrides:

    python -m tests.agreement.digests two-actors:8 november-2024:2:clock.horizon_months=1

When a change of the model is meant to move results, write the golden file anew and say in CHANGELOG.md what moved and why:

    python -m tests.agreement.digests --write
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

from sim.encode.encode import encode
from sim.engine.batch import Block, simulate_block
from sim.engine.history import prepare
from sim.scenario.load import load
from sim.scenario.shipped import scenario_names, scenario_path

GOLDEN = Path(__file__).with_name("golden.json")
SEED, HISTORIES = 1, 256


def digest_of(block: Block) -> str:
    """Return "sha256:..." of every number of a block: weights, scores, details, curves and groups, as little-endian doubles."""
    digest = hashlib.sha256()
    for values in (block.weights, block.measures, block.details, block.curves, block.groups):
        digest.update(np.ascontiguousarray(values, "<f8").tobytes())
    return f"sha256:{digest.hexdigest()}"


def run_digest(run: str) -> str:
    """Return the digest of a run "scenario:histories:path=value:..." of seed 1."""
    scenario, histories, *overrides = run.split(":")
    prepared = prepare(encode(load(str(scenario_path(scenario)), overrides)))
    return digest_of(simulate_block(prepared, SEED, 0, int(histories)))


def golden() -> dict[str, str]:
    """Return the digest of 256 histories of every shipped scenario."""
    return {name: run_digest(f"{name}:{HISTORIES}") for name in scenario_names()}


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        GOLDEN.write_text(json.dumps({"seed": SEED, "histories": HISTORIES, "digests": golden()}, indent=2) + "\n", encoding="utf-8")
    else:
        print(json.dumps({run: run_digest(run) for run in sys.argv[1:]}))
