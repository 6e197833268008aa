"""Prepared worlds to measure on, each loaded and encoded once."""

from __future__ import annotations

from functools import cache

from sim.encode.encode import encode
from sim.engine.history import Prepared, prepare
from sim.scenario.load import load
from sim.scenario.shipped import scenario_path

CRISIS = "november-2024"


@cache
def world(name: str = CRISIS, *overrides: str) -> Prepared:
    """Return a shipped scenario with overrides `path=value`, prepared."""
    return prepare(encode(load(str(scenario_path(name)), list(overrides))))
