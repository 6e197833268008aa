"""What the functions take, turned into what the engine takes: a scenario by name or path, and settings as a mapping or as on the command line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.cli import options

Settings = Mapping[str, Any] | Sequence[str]


def scenario(name: str | Path) -> Path:
    """Return the file of a scenario: a path, or the name of a shipped one. Errors as of `redline run`."""
    return options.scenario_file(str(name))


def overrides(path: Path, preset: str | None, settings: Settings) -> tuple[str, ...]:
    """Return `path=value` of a preset, then those given.

    >>> overrides(Path("unread.yaml"), None, {"owners.russia.nuclear.audience_cost": 1.5, "actors.russia.nuclear": False})
    ('owners.russia.nuclear.audience_cost=1.5', 'actors.russia.nuclear=false')
    """
    given = [f"{key}={_written(value)}" for key, value in settings.items()] if isinstance(settings, Mapping) else list(settings)
    return options.overrides(path, preset, given)


def _written(value: Any) -> str:
    """Return a value as it is written after `--set path=`."""
    value = value.item() if hasattr(value, "item") else value  # a number of numpy
    return value if isinstance(value, str) else json.dumps(value)
