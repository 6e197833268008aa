"""Which games there are: one file of `sim/games/canonical` each. Looking imports nothing; a game is imported when it is asked for."""

from __future__ import annotations

import importlib
from pathlib import Path

from sim.errors import GameError, quoted
from sim.games.game import Game
from sim.scenario.suggest import hint

FOLDER = Path(__file__).parent / "canonical"


def names() -> tuple[str, ...]:
    """Return the names of all games, as people type them, in alphabetical order."""
    files = sorted(file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))
    return tuple(stem.replace("_", "-") for stem in files)


def load(name: str) -> Game:
    """Return a game by name, dashes or underscores alike; GameError with the nearest name where there is none."""
    typed = name.replace("_", "-")
    if typed not in names():
        raise GameError(f"no game {quoted(name)}{hint(typed, names())}")
    module = importlib.import_module(f"sim.games.canonical.{typed.replace('-', '_')}")
    game: Game = module.GAME
    return game


def every() -> tuple[Game, ...]:
    """Return all games."""
    return tuple(load(name) for name in names())
