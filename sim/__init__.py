"""Redline: nuclear red lines and escalation, simulated from scenarios in YAML.

Importing this package loads nothing heavy. Start with `sim.scenario.load`, then `sim/engine/turn.py`, which is one turn as a list of steps.

In a notebook the verbs are functions: `sim.run("november-2024")`, `sim.compare`, `sim.sweep`, `sim.analyse`, `sim.replay`, `sim.solve`,
`sim.game`, `sim.check`, `sim.scenarios`, `sim.open_results`, and for why, how sure and how sound `sim.explain`, `sim.audit`, `sim.ensemble`,
`sim.backcast`, `sim.learn`, `sim.anchors`, `sim.rare`, `sim.play`, `sim.status`, `sim.verify`. Each is loaded when it is first asked for.
"""

import importlib
from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return importlib.import_module("sim.notebook").function(name)  # not an import statement: nothing in here may depend on the top floor


def __dir__() -> list[str]:
    return sorted({*globals(), *importlib.import_module("sim.notebook").FUNCTIONS})
