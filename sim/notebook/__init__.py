"""The verbs as functions, for notebooks and scripts: each returns an object whose tables are tidy frames and whose figures show themselves.

`import sim` finds these functions (`sim.run`, `sim.compare`, ...) and loads each when it is first asked for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

FUNCTIONS = {  # function -> file of this folder
    "scenarios": "worlds",
    "check": "worlds",
    "run": "runs",
    "compare": "comparisons",
    "sweep": "sweeps",
    "analyse": "analyses",
    "replay": "stories",
    "solve": "solved",
    "rare": "seats",
    "play": "seats",
    "explain": "reasons",
    "audit": "reasons",
    "ensemble": "reasons",
    "backcast": "past",
    "learn": "past",
    "anchors": "past",
    "status": "kept",
    "verify": "kept",
    "catalogue": "games",
    "game": "games",
    "open_results": "opened",
}


def function(name: str) -> Callable[..., Any]:
    """Return one of the functions, loaded now; AttributeError where there is none of that name."""
    if name not in FUNCTIONS:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    found: Callable[..., Any] = getattr(importlib.import_module(f"sim.notebook.{FUNCTIONS[name]}"), name)
    return found
