"""The told histories that are kept as text, one a shipped scenario. To write them anew after a change that moves results, and to say so in
the changelog:

    python -m tests.traces.retell
"""

from __future__ import annotations

from pathlib import Path

from sim.cli.replay import learned
from sim.engine.trace import trace
from sim.experiment.engine import prepare
from sim.report.story import tell
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path

FOLDER = Path(__file__).parent
SEED = 1
TOLD = {  # scenario -> number of the history
    "baltic": 5,
    "calm-2023": 35,
    "cuba-1962": 16,
    "kargil-1999": 10,
    "november-2024": 8,
    "september-2022": 20,
    "taiwan-strait": 5,
    "two-actors": 11,
}


def text(name: str) -> str:
    """Return what `redline replay NAME --seed 1 --history N` prints."""
    world = load(scenario_path(name) or name)
    prepared = prepare(world)
    told = trace(prepared, SEED, TOLD[name])
    return tell(told, world, learned(prepared, told))


if __name__ == "__main__":
    for scenario in TOLD:
        (FOLDER / f"{scenario}.txt").write_text(text(scenario), encoding="utf-8")
